# SPDX-License-Identifier: MIT
"""Clients of the five protocols, as one: each asks the same question, with its own key header, and reads text, calls of
tools, the ending and the error from its own shape."""
import dataclasses
import json

from support import chat
from support.server import KEY

QUESTION, PREFILL, SYSTEM = 'hello', 'Once upon', 'be short'
TOOL = 'look_up'
SCHEMA = {'type': 'object', 'properties': {'city': {'type': 'string'}}, 'required': ['city']}
FUNCTION = {'name': TOOL, 'description': 'tells', 'parameters': SCHEMA}
ARGUMENTS = {'city': 'Bonn'}


@dataclasses.dataclass
class Reply:
    """What a client understands of an answer."""
    status: int
    text: str = ''
    calls: list = dataclasses.field(default_factory=list)  # (name, arguments)
    finished: bool = False   # the protocol's own proper end
    error: str | None = None  # its message
    code: str | None = None
    headers: object = None
    raw: bytes = b''


class Client:
    """`ask(model, stream, turns)` gives (path, body); `tools` is what the body says to offer FUNCTION."""

    def __init__(self, name, key, ask, tools, read_whole, read_stream):
        self.name = name
        self._key, self._ask, self._tools = key, ask, tools
        self._read_whole, self._read_stream = read_whole, read_stream

    def __repr__(self):
        return self.name

    def send(self, server, model, stream=False, prefill=False, tools=False):
        turns = [('user', QUESTION), *([('assistant', PREFILL)] if prefill else [])]
        path, value = self._ask(model, stream, turns)
        response = server.send('POST', path, chat.compact({**value, **(self._tools if tools else {})}),
                               self._headers(), key=None)
        reply = Reply(response.status, headers=response.headers, raw=response.body)
        if response.status == 200 and stream:
            self._read_stream(response, reply)
            reply.finished = reply.finished and response.complete
        else:
            self._read_whole(response.json(), reply)
        reply.calls = [(name, json.loads(arguments) if isinstance(arguments, str) else arguments)
                       for name, arguments in reply.calls]
        return reply

    def open(self, server, model):
        """A stream of which only the head is read."""
        path, value = self._ask(model, True, [('user', QUESTION)])
        return server.open('POST', path, chat.compact(value), self._headers(), key=None)

    def _headers(self):
        return [chat.JSON_TYPE, self._key, ('anthropic-version', '2023-06-01')]


def _data(response):
    return [json.loads(data) for data in chat.events_of(response) if data != b'[DONE]']


def _error(value, reply):
    if not (error := value.get('error')):
        return False
    reply.error, reply.code = (error, None) if isinstance(error, str) else (error['message'], error.get('code'))
    return True


def _messages(turns):
    return [{'role': role, 'content': text} for role, text in turns]


def _add_arguments(reply, more):
    name, before = reply.calls[-1]
    reply.calls[-1] = (name, before + more)


BEARER = ('authorization', f'Bearer {KEY}')
FUNCTIONS = {'tools': [{'type': 'function', 'function': FUNCTION}]}


# openai.chat

def _ask_chat(model, stream, turns):
    messages = _messages([('system', SYSTEM), *turns])
    return '/v1/chat/completions', {'model': model, 'stream': stream, 'messages': messages}


def _whole_chat(value, reply):
    if not _error(value, reply):
        choice = value['choices'][0]
        reply.text = choice['message']['content'] or ''
        reply.calls = [(call['function']['name'], call['function']['arguments'])
                       for call in choice['message'].get('tool_calls') or []]
        reply.finished = choice['finish_reason'] == ('tool_calls' if reply.calls else 'stop')


def _stream_chat(response, reply):
    reply.text, reply.finished = chat.content_of(response), response.body.endswith(chat.DONE)
    for value in _data(response):
        _error(value, reply)
        for choice in value.get('choices', []):
            for call in choice['delta'].get('tool_calls') or []:
                if call['function'].get('name'):
                    reply.calls.append((call['function']['name'], ''))
                _add_arguments(reply, call['function'].get('arguments', ''))


# openai.responses

def _ask_responses(model, stream, turns):
    return '/v1/responses', {'model': model, 'stream': stream, 'store': False, 'instructions': SYSTEM,
                             'input': _messages(turns)}


