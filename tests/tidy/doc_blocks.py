# SPDX-License-Identifier: MIT
"""Code in a page that names its source is that source, and every part of a source that is marked for a page is shown.

A page says `<!-- sdk/examples/echo/plugin.cc: provider -->` above a fenced block; the source has the same lines between
`// [doc:provider]` and `// [/doc:provider]`. `doc_blocks.py ROOT --write` copies the sources into the pages.
"""
import pathlib
import re
import sys
import textwrap

import source

BLOCK = re.compile(r'^<!-- (?P<path>\S+): (?P<name>[\w-]+) -->\n```\w*\n(?P<code>.*?)^```$', re.MULTILINE | re.DOTALL)
MARKED = re.compile(r'^[^\n]*\[doc:(?P<name>[\w-]+)\][^\n]*\n(?P<code>.*?)^[^\n]*\[/doc:(?P=name)\]',
                    re.MULTILINE | re.DOTALL)


def parts(root, path):
    """The marked parts of a source by name."""
    if not (pathlib.Path(root) / path).is_file():
        return {}
    return {match['name']: textwrap.dedent(match['code']) for match in MARKED.finditer(source.read(root, path))}


def check(root):
    faults = []
    shown = set()
    for page in source.files(root, ('.md',)):
        for block in BLOCK.finditer(source.read(root, page)):
            code = parts(root, block['path']).get(block['name'])
            shown.add((block['path'], block['name']))
            if code is None:
                faults.append(f'{page}: {block["path"]} has no part {block["name"]}')
            elif code != block['code']:
                faults.append(f'{page}: the block {block["name"]} is not what {block["path"]} says')
    for path in source.files(root, source.CXX, ('sdk/examples/',)):
        for name in parts(root, path):
            if (path.as_posix(), name) not in shown:
                faults.append(f'{path}: the part {name} is in no page')
    return faults


def write(root):
    def from_source(block):
        code = parts(root, block['path']).get(block['name'], block['code'])
        start, end = block.start('code') - block.start(), block.end('code') - block.start()
        return block.group()[:start] + code + block.group()[end:]

    for page in source.files(root, ('.md',)):
        old = source.read(root, page)
        new = BLOCK.sub(from_source, old)
        if new != old:
            pathlib.Path(root, page).write_text(new, encoding='utf-8')


if __name__ == '__main__':
    if '--write' in sys.argv:
        write(sys.argv[1])
    source.main(check)
