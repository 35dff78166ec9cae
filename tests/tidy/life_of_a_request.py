# SPDX-License-Identifier: MIT
"""Each `path:function` that core/docs/life_of_a_request.md names exists, in the pipeline's own order."""
import re

import source

PAGE = 'core/docs/life_of_a_request.md'
PIPELINE = 'core/gateway/pipeline.cc'
NAMED = re.compile(r'`([\w./]+\.(?:cc|hpp|h|c)):([~\w:]+)`')


def bodies(root, path):
    return source.Bodies(source.tokens(source.read(root, path))).functions


def position(functions, name):
    """Line of the function called `name`, with or without its class; None if there is none."""
    return next((body.first_line for body in functions if f'::{body.name}'.endswith(f'::{name}')), None)


def check(root):
    if not (root / PAGE).exists():
        return [f'{PAGE}: is missing']
    named = list(dict.fromkeys(NAMED.findall(source.read(root, PAGE))))
    faults = [] if named else [f'{PAGE}: names no `path:function`']
    functions = {path: bodies(root, path) for path, _ in named if (root / path).exists()}
    last_line = 0
    for path, name in named:
        line = position(functions.get(path, []), name)
        if path not in functions:
            faults.append(f'{PAGE}: {path} does not exist')
        elif line is None:
            faults.append(f'{PAGE}: {path} has no function {name}')
        elif path == PIPELINE:
            if line < last_line:
                faults.append(f'{PAGE}: {name} comes before its predecessor in {PIPELINE}')
            last_line = line
    return faults


if __name__ == '__main__':
    source.main(check)
