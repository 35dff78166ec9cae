# SPDX-License-Identifier: MIT
"""Plugins that are broken, each in its own way: the program refuses them with a sentence, or serves on."""
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import stat
import subprocess
import tempfile

from support import chat, expect, tap
from support.server import PROGRAM, ROOT, SANITIZER_REPORT, Log, Server, environment, pool_of
from support.upstream import Upstream, play

SECONDS = 120.0
BROKEN = pathlib.Path(os.environ.get('AIPOOL_BROKEN_PLUGINS', ROOT / 'build/tests/abi/broken'))

# File -> what the operator reads about it. Before any of its code runs:
GATE = {
    'executable_stack': 'wants an executable stack; link it with -Wl,-z,noexecstack',
    'extra_export': 'exports "extra_export_of_it" beside aipool_plugin_v1()',
    'needs_library': 'needs the library "libz.so.1"; link that into it',
    'no_entry': 'exports no aipool_plugin_v1()',
    'no_manifest': 'no manifest: it has no such section',
    'nodelete': 'can never be unloaded (NODELETE)',
    'search_path': 'brings a search path for libraries',
    'stands_for_other': 'stands for other libraries',
    'static_tls': 'STATIC_TLS',
    'text_relocations': 'TEXTREL',
    'unique_symbol': 'STB_GNU_UNIQUE',
}
# By what it did to the process that tried it:
PROBE = {
    'abort_in_entry': 'died of signal 6 (Aborted) while it was loaded',
    'bad_route_path': 'has a route whose path is no template',
    'crash_in_constructor': 'died of signal 11 (Segmentation fault) while it was loaded',
    'crash_in_create': 'died of signal 11 (Segmentation fault) in create()',
    'crash_in_destroy': 'died of signal 11 (Segmentation fault) in destroy()',
    'create_fails': 'its create() failed with -17',
    'endless_roles': 'brings more than 64 protocols',
    'entry_returns_null': 'refuses to run here: its entry returned NULL',
    'exit_in_entry': 'ended its process with status 3 while it was loaded',
    'garbles_probe': 'garbled what the child process that tried it had to say',
    'hang_in_constructor': 'did not come back within 5000 ms while it was loaded',
    'null_create': 'its module lacks create()',
    'null_decode_frame': 'lacks decode_frame()',
    'other_manifest': 'the manifest of its module is not that of its section',
    'says_why': 'moon is not full',
    'short_struct': 'its module has 136 bytes, ABI 1.0 needs 144',
    'starts_thread': 'starts a thread, which would outlive it',
    'throws_in_entry': 'its entry threw an exception',
    'wild_role': 'died of signal 11 (Segmentation fault) in create()',
    'wrong_magic': 'is no aipool plugin: its magic is 0x464c457f',
    'wrong_major': "speaks ABI 2.3, this host 1.0: rebuild it against this host's SDK",
}


def file_of(name):
    return str(BROKEN / f'{name}.so')


def entry(name, **members):
    return {'name': name.replace('_', '-'), 'path': file_of(name), **members}


class Place:
    """A folder with a configuration that names the plugins, and a state folder."""

    def __init__(self, *plugins):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix='aipool-test-'))
        config = {'server': {'port': 0}, 'state_dir': str(self.path / 'state'), 'plugins': list(plugins)}
        (self.path / 'config.yaml').write_text(json.dumps(config))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def start(self, command='serve'):
        return subprocess.Popen([PROGRAM, command, '--config', str(self.path / 'config.yaml')],
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env=environment(HOME=str(self.path)))

    def run(self, command):
        """Status and standard error of a command that ends by itself."""
        process = self.start(command)
        _, err = process.communicate(timeout=SECONDS)
        text = err.decode()
        expect.true(process.returncode >= 0 and not SANITIZER_REPORT.search(text), f'{command} crashed:\n{text}')
        return process.returncode, text

    def left(self):
        """What stands in the run folder."""
        run = self.path / 'state/run'
        return sorted(path.name for path in run.iterdir()) if run.exists() else []


def expect_refusal(command, name, sentence):
    with Place(entry(name)) as place:
        status, err = place.run(command)
        expect.equal(status, 1, f'status of {command} with {name}')
        expect.contains(err, sentence, name)
        expect.contains(err, file_of(name), name)
        expect.true(re.search(r'config\.yaml:\d+:\d+: ', err), f'no place in:\n{err}')
        expect.equal(place.left(), [], f'run folder after {name}')


def refusals():
    """A case for each file: (name, function)."""
    for name, sentence in {**GATE, **PROBE}.items():
        yield f'check refuses {name}', lambda name=name, sentence=sentence: expect_refusal('check', name, sentence)
    for name in ('nodelete', 'crash_in_constructor', 'exit_in_entry', 'crash_in_create', 'create_fails', 'wrong_major'):
        sentence = {**GATE, **PROBE}[name]
        yield f'serve refuses {name}', lambda name=name, sentence=sentence: expect_refusal('serve', name, sentence)


