# SPDX-License-Identifier: MIT
"""Responses that clients refer to by id, on any upstream: what continues one, what is got, listed and deleted."""
import contextlib
import json

from support import chat, expect, messages, ollama, tap
from support.server import KEY, Server, account_key, pool_of
from support.upstream import Upstream, answer, play
from support.wire import LAST_CHUNK

PATH = '/v1/responses'
KEYS = [KEY, 'sk-client-2']


def says(*texts):
    return [play(answer(chat.completion(text))) for text in texts]


@contextlib.contextmanager
def chat_account(*scripts):
    """A server with one account whose upstream speaks openai.chat: it knows no responses."""
    with Upstream(*scripts) as upstream, Server(pool_of(upstream), auth={'api_keys': KEYS}) as server:
        yield server, upstream


def respond(server, text, key=KEY, **members):
    asked = {'model': 'test-model', 'input': text, **members}
    return server.send('POST', PATH, chat.compact(asked), [chat.JSON_TYPE], key=key)


def good(response):
    expect.equal(response.status, 200, f'status of {response.body[:300]!r}')
    return response.json()


def turns(request):
    """(role, text) of each message that the upstream got."""
    texts = []
    for message in json.loads(request.body)['messages']:
        content = message['content']
        texts.append((message['role'], content if isinstance(content, str) else ''.join(p['text'] for p in content)))
    return texts


def refused(response, status, part):
    expect.equal(response.status, status, f'status of {response.body[:300]!r}')
    expect.contains(response.json()['error']['message'], part)
    return response.json()['error']


def test_a_response_is_continued_on_an_upstream_that_knows_none():
    with chat_account(*says('one', 'two', 'three')) as (server, upstream):
        first = good(respond(server, 'a'))
        second = good(respond(server, 'b', previous_response_id=first['id']))
        expect.equal(second['previous_response_id'], first['id'])
        good(respond(server, 'c', previous_response_id=second['id']))
        expect.equal(turns(upstream.requests[1]), [('user', 'a'), ('assistant', 'one'), ('user', 'b')])
        expect.equal(turns(upstream.requests[2]), [('user', 'a'), ('assistant', 'one'), ('user', 'b'),
                                                   ('assistant', 'two'), ('user', 'c')])
        expect.lacks(upstream.requests[1].body, b'previous')


def test_instructions_are_for_one_request():
    with chat_account(*says('one', 'two')) as (server, upstream):
        first = good(respond(server, 'a', instructions='be brief'))
        good(respond(server, 'b', previous_response_id=first['id'], instructions='be long'))
        texts = [text for _, text in turns(upstream.requests[1])]
        expect.equal(texts, ['be long', 'a', 'one', 'b'])


def test_a_call_is_continued_with_its_result():
    call = {'id': 'call_1', 'type': 'function', 'function': {'name': 'add', 'arguments': '{"a":1}'}}
    asks = chat.completion(None, choices=[{'index': 0, 'finish_reason': 'tool_calls', 'message': {
        'role': 'assistant', 'content': None, 'tool_calls': [call]}}])
    with chat_account(play(answer(asks)), *says('42')) as (server, upstream):
        first = good(respond(server, 'a', tools=[{'type': 'function', 'name': 'add', 'parameters': {'type': 'object'}}]))
        result = {'type': 'function_call_output', 'call_id': 'call_1', 'output': '42'}
        good(respond(server, [result], previous_response_id=first['id']))
        sent = json.loads(upstream.requests[1].body)['messages']
        expect.equal([message['role'] for message in sent], ['user', 'assistant', 'tool'])
        expect.equal(sent[1]['tool_calls'][0]['function'], call['function'])
        expect.equal(sent[2]['tool_call_id'], 'call_1')


def test_a_response_is_got_listed_and_deleted():
    with chat_account(*says('one', 'two')) as (server, _):
        first = good(respond(server, 'a'))
        second = good(respond(server, 'b', previous_response_id=first['id']))
        path = f'{PATH}/{second["id"]}'
        expect.equal(good(server.send('GET', path)), second)
        items = good(server.send('GET', f'{path}/input_items'))
        expect.equal(items['object'], 'list')
        expect.equal([item['content'][0]['text'] for item in items['data']], ['b'])
        gone = good(server.send('DELETE', path))
        expect.equal((gone['id'], gone['deleted']), (second['id'], True))
        refused(server.send('GET', path), 404, 'not found')
        refused(server.send('DELETE', path), 404, 'not found')
        error = refused(respond(server, 'c', previous_response_id=second['id']), 400, 'not found')
        expect.equal((error['param'], error['code']), ('previous_response_id', 'previous_response_not_found'))


