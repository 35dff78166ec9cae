# SPDX-License-Identifier: MIT
"""gemini-oauth against a Google of the test's own: tokens that expire, onboarding, errors, logins."""
import contextlib
import json
import pathlib
import re
import tempfile

from support import chat, clients, expect, tap, wire
from support.clients import CHAT, MESSAGES
from support.google_double import PROJECT, SECRET, STREAM_HEAD, GoogleDouble, detail, error
from support.login import Login, place, settings, visit
from support.server import Server
from support.vendor_double import json_answer

MODEL = 'gemini-2.5-pro'


@contextlib.contextmanager
def gateway(owners=('one',), expires_in=-60, double=None, account=None, **config):
    """(server, google, documents): an account for each owner, whose token has expired."""
    with tempfile.TemporaryDirectory(prefix='aipool-google-') as folder, GoogleDouble(**(double or {})) as google:
        documents = [pathlib.Path(folder) / f'{owner}.json' for owner in owners]
        for owner, document in zip(owners, documents):
            google.write_document(document, owner, expires_in)
        pool = [{'uuid': owner, **google.account(document), **(account or {})}
                for owner, document in zip(owners, documents)]
        with Server({'gemini-oauth': pool}, **config) as server:
            yield server, google, documents


def owners_asked(google):
    return [google.tokens.owner(asked.bearer) for asked in google.asked('enerateContent')]


def test_an_expired_token_is_renewed_in_its_document():
    with gateway() as (server, google, documents):
        expect.equal(CHAT.send(server, MODEL).text, 'hello')
        expect.equal(google.tokens.refreshes, 1, 'refreshes')
        expect.equal(len(google.asked(':loadCodeAssist')), 1, 'onboardings')
        sent = google.asked(':generateContent')[0]
        expect.equal((sent.json['model'], sent.json['project']), (MODEL, PROJECT))
        expect.equal((sent.headers.get('user-agent'), sent.headers.get('x-goog-api-client')), ('aipool', 'aipool'))
        told = json.loads(documents[0].read_text())
        expect.equal((told['access_token'], told['kept']), (sent.bearer, [1.0]), 'the document')


def test_errors_reach_clients_of_every_protocol_in_their_form():
    wrong = {'error': {'code': 400, 'message': 'bad tool', 'status': 'INVALID_ARGUMENT'}}
    with gateway(retry={'attempts': 1}) as (server, google, _):
        for client in clients.ALL:
            google.fail('enerateContent', json_answer([wrong], 400))
            reply = client.send(server, MODEL)
            expect.equal((reply.status, reply.error), (400, 'bad tool'), f'{client}: {reply.raw!r}')
            reply = client.send(server, 'no-such-model', stream=True)
            expect.equal(reply.status, 404, f'{client}: {reply.raw!r}')
            google.fail('enerateContent', error(500, 'it broke'))
            expect.equal(client.send(server, MODEL, stream=True).status, 500, client.name)


def test_an_error_inside_of_a_stream_is_an_attempt_that_failed():
    broken = b'data: {"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}\r\n\r\n'
    with gateway(('one', 'two')) as (server, google, _):
        google.fail(':streamGenerateContent', STREAM_HEAD + chat.coded(broken) + wire.LAST_CHUNK)
        reply = CHAT.send(server, MODEL, stream=True)
        expect.equal((reply.status, reply.text), (200, 'hello'), f'{reply.raw!r}')
        expect.equal(sorted(owners_asked(google)), ['one', 'two'])


def test_a_token_that_is_refused_is_refreshed_and_the_request_sent_again():
    with gateway(expires_in=3600) as (server, google, _):
        expect.equal(CHAT.send(server, MODEL).status, 200)
        expect.equal(google.tokens.refreshes, 0, 'refreshes')
        google.tokens.expire()
        expect.equal(MESSAGES.send(server, MODEL, stream=True).text, 'hello')
        expect.equal(google.tokens.refreshes, 1, 'refreshes')


def test_a_new_account_is_signed_up_first():
    at_once = {'onboarding_poll_interval': '20ms'}
    with gateway(double={'tier': None, 'polls': 2}, account=at_once) as (server, google, _):
        expect.equal(CHAT.send(server, MODEL).text, 'hello')
        expect.equal(len(google.asked('operations/onboard.1', 'GET')), 2, 'looks at the sign-up')
        expect.equal(len(google.asked(':onboardUser')), 1, 'sign-ups')


def test_an_account_whose_quota_is_used_up_rests_and_another_answers():
    with gateway(('one', 'two')) as (server, google, _):
        google.fail('enerateContent', error(429, 'used up', detail('ErrorInfo', reason='QUOTA_EXHAUSTED',
                                                                   metadata={'quotaResetDelay': '1h'})))
        for _ in range(4):
            expect.equal(CHAT.send(server, MODEL).text, 'hello')
        owners = owners_asked(google)
        expect.equal(len(owners), 5)
        expect.equal(len(set(owners[1:])), 1, f'who answered: {owners}')
        expect.true(owners[0] != owners[1], f'who answered: {owners}')


