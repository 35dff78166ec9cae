# SPDX-License-Identifier: MIT
"""The doubles of vendors that are used with an API key, one for each upstream protocol.

Each answers `hello`, or with a call of the tool when tools are offered; a request without its key is refused.
"""
import json

from support import canaries, chat, gemini, messages, ollama, wire
from support.clients import ARGUMENTS, TOOL
from support.upstream import answer, head
from support.vendor_double import VendorDouble, json_answer

SAYS = 'hello'


def streamed(content_type, *pieces):
    """A whole stream, each piece in a chunk of its own."""
    begin = head(200, f'content-type: {content_type}', 'transfer-encoding: chunked')
    return begin + chat.coded(*pieces) + wire.LAST_CHUNK


class KeyDouble(VendorDouble):
    """`with KeyDouble() as vendor`: a vendor says where a request has its key, and how it writes what it answers."""
    PROVIDER = None

    def __enter__(self):
        super().__enter__()
        self.key = canaries.canary(f'key of {self.PROVIDER}')
        return self

    @property
    def account(self):
        return {'base_url': self.url + self.BASE, 'tls_ca_file': self.ca_file, 'api_key': self.key}

    def answer(self, asked):
        header, value = self.KEY
        if asked.headers.get(header) != value.format(self.key):
            return json_answer(self.fault('the key is wrong'), 401)
        write = self.stream if self.wants_stream(asked) else self.whole
        return write(bool(asked.json.get('tools')))

    def refuse(self, message):
        """The next request is answered with a fault of the client's."""
        self.fail('/', json_answer(self.fault(message), 400))

    @staticmethod
    def wants_stream(asked):
        return bool(asked.json.get('stream'))

    @staticmethod
    def fault(message):
        return {'error': {'message': message, 'type': 'invalid_request_error', 'param': None, 'code': None}}


class ChatDouble(KeyDouble):
    PROVIDER, KEY, BASE = 'openai-custom', ('authorization', 'Bearer {}'), '/v1'
    ROUTES = {'POST /v1/chat/completions': 'answer'}

    def whole(self, calls):
        return answer(chat.calling(TOOL, ARGUMENTS) if calls else chat.completion(SAYS))

    def stream(self, calls):
        return chat.calling_stream(TOOL, ARGUMENTS) if calls else chat.whole_stream(SAYS[:2], SAYS[2:])


class QwenKeyDouble(ChatDouble):
    PROVIDER = 'qwen-custom'


class MessagesDouble(KeyDouble):
    PROVIDER, KEY, BASE = 'claude-custom', ('x-api-key', '{}'), ''
    ROUTES = {'POST /v1/messages': 'answer'}
    CALL = {'type': 'tool_use', 'id': 'toolu_1', 'name': TOOL}

    def whole(self, calls):
        if calls:
            return json_answer(messages.message({**self.CALL, 'input': ARGUMENTS}, stop_reason='tool_use'))
        return json_answer(messages.message({'type': 'text', 'text': SAYS}))

    def stream(self, calls):
        events = messages.stream_of(SAYS)
        if calls:
            delta = {'type': 'input_json_delta', 'partial_json': json.dumps(ARGUMENTS)}
            events[1] = messages.event('content_block_start', index=0, content_block={**self.CALL, 'input': {}})
            events[2] = messages.event('content_block_delta', index=0, delta=delta)
            events[4] = messages.event('message_delta', delta={'stop_reason': 'tool_use', 'stop_sequence': None},
                                       usage={'output_tokens': 5})
        return streamed('text/event-stream', *events)

    @staticmethod
    def fault(message):
        return {'type': 'error', 'error': {'type': 'invalid_request_error', 'message': message}}


class GeminiDouble(KeyDouble):
    PROVIDER, KEY, BASE = 'gemini-custom', ('x-goog-api-key', '{}'), ''
    ROUTES = {'POST /v1beta/models/*': 'answer'}

    @staticmethod
    def wants_stream(asked):
        return ':streamGenerateContent' in asked.path

    @staticmethod
    def said(calls):
        return gemini.said({'functionCall': {'name': TOOL, 'args': ARGUMENTS}} if calls else {'text': SAYS})

    def whole(self, calls):
        return json_answer(self.said(calls))

    def stream(self, calls):
        return streamed('text/event-stream', gemini.event(self.said(calls)))

    @staticmethod
    def fault(message):
        return {'error': {'code': 400, 'message': message, 'status': 'INVALID_ARGUMENT'}}


class OllamaDouble(KeyDouble):
    PROVIDER, KEY, BASE = 'ollama-custom', ('authorization', 'Bearer {}'), ''
    ROUTES = {'POST /api/chat': 'answer'}
    CALL = {'function': {'name': TOOL, 'arguments': ARGUMENTS}}

    @staticmethod
    def wants_stream(asked):
        return asked.json.get('stream', True)

    def said(self, calls, **members):
        called = {'tool_calls': [self.CALL]} if calls else {}
        message = {'role': 'assistant', 'content': '' if calls else SAYS, **called}
        return {'model': chat.MODEL, 'created_at': '2025-01-01T00:00:00Z', 'message': message, 'done': False, **members}

    def whole(self, calls):
        return json_answer(self.said(calls, done=True, done_reason='stop', prompt_eval_count=3, eval_count=5))

    def stream(self, calls):
        return streamed('application/x-ndjson', chat.compact(self.said(calls)) + b'\n', ollama.last_line())

    @staticmethod
    def fault(message):
        return {'error': message}


ALL = [ChatDouble, MessagesDouble, GeminiDouble, OllamaDouble, QwenKeyDouble]