def test_a_stream_is_stored_as_its_client_saw_it():
    stream = chat.STREAM_HEAD + chat_chunks(chat.delta('on'), chat.delta('e'), chat.delta(finish_reason='stop'), chat.DONE)
    with chat_account(play(stream), *says('two')) as (server, upstream):
        response = respond(server, 'a', stream=True)
        last = [line for line in response.body.decode().splitlines() if line.startswith('data: ')][-1]
        completed = json.loads(last.removeprefix('data: '))
        expect.equal(completed['type'], 'response.completed')
        whole = completed['response']
        expect.equal(good(server.send('GET', f'{PATH}/{whole["id"]}')), whole)
        good(respond(server, 'b', previous_response_id=whole['id']))
        expect.equal(turns(upstream.requests[1]), [('user', 'a'), ('assistant', 'one'), ('user', 'b')])


def chat_chunks(*events):
    body = b''.join(events)
    return b'%x\r\n%b\r\n0\r\n\r\n' % (len(body), body)


def test_what_shall_not_be_stored_is_not():
    with chat_account(*says('one')) as (server, _):
        first = good(respond(server, 'a', store=False))
        refused(server.send('GET', f'{PATH}/{first["id"]}'), 404, 'not found')


def test_another_client_knows_nothing_of_it():
    with chat_account(*says('one', 'two')) as (server, upstream):
        first = good(respond(server, 'a'))
        refused(server.send('GET', f'{PATH}/{first["id"]}', key=KEYS[1]), 404, 'not found')
        refused(server.send('DELETE', f'{PATH}/{first["id"]}', key=KEYS[1]), 404, 'not found')
        refused(respond(server, 'b', key=KEYS[1], previous_response_id=first['id']), 400, 'not found')
        good(server.send('GET', f'{PATH}/{first["id"]}'))
        expect.equal(len(upstream.requests), 1, 'requests upstream')


def test_a_complete_response_is_not_cancelled():
    with chat_account(*says('one')) as (server, _):
        first = good(respond(server, 'a'))
        refused(server.send('POST', f'{PATH}/{first["id"]}/cancel'), 400, 'cancel')
        refused(server.send('POST', f'{PATH}/resp_unknown/cancel'), 404, 'not found')


def test_a_result_whose_call_is_stored_says_its_function_to_upstreams_that_know_no_ids():
    call = {'function': {'name': 'add', 'arguments': {'a': 1}}}
    says_call = {'model': 'm', 'message': {'role': 'assistant', 'content': '', 'tool_calls': [call]}, 'done': True}
    says_text = {'model': 'm', 'message': {'role': 'assistant', 'content': '42'}, 'done': True}
    scripts = [play(answer(chat.compact(said))) for said in (says_call, says_text)]
    with Upstream(*scripts) as upstream, \
            Server({'ollama-custom': [{'base_url': upstream.url.removesuffix('/v1')}]}) as server:
        tools = [{'type': 'function', 'name': 'add', 'parameters': {'type': 'object'}}]
        first = good(respond(server, 'a', tools=tools))
        call_id = next(item for item in first['output'] if item['type'] == 'function_call')['call_id']
        result = {'type': 'function_call_output', 'call_id': call_id, 'output': '42'}
        good(respond(server, [result], previous_response_id=first['id'], tools=tools))
        sent = json.loads(upstream.requests[1].body)['messages']
        expect.equal([message['role'] for message in sent], ['user', 'assistant', 'tool'])
        expect.equal(sent[2].get('tool_name'), 'add')


def native(ident, text):
    return {'id': ident, 'object': 'response', 'created_at': 1700000000, 'status': 'completed', 'error': None,
            'incomplete_details': None, 'model': 'test-model', 'output': [{
                'type': 'message', 'id': 'msg_1', 'role': 'assistant', 'status': 'completed',
                'content': [{'type': 'output_text', 'text': text, 'annotations': []}]}],
            'usage': {'input_tokens': 1, 'output_tokens': 1, 'total_tokens': 2}}


