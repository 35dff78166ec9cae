# SPDX-License-Identifier: MIT
"""The flow of bytes and its end: pace, back-pressure, many streams at once, clients that leave, a server that stops."""
import concurrent.futures
import time

from support import chat, expect, tap, wire
from support.chat import DONE, FINISH, STREAM_HEAD, coded, delta
from support.server import Server, pool_of
from support.upstream import STALL, Upstream, play
from support.wire import LAST_CHUNK

SOON = 10.0  # of what should take milliseconds: only a machine that stands still needs more
ENDING = coded(FINISH, DONE) + LAST_CHUNK


def test_each_event_reaches_the_client_before_the_next_one_is_made():
    """The upstream makes an event only when the client has shown the one before."""
    seen = concurrent.futures.Future(), concurrent.futures.Future()

    def script(exchange):
        exchange.send(STREAM_HEAD + coded(delta('one ')))
        seen[0].result(wire.DEADLINE)
        exchange.send(coded(delta('two ')))
        seen[1].result(wire.DEADLINE)
        exchange.send(coded(delta('three')) + ENDING)
    with Upstream(script) as upstream, Server(pool_of(upstream)) as server:
        response = chat.start_stream(server)
        for future, word in zip(seen, (b'one ', b'two ')):
            response.read_until(word)
            future.set_result(True)
        chat.expect_complete(response.finish(), 'one two three')


def test_the_head_waits_for_the_first_content():
    with Upstream(play(STREAM_HEAD + coded(b': not yet\n\n'), 0.7, coded(delta('now')) + ENDING)) as upstream, \
            Server(pool_of(upstream)) as server:
        started = time.monotonic()
        response = chat.start_stream(server)
        expect.true(time.monotonic() - started > 0.6, 'the head came before the content')
        chat.expect_complete(response.finish(), 'now')


def test_many_streams_at_once_are_each_whole_and_their_own():
    def script(exchange):
        name = exchange.request.body.split(b'prompt ')[1].split(b'"')[0].decode()
        exchange.send(STREAM_HEAD)
        for number in range(40):
            exchange.send(coded(delta(f'{name}:{number} ')))
        exchange.send(ENDING)
    with Upstream(script) as upstream, Server(pool_of(upstream)) as server, \
            concurrent.futures.ThreadPoolExecutor(32) as clients:
        streams = list(clients.map(lambda n: chat.ask(server, f'prompt {n}', stream=True), range(64)))
        for number, response in enumerate(streams):
            chat.expect_complete(response, ''.join(f'{number}:{i} ' for i in range(40)))


def test_a_large_prompt_and_a_large_answer_pass():
    text = 'wörter 漢字 🙂 ' * 100_000
    with Upstream(chat.says(text)) as upstream, Server(pool_of(upstream)) as server:
        chat.expect_complete(chat.ask(server, text, stream=True), text)
        expect.equal(chat.ask(server, text).json()['choices'][0]['message']['content'], text)


def test_a_client_that_stops_reading_stops_the_upstream():
    event, accepted = coded(delta('x' * 16_000)), 0
    total = 128 << 20

    def flood(exchange):
        nonlocal accepted
        exchange.send(STREAM_HEAD)
        while accepted < total:
            exchange.send(event)
            accepted += len(event)
    with Upstream(flood, send_buffer=65536) as upstream, Server(pool_of(upstream)) as server:
        response = chat.start_stream(server, receive_buffer=65536)
        before = -1
        while before != accepted:  # until the flood stands
            before = accepted
            time.sleep(1.0)
        # What the kernel holds between the three, and what the server buffers; not the 128 MiB on offer.
        expect.true(accepted < 32 << 20, f'{accepted} bytes were taken from the upstream for a client that reads none')
        response.read_until(b'x' * 100)
        response.connection.close()
        expect.true(upstream.requests[0].peer_closed.wait(SOON), 'the upstream connection outlived its client')


