# SPDX-License-Identifier: MIT
"""New configurations and new builds of plugins while the server serves."""
import contextlib
import itertools
import os
import pathlib
import shutil
import signal
import time

from support import chat, expect, tap
from support.counts import FULL
from support.load import Load
from support.server import KEY, PLUGIN_PATH, ROOT, Server, is_sanitized, pool_of
from support.upstream import Upstream

STREAMS, RELOADS, SWAPS, BROKEN = (500, 100, 50, 200) if FULL else (50, 10, 5, 18)
PAUSE_MS = 200 if FULL else 20  # between two words of a stream
GOOD = pathlib.Path(os.environ.get('AIPOOL_GOOD_PLUGINS', ROOT / 'build/tests/abi/good'))
BAD = pathlib.Path(os.environ.get('AIPOOL_BROKEN_PLUGINS', ROOT / 'build/tests/abi/broken'))
ECHO = {'echo': [{'uuid': 'echo-1'}]}
SECOND_KEY = 'sk-client-second-7c41'
MIB = 1 << 20
UNWATCHED = {'host': '127.0.0.1', 'port': 0, 'watch': False}  # only the test's own calls reload


def built(name):
    return next(path for folder in PLUGIN_PATH.split(':') for path in pathlib.Path(folder).glob(f'**/{name}.so'))


class Plugins:
    """A folder of plugins that goes before the others; what is put there is there at once and whole."""

    def __init__(self, folder):
        self.folder = folder / 'plugins'
        self.folder.mkdir(mode=0o755)

    def put(self, name, source, more=b''):
        new = self.folder / f'{name}.new'
        new.write_bytes(source.read_bytes() + more)
        new.chmod(0o755)
        new.rename(self.folder / f'{name}.so')


class ServerWithPlugins(Server):
    """Its echo comes from a folder of its own: `plugins`."""

    def write(self, pools=None, **config):
        if not hasattr(self, 'plugins'):
            self.plugins = Plugins(self.folder)
            self.plugins.put('echo', built('echo'))
        super().write(pools, **{'plugin_dir': str(self.plugins.folder), **config})


class MountedServer(Server):
    """Its files are links into a folder that is exchanged as a whole, as Kubernetes does it."""
    count = 0

    def write(self, pools=None, **config):
        self.count += 1
        (self.folder / f'..{self.count}').mkdir()
        super().write(pools, **config)
        (self.folder / '..data_tmp').symlink_to(f'..{self.count}')
        (self.folder / '..data_tmp').rename(self.folder / '..data')
        if self.count > 1:
            shutil.rmtree(self.folder / f'..{self.count - 1}')

    def place(self, name, text):
        (self.folder / f'..{self.count}' / name).write_text(text)
        if self.count == 1:
            (self.folder / name).symlink_to(f'..data/{name}')


