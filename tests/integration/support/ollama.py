# SPDX-License-Identifier: MIT
"""ollama.chat: what its clients ask and what its upstreams say."""
import json

from support import chat
from support.upstream import head

CHAT, GENERATE = '/ollama/api/chat', '/ollama/api/generate'
REQUEST = {'model': 'test-model', 'messages': [{'role': 'user', 'content': 'hello'}]}
STREAM_HEAD = head(200, 'content-type: application/x-ndjson', 'transfer-encoding: chunked')


def pool_of(upstream):
    return {'ollama-custom': [{'uuid': 'account-1', 'base_url': f'http://127.0.0.1:{upstream.port}'}]}


def ask(server, value=REQUEST, path=CHAT):
    return server.send('POST', path, chat.compact(value), [('content-type', 'application/json')])


def line(content, done=False, **members):
    return json.dumps({'model': 'test-model', 'created_at': '2025-01-01T00:00:00Z',
                       'message': {'role': 'assistant', 'content': content}, 'done': done, **members}).encode() + b'\n'


def last_line():
    return line('', True, done_reason='stop', prompt_eval_count=3, eval_count=5)


def lines_of(response):
    return [json.loads(text) for text in response.body.decode().splitlines()]
