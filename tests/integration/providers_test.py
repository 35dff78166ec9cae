# SPDX-License-Identifier: MIT
"""Each of the eight providers, from each of the five client protocols: text, a stream, a tool and an error against its
double. What a sign-in gave has expired when the server starts. Of all the secrets that this takes no output shows one.
"""
import json
import pathlib

from support import canaries, chat, clients, expect, key_doubles, proxies, tap
from support.clients import ARGUMENTS, TOOL
from support.google_double import SECRET, GoogleDouble, error
from support.kiro_double import KiroDouble, refused
from support.login import Login, place, settings, visit
from support.qwen_double import QwenDouble
from support.server import KEY, Server
from support.upstream import Upstream, play
from support.vendor_double import Devices

BAD_TOOL = 'a tool that cannot be'


class Google(GoogleDouble):
    PROVIDER, MODEL, DOCUMENT = 'gemini-oauth', 'gemini-2.5-pro', '.gemini/oauth_creds.json'
    EXPIRED = {'expiry_date': 1}

    @property
    def settings(self):
        return {**self.addresses, 'client_secret': SECRET}

    def sign_in(self, folder):
        with Login(folder, self.PROVIDER, *settings(self.settings)) as running:
            visit(self.codes.consent(running.address()))
            running.end(0)

    def refuse(self, message):
        self.fail('enerateContent', error(400, message, word='INVALID_ARGUMENT'))


class Qwen(QwenDouble):
    PROVIDER, MODEL, DOCUMENT = 'qwen-oauth', 'qwen3-coder-plus', '.qwen/oauth_creds.json'
    EXPIRED = {'expiry_date': 1}

    def __init__(self):
        super().__init__(Devices.PENDING, Devices.APPROVED)

    @property
    def settings(self):
        return {'auth_base_url': self.url, 'tls_ca_file': self.ca_file}

    def sign_in(self, folder):
        with Login(folder, self.PROVIDER, *settings(self.settings)) as running:
            running.end(0)

    def refuse(self, message):
        self.fail('/v1/chat', chat.error_answer(400, message=message, kind='invalid_request_error'))


class Kiro(KiroDouble):
    PROVIDER, MODEL, DOCUMENT = 'kiro-oauth', 'claude-sonnet-4-5', '.aws/sso/cache/kiro-auth-token.json'
    EXPIRED = {'expiresAt': '2020-01-01T00:00:00.000Z'}

    @property
    def settings(self):
        return self.addresses

    def sign_in(self, folder):
        with Login(folder, self.PROVIDER, *settings(self.settings), '--method', 'builder-id') as running:
            running.end(0)

    def refuse(self, message):
        self.fail('/generate', refused(message))


def expect_all(server, client, vendor, model):
    for stream in (False, True):
        reply = client.send(server, model, stream)
        expect.equal((reply.status, reply.text, reply.finished), (200, 'hello', True), f'{client}: {reply.raw!r}')
        reply = client.send(server, model, stream, tools=True)
        expect.equal((reply.calls, reply.finished), ([(TOOL, ARGUMENTS)], True), f'{client}: {reply.raw!r}')
        vendor.refuse(BAD_TOOL)
        reply = client.send(server, model, stream)
        expect.equal((reply.status, reply.error), (400, BAD_TOOL), f'{client}: {reply.raw!r}')


def expect_key_provider(double):
    with double() as vendor, Server({vendor.PROVIDER: [{'uuid': 'account-1', **vendor.account}]}) as server:
        for client in clients.ALL:
            expect_all(server, client, vendor, chat.MODEL)


def test_openai_custom():
    expect_key_provider(key_doubles.ChatDouble)


def test_claude_custom():
    expect_key_provider(key_doubles.MessagesDouble)


def test_gemini_custom():
    expect_key_provider(key_doubles.GeminiDouble)


def test_ollama_custom():
    expect_key_provider(key_doubles.OllamaDouble)


def test_qwen_custom():
    expect_key_provider(key_doubles.QwenKeyDouble)


def expire(vendor, document):
    """The access token is refused from now on, and the document says since when."""
    vendor.tokens.expire()
    told = json.loads(document.read_text())
    document.write_text(json.dumps({**told, **vendor.EXPIRED}))


def expect_login_provider(double):
    """One sign-in; then for each client a cold start with its token expired."""
    with double() as vendor, place() as folder:
        vendor.sign_in(folder)
        document = pathlib.Path(folder, 'home', vendor.DOCUMENT)
        account = {'uuid': 'account-1', **vendor.settings, 'oauth_creds_file_path': str(document)}
        for count, client in enumerate(clients.ALL, 1):
            expire(vendor, document)
            with Server({vendor.PROVIDER: [account]}) as server:
                expect_all(server, client, vendor, vendor.MODEL)
            expect.equal((vendor.tokens.refreshes, vendor.tokens.refusals), (count, 0), 'refreshes, refusals')


def test_gemini_oauth():
    expect_login_provider(Google)


def test_kiro_oauth():
    expect_login_provider(Kiro)


def test_qwen_oauth():
    expect_login_provider(Qwen)


def test_kiro_oauth_with_an_api_key():
    with Kiro() as vendor, Server(vendor.key_accounts()) as server:
        for client in clients.ALL:
            expect_all(server, client, vendor, vendor.MODEL)


def test_an_operator_a_header_and_a_proxy_have_secrets_too():
    kinds = ('admin key', 'account key', 'header of an account', 'proxy password')
    admin, key, header, password = (canaries.canary(kind) for kind in kinds)
    with Upstream(play(proxies.ESTABLISHED), chat.says('hello')) as proxy:
        account = {'uuid': 'account-1', 'base_url': 'http://upstream.example/v1', 'api_key': key,
                   'headers': {'x-secret': header}, 'proxy': proxies.url_of('http', proxy.port, 'user', password)}
        with Server({'openai-custom': [account]}, loops=1, auth={'api_key': KEY, 'admin_key': admin}) as server:
            expect.equal(chat.ask(server).status, 200)
            expect.equal(server.reload(key=admin).status, 200)


SECRETS = {
    'client key', 'admin key', 'account key', 'header of an account', 'proxy password',
    *(f'key of {double.PROVIDER}' for double in key_doubles.ALL), 'key of kiro',
    *(f'{what} token of {vendor}' for what in ('access', 'refresh') for vendor in ('google', 'kiro', 'qwen')),
    'client secret of google', 'client secret of kiro', 'state', 'authorization code', 'device code', 'PKCE verifier'}


def test_all_their_secrets_have_been_used():
    """By the cases before this one: each server and each login has been searched for them when it ended."""
    expect.true(len(SECRETS) >= 20, f'{len(SECRETS)} kinds')
    expect.equal(SECRETS - canaries.kinds_used(), set(), 'kinds that no double has seen')


if __name__ == '__main__':
    tap.main(globals())
