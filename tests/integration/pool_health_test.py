# SPDX-License-Identifier: MIT
"""Queues of accounts, what probes ask, conversations that keep their account, and a memory that outlives the server."""
import contextlib
import json
import pathlib
import tempfile
import threading

from support import canaries, chat, expect, tap
from support.chat import STREAM_HEAD, coded, delta
from support.server import KEY, Server, pool_of
from support.task import Task, results
from support.upstream import STALL, Upstream, answer, play

ADMIN = canaries.register('admin key', 'admin-canary-4471c0ffee')


def wait_for_waiters(server, count):
    """Until so many requests have had to wait for an account."""
    expect.true(server.log.wait_for('a request waits for an account', count=count), f'there are not {count} who wait')


def test_requests_over_the_limit_wait_their_turn():
    gate = threading.Event()
    with Upstream(play(gate, answer(chat.completion('ok')))) as upstream, \
            Server(pool_of(upstream, concurrency_limit=1, queue_limit=2)) as server:
        asked = [Task(chat.ask, server, text) for text in ('first', 'second', 'third')]
        wait_for_waiters(server, 2)
        expect.equal(len(upstream.wait_for_requests(1)), 1, 'requests upstream while the slot is taken')
        chat.expect_failure(chat.ask(server), 429)
        gate.set()
        expect.equal([response.status for response in results(asked)], [200] * 3, 'statuses')
        expect.equal(len(upstream.requests), 3, 'requests upstream')


def test_who_finds_the_queue_full_is_refused_at_once():
    gate = threading.Event()
    with Upstream(play(gate, answer(chat.completion('ok')))) as upstream, \
            Server(pool_of(upstream, concurrency_limit=1, queue_limit=1)) as server:
        first = Task(chat.ask, server)
        upstream.wait_for_requests(1)
        waits = Task(chat.ask, server)
        wait_for_waiters(server, 1)
        for _ in range(2):
            response = chat.ask(server)
            chat.expect_failure(response, 429)
            expect.true(int(response.headers.get('retry-after')) >= 1, f'retry-after: {response.headers}')
        expect.equal(len(upstream.requests), 1, 'requests upstream')
        gate.set()
        expect.equal([response.status for response in results([first, waits])], [200] * 2, 'of those who had room')


def test_who_leaves_the_queue_makes_room_and_asks_nothing_upstream():
    with Upstream(play(STREAM_HEAD + coded(delta('one ')), STALL), chat.says('two')) as upstream, \
            Server(pool_of(upstream, concurrency_limit=1, queue_limit=1)) as server:
        first = chat.start_stream(server).read_until(b'one')
        connection = server.connect()
        connection.send(chat.request_bytes(chat.asking('waits')))
        wait_for_waiters(server, 1)
        connection.close()
        expect.equal(server.access_line(1)['ending'], 'cancelled')  # it has noticed
        third = Task(chat.ask, server, 'third')
        wait_for_waiters(server, 2)
        first.connection.close()
        expect.equal(third.result().status, 200, 'status')
        expect.true(all(b'waits' not in request.body for request in upstream.requests), 'the one who left was served')


def test_a_rest_outlives_the_server():
    with tempfile.TemporaryDirectory() as folder, \
            Upstream(play(chat.error_answer(429, 'retry-after: 600')), chat.says('two')) as upstream:
        for _ in range(2):
            with Server(pool_of(upstream), state_dir=folder) as server:
                response = chat.ask(server)
                chat.expect_failure(response, 429)
        expect.equal(len(upstream.requests), 1, 'requests upstream')
        state = pathlib.Path(folder, 'pools.json')
        expect.equal(state.stat().st_mode & 0o777, 0o600, 'mode of the file')
        expect.lacks(state.read_text(), 'canary', 'the file')
        expect.true(json.loads(state.read_text())['pools']['openai-custom']['account-1']['rate_limited'], 'what it says')
        # With another key it is another account.
        pools = pool_of(upstream)
        pools['openai-custom'][0]['api_key'] = 'sk-another-canary'
        with Server(pools, state_dir=folder) as server:
            expect.equal(chat.ask(server).status, 200, 'status with another key')


def test_the_operator_brings_an_account_back():
    with Upstream(play(chat.error_answer(429, 'retry-after: 600')), chat.says('back')) as upstream, \
            Server(pool_of(upstream), auth={'api_key': KEY, 'admin_key': ADMIN}) as server:
        for _ in range(2):
            chat.expect_failure(chat.ask(server), 429)
        path = '/api/accounts/account-1/reset'
        expect.equal(server.send('POST', path, key=KEY).status, 401, 'status with a key of clients')
        expect.equal(server.send('GET', path, key=ADMIN).status, 405, 'status of a GET')
        expect.equal(server.send('POST', '/api/accounts/nobody/reset', key=ADMIN).status, 404, 'status without such an account')
        chat.expect_failure(chat.ask(server), 429)
        expect.equal(server.send('POST', path, key=ADMIN).status, 200, 'status')
        expect.equal(chat.ask(server).status, 200, 'status once it is back')


