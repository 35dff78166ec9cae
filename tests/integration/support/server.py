# SPDX-License-Identifier: MIT
"""The real program with a configuration of its own in a temporary folder, on a free port; both its logs are kept.

AIPOOL_PROGRAM and AIPOOL_PLUGIN_PATH come from meson; by hand, the tree `build` of the source root is taken.
"""
import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from support import canaries, http_client, wire
from support.task import Task

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = os.environ.get('AIPOOL_PROGRAM', str(ROOT / 'build/core/app/aipool'))
PLUGIN_PATH = os.environ.get('AIPOOL_PLUGIN_PATH', ':'.join(
    str(ROOT / 'build' / folder) for folder in ('plugins', 'sdk/examples/echo', 'sdk/examples/plain_c', 'tests/abi/good/ticket')))
KEY = canaries.register('client key', 'sk-client-canary-5b1f0c')  # what clients send; no log and no answer may show it
SANITIZER_REPORT = re.compile(r'ERROR: \w+Sanitizer|WARNING: ThreadSanitizer|SUMMARY: \w+Sanitizer|runtime error:')
STOP_SECONDS = 60.0


def is_sanitized():
    """Whether the program keeps what was freed, and walls between objects."""
    code = pathlib.Path(PROGRAM).read_bytes()
    return b'__asan_init' in code or b'__tsan_init' in code


def environment(**extra):
    """Nothing of the caller's environment but what the program and the sanitizers need."""
    kept = {name: value for name, value in os.environ.items()
            if name in ('PATH', 'LD_LIBRARY_PATH') or name.endswith('SAN_OPTIONS') or name.endswith('SYMBOLIZER_PATH')}
    return {**kept, 'AIPOOL_PLUGIN_PATH': PLUGIN_PATH, **extra}


def account_key(number):
    return canaries.register('account key', f'sk-account-canary-{number}')


def pool_of(*upstreams, **each):
    """The pool `openai-custom` with one account for each upstream (or its URL), all with the keys `each`."""
    urls = [upstream if isinstance(upstream, str) else upstream.url for upstream in upstreams]
    return {'openai-custom': [{'uuid': f'account-{number}', 'base_url': url, 'api_key': account_key(number), **each}
                              for number, url in enumerate(urls, 1)]}


class Log:
    """The lines of one stream of a process, as they come."""

    def __init__(self, stream):
        self._lines = []
        self._ended = False
        self._changed = threading.Condition()
        self._pump = Task(self._read, stream)

    def _read(self, stream):
        for line in stream:
            with self._changed:
                self._lines.append(line.decode(errors='backslashreplace'))
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def wait_for(self, pattern, seconds=wire.DEADLINE, count=1):
        """The match in the count-th line that has one; None if the stream ends or the time is over before."""
        found = None

        def look():
            nonlocal found
            matches = (match for line in self._lines if (match := re.search(pattern, line)))
            found = next(itertools.islice(matches, count - 1, None), None)
            return found or self._ended
        with self._changed:
            self._changed.wait_for(look, seconds)
        return found

    def finish(self):
        """Until the process has closed it; a fault of the reader is raised here."""
        self._pump.result()

    @property
    def text(self):
        with self._changed:
            return ''.join(self._lines)


