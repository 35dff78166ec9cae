# SPDX-License-Identifier: MIT
"""Outbound proxies, real ones and scripted ones: who is asked, who is not, and what is said when a proxy says no."""
import contextlib
import re

from support import canaries, chat, expect, pki, proxies, tap
from support.server import Server, account_key, pool_of
from support.upstream import FIN, STALL, Upstream, closed_port, play

USER = canaries.register('proxy user', 'user-canary-31')
PASSWORD = canaries.register('proxy password', 'password-canary-72')


@contextlib.contextmanager
def watched(pools, **config):
    """A server whose logs, once it has stopped, hold nothing of the credentials of a proxy or account."""
    with Server(pools, **config) as server:
        yield server
    for log in (server.log.text, server.access_log.text):
        expect.lacks(log, 'canary', 'a log')  # they all hold it, as do the keys of clients and accounts


def expect_refused(server, why, status=502):
    """The client learns that there is no way; the log says why."""
    for stream in (False, True):
        response = chat.ask(server, stream=stream)
        chat.expect_failure(response, status)
        for canary in ('canary', 'proxy'):
            expect.lacks((response.head + response.body).decode(), canary, 'an answer')
    expect.true(server.access_log.wait_for(re.escape(why)), f'the log says: {why}')


def expect_served(server, upstream):
    """Both kinds of answers, and nothing of the proxy reaches the upstream."""
    chat.expect_complete(chat.start_stream(server).finish(), 'hello')
    expect.equal(chat.ask(server).body, chat.completion('hello'), 'answer')
    for request in upstream.wait_for_requests(2):
        expect.equal(request.headers.get('authorization'), f'Bearer {account_key(1)}', 'key')
        expect.lacks(request.raw.lower(), b'proxy', 'a request upstream')


# Real proxies.

def test_both_kinds_serve_with_credentials():
    for start in proxies.KINDS:
        with start(USER, PASSWORD) as proxy, Upstream(chat.says('hello')) as upstream, \
                watched(pool_of(upstream, proxy=proxy.url(USER, PASSWORD))) as server:
            expect_served(server, upstream)
            proxy.wait_for_tunnel_to('127.0.0.1', upstream.port)


def test_both_kinds_serve_without_credentials():
    for start in proxies.KINDS:
        with start() as proxy, Upstream(chat.says('hello')) as upstream, \
                watched(pool_of(upstream, proxy=proxy.url())) as server:
            expect_served(server, upstream)
            proxy.wait_for_tunnel_to('127.0.0.1', upstream.port)


def test_https_upstreams_are_spoken_to_within_the_tunnel_by_name():
    with pki.Authority() as authority:
        for start in proxies.KINDS:
            tls = pki.serving(authority.issue('localhost'))
            with start(USER, PASSWORD) as proxy, Upstream(chat.says('hello'), tls=tls, host='localhost') as upstream, \
                    watched(pool_of(upstream, proxy=proxy.url(USER, PASSWORD),
                                    tls_ca_file=str(authority.certificate))) as server:
                expect_served(server, upstream)
                proxy.wait_for_tunnel_to('localhost', upstream.port)


def test_a_certificate_of_another_is_refused_within_the_tunnel():
    with pki.Authority() as authority:
        for start in proxies.KINDS:
            tls = pki.serving(authority.issue('elsewhere.example'))
            with start() as proxy, Upstream(chat.says('hello'), tls=tls, host='localhost') as upstream, \
                    watched(pool_of(upstream, proxy=proxy.url(), tls_ca_file=str(authority.certificate))) as server:
                expect_refused(server, 'TLS with')
                expect.equal(upstream.requests, [], 'requests that arrived')


def test_a_password_of_odd_bytes_is_percent_decoded():
    password = 'password-canary:@/?#%\u00fc x'
    with proxies.microsocks(USER, password) as proxy, Upstream(chat.says('hello')) as upstream, \
            watched(pool_of(upstream, proxy=proxy.url(USER, password))) as server:
        expect_served(server, upstream)


def test_refused_credentials_are_called_so_and_nothing_is_sent():
    for start in proxies.KINDS:
        with start(USER, PASSWORD) as proxy, Upstream(chat.says('hello')) as upstream, \
                watched(pool_of(upstream, proxy=proxy.url(USER, 'wrong-canary'))) as server:
            expect_refused(server, f'proxy 127.0.0.1:{proxy.port}: it refused the credentials')
            expect.equal(upstream.connections, 0, 'connections upstream')


def test_missing_credentials_are_called_so():
    for start in proxies.KINDS:
        with start(USER, PASSWORD) as proxy, Upstream(chat.says('hello')) as upstream, \
                watched(pool_of(upstream, proxy=proxy.url())) as server:
            expect_refused(server, f'proxy 127.0.0.1:{proxy.port}: it wants credentials')
            expect.equal(upstream.connections, 0, 'connections upstream')


