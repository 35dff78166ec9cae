# SPDX-License-Identifier: MIT
"""run_drivers.py FOLDER: real clients through the real server; each case of a driver is a case of this test.

The project's own driver runs against the echo plugin. Where the shared drivers are present, they run as well: each
protocol's with the scripted upstream of each protocol behind the server, and what needs no upstream with echo. Those of
agents run where the agent is installed, in a folder of its own below CLI_ROOT.
"""
import contextlib
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time

import node_folder
from support import expect, tap
from support.server import ROOT, Server

KEY = 'sk-test-1'
DRIVER_SECONDS = 600
DRIVERS = ('openai-chat', 'openai-responses', 'anthropic', 'genai', 'ollama', 'ai-sdk')
# Agents, and the upstreams that they run on: each takes minutes.
AGENTS = {'claude-code': ('openai-custom', 'claude-custom'), 'codex': ('claude-custom',), 'gemini-cli': ('openai-custom',),
          'opencode': ('gemini-custom',), 'qwen-code': ('claude-custom',)}
CLI_ROOT = pathlib.Path(os.environ.get('CLI_ROOT') or pathlib.Path.home() / '.cache/aipool-agents')
# A provider, and the protocol of its account where it speaks several.
UPSTREAMS = (('openai-custom', '/v1'), ('openai-custom openai.responses', '/v1'), ('claude-custom', ''),
             ('gemini-custom', ''), ('ollama-custom', ''))
# What the upstream's protocol does not have: a clear error or a loss that is named, and no such answer.
NOT_THERE = {
    ('openai-chat', 'claude-custom'): ('embeddings',),
    ('openai-chat', 'ollama-custom'): ('tool_choice forced',),
    ('openai-responses', 'ollama-custom'): ('tool_choice forced',),
    ('anthropic', 'ollama-custom'): ('tool_choice',),
    ('genai', 'claude-custom'): ('embedContent',),
    ('genai', 'ollama-custom'): ('mode ANY',),
    ('ollama', 'claude-custom'): ('embed',),
    ('ai-sdk', 'ollama-custom'): ('anthropic: object',),  # by a call that is demanded
}
ECHO_CASES = ('text', 'stream', 'stream without include_usage', 'stream arrives as it is made', 'tool call',
              'tool round trip', 'tool stream', 'runTools', 'tool_choice forced')
# What an agent may say as well: it runs the tools of one turn at the same time and sends their results as they end.
ALSO_RIGHT = {('claude-code', 'parallel tools'): 'TOOL_OK two | one'}
# What drivers print for a case: `ok   NAME`, maybe with its time, or `FAIL NAME: why`; NAME may begin with `DRIVER: `.
SPOKEN = re.compile(r'(?:ok +(?P<passed>.+?)(?: \(\d+ ms\))?|FAIL +(?P<failed>(?:[\w-]+: )?.+?): (?P<why>.*))$')


def shared_clients():
    folder = pathlib.Path(os.environ.get('AIPOOL_SHARED') or ROOT.parent / 'shared') / 'clients'
    return folder if folder.is_dir() else None


def not_right(driver, name, wrong):
    also = ALSO_RIGHT.get((driver, name))
    return None if also and also in wrong else wrong


