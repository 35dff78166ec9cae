# SPDX-License-Identifier: MIT
"""Every source file names its licence in its first three lines."""
import source

LINE = 'SPDX-License-Identifier: MIT'
SUFFIXES = source.CXX + ('.py', '.mjs', '.js', '.sh', '.lua')


def is_script(root, path):
    with open(root / path, 'rb') as file:
        return file.read(2) == b'#!'


def check(root):
    scripts = [path for path in source.files(root, ('',), ('scripts/', '.ci/')) if is_script(root, path)]
    paths = sorted({*source.files(root, SUFFIXES), *scripts})
    return [f'{path}: no `{LINE}` in its first three lines' for path in paths
            if not any(LINE in line for line in source.read(root, path).splitlines()[:3])]


if __name__ == '__main__':
    source.main(check)
