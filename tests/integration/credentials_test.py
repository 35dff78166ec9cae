# SPDX-License-Identifier: MIT
"""What the host does with credentials: found, renewed once for all who wait, kept whole on the disk, told to nobody."""
import base64
import concurrent.futures
import contextlib
import json
import os
import pathlib
import random
import signal
import subprocess
import tempfile
import threading
import time
import urllib.parse

from support import chat, expect, proxies, tap
from support.server import PROGRAM, Server, environment
from support.ticket_double import TicketDouble, expect_sound
from support.upstream import Upstream

# The suite's run is a short one; the is 200, 100 and 200.
CROWD = int(os.environ.get('AIPOOL_CREDENTIALS_CROWD', 40))
EXPIRIES = int(os.environ.get('AIPOOL_CREDENTIALS_EXPIRIES', 3))
KILLS = int(os.environ.get('AIPOOL_CREDENTIALS_KILLS', 4))


@contextlib.contextmanager
def office(expires_in=-60, accounts=1, write=True, **config):
    """(server, vendor, path of the document) with so many accounts that share the document."""
    with tempfile.TemporaryDirectory(prefix='aipool-creds-') as folder, TicketDouble() as vendor:
        document = pathlib.Path(folder) / 'creds.json'
        if write:
            vendor.write_document(document, expires_in)
        pool = [{'uuid': f'ticket-{number}', **vendor.account, 'oauth_creds_file_path': str(document)}
                for number in range(1, accounts + 1)]
        with Server({'ticket-oauth': pool}, **config) as server:
            yield server, vendor, document


def refreshes(vendor):
    return [asked for asked in vendor.asked('/token') if asked.form['grant_type'] == 'refresh_token']


def ask_at_once(server, count=CROWD):
    with concurrent.futures.ThreadPoolExecutor(count) as crowd:
        return list(crowd.map(lambda _: chat.ask(server), range(count)))


def expect_answer(response):
    expect.equal(response.status, 200, f'status of {response.body!r}')
    expect.equal(response.json()['choices'][0]['message']['content'], 'hello')


def test_an_expired_token_is_renewed_before_the_first_request():
    with office() as (server, vendor, document):
        expect_answer(chat.ask(server))
        chat.expect_complete(chat.ask(server, stream=True), 'hello')
        expect.equal(len(refreshes(vendor)), 1, 'refreshes')
        told = expect_sound(document)
        expect.equal(told['kept'], [1.0], 'what the machine does not know')
        expect.equal(vendor.asked('/v1/chat')[-1].bearer, told['access_token'], 'the token in use')


def test_a_good_token_is_used_as_it_is():
    with office(expires_in=3600) as (server, vendor, _):
        expect_answer(chat.ask(server))
        expect.equal(len(refreshes(vendor)), 0, 'refreshes')


def test_a_crowd_waits_for_one_refresh():
    with office(accounts=2) as (server, vendor, _):
        for response in ask_at_once(server):
            expect_answer(response)
        expect.equal(len(refreshes(vendor)), 1, 'refreshes')
        expect.equal(vendor.tokens.refusals, 0, 'refused refresh tokens')


def test_a_refused_token_is_renewed_and_the_attempt_replayed():
    with office(expires_in=3600) as (server, vendor, _):
        expect_answer(chat.ask(server))
        vendor.tokens.expire()
        expect_answer(chat.ask(server))
        expect.equal(len(refreshes(vendor)), 1, 'refreshes')
        expect.equal(server.access_line(2)['attempts'], '1')
        vendor.tokens.expire()
        chat.expect_complete(chat.ask(server, stream=True), 'hello')


def test_a_token_that_stays_refused_is_a_fault_of_the_account():
    with office(expires_in=3600) as (server, vendor, _):
        vendor.fail('/v1/chat', *[chat.error_answer(401)] * 2)
        response = chat.ask(server)
        expect.equal(response.status, 502, 'status')
        expect.contains(response.body, b"refused the gateway's credentials")
        expect.equal(len(refreshes(vendor)), 1, 'refreshes')
        expect.equal(len(vendor.asked('/v1/chat')), 2, 'requests upstream')