@contextlib.contextmanager
def two_native_accounts(*scripts, **each):
    with Upstream(*scripts) as one, Upstream(*scripts) as two:
        accounts = [{'uuid': f'a{number}', 'base_url': upstream.url, 'api_key': account_key(number),
                     'protocol': 'openai.responses', **each} for number, upstream in enumerate((one, two))]
        with Server({'openai-custom': accounts}) as server:
            yield server, one, two


def test_a_response_that_an_upstream_keeps_goes_to_the_account_that_made_it():
    made = play(answer(chat.compact(native('resp_native', 'one'))))
    with two_native_accounts(made, models=['test-model']) as (server, one, two):
        first = good(respond(server, 'a'))
        keeper, other = (one, two) if one.requests else (two, one)
        for _ in range(3):
            good(respond(server, 'b', previous_response_id=first['id']))
        good(server.send('GET', f'{PATH}/{first["id"]}'))
        expect.equal(len(other.requests), 0, 'requests to the other account')
        expect.equal(len(keeper.requests), 5)
        expect.equal(json.loads(keeper.requests[1].body)['previous_response_id'], first['id'])
        expect.equal((keeper.requests[4].method, keeper.requests[4].target), ('GET', f'/v1/responses/{first["id"]}'))


def test_a_host_that_streams_whatever_is_asked_keeps_its_response_as_well():
    events = [{'type': 'response.created', 'response': {**native('resp_native', ''), 'status': 'in_progress', 'output': []}},
              {'type': 'response.completed', 'response': native('resp_native', 'one')}]
    stream = b''.join(b'event: %b\ndata: %b\n\n' % (each['type'].encode(), chat.compact({**each, 'sequence_number': at}))
                      for at, each in enumerate(events))
    with two_native_accounts(play(answer(stream, content_type='text/event-stream'))) as (server, one, two):
        first = good(respond(server, 'a'))
        expect.equal(first['id'], 'resp_native')
        good(respond(server, 'b', previous_response_id=first['id']))
        keeper = one if one.requests else two
        expect.equal(len(keeper.requests), 2)
        expect.equal(json.loads(keeper.requests[1].body)['previous_response_id'], 'resp_native')


def test_what_an_upstream_deleted_is_forgotten():
    made = play(answer(chat.compact(native('resp_native', 'one'))))
    gone = play(answer(chat.compact({'id': 'resp_native', 'object': 'response', 'deleted': True})))
    with Upstream(made, gone) as upstream, Server({'openai-custom': [
            {'base_url': upstream.url, 'api_key': account_key(0), 'protocol': 'openai.responses'}]}) as server:
        first = good(respond(server, 'a'))
        expect.equal(good(server.send('DELETE', f'{PATH}/{first["id"]}'))['deleted'], True)
        refused(server.send('GET', f'{PATH}/{first["id"]}'), 404, 'not found')
        expect.equal(len(upstream.requests), 2)


def test_an_id_that_is_unknown_here_is_left_to_an_upstream_that_may_know_it():
    made = play(answer(chat.compact(native('resp_native', 'one'))))
    with two_native_accounts(made) as (server, one, two):
        good(respond(server, 'b', previous_response_id='resp_from_elsewhere'))
        expect.equal(len(one.requests) + len(two.requests), 1)


def events_of(response):
    """The events of a stream, each as (type, value)."""
    expect.equal(response.status, 200, f'status of {response.body[:300]!r}')
    expect.contains(response.headers.get('content-type'), 'text/event-stream')
    values = [json.loads(text.removeprefix('data: ')) for text in response.body.decode().splitlines()
              if text.startswith('data: ')]
    expect.equal([value['sequence_number'] for value in values],
                 list(range(values[0]['sequence_number'], values[0]['sequence_number'] + len(values))))
    return values


def test_a_stored_response_is_streamed_again():
    with chat_account(*says('one')) as (server, _):
        first = good(respond(server, 'a'))
        events = events_of(server.send('GET', f'{PATH}/{first["id"]}?stream=true'))
        expect.equal(events[0]['type'], 'response.created')
        expect.equal(''.join(each.get('delta', '') for each in events), 'one')
        expect.equal((events[-1]['type'], events[-1]['response']), ('response.completed', first))
        rest = events_of(server.send('GET', f'{PATH}/{first["id"]}?stream=true&starting_after=3'))
        expect.equal(rest, events[4:])
        refused(server.send('GET', f'{PATH}/{first["id"]}?stream=true&starting_after=x'), 400, 'starting_after')


