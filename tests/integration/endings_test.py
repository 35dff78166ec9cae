# SPDX-License-Identifier: MIT
"""Truthful endings: an answer that the upstream did not finish never reaches the client as a whole one."""
import contextlib

from support import chat, expect, tap, wire
from support.chat import DONE, FINISH, STREAM_HEAD, coded, delta
from support.server import Server, pool_of
from support.upstream import FIN, RST, STALL, Upstream, answer, closed_port, head, play
from support.wire import LAST_CHUNK

COMPLETION = chat.completion('a whole answer')
HALF = answer(COMPLETION)[:-20]
CHUNKED_JSON = head(200, 'content-type: application/json', 'transfer-encoding: chunked')
BAD_GATEWAY = 502


def fails_before_content(*steps, statuses=BAD_GATEWAY, stream=True, **config):
    """The upstream plays the steps; the client gets a real status. Its error is returned."""
    with Upstream(play(*steps)) as upstream, Server(pool_of(upstream), **config) as server:
        error = chat.expect_failure(chat.ask(server, stream=stream), statuses)
        expect.one_of(server.access_line()['ending'], ('error', 'truncated'), 'ending in the access log')
        return error


def breaks_after_content(*steps, content='one ', **config):
    """The upstream plays a head, the content and then the steps; the client must see a broken stream."""
    begin = STREAM_HEAD + coded(delta(content))
    with Upstream(play(begin, *steps)) as upstream, Server(pool_of(upstream), **config) as server:
        response = chat.ask(server, stream=True)
        chat.expect_broken(response, content)
        expect.one_of(server.access_line()['ending'], ('error', 'truncated'), 'ending in the access log')
        return response


def test_a_whole_answer_reaches_the_client():
    with Upstream(play(answer(COMPLETION))) as upstream, Server(pool_of(upstream)) as server:
        response = chat.ask(server)
        expect.equal(response.status, 200)
        expect.same_bytes(response.body, COMPLETION)
        expect.equal(server.access_line()['ending'], 'complete')


def test_a_whole_stream_reaches_the_client():
    with Upstream(chat.says('one ', 'two')) as upstream, Server(pool_of(upstream)) as server:
        chat.expect_complete(chat.ask(server, stream=True), 'one two')
        expect.equal(server.access_line()['ending'], 'complete')


def test_an_upstream_that_refuses_connections_is_a_gateway_error():
    with contextlib.ExitStack() as stack:
        url = f'http://127.0.0.1:{closed_port(stack)}/v1'
        server = stack.enter_context(Server(pool_of(url)))
        for stream in (False, True):
            chat.expect_failure(chat.ask(server, stream=stream), BAD_GATEWAY)


def test_an_upstream_that_closes_before_its_head_is_a_gateway_error():
    for how in (FIN, RST):
        fails_before_content(how)


def test_a_head_that_is_cut_off_is_a_gateway_error():
    for how in (FIN, RST):
        fails_before_content(b'HTTP/1.1 200 OK\r\ncontent-ty', how)


def test_an_answer_that_is_not_http_is_a_gateway_error():
    fails_before_content(b'SSH-2.0-OpenSSH_9.2\r\n\r\n', FIN)


def test_a_unary_body_shorter_than_its_length_is_a_gateway_error():
    for how in (FIN, RST):
        fails_before_content(HALF, how, stream=False)


def test_a_unary_body_without_its_last_chunk_is_a_gateway_error():
    fails_before_content(CHUNKED_JSON + wire.chunk(COMPLETION), FIN, stream=False)


def test_a_unary_body_that_is_not_json_is_a_gateway_error():
    fails_before_content(answer(b'<html>hello</html>', content_type='text/html'), stream=False)


def test_a_unary_body_with_garbage_for_a_chunk_size_is_a_gateway_error():
    fails_before_content(CHUNKED_JSON + wire.chunk(COMPLETION) + b'zz\r\n', FIN, stream=False)


def test_a_stream_cut_before_content_is_a_gateway_error():
    role = delta(None).replace(b'"delta":{}', b'"delta":{"role":"assistant","content":""}')
    for how in (FIN, RST):
        fails_before_content(STREAM_HEAD, how)
        fails_before_content(STREAM_HEAD + coded(role), how)


def test_a_stream_cut_after_content_is_seen_to_be_broken():
    for how in (FIN, RST):
        breaks_after_content(0.1, how)


def test_a_stream_cut_inside_an_event_shows_nothing_of_it():
    breaks_after_content(wire.chunk(delta('two')[:-30]), 0.1, FIN)


def test_a_stream_cut_inside_a_chunk_is_seen_to_be_broken():
    breaks_after_content(b'400\r\n: half of a chunk', 0.1, FIN)


def test_garbage_for_a_chunk_size_breaks_the_stream():
    breaks_after_content(0.1, b'xyz\r\n' + delta('two'), FIN)


def test_a_stream_without_finish_reason_is_broken_even_with_done():
    breaks_after_content(coded(DONE) + LAST_CHUNK)


