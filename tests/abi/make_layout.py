# SPDX-License-Identifier: MIT
"""make_layout.py ROOT CC [--check | --freeze]: the text of layout.c, which pins size and offsets of every struct of the ABI.

Its third line says in which state it is. While that is a release candidate, the text may be written again (to standard
output), for a change on purpose; with --check it must be what the tree has, so that no new member goes unpinned. --freeze
gives the text in the frozen state, without what is still a draft: from then on it is never written again. A later minor
may add structs, and members at the end of those that open with struct_size; --check sees that it does nothing else.
"""
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

STRUCT = re.compile(r'typedef struct (aip_\w+) \{(.*?)\n\} \1;', re.DOTALL)
COMMENT = re.compile(r'/\*.*?\*/', re.DOTALL)
CALLBACK = re.compile(r'\(\*(\w+)\)\(')
MEMBER = re.compile(r'(\w+)(?:\[\w+\])?$')

CANDIDATE = 'a release candidate'
FROZEN = 'frozen'
LINE = re.compile(r'^(AT|SIZE)\((\w+)(?:, (\w+))?, (\d+)\);$', re.MULTILINE)

HEAD = '''/* SPDX-License-Identifier: MIT
 *
 * State: STATE.
 *
 * Where every member of the ABI lies, for 64-bit machines; compiled as C11 and as C++20. An assert that fails here is a
 * change of the contract: see sdk/docs/abi_policy.md. Written by make_layout.py.
 */
#include <aipool/abi.h>

#ifdef __cplusplus
#define AT(type, member, offset) static_assert(offsetof(type, member) == offset, #type "." #member " moved")
#define SIZE(type, size) static_assert(sizeof(type) == size, #type " has another size")
#else
#define AT(type, member, offset) _Static_assert(offsetof(type, member) == offset, #type "." #member " moved")
#define SIZE(type, size) _Static_assert(sizeof(type) == size, #type " has another size")
#endif
'''


def members(body):
    """Names of the members, two to a declaration included."""
    for declaration in COMMENT.sub('', body).split(';'):
        callback = CALLBACK.search(declaration)
        if callback:
            yield callback.group(1)
        elif declaration.strip():
            for each in declaration.split(','):
                yield MEMBER.search(each.strip()).group(1)


def structs(include, drafts):
    for header in sorted((include / 'aipool/abi').glob('*.h')):
        if not drafts and '"draft.' in header.read_text():
            continue
        for name, body in STRUCT.findall(header.read_text()):
            yield name, list(members(body))


def measured(include, compiler, drafts):
    """The numbers, asked from the compiler."""
    lines = []
    for name, names in structs(include, drafts):
        lines += [f'printf("AT({name}, {member}, %zu);\\n", offsetof({name}, {member}));' for member in names]
        lines.append(f'printf("SIZE({name}, %zu);\\n\\n", sizeof({name}));')
    program = '#include <aipool/abi.h>\n#include <stdio.h>\nint main(void) {' + '\n'.join(lines) + 'return 0;}\n'
    with tempfile.TemporaryDirectory() as folder:
        source, binary = pathlib.Path(folder, 'aipool_layout.c'), pathlib.Path(folder, 'layout')
        source.write_text(program)
        (pathlib.Path(folder) / 'aipool').mkdir()
        (pathlib.Path(folder) / 'aipool/abi.h').write_text(
            ''.join(f'#include "aipool/abi/{header.name}"\n' for header in sorted((include / 'aipool/abi').glob('*.h'))))
        subprocess.run([*compiler, source, '-I', folder, '-I', include, '-o', binary], text=True, check=True)
        return subprocess.run([binary], text=True, check=True, capture_output=True).stdout


def text_of(include, compiler, state):
    return HEAD.replace('STATE', state) + '\n' + measured(include, compiler, drafts=state != FROZEN).rstrip() + '\n'


def is_frozen(text):
    return f' * State: {FROZEN}.\n' in text


def layout_of(text):
    """{struct: ({member: offset}, size)}"""
    layout = {}
    for kind, name, member, number in LINE.findall(text):
        offsets, _ = layout.get(name, ({}, 0))
        layout[name] = (({**offsets, member: int(number)}, 0) if kind == 'AT' else (offsets, int(number)))
    return layout


def broken_promises(frozen, now):
    """What a frozen layout promises and the ABI as it is does not keep."""
    now = layout_of(now)
    for name, (offsets, size) in layout_of(frozen).items():
        if name not in now:
            yield f'{name} is gone'
            continue
        for member, offset in offsets.items():
            if now[name][0].get(member) != offset:
                yield f'{name}.{member} is gone or moved'
        grows = next(iter(offsets)) == 'struct_size'
        if now[name][1] < size or (now[name][1] != size and not grows):
            yield f'{name} has another size'
        early = [member for member, offset in now[name][0].items() if member not in offsets and offset < size]
        if early:
            yield f'{name}.{early[0]} is not at the end'


def check(kept, now):
    if is_frozen(kept):
        return '\n'.join(broken_promises(kept, now))
    return '' if kept == now else 'layout.c does not pin the ABI as it is: see sdk/docs/abi_policy.md before you write it again'


def main(root, compiler, options):
    kept = (root / 'tests/abi/layout.c').read_text()
    state = FROZEN if '--freeze' in options else CANDIDATE
    text = text_of(root / 'sdk/include', compiler, state)
    if '--check' in options:
        sys.exit(check(kept, text) or 0)
    if is_frozen(kept):
        sys.exit('layout.c is frozen: it is never written again')
    sys.stdout.write(text)


if __name__ == '__main__':
    main(pathlib.Path(sys.argv[1]), shlex.split(sys.argv[2]), sys.argv[3:])
