# SPDX-License-Identifier: MIT
"""Errors of the upstream: whose fault they are decides what the client gets to see of them."""
import email.utils
import json
import time

from support import chat, expect, tap
from support.server import Server, pool_of
from support.upstream import Upstream, answer, play

SECRET_WORDS = 'key sk-upstream-canary-91 of organisation org-canary is no good'


def answer_to(upstream_answer, **members):
    """What the client gets when its one account answers so."""
    with Upstream(play(upstream_answer)) as upstream, Server(pool_of(upstream)) as server:
        return chat.ask(server, **members)


def test_client_faults_keep_status_message_type_code_and_param():
    for status in (400, 404, 409, 413, 422):
        wanted = {'message': f'no: {status}', 'type': 'invalid_request_error', 'param': 'messages[0]', 'code': 'odd'}
        body = chat.compact({'error': wanted})
        for stream in (False, True):
            response = answer_to(answer(body, status), stream=stream)
            expect.equal(chat.expect_failure(response, status), wanted, 'error')


def test_faults_of_the_credential_become_502_and_tell_nothing():
    for status in (401, 403):
        for stream in (False, True):
            upstream_answer = chat.error_answer(status, 'x-organisation: org-canary', message=SECRET_WORDS,
                                                kind='org-canary', code='org-canary')
            response = answer_to(upstream_answer, stream=stream)
            chat.expect_failure(response, 502)
            expect.lacks(response.head + response.body, b'canary', 'the answer')


def test_server_faults_keep_their_status():
    for status in (500, 502, 503, 504):
        for stream in (False, True):
            response = answer_to(chat.error_answer(status, message='the model fell over'), stream=stream)
            expect.equal(chat.expect_failure(response, status)['message'], 'the model fell over')


def test_retry_after_in_seconds_reaches_the_client():
    for status in (429, 503):
        response = answer_to(chat.error_answer(status, 'retry-after: 17'))
        chat.expect_failure(response, status)
        expect.equal(response.headers.all('retry-after'), ['17'])


def test_retry_after_as_a_date_reaches_the_client():
    date = email.utils.formatdate(time.time() + 120, usegmt=True)
    response = answer_to(chat.error_answer(429, f'retry-after: {date}'))
    chat.expect_failure(response, 429)
    expect.equal(response.headers.all('retry-after'), [date])


def test_rate_limit_headers_of_the_upstream_reach_the_client_with_errors():
    response = answer_to(chat.error_answer(429, 'x-ratelimit-remaining-requests: 0', 'x-internal-canary: 1'))
    expect.equal(response.headers.get('x-ratelimit-remaining-requests'), '0')
    expect.equal(response.headers.get('x-internal-canary'), None)


def test_rate_limit_headers_of_the_upstream_reach_the_client_with_answers():
    response = answer_to(answer(chat.completion(), 200, 'x-ratelimit-remaining-requests: 9', 'set-cookie: a=b'))
    expect.equal(response.headers.get('x-ratelimit-remaining-requests'), '9')
    expect.equal(response.headers.get('set-cookie'), None)


def test_an_error_that_is_a_string_keeps_its_words():
    response = answer_to(answer(b'{"code":"odd","error":"no such thing"}', 400))
    expect.contains(chat.expect_failure(response, 400)['message'], 'no such thing')


def test_an_error_that_is_not_json_is_still_an_error_in_json():
    response = answer_to(answer(b'<html>bad gateway</html>', 502, content_type='text/html'))
    expect.lacks(json.dumps(chat.expect_failure(response, 502)), '<html>')


def test_an_error_without_a_body_is_still_an_error_in_json():
    chat.expect_failure(answer_to(answer(b'', 500)), 500)


def test_a_redirect_is_not_followed_and_is_no_answer():
    with Upstream(play(answer(b'', 307, 'location: http://127.0.0.1:1/'))) as upstream, \
            Server(pool_of(upstream)) as server:
        chat.expect_failure(chat.ask(server), 502)
        expect.equal(len(upstream.requests), 1, 'requests upstream')


def test_an_account_that_was_limited_is_not_asked_before_its_time():
    with Upstream(play(chat.error_answer(429, 'retry-after: 60'))) as upstream, Server(pool_of(upstream)) as server:
        chat.expect_failure(chat.ask(server), 429)
        second = chat.ask(server)
        chat.expect_failure(second, 429)
        expect.true(50 <= int(second.headers.get('retry-after')) <= 60, f'retry-after: {second.headers}')
        expect.equal(len(upstream.requests), 1, 'requests upstream')


if __name__ == '__main__':
    tap.main(globals())