def test_a_client_that_reads_slowly_gets_everything():
    texts = [f'{number}:' + 'y' * 8_000 for number in range(400)]
    with Upstream(chat.says(*texts), send_buffer=65536) as upstream, Server(pool_of(upstream)) as server:
        response = chat.start_stream(server, receive_buffer=8192)
        for _ in range(20):
            response.read()
            time.sleep(0.02)
        chat.expect_complete(response.finish(), ''.join(texts))


def leaves(server, upstream, response, how):
    """The client goes; the upstream's connection must not outlive it, and the server must serve on."""
    getattr(response, how)()
    expect.true(upstream.wait_for_requests(1)[0].peer_closed.wait(SOON), 'the upstream connection outlived its client')
    expect.equal(server.access_line()['ending'], 'cancelled', 'ending in the access log')
    expect.equal(server.send('GET', '/health').status, 200)


def test_a_client_that_leaves_while_it_waits_ends_the_upstream_request():
    for how in ('close', 'reset'):
        for stream in (False, True):
            with Upstream(play(STALL)) as upstream, Server(pool_of(upstream)) as server:
                connection = server.connect()
                connection.send(chat.request_bytes(chat.asking(stream=stream)))
                upstream.wait_for_requests(1)
                leaves(server, upstream, connection, how)


def test_a_client_that_leaves_mid_stream_ends_the_upstream_request():
    for how in ('close', 'reset'):
        drip = [step for _ in range(600) for step in (coded(delta('.')), 0.05)]
        for steps in ((STREAM_HEAD, coded(delta('.')), STALL), (STREAM_HEAD, *drip)):
            with Upstream(play(*steps)) as upstream, Server(pool_of(upstream)) as server:
                response = chat.start_stream(server).read_until(b'"."')
                leaves(server, upstream, response.connection, how)


def test_a_client_that_leaves_costs_its_account_nothing():
    with Upstream(play(STALL), play(STALL), play(STALL), play(STALL), chat.says('hello')) as upstream, \
            Server(pool_of(upstream)) as server:
        for number in range(1, 5):
            with server.connect() as connection:
                connection.send(chat.request_bytes(chat.asking(stream=True)))
                upstream.wait_for_requests(number)
            server.access_line(number)
        chat.expect_complete(chat.ask(server, stream=True), 'hello')


def test_a_pipelined_request_waits_for_the_stream_before_it():
    with Upstream(chat.says('one ', 'two')) as upstream, Server(pool_of(upstream)) as server, \
            server.connect() as connection:
        request = chat.request_bytes(chat.asking(stream=True))
        connection.send(request * 3)
        for _ in range(3):
            chat.expect_complete(connection.response('POST').finish(), 'one two')
        expect.equal(len(upstream.requests), 3, 'requests upstream')


def test_a_server_that_is_stopped_lets_a_stream_finish():
    with Upstream(play(STREAM_HEAD + coded(delta('one ')), 1.5, coded(delta('two')) + ENDING)) as upstream, \
            Server(pool_of(upstream)) as server:
        response = chat.start_stream(server).read_until(b'one ')
        server.terminate()
        server.log.wait_for('stopping')
        chat.expect_complete(response.finish(), 'one two')
        server.stop()


def is_served(server):
    try:
        with server.connect() as late:
            late.request('GET', '/health')
    except (ConnectionError, wire.Closed):
        return False
    return True


def test_a_server_that_is_stopped_takes_no_new_connections_and_drops_idle_ones():
    released = concurrent.futures.Future()

    def script(exchange):
        exchange.send(STREAM_HEAD + coded(delta('one ')))
        released.result(wire.DEADLINE)
        exchange.send(ENDING)
    with Upstream(script) as upstream, Server(pool_of(upstream)) as server:
        idle = server.connect()
        expect.equal(idle.request('GET', '/health').finish().status, 200)
        response = chat.start_stream(server).read_until(b'one ')
        server.terminate()
        expect.true(idle.wait_for_close(SOON), 'the idle connection stayed open')
        until = time.monotonic() + SOON  # each loop stops accepting in its own time
        while is_served(server):
            expect.true(time.monotonic() < until, 'new connections are served while the server is stopping')
        released.set_result(True)
        chat.expect_complete(response.finish(), 'one ')


if __name__ == '__main__':
    tap.main(globals())
