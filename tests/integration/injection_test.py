# SPDX-License-Identifier: MIT
"""Every byte at every place where a client's text could reach a request upstream: it is never more than text."""
import concurrent.futures
import contextlib
import json
import urllib.parse

from support import chat, expect, http_client, tap, wire
from support.server import KEY, Server, pool_of
from support.upstream import Upstream

GOOD = json.dumps({'model': chat.MODEL, 'messages': [{'role': 'user', 'content': 'x'}]}).encode()


def post(body=GOOD, target=chat.PATH.encode(), fields=b'', key=KEY.encode(), kind=b'application/json'):
    return (b'POST %b HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %b\r\nContent-Type: %b\r\n' % (target, key, kind) +
            b'Content-Length: %d\r\n%b\r\n%b' % (len(body), fields, body))


def get(target):
    return b'GET %b HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %b\r\n\r\n' % (target, KEY.encode())


def member(**members):
    """A body with the byte in a member, escaped as JSON has it."""
    return json.dumps({**json.loads(GOOD), **members}).encode()


def around(byte):
    """The byte with what would begin a header of its own behind it."""
    return b'm' + byte + b'X-Injected: 1' + byte + b'x'


def escaped(byte):
    return urllib.parse.quote(around(byte), safe='').encode()


def text(byte):
    return around(byte).decode('latin-1')


PLACES = {
    'the model, escaped': lambda byte: post(member(model=text(byte))),
    'the model, as it is': lambda byte: post(GOOD.replace(chat.MODEL.encode(), around(byte))),
    'a message': lambda byte: post(member(messages=[{'role': 'user', 'content': text(byte)}])),
    'the user': lambda byte: post(member(user=text(byte))),
    'the name of a member': lambda byte: post(member(**{text(byte): 1})),
    'a model in the path, escaped': lambda byte: get(b'/v1/models/' + escaped(byte)),
    'a model in the path, as it is': lambda byte: get(b'/v1/models/' + around(byte)),
    'a provider in the path, escaped': lambda byte: post(target=b'/' + escaped(byte) + chat.PATH.encode()),
    'a provider in the path, as it is': lambda byte: post(target=b'/' + around(byte) + chat.PATH.encode()),
    'the query': lambda byte: post(target=chat.PATH.encode() + b'?a=' + around(byte)),
    'a provider in a header': lambda byte: post(fields=b'X-Aipool-Provider: ' + around(byte) + b'\r\n'),
    'a model and provider in a header': lambda byte: post(fields=b'Model-Provider: ' + around(byte) + b'\r\n'),
    'the key': lambda byte: post(key=KEY.encode() + around(byte)),
    'the content type': lambda byte: post(kind=b'application/json' + around(byte)),
    'the user agent': lambda byte: post(fields=b'User-Agent: ' + around(byte) + b'\r\n'),
    'the request id': lambda byte: post(fields=b'X-Request-Id: ' + around(byte) + b'\r\n'),
    'the name of a header': lambda byte: post(fields=b'X' + around(byte) + b': y\r\n'),
}


def shape(request):
    """What of a request upstream must not depend on what a client wrote."""
    return request.method, [name.lower() for name, _ in request.headers]


def send(port, data):
    with http_client.Connection(port) as line:
        with contextlib.suppress(wire.Closed):
            line.send(data)
        with contextlib.suppress(wire.Closed):
            line.response()


def stays_text_in(name, place):
    def case():
        with Upstream(chat.says('hello')) as upstream, Server(pool_of(upstream)) as server:
            send(server.port, post())
            send(server.port, get(b'/v1/models/' + chat.MODEL.encode()))
            usual = {shape(request)[0]: shape(request) for request in upstream.requests}
            with concurrent.futures.ThreadPoolExecutor(8) as workers:
                list(workers.map(lambda code: send(server.port, place(bytes([code]))), range(256)))
            expect.equal(chat.ask(server).status, 200, 'status of a sound request after them')
            for request in upstream.requests:
                expect.equal(shape(request), usual[request.method], f'a request upstream, to {request.target}')
                expect.lacks(request.head.lower(), b'\nx-injected', 'a head upstream')
            server.stop()
            # A line of the access log is one line, whatever stood in the request.
            broken = [line for line in server.access_log.text.splitlines() if ' request id="req_' not in line]
            expect.equal(broken, [], 'broken lines of the access log')
    return f'{name} stays text, whatever the byte', case


tap.sys.exit(tap.run(stays_text_in(name, place) for name, place in PLACES.items()))
