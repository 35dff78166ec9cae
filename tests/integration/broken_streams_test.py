# SPDX-License-Identifier: MIT
"""A converted stream that breaks ends in its client's own grammar, by the encoder that knows how far it has come."""
import json

from support import chat, expect, messages, ollama, tap
from support.server import Server, pool_of
from support.upstream import FIN, Upstream, play

GEMINI = '/v1beta/models/test-model:streamGenerateContent'
QUESTION = {'contents': [{'role': 'user', 'parts': [{'text': 'hello'}]}]}


RESPONSE = {'model': 'test-model', 'input': 'hello', 'stream': True}


def broken(path, value, *steps, protocol='openai.chat', **config):
    """What a client gets whose upstream plays the steps and is gone."""
    with Upstream(play(*steps, FIN)) as upstream, Server(pool_of(upstream, protocol=protocol), **config) as server:
        response = server.send('POST', path, chat.compact(value), [chat.JSON_TYPE])
        expect.equal(response.status, 200)
        return response


def half():
    return chat.STREAM_HEAD + chat.coded(chat.delta('one '))


def data_of(response):
    return [json.loads(line.removeprefix('data: ')) for line in response.body.decode().splitlines()
            if line.startswith('data: ')]


def text_of(answers):
    return ''.join(part['text'] for one in answers for choice in one.get('candidates', [])
                   for part in choice['content']['parts'])


def test_an_array_of_answers_is_whole_json_whose_last_element_is_the_error():
    answers = broken(GEMINI, QUESTION, half()).json()
    expect.equal(text_of(answers), 'one ')
    expect.equal([list(one) for one in answers][-1], ['error'])
    expect.true(not any(c.get('finishReason') for one in answers for c in one.get('candidates', [])), 'a finish')


def test_an_array_that_only_kept_alive_is_the_error_alone():
    answers = broken(GEMINI, QUESTION, 1.0, timeouts={'head_hold': '200ms'}).json()
    expect.equal([list(one) for one in answers], [['error']])


def test_events_of_answers_end_with_an_error_event():
    answers = data_of(broken(GEMINI + '?alt=sse', QUESTION, half()))
    expect.equal((text_of(answers), list(answers[-1])), ('one ', ['error']))


def test_a_response_fails_with_all_that_was_said_and_numbers_that_rise():
    events = data_of(broken('/v1/responses', RESPONSE, half()))
    expect.equal([event['sequence_number'] for event in events], list(range(len(events))))
    last = events[-1]
    expect.equal((last['type'], last['response']['status']), ('response.failed', 'failed'))
    expect.true(last['response']['error']['message'], 'no message')
    expect.equal(''.join(event['delta'] for event in events if event['type'].endswith('text.delta')), 'one ')


def test_what_was_made_before_the_first_content_comes_before_the_error():
    silent = chat.STREAM_HEAD + chat.coded(chat.delta(''))
    events = data_of(broken('/v1/responses', RESPONSE, silent, 1.0, timeouts={'head_hold': '200ms'}))
    expect.equal((events[0]['type'], events[-1]['type']), ('response.created', 'response.failed'))
    expect.equal([event['sequence_number'] for event in events], list(range(len(events))))


def test_a_stream_that_passes_through_gets_no_second_beginning():
    begun = {'type': 'response.created', 'sequence_number': 0, 'response': {'id': 'resp_1', 'object': 'response',
             'status': 'in_progress', 'model': 'test-model', 'output': []}}
    said = {'type': 'response.output_text.delta', 'sequence_number': 1, 'item_id': 'msg_1', 'output_index': 0,
            'content_index': 0, 'delta': 'one '}
    first, second = (chat.coded(f'event: {one["type"]}\ndata: {json.dumps(one)}\n\n'.encode()) for one in (begun, said))
    response = broken('/v1/responses', RESPONSE, chat.STREAM_HEAD + first, 1.0, second, protocol='openai.responses',
                      timeouts={'head_hold': '200ms'})
    expect.equal([event['type'] for event in data_of(response)], [begun['type'], said['type'], 'error'])


def test_a_message_ends_with_an_error_and_no_stop():
    response = broken(messages.PATH, {**messages.REQUEST, 'stream': True}, half())
    expect.equal(messages.kinds(response.body)[-1], 'error')
    expect.lacks(response.body, b'message_stop')


def test_lines_end_with_an_error_line():
    lines = ollama.lines_of(broken(ollama.CHAT, ollama.REQUEST, half()))
    expect.equal((lines[0]['message']['content'], list(lines[-1])), ('one ', ['error']))


if __name__ == '__main__':
    tap.main(globals())
