# SPDX-License-Identifier: MIT
"""A scripted upstream on a free loopback port: each request plays a script with full control of the bytes.

A script is a function of an Exchange. play() makes one of steps: bytes are sent, a number is a pause in seconds, an Event
is waited for, and FIN, RST and STALL end the connection, break it, and leave it open in silence. The n-th request plays
the n-th script, and the last one ever after. With `tls`, an SSLContext, it speaks TLS; refused handshakes are kept.
"""
import contextlib
import socket
import threading

from support import canaries, wire

FIN, RST, STALL = 'FIN', 'RST', 'STALL'
STALL_SECONDS = 60.0


class Request:
    """What came, byte by byte, and when its sender went away."""

    def __init__(self, head, body):
        self.head, self.body = head, body
        first, self.headers = wire.parse_head(head)
        self.method, self.target, _ = first.split(' ')
        self.peer_closed = threading.Event()

    @property
    def raw(self):
        return self.head + self.body


class Exchange:
    def __init__(self, request, line):
        self.request, self.line = request, line
        self.finished = False  # the connection serves no further request

    def send(self, data):
        self.line.send(data)

    def pause(self, seconds):
        if self.line.wait_for_close(seconds):
            raise wire.Closed('the peer went away during a pause')

    def end(self, how):
        self.finished = True
        if how == STALL:
            self.pause(STALL_SECONDS)
        self.line.reset() if how == RST else self.line.close()


def play(*steps):
    def script(exchange):
        for step in steps:
            if isinstance(step, bytes):
                exchange.send(step)
            elif isinstance(step, (int, float)):
                exchange.pause(step)
            elif isinstance(step, threading.Event):
                if not step.wait(wire.DEADLINE):
                    raise AssertionError('the test never let the upstream go on')
            else:
                exchange.end(step)
    return script


def head(status=200, *headers):
    """The head of an answer; headers are `name: value` strings."""
    return '\r\n'.join([f'HTTP/1.1 {status} Scripted', *headers, '', '']).encode()


def answer(body, status=200, *headers, content_type='application/json'):
    """A whole answer with its length."""
    return head(status, f'content-type: {content_type}', f'content-length: {len(body)}', *headers) + body


def closed_port(stack):
    """A port that refuses connections for as long as the ExitStack is open."""
    holder = stack.enter_context(socket.socket())
    holder.bind(('127.0.0.1', 0))
    return holder.getsockname()[1]


class Upstream:
    def __init__(self, *scripts, send_buffer=None, tls=None, host='127.0.0.1'):
        self._scripts = scripts
        self._tls = tls
        self._host = host  # as its URL names it
        self._listener = socket.socket()
        if send_buffer:  # inherited by what is accepted
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
        self._listener.bind(('127.0.0.1', 0))
        self._listener.listen(128)
        self._changed = threading.Condition()
        self._lines = set()
        self.requests = []
        self.connections = 0
        self.handshakes = []  # whether each resumed a session, or the error that it ended with
        self.faults = []  # of the scripts themselves

    @property
    def port(self):
        return self._listener.getsockname()[1]

    @property
    def url(self):
        return f'{"https" if self._tls else "http"}://{self._host}:{self.port}/v1'

    def __enter__(self):
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()
        return self

    def __exit__(self, kind, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join(wire.DEADLINE)
        with self._changed:
            lines = list(self._lines)
        for line in lines:
            with contextlib.suppress(OSError):
                line.socket.shutdown(socket.SHUT_RDWR)
        if self.faults and kind is None:
            raise self.faults[0]

    def wait_for_requests(self, count, seconds=wire.DEADLINE):
        """The requests, as soon as there are so many."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.requests) >= count, seconds):
                raise AssertionError(f'{len(self.requests)} requests came, wanted {count}')
            return list(self.requests)

    def _accept(self):
        while True:
            try:
                accepted, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(accepted,), daemon=True).start()

    def wait_for_handshakes(self, count, seconds=wire.DEADLINE):
        """How they ended, as soon as there were so many."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.handshakes) >= count, seconds):
                raise AssertionError(f'{len(self.handshakes)} handshakes came, wanted {count}')
            return list(self.handshakes)

    def _secured(self, accepted):
        """The connection with TLS around it; None if the peer refused."""
        accepted.settimeout(wire.DEADLINE)
        try:
            secured = self._tls.wrap_socket(accepted, server_side=True)
            outcome = secured.session_reused
        except OSError as error:
            outcome, secured = error, None
            accepted.close()
        with self._changed:
            self.handshakes.append(outcome)
            self._changed.notify_all()
        return secured

    def _serve(self, accepted):
        if self._tls and not (accepted := self._secured(accepted)):
            return
        line = wire.Line(accepted)
        with self._changed:
            self._lines.add(line)
        try:
            while not self._exchange(line).finished:
                pass
        except (wire.Closed, TimeoutError):
            pass
        except Exception as fault:
            self.faults.append(fault)
        finally:
            with self._changed:
                self._lines.discard(line)
            line.close()

    def _exchange(self, line):
        head_bytes = line.take_through(b'\r\n\r\n')
        _, headers = wire.parse_head(head_bytes)
        request = Request(head_bytes, line.take(int(headers.get('content-length', 0))))
        canaries.saw(request.raw)
        with self._changed:
            number = len(self.requests)
            self.requests.append(request)
            self._changed.notify_all()
        exchange = Exchange(request, line)
        try:
            self._scripts[min(number, len(self._scripts) - 1)](exchange)
        except wire.Closed:
            request.peer_closed.set()
            raise
        return exchange
