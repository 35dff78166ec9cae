# SPDX-License-Identifier: MIT
"""A client of each of the five protocols: asks with or without a tool, streamed or not, and tells what it understood."""
import dataclasses
import json

from support import chat
from support.server import KEY

TOOL, SCHEMA = 'look_up', {'type': 'object', 'properties': {'city': {'type': 'string'}}}
CLIENTS = ('openai.chat', 'openai.responses', 'claude.messages', 'gemini.generate', 'ollama.chat')


@dataclasses.dataclass
class Understood:
    status: int
    text: str = ''
    calls: list = dataclasses.field(default_factory=list)  # (name, arguments)
    error: str = ''
    raw: bytes = b''


def ask(server, protocol, model, stream=False, tools=False):
    path, body = globals()[f'_ask_{protocol.replace(".", "_")}'](model, stream, tools)
    headers = [('content-type', 'application/json'),
               ('x-goog-api-key' if protocol.startswith('gemini') else 'x-api-key', KEY)]
    if protocol.startswith('claude'):
        headers.append(('anthropic-version', '2023-06-01'))
    response = server.send('POST', path, chat.compact(body), headers, key=None)
    understood = Understood(response.status, raw=response.body)
    if response.status != 200:
        error = json.loads(response.body)['error']
        understood.error = error if isinstance(error, str) else error['message']
        return understood
    lines = response.body.decode().splitlines() if protocol == 'ollama.chat' else [
        data.decode() for data in chat.events_of(response) if data != b'[DONE]']
    values = [json.loads(line) for line in lines] if stream else [json.loads(response.body)]
    globals()[f'_read_{protocol.replace(".", "_")}'](values, stream, understood)
    return understood


def _messages():
    return [{'role': 'system', 'content': 'be short'}, {'role': 'user', 'content': 'hello'}]


def _ask_openai_chat(model, stream, tools):
    function = {'name': TOOL, 'parameters': SCHEMA}
    return '/v1/chat/completions', {'model': model, 'stream': stream, 'messages': _messages(),
                                    **({'tools': [{'type': 'function', 'function': function}]} if tools else {})}


def _read_openai_chat(values, stream, to):
    arguments = []
    for value in values:
        for choice in value['choices']:
            said = choice['delta' if stream else 'message']
            to.text += said.get('content') or ''
            for call in said.get('tool_calls') or []:
                if call['function'].get('name'):
                    arguments.append([call['function']['name'], ''])
                arguments[-1][1] += call['function'].get('arguments', '')
    to.calls = [(name, json.loads(text)) for name, text in arguments]


def _ask_openai_responses(model, stream, tools):
    tool = {'type': 'function', 'name': TOOL, 'parameters': SCHEMA}
    return '/v1/responses', {'model': model, 'stream': stream, 'store': False, 'instructions': 'be short',
                             'input': 'hello', **({'tools': [tool]} if tools else {})}


def _read_openai_responses(values, stream, to):
    whole = values[0]
    if stream:
        whole = next(value['response'] for value in values if value['type'] == 'response.completed')
        to.text = ''.join(value['delta'] for value in values if value['type'] == 'response.output_text.delta')
    for item in whole['output']:
        if item['type'] == 'function_call':
            to.calls.append((item['name'], json.loads(item['arguments'])))
        if item['type'] == 'message' and not stream:
            to.text += ''.join(part['text'] for part in item['content'])


def _ask_claude_messages(model, stream, tools):
    return '/v1/messages', {'model': model, 'stream': stream, 'max_tokens': 100, 'system': 'be short',
                            'messages': _messages()[1:],
                            **({'tools': [{'name': TOOL, 'input_schema': SCHEMA}]} if tools else {})}


def _read_claude_messages(values, stream, to):
    if not stream:
        to.text = ''.join(block.get('text', '') for block in values[0]['content'])
        to.calls = [(block['name'], block['input']) for block in values[0]['content'] if block['type'] == 'tool_use']
        return
    arguments = []
    for value in values:
        if value['type'] == 'content_block_start' and value['content_block']['type'] == 'tool_use':
            arguments.append([value['content_block']['name'], ''])
        if value['type'] == 'content_block_delta':
            to.text += value['delta'].get('text', '')
            if 'partial_json' in value['delta']:
                arguments[-1][1] += value['delta']['partial_json']
    to.calls = [(name, json.loads(text)) for name, text in arguments]


def _ask_gemini_generate(model, stream, tools):
    action = ':streamGenerateContent?alt=sse' if stream else ':generateContent'
    declarations = [{'functionDeclarations': [{'name': TOOL, 'parameters': SCHEMA}]}]
    return f'/v1beta/models/{model}{action}', {'contents': [{'parts': [{'text': 'hello'}]}],
                                               'systemInstruction': {'parts': [{'text': 'be short'}]},
                                               **({'tools': declarations} if tools else {})}


def _read_gemini_generate(values, _, to):
    for value in values:
        for part in value['candidates'][0].get('content', {}).get('parts', []):
            to.text += part.get('text', '')
            if 'functionCall' in part:
                to.calls.append((part['functionCall']['name'], part['functionCall']['args']))


def _ask_ollama_chat(model, stream, tools):
    function = {'type': 'function', 'function': {'name': TOOL, 'parameters': SCHEMA}}
    return '/ollama/api/chat', {'model': model, 'stream': stream, 'messages': _messages(),
                                **({'tools': [function]} if tools else {})}


def _read_ollama_chat(values, _, to):
    for value in values:
        to.text += value['message'].get('content', '')
        for call in value['message'].get('tool_calls') or []:
            to.calls.append((call['function']['name'], call['function']['arguments']))
