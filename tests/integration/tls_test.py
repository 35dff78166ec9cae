# SPDX-License-Identifier: MIT
"""TLS on both sides: upstreams that are not who they should be get no byte of a key, and clients are served by HTTPS."""
import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import time
import warnings

from support import chat, expect, http_client, pki, tap, wire
from support.server import PROGRAM, Server, account_key, environment, pool_of
from support.task import Task, results
from support.upstream import FIN, Upstream, answer, head, play

HOST = 'localhost'
warnings.simplefilter('ignore', DeprecationWarning)  # of old versions of TLS, which a case is about


# Towards upstreams.

def bad_cases(authority):
    """(name, the upstream's TLS) of servers that must not be believed."""
    middle = authority.intermediate()
    by_name = pki.serving(authority.issue(HOST))

    def other_certificate(connection, name, _):
        connection.context = pki.serving(authority.issue('elsewhere.example'))
    by_name.sni_callback = other_certificate
    old = pki.serving(authority.issue(HOST), oldest=ssl.TLSVersion.TLSv1, newest=ssl.TLSVersion.TLSv1)
    return [
        ('expired', pki.serving(authority.issue(HOST, begins=-20, ends=-1))),
        ('not yet valid', pki.serving(authority.issue(HOST, begins=2))),
        ('wrong host', pki.serving(authority.issue('upstream.example', 'localhost.example', '*.localhost'))),
        ('self-signed', pki.serving(authority.self_signed(HOST))),
        ('TLS 1.0', old),
        ('chain cut', pki.serving(authority.issue(HOST, issuer=middle))),
        ('another certificate for the name', by_name),
    ]


def test_bad_upstreams_are_refused_and_see_no_byte():
    with pki.Authority() as authority:
        for name, tls in bad_cases(authority):
            with Upstream(chat.says('secret'), tls=tls, host=HOST) as bad, Upstream(chat.says('hello')) as good, \
                    Server(pool_of(bad, tls_ca_file=str(authority.certificate))) as server:
                chat.expect_failure(chat.ask(server), 502)
                expect.true(isinstance(bad.wait_for_handshakes(1)[0], OSError), f'{name}: the handshake failed')
                expect.equal(bad.requests, [], f'{name}: requests that arrived')
                expect.contains(server.access_line()['fault'], 'TLS with', f'{name}: the log says why')
            with Upstream(chat.says('secret'), tls=tls, host=HOST) as bad, Upstream(chat.says('hello')) as good, \
                    Server(pool_of(bad, good, tls_ca_file=str(authority.certificate))) as server:
                for _ in range(3):
                    expect.equal(chat.ask(server).status, 200, f'{name}: another account serves')
                expect.equal(bad.requests, [], f'{name}: requests that arrived')


def test_an_authority_that_is_not_named_is_not_believed():
    with pki.Authority() as authority, pki.Authority() as other:
        with Upstream(chat.says('secret'), tls=pki.serving(authority.issue(HOST)), host=HOST) as upstream:
            for trust in ({}, {'tls_ca_file': str(other.certificate)}):
                with Server(pool_of(upstream, **trust)) as server:
                    chat.expect_failure(chat.ask(server), 502)
            expect.equal(upstream.requests, [], 'requests that arrived')


def test_a_refused_certificate_is_no_fault_of_the_key():
    """Once the upstream has a good certificate, the same account serves."""
    with pki.Authority() as authority:
        tls = pki.serving(authority.issue('elsewhere.example'))
        with Upstream(chat.says('hello'), tls=tls, host=HOST) as upstream, \
                Server(pool_of(upstream, tls_ca_file=str(authority.certificate))) as server:
            chat.expect_failure(chat.ask(server), 502)
            tls.load_cert_chain(*authority.issue(HOST))
            until = time.monotonic() + wire.DEADLINE
            while chat.ask(server).status != 200 and time.monotonic() < until:
                time.sleep(0.1)
            expect.equal(chat.ask(server).status, 200, 'status after the repair')


