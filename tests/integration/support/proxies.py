# SPDX-License-Identifier: MIT
"""Outbound proxies for one test. Real ones: tinyproxy speaks HTTP CONNECT, microsocks SOCKS5; a scripted upstream is
one when it says ESTABLISHED first."""
import contextlib
import dataclasses
import pathlib
import tempfile
import time
import urllib.parse

from support import tap, wire
from support.programs import program, running

ESTABLISHED = b'HTTP/1.1 200 Connection established\r\n\r\n'
TINYPROXY = """
Port {port}
Listen 127.0.0.1
Timeout 60
Allow 127.0.0.1
LogLevel Connect
PidFile "{folder}/pid"
{credentials}
"""


def url_of(scheme, port, user=None, password=None):
    """For `proxy` of a configuration."""
    quoted = [urllib.parse.quote(part, safe='') for part in (user, password) if part is not None]
    return f'{scheme}://{":".join(quoted)}{"@" if quoted else ""}127.0.0.1:{port}'


@dataclasses.dataclass
class Proxy:
    scheme: str
    port: int
    log: pathlib.Path

    def url(self, user=None, password=None):
        return url_of(self.scheme, self.port, user, password)

    def tunnels_to(self, host, port):
        """How many the proxy has opened, by its own log."""
        mark = f'CONNECT {host}:{port}' if self.scheme == 'http' else f'connected to {host}:{port}'
        return sum(mark in line for line in self.log.read_text(errors='replace').splitlines())

    def wait_for_tunnel_to(self, host, port):
        until = time.monotonic() + wire.DEADLINE
        while not self.tunnels_to(host, port):
            if time.monotonic() > until:
                raise AssertionError(f'no tunnel to {host}:{port}: {self.log.read_text(errors="replace")}')
            time.sleep(0.05)


@contextlib.contextmanager
def _started(name, scheme, arguments):
    if not program(name):
        raise tap.Skip(f'{name} is not installed (scripts/setup test)')
    with tempfile.TemporaryDirectory(prefix='aipool-proxy-') as folder:
        log = pathlib.Path(folder, 'log')
        with log.open('wb') as output, running(name, lambda port: arguments(folder, str(port)), output) as port:
            yield Proxy(scheme, port, log)


def tinyproxy(user=None, password=None):
    def arguments(folder, port):
        file = pathlib.Path(folder, 'tinyproxy.conf')
        credentials = f'BasicAuth {user} {password}' if user else ''
        file.write_text(TINYPROXY.format(port=port, folder=folder, credentials=credentials))
        return ['-d', '-c', str(file)]
    return _started('tinyproxy', 'http', arguments)


def microsocks(user=None, password=None):
    def arguments(_, port):
        return ['-i', '127.0.0.1', '-p', port, *(['-u', user, '-P', password] if user else [])]
    return _started('microsocks', 'socks5', arguments)


KINDS = (tinyproxy, microsocks)
