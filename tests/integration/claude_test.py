# SPDX-License-Identifier: MIT
"""claude.messages on either side: its clients on OpenAI accounts, OpenAI's on its accounts, its own on its own."""
import json

from support import chat, expect, messages, tap
from support.messages import PATH, REQUEST, STREAM_HEAD, VERSION, ask, kinds, message, stream_of
from support.server import Server, account_key, pool_of
from support.upstream import FIN, Upstream, answer, play
from support.wire import LAST_CHUNK


def test_a_claude_client_is_answered_by_an_openai_account():
    with Upstream(play(answer(chat.completion('hi')))) as upstream, Server(pool_of(upstream)) as server:
        response = ask(server)
        expect.equal(response.status, 200)
        body = json.loads(response.body)
        expect.equal((body['type'], body['content'], body['stop_reason']),
                     ('message', [{'type': 'text', 'text': 'hi'}], 'end_turn'))
        expect.equal(body['usage']['input_tokens'], 3)
        sent = upstream.requests[0]
        expect.equal(json.loads(sent.body)['max_completion_tokens'], 100)


def test_a_stream_of_an_openai_account_has_the_order_that_claude_clients_need():
    with Upstream(chat.says('one ', 'two')) as upstream, Server(pool_of(upstream)) as server:
        response = ask(server, {**REQUEST, 'stream': True})
        expect.equal(kinds(response.body), ['message_start', 'content_block_start', 'content_block_delta',
                                            'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop'])


def test_a_cut_stream_of_an_openai_account_is_no_end_for_a_claude_client():
    begin = chat.STREAM_HEAD + chat.coded(chat.delta('one '))
    with Upstream(play(begin, FIN)) as upstream, Server(pool_of(upstream)) as server:
        response = ask(server, {**REQUEST, 'stream': True})
        expect.true('message_stop' not in kinds(response.body), 'a cut stream ended')


def test_an_error_of_an_openai_account_has_claudes_shape():
    with Upstream(play(chat.error_answer(429, 'retry-after: 7', kind='requests'))) as upstream, \
            Server(pool_of(upstream)) as server:
        response = ask(server)
        expect.equal((response.status, response.headers.get('retry-after')), (429, '7'))
        body = json.loads(response.body)
        expect.equal((body['type'], body['error']['type']), ('error', 'rate_limit_error'))


def test_a_wrong_key_is_refused_in_claudes_shape():
    with Upstream(chat.says('x')) as upstream, Server(pool_of(upstream)) as server:
        response = server.send('POST', PATH, json.dumps(REQUEST).encode(), [('x-api-key', 'wrong'), VERSION], key=None)
        expect.equal(response.status, 401)
        expect.equal(json.loads(response.body)['error']['type'], 'authentication_error')


def test_an_openai_client_is_answered_by_a_claude_account():
    call = {'type': 'tool_use', 'id': 'toolu_1', 'name': 'f', 'input': {'a': 1}}
    said = json.dumps(message({'type': 'text', 'text': 'so'}, call, stop_reason='tool_use')).encode()
    with Upstream(play(answer(said))) as upstream, Server(messages.pool_of(upstream)) as server:
        response = chat.ask(server)
        expect.equal(response.status, 200)
        choice = json.loads(response.body)['choices'][0]
        expect.equal((choice['message']['content'], choice['finish_reason']), ('so', 'tool_calls'))
        expect.equal(json.loads(choice['message']['tool_calls'][0]['function']['arguments']), {'a': 1})
        sent = upstream.requests[0]
        expect.equal((sent.target, sent.headers.get('x-api-key'), sent.headers.get('anthropic-version')),
                     (PATH, account_key(1), '2023-06-01'))


def test_an_openai_client_gets_the_stream_of_a_claude_account():
    with Upstream(play(STREAM_HEAD + chat.coded(*stream_of('hi')) + LAST_CHUNK)) as upstream, \
            Server(messages.pool_of(upstream)) as server:
        chat.expect_complete(chat.ask(server, stream=True), 'hi')


def test_an_own_stream_passes_through_byte_by_byte():
    events = stream_of('hi')
    with Upstream(play(STREAM_HEAD + chat.coded(*events) + LAST_CHUNK)) as upstream, \
            Server(messages.pool_of(upstream)) as server:
        response = ask(server, {**REQUEST, 'stream': True}, headers=[('anthropic-beta', 'a,b')])
        expect.same_bytes(response.body, b''.join(events))
        expect.equal(upstream.requests[0].headers.get('anthropic-beta'), 'a,b')
        expect.equal(server.access_line()['ending'], 'complete')


