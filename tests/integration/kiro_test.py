# SPDX-License-Identifier: MIT
"""Kiro's accounts behind clients of all five protocols: text, streams, tools, errors, tokens that have expired."""
import contextlib
import json
import pathlib
import re
import subprocess
import tempfile
import time

from support import canaries, chat, expect, http_client, kiro_double, tap, wire
from support.kiro_double import API_KEY, ARN, CLIENT_SECRET, END, KiroDouble, call, event, exception, refused, text
from support.server import KEY, PROGRAM, Log, Server, environment

MODEL = 'claude-sonnet-4-5'
SCHEMA = {'type': 'object', 'properties': {'city': {'type': 'string'}}, 'required': ['city']}
FUNCTION = {'name': 'weather', 'description': 'tells', 'parameters': SCHEMA}


class Client:
    """One client protocol: how it asks, and where its answers have their text and their calls."""

    def __init__(self, name, path, body, text_of, call_of, stream=None, tools=None, stream_path=None):
        self.name, self.path, self.body = name, path, body
        self.text_of, self.call_of = text_of, call_of
        self.stream, self.tools = stream or {'stream': True}, tools
        self.stream_path = stream_path or path

    def ask(self, server, stream=False, tools=False):
        body = {**self.body, **(self.stream if stream else {}), **(self.tools if tools else {})}
        headers = [('content-type', 'application/json'), ('authorization', f'Bearer {KEY}'),
                   ('anthropic-version', '2023-06-01')]
        return server.send('POST', self.stream_path if stream else self.path, chat.compact(body), headers, key=None)


def gemini_parts(body):
    return body['candidates'][0]['content']['parts']


def first(items, *path):
    for item in items:
        try:
            for key in path:
                item = item[key]
        except (KeyError, TypeError):
            continue
        return item
    return None


def arguments(value):
    return json.loads(value) if isinstance(value, str) else value


ASKS = [{'role': 'user', 'content': 'hello'}]
CLIENTS = [
    Client('openai.chat', '/v1/chat/completions', {'model': MODEL, 'messages': ASKS},
           lambda body: body['choices'][0]['message']['content'],
           lambda body: body['choices'][0]['message']['tool_calls'][0]['function'],
           tools={'tools': [{'type': 'function', 'function': FUNCTION}]}),
    Client('openai.responses', '/v1/responses', {'model': MODEL, 'input': 'hello'},
           lambda body: body['output'][-1]['content'][0]['text'],
           lambda body: next(item for item in body['output'] if item['type'] == 'function_call'),
           tools={'tools': [{'type': 'function', **FUNCTION}]}),
    Client('claude.messages', '/v1/messages', {'model': MODEL, 'max_tokens': 100, 'messages': ASKS},
           lambda body: body['content'][0]['text'],
           lambda body: {'name': body['content'][-1]['name'], 'arguments': body['content'][-1]['input']},
           tools={'tools': [{'name': 'weather', 'description': 'tells', 'input_schema': SCHEMA}]}),
    Client('gemini.generate', f'/v1beta/models/{MODEL}:generateContent',
           {'contents': [{'role': 'user', 'parts': [{'text': 'hello'}]}]},
           lambda body: gemini_parts(body)[0]['text'],
           lambda body: {'name': first(gemini_parts(body), 'functionCall', 'name'),
                         'arguments': first(gemini_parts(body), 'functionCall', 'args')},
           tools={'tools': [{'functionDeclarations': [FUNCTION]}]}, stream={},
           stream_path=f'/v1beta/models/{MODEL}:streamGenerateContent?alt=sse'),
    Client('ollama.chat', '/ollama/api/chat', {'model': MODEL, 'messages': ASKS, 'stream': False},
           lambda body: body['message']['content'], lambda body: body['message']['tool_calls'][0]['function'],
           tools={'tools': [{'type': 'function', 'function': FUNCTION}]}),
]


def expect_all(server, vendor):
    """Text, a stream, a call and an error for each client; what it sent is what the service takes."""
    for client in CLIENTS:
        vendor.says = text('hello ', 'world') + END
        response = client.ask(server)
        expect.equal(response.status, 200, f'{client.name}: {response.body[-500:]!r}')
        expect.equal(client.text_of(json.loads(response.body)), 'hello world', client.name)

        response = client.ask(server, stream=True)
        expect.equal((response.status, response.complete), (200, True), client.name)
        expect.contains(response.body, b'hello ', client.name)
        expect.contains(response.body, b'world', client.name)

        vendor.says = text('I look. ') + call('weather', {'city': 'Ulm'}) + END
        response = client.ask(server, tools=True)
        called = client.call_of(json.loads(response.body))
        expect.equal((called['name'], arguments(called['arguments'])), ('weather', {'city': 'Ulm'}), client.name)
        sent = vendor.asked('/generate')[-1].json['conversationState']['currentMessage']['userInputMessage']
        tool = sent['userInputMessageContext']['tools'][0]['toolSpecification']
        expect.equal((tool['name'], tool['inputSchema']['json']), ('weather', SCHEMA), client.name)
        expect.equal(sent['modelId'], kiro_double.MODEL, client.name)

        vendor.fail('/generate', refused('Input is too long.', reason='CONTENT_LENGTH_EXCEEDS_THRESHOLD'))
        response = client.ask(server)
        expect.equal(response.status, 400, client.name)
        expect.contains(response.body, b'prompt is too long', client.name)


