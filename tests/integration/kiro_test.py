# SPDX-License-Identifier: MIT
"""kiro-oauth against a Kiro of the test's own: tokens, refusals, logins, what is its own in requests and answers."""
import contextlib
import json
import pathlib
import tempfile
import time

from support import chat, clients, expect, kiro_double, messages, tap
from support.clients import ARGUMENTS, CHAT, FUNCTIONS, SCHEMA, TOOL
from support.kiro_double import ARN, CLIENT_SECRET, END, KiroDouble, event, exception, refused, text
from support.login import Login, place, settings, visit
from support.server import Server

MODEL = 'claude-sonnet-4-5'


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


def test_an_expired_token_is_renewed_in_its_document():
    with signed_in() as (server, vendor, document):
        expect.equal(CHAT.send(server, MODEL).text, 'hello')
        expect.equal(vendor.tokens.refreshes, 1, 'refreshes')
        told = json.loads(document.read_text())
        expect.equal((told['unknown'], told['profileArn']), ({'kept': True}, ARN))
        expect.equal(document.stat().st_mode & 0o777, 0o600)
        expect.equal(vendor.asked('/generate')[-1].bearer, told['accessToken'])


def test_a_tool_and_the_models_name_go_out_as_the_service_has_them():
    with KiroDouble() as vendor, Server(vendor.key_accounts()) as server:
        for client in clients.ALL:
            expect.equal(client.send(server, MODEL, tools=True).calls, [(TOOL, ARGUMENTS)], client.name)
            sent = vendor.asked('/generate')[-1].json['conversationState']['currentMessage']['userInputMessage']
            tool = sent['userInputMessageContext']['tools'][0]['toolSpecification']
            expect.equal((tool['name'], tool['inputSchema']['json']), (TOOL, SCHEMA), client.name)
            expect.equal(sent['modelId'], kiro_double.MODEL, client.name)


def test_an_input_that_is_too_long_is_told_to_clients_of_every_protocol():
    with KiroDouble() as vendor, Server(vendor.key_accounts()) as server:
        for client in clients.ALL:
            vendor.fail('/generate', refused('Input is too long.', reason='CONTENT_LENGTH_EXCEEDS_THRESHOLD'))
            reply = client.send(server, MODEL)
            expect.equal(reply.status, 400, client.name)
            expect.contains(reply.error, 'prompt is too long', client.name)


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
        expect.equal(chat.ask(server, model=MODEL).status, 200)
        vendor.tokens.expire()
        expect.equal(chat.ask(server, model=MODEL).status, 200)
        expect.equal(vendor.tokens.refreshes, 1, 'refreshes')


def test_a_revoked_login_says_what_to_do():
    with signed_in() as (server, vendor, document):
        vendor.tokens.revoke()
        expect.equal(chat.ask(server, model=MODEL).status, 502)
        expect.true(server.log.wait_for('aipool login kiro-oauth'), 'the way out in the log')
        document.write_text(vendor.token_file())
        wait_for_answer(server)


def test_a_suspended_account_is_out_of_use():
    with signed_in() as (server, vendor, _):
        vendor.fail('/generate', refused('Your User ID temporarily is suspended.', 403))
        expect.equal(chat.ask(server, model=MODEL).status, 502)
        for _ in range(2):
            expect.true(chat.ask(server, model=MODEL).status >= 500, 'a suspended account was used')
        expect.equal(len(vendor.asked('/generate')), 1, 'requests upstream')


@contextlib.contextmanager
def login(vendor, *arguments):
    """(the running login, the place of its document)"""
    with place() as folder, Login(folder, 'kiro-oauth', *settings(vendor.addresses), *arguments) as running:
        yield running, pathlib.Path(folder, 'home/.aws/sso/cache/kiro-auth-token.json')


def test_a_login_by_google_comes_back_from_the_browser():
    with KiroDouble() as vendor, login(vendor, '--method', 'google') as (running, document):
        expect.equal(visit(vendor.codes.consent(running.address())).status, 200)
        running.end(0)
        told = json.loads(document.read_text())
        expect.equal((told['authMethod'], told['provider'], told['profileArn']), ('social', 'Google', ARN))
        expect.true(vendor.tokens.owner(told['accessToken']), 'a token of the vendor')