def test_names_addresses_and_chains_are_believed():
    with pki.Authority() as authority:
        middle = authority.intermediate()
        cases = [('localhost', pki.serving(authority.issue('localhost'))),
                 ('127.0.0.1', pki.serving(authority.issue('127.0.0.1'))),
                 ('a.b.localhost', pki.serving(authority.issue('*.b.localhost', 'unrelated.example'))),
                 ('localhost', pki.serving(authority.issue('localhost', issuer=middle), chain=[middle[0]])),
                 ('localhost', pki.serving(authority.issue('localhost'), newest=ssl.TLSVersion.TLSv1_2))]
        for host, tls in cases:
            names = []
            tls.sni_callback = lambda connection, name, context: names.append(name)
            with Upstream(chat.says('one', 'two'), tls=tls, host=host) as upstream, \
                    Server(pool_of(upstream, tls_ca_file=str(authority.certificate)), loops=1) as server:
                chat.expect_complete(chat.start_stream(server).finish(), 'onetwo')
                expect.equal(chat.ask(server).body, chat.completion('onetwo'), 'answer')
                expect.equal(upstream.connections, 1, 'connections for two requests')
                expect.equal(names, [None if host[0].isdigit() else host], 'server name')
                expect.contains(upstream.requests[0].headers.get('authorization'), account_key(1), 'key')


def test_a_name_for_an_address_is_not_enough():
    with pki.Authority() as authority:
        for host, name in (('127.0.0.1', 'localhost'), ('localhost', '127.0.0.1')):
            with Upstream(chat.says('x'), tls=pki.serving(authority.issue(name)), host=host) as upstream, \
                    Server(pool_of(upstream, tls_ca_file=str(authority.certificate))) as server:
                chat.expect_failure(chat.ask(server), 502)
                expect.equal(upstream.requests, [], 'requests that arrived')


def test_sessions_are_resumed():
    script = play(answer(chat.completion(), 200, 'connection: close'), FIN)
    with pki.Authority() as authority:
        for newest in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            tls = pki.serving(authority.issue(HOST), newest=newest)
            with Upstream(script, tls=tls, host=HOST) as upstream, \
                    Server(pool_of(upstream, tls_ca_file=str(authority.certificate)), loops=1) as server:
                for _ in range(4):
                    expect.equal(chat.ask(server).status, 200, 'status')
                expect.equal(upstream.handshakes, [False, True, True, True],
                             f'{newest.name}: resumed')


def test_an_end_without_notice_is_a_cut():
    """Without close_notify anybody on the way may have ended the answer; with it, the close is the end."""
    body = b'data: ' + chat.compact({'choices': [{'index': 0, 'delta': {'content': 'x'}, 'finish_reason': 'stop'}]}) + b'\n\n'

    def orderly(exchange):
        exchange.finished = True
        with contextlib.suppress(OSError):  # nobody answers the notice
            exchange.line.socket.unwrap()
    opening = head(200, 'content-type: text/event-stream', 'connection: close')
    with pki.Authority() as authority:
        tls = pki.serving(authority.issue(HOST))
        with Upstream(play(opening, body, chat.DONE, FIN), tls=tls, host=HOST) as upstream, \
                Server(pool_of(upstream, tls_ca_file=str(authority.certificate))) as server:
            chat.expect_broken(chat.start_stream(server).finish(), 'x')

        def noticed(exchange):
            exchange.send(opening + body + chat.DONE)
            orderly(exchange)
        with Upstream(noticed, tls=tls, host=HOST) as upstream, \
                Server(pool_of(upstream, tls_ca_file=str(authority.certificate))) as server:
            chat.expect_complete(chat.start_stream(server).finish(), 'x')


def test_large_bodies_pass_both_ways():
    text = 'x' * (3 << 20)
    with pki.Authority() as authority:
        with Upstream(chat.says(text), tls=pki.serving(authority.issue(HOST)), host=HOST) as upstream, \
                Server(pool_of(upstream, tls_ca_file=str(authority.certificate))) as server:
            response = chat.ask(server, text=text)
            expect.true(response.body == chat.completion(text), 'the answer is whole')
            expect.true(text.encode() in upstream.requests[0].body, 'the request is whole')


