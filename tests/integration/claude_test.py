# SPDX-License-Identifier: MIT
"""claude.messages on either side: its clients on OpenAI accounts, OpenAI's on its accounts, its own on its own."""
import json

from support import chat, expect, tap
from support.server import KEY, Server, account_key, pool_of
from support.upstream import FIN, Upstream, answer, head, play
from support.wire import LAST_CHUNK

PATH = '/v1/messages'
VERSION = ('anthropic-version', '2023-06-01')
REQUEST = {'model': 'test-model', 'max_tokens': 100, 'messages': [{'role': 'user', 'content': 'hello'}]}
STREAM_HEAD = head(200, 'content-type: text/event-stream', 'transfer-encoding: chunked')


def claude_pool(upstream):
    return {'claude-custom': [{'uuid': 'account-1', 'base_url': f'http://127.0.0.1:{upstream.port}',
                               'api_key': account_key(1)}]}


def ask(server, value=REQUEST, path=PATH, headers=()):
    return server.send('POST', path, json.dumps(value).encode(),
                       [('content-type', 'application/json'), ('x-api-key', KEY), VERSION, *headers], key=None)


def event(kind, **members):
    return f'event: {kind}\ndata: {json.dumps({"type": kind, **members})}\n\n'.encode()


def message(*content, stop_reason='end_turn'):
    return {'id': 'msg_1', 'type': 'message', 'role': 'assistant', 'model': 'test-model', 'content': list(content),
            'stop_reason': stop_reason, 'stop_sequence': None, 'usage': {'input_tokens': 3, 'output_tokens': 5}}


def stream_of(text):
    """The events of an answer, the last of them message_stop."""
    begin = {**message(), 'stop_reason': None}
    return [event('message_start', message=begin),
            event('content_block_start', index=0, content_block={'type': 'text', 'text': ''}),
            event('content_block_delta', index=0, delta={'type': 'text_delta', 'text': text}),
            event('content_block_stop', index=0),
            event('message_delta', delta={'stop_reason': 'end_turn', 'stop_sequence': None}, usage={'output_tokens': 5}),
            event('message_stop')]


def kinds(body):
    return [line.removeprefix('event: ') for line in body.decode().splitlines() if line.startswith('event: ')]


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
    with Upstream(play(answer(said))) as upstream, Server(claude_pool(upstream)) as server:
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
            Server(claude_pool(upstream)) as server:
        chat.expect_complete(chat.ask(server, stream=True), 'hi')


def test_an_own_stream_passes_through_byte_by_byte():
    events = stream_of('hi')
    with Upstream(play(STREAM_HEAD + chat.coded(*events) + LAST_CHUNK)) as upstream, \
            Server(claude_pool(upstream)) as server:
        response = ask(server, {**REQUEST, 'stream': True}, headers=[('anthropic-beta', 'a,b')])
        expect.same_bytes(response.body, b''.join(events))
        expect.equal(upstream.requests[0].headers.get('anthropic-beta'), 'a,b')
        expect.equal(server.access_line()['ending'], 'complete')


def test_a_transfer_that_is_cut_after_message_stop_is_a_cut():
    events = stream_of('hi')
    with Upstream(play(STREAM_HEAD + chat.coded(*events), FIN)) as upstream, Server(claude_pool(upstream)) as server:
        response = ask(server, {**REQUEST, 'stream': True})
        expect.true(response.body.startswith(b''.join(events[:-1])), f'not what came: {response.body}')
        expect.true('message_stop' not in kinds(response.body), 'a cut stream ended')
        expect.equal(server.access_line()['ending'], 'truncated')


def test_tokens_are_counted_by_the_account_or_estimated_and_marked():
    with Upstream(play(answer(b'{"input_tokens": 14}'))) as upstream, Server(claude_pool(upstream)) as server:
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


if __name__ == '__main__':
    tap.main(globals())
