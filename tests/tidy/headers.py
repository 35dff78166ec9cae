# SPDX-License-Identifier: MIT
"""headers.py ROOT CC CXX: every header of core and of the SDK compiles alone; C headers as C99, C11 and C++20.

CC and CXX are commands with their arguments. A header of core that is the first include of the .cc beside it is proven
by the build itself and not compiled again.
"""
import concurrent.futures
import os
import pathlib
import re
import shlex
import subprocess
import sys

import source

FLAGS = ['-fsyntax-only', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-I.', '-Isdk/include']
FIRST_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.MULTILINE)


def proven_by_its_source(root, header):
    beside = header.with_suffix('.cc')
    first = FIRST_INCLUDE.search(source.read(root, beside)) if (root / beside).exists() else None
    return first is not None and first.group(1) == header.as_posix()


def units(root):
    """(header, language, standard) of everything to compile."""
    for header in source.files(root, source.HEADERS, ('core/',)):
        if not proven_by_its_source(root, header):
            yield header, 'c++', 'c++20'
    for header in source.files(root, source.HEADERS, ('sdk/include/',)):
        yield header, 'c++', 'c++20'
        if header.suffix == '.h':
            yield header, 'c', 'c99'
            yield header, 'c', 'c11'


def compile_alone(root, compiler, unit):
    header, language, standard = unit
    included = header.relative_to('sdk/include') if header.parts[0] == 'sdk' else header
    done = subprocess.run([*compiler, *FLAGS, f'-std={standard}', '-x', language, '-'], cwd=root, text=True,
                          input=f'#include "{included}"\n', capture_output=True)
    return f'{header} as {standard}:\n{done.stderr}' if done.returncode else None


def check(root, cc, cxx):
    todo = list(units(root))
    print(f'{len(todo)} compilations')
    compilers = {'c': cc, 'c++': cxx}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda unit: compile_alone(root, compilers[unit[1]], unit), todo)
        return [fault for fault in results if fault]


if __name__ == '__main__':
    found = check(pathlib.Path(sys.argv[1]), shlex.split(sys.argv[2]), shlex.split(sys.argv[3]))
    if found:
        sys.exit('\n'.join(found))
