# SPDX-License-Identifier: MIT
"""What a provider thought goes back to it, signed, and to nobody else, whatever the client's protocol can carry."""
import json

from support import chat, expect, messages, tap
from support.server import KEY, Server, account_key
from support.upstream import Upstream, answer, play

THOUGHT = {'type': 'thinking', 'thinking': 'deep', 'signature': 'sig-1'}
HIDDEN = {'type': 'redacted_thinking', 'data': 'opaque-1'}
CALL = {'type': 'tool_use', 'id': 'toolu_1', 'name': 'f', 'input': {'a': 1}}
THINKING = {'thinking': {'type': 'enabled', 'budget_tokens': 2000}, 'max_tokens': 8000}
TOOLS = [{'type': 'function', 'function': {'name': 'f', 'parameters': {'type': 'object'}}}]
CLAUDE_TOOLS = [{'name': 'f', 'input_schema': {'type': 'object'}}]
KEYS = [KEY, 'sk-client-2']


def said(*blocks, stop_reason='end_turn'):
    return play(answer(json.dumps(messages.message(*blocks, stop_reason=stop_reason)).encode()))


def turns_after(assistant, result=True):
    tail = [{'role': 'tool', 'tool_call_id': 'toolu_1', 'content': '42'}] if result else [{'role': 'user', 'content': 'on'}]
    return [{'role': 'user', 'content': 'hello'}, assistant, *tail]


def chat_turn(server, turns, key=KEY):
    asked = {'model': 'test-model', 'messages': turns, 'tools': TOOLS, 'reasoning_effort': 'high'}
    response = server.send('POST', chat.PATH, chat.compact(asked), [chat.JSON_TYPE], key=key)
    expect.equal(response.status, 200)
    return json.loads(response.body)['choices'][0]['message']


def assistant_blocks(request):
    turn = next(turn for turn in json.loads(request.body)['messages'] if turn['role'] == 'assistant')
    return turn['content']


def test_an_openai_client_that_forgets_thoughts_brings_them_back_with_the_call():
    with Upstream(said(THOUGHT, HIDDEN, CALL, stop_reason='tool_use'), said({'type': 'text', 'text': 'ok'})) as upstream, \
            Server(messages.pool_of(upstream)) as server:
        answered = chat_turn(server, [{'role': 'user', 'content': 'hello'}])
        expect.equal(answered['tool_calls'][0]['id'], 'toolu_1')
        turn = {'role': 'assistant', 'content': None, 'tool_calls': answered['tool_calls']}
        chat_turn(server, turns_after(turn))
        expect.equal(assistant_blocks(upstream.requests[1]), [THOUGHT, HIDDEN, CALL])


def test_a_stream_is_remembered_too():
    stream = [messages.event('message_start', message={**messages.message(), 'stop_reason': None}),
              messages.event('content_block_start', index=0, content_block={**THOUGHT, 'thinking': '', 'signature': ''}),
              messages.event('content_block_delta', index=0, delta={'type': 'thinking_delta', 'thinking': 'deep'}),
              messages.event('content_block_delta', index=0, delta={'type': 'signature_delta', 'signature': 'sig-1'}),
              messages.event('content_block_stop', index=0),
              messages.event('content_block_start', index=1, content_block={**CALL, 'input': {}}),
              messages.event('content_block_delta', index=1, delta={'type': 'input_json_delta', 'partial_json': '{"a":1}'}),
              messages.event('content_block_stop', index=1),
              messages.event('message_delta', delta={'stop_reason': 'tool_use'}, usage={'output_tokens': 5}),
              messages.event('message_stop')]
    begin = answer(b''.join(stream), content_type='text/event-stream')
    with Upstream(play(begin), said({'type': 'text', 'text': 'ok'})) as upstream, \
            Server(messages.pool_of(upstream)) as server:
        chat.ask(server, stream=True)
        call = {'id': 'toolu_1', 'type': 'function', 'function': {'name': 'f', 'arguments': '{"a":1}'}}
        chat_turn(server, turns_after({'role': 'assistant', 'content': None, 'tool_calls': [call]}))
        expect.equal(assistant_blocks(upstream.requests[1]), [THOUGHT, CALL])


def test_thoughts_without_a_call_come_back_by_their_text():
    with Upstream(said(THOUGHT, {'type': 'text', 'text': 'so'})) as upstream, Server(messages.pool_of(upstream)) as server:
        answered = chat_turn(server, [{'role': 'user', 'content': 'hello'}])
        turn = {'role': 'assistant', 'content': 'so', 'reasoning_content': answered['reasoning_content']}
        chat_turn(server, turns_after(turn, result=False))
        expect.equal(assistant_blocks(upstream.requests[1]), [THOUGHT, {'type': 'text', 'text': 'so'}])


def test_another_client_does_not_get_them():
    with Upstream(said(THOUGHT, CALL, stop_reason='tool_use')) as upstream, \
            Server(messages.pool_of(upstream), auth={'api_keys': KEYS}) as server:
        answered = chat_turn(server, [{'role': 'user', 'content': 'hello'}])
        turn = {'role': 'assistant', 'content': None, 'tool_calls': answered['tool_calls']}
        chat_turn(server, turns_after(turn), key=KEYS[1])
        expect.equal(assistant_blocks(upstream.requests[1]), [CALL])


