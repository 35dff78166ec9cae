# SPDX-License-Identifier: MIT
"""What the host does with credentials: found, renewed once for all who wait, replayed once, told to nobody."""
import concurrent.futures
import contextlib
import json
import pathlib
import subprocess
import tempfile
import time

from support import chat, expect, proxies, tap
from support.server import PROGRAM, Server, environment
from support.ticket_double import TicketDouble, expect_answer, expect_sound, expect_untold
from support.upstream import Upstream

CROWD = 40


@contextlib.contextmanager
def office(expires_in=-60, accounts=1, write=True, revoked=False, **config):
    """(server, vendor, path of the document) with so many accounts that share the document."""
    with tempfile.TemporaryDirectory(prefix='aipool-creds-') as folder, TicketDouble() as vendor:
        document = pathlib.Path(folder) / 'creds.json'
        if write:
            vendor.write_document(document, expires_in)
        if revoked:  # before the server looks
            vendor.tokens.revoke()
        pool = [{'uuid': f'ticket-{number}', **vendor.account, 'oauth_creds_file_path': str(document)}
                for number in range(1, accounts + 1)]
        with Server({'ticket-oauth': pool}, **config) as server:
            yield server, vendor, document


def ask_at_once(server, count=CROWD):
    with concurrent.futures.ThreadPoolExecutor(count) as crowd:
        return list(crowd.map(lambda _: chat.ask(server), range(count)))


def test_an_expired_token_is_renewed_before_the_first_request():
    with office() as (server, vendor, document):
        expect_answer(chat.ask(server))
        chat.expect_complete(chat.ask(server, stream=True), 'hello')
        expect.equal(len(vendor.refreshes), 1, 'refreshes')
        told = expect_sound(document)
        expect.equal(told['kept'], [1.0], 'what the machine does not know')
        expect.equal(vendor.asked('/v1/chat')[-1].bearer, told['access_token'], 'the token in use')


def test_a_good_token_is_used_as_it_is():
    with office(expires_in=3600) as (server, vendor, _):
        expect_answer(chat.ask(server))
        expect.equal(len(vendor.refreshes), 0, 'refreshes')


def test_a_crowd_waits_for_one_refresh():
    with office(accounts=2) as (server, vendor, _):
        for response in ask_at_once(server):
            expect_answer(response)
        expect.equal(len(vendor.refreshes), 1, 'refreshes')
        expect.equal(vendor.tokens.refusals, 0, 'refused refresh tokens')


def test_a_refused_token_is_renewed_and_the_attempt_replayed():
    with office(expires_in=3600) as (server, vendor, _):
        expect_answer(chat.ask(server))
        vendor.tokens.expire()
        expect_answer(chat.ask(server))
        expect.equal(len(vendor.refreshes), 1, 'refreshes')
        expect.equal(server.access_line(2)['attempts'], '1')
        vendor.tokens.expire()
        chat.expect_complete(chat.ask(server, stream=True), 'hello')


def test_a_token_that_stays_refused_is_a_fault_of_the_account():
    with office(expires_in=3600) as (server, vendor, _):
        vendor.fail('/v1/chat', *[chat.error_answer(401)] * 2)
        response = chat.ask(server)
        expect.equal(response.status, 502, 'status')
        expect.contains(response.body, b"refused the gateway's credentials")
        expect.equal(len(vendor.refreshes), 1, 'refreshes')
        expect.equal(len(vendor.asked('/v1/chat')), 2, 'requests upstream')


def test_a_revoked_login_holds_until_the_document_changes():
    with office(revoked=True) as (server, vendor, document):
        response = chat.ask(server)
        expect.equal(response.status, 502, 'status')
        expect.contains(response.body, b'no valid credential')
        expect.true(server.log.wait_for(r'aipool login ticket-oauth'), 'the way out in the log')
        for _ in range(3):
            chat.ask(server)
        expect.equal(len(vendor.refreshes), 1, 'refreshes')
        vendor.write_document(document)
        until = time.monotonic() + 60
        while (response := chat.ask(server)).status != 200 and time.monotonic() < until:
            time.sleep(0.3)
        expect_answer(response)


