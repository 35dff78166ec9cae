# SPDX-License-Identifier: MIT
"""How a server ends, how it hands over to another process, and what it does at the ceilings of its descriptors and memory."""
import contextlib
import fcntl
import os
import pathlib
import re
import signal
import socket
import struct
import tempfile
import termios
import time

from support import chat, expect, http_client, tap
from support.counts import FULL
from support.load import Load
from support.server import KEY, Log, Server

STREAMS, HANDOVERS, PAUSE_MS = (500, 25, 200) if FULL else (50, 3, 20)  # the last: between two words of a stream
ECHO = {'echo': [{'uuid': 'echo-1'}]}
SERVER = {'host': '127.0.0.1', 'port': 0}
LONG = '[[slow:50 1200]]'  # a minute


def health(port, path='/health'):
    with http_client.Connection(port) as line:
        response = line.request('GET', path).finish()
        return response.status, response.json()['status']


def slow_stream(server, prompt=LONG):
    body = chat.compact(chat.asking(prompt, stream=True))
    headers = [chat.JSON_TYPE, ('authorization', f'Bearer {KEY}')]
    line = server.connect()
    response = line.request('POST', f'/echo{chat.PATH}', body, headers)
    return response.read_until(b'w3')


def eventually(condition, what, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        expect.true(time.monotonic() < until, what)
        time.sleep(0.02)


# The end.

def test_what_is_in_flight_finishes_when_the_server_is_told_to_stop():
    with Server(ECHO) as server:
        with Load(server.port, streams=STREAMS, words=100, pause_ms=PAUSE_MS) as load:
            load.wait_for(lambda load: load.live == STREAMS)
            load.wind_down()
            server.terminate()
            load.stop()
        expect.equal(load.faults, [], 'faults')
        expect.equal(sum(load.letters.values()), STREAMS, 'whole streams')
        expect.equal(server.process.wait(30), 0, 'status')
        print(f'# {STREAMS} streams finished')


def test_what_outlives_the_grace_is_told_so_in_its_protocol():
    with Server(ECHO, server={**SERVER, 'drain': '500ms'}) as server:
        response = slow_stream(server)
        server.terminate()
        response.finish()
        expect.true(response.complete, 'the transfer ends in order')
        expect.contains(str(chat.errors_in(response)), 'shutting down', 'the error in the stream')
        expect.equal(server.process.wait(30), 0, 'status')


def test_a_second_signal_ends_what_is_in_flight():
    with Server(ECHO, server={**SERVER, 'drain': '10m'}) as server:
        response = slow_stream(server)
        server.terminate()
        expect.true(server.log.wait_for('stopping'), 'the first signal')
        expect.equal(server.process.poll(), None, 'it waits')
        server.terminate()
        response.finish()
        expect.contains(str(chat.errors_in(response)), 'shutting down', 'the error in the stream')
        expect.equal(server.process.wait(30), 0, 'status')


def test_health_says_that_the_server_drains_while_it_serves_on():
    with Server(ECHO, server={**SERVER, 'drain_delay': '2s'}) as server:
        expect.equal(health(server.port), (200, 'ok'))
        server.terminate()
        eventually(lambda: health(server.port) == (503, 'draining'), 'it says so')
        expect.equal(health(server.port, '/health/live'), (200, 'draining'))
        expect.equal(chat.ask(server).status, 200, 'and serves on')
        expect.equal(server.reload().status, 503, 'a reload')
        expect.equal(server.process.wait(30), 0, 'status')


# Another process.

class Successors(Server):
    """A server that may be followed by others on the same port; the last of them is ended with it."""

    def __init__(self, *arguments, **config):
        super().__init__(*arguments, **config)
        self.last = None

    def __exit__(self, kind, error, trace):
        if self.last and self.last != self.process.pid:
            os.kill(self.last, signal.SIGTERM)
            eventually(lambda: not alive(self.last), 'the last one ends')
            self.process.wait(30)
        super().__exit__(kind, error, trace)

    def pids(self):
        return [int(pid) for pid in re.findall(r'listening .*?pid=(\d+)', self.log.text)]

    def follow(self):
        """Has the newest process start another, and gives the old one's pid once that has taken over."""
        before = self.pids()
        os.kill(before[-1], signal.SIGUSR2)
        eventually(lambda: len(self.pids()) > len(before), f'no successor:\n{self.log.text[-3000:]}', 60)
        self.last = self.pids()[-1]
        wanted = len(before)
        eventually(lambda: self.log.text.count('a new server has taken over') == wanted, 'it has not taken over', 60)
        return before[-1]


def alive(pid):
    with contextlib.suppress(OSError):
        return pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()[0] != 'Z'
    return False


def test_new_processes_take_over_under_load_and_nothing_is_refused_or_cut():
    with Successors(ECHO, server={**SERVER, 'drain': '60s'}) as server:
        with Load(server.port, streams=STREAMS, requests=8, words=60, pause_ms=PAUSE_MS) as load:
            load.wait_for(lambda load: load.live >= STREAMS * 0.9)
            old = []
            for _ in range(HANDOVERS):
                old.append(server.follow())
                time.sleep(0.2)
            load.stop()
        expect.equal(load.faults, [], 'faults')
        expect.true(load.answers > 100 and sum(load.letters.values()) >= STREAMS, 'the load did something')
        server.process.wait(60)
        eventually(lambda: not any(alive(pid) for pid in old), 'the old ones end')
        print(f'# {HANDOVERS} handovers, {load.answers} answers, {sum(load.letters.values())} whole streams')


def test_a_process_with_fewer_loops_takes_over_by_itself():
    with Server(ECHO, loops=4, server={**SERVER, 'drain': '60s'}) as server:
        server.write(server={'host': '127.0.0.1', 'port': server.port})
        with Load(server.port, streams=10, requests=8, words=60) as load:
            load.wait_for(lambda load: load.live == 10)
            newer = server.start('--takeover', loops=1)
            log, _ = Log(newer.stderr), Log(newer.stdout)
            try:
                expect.true(log.wait_for('listening'), f'it did not start: {log.text}')
                expect.equal(server.process.wait(30), 0, 'status of the old one')
                time.sleep(0.3)
                load.stop()
                expect.equal(load.faults, [], 'faults')
                expect.equal(health(server.port), (200, 'ok'))
            finally:
                newer.send_signal(signal.SIGTERM)
                expect.equal(newer.wait(30), 0, 'status of the new one')


def test_a_process_that_cannot_start_leaves_the_old_one_serving():
    with Server(ECHO) as server:
        server.place('config.yaml', 'colour: red\n')
        expect.true(server.log.wait_for('the new configuration has a fault'), 'the reload was refused')
        server.process.send_signal(signal.SIGUSR2)
        expect.true(server.log.wait_for('did not take over.*ended before it was ready'), 'the log says so')
        expect.equal(health(server.port), (200, 'ok'))
        server.write(server={'host': '127.0.0.1', 'port': 1})
        server.process.send_signal(signal.SIGUSR2)
        expect.true(server.log.wait_for('stop that one first'), 'another address cannot be taken over')
        expect.equal(health(server.port), (200, 'ok'))


def test_taking_over_from_nobody_is_an_ordinary_start():
    class First(Server):
        def start(self, *options, **more):
            return super().start('--takeover', *options, **more)
    with First(ECHO) as server:
        expect.equal(health(server.port), (200, 'ok'))


# Handovers that fail at the last moment: the other end is played here.

def run_folder(server):
    return next(path.parent for path in server.folder.glob(f'state/**/handover-{server.port}.sock'))


def test_a_new_process_that_left_before_it_was_told_leaves_the_old_one_serving():
    with Server(ECHO) as server:
        for tries in (1, 2):  # another may try after it
            with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as channel:
                channel.connect(str(run_folder(server) / f'handover-{server.port}.sock'))
                socket.recv_fds(channel, 64, 64)
                os.kill(server.process.pid, signal.SIGSTOP)
                channel.send(b'R')
            os.kill(server.process.pid, signal.SIGCONT)
            expect.true(server.log.wait_for('did not take over.*would not wait', count=tries), 'the log says so')
            expect.equal(health(server.port), (200, 'ok'))
        expect.lacks(server.log.text, 'a new server has taken over', 'the log')


def test_a_process_that_was_ready_too_late_does_not_serve_beside_the_old_one():
    with Server(ECHO) as server, tempfile.TemporaryDirectory(dir=run_folder(server).parent) as folder, \
            socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening, socket.socket() as serving:
        serving.setblocking(False)  # as a server's are
        serving.bind(('127.0.0.1', 0))
        serving.listen()
        port = serving.getsockname()[1]
        listening.bind(f'{folder}/handover-{port}.sock')
        listening.listen()
        server.write(server={'host': '127.0.0.1', 'port': port})
        newer = server.start('--takeover', loops=1)
        log, _ = Log(newer.stderr), Log(newer.stdout)
        channel, _ = listening.accept()
        with channel:
            lot = struct.pack('8sII', b'aipoolH1', 1, 1)
            socket.send_fds(channel, [lot], [serving.fileno()])
            expect.equal(channel.recv(1), b'R', 'it is ready')
            channel.send(b'N')
            expect.equal(newer.wait(30), 1, 'status')
        log.finish()
        expect.contains(log.text, 'the server that runs serves on', 'what it says')
        expect.lacks(log.text, 'listening', 'what it says')


# Ceilings.

class SmallServer(Server):
    """May open no more than 164 descriptors: 50 connections."""
    wrapper = ('sh', '-c', 'ulimit -n 164 && exec "$@"', 'sh')


def test_connections_near_the_limit_of_descriptors_are_told_to_come_back():
    with SmallServer(ECHO) as server:
        held = []
        for _ in range(50):
            line = server.connect()
            expect.equal(line.request('GET', '/health').finish().status, 200)
            held.append(line)
        for _ in range(5):
            with server.connect() as line:
                response = line.request('GET', '/health').finish()
                expect.equal((response.status, response.headers.get('retry-after')), (503, '1'))
        for line in held:
            expect.equal(line.request('GET', '/health').finish().status, 200, 'one that was there before')
            line.close()
        eventually(lambda: health(server.port)[0] == 200, 'it serves again')


def wait_until_read(line, server):
    """Until a server of one loop has read all that was sent on this connection."""
    def unacknowledged():
        return struct.unpack('i', fcntl.ioctl(line.socket, termios.TIOCOUTQ, bytes(4)))[0]
    eventually(lambda: unacknowledged() == 0, 'the server reads')
    health(server.port)  # its one loop takes what came first before what comes now


def test_bodies_beyond_the_memory_for_them_are_told_to_come_back():
    with Server(ECHO, loops=1, limits={'body': '1MiB', 'in_flight': '1MiB'}) as server:
        body = chat.compact(chat.asking('x' * 900_000))
        headers = [chat.JSON_TYPE, ('authorization', f'Bearer {KEY}')]
        whole = http_client.request_bytes('POST', f'/echo{chat.PATH}', body, headers)
        with server.connect() as first:
            first.send(whole[:-1000])
            wait_until_read(first, server)
            response = server.post(f'/echo{chat.PATH}', chat.asking('x' * 300_000))
            expect.equal((response.status, bool(response.headers.get('retry-after'))), (503, True))
            first.send(whole[-1000:])
            expect.equal(first.response('POST').finish().status, 200, 'the first one')
        eventually(lambda: server.post(f'/echo{chat.PATH}', chat.asking('x' * 300_000)).status == 200, 'it serves again')


tap.main(globals())
