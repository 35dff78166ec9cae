# SPDX-License-Identifier: MIT
"""make_layout.py ROOT CC [--check]: the text of layout.c, which pins size and offsets of every struct of the ABI.

Without --check it is written to standard output: for a release candidate that changes on purpose; once 1.0 is final its
layout.c is never written again. With --check it must be what the tree has, so that no new member goes unpinned.
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

HEAD = '''/* SPDX-License-Identifier: MIT
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


def structs(root):
    for header in sorted((root / 'sdk/include/aipool/abi').glob('*.h')):
        for name, body in STRUCT.findall(header.read_text()):
            yield name, list(members(body))


def measured(root, compiler, all_structs):
    """The numbers, asked from the compiler."""
    lines = []
    for name, names in all_structs:
        lines += [f'printf("AT({name}, {member}, %zu);\\n", offsetof({name}, {member}));' for member in names]
        lines.append(f'printf("SIZE({name}, %zu);\\n\\n", sizeof({name}));')
    program = '#include <aipool/abi.h>\n#include <stdio.h>\nint main(void) {' + '\n'.join(lines) + 'return 0;}\n'
    with tempfile.TemporaryDirectory() as folder:
        binary = pathlib.Path(folder, 'layout')
        subprocess.run([*compiler, '-x', 'c', '-', '-I', root / 'sdk/include', '-o', binary], input=program, text=True,
                       check=True)
        return subprocess.run([binary], text=True, check=True, capture_output=True).stdout


def main(root, compiler, checks):
    text = HEAD + '\n' + measured(root, compiler, list(structs(root))).rstrip() + '\n'
    if not checks:
        sys.stdout.write(text)
    elif text != (root / 'tests/abi/layout.c').read_text():
        sys.exit('layout.c does not pin the ABI as it is: see sdk/docs/abi_policy.md before you write it again')


if __name__ == '__main__':
    main(pathlib.Path(sys.argv[1]), shlex.split(sys.argv[2]), '--check' in sys.argv)