def test_clients_of_all_protocols_use_an_api_key():
    with KiroDouble() as vendor, Server(vendor.key_accounts()) as server:
        expect_all(server, vendor)
        expect.true(vendor.saw(API_KEY), 'the key was never used')


@contextlib.contextmanager
def signed_in(**members):
    """(server, vendor, the path of the credential file): by default its token has expired long ago."""
    with tempfile.TemporaryDirectory(prefix='aipool-kiro-') as folder, KiroDouble() as vendor:
        document = pathlib.Path(folder, 'kiro-auth-token.json')
        document.write_text(vendor.token_file(**members))
        document.chmod(0o600)
        account = {'uuid': 'account-1', 'oauth_creds_file_path': str(document), **vendor.addresses}
        with Server({'kiro-oauth': [account]}) as server:
            yield server, vendor, document


def test_clients_of_all_protocols_begin_with_an_expired_token():
    with signed_in() as (server, vendor, document):
        expect_all(server, vendor)
        expect.equal(vendor.tokens.refreshes, 1, 'refreshes')
        told = json.loads(document.read_text())
        expect.equal((told['unknown'], told['profileArn']), ({'kept': True}, ARN))
        expect.equal(document.stat().st_mode & 0o777, 0o600)
        expect.equal(vendor.asked('/generate')[-1].bearer, told['accessToken'])
        for secret in (told['accessToken'], told['refreshToken']):
            expect.lacks(server.log.text + server.access_log.text, secret, 'a log')


def test_a_registration_stands_beside_and_the_profile_is_looked_up():
    members = {'authMethod': 'IdC', 'provider': 'BuilderId', 'clientIdHash': 'abc', 'profileArn': ''}
    with signed_in(**members) as (server, vendor, document):
        registration = {'clientId': 'client-canary', 'clientSecret': CLIENT_SECRET, 'expiresAt': '2099-01-01T00:00:00Z'}
        document.with_name('abc.json').write_text(json.dumps(registration))
        document.write_text(vendor.token_file(**members))  # the server has looked before the other file was there
        wait_for_answer(server)
        expect.equal(vendor.asked('/generate')[-1].json['profileArn'], ARN)
        expect.equal(vendor.asked('/token')[-1].json['clientSecret'], CLIENT_SECRET)


def test_a_refused_token_is_renewed_and_the_request_replayed():
    with signed_in(expires='2099-01-01T00:00:00Z') as (server, vendor, _):
        expect.equal(CLIENTS[0].ask(server).status, 200)
        vendor.tokens.expire()
        expect.equal(CLIENTS[0].ask(server).status, 200)
        expect.equal(vendor.tokens.refreshes, 1, 'refreshes')


def test_a_revoked_login_says_what_to_do():
    with signed_in() as (server, vendor, document):
        vendor.tokens.revoke()
        expect.equal(CLIENTS[0].ask(server).status, 502)
        expect.true(server.log.wait_for('aipool login kiro-oauth'), 'the way out in the log')
        document.write_text(vendor.token_file())
        wait_for_answer(server)


def test_a_suspended_account_is_out_of_use():
    with signed_in() as (server, vendor, _):
        vendor.fail('/generate', refused('Your User ID temporarily is suspended.', 403))
        expect.equal(CLIENTS[0].ask(server).status, 502)
        for _ in range(2):
            expect.true(CLIENTS[0].ask(server).status >= 500, 'a suspended account was used')
        expect.equal(len(vendor.asked('/generate')), 1, 'requests upstream')


@contextlib.contextmanager
def login(vendor, *arguments):
    """(process, its log, the place of the credential file) of a login without a configuration."""
    with tempfile.TemporaryDirectory(prefix='aipool-kiro-') as folder:
        keys = [word for key, value in vendor.addresses.items() for word in ('--set', f'{key}={value}')]
        process = subprocess.Popen([PROGRAM, 'login', 'kiro-oauth', *keys, *arguments], cwd=folder, stdin=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment(HOME=folder))
        log = Log(process.stderr)
        try:
            yield process, log, pathlib.Path(folder, '.aws/sso/cache/kiro-auth-token.json')
        finally:
            process.kill()
            process.wait()
        log.finish()
        canaries.expect_operator_untold(log.text)


