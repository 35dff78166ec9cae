# SPDX-License-Identifier: MIT
"""aipool login: an operator at the keyboard, a vendor's double, and the test as the browser between them."""
import contextlib
import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import tempfile
import threading

from support import expect, tap, wire
from support.login import SECONDS, Login, place, settings, visit
from support.server import PROGRAM
from support.ticket_double import TicketDouble, expect_sound
from support.vendor_double import Codes, Devices, json_answer


class LoginDouble(TicketDouble):
    """Codes are checked with their verifiers, and devices go through all states."""

    def __init__(self, *states, **options):
        super().__init__(**options)
        self.codes = Codes()
        self.devices = Devices(*states)

    def token(self, asked):
        form = asked.form
        if form['grant_type'] == 'authorization_code':
            if self.codes.redeem(form['code'], form['redirect_uri'], form['code_verifier']) is None:
                return json_answer({'error': 'invalid_grant'}, 400)
        elif form['grant_type'] == 'device_code':
            errors = {Devices.PENDING: 'authorization_pending', Devices.SLOW_DOWN: 'slow_down',
                      Devices.DENIED: 'access_denied', Devices.EXPIRED: 'expired_token'}
            state = self.devices.poll(form['device_code'])
            if state in errors:
                return json_answer({'error': errors[state]}, 400)
        access, refresh = self.tokens.grant()
        return json_answer({'access_token': access, 'refresh_token': refresh, 'expires_in': 3600})


@contextlib.contextmanager
def login(vendor, *arguments, **options):
    """A login to the vendor without a configuration."""
    with place() as folder, Login(folder, 'ticket-oauth', *settings(vendor.addresses), *arguments, **options) as running:
        running.document = pathlib.Path(folder, 'home/.ticket/creds.json')
        yield running


def expect_signed_in(running, vendor):
    text = running.end(0)
    document = expect_sound(running.document)
    expect.true(vendor.tokens.owner(document['access_token']), 'a token of the vendor')
    expect.contains(text, str(running.document))
    return running.out.text


def test_the_browser_comes_back_and_the_credential_is_on_the_disk():
    with LoginDouble() as vendor, login(vendor) as running:
        back = vendor.codes.consent(running.address())
        page = visit(back)
        expect.equal(page.status, 200)
        expect.contains(page.body.decode(), 'You may close this window')
        expect.lacks(page.body.decode(), 'code', 'the page')
        expect.equal(page.headers.get('cache-control'), 'no-store')
        expect.equal(page.headers.get('referrer-policy'), 'no-referrer')
        entry = expect_signed_in(running, vendor)
        for line in ('pools:\n  ticket-oauth:\n    - uuid: ticket-oauth-1\n', f'oauth_creds_file_path: "{running.document}"',
                     f'auth_base_url: "{vendor.url}"'):
            expect.contains(entry, line)
        expect.contains(running.err.text, 'ssh -L ')


def test_only_the_right_path_and_method_and_host_are_a_callback():
    with LoginDouble() as vendor, login(vendor) as running:
        back = vendor.codes.consent(running.address())
        base = back.split('/callback')[0]
        for url, method, headers in ((f'{base}/', 'GET', ()), (f'{base}/other?code=1', 'GET', ()), (back, 'POST', ()),
                                     (back, 'HEAD', ()), (f'{base}/callback', 'GET', ()),
                                     (back, 'GET', ['host: evil.example'])):
            expect.equal(visit(url, method, headers).status, 404, f'{method} {url} {headers}')
        expect.equal(visit(back).status, 200)
        expect_signed_in(running, vendor)


def test_it_listens_on_loopback_alone_and_on_the_port_that_was_asked_for():
    with LoginDouble() as vendor, login(vendor) as running:
        back = vendor.codes.consent(running.address())
        port = int(re.search(r':(\d+)/', back)[1])
        rows = [line.split() for line in pathlib.Path('/proc/net/tcp').read_text().splitlines()[1:]]
        addresses = {row[1] for row in rows if row[3] == '0A' and row[1].endswith(f':{port:04X}')}
        expect.equal(addresses, {f'0100007F:{port:04X}'})
        expect.true(f':{port:04X}' not in pathlib.Path('/proc/net/tcp6').read_text(), 'it listens on IPv6')
        with login(vendor, '--port', str(port)) as other:
            expect.contains(other.end(1), str(port))
        running.process.send_signal(signal.SIGINT)
        running.end(130)
        with login(vendor, '--port', str(port)) as other:
            expect.contains(vendor.codes.consent(other.address()), f':{port}/')


