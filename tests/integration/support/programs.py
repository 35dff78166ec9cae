# SPDX-License-Identifier: MIT
"""Programs of other people that a test starts on a free loopback port and ends."""
import contextlib
import pathlib
import shutil
import signal
import socket
import subprocess
import time

from support import wire

STOP_SECONDS = 5.0
ATTEMPTS = 5


def program(name):
    return shutil.which(name) or shutil.which(name, path='/usr/sbin:/usr/local/sbin')


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def listens(process, port):
    """Whether it is this process that does; the port may have become another's in the meantime."""
    rows = [line.split() for line in pathlib.Path('/proc/net/tcp').read_text().splitlines()[1:]]
    listeners = {f'socket:[{row[9]}]' for row in rows if row[3] == '0A' and row[1].endswith(f':{port:04X}')}
    with contextlib.suppress(OSError):  # it ended
        return any(str(link.readlink()) in listeners for link in pathlib.Path(f'/proc/{process.pid}/fd').iterdir())
    return False


def started(process, port):
    until = time.monotonic() + wire.DEADLINE
    while process.poll() is None and time.monotonic() < until:
        if listens(process, port):
            return True
        time.sleep(0.05)
    return False


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:  # tinyproxy waits for its connections
        process.kill()
        process.wait()


@contextlib.contextmanager
def running(name, arguments, output=subprocess.DEVNULL):
    """The port of the program, started with arguments(port)."""
    for _ in range(ATTEMPTS):
        port = free_port()
        process = subprocess.Popen([program(name), *arguments(port)], stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=output)
        try:
            if started(process, port):
                yield port
                return
        finally:
            stop(process)
    raise AssertionError(f'{name} did not start')