def test_a_login_by_google_comes_back_from_the_browser():
    with KiroDouble() as vendor, login(vendor, '--method', 'google') as (process, log, document):
        found = log.wait_for(r'^ *(https://\S+/login\?\S+)')
        expect.true(found, log.text)
        port, target = re.fullmatch(r'http://127\.0\.0\.1:(\d+)(/.*)', vendor.codes.consent(found[1])).groups()
        with http_client.Connection(int(port)) as browser:
            browser.send(f'GET {target} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n'.encode())
            expect.equal(browser.response().finish().status, 200)
        expect.equal(process.wait(wire.DEADLINE), 0, log.text)
        told = json.loads(document.read_text())
        expect.equal((told['authMethod'], told['provider'], told['profileArn']), ('social', 'Google', ARN))
        expect.true(vendor.tokens.owner(told['accessToken']), 'a token of the vendor')


def test_a_login_by_builder_id_waits_for_its_code():
    with KiroDouble() as vendor, login(vendor, '--method', 'builder-id') as (process, log, document):
        expect.true(log.wait_for('USER-0001'), log.text)
        expect.equal(process.wait(wire.DEADLINE), 0, log.text)
        told = json.loads(document.read_text())
        beside = json.loads(document.with_name(told['clientIdHash'] + '.json').read_text())
        expect.equal((told['provider'], beside['clientId']), ('BuilderId', 'client-canary'))
        expect.equal(document.stat().st_mode & 0o777, 0o600)
        expect.equal(len(vendor.asked('/token', 'POST')), 2, 'polls')


def wait_for_answer(server):
    until = time.monotonic() + 60
    while (response := CLIENTS[0].ask(server)).status != 200 and time.monotonic() < until:
        time.sleep(0.2)
    expect.equal(response.status, 200, f'{response.body!r}')


def test_thoughts_reach_clients_that_show_them():
    with KiroDouble() as vendor, Server(vendor.key_accounts()) as server:
        vendor.says = text('<think', 'ing>hm</thinking>', '\n\nyes') + END
        asking = {**CLIENTS[2].body, 'thinking': {'type': 'enabled', 'budget_tokens': 2000}, 'max_tokens': 4000}
        response = server.send('POST', '/v1/messages', chat.compact(asking), [('content-type', 'application/json')])
        content = json.loads(response.body)['content']
        expect.equal([content[0]['thinking'], content[1]['text']], ['hm', 'yes'])
        sent = vendor.asked('/generate')[-1].json['conversationState']['currentMessage']['userInputMessage']['content']
        expect.contains(sent, '<max_thinking_length>2000</max_thinking_length>')


def test_a_stream_without_an_end_is_no_success():
    with KiroDouble() as vendor, Server(vendor.key_accounts()) as server:
        vendor.says = text('one ')
        response = CLIENTS[0].ask(server, stream=True)
        chat.expect_broken(response, 'one ')


def test_a_call_that_is_cut_ends_as_too_long():
    with KiroDouble() as vendor, Server(vendor.key_accounts()) as server:
        vendor.says = [event('toolUseEvent', toolUseId='t', name='weather', input='{"city": "U')]
        response = CLIENTS[0].ask(server, tools=True)
        choice = json.loads(response.body)['choices'][0]
        expect.equal((choice['finish_reason'], choice['message']['tool_calls'][0]['function']['arguments']),
                     ('length', '{"city": "U'))


def test_an_exception_before_content_is_a_status():
    with KiroDouble() as vendor, Server(vendor.key_accounts()) as server:
        vendor.says = [exception('ThrottlingException', message='slow down')]
        expect.equal(CLIENTS[0].ask(server).status, 429)


def test_estimates_are_marked():
    with KiroDouble() as vendor, Server(vendor.key_accounts()) as server:
        response = CLIENTS[0].ask(server)
        expect.equal(response.headers.get('x-aipool-estimated'), 'usage')
        expect.equal(json.loads(response.body)['usage']['total_tokens'], 3000)


def test_models_are_listed_under_both_names():
    with KiroDouble() as vendor, Server(vendor.key_accounts()) as server:
        listed = [model['id'] for model in json.loads(server.send('GET', '/v1/models').body)['data']]
        expect.equal(listed, [kiro_double.MODEL, MODEL])


if __name__ == '__main__':
    tap.main(globals())