def test_a_stalled_handshake_ends_with_the_connect_deadline():
    with socket.socket() as silent:
        silent.bind(('127.0.0.1', 0))
        silent.listen(8)
        url = f'https://localhost:{silent.getsockname()[1]}/v1'
        with Server(pool_of(url), timeouts={'connect': '300ms'}) as server:
            chat.expect_failure(chat.ask(server), (502, 504))


def test_redirects_are_not_followed_with_a_key():
    with Upstream(chat.says('stolen')) as canary:
        for status in (301, 302, 303, 307, 308):
            script = play(answer(b'{}', status, f'location: http://127.0.0.1:{canary.port}/v1/chat/completions'))
            with Upstream(script) as upstream, Server(pool_of(upstream)) as server:
                response = chat.ask(server)
                expect.true(response.status >= 500, f'{status} became {response.status}')
                expect.equal(response.headers.get('location'), None, 'location towards the client')
        expect.equal(canary.connections, 0, 'connections to where the redirects led')


# Towards clients.

class TlsConnection(wire.Line):
    def __init__(self, port, context, host=HOST, session=None):
        plain = socket.create_connection(('127.0.0.1', port), wire.DEADLINE)
        try:
            super().__init__(context.wrap_socket(plain, server_hostname=host, session=session))
        except OSError:
            plain.close()
            raise

    def ask(self, path='/health'):
        self.send(http_client.request_bytes('GET', path))
        return http_client.Response(self, 'GET').finish()

    def certificate(self):
        return self.socket.getpeercert()['serialNumber']


@contextlib.contextmanager
def https_server(authority, files=None, **config):
    """A server with TLS in front of a scripted upstream, and the client's side to talk to it."""
    certificate, key = files or authority.issue(HOST)
    tls = {'certificate_file': str(certificate), 'private_key_file': str(key)}
    with Upstream(chat.says('hello')) as upstream, \
            Server(pool_of(upstream), server={'host': '127.0.0.1', 'port': 0, 'tls': tls}, **config) as server:
        yield server, pki.believing(authority.certificate)


def test_clients_are_served_by_https():
    with pki.Authority() as authority, https_server(authority) as (server, context):
        line = TlsConnection(server.port, context)
        for _ in range(3):
            expect.equal(line.ask().status, 200, 'status')
        line.send(chat.request_bytes(chat.asking(stream=True)))
        chat.expect_complete(http_client.Response(line, 'POST').finish(), 'hello')
        again = TlsConnection(server.port, context, session=line.socket.session)
        expect.true(again.socket.session_reused, 'the session is resumed')
        expect.equal(again.ask().status, 200, 'status of a resumed session')


def test_a_plain_request_is_told_so():
    with pki.Authority() as authority, https_server(authority) as (server, context):
        with server.connect() as line:
            response = line.request('GET', '/health').finish()
            expect.equal((response.status, response.complete), (400, True), 'answer')
            expect.contains(response.body, b'https://', 'what it says')
        expect.equal(TlsConnection(server.port, context).ask().status, 200, 'others are served')


def test_old_versions_and_other_protocols_are_refused():
    with pki.Authority() as authority, https_server(authority) as (server, context):
        old = pki.believing(authority.certificate)
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers('ALL:@SECLEVEL=0')
        only_h2 = pki.believing(authority.certificate)
        only_h2.set_alpn_protocols(['h2'])
        for refused in (old, only_h2):
            try:
                TlsConnection(server.port, refused)
            except ssl.SSLError:
                continue
            raise AssertionError('the handshake was accepted')
        both = pki.believing(authority.certificate)
        both.set_alpn_protocols(['h2', 'http/1.1'])
        line = TlsConnection(server.port, both)
        expect.equal((line.socket.selected_alpn_protocol(), line.ask().status), ('http/1.1', 200), 'protocol')


