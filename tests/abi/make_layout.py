# SPDX-License-Identifier: MIT
"""make_layout.py ROOT CC [--check | --freeze]: the text of layout.c, which pins size, offsets and types of every struct of
the ABI, and the value of every name.

Its third line says in which state it is. While that is a release candidate, the text may be written again (to standard
output), for a change on purpose; with --check it must be what the tree has, so that no new member goes unpinned. --freeze
gives the text in the frozen state, without what is still a draft: from then on it is never written again. A later minor
may add structs, names, and members at the end of those that open with struct_size; --check sees that it does nothing else.
"""
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

STRUCT = re.compile(r'typedef struct (aip_\w+) \{(.*?)\n\} \1;', re.DOTALL)
COMMENT = re.compile(r'/\*.*?\*/', re.DOTALL)
CALLBACK = re.compile(r'(.*)\(\*(\w+)\)\((.*)\)$', re.DOTALL)
MEMBER = re.compile(r'(.*?)(\w+)$', re.DOTALL)
DEFINED = re.compile(r'^#define (AIP_\w+) (-?\d\w*|0x\w+|"[^"]*"|\(.+?\))(?: |$)', re.MULTILINE)
CHANGES_WITH_A_MINOR = {'AIP_ABI_MINOR'}
COLUMNS = 120

CANDIDATE = 'a release candidate'
FROZEN = 'frozen'
LINE = re.compile(r'^(AT|SIZE|VALUE|TEXT)\((\w+), (.+?)\);$', re.MULTILINE | re.DOTALL)

HEAD = '''/* SPDX-License-Identifier: MIT
 *
 * State: STATE.
 *
 * Where every member of the ABI lies and of which type it is, for 64-bit machines, and what every name stands for;
 * compiled as C11 and as C++20. An assert that fails here is a change of the contract: see sdk/docs/abi_policy.md. Written
 * by make_layout.py.
 */
#include <aipool/abi.h>

#ifdef __cplusplus
#include <string_view>
#include <type_traits>
#define HOLDS(condition, text) static_assert(condition, text)
#define IS(type, member, ...) std::is_same_v<decltype(type::member), __VA_ARGS__>
#define SAYS(name, text) (std::string_view(name) == text)
#else
#define HOLDS(condition, text) _Static_assert(condition, text)
#define IS(type, member, ...) _Generic(((type *)0)->member, __VA_ARGS__ : 1, default : 0)
#define SAYS(name, text) (sizeof(name) == sizeof(text))
#endif
#define AT(type, member, offset, ...)                                  \\
  HOLDS(offsetof(type, member) == offset, #type "." #member " moved"); \\
  HOLDS(IS(type, member, __VA_ARGS__), #type "." #member " has another type")
#define SIZE(type, size) HOLDS(sizeof(type) == size, #type " has another size")
#define VALUE(name, number) HOLDS(name == number, #name " has another value")
#define TEXT(name, text) HOLDS(SAYS(name, text), #name " has another text")
'''


def unnamed(parameter):
    """The type of a parameter."""
    return parameter if parameter == 'void' else MEMBER.match(parameter)[1].strip()


def members(body):
    """Name and type of the members, two to a declaration included."""
    for declaration in COMMENT.sub('', body).split(';'):
        declaration = ' '.join(declaration.split())
        callback = CALLBACK.match(declaration)
        if callback:
            parameters = ', '.join(unnamed(each.strip()) for each in callback[3].split(','))
            yield callback[2], f'{callback[1]}(*)({parameters})'
        elif declaration:
            first, *others = declaration.split(',')
            kind, name = MEMBER.match(first).groups()
            yield from ((each.strip(), kind.strip()) for each in (name, *others))


def headers(include, drafts):
    texts = (header.read_text() for header in sorted((include / 'aipool/abi').glob('*.h')))
    return [text for text in texts if drafts or '"draft.' not in text]


def structs(include, drafts):
    for text in headers(include, drafts):
        for name, body in STRUCT.findall(text):
            yield name, list(members(body))


def names(include, drafts):
    """The lines of all names that stand for a number or a text."""
    for text in headers(include, drafts):
        defined = [(name, value) for name, value in DEFINED.findall(text) if name not in CHANGES_WITH_A_MINOR]
        yield ''.join(f'{"TEXT" if value[0] == chr(34) else "VALUE"}({name}, {value});\n' for name, value in defined)


def placed(name, member, kind):
    """The line of one member, in two if it is long; its offset is asked for."""
    line = f'AT({name}, {member}, NUMBER, {kind});'
    return line if len(line) <= COLUMNS else line.replace(f', {kind}', f',\\n   {kind}')


def measured(include, compiler, drafts):
    """The numbers, asked from the compiler."""
    lines = []
    for name, all_members in structs(include, drafts):
        for member, kind in all_members:
            line = placed(name, member, kind).replace('NUMBER', '%zu')
            lines.append(f'printf("{line}\\n", offsetof({name}, {member}));')
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
    drafts = state != FROZEN
    parts = [HEAD.replace('STATE', state), measured(include, compiler, drafts).rstrip() + '\n', *names(include, drafts)]
    return '\n'.join(filter(None, parts))


def is_frozen(text):
    return f' * State: {FROZEN}.\n' in text


def layout_of(text):
    """{struct: ({member: (offset, type)}, size)}, {name: value}"""
    layout, values = {}, {}
    for kind, name, rest in LINE.findall(text):
        if kind in ('VALUE', 'TEXT'):
            values[name] = rest
            continue
        placed_members, _ = layout.get(name, ({}, 0))
        if kind == 'SIZE':
            layout[name] = (placed_members, int(rest))
            continue
        member, offset, its_type = (' '.join(each.split()) for each in rest.split(',', 2))
        layout[name] = ({**placed_members, member: (int(offset), its_type)}, 0)
    return layout, values


def broken_struct(name, then, now):
    (members_then, size), (members_now, size_now) = then, now
    for member, (offset, its_type) in members_then.items():
        offset_now, type_now = members_now.get(member, (None, None))
        if offset_now != offset:
            yield f'{name}.{member} is gone or moved'
        elif type_now != its_type:
            yield f'{name}.{member} has another type'
    grows = next(iter(members_then)) == 'struct_size'
    if size_now < size or (size_now != size and not grows):
        yield f'{name} has another size'
    early = [member for member, (offset, _) in members_now.items() if member not in members_then and offset < size]
    if early:
        yield f'{name}.{early[0]} is not at the end'


def broken_promises(frozen, now):
    """What a frozen layout promises and the ABI as it is does not keep."""
    structs_now, values_now = layout_of(now)
    structs_then, values_then = layout_of(frozen)
    for name, then in structs_then.items():
        if name in structs_now:
            yield from broken_struct(name, then, structs_now[name])
        else:
            yield f'{name} is gone'
    for name, value in values_then.items():
        if values_now.get(name) != value:
            yield f'{name} is gone or has another value'


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
