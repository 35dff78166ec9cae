# SPDX-License-Identifier: MIT
"""Programs of other people that a test starts on a free loopback port and ends."""
import contextlib
import shutil
import signal
import socket
import subprocess
import time

from support import wire

STOP_SECONDS = 5.0


def program(name):
    return shutil.which(name) or shutil.which(name, path='/usr/sbin:/usr/local/sbin')


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(name, arguments, port, output=subprocess.DEVNULL):
    """The program, once its port takes connections."""
    process = subprocess.Popen([program(name), *arguments], stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        until = time.monotonic() + wire.DEADLINE
        while True:
            if process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f'{name} did not start')
            with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', port)):
                break
            time.sleep(0.05)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:  # tinyproxy waits for its connections
            process.kill()
            process.wait()
