# SPDX-License-Identifier: MIT
"""A client that goes away, in each of ten phases: the upstream connection closes at once, and the account is free again."""
import contextlib
import json
import socket
import time

from support import chat, expect, http_client, tap, wire
from support.chat import STREAM_HEAD, coded, delta
from support.counts import FULL
from support.server import Server, pool_of
from support.upstream import STALL, Upstream, answer, closed_port, play

TIMES = 50 if FULL else 2  # each phase
WHOLE = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n'


class Silent:
    """Accepts no connection once its queue is full: who connects waits."""

    def __init__(self, stack):
        self._listener = stack.enter_context(socket.socket())
        self._listener.bind(('127.0.0.1', 0))
        self._listener.listen(0)
        self._held = []
        for _ in range(3):  # more than the queue takes
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(self._listener.getsockname())
            self._held.append(client)
        self.url = f'http://127.0.0.1:{self._listener.getsockname()[1]}/v1'


class Phases:
    """An upstream that plays what the phase wants at the first request, and answers the next."""

    def __init__(self):
        self.script = None

    def __call__(self, exchange):
        script, self.script = self.script, None
        (script or chat.says('next'))(exchange)


@contextlib.contextmanager
def account(**config):
    """One account with one slot. One loop, which has taken the lease back before it looks at the next request."""
    phases = Phases()
    config = {'timeouts': {'first_content': '60s', 'idle': '60s'}, **config}
    with Upstream(phases) as upstream, Server(pool_of(upstream, concurrency_limit=1), loops=1, **config) as server:
        yield server, upstream, phases


def answers_again(server):
    """The account is free as soon as the server has noticed that its client has left."""
    until = time.monotonic() + wire.DEADLINE
    while (response := chat.ask(server)).status != 200:
        expect.true(time.monotonic() < until, f'the lease never came back: {response.body!r}')
        time.sleep(0.02)
    expect.equal(json.loads(response.body)['choices'][0]['message']['content'], 'next')


def expect_cancelled(server, count, part):
    """So many lines of the access log, which loops write at times of their own, end as cancelled and have the part."""
    until = time.monotonic() + wire.DEADLINE
    while (found := sum('ending="cancelled"' in line and part in line
                        for line in server.access_log.text.splitlines())) != count:
        expect.true(time.monotonic() < until, f'{found} requests were cancelled with {part!r}, wanted {count}')
        time.sleep(0.05)


def asks(server, stream):
    connection = server.connect()
    connection.send(chat.request_bytes(chat.asking(stream=stream)))
    return connection


def leaves_before_it_asked(sent):
    """The client sends a part of its request and goes: nothing reaches an upstream."""
    with account() as (server, upstream, _):
        for _ in range(TIMES):
            connection = server.connect()
            connection.send(sent)
            connection.close()
        answers_again(server)
        expect.equal(len(upstream.requests), 1, 'requests upstream')


def leaves_while(script, stream, until=None, **config):
    """The upstream plays the script; once it was asked (and the client got `until`) the client goes."""
    with account(**config) as (server, upstream, phases):
        for number in range(TIMES):
            phases.script = script
            connection = asks(server, stream)
            asked = upstream.wait_for_requests(2 * number + 1)[-1]
            if until:
                connection.response('POST').read_until(until)
            connection.close()
            expect.true(asked.peer_closed.wait(wire.DEADLINE), 'the upstream connection outlived its client')
            answers_again(server)
        expect_cancelled(server, TIMES, '')


def test_before_the_head():
    leaves_before_it_asked(b'')


def test_inside_the_head():
    leaves_before_it_asked(chat.request_bytes(chat.asking())[:60])


def test_inside_the_body():
    leaves_before_it_asked(chat.request_bytes(chat.asking())[:-10])


def test_while_the_upstream_is_being_connected_to():
    with contextlib.ExitStack() as stack:
        silent = Silent(stack)
        working = stack.enter_context(Upstream(chat.says('next')))
        server = stack.enter_context(Server(pool_of(silent.url, working, concurrency_limit=1), loops=1,
                                            timeouts={'connect': '60s', 'first_content': '60s'}))
        for number in range(TIMES):
            connection = asks(server, True)
            time.sleep(0.1)
            connection.close()
            expect_cancelled(server, number + 1, 'account="account-1"')
            answers_again(server)


def test_while_the_head_is_waited_for():
    leaves_while(play(STALL), True)


def test_while_the_first_content_is_waited_for():
    leaves_while(play(STREAM_HEAD + coded(b': busy\n\n'), STALL), True)


def test_in_the_middle_of_a_stream():
    leaves_while(play(STREAM_HEAD + coded(delta('one ')), STALL), True, until=b'one ')


def test_between_two_attempts():
    with account() as (server, upstream, phases):
        for number in range(TIMES):
            before = len(upstream.requests)
            phases.script = play(chat.error_answer(503, 'retry-after: 2'))  # the server waits so long
            connection = asks(server, True)
            upstream.wait_for_requests(before + 1)
            time.sleep(0.1)
            connection.close()
            expect_cancelled(server, number + 1, 'attempts=1 ')
            answers_again(server)
            expect.equal(len(upstream.requests), before + 2, 'requests upstream: the one that was cancelled is not sent again')


def test_in_a_stream_that_stalls_after_keep_alives():
    leaves_while(play(STALL), True, until=b':', timeouts={'head_hold': '100ms', 'first_content': '60s'})


def test_while_a_whole_answer_is_gathered():
    leaves_while(play(WHOLE + b'{"id":', STALL), False)


if __name__ == '__main__':
    tap.main(globals())
