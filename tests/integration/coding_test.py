# SPDX-License-Identifier: MIT
"""Upstreams that compress although identity was asked for: their answers are read, and their bombs are not."""
import gzip

from support import chat, expect, tap
from support.server import Server, pool_of
from support.upstream import Upstream, answer, head, play

GROWTH_MAX = 16 << 20


def compressed(body, content_type='application/json'):
    return play(answer(gzip.compress(body), 200, 'content-encoding: gzip', content_type=content_type))


def test_identity_is_asked_for_and_gzip_is_read():
    body = chat.compact({'id': 'c', 'object': 'chat.completion', 'model': chat.MODEL, 'choices': [
        {'index': 0, 'message': {'role': 'assistant', 'content': 'hello'}, 'finish_reason': 'stop'}]})
    with Upstream(compressed(body)) as upstream, Server(pool_of(upstream)) as server:
        response = chat.ask(server)
        expect.equal((response.status, response.body), (200, body), 'answer')
        expect.equal(response.headers.get('content-encoding'), None, 'content coding towards the client')
        expect.equal(upstream.requests[0].headers.get('accept-encoding'), 'identity', 'what is asked upstream')


def test_a_stream_in_gzip_passes_as_it_is_made():
    frames = [b'data: ' + chat.compact({'id': 'c', 'choices': [{'index': 0, 'delta': {'content': word}}]}) + b'\n\n'
              for word in ('one', 'two')]
    frames.append(b'data: ' + chat.compact({'choices': [{'index': 0, 'delta': {}, 'finish_reason': 'stop'}]}) + b'\n\n')
    wire = gzip.compress(b''.join(frames) + chat.DONE)
    script = play(head(200, 'content-type: text/event-stream', 'content-encoding: gzip', 'connection: close'),
                  wire[:20], 0.05, wire[20:40], 0.05, wire[40:], 'FIN')
    with Upstream(script) as upstream, Server(pool_of(upstream)) as server:
        response = chat.start_stream(server)
        expect.equal(response.finish().body, b''.join(frames) + chat.DONE, 'stream')


def test_a_bomb_is_an_upstream_fault_and_takes_no_memory():
    bomb = b'{"id":"' + b'x' * (256 << 20) + b'"}'
    with Upstream(compressed(bomb)) as upstream, Server(pool_of(upstream)) as server:
        before = server.memory('VmHWM')
        chat.expect_failure(chat.ask(server), 502)
        expect.true(server.memory('VmHWM') - before < GROWTH_MAX, 'memory stays')


def test_a_cut_or_another_coding_is_an_upstream_fault():
    body = gzip.compress(b'{"id":"c"}')
    odd = [('gzip', body[:-4]), ('gzip', b'plain'), ('br', body), ('deflate', body), ('gzip, gzip', body)]
    for coding, sent in odd:
        script = play(answer(sent, 200, f'content-encoding: {coding}'))
        with Upstream(script) as upstream, Server(pool_of(upstream)) as server:
            chat.expect_failure(chat.ask(server), 502)


tap.main(globals())