def test_a_pasted_address_is_as_good_and_so_is_its_code():
    for shorten in (lambda back: back, lambda back: f'  {back}\t', lambda back: back.split('?')[1]):
        with LoginDouble() as vendor, login(vendor) as running:
            running.type('')
            running.type(shorten(vendor.codes.consent(running.address())))
            expect_signed_in(running, vendor)


def test_what_is_typed_before_it_is_asked_for_is_not_lost():
    with LoginDouble() as vendor, login(vendor, '--method', 'paste') as running:
        running.type('not-a-code')
        expect.contains(running.end(1), 'invalid_grant')
        expect.true(not running.document.exists(), 'something was written')


def test_the_answer_to_another_login_does_not_end_this_one():
    with LoginDouble() as vendor, login(vendor) as running:
        back = vendor.codes.consent(running.address())
        forged = back.replace('state=ticket-state', 'state=forged')
        expect.true(forged != back, back)
        expect.equal(visit(forged).status, 200)
        running.wait_for('another login')
        expect.equal(visit(forged).status, 200)
        expect.equal(visit(back).status, 200)
        expect_signed_in(running, vendor)
        expect.equal(running.err.text.count('another login'), 1)


def test_a_second_callback_changes_nothing():
    visited = threading.Event()
    with LoginDouble() as vendor, login(vendor) as running:
        vendor.fail('/token', [visited, json_answer({'error': 'invalid_grant'}, 400)])
        address = running.address()
        visit(vendor.codes.consent(address))
        vendor.wait_for(1)
        visit(vendor.codes.consent(address))
        visited.set()
        expect.contains(running.end(1), 'invalid_grant')
        expect.equal(len(vendor.asked('/token')), 1)


def test_a_denial_is_told():
    with LoginDouble() as vendor, login(vendor) as running:
        expect.equal(visit(vendor.codes.consent(running.address(), deny=True)).status, 200)
        text = running.end(1)
        expect.contains(text, 'access_denied')
        expect.contains(text, 'Nothing was written')
        expect.true(not running.document.exists(), 'something was written')


def test_a_device_code_is_shown_and_waited_for():
    with LoginDouble(Devices.PENDING, Devices.SLOW_DOWN, Devices.PENDING, Devices.APPROVED) as vendor:
        with login(vendor, '--method', 'device') as running:
            running.wait_for('USER-0001')
            expect.equal(running.address(), f'{vendor.url}/activate')
            expect_signed_in(running, vendor)
            expect.equal(len(vendor.asked('/token')), 4)


def test_a_device_code_that_expired_or_was_denied_ends_the_login():
    for state, word in ((Devices.EXPIRED, 'expired_token'), (Devices.DENIED, 'access_denied')):
        with LoginDouble(Devices.PENDING, state) as vendor, login(vendor, '--method', 'device') as running:
            expect.contains(running.end(1), word)
            expect.true(not running.document.exists(), 'something was written')


def test_a_vendor_that_cannot_be_reached_is_told():
    with LoginDouble() as vendor:
        address = vendor.addresses
    with place() as folder:
        del address['tls_ca_file']
        with Login(folder, 'ticket-oauth', *settings(address), '--method', 'device') as running:
            expect.contains(running.end(1), 'the login failed')


def test_ctrl_c_ends_it_with_nothing_written():
    for method in ('browser', 'paste'):
        with LoginDouble() as vendor, login(vendor, '--method', method) as running:
            running.address()
            running.process.send_signal(signal.SIGINT)
            expect.contains(running.end(130), 'nothing was written')
            expect.true(not running.document.parent.exists(), 'something was written')
    with LoginDouble(Devices.PENDING) as vendor, login(vendor, '--method', 'device') as running:
        running.address()
        running.process.send_signal(signal.SIGTERM)
        running.end(130)


def test_without_an_input_the_browser_still_comes_back():
    with LoginDouble() as vendor, login(vendor, stdin=subprocess.DEVNULL) as running:
        visit(vendor.codes.consent(running.address()))
        expect_signed_in(running, vendor)
    with LoginDouble() as vendor, login(vendor, '--method', 'paste', stdin=subprocess.DEVNULL) as running:
        expect.contains(running.end(1), 'standard input')


def test_a_terminal_gets_plain_lines_and_its_ctrl_c_works():
    with LoginDouble() as vendor, login(vendor, terminal=True) as running:
        running.wait_for('and press Enter')
        running.type('\x03')
        running.end(130)
    with LoginDouble() as vendor, login(vendor, '--method', 'paste', terminal=True) as running:
        code = re.search(r'code=([^&]+)', vendor.codes.consent(running.address()))[1].replace('%2F', '/')
        running.type(code)
        expect.equal(running.process.wait(SECONDS), 0, running.err.text)
        running.err.finish()
        expect.true(vendor.tokens.owner(expect_sound(running.document)['access_token']), 'a token of the vendor')
        controls = [char for char in running.err.text if ord(char) < 32 and char not in '\r\n']
        expect.equal(controls, [], 'control characters')


