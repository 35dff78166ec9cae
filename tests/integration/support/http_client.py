# SPDX-License-Identifier: MIT
"""A client that sends exact bytes and tells exactly what came back: the body, and whether its framing ended."""
import json
import socket

from support import wire


def request_bytes(method, path, body=b'', headers=()):
    """A request with Host and, where there is a body, Content-Length."""
    lines = [f'{method} {path} HTTP/1.1', 'host: localhost', *(f'{name}: {value}' for name, value in headers)]
    if body or method in ('POST', 'PUT'):
        lines.append(f'content-length: {len(body)}')
    return '\r\n'.join([*lines, '', '']).encode() + body


class Response:
    """The head is read on construction, the body as it is asked for.

    `ended` is set once nothing more can come, `complete` only if the framing says that all of it came.
    """

    def __init__(self, line, method):
        self._line = line
        self.head = line.take_through(b'\r\n\r\n')
        first, self.headers = wire.parse_head(self.head)
        version, status, *_ = first.split(' ', 2)
        if version != 'HTTP/1.1':
            raise AssertionError(f'not an answer of HTTP/1.1: {first}')
        self.status = int(status)
        self.body = b''
        self.complete = self.ended = False
        self._framing = self._find_framing(method)

    def _find_framing(self, method):
        if method == 'HEAD' or self.status in (204, 304):
            self.complete = self.ended = True
            return 'none'
        if self.headers.get('transfer-encoding') == 'chunked':
            return 'chunked'
        length = self.headers.get('content-length')
        self._left = None if length is None else int(length)
        self.complete = self.ended = self._left == 0
        return 'close' if length is None else 'length'

    @property
    def framing(self):
        return self._framing

    def _read_piece(self):
        """The next bytes of the body; sets `ended` and `complete`."""
        if self._framing == 'chunked':
            piece = wire.take_chunk(self._line)
            self.complete = self.ended = not piece
            return piece
        if not self._line.buffer:
            self._line.fill()
        limit = len(self._line.buffer) if self._left is None else min(self._left, len(self._line.buffer))
        piece = self._line.take(limit)
        if self._left is not None:
            self._left -= len(piece)
            self.complete = self.ended = self._left == 0
        return piece

    def read(self):
        """One more piece of the body; False once it has ended, however it did."""
        if self.ended:
            return False
        try:
            self.body += self._read_piece()
        except wire.Closed:
            # Without a length, an orderly close is the end that the framing has.
            self.complete = self._framing == 'close' and not self._line.was_reset
            self.ended = True
        return True

    def read_until(self, mark):
        while mark not in self.body:
            if not self.read():
                raise AssertionError(f'the body ended before {mark!r}: {self.body!r}')
        return self

    def finish(self):
        while self.read():
            pass
        return self

    def json(self):
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise AssertionError(f'status {self.status}, body is not JSON: {self.body[:500]!r}') from error

    @property
    def error(self):
        """The error object of an answer in OpenAI's shape."""
        body = self.json()
        if not isinstance(body.get('error'), dict):
            raise AssertionError(f'status {self.status} without an error object: {body}')
        return body['error']


class Connection(wire.Line):
    """`looked_at_by(response)` is called with each answer once nothing more of it is read."""

    def __init__(self, port, receive_buffer=None, looked_at_by=None):
        self._looked_at_by, self._unlooked = looked_at_by, None
        endpoint = socket.socket()
        if receive_buffer:
            endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        endpoint.settimeout(wire.DEADLINE)
        endpoint.connect(('127.0.0.1', port))
        super().__init__(endpoint)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def request(self, method, path, body=b'', headers=()):
        """Sends a request; the answer's head has been read, its body not."""
        self.send(request_bytes(method, path, body, headers))
        return self.response(method)

    def response(self, method='GET'):
        self._look()
        self._unlooked = Response(self, method)
        return self._unlooked

    def _look(self):
        if self._unlooked and self._looked_at_by:
            self._looked_at_by(self._unlooked)
        self._unlooked = None

    def close(self):
        self._look()
        super().close()

    def reset(self):
        self._look()
        super().reset()