def test_input_items_come_page_by_page_with_ids_of_their_own():
    with chat_account(*says('one')) as (server, _):
        asked = [{'role': 'user', 'content': f'turn {number}'} for number in range(5)]
        path = f'{PATH}/{good(respond(server, asked))["id"]}/input_items'
        page = good(server.send('GET', f'{path}?limit=2'))
        expect.equal([item['content'][0]['text'] for item in page['data']], ['turn 4', 'turn 3'])
        expect.equal((page['has_more'], page['last_id']), (True, page['data'][-1]['id']))
        rest = good(server.send('GET', f'{path}?after={page["last_id"]}'))
        expect.equal([item['content'][0]['text'] for item in rest['data']], ['turn 2', 'turn 1', 'turn 0'])
        expect.equal(rest['has_more'], False)
        expect.equal(len({item['id'] for item in page['data'] + rest['data']}), 5, 'ids')
        refused(server.send('GET', f'{path}?limit=0'), 400, 'limit')
        refused(server.send('GET', f'{path}?after=msg_nobody'), 400, 'msg_nobody')


def test_an_item_of_a_stored_response_is_referred_to():
    with chat_account(*says('one', 'two')) as (server, upstream):
        item = good(respond(server, 'a'))['output'][0]
        reference = {'type': 'item_reference', 'id': item['id']}
        good(respond(server, [{'role': 'user', 'content': 'a'}, reference, {'role': 'user', 'content': 'b'}]))
        expect.equal(turns(upstream.requests[1]), [('user', 'a'), ('assistant', 'one'), ('user', 'b')])
        error = refused(respond(server, [{'id': 'msg_nobody'}]), 404, "Item with id 'msg_nobody' not found")
        expect.equal(error['param'], 'input')
        refused(respond(server, [reference], key=KEYS[1]), 404, 'not found')
        expect.equal(len(upstream.requests), 2, 'requests upstream')


def test_items_of_a_deleted_response_are_gone():
    with chat_account(*says('one', 'two')) as (server, _):
        first = good(respond(server, 'a'))
        good(server.send('DELETE', f'{PATH}/{first["id"]}'))
        refused(respond(server, [{'type': 'item_reference', 'id': first['output'][0]['id']}]), 404, 'not found')


def test_a_call_is_referred_to_and_its_result_sent():
    call = {'id': 'call_1', 'type': 'function', 'function': {'name': 'add', 'arguments': '{"a":1}'}}
    asks = chat.completion(None, choices=[{'index': 0, 'finish_reason': 'tool_calls', 'message': {
        'role': 'assistant', 'content': None, 'tool_calls': [call]}}])
    with chat_account(play(answer(asks)), *says('42')) as (server, upstream):
        item = next(item for item in good(respond(server, 'a'))['output'] if item['type'] == 'function_call')
        good(respond(server, [{'role': 'user', 'content': 'a'}, {'type': 'item_reference', 'id': item['id']},
                              {'type': 'function_call_output', 'call_id': 'call_1', 'output': '42'}]))
        sent = json.loads(upstream.requests[1].body)['messages']
        expect.equal([message['role'] for message in sent], ['user', 'assistant', 'tool'])
        expect.equal(sent[1]['tool_calls'][0]['function'], call['function'])


def test_the_times_of_a_stored_response_are_those_that_its_client_saw():
    lines = ollama.STREAM_HEAD + chat.coded(ollama.line('hi'))
    slow = play(lines, 2.1, chat.coded(ollama.last_line()) + LAST_CHUNK)
    with Upstream(slow) as upstream, Server(ollama.pool_of(upstream)) as server:
        events = events_of(respond(server, 'a', stream=True))
        whole = events[-1]['response']
        expect.equal(whole['created_at'], events[0]['response']['created_at'])
        expect.true(whole['completed_at'] > whole['created_at'], 'no time passed')
        expect.equal(good(server.send('GET', f'{PATH}/{whole["id"]}')), whole)


