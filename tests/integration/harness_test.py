# SPDX-License-Identifier: MIT
"""The harness itself, client against scripted upstream with nothing between: its judgements can be wrong both ways."""
import base64
import contextlib
import io
import socket
import sys
import urllib.parse

from support import canaries, chat, expect, http_client, programs, recordings, tap
from support.chat import DONE, FINISH, STREAM_HEAD, coded, delta
from support.upstream import FIN, RST, Upstream, answer, head, play
from support.wire import LAST_CHUNK


@contextlib.contextmanager
def asked(*steps):
    with Upstream(play(*steps)) as upstream, http_client.Connection(upstream.port) as connection:
        yield connection.request('POST', '/v1/chat/completions', b'{}').finish()


def fails(function, *arguments):
    try:
        function(*arguments)
    except AssertionError:
        return
    raise AssertionError(f'{function.__name__}{arguments} did not fail')


def test_complete_means_that_the_framing_ended():
    stream = coded(delta('x'))
    for steps, complete in (((answer(b'abc'),), True), ((answer(b'abc')[:-1], FIN), False), ((answer(b''),), True),
                            ((STREAM_HEAD + stream + LAST_CHUNK,), True), ((STREAM_HEAD + stream, FIN), False),
                            ((STREAM_HEAD + stream, 0.1, RST), False), ((STREAM_HEAD + b'ff\r\nab', FIN), False),
                            ((head(200) + b'abc', FIN), True), ((head(200) + b'abc', 0.1, RST), False)):
        with asked(*steps) as response:
            expect.equal(response.complete, complete, f'complete after {steps}')


def test_a_whole_stream_is_complete_and_not_broken():
    with asked(chat.whole_stream('a', 'b')) as response:
        chat.expect_complete(response, 'ab')
        fails(chat.expect_broken, response, 'ab')
        fails(chat.expect_complete, response, 'abc')


def test_a_stream_that_ends_early_is_broken_and_not_complete():
    for steps in ((STREAM_HEAD + coded(delta('a')), FIN),
                  (STREAM_HEAD + coded(delta('a'), chat.error_event()) + LAST_CHUNK,)):
        with asked(*steps) as response:
            chat.expect_broken(response, 'a')
            fails(chat.expect_complete, response, 'a')


def test_an_orderly_end_without_done_is_neither():
    with asked(STREAM_HEAD + coded(delta('a'), FINISH) + LAST_CHUNK) as response:
        fails(chat.expect_broken, response, 'a')
        fails(chat.expect_complete, response, 'a')


def test_an_error_has_to_have_its_whole_shape():
    with asked(chat.error_answer(500)) as response:
        chat.expect_failure(response, 500)
        fails(chat.expect_failure, response, 502)
    for body in (b'{"error":"text"}', b'{"error":{"message":""}}', b'oops'):
        with asked(answer(body, 500)) as response:
            fails(chat.expect_failure, response, 500)


def test_the_upstream_sees_exact_bytes_and_when_its_peer_leaves():
    with Upstream(play(60.0)) as upstream:
        with http_client.Connection(upstream.port) as connection:
            connection.send(b'POST /x?y HTTP/1.1\r\nHoSt:  a\r\ncontent-length: 3\r\n\r\nabc')
            [request] = upstream.wait_for_requests(1)
            expect.equal((request.method, request.target, request.body), ('POST', '/x?y', b'abc'))
            expect.contains(request.raw, b'HoSt:  a\r\n')
            expect.true(not request.peer_closed.wait(0.2), 'a close was seen before there was one')
        expect.true(request.peer_closed.wait(10), 'the close was not seen')


def test_the_cuts_of_recordings_are_the_named_ones():
    usage = delta('a', usage=None)
    stream = usage + b': note\n\n' + chat.usage_event() + FINISH
    expect.same_bytes(recordings.visible_stream(stream, True), stream + DONE)
    expect.same_bytes(recordings.visible_stream(stream, False), delta('a') + b': note\n\n' + FINISH + DONE)
    expect.same_bytes(recordings.visible_stream(FINISH + DONE, False), FINISH + DONE)
    middle = b'{"a": "\\"usage\\":null", "usage": null, "b": {"usage":null}}'
    expect.same_bytes(recordings.without_null_usage(middle), b'{"a": "\\"usage\\":null", "b": {"usage":null}}')


def test_tap_counts_what_fails_and_what_is_skipped():
    def skips():
        raise tap.Skip('not here')
    out, arguments, sys.argv = io.TextIOWrapper(io.BytesIO()), sys.argv, ['x']
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        status = tap.run([('good', lambda: None), ('bad', lambda: expect.equal(1, 2)), ('none', skips)])
    sys.argv = arguments
    out.flush()
    lines = [line for line in out.buffer.getvalue().decode().splitlines() if not line.startswith('#')]
    expect.equal(lines, ['1..3', 'ok 1 good', 'not ok 2 bad', 'ok 3 none # SKIP not here'])
    expect.equal(status, 1)


def test_a_wait_for_a_peer_that_says_nothing_ends():
    with Upstream(play(60.0)) as upstream, http_client.Connection(upstream.port) as connection:
        expect.true(not connection.wait_for_close(0.1), 'a silent peer was taken for one that left')


def test_a_program_whose_port_was_taken_starts_on_another():
    taken = []

    def arguments(port):
        if not taken:
            taken.append(socket.create_server(('127.0.0.1', port)))
        return ['-m', 'http.server', '--bind', '127.0.0.1', str(port)]
    with programs.running('python3', arguments) as port:
        expect.true(port != taken[0].getsockname()[1], 'two servers listen on one port')
    taken[0].close()


def test_a_secret_is_found_in_whatever_form_it_is_told():
    secret = canaries.canary('planted secret')
    canaries.expect_untold(b'nothing of it', 'the output')
    plain = secret.encode()
    coded = [base64.b64encode(before + plain + b'&more') for before in (b'', b'x', b'xy')]
    for told in (plain, urllib.parse.quote(secret, safe='').encode(), urllib.parse.quote_plus(secret).encode(), *coded,
                 *(each.replace(b'+', b'-').replace(b'/', b'_') for each in coded)):
        fails(canaries.expect_untold, b'{"token":"' + told + b'"}', 'the output')


def test_the_books_tell_which_secrets_were_sent():
    sent, _ = canaries.canary('sent secret'), canaries.canary('kept secret')
    with Upstream(play(answer(b''))) as upstream, http_client.Connection(upstream.port) as connection:
        connection.request('POST', '/', b'', [('authorization', f'Bearer {sent}')]).finish()
    expect.true('sent secret' in canaries.kinds_used(), 'it was sent')
    expect.true('kept secret' not in canaries.kinds_used(), 'it was not')


if __name__ == '__main__':
    tap.main(globals())