def test_an_account_that_must_be_verified_is_left_alone_and_only_the_operator_learns_why():
    with gateway(('one', 'two')) as (server, google, _):
        google.fail('enerateContent', error(
            403, 'Verify your account.', detail('ErrorInfo', reason='VALIDATION_REQUIRED',
                                                domain='cloudcode-pa.googleapis.com'),
            detail('Help', links=[{'description': 'd', 'url': 'https://verify.example/here'}])))
        for _ in range(3):
            reply = CHAT.send(server, MODEL)
            expect.equal(reply.text, 'hello')
        owners = owners_asked(google)
        expect.true(owners[0] not in owners[1:], f'who answered: {owners}')
        expect.true(server.log.wait_for('https://verify.example/here'), 'the link in the log')


def test_a_probe_costs_nothing_and_rests_the_model_that_has_no_quota_left():
    probed = {'health_check': {'enabled': True, 'interval': '1h'}}
    with GoogleDouble() as google, tempfile.TemporaryDirectory(prefix='aipool-google-') as folder:
        google.buckets = [{'modelId': model, 'remainingFraction': left, 'resetTime': '2099-01-01T00:00:00Z'}
                          for model, left in ((MODEL, 0), ('gemini-2.5-flash', 0.5))]
        document = pathlib.Path(folder, 'creds.json')
        google.write_document(document)
        account = {'uuid': 'one', **google.account(document), 'check_model': MODEL}
        with Server({'gemini-oauth': [account]}, **probed) as server:
            expect.true(server.log.wait_for(f'health has changed.*{MODEL}.*to="?resting'), 'the model never rested')
            expect.equal(CHAT.send(server, MODEL).status, 429)
            expect.equal(CHAT.send(server, 'gemini-2.5-flash').text, 'hello')
            expect.equal(len(google.asked(':retrieveUserQuota')), 1, 'probes')
            expect.equal(len(google.asked('enerateContent')), 1, 'requests that cost something')


def test_a_revoked_sign_in_says_what_to_do_to_the_operator():
    with gateway() as (server, google, _):
        google.tokens.revoke()
        reply = CHAT.send(server, MODEL)
        expect.one_of(reply.status, (502, 503))
        expect.true(server.log.wait_for('aipool login gemini-oauth'), 'the way out in the log')
        expect.lacks(reply.raw, b'invalid_grant')


def test_counts_and_models():
    with gateway(account={'model_list': ['a-model', 'b-model']}) as (server, google, _):
        response = server.post(f'/v1beta/models/{MODEL}:countTokens',
                               {'contents': [{'parts': [{'text': 'x'}]}], 'safetySettings': []})
        expect.equal(json.loads(response.body).get('totalTokens'), 31, f'{response.body!r}')
        asked = {'model': MODEL, 'messages': [{'role': 'user', 'content': 'x'}]}
        response = server.post('/v1/messages/count_tokens', asked)
        expect.equal(json.loads(response.body).get('input_tokens'), 31, f'{response.body!r}')
        listed = json.loads(server.send('GET', '/v1/models').body)['data']
        expect.equal([model['id'] for model in listed], ['a-model', 'b-model'])
        expect.equal(len(google.asked()), len(google.asked('/token') + google.asked(':loadCodeAssist') +
                                               google.asked(':countTokens')), 'nobody was asked for models')


@contextlib.contextmanager
def signing_in(google, *arguments):
    """(the running login, its document)"""
    words = settings({**google.addresses, 'client_secret': SECRET})
    with place() as folder, Login(folder, 'gemini-oauth', *words, *arguments) as running:
        yield running, pathlib.Path(folder, 'home/.gemini/oauth_creds.json')


def expect_usable(google, document):
    """A server is given what the login wrote."""
    with Server({'gemini-oauth': [google.account(document)]}) as server:
        expect.equal(CHAT.send(server, MODEL).text, 'hello')


def test_a_browser_signs_in_and_a_server_uses_the_document():
    with GoogleDouble(tier=None) as google, signing_in(google) as (running, document):
        back = google.codes.consent(running.address())
        expect.contains(back, '/oauth2callback?')
        expect.equal(visit(back).status, 200)
        running.end(0)
        told = json.loads(document.read_text())
        expect.true(google.tokens.owner(told['access_token']), 'a token of the vendor')
        expect.equal(len(google.asked(':onboardUser')), 1, 'sign-ups')
        expect_usable(google, document)


def test_a_code_that_is_pasted_signs_in():
    with GoogleDouble() as google, signing_in(google, '--method', 'paste') as (running, document):
        back = google.codes.consent(running.address())
        running.type(re.search(r'code=([^&]+)', back)[1].replace('%2F', '/'))
        running.end(0)
        expect_usable(google, document)


def test_a_sign_in_that_is_denied_writes_nothing():
    with GoogleDouble() as google, signing_in(google) as (running, document):
        visit(google.codes.consent(running.address(), deny=True))
        expect.contains(running.end(1), 'denied')
        expect.true(not document.exists(), 'something was written')


if __name__ == '__main__':
    tap.main(globals())
