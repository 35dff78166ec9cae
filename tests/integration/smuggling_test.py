# SPDX-License-Identifier: MIT
"""No request hides another: what must be refused ends its connection, and what follows it is never served."""
import concurrent.futures
import contextlib
import json
import re

from support import chat, expect, fronts, http_client, programs, tap, vectors, wire
from support.server import KEY, Server, pool_of
from support.upstream import Upstream

CREDENTIAL = b'Authorization: Bearer ' + KEY.encode() + b'\r\n'
HIDDEN = vectors.request(vectors.OWN_LENGTH, vectors.BODY.replace(b'first', b'other'), key=CREDENTIAL)
# Ends a body that a server believes to be chunked; one that counts bytes takes it for a part of the body.
BEHIND = b'0\r\n\r\n' + HIDDEN


def first_status(line):
    """Of the answer; 0 if the connection ended without one."""
    try:
        return int(line.take_through(b'\r\n\r\n').split(b' ')[1])
    except wire.Closed:
        return 0


def fault_of(server, vector):
    """What is wrong with how the server took a request that it must refuse; None if nothing is."""
    # Where only a limit is exceeded the boundary is known: what follows would be a request like any other.
    behind = b'' if vector.kind == 'limit' else BEHIND
    with server.connect() as line:
        with contextlib.suppress(wire.Closed):
            line.send(vector.data + behind)
        status = first_status(line)
        if not 400 <= status < 600:
            return f'status {status}'
        if vector.kind == 'limit':
            return None
        if not line.wait_for_close(wire.DEADLINE):
            return 'the connection stayed open'
        return 'a second answer' if b'HTTP/1.1 ' in line.buffer else None


def refuses_all(kind):
    chosen = [vector for vector in vectors.refused(CREDENTIAL) if vector.kind == kind]

    def case():
        with Upstream(chat.says('hello')) as upstream, Server(pool_of(upstream)) as server:
            faults = []
            for vector in chosen:
                fault = fault_of(server, vector)
                if fault or upstream.requests:
                    faults.append(f'{vector}: {fault or "served"}')
                upstream.requests.clear()
            expect.equal(faults, [], f'faults among {len(chosen)}')
    return f'{kind}: {len(chosen)} are refused and nothing behind them is served', case


def serves_once(vector):
    def case():
        with Upstream(chat.says('hello')) as upstream, Server(pool_of(upstream)) as server, server.connect() as line:
            line.send(vector.data)
            response = line.response('POST')
            while response.status == 100:
                response = line.response('POST')
            expect.equal(response.finish().status, 200, 'status')
            bodies = [json.loads(request.body) for request in upstream.requests]
            expect.equal(bodies, [json.loads(vectors.BODY)], 'bodies upstream')
            line.send(vectors.request(vectors.OWN_LENGTH, key=CREDENTIAL))
            expect.equal(line.response('POST').finish().status, 200, 'status of the next on the same connection')
    return f'{vector.name} is one request, and the connection goes on', case


def answer_through(port, vector, behind=b''):
    """The status of the first answer that a front gives; 0 where it gives none."""
    with http_client.Connection(port) as line:
        with contextlib.suppress(wire.Closed):
            line.send(vector.data + behind)
        return first_status(line)


def hides_nothing_behind(name, front):
    refused, served = vectors.refused(CREDENTIAL), vectors.served(CREDENTIAL)

    def case():
        if not programs.program(name):
            raise tap.Skip(f'no {name} here')
        with Upstream(chat.says('hello')) as upstream, Server(pool_of(upstream)) as server, front(server) as port:
            with concurrent.futures.ThreadPoolExecutor(8) as workers:
                statuses = list(workers.map(lambda vector: answer_through(port, vector, BEHIND), refused))
            expect.equal(answer_through(port, served[0]), 200, f'status of {served[0]}')
            expect.equal(answer_through(server.port, served[0]), 200, 'status without the front')
            server.stop()
            paths = re.findall(r' path="([^"]*)"', server.access_log.text)
        # The one that passed by the front, which shows that the test would see another.
        unmarked = [path for path in paths if not path.startswith(fronts.MARK)]
        expect.equal(unmarked, [chat.PATH], 'paths without the mark')
        repaired = sum(status == 200 for status in statuses)
        print(f'#   {name} repaired {repaired} of {len(refused)} that this server refuses')
    return f'behind {name}: of {len(refused)} refused requests none hides another', case


tap.sys.exit(tap.run([*(refuses_all(kind) for kind in vectors.CLASSES),
                      *(serves_once(vector) for vector in vectors.served(CREDENTIAL)),
                      hides_nothing_behind('nginx', fronts.nginx), hides_nothing_behind('haproxy', fronts.haproxy)]))