def test_a_stream_that_only_stops_is_broken():
    breaks_after_content(LAST_CHUNK)


def test_a_stream_needs_the_finish_reason_of_every_choice():
    second = delta('two').replace(b'"index":0', b'"index":1')
    with Upstream(play(STREAM_HEAD + coded(delta('one '), second, FINISH, DONE) + LAST_CHUNK)) as upstream, \
            Server(pool_of(upstream)) as server:
        chat.expect_broken(chat.ask(server, stream=True, n=2), 'one two')


def test_a_cut_after_the_finish_reason_is_still_a_cut():
    with Upstream(play(STREAM_HEAD + coded(delta('one '), FINISH), 0.1, FIN)) as upstream, \
            Server(pool_of(upstream)) as server:
        chat.expect_broken(chat.ask(server, stream=True), 'one ')


def test_a_cut_after_done_is_still_a_cut():
    for how in (FIN, RST):
        with Upstream(play(STREAM_HEAD + coded(delta('one '), FINISH, DONE), 0.1, how)) as upstream, \
                Server(pool_of(upstream)) as server:
            chat.expect_broken(chat.ask(server, stream=True), 'one ')


def test_a_missing_done_is_added():
    with Upstream(play(STREAM_HEAD + coded(delta('one '), FINISH) + LAST_CHUNK)) as upstream, \
            Server(pool_of(upstream)) as server:
        chat.expect_complete(chat.ask(server, stream=True), 'one ')


def test_a_stream_delimited_by_close_is_complete_with_its_own_ending():
    body = delta('one ') + FINISH + DONE
    with Upstream(play(head(200, 'content-type: text/event-stream', 'connection: close') + body, FIN)) as upstream, \
            Server(pool_of(upstream)) as server:
        chat.expect_complete(chat.ask(server, stream=True), 'one ')


def test_a_stream_delimited_by_close_without_its_ending_is_broken():
    with Upstream(play(head(200, 'content-type: text/event-stream') + delta('one '), 0.1, FIN)) as upstream, \
            Server(pool_of(upstream)) as server:
        chat.expect_broken(chat.ask(server, stream=True), 'one ')


def test_an_error_before_content_becomes_a_real_status():
    error = fails_before_content(STREAM_HEAD + coded(chat.error_event('the model fell over')) + LAST_CHUNK,
                                 statuses=(500, 502))
    expect.equal(error['message'], 'the model fell over')


def test_an_error_before_content_may_name_its_status():
    named = chat.error_event('slow down', code=429, type='rate_limit_error')
    error = fails_before_content(STREAM_HEAD + coded(named, DONE) + LAST_CHUNK, statuses=429)
    expect.equal(error['message'], 'slow down')


def test_an_error_after_content_ends_the_stream_as_broken():
    response = breaks_after_content(coded(chat.error_event('the model fell over')) + LAST_CHUNK)
    expect.equal([error['message'] for error in chat.errors_in(response)], ['the model fell over'])


def test_an_upstream_that_goes_silent_mid_stream_breaks_the_stream():
    breaks_after_content(STALL, timeouts={'idle': '700ms'})


def test_an_upstream_that_never_answers_is_a_gateway_timeout():
    for stream in (False, True):
        fails_before_content(STALL, statuses=504, stream=stream, timeouts={'last_content': '700ms'})


def test_an_upstream_that_never_gets_to_content_is_a_gateway_timeout():
    fails_before_content(STREAM_HEAD + coded(b': busy\n\n'), STALL, statuses=504, timeouts={'last_content': '700ms'})


def test_a_request_ends_when_its_total_time_is_over():
    drip = [step for _ in range(100) for step in (coded(delta('.')), 0.1)]
    with Upstream(play(STREAM_HEAD, *drip, STALL)) as upstream, \
            Server(pool_of(upstream), timeouts={'total': '1s'}) as server:
        response = chat.ask(server, stream=True)
        expect.lacks(response.body, b'[DONE]')
        chat.expect_broken(response, chat.content_of(response))


def test_a_slow_first_byte_is_bridged_by_keep_alives():
    steps = (1.5, STREAM_HEAD + coded(delta('late'), FINISH, DONE) + LAST_CHUNK)
    with Upstream(play(*steps)) as upstream, Server(pool_of(upstream), timeouts={'head_hold': '300ms'}) as server:
        response = chat.start_stream(server)
        response.read()
        expect.true(response.body.startswith(b':'), f'no keep-alive came first: {response.body!r}')
        expect.lacks(response.body, b'late')
        chat.expect_complete(response.finish(), 'late')


def test_a_failure_after_keep_alives_is_an_error_in_the_stream():
    for late_failure in (chat.error_answer(500, message='the model fell over'), FIN):
        with Upstream(play(1.0, late_failure)) as upstream, \
                Server(pool_of(upstream), timeouts={'head_hold': '200ms'}) as server:
            response = chat.ask(server, stream=True)
            chat.expect_broken(response, '')


if __name__ == '__main__':
    tap.main(globals())