def test_another_provider_does_not_get_them():
    with Upstream(said(THOUGHT, CALL, stop_reason='tool_use')) as claude, \
            Upstream(play(answer(chat.completion('ok')))) as openai:
        pools = {**messages.pool_of(claude),
                 'openai-custom': [{'uuid': 'b', 'base_url': openai.url, 'api_key': account_key(2)}]}
        with Server(pools) as server:
            asked = {**messages.REQUEST, **THINKING, 'tools': CLAUDE_TOOLS}
            answered = json.loads(messages.ask(server, asked).body)
            expect.equal(answered['content'], [THOUGHT, CALL])
            result = {'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': 'toolu_1', 'content': '42'}]}
            turns = [*asked['messages'], {'role': 'assistant', 'content': [THOUGHT, CALL]}, result]
            response = messages.ask(server, {**asked, 'messages': turns}, headers=[('x-aipool-provider', 'openai-custom')])
            expect.equal(response.status, 200)
            expect.true(b'sig-1' not in openai.requests[0].body, 'a signature went to another vendor')


def test_an_openai_host_gets_back_the_thoughts_before_its_calls():
    call = {'id': 'call_1', 'type': 'function', 'function': {'name': 'f', 'arguments': '{"a":1}'}}
    turn = {'role': 'assistant', 'content': None, 'reasoning_content': 'deep', 'tool_calls': [call]}
    choice = {'index': 0, 'message': turn, 'logprobs': None, 'finish_reason': 'tool_calls'}
    with Upstream(play(answer(chat.completion(choices=[choice]))), play(answer(chat.completion('ok')))) as upstream, \
            Server({'openai-custom': [{'uuid': 'a', 'base_url': upstream.url, 'api_key': account_key(1)}]}) as server:
        asked = {**messages.REQUEST, 'tools': CLAUDE_TOOLS}
        blocks = json.loads(messages.ask(server, asked).body)['content']
        expect.equal(blocks[0], {'type': 'thinking', 'thinking': 'deep', 'signature': ''})
        result = {'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': 'call_1', 'content': '42'}]}
        turns = [*asked['messages'], {'role': 'assistant', 'content': blocks}, result]
        messages.ask(server, {**asked, 'messages': turns})
        sent = json.loads(upstream.requests[1].body)['messages'][1]
        expect.equal((sent['reasoning_content'], sent['tool_calls']), ('deep', [call]))


def test_a_gemini_account_gets_back_the_signature_of_its_call():
    call = {'functionCall': {'name': 'f', 'args': {'a': 1}}, 'thoughtSignature': 'sig-1'}
    first = {'candidates': [{'content': {'role': 'model', 'parts': [call]}, 'finishReason': 'STOP', 'index': 0}]}
    then = {'candidates': [{'content': {'role': 'model', 'parts': [{'text': 'ok'}]}, 'finishReason': 'STOP', 'index': 0}]}
    with Upstream(*(play(answer(json.dumps(body).encode())) for body in (first, then))) as upstream, \
            Server({'gemini-custom': [{'uuid': 'a', 'base_url': f'http://127.0.0.1:{upstream.port}',
                                       'api_key': account_key(1)}]}) as server:
        answered = chat_turn(server, [{'role': 'user', 'content': 'hello'}])
        calls = answered['tool_calls']
        turn = {'role': 'assistant', 'content': None, 'tool_calls': calls}
        result = {'role': 'tool', 'tool_call_id': calls[0]['id'], 'content': '42'}
        chat_turn(server, [{'role': 'user', 'content': 'hello'}, turn, result])
        parts = json.loads(upstream.requests[1].body)['contents'][1]['parts']
        expect.equal([part.get('thoughtSignature') for part in parts], ['sig-1'])


def test_thoughts_of_another_vendor_never_pass_through_unsigned():
    foreign = {'type': 'thinking', 'thinking': 'of a model that signs nothing', 'signature': ''}
    with Upstream(said({'type': 'text', 'text': 'ok'})) as upstream, Server(messages.pool_of(upstream)) as server:
        turns = [*messages.REQUEST['messages'], {'role': 'assistant', 'content': [foreign, {'type': 'text', 'text': 'so'}]},
                 {'role': 'user', 'content': 'on'}]
        asked = {**messages.REQUEST, 'messages': turns, 'unknown_member': {'kept': [1]}}
        response = messages.ask(server, asked, headers=[('anthropic-beta', 'a,b')])
        expect.equal((response.status, response.headers.get('x-aipool-loss')), (200, '1'))
        sent = json.loads(upstream.requests[0].body)
        expect.equal(sent['unknown_member'], {'kept': [1]})
        expect.equal(assistant_blocks(upstream.requests[0]), [{'type': 'text', 'text': 'so'}])
        expect.equal(upstream.requests[0].headers.get('anthropic-beta'), 'a,b')


if __name__ == '__main__':
    tap.main(globals())
