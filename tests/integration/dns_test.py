# SPDX-License-Identifier: MIT
"""A name server that answers for some names and is dead for others, in a network namespace of the test's own.

The program runs itself again by `unshare`, with its own loopback and its own /etc/resolv.conf; both end with it.
"""
import contextlib
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading

from support import chat, expect, tap
from support.server import Server, pool_of
from support.task import Task, results
from support.upstream import Upstream

ADDRESS = '127.0.0.53'
INSIDE = 'AIPOOL_DNS_TEST_INSIDE'
THREADS_OF_A_LOOP = 16  # look-ups at once


class NameServer:
    """Says 127.0.0.1 for names below live.example, and nothing at all for others."""

    def __enter__(self):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((ADDRESS, 53))
        self._socket.settimeout(0.1)
        self._changed = threading.Condition()
        self._ended = False
        self.asked = []
        self._serving = Task(self._serve)
        return self

    def __exit__(self, *_):
        self._ended = True
        self._serving.result()
        self._socket.close()

    def wait_for(self, part):
        with self._changed:
            if not self._changed.wait_for(lambda: any(part in name for name in self.asked), 30):
                raise AssertionError(f'{part} was never asked for: {self.asked}')

    def _serve(self):
        while not self._ended:
            try:
                query, sender = self._socket.recvfrom(512)
            except TimeoutError:
                continue
            name, end = self._question(query)
            with self._changed:
                self.asked.append(name)
                self._changed.notify_all()
            if name.endswith('live.example'):
                self._socket.sendto(self._answer(query, end), sender)

    @staticmethod
    def _question(query):
        labels, at = [], 12
        while size := query[at]:
            labels.append(query[at + 1:at + 1 + size].decode())
            at += 1 + size
        return '.'.join(labels), at + 5

    @staticmethod
    def _answer(query, end):
        is_ipv4 = query[end - 4:end - 2] == b'\0\x01'
        head = query[:2] + struct.pack('!HHHHH', 0x8180, 1, int(is_ipv4), 0, 0)
        record = b'\xc0\x0c' + struct.pack('!HHIH', 1, 1, 60, 4) + socket.inet_aton('127.0.0.1')
        return head + query[12:end] + (record if is_ipv4 else b'')


def threads_of(server):
    status = pathlib.Path(f'/proc/{server.process.pid}/status').read_text()
    return int(status.split('Threads:')[1].split()[0])


@contextlib.contextmanager
def asking_all_the_time(server, model, count):
    """So many clients ask for the model at once; their statuses, once they are all answered."""
    statuses = []
    clients = [Task(lambda: chat.ask(server, model=model).status) for _ in range(count)]
    yield statuses
    statuses += results(clients)


def pools_of(upstream, *names, **members):
    """An account for each name, which serves the model `NAME`, and one by address for the others' model."""
    pools = pool_of(*(f'http://{name}:{upstream.port}/v1' for name in names), upstream, **members)
    for account, name in zip(pools['openai-custom'], names):
        account['models'] = [name]
    pools['openai-custom'][-1]['models'] = [chat.MODEL]
    return pools


def test_a_dead_name_fails_soon_and_others_are_served_meanwhile():
    with NameServer() as names, Upstream(chat.says('hello')) as upstream, \
            Server(pools_of(upstream, 'dead.example', 'live.example')) as server:
        before = threads_of(server)
        with asking_all_the_time(server, 'dead.example', 20) as statuses:
            names.wait_for('dead.example')
            for _ in range(20):
                expect.equal(chat.ask(server).status, 200, 'an account by address')
                expect.equal(chat.ask(server, model='live.example').status, 200, 'an account with a name that is there')
            expect.true(threads_of(server) <= before + 2 * 2, 'a name takes one thread of each loop')
        expect.equal(set(statuses), {502}, 'statuses of the dead account')
        expect.true(server.access_log.wait_for('cannot resolve dead.example: no answer in time'), 'the log says why')


def test_another_account_answers_for_a_dead_name():
    with NameServer(), Upstream(chat.says('hello')) as upstream, \
            Server(pool_of(f'http://dead.example:{upstream.port}/v1', upstream)) as server:
        for stream in (False, True) * 3:
            expect.equal(chat.ask(server, stream=stream).status, 200, 'status')


def test_many_dead_names_take_a_bounded_number_of_threads():
    dead = [f'dead{number}.example' for number in range(50)]
    with NameServer() as names, Upstream(chat.says('hello')) as upstream, \
            Server(pools_of(upstream, *dead)) as server, contextlib.ExitStack() as stack:
        before = threads_of(server)
        for name in dead:
            stack.enter_context(asking_all_the_time(server, name, 1))
        names.wait_for('dead')
        for _ in range(20):
            expect.equal(chat.ask(server).status, 200, 'an account by address')
            expect.true(threads_of(server) <= before + 2 * THREADS_OF_A_LOOP, f'{threads_of(server)} threads')


def run_inside():
    """This program again in a namespace; where there is none to be had, every case is skipped."""
    with tempfile.NamedTemporaryFile('w', prefix='aipool-resolv-') as file:
        file.write(f'nameserver {ADDRESS}\n')
        file.flush()
        enter = ['unshare', '--net', '--mount', *([] if os.geteuid() == 0 else ['--map-root-user'])]
        prepare = f'ip link set lo up && mount --bind {file.name} /etc/resolv.conf'
        tried = shutil.which('unshare') and subprocess.run([*enter, 'sh', '-c', prepare], capture_output=True)
        if tried and tried.returncode == 0:
            command = [*enter, 'sh', '-c', prepare + ' && exec "$@"', 'sh', sys.executable, *sys.argv]
            sys.exit(subprocess.run(command, env={**os.environ, INSIDE: '1'}).returncode)

    def skipped():
        raise tap.Skip('no network namespace can be made here')
    sys.exit(tap.run((name, skipped) for name, _ in tap.cases(globals())))


if __name__ == '__main__':
    if INSIDE in os.environ:
        tap.main(globals())
    run_inside()