def test_a_login_by_builder_id_waits_for_its_code():
    with KiroDouble() as vendor, login(vendor, '--method', 'builder-id') as (running, document):
        running.wait_for('USER-0001')
        running.end(0)
        told = json.loads(document.read_text())
        beside = json.loads(document.with_name(told['clientIdHash'] + '.json').read_text())
        expect.equal((told['provider'], beside['clientId']), ('BuilderId', 'client-canary'))
        expect.equal(document.stat().st_mode & 0o777, 0o600)
        expect.equal(len(vendor.asked('/token', 'POST')), 2, 'polls')


def wait_for_answer(server):
    until = time.monotonic() + 60
    while (response := chat.ask(server, model=MODEL)).status != 200 and time.monotonic() < until:
        time.sleep(0.2)
    expect.equal(response.status, 200, f'{response.body!r}')


def test_thoughts_reach_clients_that_show_them():
    with KiroDouble() as vendor, Server(vendor.key_accounts()) as server:
        vendor.says = text('<think', 'ing>hm</thinking>', '\n\nyes') + END
        asking = {**messages.REQUEST, 'model': MODEL, 'max_tokens': 4000,
                  'thinking': {'type': 'enabled', 'budget_tokens': 2000}}
        response = messages.ask(server, asking)
        content = json.loads(response.body)['content']
        expect.equal([content[0]['thinking'], content[1]['text']], ['hm', 'yes'])
        sent = vendor.asked('/generate')[-1].json['conversationState']['currentMessage']['userInputMessage']['content']
        expect.contains(sent, '<max_thinking_length>2000</max_thinking_length>')


def test_a_stream_without_an_end_is_no_success():
    with KiroDouble() as vendor, Server(vendor.key_accounts()) as server:
        vendor.says = text('one ')
        response = chat.ask(server, model=MODEL, stream=True)
        chat.expect_broken(response, 'one ')


def test_a_call_that_is_cut_ends_as_too_long():
    with KiroDouble() as vendor, Server(vendor.key_accounts()) as server:
        vendor.says = [event('toolUseEvent', toolUseId='t', name='weather', input='{"city": "U')]
        response = chat.ask(server, model=MODEL, **FUNCTIONS)
        choice = json.loads(response.body)['choices'][0]
        expect.equal((choice['finish_reason'], choice['message']['tool_calls'][0]['function']['arguments']),
                     ('length', '{"city": "U'))


def test_an_exception_before_content_is_a_status():
    with KiroDouble() as vendor, Server(vendor.key_accounts()) as server:
        vendor.says = [exception('ThrottlingException', message='slow down')]
        expect.equal(chat.ask(server, model=MODEL).status, 429)


def test_estimates_are_marked():
    with KiroDouble() as vendor, Server(vendor.key_accounts()) as server:
        response = chat.ask(server, model=MODEL)
        expect.equal(response.headers.get('x-aipool-estimated'), 'usage')
        expect.equal(json.loads(response.body)['usage']['total_tokens'], 3000)


def test_a_probe_costs_nothing_and_rests_an_account_whose_allowance_is_used_up():
    with KiroDouble() as vendor:
        vendor.used = 50
        with Server(vendor.key_accounts(check_model=MODEL), health_check={'enabled': True, 'interval': '1h'}) as server:
            expect.true(server.log.wait_for('health has changed.*to="?resting'), 'the account never rested')
            expect.equal(chat.ask(server, model=MODEL).status, 429)
            expect.equal((len(vendor.asked('/getUsageLimits')), len(vendor.asked('/generate'))), (1, 0), 'requests')


def test_models_are_listed_under_both_names():
    with KiroDouble() as vendor, Server(vendor.key_accounts()) as server:
        listed = [model['id'] for model in json.loads(server.send('GET', '/v1/models').body)['data']]
        expect.equal(listed, [kiro_double.MODEL, MODEL])


if __name__ == '__main__':
    tap.main(globals())
