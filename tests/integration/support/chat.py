# SPDX-License-Identifier: MIT
"""OpenAI chat bodies: what clients ask, what the scripted upstream says, and how a stream is seen to have ended."""
import json

from support import expect, http_client, wire
from support.server import KEY
from support.upstream import answer, head

PATH = '/v1/chat/completions'
MODEL = 'test-model'
JSON_TYPE = ('content-type', 'application/json')
STREAM_HEAD = head(200, 'content-type: text/event-stream', 'transfer-encoding: chunked')
DONE = b'data: [DONE]\n\n'


def compact(value):
    return json.dumps(value, separators=(',', ':'), ensure_ascii=False).encode()


# What clients send.

def asking(text='hello', **members):
    """A request's body as a value."""
    return {'model': MODEL, 'messages': [{'role': 'user', 'content': text}], **members}


def ask(server, text='hello', headers=(), key=KEY, **members):
    """Sends a request and reads all of its answer."""
    return server.send('POST', PATH, compact(asking(text, **members)), [JSON_TYPE, *headers], key=key)


def start_stream(server, text='hello', headers=(), **options):
    """Sends a request for a stream; only the head of its answer is read."""
    return server.open('POST', PATH, compact(asking(text, stream=True)), [JSON_TYPE, *headers], **options)


def request_bytes(value, key=KEY):
    """A whole request as it goes over the wire."""
    headers = [JSON_TYPE, ('authorization', f'Bearer {key}')]
    return http_client.request_bytes('POST', PATH, compact(value), headers)


# What the upstream says.

def completion(text='hello', **members):
    return compact({'id': 'chatcmpl-1', 'object': 'chat.completion', 'created': 1700000000, 'model': MODEL,
                    'choices': [{'index': 0, 'message': {'role': 'assistant', 'content': text}, 'logprobs': None,
                                 'finish_reason': 'stop'}],
                    'usage': {'prompt_tokens': 3, 'completion_tokens': 5, 'total_tokens': 8}, **members})


def _call(name, arguments):
    return {'id': 'call_1', 'type': 'function', 'function': {'name': name, 'arguments': json.dumps(arguments)}}


def calling(name, arguments):
    """An answer that calls a tool."""
    said = json.loads(completion())
    said['choices'][0] |= {'finish_reason': 'tool_calls', 'message': {
        'role': 'assistant', 'content': None, 'tool_calls': [_call(name, arguments)]}}
    return compact(said)


def event(value):
    return b'data: ' + compact(value) + b'\n\n'


def delta(content=None, finish_reason=None, tool_calls=None, **members):
    change = {**({} if content is None else {'content': content}), **({'tool_calls': tool_calls} if tool_calls else {})}
    return event({'id': 'chatcmpl-1', 'object': 'chat.completion.chunk', 'created': 1700000000, 'model': MODEL,
                  'choices': [{'index': 0, 'delta': change, 'finish_reason': finish_reason}], **members})


def usage_event():
    return event({'id': 'chatcmpl-1', 'object': 'chat.completion.chunk', 'created': 1700000000, 'model': MODEL,
                  'choices': [], 'usage': {'prompt_tokens': 3, 'completion_tokens': 5, 'total_tokens': 8}})


FINISH = delta(finish_reason='stop')


def error_event(message='it broke', **members):
    return event({'error': {'message': message, 'type': 'server_error', 'param': None, 'code': None, **members}})


def error_answer(status, *headers, message='it broke', kind='server_error', code=None):
    body = compact({'error': {'message': message, 'type': kind, 'param': None, 'code': code}})
    return answer(body, status, *headers)


def coded(*events):
    """Events, each in a chunk of its own."""
    return b''.join(wire.chunk(each) for each in events)


def whole_stream(*texts):
    """The answer of an upstream that streams and ends as it should."""
    return STREAM_HEAD + coded(*(delta(text) for text in texts), FINISH, DONE) + wire.LAST_CHUNK


def calling_stream(name, arguments):
    """The same that calls a tool."""
    call = delta(tool_calls=[{'index': 0, **_call(name, arguments)}])
    return STREAM_HEAD + coded(call, delta(finish_reason='tool_calls'), DONE) + wire.LAST_CHUNK


def says(*texts):
    """A script that answers in full, streamed or not as the request wants; models it does not list."""
    def script(exchange):
        if exchange.request.method == 'GET':
            exchange.send(error_answer(404))
            return
        streamed = json.loads(exchange.request.body).get('stream')
        exchange.send(whole_stream(*texts) if streamed else answer(completion(''.join(texts))))
    return script


# What came back.

def events_of(response):
    """The data of each event that came whole; comments are skipped."""
    frames = response.body.replace(b'\r\n', b'\n').split(b'\n\n')[:-1]
    return [line.removeprefix(b'data:').strip() for frame in frames for line in frame.split(b'\n')
            if line.startswith(b'data:')]


def chunks_of(response):
    return [json.loads(data) for data in events_of(response) if data != b'[DONE]']


def content_of(response):
    return ''.join(choice['delta'].get('content') or ''
                   for chunk in chunks_of(response) for choice in chunk.get('choices', []))


def errors_in(response):
    return [chunk['error'] for chunk in chunks_of(response) if chunk.get('error')]


def expect_complete(response, content):
    """A stream that came to its proper end and says nothing but the content."""
    expect.equal(response.status, 200, 'status')
    expect.equal(content_of(response), content, 'content')
    expect.true(response.complete, f'the body was cut off: {response.body[-300:]!r}')
    expect.true(response.body.endswith(DONE), f'the stream does not end with [DONE]: {response.body[-300:]!r}')
    expect.equal(errors_in(response), [], 'errors in the stream')


def expect_broken(response, content):
    """A stream that any client sees to be broken: its transfer is cut off, or it says so and has no proper end."""
    expect.equal(response.status, 200, 'status')
    expect.equal(content_of(response), content, 'content')
    expect.lacks(response.body, b'[DONE]', 'a broken stream')
    if response.complete:
        expect.true(errors_in(response), f'a broken stream ended in order without an error: {response.body[-300:]!r}')


def expect_failure(response, statuses):
    """A real status and an error in OpenAI's shape; returns the error."""
    response.finish()
    expect.one_of(response.status, statuses if isinstance(statuses, tuple) else (statuses,), 'status')
    expect.true(response.complete, 'the error was cut off')
    expect.contains(response.headers.get('content-type', ''), 'application/json', 'content type')
    error = response.error
    for member, kinds in (('message', str), ('type', str), ('param', (str, type(None))), ('code', object)):
        expect.true(member in error and isinstance(error[member], kinds), f'`{member}` of the error {error}')
    expect.true(error['message'], 'the error has no message')
    return error