def test_a_broken_memory_is_said_and_passed_over():
    for text in ('', '{"version":1,', '{"version":7}', '[]'):
        with tempfile.TemporaryDirectory() as folder, Upstream(chat.says('one')) as upstream:
            pathlib.Path(folder, 'pools.json').write_text(text)
            with Server(pool_of(upstream), state_dir=folder) as server:
                expect.equal(chat.ask(server).status, 200, 'status')
                expect.contains(server.log.text, 'what is known of the accounts is not used', 'the log')


def test_each_change_of_health_is_one_line_in_the_log():
    with Upstream(play(chat.error_answer(429, 'retry-after: 600'))) as upstream, Server(pool_of(upstream)) as server:
        for _ in range(5):
            chat.ask(server)
        server.stop()
        lines = [line for line in server.log.text.splitlines() if "health has changed" in line]
        expect.equal(len(lines), 1, f'lines: {lines}')
        for word in ('account-1', 'healthy', 'resting'):
            expect.contains(lines[0], word, 'the line')
        expect.lacks(server.log.text, 'canary', 'the log')


def test_a_probe_asks_for_one_token_and_brings_an_account_back():
    with Upstream(play(chat.error_answer(429, 'retry-after: 1')), chat.says('ok')) as upstream, \
            Server(pool_of(upstream, check_model='cheap'), health_check={'enabled': True, 'interval': '1h'}) as server:
        upstream.wait_for_requests(1)  # nothing was heard of it yet
        probe = json.loads(upstream.requests[0].body)
        expect.equal(probe['model'], 'cheap', 'model')
        expect.equal([message['content'] for message in probe['messages']], ['Hi'], 'messages')
        expect.equal(probe.get('max_completion_tokens', probe.get('max_tokens')), 1, 'tokens')
        expect.true(not probe.get('stream'), 'a probe wants no stream')
        expect.true(server.log.wait_for(r'health has changed.*to\W+healthy'), 'the account never came back')
        expect.equal(chat.ask(server).status, 200, 'status')


def test_accounts_without_check_health_are_not_probed():
    with Upstream(chat.says('one')) as one, Upstream(chat.says('two')) as two:
        pools = pool_of(one, two, check_model='cheap')
        pools['openai-custom'][0]['check_health'] = False
        with Server(pools, health_check={'enabled': True, 'interval': '1h'}):
            two.wait_for_requests(1)
        expect.equal(len(one.requests), 0, 'requests of the first')


def test_a_conversation_keeps_its_account_and_another_does_not():
    with contextlib.ExitStack() as stack:
        upstreams = [stack.enter_context(Upstream(chat.says('hello'))) for _ in range(3)]
        server = stack.enter_context(Server(pool_of(*upstreams), affinity={'enabled': True}))
        first = [{'role': 'system', 'content': 'be brief'}, {'role': 'user', 'content': 'hello'}]
        turns = [*first, {'role': 'assistant', 'content': 'yes'}, {'role': 'user', 'content': 'and now?'}]
        for ended, messages in enumerate((first, turns, turns), 1):
            expect.equal(server.post(chat.PATH, {'model': chat.MODEL, 'messages': messages}).status, 200, 'status')
            server.access_line(ended)  # by then the pool knows who served it
        expect.equal([len(upstream.requests) for upstream in upstreams], [3, 0, 0], 'one conversation')
        for text in ('other', 'another'):
            expect.equal(chat.ask(server, text).status, 200, 'status')
        expect.equal([len(upstream.requests) for upstream in upstreams], [3, 1, 1], 'two others')


def test_many_at_the_end_of_a_rest_ask_the_upstream_once():
    gate = threading.Event()
    with Upstream(play(chat.error_answer(429, 'retry-after: 1')), play(gate, answer(chat.completion('ok')))) as upstream, \
            Server(pool_of(upstream)) as server:
        chat.expect_failure(chat.ask(server), 429)
        expect.true(server.log.wait_for(r'health has changed.*to\W+probing'), 'no end of the rest')
        asked = [Task(chat.ask, server, f'number {number}') for number in range(20)]
        wait_for_waiters(server, 19)
        expect.equal(len(upstream.wait_for_requests(2)), 2, 'requests upstream: the one that was limited, and one probe')
        gate.set()
        expect.equal([response.status for response in results(asked)], [200] * 20, 'statuses')


if __name__ == '__main__':
    tap.main(globals())