class Server:
    """`with Server(pools, key=section, ...) as server`: sections of config.yaml go over the defaults below.

    `fallbacks`: what else stands in provider-pools.yaml: fallback_chains, model_fallbacks.
    """

    wrapper = ()  # a command that runs the program

    def __init__(self, pools, loops=2, fallbacks=None, **config):
        self._loops = loops
        self._pools = {'pools': pools, **(fallbacks or {})}
        self._config = {'server': {'host': '127.0.0.1', 'port': 0}, 'auth': {'api_key': KEY},
                        'log': {'level': 'debug'}, **config}
        self._leaks = []  # kinds of secrets that answers to clients told

    def __enter__(self):
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix='aipool-test-'))
        self.write()
        self.process = self.start()
        self.access_log, self.log = Log(self.process.stdout), Log(self.process.stderr)
        listening = self.log.wait_for(r'listening.*?\bport\W+(\d+)')
        if not listening:
            self.process.kill()
            raise AssertionError(f'the server did not start:\n{self.log.text}')
        self.port = int(listening[1])
        return self

    def __exit__(self, kind, error, _):
        try:
            self.stop()
        except AssertionError as fault:
            if kind is None:
                raise
            error.add_note(f'then: {fault}')
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)
        if error is not None:
            error.add_note(f'server log:\n{self.log.text[-4000:]}\naccess log:\n{self.access_log.text[-2000:]}')

    def start(self, *options, loops=None):
        """A process on these files."""
        return subprocess.Popen(
            [*self.wrapper, PROGRAM, 'serve', '--config', str(self._folder / 'config.yaml'),
             '--loops', str(loops or self._loops), *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self._folder,
            env=environment(HOME=str(self._folder)))

    def write(self, pools=None, **config):
        """Both files; sections that are given take the place of those before."""
        if pools is not None:
            self._pools = {**self._pools, 'pools': pools}
        self._config = {**self._config, **config}
        # JSON is YAML: the files need no writer of their own.
        self.place('pools.yaml', json.dumps(self._pools))
        self.place('config.yaml', json.dumps(
            {'provider_pools_file': 'pools.yaml', 'state_dir': str(self._folder / 'state'), **self._config}))

    def place(self, name, text):
        """Whole at once: a server that watches never sees half of it."""
        (self._folder / f'.{name}').write_text(text)
        (self._folder / f'.{name}').rename(self._folder / name)

    @property
    def folder(self):
        return self._folder

    def reload(self, key=None):
        """The answer of the management call."""
        return self.send('POST', '/api/reload', key=key)

    def terminate(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def stop(self):
        """Ends the server in order; a crash, a leak or a hanging stop is a fault."""
        self.terminate()
        try:
            status = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError('the server did not stop') from None
        self.access_log.finish()
        self.log.finish()
        if status != 0 or SANITIZER_REPORT.search(self.log.text):
            raise AssertionError(f'the server ended with status {status}:\n{self.log.text[-6000:]}')
        self._expect_no_secret()

    def _expect_no_secret(self):
        canaries.expect_untold(self.log.text.encode(), 'the log')
        canaries.expect_untold(self.access_log.text.encode(), 'the access log')
        for path in pathlib.Path(self._config.get('state_dir', self._folder / 'state')).rglob('*'):
            if path.is_file() and path.suffix != '.so':
                canaries.expect_untold(path.read_bytes(), f'the state file {path.name}')
        if self._leaks:
            raise AssertionError(f'an answer tells a secret: {", ".join(self._leaks)}')

    def _look_at(self, response):
        self._leaks += canaries.kinds_told(response.head + response.body)

    def memory(self, measure='VmRSS'):
        """Resident bytes: now, or with 'VmHWM' at most so far."""
        status = pathlib.Path(f'/proc/{self.process.pid}/status').read_text()
        return int(status.split(f'{measure}:')[1].split()[0]) * 1024

    def connect(self, **options):
        return http_client.Connection(self.port, looked_at_by=self._look_at, **options)

    def open(self, method, path, body=b'', headers=(), key=KEY, **options):
        """The answer's head; its body is still to be read. The connection is the caller's to close."""
        sent = [*headers, *([('authorization', f'Bearer {key}')] if key else [])]
        connection = self.connect(**options)
        response = connection.request(method, path, body, sent)
        if response.status < 400:
            canaries.saw(http_client.request_bytes(method, path, headers=sent))
        response.connection = connection
        return response

    def send(self, method, path, body=b'', headers=(), key=KEY):
        """The whole answer."""
        response = self.open(method, path, body, headers, key)
        response.finish()
        response.connection.close()
        return response

    def post(self, path, value, **options):
        return self.send('POST', path, json.dumps(value).encode(), [('content-type', 'application/json')], **options)

    def access_line(self, count=1):
        """The access log's fields once it has `count` lines; of the last of them."""
        until = time.monotonic() + wire.DEADLINE
        while len(lines := self.access_log.text.splitlines()) < count:
            if time.monotonic() > until:
                raise AssertionError(f'{len(lines)} lines in the access log, wanted {count}')
            time.sleep(0.05)
        pairs = re.findall(r'(\w+)=(?:"([^"]*)"|(\S+))', lines[count - 1])
        return {name: quoted or plain for name, quoted, plain in pairs}