def test_other_accounts_are_served():
    for start in proxies.KINDS:
        with start(USER, PASSWORD) as proxy, Upstream(chat.says('hello')) as first, \
                Upstream(chat.says('hello')) as second:
            pools = pool_of(first, second)
            pools['openai-custom'][0]['proxy'] = proxy.url(USER, 'wrong-canary')
            with watched(pools) as server:
                for stream in (False, True) * 3:
                    expect.equal(chat.ask(server, stream=stream).status, 200, 'status')
            expect.equal((first.connections, len(second.requests)), (0, 6), 'connections and requests')


def test_a_tunnel_that_the_proxy_cannot_open():
    with contextlib.ExitStack() as stack:
        gone = f'http://127.0.0.1:{closed_port(stack)}/v1'
        for start in proxies.KINDS:
            with start() as proxy, watched(pool_of(gone, proxy=proxy.url())) as server:
                expect_refused(server, f'proxy 127.0.0.1:{proxy.port}: no tunnel')


# Scripted ones. Behind such a proxy, the same script plays the upstream.

def proxy_and_upstream():
    return Upstream(play(proxies.ESTABLISHED), chat.says('hello'))


def test_the_global_proxy_resolves_the_names_of_upstreams():
    with proxy_and_upstream() as proxy, \
            watched(pool_of('http://upstream.example/v1'), loops=1, proxy=f'http://127.0.0.1:{proxy.port}') as server:
        expect.equal(chat.ask(server).status, 200, 'status')
        asked, request = proxy.wait_for_requests(2)
        expect.equal((asked.method, asked.target), ('CONNECT', 'upstream.example:80'), 'what the proxy was asked for')
        expect.lacks(asked.raw, account_key(1).encode(), 'what the proxy was asked for')
        expect.equal(request.headers.get('host'), 'upstream.example', 'host')


def test_this_machine_is_never_behind_the_global_proxy():
    with Upstream(play(FIN)) as proxy:
        for host in ('127.0.0.1', 'localhost'):
            with Upstream(chat.says('hello'), host=host) as upstream, \
                    watched(pool_of(upstream), proxy=f'http://127.0.0.1:{proxy.port}') as server:
                expect_served(server, upstream)
        expect.equal(proxy.connections, 0, 'connections to the proxy')


def test_no_proxy_and_direct_pass_the_global_proxy_by():
    cases = (({'no_proxy': ['invalid']}, {}), ({'no_proxy': ['.invalid']}, {}), ({'no_proxy': ['*']}, {}),
             ({}, {'proxy': 'direct'}))
    for config, account in cases:
        with proxy_and_upstream() as proxy, \
                watched(pool_of('http://upstream.invalid/v1', **account), proxy=f'socks5://127.0.0.1:{proxy.port}',
                        **config) as server:
            expect_refused(server, 'upstream.invalid')
            expect.equal(proxy.connections, 0, 'connections to the proxy')


def test_an_accounts_own_proxy_goes_before_the_global_one():
    with proxy_and_upstream() as own, Upstream(play(FIN)) as other, \
            watched(pool_of('http://upstream.example/v1', proxy=f'http://127.0.0.1:{own.port}'), loops=1,
                    proxy=f'http://127.0.0.1:{other.port}', no_proxy=['*']) as server:
        expect.equal(chat.ask(server).status, 200, 'status')
        expect.equal((own.connections, other.connections), (1, 0), 'connections')


def test_a_proxy_that_is_gone_or_speaks_nonsense():
    with contextlib.ExitStack() as stack:
        port = closed_port(stack)
        for scheme in ('http', 'socks5'):
            address = f'{scheme}://{USER}:{PASSWORD}@127.0.0.1:{port}'
            with watched(pool_of('http://upstream.example/v1', proxy=address)) as server:
                expect_refused(server, f'proxy 127.0.0.1:{port}: connect')
    for steps in ((FIN,), (b'SSH-2.0-x\r\n\r\n', FIN), (proxies.ESTABLISHED + b'x', FIN)):
        with Upstream(play(*steps)) as proxy, \
                watched(pool_of('http://upstream.example/v1',
                                proxy=f'http://{USER}:{PASSWORD}@127.0.0.1:{proxy.port}')) as server:
            expect_refused(server, f'proxy 127.0.0.1:{proxy.port}: ')


def test_a_silent_proxy_is_given_up_at_the_deadline_for_connections():
    with Upstream(play(STALL)) as proxy, \
            watched(pool_of('http://upstream.example/v1', proxy=f'http://{USER}:{PASSWORD}@127.0.0.1:{proxy.port}'),
                    timeouts={'connect': '300ms'}) as server:
        expect_refused(server, f'proxy 127.0.0.1:{proxy.port}: deadline passed', status=504)


def test_a_proxy_that_is_no_address_is_refused_at_its_place():
    for address in (f'http://{USER}%zz:{PASSWORD}@127.0.0.1:1', f'socks5://{USER}@127.0.0.1:1'):
        said = ''
        try:
            with Server(pool_of('http://upstream.example/v1'), proxy=address):
                pass
        except AssertionError as fault:
            said = str(fault)
        expect.true(re.search(r'config\.yaml:1:\d+: proxy: ', said), f'the fault: {said}')
        expect.lacks(said, 'canary', 'the fault')


if __name__ == '__main__':
    tap.main(globals())
