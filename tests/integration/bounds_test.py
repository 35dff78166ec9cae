# SPDX-License-Identifier: MIT
"""Memory under the largest loads: bodies, an event without end, and readers that stopped."""
import socket
import threading
import time

from support import chat, expect, http_client, tap, wire
from support.server import KEY, Server, is_sanitized, pool_of
from support.task import Task, results
from support.upstream import Upstream, play

MIB = 1 << 20
SANITIZED = is_sanitized()
SANITIZER_FACTOR = 8 if SANITIZED else 1  # walls round each object, and freed ones kept


def growth_of(server, before):
    return (server.memory('VmHWM') - before) / SANITIZER_FACTOR


def in_threads(count, work):
    """Runs work(number) in so many threads and gives their results, or the exceptions that they ended with."""
    def run(number):
        try:
            return work(number)
        except (OSError, wire.Closed, AssertionError) as error:
            return error
    return results([Task(run, number) for number in range(count)])


def test_64_bodies_of_32_mib_at_once_stay_within_the_budget():
    start = b'{"model":"test-model","messages":[{"role":"user","content":"'
    end = b'"}]}'
    text = b'x' * ((32 << 20) - len(start) - len(end))
    budget = 512 * MIB

    def send(server, started):
        with server.connect() as line:
            headers = [chat.JSON_TYPE, ('authorization', f'Bearer {KEY}'), ('content-length', str(32 << 20))]
            line.send(http_client.request_bytes('POST', chat.PATH, headers=headers).replace(b'content-length: 0\r\n', b''))
            line.send(start)
            started.wait(wire.DEADLINE)  # all have been admitted, or not, before any is whole
            try:
                for at in range(0, len(text), MIB):
                    line.send(text[at:at + MIB])
                line.send(end)
            except wire.Closed:
                pass  # a refusal may come before the body is over
            return line.response('POST').finish().status

    with Upstream(chat.says('hello')) as upstream, Server(pool_of(upstream)) as server:
        expect.equal(chat.ask(server).status, 200, 'status before')
        before = server.memory()
        started = threading.Barrier(64)
        statuses = in_threads(64, lambda _: send(server, started))
        served = statuses.count(200)
        expect.true(1 <= served <= 64, f'some are served: {statuses}')
        refused = [status for status in statuses if status not in (200, 503) and not isinstance(status, wire.Closed)]
        expect.equal(refused, [], 'other outcomes')
        expect.true(growth_of(server, before) < budget * 1.2, f'growth of {growth_of(server, before) / MIB:.0f} MiB')
        expect.equal(chat.ask(server).status, 200, 'status after')
        print(f'# {served} of 64 served, {growth_of(server, before) / MIB:.0f} MiB at most')


def test_an_event_of_256_mib_without_end_is_given_up():
    piece = b'y' * MIB

    def endless(exchange):
        exchange.send(chat.STREAM_HEAD + wire.chunk(chat.delta('one ')) + wire.chunk(b'data: '))
        for _ in range(256):
            exchange.send(wire.chunk(piece))
        exchange.send(wire.LAST_CHUNK)

    with Upstream(endless) as upstream, Server(pool_of(upstream)) as server:
        before = server.memory()
        chat.expect_broken(chat.start_stream(server).finish(), 'one ')
        expect.true(growth_of(server, before) < 64 * MIB, f'growth of {growth_of(server, before) / MIB:.0f} MiB')


def test_an_answer_of_256_mib_is_given_up():
    def endless(exchange):
        exchange.send(chat.head(200, 'content-type: application/json', f'content-length: {256 * MIB}') + b'{"id":"')
        for _ in range(256):
            exchange.send(b'z' * MIB)

    with Upstream(endless) as upstream, Server(pool_of(upstream)) as server:
        before = server.memory()
        chat.expect_failure(chat.ask(server), 502)
        expect.true(growth_of(server, before) < 128 * MIB, f'growth of {growth_of(server, before) / MIB:.0f} MiB')


def test_500_stalled_readers_of_large_streams_harm_nobody():
    event = chat.delta('w' * 16000)

    def large(exchange):
        if b'short' in exchange.request.body:
            return chat.says('hello')(exchange)
        exchange.send(chat.STREAM_HEAD)
        for _ in range(100 * MIB // len(event)):
            exchange.send(wire.chunk(event))

    with Upstream(large, send_buffer=32768) as upstream, Server(pool_of(upstream)) as server:
        expect.equal(chat.ask(server, text='short').status, 200, 'status before')
        before = server.memory()
        stalled = []
        for _ in range(500):
            line = http_client.Connection(server.port, receive_buffer=4096)
            line.send(chat.request_bytes(chat.asking('long', stream=True)))
            stalled.append(line)
        upstream.wait_for_requests(501)
        for _ in range(50):
            expect.equal(chat.ask(server, text='short').status, 200, 'status of another')
        growth = growth_of(server, before)
        expect.true(growth < 64 * MIB, f'growth of {growth / MIB:.0f} MiB')
        for line in stalled:
            line.reset()
        for request in upstream.requests[1:501]:
            expect.true(b'short' in request.body or request.peer_closed.wait(wire.DEADLINE), 'the upstream was told')
        expect.equal(chat.ask(server, text='short').status, 200, 'status after')
        until = time.monotonic() + wire.DEADLINE
        while (left := server.memory() - before) > 16 * MIB and time.monotonic() < until and not SANITIZED:
            time.sleep(0.1)  # a sanitizer keeps what was freed
        expect.true(left < 16 * MIB or SANITIZED, f'{left / MIB:.0f} MiB stay')
        print(f'# {growth / MIB:.0f} MiB for 500 stalled readers, {left / MIB:.0f} MiB after them')


tap.main(globals())