def test_inspect_survives_every_broken_plugin():
    with tempfile.TemporaryDirectory() as home:
        for name, sentence in {**GATE, **PROBE}.items():
            done = subprocess.run([PROGRAM, 'plugins', 'inspect', file_of(name)], capture_output=True, text=True,
                                  timeout=SECONDS, env=environment(HOME=home))
            expect.equal(done.returncode, 1, f'status for {name}')
            expect.contains(done.stderr, sentence, name)
            expect.true('\x1b' not in done.stderr, f'{name} reached the terminal: {done.stderr!r}')


def test_every_broken_plugin_of_a_configuration_is_named_at_once():
    names = [name for name in {**GATE, **PROBE} if name != 'hang_in_constructor']
    with Place(*(entry(name) for name in names)) as place:
        status, err = place.run('check')
        expect.equal(status, 1)
        for name in names:
            expect.contains(err, file_of(name))


def test_an_exception_in_a_call_fails_that_request_alone():
    with Upstream(play(chat.answer(chat.completion()))) as upstream, \
            Server(pool_of(upstream), plugins=['openai', entry('throws')]) as server:
        response = server.post('/throws', {'model': chat.MODEL})
        expect.equal(response.status, 500, 'status')
        expect.true(response.error['message'], 'an error in nobody\'s shape')
        expect.lacks(response.body, b'nobody may see this', 'the answer')
        expect.true(server.log.wait_for('a plugin panicked plugin=throws function=inspect'), server.log.text)
        expect.equal(chat.ask(server).status, 200, 'status of a request to others')


def test_texts_that_cannot_be_fail_that_request_alone():
    with Server({'test-api': [{'uuid': 'odd'}]}, plugins=['openai', entry('odd_steps')]) as server:
        for model in ('null', 'huge', 'utf8'):
            for stream in (False, True):
                response = chat.ask(server, model=model, stream=stream)
                expect.equal(response.status, 500, f'{model}: status')
                response.body.decode()
        expect.true(server.access_log.wait_for('odd-steps: step: a text that is none'), 'nobody named it')
        expect.equal(chat.ask(server, model='well').status, 200, 'status after all that')


def test_a_call_that_does_not_come_back_is_named_while_it_runs():
    with Server({'test-api': [{'uuid': 'odd'}]}, plugins=['openai', entry('odd_steps')]) as server:
        response = chat.ask(server, model='spin')
        expect.true(server.log.wait_for('a plugin does not come back.* plugin=odd-steps function=step'),
                    server.log.text)
        expect.equal(response.status, 200, 'status of the slow request')
        expect.equal(server.log.text.count('does not come back'), 1, 'lines about one call')


def test_a_plugin_that_cannot_be_unmapped_is_named_when_the_server_ends():
    with Server({}, plugins=['openai', entry('thread_key')]) as server:
        server.stop()
        expect.contains(server.log.text, 'a plugin stays in memory for good plugin=thread-key')


def test_the_sum_of_a_plugin_is_held():
    right = hashlib.sha256(pathlib.Path(file_of('needs_nothing')).read_bytes()).hexdigest()
    for given in (right, right.upper()):
        with Place('openai', entry('needs_nothing', sha256=given)) as place:
            expect.equal(place.run('check'), (0, ''))
    with Place(entry('needs_nothing', sha256='0' * 64)) as place:
        status, err = place.run('check')
        expect.equal(status, 1)
        expect.contains(err, f'has the SHA-256 sum {right}, not the one that the configuration gives')


def test_a_file_that_others_may_write_is_refused():
    with Place() as place:
        copy = shutil.copy(file_of('needs_nothing'), place.path)
        os.chmod(copy, os.stat(copy).st_mode | stat.S_IWOTH)
        with Place({'name': 'needs-nothing', 'path': copy}) as other:
            status, err = other.run('check')
            expect.equal(status, 1)
            expect.contains(err, 'others than its owner may write to the file; take that away with chmod go-w')


def test_a_link_to_a_pipe_is_refused_without_waiting():
    with Place() as place:
        os.mkfifo(place.path / 'pipe')
        os.symlink('pipe', place.path / 'link.so')
        with Place({'name': 'link', 'path': str(place.path / 'link.so')}) as other:
            status, err = other.run('check')
            expect.equal(status, 1)
            expect.contains(err, 'is no regular file')


def test_servers_of_one_state_folder_do_not_disturb_each_other_and_clear_away_the_dead():
    with Place('openai') as place:
        servers = []
        try:
            for _ in range(3):
                servers.append(place.start())
                expect.true(Log(servers[-1].stderr).wait_for('listening'), 'the server did not start')
            expect.equal(len(place.left()), 6, 'folders and locks')
            servers[0].kill()
            servers[0].wait()
            expect.equal(len(place.left()), 6, 'what a killed server leaves')
            expect.equal(place.run('check')[0], 0, 'status of check')
            expect.equal(len(place.left()), 4, 'after the next one came')
            for server in servers[1:]:
                server.send_signal(signal.SIGTERM)
                expect.equal(server.wait(SECONDS), 0, 'status of a stopped server')
            expect.equal(place.left(), [], 'run folder after all')
        finally:
            for server in servers:
                server.kill()
                server.wait()


if __name__ == '__main__':
    raise SystemExit(tap.run([*refusals(), *tap.cases(globals())]))
