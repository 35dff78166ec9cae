# SPDX-License-Identifier: MIT
"""Several accounts of one pool: turns, second tries before the first content and never after it, limits."""
import contextlib
import json
import time

from support import chat, expect, tap
from support.chat import STREAM_HEAD, coded, delta
from support.server import Server, account_key, pool_of
from support.upstream import FIN, RST, STALL, Upstream, answer, closed_port, play


@contextlib.contextmanager
def two_accounts(first, second, **config):
    with Upstream(first) as one, Upstream(second) as two, Server(pool_of(one, two), **config) as server:
        yield server, one, two


def second_account_answers(first, stream, **config):
    """The first account fails as scripted; the client sees only the second one's answer."""
    with two_accounts(first, chat.says('from ', 'two'), **config) as (server, one, two):
        response = chat.ask(server, stream=stream)
        if stream:
            chat.expect_complete(response, 'from two')
        else:
            expect.equal(response.json()['choices'][0]['message']['content'], 'from two')
        expect.equal((len(one.requests), len(two.requests)), (1, 1), 'requests upstream')
        expect.same_bytes(two.requests[0].body, one.requests[0].body, 'the second request')
        expect.equal(server.access_line()['attempts'], '2')
        expect.equal(server.access_line()['account'], 'account-2')


def test_a_failed_account_is_replaced_before_the_first_content():
    for status in (401, 403, 429, 500, 502, 503):
        for stream in (False, True):
            second_account_answers(play(chat.error_answer(status)), stream)


def test_an_account_whose_connection_fails_is_replaced():
    for failure in ((FIN,), (RST,), (b'HTTP/1.1 200 OK\r\n', FIN)):
        for stream in (False, True):
            second_account_answers(play(*failure), stream)


def test_a_stream_that_fails_before_content_is_replaced():
    second_account_answers(play(STREAM_HEAD + coded(b': waiting\n\n'), FIN), stream=True)
    second_account_answers(play(STREAM_HEAD + coded(chat.error_event())), stream=True)


def test_a_unary_answer_that_is_cut_off_is_replaced():
    second_account_answers(play(answer(chat.completion('from one'))[:-9], FIN), stream=False)


def test_a_silent_account_is_replaced_after_the_time_for_first_content():
    second_account_answers(play(STALL), stream=True, timeouts={'first_content': '500ms'})


def test_an_account_is_replaced_even_after_keep_alives():
    second_account_answers(play(1.0, chat.error_answer(500)), stream=True, timeouts={'head_hold': '200ms'})


def test_an_account_that_refuses_connections_is_replaced():
    with contextlib.ExitStack() as stack:
        refusing = f'http://127.0.0.1:{closed_port(stack)}/v1'
        working = stack.enter_context(Upstream(chat.says('two')))
        server = stack.enter_context(Server(pool_of(refusing, working)))
        chat.expect_complete(chat.ask(server, stream=True), 'two')


def test_no_second_try_after_the_first_content():
    for steps in ((0.1, FIN), (0.1, RST), (coded(chat.error_event()),)):
        with two_accounts(play(STREAM_HEAD + coded(delta('one ')), *steps), chat.says('two')) as (server, _, two):
            chat.expect_broken(chat.ask(server, stream=True), 'one ')
            expect.equal(len(two.requests), 0, 'requests of the second account')


def test_a_client_fault_is_not_tried_again():
    with two_accounts(play(chat.error_answer(400, message='bad prompt')), chat.says('two')) as (server, _, two):
        expect.equal(chat.expect_failure(chat.ask(server), 400)['message'], 'bad prompt')
        expect.equal(len(two.requests), 0, 'requests of the second account')


def test_the_last_fault_is_the_one_that_is_shown():
    with two_accounts(play(chat.error_answer(500, message='first')),
                      play(chat.error_answer(503, message='second'))) as (server, one, two):
        expect.equal(chat.expect_failure(chat.ask(server), 503)['message'], 'second')
        expect.equal((len(one.requests), len(two.requests)), (1, 1), 'requests upstream')


