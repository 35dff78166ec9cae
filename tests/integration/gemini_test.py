# SPDX-License-Identifier: MIT
"""gemini.generate on either side: its clients on OpenAI accounts, OpenAI's on its accounts, its own on its own."""
import json

from support import chat, expect, tap
from support.gemini import MODELS, STREAM_HEAD, event, said
from support.server import KEY, Server, account_key, pool_of
from support.upstream import FIN, Upstream, answer, play
from support.wire import LAST_CHUNK

REQUEST = {'contents': [{'role': 'user', 'parts': [{'text': 'hello'}]}]}


def gemini_pool(upstream, **each):
    return {'gemini-custom': [{'uuid': 'account-1', 'base_url': f'http://127.0.0.1:{upstream.port}',
                               'api_key': account_key(1), **each}]}


def ask(server, value=REQUEST, action=':generateContent', model='test-model'):
    return server.send('POST', MODELS + model + action, chat.compact(value),
                       [('content-type', 'application/json'), ('x-goog-api-key', KEY)], key=None)


def answering(*parts):
    return play(answer(chat.compact(said(*parts))))


def test_a_gemini_client_is_answered_by_an_openai_account():
    with Upstream(play(answer(chat.completion('hi')))) as upstream, Server(pool_of(upstream)) as server:
        response = ask(server, {'contents': {'parts': {'text': 'hello'}}, 'system_instruction': 'be short'})
        expect.equal(response.status, 200)
        body = json.loads(response.body)
        expect.equal(body['candidates'], [{'content': {'parts': [{'text': 'hi'}], 'role': 'model'}, 'finishReason': 'STOP',
                                           'index': 0}])
        expect.equal(body['usageMetadata']['promptTokenCount'], 3)
        sent = json.loads(upstream.requests[0].body)
        expect.equal([message['role'] for message in sent['messages']], ['system', 'user'])


def test_a_stream_of_an_openai_account_ends_with_the_reason():
    with Upstream(chat.says('one ', 'two')) as upstream, Server(pool_of(upstream)) as server:
        response = ask(server, action=':streamGenerateContent?alt=sse')
        chunks = [json.loads(data.removeprefix(b'data: ')) for data in response.body.split(b'\r\n\r\n') if data]
        reasons = [chunk['candidates'][0].get('finishReason') for chunk in chunks]
        expect.equal(reasons, [None] * (len(chunks) - 1) + ['STOP'])
        expect.equal(''.join(chunk['candidates'][0]['content']['parts'][0]['text'] for chunk in chunks), 'one two')


def test_an_openai_client_is_answered_by_a_gemini_account():
    call = {'functionCall': {'name': 'f', 'partialArgs': [{'jsonPath': '$.a', 'numberValue': 1}]}}
    with Upstream(answering({'text': 'so'}, call)) as upstream, Server(gemini_pool(upstream)) as server:
        response = chat.ask(server)
        expect.equal(response.status, 200)
        choice = json.loads(response.body)['choices'][0]
        expect.equal((choice['message']['content'], choice['finish_reason']), ('so', 'tool_calls'))
        expect.equal(json.loads(choice['message']['tool_calls'][0]['function']['arguments']), {'a': 1})
        sent = upstream.requests[0]
        expect.equal((sent.target, sent.headers.get('x-goog-api-key')),
                     (f'{MODELS}test-model:generateContent', account_key(1)))


def test_an_own_stream_passes_through_byte_by_byte():
    events = [event(said({'text': 'hi'}, reason=None)), event(said({'text': ''}))]
    with Upstream(play(STREAM_HEAD + chat.coded(*events) + LAST_CHUNK)) as upstream, \
            Server(gemini_pool(upstream)) as server:
        expect.same_bytes(ask(server, action=':streamGenerateContent?alt=sse').body, b''.join(events))
        expect.same_bytes(upstream.requests[0].body, chat.compact(REQUEST))


def test_a_cut_own_stream_is_no_end():
    events = [event(said({'text': 'hi'}, reason=None)), event(said({'text': ''}))]
    with Upstream(play(STREAM_HEAD + chat.coded(*events), FIN)) as upstream, Server(gemini_pool(upstream)) as server:
        body = ask(server, action=':streamGenerateContent?alt=sse').body
        expect.lacks(body, b'finishReason')


def test_a_model_never_leads_the_request_to_another_path():
    with Upstream(answering({'text': 'hi'})) as upstream, Server(gemini_pool(upstream)) as server:
        for model in ('../../v1/files/x', 'a/..', '%2e%2e/x', 'models/..'):
            expect.equal(ask(server, model=model).status, 404, model)
            expect.one_of(chat.ask(server, model=model.replace('%2e', '.')).status, (400, 404), model)
        expect.equal(upstream.requests, [])


def test_our_own_faults_name_their_field_in_details():
    with Upstream(answering({'text': 'hi'})) as upstream, Server(gemini_pool(upstream)) as server:
        response = ask(server, {'contents': 'x'})
        error = json.loads(response.body)['error']
        expect.equal((response.status, error['status']), (400, 'INVALID_ARGUMENT'))
        fields = [violation['field'] for detail in error['details'] for violation in detail.get('fieldViolations', [])]
        expect.equal(fields, ['contents'])


def test_a_bad_key_of_the_account_is_no_fault_of_the_client():
    detail = {'@type': 'type.googleapis.com/google.rpc.ErrorInfo', 'reason': 'API_KEY_INVALID'}
    bad = chat.compact({'error': {'code': 400, 'message': 'API key not valid.', 'status': 'INVALID_ARGUMENT',
                                  'details': [detail]}})
    with Upstream(play(answer(bad, 400)), answering({'text': 'hi'})) as upstream:
        pools = gemini_pool(upstream)
        pools['gemini-custom'].append({**pools['gemini-custom'][0], 'uuid': 'account-2', 'api_key': account_key(2)})
        with Server(pools) as server:
            expect.equal(ask(server).status, 200)
            expect.equal(sorted(request.headers.get('x-goog-api-key') for request in upstream.requests),
                         [account_key(1), account_key(2)])


if __name__ == '__main__':
    tap.main(globals())
