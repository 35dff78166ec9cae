# SPDX-License-Identifier: MIT
"""Clients of the five protocols, as one: each asks the same question and reads text, ending and error from its own shape."""
import dataclasses
import json

from support import chat

JSON_TYPE = chat.JSON_TYPE
QUESTION, PREFILL = 'hello', 'Once upon'


@dataclasses.dataclass
class Reply:
    """What a client understands of an answer."""
    status: int
    text: str = ''
    finished: bool = False   # the protocol's own proper end
    error: str | None = None  # its message
    code: str | None = None
    headers: object = None


class Client:
    def __init__(self, name, ask, read_whole, read_stream):
        self.name, self._ask, self._read_whole, self._read_stream = name, ask, read_whole, read_stream

    def send(self, server, model, stream, prefill=False, headers=()):
        path, value = self._ask(model, stream, [('user', QUESTION), *([('assistant', PREFILL)] if prefill else [])])
        response = server.send('POST', path, chat.compact(value), [JSON_TYPE, *headers])
        reply = Reply(response.status, headers=response.headers)
        if response.status == 200 and stream:
            self._read_stream(response, reply)
            reply.finished = reply.finished and response.complete
        else:
            self._read_whole(response.json(), reply)
        return reply

    def open(self, server, model):
        """A stream of which only the head is read."""
        path, value = self._ask(model, True, [('user', QUESTION)])
        return server.open('POST', path, chat.compact(value), [JSON_TYPE])


def _data(response):
    return [json.loads(data) for data in chat.events_of(response) if data != b'[DONE]']


def _error(value, reply):
    if not (error := value.get('error')):
        return False
    reply.error, reply.code = (error, None) if isinstance(error, str) else (error['message'], error.get('code'))
    return True


def _messages(turns):
    return [{'role': role, 'content': text} for role, text in turns]


# openai.chat

def _ask_chat(model, stream, turns):
    return '/v1/chat/completions', {'model': model, 'stream': stream, 'messages': _messages(turns)}


def _whole_chat(value, reply):
    if not _error(value, reply):
        choice = value['choices'][0]
        reply.text, reply.finished = choice['message']['content'], choice['finish_reason'] == 'stop'


def _stream_chat(response, reply):
    reply.text, reply.finished = chat.content_of(response), response.body.endswith(chat.DONE)
    for value in _data(response):
        _error(value, reply)


# openai.responses

def _ask_responses(model, stream, turns):
    return '/v1/responses', {'model': model, 'stream': stream, 'store': False, 'input': _messages(turns)}


def _whole_responses(value, reply):
    if not _error(value, reply):
        reply.text = ''.join(part['text'] for item in value['output'] for part in item['content'])
        reply.finished = value['status'] == 'completed'


def _stream_responses(response, reply):
    for value in _data(response):
        if value['type'] == 'response.output_text.delta':
            reply.text += value['delta']
        reply.finished = reply.finished or value['type'] == 'response.completed'
        if value['type'] == 'response.failed':
            _error(value['response'], reply)
        if value['type'] == 'error':
            reply.error = value['message']


# claude.messages

def _ask_messages(model, stream, turns):
    return '/v1/messages', {'model': model, 'stream': stream, 'max_tokens': 100, 'messages': _messages(turns)}


def _whole_messages(value, reply):
    if not _error(value, reply):
        reply.text = ''.join(part['text'] for part in value['content'])
        reply.finished = value['stop_reason'] == 'end_turn'


def _stream_messages(response, reply):
    for value in _data(response):
        if value['type'] == 'content_block_delta':
            reply.text += value['delta']['text']
        reply.finished = reply.finished or value['type'] == 'message_stop'
        _error(value, reply)


# gemini.generate

def _ask_gemini(model, stream, turns):
    contents = [{'role': 'user' if role == 'user' else 'model', 'parts': [{'text': text}]} for role, text in turns]
    action = ':streamGenerateContent?alt=sse' if stream else ':generateContent'
    return f'/v1beta/models/{model}{action}', {'contents': contents}


def _whole_gemini(value, reply):
    if _error(value, reply):
        return
    for candidate in value.get('candidates', []):
        reply.text += ''.join(part.get('text', '') for part in candidate.get('content', {}).get('parts', []))
        reply.finished = reply.finished or candidate.get('finishReason') == 'STOP'


def _stream_gemini(response, reply):
    for value in _data(response):
        _whole_gemini(value, reply)


# ollama.chat

def _ask_ollama(model, stream, turns):
    return '/ollama/api/chat', {'model': model, 'stream': stream, 'messages': _messages(turns)}


def _whole_ollama(value, reply):
    if not _error(value, reply):
        reply.text += value['message']['content']
        reply.finished = value['done']


def _stream_ollama(response, reply):
    for line in response.body.decode().splitlines():
        _whole_ollama(json.loads(line), reply)


ALL = [Client('openai.chat', _ask_chat, _whole_chat, _stream_chat),
       Client('openai.responses', _ask_responses, _whole_responses, _stream_responses),
       Client('claude.messages', _ask_messages, _whole_messages, _stream_messages),
       Client('gemini.generate', _ask_gemini, _whole_gemini, _stream_gemini),
       Client('ollama.chat', _ask_ollama, _whole_ollama, _stream_ollama)]
