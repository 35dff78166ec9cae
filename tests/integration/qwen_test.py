# SPDX-License-Identifier: MIT
"""Provider qwen-custom: clients of every protocol on an endpoint that is compatible with openai.chat, as Qwen wants it."""
import json

from support import chat, expect, messages, tap
from support.server import Server, account_key
from support.upstream import Upstream, answer, play

GEMINI_PATH = '/v1beta/models/qwen-plus:generateContent'


def pool_of(*upstreams, **each):
    return {'qwen-custom': [{'uuid': f'qwen-{number}', 'base_url': upstream.url, 'api_key': account_key(number), **each}
                            for number, upstream in enumerate(upstreams, 1)]}


def sent_to(upstream, number=0):
    return json.loads(upstream.requests[number].body)


def test_an_own_request_passes_through_with_nothing_changed():
    with Upstream(chat.says('hi')) as upstream, Server(pool_of(upstream)) as server:
        expect.equal(chat.ask(server).status, 200)
        request = upstream.requests[0]
        expect.same_bytes(request.body, chat.compact(chat.asking()))
        expect.equal((request.target, request.headers.get('authorization')),
                     ('/v1/chat/completions', f'Bearer {account_key(1)}'))


def test_usage_is_asked_for_in_streams_and_kept_from_clients_that_did_not():
    events = [chat.delta('hi'), chat.FINISH, chat.usage_event(), chat.DONE]
    with Upstream(play(chat.STREAM_HEAD + chat.coded(*events) + b'0\r\n\r\n')) as upstream, \
            Server(pool_of(upstream)) as server:
        response = chat.ask(server, stream=True)
        chat.expect_complete(response, 'hi')
        expect.lacks(response.body, b'prompt_tokens', 'a stream without usage')
        expect.equal(sent_to(upstream)['stream_options'], {'include_usage': True})


def test_a_developer_and_the_newer_limit_go_out_by_the_names_that_qwen_knows():
    ask = {'messages': [{'role': 'developer', 'content': 'be brief'}, {'role': 'user', 'content': 'x'}],
           'max_completion_tokens': 9, 'reasoning_effort': 'low'}
    with Upstream(chat.says('hi')) as upstream, Server(pool_of(upstream)) as server:
        expect.equal(chat.ask(server, **ask).status, 200)
        sent = sent_to(upstream)
        expect.equal([message['role'] for message in sent['messages']], ['system', 'user'])
        expect.equal((sent['max_tokens'], sent['enable_thinking'], sent['thinking_budget']), (9, True, 1024))
        expect.true('reasoning_effort' not in sent and 'max_completion_tokens' not in sent, f'{sent}')


def test_thinking_of_a_claude_client_becomes_the_switch_and_the_budget():
    thinking = {'thinking': {'type': 'enabled', 'budget_tokens': 2048}, 'max_tokens': 4096}
    with Upstream(chat.says('hi')) as upstream, Server(pool_of(upstream)) as server:
        expect.equal(messages.ask(server, {**messages.REQUEST, **thinking}).status, 200)
        sent = sent_to(upstream)
        expect.equal((sent['enable_thinking'], sent['thinking_budget'], sent['max_tokens']), (True, 2048, 4096))


def test_an_account_says_what_holds_for_clients_that_say_nothing():
    with Upstream(chat.says('hi')) as upstream, Server(pool_of(upstream, think=False)) as server:
        expect.equal(chat.ask(server).status, 200)
        expect.equal(messages.ask(server).status, 200)
        expect.equal(server.post(GEMINI_PATH, {'contents': [{'role': 'user', 'parts': [{'text': 'x'}]}]}).status, 200)
        expect.equal([sent_to(upstream, number)['enable_thinking'] for number in range(3)], [False] * 3)
        expect.equal(chat.ask(server, enable_thinking=True).status, 200)
        expect.equal(sent_to(upstream, 3)['enable_thinking'], True)


def test_models_of_glm_get_strings():
    parts = [{'role': 'user', 'content': [{'type': 'text', 'text': 'a'}, {'type': 'text', 'text': 'b'}]}]
    with Upstream(chat.says('hi')) as upstream, Server(pool_of(upstream)) as server:
        expect.equal(chat.ask(server, model='glm-4.6', messages=parts).status, 200)
        expect.equal(sent_to(upstream)['messages'], [{'role': 'user', 'content': 'a\nb'}])


def test_thoughts_and_calls_of_an_answer_reach_another_protocol():
    call = {'id': 'call_1', 'type': 'function', 'function': {'name': 'f', 'arguments': '{"a":1}'}}
    said = json.loads(chat.completion(''))
    said['choices'][0] |= {'finish_reason': 'tool_calls', 'message': {
        'role': 'assistant', 'content': '', 'reasoning_content': 'hm', 'tool_calls': [call]}}
    with Upstream(play(answer(chat.compact(said)))) as upstream, Server(pool_of(upstream)) as server:
        content = json.loads(messages.ask(server).body)['content']
        expect.equal([part['type'] for part in content], ['thinking', 'tool_use'])
        expect.equal(content[1]['input'], {'a': 1})


def quota(status):
    return play(chat.error_answer(status, message='Free allocated quota exceeded.', kind='insufficient_quota',
                                  code='insufficient_quota'))


def test_a_quota_that_is_used_up_is_a_limit_to_the_client_and_another_account_takes_over():
    with Upstream(quota(403)) as spent, Upstream(chat.says('hi')) as fresh, Server(pool_of(spent)) as server:
        response = chat.ask(server)
        expect.equal(response.status, 429)
        expect.true(int(response.headers.get('retry-after')) > 0, 'no retry-after')
        with Server(pool_of(spent, fresh)) as both:
            expect.equal([chat.ask(both).status for _ in range(3)], [200] * 3)
            expect.equal(len(spent.requests), 2)  # once by each server: then it rests


def test_a_key_that_is_refused_is_not_the_clients_business():
    with Upstream(play(chat.error_answer(401, message='Incorrect API key provided.', code='invalid_api_key'))) as upstream, \
            Server(pool_of(upstream)) as server:
        response = chat.ask(server)
        expect.equal(response.status, 502)
        expect.lacks(response.body, b'Incorrect', 'the answer')


if __name__ == '__main__':
    tap.main(globals())