def replace(files, target):
    """Puts the files where the others were, as tools do that renew certificates: each in one step."""
    for source, place in zip(files, target):
        temporary = place.with_suffix('.new')
        shutil.copy(source, temporary)
        os.chmod(temporary, 0o600)
        os.replace(temporary, place)


def test_renewed_certificates_are_used_without_a_restart():
    with pki.Authority() as authority:
        place = (authority.folder / 'live.pem', authority.folder / 'live.key')
        replace(authority.issue(HOST), place)
        with https_server(authority, place) as (server, context):
            line = TlsConnection(server.port, context)
            before = line.certificate()
            fresh = authority.issue(HOST)
            replace((fresh[0], authority.issue(HOST)[1]), place)  # a key of another: not usable
            expect.true(server.log.wait_for('old certificate stays in use'), 'a fault is logged')
            expect.equal(TlsConnection(server.port, context).certificate(), before, 'the old one is in use')
            replace(fresh, place)
            expect.true(server.log.wait_for('a new certificate is in use'), 'the change is logged')
            expect.true(TlsConnection(server.port, context).certificate() != before, 'the new one is in use')
            expect.equal(line.ask().status, 200, 'a connection with the old one goes on')


def check(authority, certificate, key):
    """What `aipool check` says of the two files."""
    config = authority.folder / 'check.yaml'
    config.write_text(f'server: {{tls: {{certificate_file: "{certificate}", private_key_file: "{key}"}}}}\n'
                      'default_provider: echo\nplugins: [echo]\n')
    return subprocess.run([PROGRAM, 'check', '--config', str(config)], env=environment(HOME=str(authority.folder)),
                          capture_output=True, text=True, timeout=60)


def test_files_that_cannot_be_used_are_named_with_their_place():
    with pki.Authority() as authority:
        certificate, key = authority.issue(HOST)
        readable = authority.folder / 'readable.key'
        shutil.copy(key, readable)
        readable.chmod(0o644)
        cases = [(certificate, authority.issue(HOST)[1], 'key'), (key, key, 'certificate chain'),
                 (certificate, certificate, 'chmod o-rwx'), (certificate, readable, 'chmod o-rwx')]
        for chain, private, words in cases:
            result = check(authority, chain, private)
            expect.equal(result.returncode, 1, 'status')
            expect.contains(result.stderr, 'check.yaml:1:', 'place')
            expect.contains(result.stderr, words, 'what is wrong')
        expect.equal(check(authority, certificate, key).stderr, '', 'faults of good files')


def test_stalled_and_hostile_handshakes_harm_nobody():
    with pki.Authority() as authority, https_server(authority, timeouts={'head': '2s'}) as (server, context):
        stalled = [socket.create_connection(('127.0.0.1', server.port), wire.DEADLINE) for _ in range(200)]
        hello = ssl.MemoryBIO()
        client = context.wrap_bio(ssl.MemoryBIO(), hello, server_hostname=HOST)
        with contextlib.suppress(ssl.SSLWantReadError):
            client.do_handshake()
        first_flight = hello.read()
        for number, each in enumerate(stalled):
            with contextlib.suppress(OSError):
                each.sendall([b'', b'\x16', first_flight[:number], first_flight, os.urandom(300)][number % 5])
        expect.equal(TlsConnection(server.port, context).ask().status, 200, 'another client')
        for each in stalled:  # all are closed by the server, by its deadline at the latest
            with each, contextlib.suppress(ConnectionResetError):
                while each.recv(65536):
                    pass
        expect.equal(TlsConnection(server.port, context).ask().status, 200, 'another client, later')


def test_many_clients_at_once():
    with pki.Authority() as authority, https_server(authority) as (server, context):
        def work():
            for _ in range(5):
                line = TlsConnection(server.port, context)
                for _ in range(5):
                    expect.equal(line.ask().status, 200, 'status')
                line.close()
        results([Task(work) for _ in range(16)])


tap.main(globals())