def test_the_only_account_is_asked_again_when_its_fault_may_be_over_in_a_moment():
    for fault in (chat.error_answer(500), chat.error_answer(503, 'retry-after: 1'), RST, answer(chat.completion('x'))[:-9]):
        for stream in (False, True):
            steps = (fault,) if fault == RST else (fault, FIN)
            with Upstream(play(*steps), chat.says('two')) as upstream, Server(pool_of(upstream)) as server:
                response = chat.ask(server, stream=stream)
                if stream:
                    chat.expect_complete(response, 'two')
                else:
                    expect.equal(response.json()['choices'][0]['message']['content'], 'two')
                expect.equal(server.access_line()['attempts'], '2')


def test_a_long_retry_after_is_the_clients_to_wait_for():
    for status, seconds in ((503, 60), (429, 1)):
        with Upstream(play(chat.error_answer(status, f'retry-after: {seconds}')), chat.says('two')) as upstream, \
                Server(pool_of(upstream)) as server:
            response = chat.ask(server)
            chat.expect_failure(response, status)
            expect.equal((response.headers.get('retry-after'), len(upstream.requests)), (str(seconds), 1))


def test_without_a_budget_there_are_no_retries():
    with two_accounts(play(chat.error_answer(500)), chat.says('two'), retry={'budget': '0%'}) as (server, _, two):
        chat.expect_failure(chat.ask(server), 500)
        expect.equal(len(two.requests), 0, 'requests of the second account')


def test_attempts_are_bounded_by_the_configuration():
    with two_accounts(play(chat.error_answer(500)), chat.says('two'), retry={'attempts': 1}) as (server, _, two):
        chat.expect_failure(chat.ask(server), 500)
        expect.equal(len(two.requests), 0, 'requests of the second account')


def test_accounts_take_turns_by_least_recent_use():
    with contextlib.ExitStack() as stack:
        upstreams = [stack.enter_context(Upstream(chat.says('hello'))) for _ in range(3)]
        server = stack.enter_context(Server(pool_of(*upstreams)))
        for _ in range(9):
            chat.ask(server)
        expect.equal([len(upstream.requests) for upstream in upstreams], [3, 3, 3], 'requests of each account')
        keys = [upstream.requests[0].headers.get('authorization') for upstream in upstreams]
        expect.equal(keys, [f'Bearer {account_key(number)}' for number in (1, 2, 3)], 'credentials')


def test_a_disabled_account_gets_no_requests():
    with Upstream(chat.says('one')) as one, Upstream(chat.says('two')) as two:
        pools = pool_of(one, two)
        pools['openai-custom'][0]['enabled'] = False
        with Server(pools) as server:
            for _ in range(3):
                chat.ask(server)
        expect.equal((len(one.requests), len(two.requests)), (0, 3), 'requests upstream')


def test_accounts_that_do_not_serve_the_model_are_passed_over():
    with Upstream(chat.says('one')) as one, Upstream(chat.says('two')) as two:
        pools = pool_of(one, two)
        pools['openai-custom'][0]['models'] = ['other-*']
        pools['openai-custom'][1]['models'] = [chat.MODEL]
        with Server(pools) as server:
            for _ in range(3):
                chat.ask(server)
        expect.equal((len(one.requests), len(two.requests)), (0, 3), 'requests upstream')


def test_an_account_holds_no_more_requests_than_its_limit():
    held = play(STREAM_HEAD + coded(delta('one ')), STALL)
    with Upstream(held, chat.says('two')) as upstream, Server(pool_of(upstream, concurrency_limit=1)) as server:
        first = chat.start_stream(server).read_until(b'one')
        second = chat.ask(server)
        chat.expect_failure(second, (429, 503))
        expect.true(int(second.headers.get('retry-after')) >= 1, f'retry-after: {second.headers}')
        first.connection.close()
        expect.true(upstream.requests[0].peer_closed.wait(10), 'the upstream connection outlived its client')
        expect.equal(content_once_free(server), 'two')


def content_once_free(server, tries=100):
    """The slot is free once the server has noticed that its client has left: soon, but not at once."""
    for _ in range(tries):
        response = chat.ask(server)
        if response.status != 200:
            time.sleep(0.1)
        else:
            return json.loads(response.body)['choices'][0]['message']['content']
    raise AssertionError(f'the slot never became free: {response.body!r}')


if __name__ == '__main__':
    tap.main(globals())
