# SPDX-License-Identifier: MIT
"""Relative links of every Markdown page lead to a file of the tree, and to a heading that exists."""
import pathlib
import re

import source

LINK = re.compile(r'\[[^\]]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)')
FENCE = re.compile(r'^(```|~~~).*?^\1', re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r'`[^`\n]*`')
HEADING = re.compile(r'^#{1,6}\s+(.*?)\s*#*$', re.MULTILINE)


def anchors(text):
    """The anchors that code hosts give to headings."""
    return {re.sub(r'[^\w\- ]', '', title.lower()).replace(' ', '-') for title in HEADING.findall(FENCE.sub('', text))}


def fault_of(root, page, link):
    target, _, anchor = link.partition('#')
    path = (root / page).parent / target if target else root / page
    if not path.exists():
        return 'no such file'
    if root.resolve() not in (path.resolve(), *path.resolve().parents):
        return 'leads out of the tree'
    if anchor and path.suffix == '.md' and anchor not in anchors(path.read_text(encoding='utf-8')):
        return 'no such heading'
    return None


def check(root):
    root = pathlib.Path(root)
    faults = []
    for page in source.files(root, ('.md',)):
        text = INLINE_CODE.sub('', FENCE.sub('', source.read(root, page)))
        for link in LINK.findall(text):
            fault = None if re.match(r'[a-z]+:', link) else fault_of(root, page, link)
            if fault:
                faults.append(f'{page}: {link}: {fault}')
    return faults


if __name__ == '__main__':
    source.main(check)