def test_a_transfer_that_is_cut_after_message_stop_is_a_cut():
    events = stream_of('hi')
    with Upstream(play(STREAM_HEAD + chat.coded(*events), FIN)) as upstream, Server(messages.pool_of(upstream)) as server:
        response = ask(server, {**REQUEST, 'stream': True})
        expect.true(response.body.startswith(b''.join(events[:-1])), f'not what came: {response.body}')
        expect.true('message_stop' not in kinds(response.body), 'a cut stream ended')
        expect.equal(server.access_line()['ending'], 'truncated')


def test_tokens_are_counted_by_the_account_or_estimated_and_marked():
    with Upstream(play(answer(b'{"input_tokens": 14}'))) as upstream, Server(messages.pool_of(upstream)) as server:
        response = ask(server, path=f'{PATH}/count_tokens')
        expect.equal((json.loads(response.body), response.headers.get('x-aipool-estimated')), ({'input_tokens': 14}, None))
    with Upstream(chat.says('x')) as upstream, Server(pool_of(upstream)) as server:
        counts = []
        for words in (1, 1000):
            asked = {**REQUEST, 'messages': [{'role': 'user', 'content': 'word ' * words}]}
            response = ask(server, asked, path=f'{PATH}/count_tokens')
            expect.equal((response.status, response.headers.get('x-aipool-estimated')), (200, 'usage'))
            counts.append(json.loads(response.body)['input_tokens'])
        expect.true(0 < counts[0] < 20 and 900 < counts[1] < 1600, f'counts {counts}')
        expect.equal(upstream.requests, [])


def test_a_host_that_cannot_count_is_estimated_for_but_its_own_clients_hear_it():
    no_route = play(chat.error_answer(404, message='Invalid URL'))
    with Upstream(no_route) as upstream, Server(pool_of(upstream, protocol='openai.responses')) as server:
        response = ask(server, path=f'{PATH}/count_tokens')
        expect.equal((response.status, response.headers.get('x-aipool-estimated')), (200, 'usage'))
        expect.true(json.loads(response.body)['input_tokens'] > 0, 'no count')
    with Upstream(no_route) as upstream, Server(messages.pool_of(upstream)) as server:
        expect.equal(ask(server, path=f'{PATH}/count_tokens').status, 404)


def test_models_have_the_shape_that_the_client_asks_for():
    with Upstream(chat.says('x')) as upstream, Server(pool_of(upstream, models=['one'])) as server:
        own = server.send('GET', '/v1/models', headers=[VERSION])
        expect.equal([model['type'] for model in json.loads(own.body)['data']], ['model'])
        other = server.send('GET', '/v1/models')
        expect.equal(json.loads(other.body)['object'], 'list')
        one = server.send('GET', '/v1/models/one', headers=[VERSION])
        expect.equal(json.loads(one.body)['id'], 'one')


def test_threads_are_refused_where_they_cannot_be_kept():
    with Upstream(chat.says('x')) as upstream, Server(pool_of(upstream)) as server:
        response = ask(server, {**REQUEST, 'thread': {'type': 'create'}})
        expect.equal(response.status, 400)
        expect.equal(json.loads(response.body)['error']['details']['error_code'], 'thread_unsupported_request')


def test_losses_are_told_once_however_many_accounts_were_tried():
    asked = {**REQUEST, 'top_k': 5, 'unknown_member': 1}
    with Upstream(play(answer(b'{}', 500)), play(answer(chat.completion('hi')))) as upstream, \
            Server(pool_of(upstream, upstream)) as server:
        response = ask(server, asked)
        expect.equal((response.status, response.headers.get('x-aipool-loss')), (200, '2'))
        expect.equal((server.access_line()['attempts'], server.access_line()['losses']), ('2', '2'))
        for lost in ('/top_k', '/unknown_member'):
            server.log.wait_for(rf'debug lost in conversion.* at={lost} ')


def test_a_client_that_only_asks_whether_there_is_a_server_gets_an_empty_answer():
    with Server({'echo': [{'uuid': 'echo-1'}]}) as server:
        response = server.send('HEAD', '/')
        expect.equal((response.status, response.body), (200, b''))


if __name__ == '__main__':
    tap.main(globals())