def _whole_responses(value, reply):
    if not _error(value, reply):
        messages = [item for item in value['output'] if item['type'] == 'message']
        reply.text = ''.join(part['text'] for item in messages for part in item['content'])
        reply.calls = [(item['name'], item['arguments']) for item in value['output'] if item['type'] == 'function_call']
        reply.finished = value['status'] == 'completed'


def _stream_responses(response, reply):
    for value in _data(response):
        if value['type'] == 'response.output_text.delta':
            reply.text += value['delta']
        if value['type'] == 'response.completed':
            whole = Reply(200)
            _whole_responses(value['response'], whole)
            reply.calls, reply.finished = whole.calls, whole.finished and whole.text == reply.text
        if value['type'] == 'response.failed':
            _error(value['response'], reply)
        if value['type'] == 'error':
            reply.error = value['message']


# claude.messages

def _ask_messages(model, stream, turns):
    return '/v1/messages', {'model': model, 'stream': stream, 'max_tokens': 100, 'system': SYSTEM,
                            'messages': _messages(turns)}


def _whole_messages(value, reply):
    if not _error(value, reply):
        reply.text = ''.join(block.get('text', '') for block in value['content'])
        reply.calls = [(block['name'], block['input']) for block in value['content'] if block['type'] == 'tool_use']
        reply.finished = value['stop_reason'] == ('tool_use' if reply.calls else 'end_turn')


def _stream_messages(response, reply):
    for value in _data(response):
        if value['type'] == 'content_block_start' and value['content_block']['type'] == 'tool_use':
            reply.calls.append((value['content_block']['name'], ''))
        if value['type'] == 'content_block_delta':
            reply.text += value['delta'].get('text', '')
            if 'partial_json' in value['delta']:
                _add_arguments(reply, value['delta']['partial_json'])
        reply.finished = reply.finished or value['type'] == 'message_stop'
        _error(value, reply)


# gemini.generate

def _ask_gemini(model, stream, turns):
    contents = [{'role': 'user' if role == 'user' else 'model', 'parts': [{'text': text}]} for role, text in turns]
    action = ':streamGenerateContent?alt=sse' if stream else ':generateContent'
    return f'/v1beta/models/{model}{action}', {'contents': contents, 'systemInstruction': {'parts': [{'text': SYSTEM}]}}


def _whole_gemini(value, reply):
    if _error(value, reply):
        return
    for candidate in value.get('candidates', []):
        for part in candidate.get('content', {}).get('parts', []):
            reply.text += part.get('text', '')
            if 'functionCall' in part:
                reply.calls.append((part['functionCall']['name'], part['functionCall']['args']))
        reply.finished = reply.finished or candidate.get('finishReason') == 'STOP'


def _stream_gemini(response, reply):
    for value in _data(response):
        _whole_gemini(value, reply)


# ollama.chat

def _ask_ollama(model, stream, turns):
    return '/ollama/api/chat', {'model': model, 'stream': stream, 'messages': _messages([('system', SYSTEM), *turns])}


def _whole_ollama(value, reply):
    if not _error(value, reply):
        reply.text += value['message'].get('content', '')
        reply.calls += [(call['function']['name'], call['function']['arguments'])
                        for call in value['message'].get('tool_calls') or []]
        reply.finished = value['done']


def _stream_ollama(response, reply):
    for line in response.body.decode().splitlines():
        _whole_ollama(json.loads(line), reply)


CHAT = Client('openai.chat', BEARER, _ask_chat, FUNCTIONS, _whole_chat, _stream_chat)
RESPONSES = Client('openai.responses', BEARER, _ask_responses, {'tools': [{'type': 'function', **FUNCTION}]},
                   _whole_responses, _stream_responses)
MESSAGES = Client('claude.messages', ('x-api-key', KEY), _ask_messages,
                  {'tools': [{'name': TOOL, 'description': 'tells', 'input_schema': SCHEMA}]},
                  _whole_messages, _stream_messages)
GEMINI = Client('gemini.generate', ('x-goog-api-key', KEY), _ask_gemini,
                {'tools': [{'functionDeclarations': [FUNCTION]}]}, _whole_gemini, _stream_gemini)
OLLAMA = Client('ollama.chat', BEARER, _ask_ollama, FUNCTIONS, _whole_ollama, _stream_ollama)
ALL = [CHAT, RESPONSES, MESSAGES, GEMINI, OLLAMA]