def test_a_browser_is_opened_on_a_local_screen_unless_that_is_not_wanted():
    for arguments, env, opened in (((), {'DISPLAY': ':9'}, True), (('--no-browser',), {'DISPLAY': ':9'}, False), ((), {}, False),
                                   ((), {'DISPLAY': ':9', 'SSH_CONNECTION': '10.0.0.1 5 10.0.0.2 22'}, False)):
        with tempfile.TemporaryDirectory(prefix='aipool-test-') as path, LoginDouble() as vendor:
            note = pathlib.Path(path, 'note')
            program = pathlib.Path(path, 'xdg-open')
            program.write_text(f'#!/bin/sh\nprintf %s "$1" > {note}.part && mv {note}.part {note}\n')
            program.chmod(0o755)
            with login(vendor, *arguments, terminal=True, PATH=f'{path}:{os.environ["PATH"]}', **env) as running:
                address = running.address()
                if opened:
                    for _ in range(int(wire.DEADLINE * 20)):
                        if note.exists():
                            break
                        threading.Event().wait(0.05)
                    expect.equal(note.read_text(), address)
                visit(vendor.codes.consent(address))
                running.end(0)
                expect.equal(note.exists(), opened, 'a browser')


def configuration(folder, *accounts):
    pathlib.Path(folder, 'pools.yaml').write_text(json.dumps({'pools': {'ticket-oauth': list(accounts)}}))
    pathlib.Path(folder, 'config.yaml').write_text('{provider_pools_file: pools.yaml}')
    return '--config', str(pathlib.Path(folder, 'config.yaml'))


def test_the_account_of_a_configuration_says_where_and_how():
    with LoginDouble() as vendor, place() as folder:
        account = {'uuid': 'mine', **vendor.addresses, 'oauth_creds_file_path': 'mine.json'}
        config = configuration(folder, account)
        with Login(folder, 'ticket-oauth', *config) as running:
            running.document = pathlib.Path(folder, 'mine.json')
            visit(vendor.codes.consent(running.address()))
            expect.equal(expect_signed_in(running, vendor), '')
            expect.contains(running.err.text, 'the account mine of the configuration')
        with Login(folder, 'ticket-oauth', *config, '--file', 'other.json') as running:
            running.document = pathlib.Path(folder, 'other.json')
            visit(vendor.codes.consent(running.address()))
            expect.contains(expect_signed_in(running, vendor), 'other.json')


def failure(folder, *arguments):
    with Login(folder, *arguments, stdin=subprocess.DEVNULL) as running:
        return running.end(1)


def test_with_several_accounts_one_is_chosen():
    with LoginDouble() as vendor, place() as folder:
        both = [{'uuid': uuid, **vendor.addresses, 'oauth_creds_file_path': f'{uuid}.json'} for uuid in ('first', 'second')]
        config = configuration(folder, *both)
        expect.contains(failure(folder, 'ticket-oauth', *config), 'first, second')
        expect.contains(failure(folder, 'ticket-oauth', *config, '--account', 'third'), 'first, second')
        expect.contains(failure(folder, 'ticket-oauth', *config, '--account', 'first', '--set', 'a=b'), '--set')
        with Login(folder, 'ticket-oauth', *config, '--account', 'second') as running:
            running.document = pathlib.Path(folder, 'second.json')
            visit(vendor.codes.consent(running.address()))
            expect_signed_in(running, vendor)


def test_what_cannot_be_is_told_with_what_can():
    with place() as folder:
        for arguments, words in ((('ticket-oaut',), ('no plugin brings', 'did you mean "ticket-oauth"')),
                                 (('ticket-oauth', '--method', 'guess'), ('no method', 'browser, device, paste')),
                                 (('openai-custom',), ('api_key',)),
                                 (('ticket-oauth', '--set', 'regoin=x'), ('--set', 'regoin')),
                                 (('ticket-oauth', '--set', 'region'), ('KEY=VALUE',)),
                                 (('ticket-oauth', '--set', 'base_url=${NO_SUCH}'), ('NO_SUCH',)),
                                 (('ticket-oauth', '--account', 'a'), ('--config',))):
            text = failure(folder, *arguments)
            for word in words:
                expect.contains(text, word, f'login {arguments}')


