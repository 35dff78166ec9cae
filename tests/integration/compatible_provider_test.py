# SPDX-License-Identifier: MIT
"""The provider of sdk/docs/compatible_provider.md: taken from the page, built out of tree, and driven through the server."""
import contextlib
import json
import os
import pathlib
import re
import sys
import tempfile

from support import chat, expect, messages, tap
from support.server import KEY, PROGRAM, ROOT, Server, account_key
from support.upstream import Upstream, answer, play
from support.wire import LAST_CHUNK

sys.path.insert(0, str(ROOT / 'tests/abi'))
import out_of_tree  # noqa: E402

BUILD = os.environ.get('AIPOOL_BUILD', str(ROOT / 'build'))
LINES_MAX = 60
MESSAGE = {'role': 'user', 'content': 'hello'}
GEMINI = {'contents': [{'role': 'user', 'parts': [{'text': 'hello'}]}]}
CALL = {'id': 'call_1', 'type': 'function', 'function': {'name': 'f', 'arguments': '{"a":1}'}}
PARAMETERS = {'type': 'object', 'properties': {'a': {'type': 'integer'}}}


def code_of_the_page():
    page = (ROOT / 'sdk/docs/compatible_provider.md').read_text()
    return re.search(r'```cpp\n(.*?)```', page, re.DOTALL)[1]


def build(folder):
    """The library, as a stranger makes it."""
    sdk = out_of_tree.Sdk(BUILD, folder / 'sdk')
    source, library = folder / 'acme.cc', folder / 'acme.so'
    source.write_text(code_of_the_page())
    compiler = out_of_tree.first_of(['g++', 'clang++-16', 'clang++'])
    unique = ['-fno-gnu-unique'] if compiler == 'g++' else []
    out_of_tree.run(compiler, '-std=c++20', *out_of_tree.WARNINGS, *unique, *sdk.ask('--cflags'),
                    *sdk.ask('--variable=plugin_cflags'), source, *sdk.ask('--variable=plugin_libs'), '-o', library)
    library.chmod(0o755)
    out_of_tree.check_library(library, PROGRAM)
    return library


FOLDER = tempfile.TemporaryDirectory(prefix='aipool-acme-')
built = None


@contextlib.contextmanager
def acme(script, **each):
    """A server whose only account is one of acme, and its upstream."""
    global built
    built = built or build(pathlib.Path(FOLDER.name))
    plugins = ['openai', 'claude', 'gemini', 'ollama', {'name': 'acme', 'path': str(built)}]
    with Upstream(script) as upstream:
        pools = {'acme': [{'base_url': upstream.url, 'api_key': account_key(1), **each}]}
        with Server(pools, plugins=plugins) as server:
            yield server, upstream


def clients(server, streams=False, tools=False):
    """What a client of each protocol is answered."""
    function = {'name': 'f', 'parameters': PARAMETERS}
    openai = {'tools': [{'type': 'function', 'function': function}]} if tools else {}
    responses = {'tools': [{'type': 'function', **function}]} if tools else {}
    claude = {'tools': [{'name': 'f', 'input_schema': PARAMETERS}]} if tools else {}
    gemini = {'tools': [{'functionDeclarations': [function]}]} if tools else {}
    action = ':streamGenerateContent?alt=sse' if streams else ':generateContent'
    return {
        'openai.chat': chat.ask(server, stream=streams, **openai),
        'openai.responses': server.post('/v1/responses', {'model': 'm', 'input': 'hello', 'stream': streams, **responses}),
        'claude.messages': messages.ask(server, {**messages.REQUEST, 'stream': streams, **claude}),
        'gemini.generate': server.post('/v1beta/models/m' + action, {**GEMINI, **gemini}),
        'ollama.chat': server.post('/ollama/api/chat', {'model': 'm', 'messages': [MESSAGE], 'stream': streams, **openai}),
    }


def test_the_page_has_at_most_60_lines_of_code():
    expect.true(len(code_of_the_page().splitlines()) <= LINES_MAX, 'the provider has grown')


def test_clients_of_every_protocol_get_text():
    with acme(chat.says('hi there')) as (server, upstream):
        for protocol, response in clients(server).items():
            expect.equal(response.status, 200, protocol)
            expect.contains(response.body, b'hi there', protocol)
        sent = upstream.requests[0]
        expect.equal((sent.target, sent.headers.get('authorization')), ('/v1/chat/completions', f'Bearer {account_key(1)}'))


def test_clients_of_every_protocol_get_a_stream():
    with acme(chat.says('one ', 'two')) as (server, _):
        for protocol, response in clients(server, streams=True).items():
            expect.equal(response.status, 200, protocol)
            expect.true(response.complete and b'one ' in response.body and b'two' in response.body, protocol)


def test_clients_of_every_protocol_get_tool_calls():
    said = json.loads(chat.completion(''))
    said['choices'][0] |= {'finish_reason': 'tool_calls',
                           'message': {'role': 'assistant', 'content': None, 'tool_calls': [CALL]}}
    with acme(play(answer(chat.compact(said)))) as (server, _):
        for protocol, response in clients(server, tools=True).items():
            expect.equal(response.status, 200, protocol)
            expect.true(re.search(rb'"name":\s*"f"', response.body), f'{protocol}: {response.body!r}')


def test_clients_of_every_protocol_get_errors_in_their_shape():
    with acme(play(chat.error_answer(400, message='too odd', kind='invalid_request_error'))) as (server, _):
        for protocol, response in clients(server).items():
            expect.equal(response.status, 400, protocol)
            expect.contains(response.body, b'too odd', protocol)


def test_a_cut_stream_is_no_success():
    cut = chat.STREAM_HEAD + chat.coded(chat.delta('one ')) + LAST_CHUNK
    with acme(play(cut)) as (server, _):
        chat.expect_broken(chat.ask(server, stream=True), 'one ')


def test_account_options_are_those_of_compatible_hosts():
    with acme(chat.says('hi'), developer_role=False) as (server, upstream):
        expect.equal(chat.ask(server, messages=[{'role': 'developer', 'content': 'x'}]).status, 200)
        expect.equal(json.loads(upstream.requests[0].body)['messages'], [{'role': 'system', 'content': 'x'}])


def test_its_models_are_listed():
    listed = chat.compact({'object': 'list', 'data': [{'id': 'm', 'object': 'model', 'created': 1, 'owned_by': 'acme'}]})
    with acme(play(answer(listed))) as (server, _):
        models = json.loads(server.send('GET', '/v1/models', key=KEY).body)['data']
        expect.equal([(model['id'], model['owned_by']) for model in models], [('m', 'acme')])


if __name__ == '__main__':
    tap.main(globals())
