# SPDX-License-Identifier: MIT
"""HTTP/1.1 by hand over a socket, for both ends of the server under test: nothing is normalised or hidden."""
import socket
import ssl
import struct
import time

DEADLINE = 30.0  # of any single wait; only ever reached by a test that fails


class Closed(Exception):
    """The peer ended the connection before what was waited for."""


class Line:
    """A connected socket with a buffer. `was_reset` tells a RST from an orderly FIN."""

    def __init__(self, connected):
        self.socket = connected
        self.socket.settimeout(DEADLINE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray()
        self.was_reset = False

    def send(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
            self.was_reset = True
            raise Closed('the peer closed while it was sent to') from error

    def fill(self):
        """Reads what has come, at least one byte."""
        try:
            data = self.socket.recv(65536)
        except (ConnectionResetError, ssl.SSLEOFError) as error:
            self.was_reset = True
            raise Closed('the peer reset the connection') from error
        if not data:
            raise Closed('the peer closed the connection')
        self.buffer += data

    def take(self, size):
        while len(self.buffer) < size:
            self.fill()
        taken = bytes(self.buffer[:size])
        del self.buffer[:size]
        return taken

    def take_through(self, mark):
        while (at := self.buffer.find(mark)) < 0:
            self.fill()
        return self.take(at + len(mark))

    def wait_for_close(self, seconds):
        """Whether the peer closes within the time; what it sends before that stays in the buffer."""
        until = time.monotonic() + seconds
        try:
            while (left := until - time.monotonic()) > 0:
                self.socket.settimeout(left)
                self.fill()
        except TimeoutError:
            pass
        except Closed:
            return True
        finally:
            self.socket.settimeout(DEADLINE)
        return False

    def close(self):
        self.socket.close()

    def reset(self):
        """Closes with a RST instead of a FIN."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.socket.close()


class Headers(list):
    """(name, value) pairs as they were on the wire."""

    def get(self, name, default=None):
        return next((value for key, value in self if key.lower() == name.lower()), default)

    def all(self, name):
        return [value for key, value in self if key.lower() == name.lower()]


def parse_head(head):
    """First line and headers of a head that ends with an empty line."""
    first, *rest = head.decode('latin-1').split('\r\n')[:-2]
    return first, Headers((name, value.strip()) for name, _, value in (line.partition(':') for line in rest))


def take_chunk(line):
    """The next chunk of a chunked body; empty at its end, whose trailers it takes as well."""
    size = int(line.take_through(b'\r\n').split(b';')[0], 16)
    if size == 0:
        while line.take_through(b'\r\n') != b'\r\n':
            pass
        return b''
    data = line.take(size + 2)
    if data[size:] != b'\r\n':
        raise AssertionError(f'no line end after a chunk of {size} bytes: {data[size:]!r}')
    return data[:size]


def chunk(data):
    """One chunk of a chunked body."""
    return b'%x\r\n%b\r\n' % (len(data), data)


LAST_CHUNK = b'0\r\n\r\n'
