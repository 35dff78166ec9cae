# SPDX-License-Identifier: MIT
"""No file above 800 lines, no function above 70. Known exceptions stand in sizes.ratchet and may only shrink.

A line of the ratchet: `LINES path` for a file, `LINES path:function` for a function.
"""
import ast
import pathlib
import statistics
import sys

import source

FILE_MAX = 800
FUNCTION_MAX = 70
SUFFIXES = source.CXX + ('.py', '.mjs', '.js', '.sh')
RATCHET = pathlib.Path('tests/tidy/sizes.ratchet')


def functions(path, text):
    """(name, lines) of each function; a file of another language has none."""
    if path.suffix == '.py':
        return [(node.name, node.end_lineno - node.lineno + 1) for node in ast.walk(ast.parse(text))
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    if path.suffix in source.CXX:
        return [(body.name, body.last_line - body.first_line + 1)
                for body in source.Bodies(source.tokens(text)).functions]
    return []


def measure(root):
    """Path -> lines, and `path:function` -> lines of its longest namesake."""
    file_lines, function_lines = {}, {}
    for path in source.files(root, SUFFIXES):
        text = source.read(root, path)
        file_lines[path.as_posix()] = text.count('\n')
        for name, lines in functions(path, text):
            key = f'{path.as_posix()}:{name}'
            function_lines[key] = max(lines, function_lines.get(key, 0))
    return file_lines, function_lines


def read_ratchet(root):
    path = root / RATCHET
    lines = path.read_text().splitlines() if path.exists() else []
    rows = [line.split(maxsplit=1) for line in lines if line and not line.startswith('#')]
    return {what: int(size) for size, what in rows}


def limit_faults(sizes, limit, allowed):
    for what, lines in sorted(sizes.items()):
        known = allowed.pop(what, None)
        if known is None and lines > limit:
            yield f'{what}: {lines} lines, {limit} are allowed'
        elif known is not None and lines > known:
            yield f'{what}: grew from {known} to {lines} lines; the ratchet only shrinks'
        elif known is not None and lines <= limit:
            yield f'{what}: {lines} lines are allowed now; take it off {RATCHET}'
        elif known is not None and lines < known:
            yield f'{what}: shrank to {lines} lines; write that into {RATCHET}'


def report(title, sizes):
    if len(sizes) > 1:
        cuts = statistics.quantiles(sizes, n=20, method='inclusive')
        print(f'{title}: {len(sizes)}, median {statistics.median(sizes):.0f}, p95 {cuts[-1]:.0f}, max {max(sizes)}')


def check(root):
    file_lines, function_lines = measure(root)
    for name in ('core', 'plugins', 'sdk', 'tests'):
        report(f'{name} files', [n for path, n in file_lines.items() if path.startswith(name + '/')])
        report(f'{name} functions', [n for path, n in function_lines.items() if path.startswith(name + '/')])
    allowed = read_ratchet(root)
    faults = [*limit_faults(file_lines, FILE_MAX, allowed), *limit_faults(function_lines, FUNCTION_MAX, allowed)]
    return faults + [f'{what}: is gone; take it off {RATCHET}' for what in sorted(allowed)]


if __name__ == '__main__':
    source.main(check)
