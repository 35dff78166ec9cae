# SPDX-License-Identifier: MIT
"""The program's commands, as an operator meets them."""
import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile

from support import chat, expect, http_client, tap
from support.server import PLUGIN_PATH, PROGRAM, ROOT, SANITIZER_REPORT, Log, environment

SECONDS = 60.0


def run(*arguments, cwd=None, **env):
    """Status, standard output and standard error of a command that ends by itself."""
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=SECONDS, cwd=cwd,
                          stdin=subprocess.DEVNULL, env=environment(**env))
    expect.true(done.returncode >= 0 and not SANITIZER_REPORT.search(done.stderr), f'a crash:\n{done.stderr[-4000:]}')
    return done.returncode, done.stdout, done.stderr


@contextlib.contextmanager
def folder(**files):
    """A folder with the files NAME.yaml."""
    with tempfile.TemporaryDirectory(prefix='aipool-test-') as path:
        for name, text in files.items():
            pathlib.Path(path, f'{name}.yaml').write_text(text)
        yield path


@contextlib.contextmanager
def running(*arguments, cwd=None, **env):
    """The port of a server that was started so; it has to stop in order."""
    process = subprocess.Popen([PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, cwd=cwd, env=environment(**env))
    log = Log(process.stderr)
    try:
        listening = log.wait_for(r'listening.*?\bport\W+(\d+)')
        expect.true(listening, f'the server did not start:\n{log.text}')
        yield int(listening[1])
        process.send_signal(signal.SIGTERM)
        expect.equal(process.wait(SECONDS), 0, 'status of the stopped server')
    finally:
        process.kill()
        process.wait()


def health_of(port):
    with http_client.Connection(port) as connection:
        return connection.request('GET', '/health').finish().status


def plugin_file(part):
    files = (path for place in PLUGIN_PATH.split(':') for path in pathlib.Path(place).glob('*.so'))
    return next(path for path in files if part in path.name)


def test_version_names_the_program_and_its_abi():
    status, out, _ = run('version')
    expect.equal(status, 0)
    expect.true(re.fullmatch(r'aipool \d+\.\d+\.\d+\S*, plugin ABI 1\.0.*\n', out), f'version: {out!r}')


def test_help_names_every_command():
    for arguments in (('--help',), ('serve', '--help')):
        status, out, _ = run(*arguments)
        expect.equal(status, 0)
        for command in ('serve', 'check', 'plugins', 'login', 'convert', 'version', '--config'):
            expect.contains(out, command, 'help')


def test_an_unknown_command_or_option_is_refused():
    for arguments in (('frobnicate',), ('serve', '--frobnicate'), ('serve', 'frobnicate'), ('plugins', 'frobnicate'),
                      ('plugins',), ('plugins', 'inspect'), ('convert', 'one', 'two')):
        status, out, err = run(*arguments)
        expect.true(status != 0, f'{arguments} succeeded')
        expect.equal(out, '', 'standard output')
        expect.contains(err, '--help', f'the error of {arguments}')


def converted(text, *options):
    with tempfile.TemporaryDirectory(prefix='aipool-test-') as path:
        pathlib.Path(path, 'input').write_text(text)
        return run('convert', '--from', 'openai.chat', '--to', 'openai.chat', *options, 'input', cwd=path)


def test_convert_shows_what_a_request_becomes():
    request = {'model': 'm', 'messages': [{'role': 'user', 'content': 'hi'}], 'temperature': 0}
    status, out, err = converted(json.dumps(request))
    expect.equal((status, json.loads(out), err), (0, request, ''))


def test_convert_says_what_is_wrong_with_a_request():
    for text, why in (('{"messages": []}', "'model' is required"), ('[1]', 'must be a JSON object'), ('{', 'not valid JSON')):
        status, out, err = converted(text)
        expect.equal((status, out), (1, ''), text)
        expect.contains(err, why, text)


def test_convert_shows_what_an_answer_becomes_whole_and_in_a_stream():
    whole = {'id': '1', 'object': 'chat.completion', 'created': 1, 'model': 'm',
             'choices': [{'index': 0, 'message': {'role': 'assistant', 'content': 'hello'}, 'finish_reason': 'stop'}]}
    status, out, err = converted(json.dumps(whole), '--answer')
    expect.equal((status, json.loads(out)['choices'][0]['message']['content'], err), (0, 'hello', ''))
    stream = (chat.delta('hel') + chat.delta('lo') + chat.FINISH + chat.DONE).decode()
    status, out, err = converted(stream, '--answer')
    expect.equal((status, err), (0, ''))
    chunks = [json.loads(line.removeprefix('data: ')) for line in out.splitlines() if line.startswith('data: {')]
    text = ''.join(choice['delta'].get('content') or '' for chunk in chunks for choice in chunk['choices'])
    expect.equal(text, 'hello')
    expect.true(out.rstrip().endswith('data: [DONE]'), f'no end: {out!r}')


def test_convert_refuses_an_answer_that_is_not_complete():
    for text in ('', (chat.delta('hel')).decode(), '{"id": "1", "choices": ['):
        status, out, err = converted(text, '--answer')
        expect.equal((status, out), (1, ''), text)
        expect.true(err, 'convert says nothing')


def test_convert_names_the_protocols_that_there_are():
    status, out, err = run('convert', '--from', 'openai.chat', '--to', 'no.such')
    expect.equal((status, out), (1, ''))
    expect.contains(err, "no plugin brings the protocol 'no.such'; there are: ")
    expect.contains(err, 'openai.chat')


def test_check_accepts_a_good_configuration():
    with folder(config='provider_pools_file: pools.yaml\nauth: {api_key: my-own-key-1}\n',
                pools='pools:\n  echo:\n    - {uuid: e}\n') as path:
        status, out, err = run('check', '--config', 'config.yaml', cwd=path)
        expect.equal((status, err), (0, ''))
        expect.true(out, 'check says nothing')


def test_check_names_every_fault_with_its_place():
    config = ('server:\n  prot: 3000\n  host: 12\nlog: {level: loud}\n'
              'timeouts: {idle: 60}\nprovider_pools_file: pools.yaml\n')
    pools = ('pools:\n  openai-custom:\n    - uuid: a\n      enabled: 1\n'
             '    - {uuid: a, api_key: "${NO_SUCH_VARIABLE}"}\n')
    with folder(config=config, pools=pools) as path:
        status, _, err = run('check', '--config', 'config.yaml', cwd=path)
        expect.equal(status, 1)
        for place, word in (('config.yaml:2:3', 'port'), ('config.yaml:3:9', 'host'), ('config.yaml:4:14', 'level'),
                            ('config.yaml:5:18', 'idle'), ('pools.yaml:4:16', 'enabled'), ('pools.yaml:5:7', 'uuid'),
                            ('pools.yaml:5:26', 'NO_SUCH_VARIABLE')):
            lines = [line for line in err.splitlines() if place in line]
            expect.true(lines and any(word in line for line in lines), f'{place} with {word!r} is not in:\n{err}')


def test_check_knows_the_keys_of_each_providers_accounts():
    pools = 'pools:\n  openai-custom:\n    - {uuid: a, base_url: "http://127.0.0.1:1/v1", organisation: x}\n'
    with folder(config='provider_pools_file: pools.yaml\n', pools=pools) as path:
        status, _, err = run('check', '--config', 'config.yaml', cwd=path)
        expect.equal(status, 1)
        expect.contains(err, 'pools.yaml:3:')
        expect.contains(err, '"organization"')


def test_check_refuses_what_no_plugin_brings():
    with folder(config='provider_pools_file: pools.yaml\n', pools='pools: {nobody-custom: [{uuid: a}]}\n') as path:
        status, _, err = run('check', '--config', 'config.yaml', cwd=path)
        expect.equal(status, 1)
        expect.contains(err, 'nobody-custom')


def test_check_refuses_a_file_that_is_not_there():
    status, _, err = run('check', '--config', 'no-such-file.yaml')
    expect.equal(status, 1)
    expect.contains(err, 'no-such-file.yaml')


def test_check_shows_no_value_of_the_configuration():
    with folder(config='auth: {api_key: [canary-1], admin_kee: canary-2}\nproxy: canary-3\n') as path:
        status, out, err = run('check', '--config', 'config.yaml', cwd=path)
        expect.equal(status, 1)
        expect.lacks(out + err, 'canary', 'check')


def example_configurations():
    """Every configuration in configs/, checked as it stands: (name, function)."""
    names = ('OPENAI_API_KEY', 'GEMINI_API_KEY', 'DASHSCOPE_API_KEY', 'API_KEY', 'AIPOOL_API_KEY', 'ADMIN_KEY')
    keys = dict.fromkeys(names, 'sk-a-key-of-the-test')

    def check(path):
        status, _, err = run('check', '--config', str(path), **keys)
        expect.equal((status, err), (0, ''), path.name)
    for path in sorted((ROOT / 'configs').glob('*.yaml')):
        if 'pools' not in path.name:
            yield f'example {path.name} is sound', lambda path=path: check(path)


def test_plugins_list_names_what_is_there():
    status, out, _ = run('plugins', 'list')
    expect.equal(status, 0)
    for word in ('openai', 'openai.chat', 'openai-custom', 'echo'):
        expect.contains(out, word, 'the list of plugins')


def test_plugins_inspect_shows_what_a_file_brings():
    status, out, _ = run('plugins', 'inspect', str(plugin_file('openai')))
    expect.equal(status, 0)
    for word in ('openai.chat', 'openai-custom', 'base_url', 'organization'):
        expect.contains(out, word, 'the plugin')


def test_plugins_inspect_refuses_what_is_no_plugin():
    for file in (PROGRAM, '/etc/passwd', '/no/such/file.so', '/'):
        status, _, err = run('plugins', 'inspect', file)
        expect.equal(status, 1, f'status for {file}')
        expect.true(err, f'no word about {file}')


def test_a_server_without_a_key_starts_on_loopback_only():
    for host, key in (('0.0.0.0', ''), ('0.0.0.0', 'changeme'), ('::', '')):
        config = f'server: {{host: "{host}", port: 0}}\nauth: {{api_key: "{key}"}}\n'
        with folder(config=config) as path:
            for command in ('check', 'serve'):
                status, _, err = run(command, '--config', 'config.yaml', cwd=path)
                expect.equal(status, 1, f'status of {command} on {host} with key {key!r}')
                expect.contains(err, 'key')


def test_a_server_with_a_key_starts_on_every_address():
    config = 'server: {host: 0.0.0.0, port: 0}\nauth: {api_key: a-long-key-of-my-own}\n'
    with folder(config=config) as path, running('serve', '--config', 'config.yaml', cwd=path) as port:
        expect.equal(health_of(port), 200)


def test_the_config_option_alone_serves_with_one_dash_or_two():
    with folder(config='server: {port: 0}\n') as path:
        for option in ('-config', '--config'):
            with running(option, 'config.yaml', cwd=path) as port:
                expect.equal(health_of(port), 200)


def test_the_environment_is_enough_without_a_file():
    with folder() as path, \
            running('serve', cwd=path, SERVER_PORT='0', API_KEY='key-of-the-test', OPENAI_API_KEY='sk-upstream-1',
                    HOME=path) as port:
        expect.equal(health_of(port), 200)
        with http_client.Connection(port) as connection:
            response = connection.request('GET', '/v1/models/x', headers=[('x-api-key', 'wrong')]).finish()
            expect.equal(response.status, 401)


def test_the_environment_goes_over_the_file():
    with folder(config='server: {port: 1}\nlog: {level: error}\n') as path, \
            running('serve', '--config', 'config.yaml', cwd=path, SERVER_PORT='0', LOG_LEVEL='info') as port:
        expect.equal(health_of(port), 200)


def test_the_log_in_json_is_json():
    with folder(config='server: {port: 0}\nlog: {format: json}\n') as path:
        process = subprocess.Popen([PROGRAM, 'serve', '--config', os.path.join(path, 'config.yaml')],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=environment())
        log, access_log = Log(process.stderr), Log(process.stdout)
        port = int(log.wait_for(r'listening.*?\bport\W+(\d+)')[1])
        health_of(port)
        process.send_signal(signal.SIGTERM)
        process.wait(SECONDS)
        log.finish()
        access_log.finish()
        lines = [json.loads(line) for line in (log.text + access_log.text).splitlines()]
        expect.true(any('listening' in str(line) for line in lines), f'no line says listening: {lines}')
        expect.true(any(line.get('path') == '/health' for line in lines), f'no access line: {lines}')


def test_a_port_in_use_is_an_error_that_says_so():
    with folder(config='server: {port: 0}\n') as path, running('serve', '--config', 'config.yaml', cwd=path) as port:
        status, _, err = run('serve', '--config', 'config.yaml', cwd=path, SERVER_PORT=str(port))
        expect.equal(status, 1)
        expect.contains(err, str(port))


if __name__ == '__main__':
    raise SystemExit(tap.run([*tap.cases(globals()), *example_configurations()]))
