# SPDX-License-Identifier: MIT
"""`aipool login` as a process with its operator's two streams, and what the operator's browser does."""
import contextlib
import fcntl
import os
import pathlib
import pty
import re
import subprocess
import tempfile
import termios

from support import canaries, expect, http_client
from support.server import PROGRAM, SANITIZER_REPORT, Log, environment

SECONDS = 60.0


def own_terminal():
    """So that Ctrl-C, typed there, is a signal."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Login:
    """The program, and the two streams that its operator sees."""

    def __init__(self, folder, *arguments, terminal=False, stdin=subprocess.PIPE, **env):
        self._terminal = None
        out = err = subprocess.PIPE
        if terminal:
            self._terminal, inner = pty.openpty()
            stdin = err = inner
        self.process = subprocess.Popen([PROGRAM, 'login', *arguments], stdin=stdin, stdout=out, stderr=err, cwd=folder,
                                        env=environment(HOME=str(pathlib.Path(folder, 'home')), **env),
                                        start_new_session=True, preexec_fn=own_terminal if terminal else None)
        self.out = Log(self.process.stdout)
        self.err = Log(self.lines_of_terminal() if terminal else self.process.stderr)
        if terminal:
            os.close(inner)

    def lines_of_terminal(self):
        rest = b''
        while True:
            try:
                data = os.read(self._terminal, 65536)
            except OSError:  # nobody has it open any more
                data = b''
            if not data:
                break
            *lines, rest = (rest + data).split(b'\n')
            yield from (line + b'\n' for line in lines)
        if rest:
            yield rest

    def type(self, text):
        if self._terminal:
            os.write(self._terminal, text.encode() + b'\n')
        else:
            self.process.stdin.write(text.encode() + b'\n')
            self.process.stdin.flush()

    def wait_for(self, pattern):
        found = self.err.wait_for(pattern)
        expect.true(found, f'{pattern!r} is not in:\n{self.err.text}{self.out.text}')
        return found

    def address(self):
        """The sign-in page."""
        return self.wait_for(r'^  (https://\S+)')[1]

    def end(self, status):
        expect.equal(self.process.wait(SECONDS), status, f'exit status:\n{self.err.text}')
        self.out.finish()
        self.err.finish()
        text = self.out.text + self.err.text
        expect.true(not SANITIZER_REPORT.search(text), text)
        expect.lacks(text, 'canary', 'what the operator sees')
        canaries.expect_operator_untold(text)
        return text

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        if self._terminal:
            os.close(self._terminal)


@contextlib.contextmanager
def place():
    """A folder with a home."""
    with tempfile.TemporaryDirectory(prefix='aipool-test-') as path:
        pathlib.Path(path, 'home').mkdir()
        yield path


def settings(values):
    """Options of a login without a configuration."""
    return [word for key, value in values.items() for word in ('--set', f'{key}={value}')]


def visit(url, method='GET', headers=()):
    """What a browser does: the answer, whole."""
    port, target = re.fullmatch(r'http://127\.0\.0\.1:(\d+)(/.*)', url).groups()
    with http_client.Connection(int(port)) as connection:
        connection.send('\r\n'.join([f'{method} {target} HTTP/1.1',
                                     *(headers or [f'host: 127.0.0.1:{port}']), '', '']).encode())
        return connection.response(method).finish()