def test_a_failing_sign_in_server_is_tried_again_later():
    with office(expires_in=3600) as (server, vendor, _):
        expect_answer(chat.ask(server))
        vendor.fail('/token', chat.error_answer(503))
        vendor.tokens.expire()
        expect.equal(chat.ask(server).status, 502, 'status')
        until = time.monotonic() + 60
        while (response := chat.ask(server)).status != 200 and time.monotonic() < until:
            time.sleep(0.3)
        expect_answer(response)


def test_the_server_starts_without_a_credential_and_says_so():
    with office(write=False) as (server, vendor, document):
        expect.true(server.log.wait_for(r'aipool login ticket-oauth'), 'the way out in the log')
        response = chat.ask(server)
        expect.equal(response.status, 502, 'status')
        expect.lacks(server.access_log.text, 'attempts=0')


def test_check_notes_a_missing_document_and_finds_no_fault():
    with office(write=False) as (server, _, document):
        folder = pathlib.Path(server.process.args[-3]).parent
        checked = subprocess.run([PROGRAM, 'check', '--config', str(folder / 'config.yaml')], capture_output=True, text=True,
                                 env=environment(HOME=str(folder)))
        expect.equal((checked.returncode, checked.stderr), (0, ''))
        for part in ('ticket-1', str(document), 'aipool login ticket-oauth'):
            expect.contains(checked.stdout, part, 'what check says')


def test_a_request_goes_where_the_credential_says():
    with tempfile.TemporaryDirectory() as folder, TicketDouble() as vendor:
        document = pathlib.Path(folder) / 'creds.json'
        vendor.write_document(document, 3600, base_url=f'{vendor.url}/elsewhere/')
        account = {name: value for name, value in vendor.account.items() if name != 'base_url'}
        with Server({'ticket-oauth': [{**account, 'oauth_creds_file_path': str(document)}]}) as server:
            expect_answer(chat.ask(server))
            expect.equal([asked.path for asked in vendor.asked('chat')], ['/elsewhere/chat/completions'])


def test_the_sign_in_goes_through_the_accounts_proxy():
    with tempfile.TemporaryDirectory() as folder, TicketDouble() as vendor, proxies.tinyproxy() as proxy:
        document = pathlib.Path(folder) / 'creds.json'
        vendor.write_document(document)
        account = {**vendor.account, 'oauth_creds_file_path': str(document), 'proxy': proxy.url()}
        with Upstream(chat.says('hello')) as upstream, \
                Server({'ticket-oauth': [{**account, 'base_url': upstream.url}]}) as server:
            expect_answer(chat.ask(server))
            proxy.wait_for_tunnel_to('127.0.0.1', int(vendor.url.rpartition(':')[2]))


def test_a_sign_in_server_that_nobody_vouches_for_gets_nothing():
    with tempfile.TemporaryDirectory() as folder, TicketDouble() as vendor:
        document = pathlib.Path(folder) / 'creds.json'
        vendor.write_document(document)
        account = {**vendor.account, 'oauth_creds_file_path': str(document)}
        del account['tls_ca_file']
        with Server({'ticket-oauth': [account]}) as server:
            expect.equal(chat.ask(server).status, 502, 'status')
            expect.equal(vendor.book, [], 'what the vendor got')


def test_no_output_tells_a_credential():
    with office() as (server, vendor, document):
        expired = json.loads(document.read_text())
        expect_answer(chat.ask(server))
        vendor.tokens.expire()
        chat.ask(server)
        renewed = json.loads(document.read_text())
        vendor.fail('/v1/chat', *[chat.error_answer(401, message=f'bad token {renewed["access_token"]}')] * 2)
        answers = [chat.ask(server).body]
        server.stop()
        used = [expired['refresh_token'], renewed['access_token'], renewed['refresh_token']]
        for secret in used:
            expect.true(vendor.saw(secret), f'{secret} was used')
        output = b'\n'.join([server.log.text.encode(), server.access_log.text.encode(), *answers])
        expect_untold(output, [expired['access_token'], *used])


if __name__ == '__main__':
    tap.main(globals())
