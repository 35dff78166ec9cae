# SPDX-License-Identifier: MIT
"""out_of_tree.py ROOT BUILD DRIVER PROGRAM: builds the examples as a stranger would, and runs all of the results together.

The SDK is installed into an empty folder and found through pkg-config. Each example is built by every compiler and C++
library that this machine has; each library must export one symbol, need only system libraries, pass all that the server
asks of a plugin (PROGRAM plugins inspect), answer, and unload.
"""
import concurrent.futures
import glob
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ALLOWED = ('libc.so', 'libm.so', 'libstdc++.so', 'libgcc_s.so', 'libc++.so', 'libc++abi.so', 'libunwind.so',
           'ld-linux-x86-64.so')
WARNINGS = ['-O0', '-Wall', '-Wextra', '-Wpedantic', '-Werror']
CLANG_NUMBERS = ('-16', '')  # the first that is there


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], text=True, capture_output=True, **options)
    if done.returncode:
        sys.exit(f'{" ".join(map(str, command))}\n{done.stdout}{done.stderr}')
    return done.stdout


class Sdk:
    """An installed SDK, asked through pkg-config alone."""

    def __init__(self, build, stage):
        run('meson', 'install', '-C', build, '--no-rebuild', '--quiet', '--tags', 'devel', '--destdir', stage)
        self.pc = next(stage.rglob('aipool-sdk.pc'))
        prefix = next(line for line in self.pc.read_text().splitlines() if line.startswith('prefix='))
        self.prefix = f'{stage}{prefix.removeprefix("prefix=")}'

    def ask(self, option):
        env = {**os.environ, 'PKG_CONFIG_PATH': str(self.pc.parent)}
        return run('pkg-config', f'--define-variable=prefix={self.prefix}', option, 'aipool-sdk', env=env).split()


def first_of(names):
    return next((name for name in names if shutil.which(name)), None)


def libcxx_flags():
    """Flags that make clang use the newest libc++ of this machine, None without one."""
    headers = sorted(glob.glob('/usr/lib/llvm-*/include/c++/v1'))
    if not headers:
        return None
    folder = pathlib.Path(headers[-1]).parents[2]
    return (['-nostdinc++', '-isystem', headers[-1]],
            ['-nostdlib++', f'-L{folder}/lib', f'-Wl,-rpath-link,{folder}/lib', '-lc++'])


def toolchains():
    """(label, language, compiler with flags, libraries)"""
    clang = first_of(f'clang{number}' for number in CLANG_NUMBERS)
    clangxx = first_of(f'clang++{number}' for number in CLANG_NUMBERS)
    libcxx = libcxx_flags()
    if shutil.which('g++'):
        yield 'g++', 'c++', ['g++', '-fno-gnu-unique'], []
    if clangxx:
        yield 'clang-libstdc++', 'c++', [clangxx], []
    if clangxx and libcxx:
        yield 'clang-libc++', 'c++', [clangxx, *libcxx[0]], libcxx[1]
    if shutil.which('gcc'):
        yield 'gcc', 'c', ['gcc'], []
    if clang:
        yield 'clang', 'c', [clang], []


def compile_plugin(sdk, root, stage, label, language, compiler, libraries):
    folder = root / 'sdk/examples' / ('echo' if language == 'c++' else 'plain_c')
    sources = sorted(folder.glob('*.cc' if language == 'c++' else '*.c'))
    library = stage / f'{folder.name}-{label}.so'
    standard = '-std=c++20' if language == 'c++' else '-std=c99'
    run(*compiler, standard, *WARNINGS, *sdk.ask('--cflags'), *sdk.ask('--variable=plugin_cflags'), *sources,
        *sdk.ask('--variable=plugin_libs'), *libraries, '-o', library)
    return library


def check_library(library, program):
    run(program, 'plugins', 'inspect', library, env={**os.environ, 'XDG_STATE_HOME': str(library.parent / 'state')})
    symbols = [line.split()[-1] for line in run('nm', '-D', '--defined-only', library).splitlines()]
    if symbols != ['aipool_plugin_v1']:
        sys.exit(f'{library.name} exports {symbols}')
    for line in run('readelf', '-dW', library).splitlines():
        if '(NEEDED)' in line and not line.split('[')[1].startswith(ALLOWED):
            sys.exit(f'{library.name}: {line.strip()}')


def main(root, build, driver, program):
    with tempfile.TemporaryDirectory() as folder:
        stage = pathlib.Path(folder)
        sdk = Sdk(build, stage)
        todo = list(toolchains())
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            libraries = list(pool.map(lambda toolchain: compile_plugin(sdk, root, stage, *toolchain), todo))
        for library in libraries:
            check_library(library, program)
        targets = [f'{"echo" if toolchain[1] == "c++" else "plain-c"}={library}'
                   for toolchain, library in zip(todo, libraries)]
        print('built', ', '.join(library.name for library in libraries))
        run(driver, *targets)


if __name__ == '__main__':
    main(pathlib.Path(sys.argv[1]), *sys.argv[2:])
