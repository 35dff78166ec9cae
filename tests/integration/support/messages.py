# SPDX-License-Identifier: MIT
"""claude.messages: what its clients ask and what its upstreams say."""
import json

from support import chat
from support.server import KEY, account_key
from support.upstream import head

PATH = '/v1/messages'
VERSION = ('anthropic-version', '2023-06-01')
REQUEST = {'model': 'test-model', 'max_tokens': 100, 'messages': [{'role': 'user', 'content': 'hello'}]}
STREAM_HEAD = head(200, 'content-type: text/event-stream', 'transfer-encoding: chunked')


def pool_of(upstream):
    return {'claude-custom': [{'uuid': 'account-1', 'base_url': f'http://127.0.0.1:{upstream.port}',
                               'api_key': account_key(1)}]}


def ask(server, value=REQUEST, path=PATH, headers=()):
    return server.send('POST', path, chat.compact(value),
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
