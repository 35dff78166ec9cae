# SPDX-License-Identifier: MIT
"""qwen-oauth against a Qwen of the test's own: tokens that expire, refusals, quotas."""
import contextlib
import pathlib
import tempfile

from support import chat, clients, expect, tap
from support.clients import CHAT, MESSAGES
from support.qwen_double import QwenDouble
from support.server import Server
from support.ticket_double import expect_sound
from support.vendor_double import json_answer

MODEL = 'qwen3-coder-plus'


@contextlib.contextmanager
def gateway(expires_in=-60, **config):
    """(server, qwen, document)."""
    with tempfile.TemporaryDirectory(prefix='aipool-qwen-') as folder, QwenDouble() as qwen:
        document = pathlib.Path(folder) / 'oauth_creds.json'
        qwen.write_document(document, expires_in)
        with Server({'qwen-oauth': [{'uuid': 'qwen', **qwen.account(document)}]}, **config) as server:
            yield server, qwen, document


def test_an_expired_token_is_renewed_in_its_document():
    with gateway() as (server, qwen, document):
        expect.equal(CHAT.send(server, MODEL).text, 'hello')
        expect.equal((qwen.tokens.refreshes, qwen.tokens.refusals), (1, 0), 'refreshes')
        sent = qwen.asked('/v1/chat/completions')[0]
        expect.equal(sent.json['model'], MODEL)
        expect.equal(sent.headers.get('user-agent'), 'aipool')
        told = expect_sound(document)
        expect.equal((told['access_token'], told['kept']), (sent.bearer, [1.0]), 'the document')
        left = sorted(path.name for path in document.parent.iterdir())
        expect.equal(left, ['.oauth_creds.json.aipool-lock', 'oauth_creds.json'], 'files that are left')


def test_errors_reach_clients_of_every_protocol_in_their_form():
    with gateway(expires_in=3600) as (server, qwen, _):
        for client in clients.ALL:
            for stream in (False, True):
                qwen.fail('/v1/chat', chat.error_answer(400, message='bad tool', kind='invalid_request_error'))
                reply = client.send(server, MODEL, stream)
                expect.equal((reply.status, reply.error), (400, 'bad tool'), f'{client}: {reply.raw!r}')


def test_a_refused_token_is_renewed_and_the_request_sent_again():
    with gateway(expires_in=3600) as (server, qwen, _):
        expect.equal(CHAT.send(server, MODEL).status, 200)
        qwen.tokens.expire()
        expect.equal(MESSAGES.send(server, MODEL, stream=True).text, 'hello')
        expect.equal(qwen.tokens.refreshes, 1, 'refreshes')


def test_a_sign_in_that_was_withdrawn_says_what_to_do():
    with gateway(expires_in=3600) as (server, qwen, document):
        before = document.read_bytes()
        qwen.tokens.revoke()
        reply = CHAT.send(server, MODEL)
        expect.equal(reply.status, 502)
        expect.true(server.log.wait_for('aipool login qwen-oauth'), 'the way out in the log')
        expect.equal(document.read_bytes(), before, 'the document')


def test_a_used_up_quota_is_a_limit():
    with gateway(expires_in=3600) as (server, qwen, _):
        spent = {'error': {'message': 'Free allocated quota exceeded.', 'code': 'insufficient_quota'}}
        qwen.fail('/v1/chat', json_answer(spent, 429))
        expect.equal(CHAT.send(server, MODEL).status, 429)
        expect.equal(qwen.tokens.refreshes, 0, 'refreshes')


if __name__ == '__main__':
    tap.main(globals())