def reader():
    program = pathlib.Path(PROGRAM).parent / 'aipool-read-kiro-cli'
    if not program.exists():
        raise tap.Skip('built without SQLite')
    return program


@contextlib.contextmanager
def database(folder, wal):
    """kiro-cli's, open as while it runs."""
    path = pathlib.Path(folder, 'a %41 ?.sqlite3')
    with contextlib.closing(sqlite3.connect(path)) as opened:
        opened.execute(f'PRAGMA journal_mode={"wal" if wal else "delete"}')
        opened.execute('CREATE TABLE auth_kv (key TEXT PRIMARY KEY, value TEXT)')
        opened.execute('CREATE TABLE state (key TEXT PRIMARY KEY, value BLOB)')
        opened.execute("INSERT INTO auth_kv VALUES ('kirocli:social:token', '{}'), ('other', 'x')")
        opened.execute("""INSERT INTO state VALUES ('api.codewhisperer.profile', '{"arn": "x"}')""")
        opened.commit()
        yield path, opened


def test_the_database_of_kiro_cli_is_only_read_also_while_it_is_open():
    def read(path):
        done = subprocess.run([reader(), path], capture_output=True, text=True, timeout=SECONDS, cwd='/')
        return done.returncode, done.stdout

    def content(path):
        return {file.name: file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith('-shm')}
    rows = json.dumps({'kirocli:social:token': '{}', 'api.codewhisperer.profile': '{"arn": "x"}'}, separators=(',', ':'))
    for wal in (False, True):
        with tempfile.TemporaryDirectory(prefix='aipool-test-') as folder:
            with database(folder, wal) as (path, opened):
                before = content(path)
                expect.equal(read(path), (0, rows), f'read while open, WAL: {wal}')
                expect.equal(content(path) == before, True, 'nothing was written')
                opened.execute("INSERT INTO auth_kv VALUES ('kirocli:odic:token', 'new')")
                expect.equal(read(path), (0, rows), f'read in a change, WAL: {wal}')
                opened.commit()
                expect.contains(read(path)[1], '"kirocli:odic:token":"new"')
            before = content(path)
            expect.equal(read(path)[0], 0)
            expect.equal(sorted(file.name for file in path.parent.iterdir()), [path.name])
            expect.equal(content(path) == before, True, 'nothing was written')
    with tempfile.TemporaryDirectory(prefix='aipool-test-') as folder:
        path = pathlib.Path(folder, 'none.sqlite3')
        path.write_text('no database' * 1000)
        expect.equal(read(path), (1, ''))


def test_what_kiro_cli_has_is_imported():
    reader()
    with place() as folder:
        with Login(folder) as listed:
            if 'kiro-oauth' not in listed.end(0):
                raise tap.Skip('the plugin kiro is not there')
        path = pathlib.Path(folder, 'home/.local/share/kiro-cli/data.sqlite3')
        path.parent.mkdir(parents=True)
        token = {'access_token': 'canary-access', 'refresh_token': 'canary-' * 20, 'expires_at': '2026-01-01T00:00:00Z'}
        with contextlib.closing(sqlite3.connect(path)) as opened:
            opened.execute('CREATE TABLE auth_kv (key TEXT PRIMARY KEY, value TEXT)')
            opened.execute('INSERT INTO auth_kv VALUES (?, ?)', ('kirocli:odic:token', json.dumps(token)))
            opened.execute('INSERT INTO auth_kv VALUES (?, ?)', ('kirocli:odic:device-registration', json.dumps(
                {'client_id': 'client', 'client_secret': 'canary-secret'})))
            opened.commit()
            with Login(folder, 'kiro-oauth', '--import', '--file', 'kiro.json') as running:
                expect.contains(running.end(0), 'kiro.json')
        written = expect_sound(pathlib.Path(folder, 'kiro.json'))
        expect.equal(written['refreshToken'], token['refresh_token'])
        expect.equal(expect_sound(pathlib.Path(folder, written['clientIdHash'] + '.json')),
                     {'clientId': 'client', 'clientSecret': 'canary-secret'})


def test_an_import_is_for_kiro_alone():
    with place() as folder, Login(folder, 'ticket-oauth', '--import', stdin=subprocess.DEVNULL) as running:
        expect.contains(running.end(2), 'kiro-oauth')


def test_alone_it_lists_who_can_be_signed_in_to():
    with place() as folder, Login(folder) as running:
        expect.contains(running.end(0), 'ticket-oauth  methods: browser, device, paste  document: ~/.ticket/creds.json')
        expect.lacks(running.out.text, 'openai-custom', 'the list')


if __name__ == '__main__':
    tap.main(globals())