def eventually(condition, what, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        expect.true(time.monotonic() < until, what)
        time.sleep(0.02)


def status_with(server, key):
    return chat.ask(server, headers=[('x-aipool-provider', 'echo')], key=key).status


def becomes_known(server, key):
    eventually(lambda: status_with(server, key) == 200, f'the new key is not in use:\n{server.log.text[-2000:]}')


def reloaded(server, outcome='reloaded'):
    response = server.reload()
    expect.equal(response.json()['status'], outcome, f'outcome in {response.json()}')
    return response.json()


# Configuration.

def test_a_file_that_was_written_in_place_is_noticed():
    class InPlace(Server):
        def place(self, name, text):
            (self.folder / name).write_text(text)
    with InPlace(ECHO) as server:
        expect.equal(status_with(server, SECOND_KEY), 401)
        server.write(auth={'api_key': SECOND_KEY})
        becomes_known(server, SECOND_KEY)
        expect.true(server.log.wait_for('a new configuration is in use.*auth.api_key'), 'the log says so')


def test_a_file_that_was_replaced_by_a_rename_is_noticed():
    with Server(ECHO) as server:
        server.write(auth={'api_key': SECOND_KEY})
        becomes_known(server, SECOND_KEY)


def test_links_that_lead_elsewhere_are_noticed_time_and_again():
    with MountedServer(ECHO) as server:
        for number in range(3):
            key = f'{SECOND_KEY}-{number}'
            server.write(auth={'api_key': key})
            becomes_known(server, key)


def test_a_hangup_reloads():
    with Server(ECHO) as server:
        server.process.send_signal(signal.SIGHUP)
        expect.true(server.log.wait_for('read again.*SIGHUP'), 'the log says so')


def test_the_management_call_says_what_changed_and_what_needs_a_new_process():
    with Server(ECHO, server=UNWATCHED) as server:
        expect.equal(reloaded(server, 'unchanged')['changed'], [])
        server.write(pools={'echo': [{'uuid': 'echo-1', 'models': ['a']}, {'uuid': 'echo-2'}]},
                     server={**UNWATCHED, 'port': 1},
                     log={'level': 'info'}, timeouts={'idle': '59s'})
        answer = reloaded(server)
        expect.equal(answer['changed'], ['log.level', 'pools.echo.echo-1', 'pools.echo.echo-2', 'timeouts.idle'])
        expect.equal(answer['kept'], ['server.port'])
        expect.equal(answer['plugins'], [], 'no plugin was loaded again')


def test_a_reload_is_the_operators():
    with Server(ECHO, server=UNWATCHED) as server:
        for header in (('origin', 'http://localhost'), ('x-forwarded-for', '203.0.113.9')):
            expect.equal(server.send('POST', '/api/reload', headers=[header], key=None).status, 403, str(header))
        expect.equal(server.send('GET', '/api/reload').status, 405)
        server.write(auth={'api_key': SECOND_KEY, 'admin_key': 'sk-admin-canary-88'})
        reloaded(server)
        expect.equal(server.reload().status, 401, 'without the admin key')
        expect.equal(server.reload(key=SECOND_KEY).status, 401, "with a client's key")
        expect.equal(server.reload(key='sk-admin-canary-88').status, 200)


def test_limits_change_while_connections_live():
    with Server(ECHO, server=UNWATCHED) as server, server.connect() as line:
        headers = [chat.JSON_TYPE, ('authorization', f'Bearer {KEY}')]
        body = chat.compact(chat.asking('x' * 3000))
        expect.equal(line.request('POST', '/echo' + chat.PATH, body, headers).finish().status, 200)
        server.write(limits={'body': '2KiB'})
        reloaded(server)
        expect.equal(line.request('POST', '/echo' + chat.PATH, body, headers).finish().status, 413)


def test_an_account_rests_on_and_upstream_connections_stay():
    with Upstream(chat.says('hello'), chat.says('hello')) as upstream, Server(pool_of(upstream), loops=1,
                                                                                 server=UNWATCHED) as server:
        expect.equal(chat.ask(server).status, 200)
        expect.equal(upstream.connections, 1)
        server.write(timeouts={'idle': '59s'})
        reloaded(server)
        expect.equal(chat.ask(server).status, 200)
        expect.equal(upstream.connections, 1, 'connections upstream')
    limited = lambda exchange: exchange.send(chat.error_answer(429, 'retry-after: 200'))
    with Upstream(limited) as upstream, Server(pool_of(upstream), server=UNWATCHED) as server:
        expect.equal(chat.ask(server).status, 429)
        server.write(timeouts={'idle': '59s'})
        reloaded(server)
        expect.equal(chat.ask(server).status, 429)
        expect.equal(len(upstream.requests), 1, 'requests to an account that rests')


FAULTS = (
    ('config.yaml', '{"server": {"port": 0'), ('config.yaml', 'colour: red\n'), ('config.yaml', ''),
    ('config.yaml', 'provider_pools_file: nowhere.yaml\n'), ('pools.yaml', '{"pools": {"echo": [{"uuid": 3}]}}'),
    ('pools.yaml', 'pools: {nobody-brings-this: [{uuid: a}]}'), ('pools.yaml', 'pools: {echo: []}'),
    ('pools.yaml', '\x00\xff'), ('pools.yaml', 'pools: {openai-custom: [{uuid: a, base_url: "file:///etc"}]}'),
)


def test_broken_configurations_leave_the_old_one_serving_and_are_explained():
    with Server(ECHO, server=UNWATCHED) as server, Load(server.port, streams=5, requests=2) as load:
        for number, (name, text) in zip(range(BROKEN), itertools.cycle(FAULTS)):
            if name == 'config.yaml' and not text:
                (server.folder / name).unlink()
            else:
                server.place(name, text)
            response = server.reload()
            expect.equal(response.status, 422, f'status with {text!r}')
            fault = response.json()['faults'][0]
            expect.true(fault['file'] and fault['message'], f'a fault without its place: {fault}')
            expect.equal(status_with(server, KEY), 200, 'the old one serves')
            server.write()
        expect.true(server.log.wait_for('old configuration stays in use'), 'the log says so')
        expect.true(server.log.wait_for(r'config.yaml:1:\d+'), 'with the place')
        reloaded(server, 'unchanged')
        load.stop()
        expect.equal(load.faults, [], 'faults')


# Plugins.

def test_a_new_build_of_a_plugin_serves_new_requests_and_running_streams_stay_with_theirs():
    with ServerWithPlugins(ECHO) as server:
        with Load(server.port, streams=1, words=150) as old:
            old.wait_for(lambda load: load.live == 1)
            server.plugins.put('echo', GOOD / 'echo_next.so')
            expect.true(server.log.wait_for('a new configuration is in use.*plugins=.?echo'), 'it was noticed')
            with Load(server.port, streams=1, words=3) as new:
                new.wait_for(lambda load: load.live == 1)
                new.stop()
            old.stop()
        expect.equal((dict(old.letters), dict(new.letters)), ({'w': 1}, {'x': 1}), 'letters of the builds')
        expect.equal(old.faults + new.faults, [], 'faults')
        expect_one_copy_of_each(server)


def copies(server):
    """The plugins that the process has; a copy goes when its code has been unmapped."""
    return [path.name for path in (server.folder / 'state/run').glob('*/*.so')]


def mapped_copies(server):
    """What the kernel says, where it does: the process lets nobody look into it."""
    with contextlib.suppress(PermissionError):
        maps = pathlib.Path(f'/proc/{server.process.pid}/maps').read_text()
        return {line.split()[-1] for line in maps.splitlines() if '/state/run/' in line}
    return None


def expect_one_copy_of_each(server):
    def settled():
        names = [name.split('.')[0] for name in copies(server)]
        return len(names) == len(set(names))
    eventually(settled, f'old generations are still there: {copies(server)}')
    mapped = mapped_copies(server)
    if mapped is not None and not is_sanitized():
        expect.equal(sorted(pathlib.Path(path).name for path in mapped), sorted(copies(server)), 'mapped plugins')


def test_broken_plugins_leave_the_old_build_serving():
    files = sorted(BAD.glob('*.so'))
    expect.true(len(files) > 20, 'broken plugins')
    with ServerWithPlugins(ECHO, server=UNWATCHED) as server, Load(server.port, streams=5, requests=2) as load:
        cut = built('echo').read_bytes()[:5000]
        sound = {'lost_options.so'}  # asks for options that its manifest says, and gets none
        for number, file in zip(range(BROKEN // 2), itertools.cycle(file for file in files if file.name not in sound)):
            server.plugins.put('echo', file)
            response = server.reload()
            if response.status == 200:  # some are broken only once they serve, and no pool here needs them
                continue
            expect.equal(response.status, 422, f'status with {file.name}')
            expect.true(response.json()['faults'], 'faults')
            expect.equal(status_with(server, KEY), 200, f'the old one serves after {file.name}')
        for number in range(BROKEN // 2):
            (server.plugins.folder / 'echo.so').unlink(missing_ok=True)
            (server.plugins.folder / 'echo.so').write_bytes(cut[:100 + 40 * number])
            expect.equal(server.reload().status, 422, 'status with a file that is cut off')
        server.plugins.put('echo', built('echo'))
        reloaded(server, 'unchanged')
        load.stop()
        expect.equal(load.faults, [], 'faults')


def test_reloads_and_swaps_under_load_fail_nothing_mix_nothing_and_leave_nothing():
    pools = lambda number: {**ECHO, 'openai-custom': [
        {'uuid': f'a-{number % 3}', 'api_key': 'sk-x', 'base_url': 'http://127.0.0.1:1/v1'}]}
    builds = itertools.cycle((GOOD / 'echo_next.so', built('echo')))
    with ServerWithPlugins(pools(0), server=UNWATCHED) as server, Load(server.port, streams=STREAMS, requests=8,
                                                                                      pause_ms=PAUSE_MS) as load:
        load.wait_for(lambda load: load.live >= STREAMS * 0.9)
        memory = []
        swaps = 0
        for number in range(1, RELOADS + 1):
            if number * SWAPS // RELOADS > swaps:
                swaps += 1
                server.plugins.put('echo', next(builds))
            server.write(pools(number), timeouts={'idle': f'{30 + number % 20}s'}, log={'level': 'info'})
            answer = reloaded(server)
            expect.true(answer['changed'], 'something changed')
            memory.append(server.memory())
            time.sleep(0.1)
        expect.true(load.live >= STREAMS * 0.5, f'{load.live} streams are live')
        load.stop()
        expect.equal(load.faults, [], 'faults')
        streams = sum(load.letters.values())
        expect.true(streams >= STREAMS and len(load.letters) == 2, f'whole streams: {load.letters}')
        expect_one_copy_of_each(server)
        quarter = len(memory) // 4
        start, end = max(memory[:quarter + 1]), max(memory[-quarter:])
        print(f'# {RELOADS} reloads, {swaps} swaps, {STREAMS} live streams: {streams} whole streams {dict(load.letters)}, '
              f'{load.answers} answers, {start / MIB:.0f} -> {end / MIB:.0f} MiB')
        expect.true(end < start * 1.05 + 8 * MIB or is_sanitized(), f'memory grows: {[m // MIB for m in memory]}')


tap.main(globals())
