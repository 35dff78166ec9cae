# SPDX-License-Identifier: MIT
"""header_test.py ROOT: the C header compiles without a warning or a hole, and lies as layout.c says, for every compiler
of this machine and every standard that plugins may use."""
import pathlib
import shutil
import subprocess
import sys

FLAGS = ['-fsyntax-only', '-Wall', '-Wextra', '-pedantic', '-Wpadded', '-Wstrict-prototypes', '-Werror']
STANDARDS = {'c': ('c99', 'c11'), 'c++': ('c++20',)}
COMPILERS = {'c': ('gcc', 'clang-16', 'clang'), 'c++': ('g++', 'clang++-16', 'clang++')}


def compilations(root):
    header = '#include <aipool/abi.h>\n'
    layout = (root / 'tests/abi/layout.c').read_text()
    for language, standards in STANDARDS.items():
        for compiler in filter(shutil.which, COMPILERS[language]):
            for standard in standards:
                yield compiler, language, standard, header
                if standard != 'c99':  # which has no assertions
                    yield compiler, language, standard, layout


def main(root):
    count = 0
    faults = []
    for compiler, language, standard, text in compilations(root):
        flags = [flag for flag in FLAGS if language == 'c' or flag != '-Wstrict-prototypes']
        done = subprocess.run([compiler, *flags, f'-std={standard}', f'-I{root}/sdk/include', '-x', language, '-'],
                              input=text, text=True, capture_output=True)
        count += 1
        if done.returncode:
            faults.append(f'{compiler} -std={standard}:\n{done.stderr}')
    print(f'{count} compilations')
    if faults or not count:
        sys.exit('\n'.join(faults) or 'no compiler was found')


if __name__ == '__main__':
    main(pathlib.Path(sys.argv[1]))