def drive(node, script, port, only=(), without=()):
    """(case, None or what went wrong) for each case that the driver ran."""
    env = {'PATH': os.environ['PATH'], 'CLI_ROOT': str(CLI_ROOT), 'BASE_URL': f'http://127.0.0.1:{port}',
           'API_KEY': KEY, 'BAD_KEY': 'bad-key', 'MODEL': 'mock-model',
           'ONLY': ','.join(f'{script.stem}: {part}' for part in only),
           'SKIP': ','.join(f'{script.stem}: {part}' for part in without)}
    done = subprocess.run([node, script], env=env, capture_output=True, text=True, timeout=DRIVER_SECONDS,
                          stdin=subprocess.DEVNULL)
    spoken = [match for line in done.stdout.splitlines() if (match := SPOKEN.match(line))]
    cases = [((match['passed'] or match['failed']).removeprefix(f'{script.stem}: '), match['why']) for match in spoken]
    failed = any(wrong for _, wrong in cases)
    if not cases or (done.returncode != 0) != failed:
        said = f'{done.stdout[-500:]} {done.stderr[-1500:]}'
        cases.append(('the driver ends in order', f'status {done.returncode}: {said}'))
    cases = [(name, wrong and not_right(script.stem, name, wrong)) for name, wrong in cases]
    cases += [(part, 'the driver has no such case') for part in only if not any(part in name for name, _ in cases)]
    return cases


@contextlib.contextmanager
def scripted_upstream(node, folder):
    """The port of the shared mock."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
    mock = subprocess.Popen([node, folder / 'mock.mjs', '--port', str(port)], stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while True:
            with contextlib.suppress(ConnectionError):
                socket.create_connection(('127.0.0.1', port)).close()
                break
            expect.true(mock.poll() is None and time.monotonic() < until, 'the scripted upstream did not start')
            time.sleep(0.05)
        yield port
    finally:
        mock.kill()
        mock.wait()


def echo_server():
    return Server({'echo': [{'uuid': 'echo-1'}]}, auth={'api_key': KEY})


def own_driver(node, folder):
    shutil.copy(node_folder.HERE / 'sdk_smoke.mjs', folder)
    with echo_server() as server:
        return drive(node, folder / 'sdk_smoke.mjs', server.port)


def shared_driver_on_echo(node, folder):
    with echo_server() as server:
        return drive(node, folder / 'openai-chat.mjs', server.port, ECHO_CASES)


def shared_driver_on_upstream(driver, provider, path):
    def run(node, folder):
        with scripted_upstream(node, folder) as port:
            account = {'uuid': 'mock', 'base_url': f'http://127.0.0.1:{port}{path}', 'api_key': 'sk-mock-1'}
            name, _, protocol = provider.partition(' ')
            account |= {'protocol': protocol} if protocol else {}
            with Server({name: [account]}, auth={'api_key': KEY}) as server:
                return drive(node, folder / f'{driver}.mjs', server.port, without=NOT_THERE.get((driver, provider), ()))
    return run


def fail(text):
    raise AssertionError(text)


def cases_of(title, run, node, folder):
    """One case for each of the driver's, named after it; one that fails if the driver could not be run."""
    try:
        results = run(node, folder)
    except Exception as error:
        results = [('is run', f'{type(error).__name__}: {error}')]
    for name, wrong in results:
        yield f'{title}: {name}', (lambda wrong=wrong: fail(wrong)) if wrong else (lambda: None)


def main(folder):
    try:
        node = node_folder.install(folder)
    except node_folder.Unavailable as reason:
        print(f'1..0 # SKIP {reason}')
        return 0
    cases = list(cases_of('own driver, echo', own_driver, node, folder))
    if clients := shared_clients():
        runs_on = {**{driver: [provider for provider, _ in UPSTREAMS] for driver in DRIVERS},
                   **{agent: providers for agent, providers in AGENTS.items() if (CLI_ROOT / agent).is_dir()}}
        for file in (*(f'drivers/{name}.mjs' for name in (*runs_on, '_h', '_cli')), 'mock.mjs'):
            shutil.copy(clients / file, folder)
        for driver, providers in runs_on.items():
            for provider, path in ((one, path) for one, path in UPSTREAMS if one in providers):
                run = shared_driver_on_upstream(driver, provider, path)
                cases += cases_of(f'{driver}, {provider}', run, node, folder)
        cases += cases_of('openai-chat, echo', shared_driver_on_echo, node, folder)
    return tap.run(cases)


if __name__ == '__main__':
    sys.exit(main(pathlib.Path(sys.argv.pop(1)).resolve()))
