# SPDX-License-Identifier: MIT
"""Twenty thousand hostile requests of twelve classes in one server's life: it serves on, and its memory stays."""
import collections
import concurrent.futures
import contextlib
import os
import random

from support import chat, expect, http_client, tap, vectors, wire
from support.server import KEY, Server, pool_of
from support.upstream import Upstream

REQUESTS = 20_000
GROWTH_MAX = 32 << 20
CREDENTIAL = b'Authorization: Bearer ' + KEY.encode() + b'\r\n'


def odd_bodies():
    """JSON that is none, or none of a chat."""
    deep = [b'[' * 100, b'{"a":' * 100, b'[' * 100_000, b'{"model":"m","messages":' + b'[' * 70 + b']' * 70 + b'}']
    broken = [b'', b' ', b'{', b'}', b'{"model"', b'{"model":}', b'{"model":"m",}', b'{"model":"m"}{}', b'nul', b'"a',
              b'01', b'+1', b'{"model":"\x00"}', b'{"model":"\xff"}', b'{"model":"\xed\xa0\x80"}',
              b'{"model":"\\ud800"}', b'{"model":"\\x"}', b'{"model":"\n"}', b"{'model':'m'}", b'{model:"m"}',
              b'\xef\xbb\xbf{}', b'{}//', b'1e', b'[1 2]', b'NaN', b'\x00' * 1000]
    wrong = [b'{}', b'[]', b'null', b'1', b'"x"', b'{"model":1}', b'{"model":"m"}', b'{"model":"m","messages":{}}',
             b'{"model":"m","messages":[]}', b'{"model":"m","messages":[1]}',
             b'{"model":"m","model":"n","messages":[{"role":"user"}]}',
             b'{"model":"../x","messages":[{"role":"user"}]}',
             b'{"model":"' + b'm' * 300 + b'","messages":[{"role":"user"}]}',
             b'{"model":"m","stream":1,"messages":[{"role":"user"}]}',
             b'{"model":"m","messages":[{"role":"user"}],"stream_options":1}',
             b'{"model":"m","messages":[' + b'0,' * 200_000 + b'0]}']
    for body in (*deep, *broken, *wrong):
        yield repr(body[:40]), vectors.request(vectors.length(b'%d' % len(body)), body, key=CREDENTIAL)


def odd_places():
    """Paths, methods, keys and origins that lead nowhere."""
    for path in (b'/', b'/v1', b'/v1/', b'/v2/chat/completions', b'/v1/chat/completions/', b'/v1//chat/completions',
                 b'/../etc/passwd', b'/v1/models/..%2f..%2fetc', b'/v1/models/%00', b'/%2e%2e/%2e%2e',
                 b'/v1/models/' + b'a' * 5000, b'/nobody/v1/chat/completions', b'/v1/chat/completions%3f',
                 b'/v1/%63hat/completions%', b'/;/v1', b'/v1/models?' + b'a=b&' * 1000):
        yield repr(path[:30]), vectors.request(vectors.OWN_LENGTH, line=b'POST ' + path + b' HTTP/1.1', key=CREDENTIAL)
    for method in (b'PUT', b'DELETE', b'PATCH', b'TRACE', b'BREW', b'GET'):
        line = method + b' ' + vectors.TARGET + b' HTTP/1.1'
        yield f'{method}', vectors.request(vectors.OWN_LENGTH, line=line, key=CREDENTIAL)
    for key in (b'', b'Authorization: x\r\n', b'Authorization: Bearer \r\n',
                b'Authorization: Bearer ' + b'k' * 4000 + b'\r\n', b'X-Api-Key: wrong\r\n', b'Cookie: a=b\r\n'):
        yield f'key {key[:30]}', vectors.request(vectors.OWN_LENGTH, key=key)
    for origin in (b'null', b'http://evil', b'file://', b'https://' + b'a' * 4000):
        fields = vectors.OWN_LENGTH + b'Origin: ' + origin + b'\r\n'
        yield f'origin {origin[:20]}', vectors.request(fields, key=CREDENTIAL)


def all_vectors():
    classes = collections.defaultdict(list)
    for vector in vectors.refused(CREDENTIAL):
        classes[vector.kind].append(vector.data)
    classes['odd body'] = [data for _, data in odd_bodies()]
    classes['odd place'] = [data for _, data in odd_places()]
    return classes


def status_of(port, data):
    with http_client.Connection(port) as line:
        try:
            line.send(data)
        except wire.Closed:
            pass  # refused before all of it was sent
        with contextlib.suppress(wire.Closed):
            return int(line.take_through(b'\r\n\r\n').split(b' ')[1])
    return 0


def test_twenty_thousand_hostile_requests_are_refused_and_cost_no_memory():
    if 'ASAN_OPTIONS' in os.environ:  # which keeps what was freed, to see who still uses it
        os.environ['ASAN_OPTIONS'] += ':quarantine_size_mb=8:thread_local_quarantine_size_kb=64'
    classes = all_vectors()
    expect.equal(len(classes), 12, 'classes')
    chosen = random.Random(5)
    requests = [chosen.choice(classes[kind]) for kind in chosen.choices(list(classes), k=REQUESTS)]
    with Upstream(chat.says('hello')) as upstream, Server(pool_of(upstream, models=[chat.MODEL])) as server:
        with concurrent.futures.ThreadPoolExecutor(8) as workers:
            list(workers.map(lambda data: status_of(server.port, data), requests[:2000]))
            before = server.memory()
            statuses = collections.Counter(workers.map(lambda data: status_of(server.port, data), requests))
        growth = server.memory() - before
        print('#   statuses', dict(sorted(statuses.items())), f'growth {growth >> 10} KiB')
        odd = [status for status in statuses if not 400 <= status < 500 and status not in (501, 505)]
        expect.equal(odd, [], 'statuses that are no refusal')
        expect.true(growth < GROWTH_MAX, f'memory grew by {growth} bytes')
        expect.equal(len(upstream.requests), 0, 'requests upstream')
        expect.equal(chat.ask(server).status, 200, 'status of a sound request after them')


tap.main(globals())