def test_an_unknown_response_is_left_to_those_upstreams_that_may_know_it():
    made = play(answer(chat.compact(native('resp_native', 'one'))))
    with Upstream(*says('x')) as stranger, Upstream(made) as one:
        pool = [*pool_of(stranger)['openai-custom'],
                {'uuid': 'native', 'base_url': one.url, 'api_key': account_key(7), 'protocol': 'openai.responses'}]
        with Server({'openai-custom': pool}) as server:
            for number in range(4):
                good(respond(server, 'b', previous_response_id='resp_from_elsewhere'))
                good(respond(server, [{'type': 'item_reference', 'id': 'msg_from_elsewhere'}]))
            expect.equal((len(stranger.requests), len(one.requests)), (0, 8))


def test_a_failed_response_is_got_and_is_no_fault_of_the_account():
    failed = {**native('resp_native', ''), 'status': 'failed', 'output': [],
              'error': {'code': 'server_error', 'message': 'it broke'}}
    queued = {**native('resp_native', ''), 'status': 'queued', 'output': [], 'background': True}
    fine = play(answer(chat.compact(native('resp_2', 'two'))))
    with Upstream(play(answer(chat.compact(queued))), play(answer(chat.compact(failed))), fine) as upstream, \
            Server({'openai-custom': [{'base_url': upstream.url, 'api_key': account_key(0),
                                       'protocol': 'openai.responses'}]}) as server:
        good(respond(server, 'a', background=True))
        expect.equal(good(server.send('GET', f'{PATH}/resp_native')), failed)
        good(respond(server, 'b'))


def test_what_a_native_upstream_made_of_a_stored_past_stays_with_its_account():
    made = [play(answer(chat.compact(native(f'resp_{turn}', 'two')))) for turn in range(4)]
    with Upstream(*says('one')) as stranger, Upstream(*made) as one, Upstream(*made) as two:
        natives = [{'uuid': f'n{number}', 'base_url': upstream.url, 'api_key': account_key(number), 'models': ['native'],
                    'protocol': 'openai.responses'} for number, upstream in enumerate((one, two))]
        pool = [{**pool_of(stranger)['openai-custom'][0], 'models': ['test-model']}, *natives]
        with Server({'openai-custom': pool}) as server:
            first = good(respond(server, 'a'))
            second = good(respond(server, 'b', model='native', previous_response_id=first['id']))
            keeper, other = (one, two) if one.requests else (two, one)
            for _ in range(3):
                good(respond(server, 'c', model='native', previous_response_id=second['id']))
            expect.contains(keeper.requests[1].body, b'"one"')
            expect.equal((len(keeper.requests), len(other.requests)), (4, 0))


def test_a_conversation_goes_on_with_the_model_and_provider_that_its_client_asks_for():
    made = [play(answer(chat.compact(native('resp_1', 'two'))))]
    said = [play(answer(json.dumps(messages.message({'type': 'text', 'text': 'four'})).encode()))]
    with Upstream(*says('one', 'three')) as stranger, Upstream(*made) as maker, Upstream(*said) as claude:
        native_account = {'uuid': 'n', 'base_url': maker.url, 'api_key': account_key(1), 'models': ['native'],
                          'protocol': 'openai.responses'}
        pool = [{**pool_of(stranger)['openai-custom'][0], 'uuid': 's', 'models': ['test-model']}, native_account]
        with Server({'openai-custom': pool, **messages.pool_of(claude)}) as server:
            first = good(respond(server, 'a'))
            second = good(respond(server, 'b', model='native', previous_response_id=first['id']))
            good(respond(server, 'c', previous_response_id=second['id']))
            expect.equal(turns(stranger.requests[1])[3], ('assistant', 'two'))
            good(respond(server, 'd', model='claude-custom:test-model', previous_response_id=second['id']))
            expect.contains(claude.requests[0].body, b'"two"')


def test_a_whole_answer_is_not_gathered_without_end():
    piece = chat.compact({'type': 'response.output_text.delta', 'output_index': 0, 'content_index': 0,
                          'delta': 'x' * (7 << 20)})
    stream = b''.join(b'event: response.output_text.delta\ndata: %b\n\n' % piece for _ in range(6))
    with Upstream(play(answer(stream, content_type='text/event-stream'))) as upstream, \
            Server({'openai-custom': [{'base_url': upstream.url, 'api_key': account_key(0),
                                       'protocol': 'openai.responses'}]}) as server:
        refused(respond(server, 'a'), 502, 'too long')


if __name__ == '__main__':
    tap.main(globals())
