# SPDX-License-Identifier: MIT
"""What an operator may ask of a server that runs: how its accounts are, what was counted, and to leave one alone."""
import re
import tempfile

from support import canaries, chat, expect, tap
from support.server import KEY, Server, pool_of
from support.upstream import Upstream, play

ADMIN = canaries.register('admin key', 'sk-admin-canary-3e19')
AUTH = {'api_key': KEY, 'admin_key': ADMIN}


def ask(server, method, path, status=200):
    response = server.send(method, path, key=ADMIN)
    expect.equal(response.status, status, f'{method} {path}: {response.body!r}')
    return response


def accounts(server):
    return {account['uuid']: account for account in ask(server, 'GET', '/api/accounts').json()['accounts']}


def counted(server):
    """Metric with its labels, as the text has them -> number."""
    response = ask(server, 'GET', '/metrics')
    expect.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
    lines = response.body.decode().splitlines()
    samples = [re.fullmatch(r'(\w+(?:\{.*\})?) (\S+)', line) for line in lines if not line.startswith('#')]
    expect.true(all(samples), f'lines of another form: {lines}')
    return {sample[1]: float(sample[2]) for sample in samples}


def test_accounts_are_shown_with_their_health_and_use():
    with Upstream(play(chat.error_answer(429, 'retry-after: 600'))) as limited, Upstream(chat.says('hi')) as good, \
            Server(pool_of(limited, good), auth=AUTH) as server:
        expect.equal([chat.ask(server).status for _ in range(3)], [200] * 3)
        server.access_line(3)  # by then their leases are back
        shown = accounts(server)
        expect.equal([(account['health'], account['uses'], account['in_flight']) for account in shown.values()],
                     [('resting', 1, 0), ('healthy', 3, 0)])
        expect.true(0 < shown['account-1']['rests_for_ms'] <= 600_000, f'{shown}')
        expect.true('rests_for_ms' not in shown['account-2'], f'{shown}')


def test_a_model_that_an_account_does_not_have_is_shown_below_it():
    missing = chat.error_answer(404, message='no such model', kind='invalid_request_error', code='model_not_found')
    with Upstream(play(missing)) as one, Upstream(chat.says('hi')) as other, \
            Server(pool_of(one, other), auth=AUTH) as server:
        expect.equal(chat.ask(server).status, 200)
        shown = accounts(server)['account-1']
        expect.equal((shown['health'], [model['model'] for model in shown['models']]), ('healthy', [chat.MODEL]))


def test_a_disabled_account_gets_nothing_until_it_is_enabled_also_after_a_restart():
    with Upstream(chat.says('one')) as one, Upstream(chat.says('two')) as two, tempfile.TemporaryDirectory() as folder:
        with Server(pool_of(one, two), auth=AUTH, state_dir=folder) as server:
            ask(server, 'POST', '/api/accounts/account-1/disable')
            expect.equal([chat.ask(server).status for _ in range(4)], [200] * 4)
        with Server(pool_of(one, two), auth=AUTH, state_dir=folder) as server:
            expect.equal(accounts(server)['account-1']['health'], 'disabled')
            expect.equal([chat.ask(server).status for _ in range(4)], [200] * 4)
            expect.equal((len(one.requests), len(two.requests)), (0, 8), 'requests')
            ask(server, 'POST', '/api/accounts/account-1/enable')
            expect.equal([chat.ask(server).status for _ in range(2)], [200] * 2)
            expect.equal((len(one.requests), len(two.requests)), (1, 9), 'requests')
            ask(server, 'POST', '/api/accounts/nobody/disable', 404)


def test_what_was_counted_is_told_in_the_text_format_of_prometheus():
    with Upstream(play(chat.error_answer(429, 'retry-after: 600'))) as limited, Upstream(chat.says('hi')) as good, \
            Server(pool_of(limited, good), auth=AUTH) as server:
        expect.equal(chat.ask(server).status, 200)
        server.access_line()  # by then its lease is back
        told = counted(server)
        for health, count in (('healthy', 1), ('resting', 1), ('suspended', 0)):
            expect.equal(told[f'aipool_accounts{{provider="openai-custom",health="{health}"}}'], count, health)
        expect.equal(told['aipool_requests_in_flight{provider="openai-custom"}'], 0)
        expect.equal(told['aipool_account_transitions_total{provider="openai-custom",of="account",'
                          'from="healthy",to="resting"}'], 1)


def test_only_the_operator_is_answered():
    with Upstream(chat.says('hi')) as upstream, Server(pool_of(upstream), auth=AUTH) as server:
        for method, path in (('GET', '/metrics'), ('GET', '/api/accounts'), ('POST', '/api/accounts/account-1/disable'),
                             ('POST', '/api/accounts/account-1/enable')):
            expect.equal(server.send(method, path, key=KEY).status, 401, path)
            of_a_page = server.send(method, path, key=ADMIN, headers=[('origin', 'http://evil.example')])
            expect.equal(of_a_page.status, 403, path)
            other = {'GET': 'POST', 'POST': 'GET'}[method]
            expect.equal(ask(server, other, path, 405).headers.get('allow'), method, path)
        expect.equal(accounts(server)['account-1']['health'], 'healthy')


if __name__ == '__main__':
    tap.main(globals())