def test_a_revoked_login_holds_until_the_document_changes():
    with office() as (server, vendor, document):
        vendor.tokens.revoke()
        response = chat.ask(server)
        expect.equal(response.status, 502, 'status')
        expect.contains(response.body, b'no valid credential')
        expect.true(server.log.wait_for(r'aipool login ticket-oauth'), 'the way out in the log')
        for _ in range(3):
            chat.ask(server)
        expect.equal(len(refreshes(vendor)), 1, 'refreshes')
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


def forms_of(secret):
    """The secret as an output may show it: as it is, URL-encoded, and in base64 at each of the three alignments."""
    yield secret.encode()
    yield urllib.parse.quote(secret, safe='').encode()
    for skip in range(3):
        whole = secret.encode()[skip:]
        yield base64.b64encode(whole[:len(whole) // 3 * 3])


def expect_untold(output, secrets):
    for secret in secrets:
        for form in forms_of(secret):
            expect.lacks(output, form, 'output')


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


def watch(document, ended):
    """Looks at the document again and again; a fault is the result's."""
    while not ended.wait(0.005):
        expect_sound(document)


def test_two_servers_renew_a_shared_document_once_for_each_expiry():
    with tempfile.TemporaryDirectory(prefix='aipool-creds-') as folder, TicketDouble() as vendor:
        document = pathlib.Path(folder) / 'creds.json'
        vendor.write_document(document, 3600)
        pool = {'ticket-oauth': [{'uuid': 'shared', **vendor.account, 'oauth_creds_file_path': str(document)}]}
        timeouts = {'first_content': '60s'}  # a crowd is slow where the machine is
        ended = threading.Event()
        with Server(pool, timeouts=timeouts) as one, Server(pool, timeouts=timeouts) as two:
            watcher = concurrent.futures.ThreadPoolExecutor(1).submit(watch, document, ended)
            with concurrent.futures.ThreadPoolExecutor(2 * CROWD) as crowd:
                for expiry in range(1, EXPIRIES + 1):
                    vendor.tokens.expire()
                    for response in crowd.map(chat.ask, [one, two] * CROWD):
                        expect_answer(response)
                    expect.equal(len(refreshes(vendor)), expiry, 'refreshes')
            ended.set()
            watcher.result()
            for server in (one, two):
                server.stop()
            output = b'\n'.join(text.encode() for server in (one, two) for text in (server.log.text, server.access_log.text))
        expect.equal(vendor.tokens.refusals, 0, 'refused refresh tokens')
        expect_untold(output, {asked.bearer for asked in vendor.asked('/v1/chat')} |
                      {asked.form['refresh_token'] for asked in refreshes(vendor)})


def keep_asking(server, vendor, ended):
    """Requests whose tokens expire all the time, until the server is gone."""
    while not ended.is_set():
        vendor.tokens.expire()
        with contextlib.suppress(Exception):  # it was killed
            chat.ask(server)


def test_a_document_is_whole_whenever_its_server_is_killed():
    with tempfile.TemporaryDirectory(prefix='aipool-creds-') as folder, TicketDouble() as vendor:
        document = pathlib.Path(folder) / 'creds.json'
        vendor.write_document(document)
        pool = {'ticket-oauth': [{**vendor.account, 'oauth_creds_file_path': str(document)}]}
        for _ in range(KILLS):
            ended = threading.Event()
            victim = Server(pool, loops=1)
            victim.__enter__()
            asker = threading.Thread(target=keep_asking, args=(victim, vendor, ended))
            asker.start()
            time.sleep(random.uniform(0.0, 0.25))
            victim.process.send_signal(signal.SIGKILL)
            victim.process.wait()
            ended.set()
            asker.join()
            with contextlib.suppress(AssertionError):  # its status is that of a kill
                victim.__exit__(None, None, None)
            told = expect_sound(document)
            if told['refresh_token'] != vendor.newest:  # used by the one that died before it could write the next
                vendor.write_document(document)
        expect.true(refreshes(vendor), 'there was something to interrupt')
        with Server(pool) as server:
            expect_answer(chat.ask(server))
        left = sorted(path.name for path in pathlib.Path(folder).iterdir())
        expect.equal(left, ['.creds.json.aipool-lock', 'creds.json'], 'files that are left')


if __name__ == '__main__':
    tap.main(globals())
