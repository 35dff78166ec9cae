# SPDX-License-Identifier: MIT
"""Every header of core and the SDK opens with licence, one sentence, and its contract: threads, ownership, errors."""
import re

import source

REQUIRED = ('Threading', 'Ownership', 'Errors')
FIELD = re.compile(r'(Flow|Threading|Ownership|Errors|Units):')
COMMENTS = re.compile(r'(?://[^\n]*\n|/\*.*?\*/|\s+)*', re.DOTALL)


def opening(text):
    """The comments before the first line of code, without their marks."""
    end = COMMENTS.match(text).end()
    return [re.sub(r'^\s*(//|/\*|\*/|\*)\s?|\s*\*/$', '', line) for line in text[:end].splitlines()]


def faults_of(text):
    lines = opening(text)
    if 'SPDX-License-Identifier: MIT' not in (lines[:1] or [''])[0]:
        yield 'the first line is not the licence'
    said = [line for line in lines[1:] if line.strip()]
    if not said or FIELD.match(said[0]):
        yield 'no sentence says what the header is'
    for field in REQUIRED:
        if not any(re.match(rf'{field}:\s*\S', line) for line in lines):
            yield f'the contract has no `{field}:` line'


def check(root):
    return [f'{path}: {fault}' for path in source.files(root, source.HEADERS, ('core/', 'sdk/include/'))
            for fault in faults_of(source.read(root, path))]


if __name__ == '__main__':
    source.main(check)
