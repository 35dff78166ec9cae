# SPDX-License-Identifier: MIT
"""No credential and no prompt shows up in a log or in an answer, whatever goes wrong, even at log level debug."""
import contextlib
import hashlib
import pathlib
import re

from support import canaries, chat, expect, tap
from support.chat import STREAM_HEAD, coded, delta
from support.server import KEY, Server, pool_of
from support.upstream import FIN, Upstream, answer, play

PROMPT = 'prompt-canary-27'
REPLY = 'reply-canary-81'
ACCOUNT_KEY = canaries.register('account key', 'sk-account-canary-44')
HEADER = canaries.register('header of an account', 'header-canary-63')
WORDS = 'upstream-words-canary-12'


@contextlib.contextmanager
def watched(*scripts, **config):
    """A server with secrets, whose logs and answers it searches itself as it stops; prompts and replies are found here."""
    with Upstream(*scripts) as upstream:
        pools = pool_of(upstream, api_key=ACCOUNT_KEY, headers={'x-secret': HEADER})
        with Server(pools, **config) as server:
            yield server
        for log in (server.log.text, server.access_log.text):
            for canary in (PROMPT, REPLY):
                expect.lacks(log, canary, 'a log')


def ask_all_ways(server):
    for stream in (False, True):
        chat.ask(server, PROMPT, stream=stream)


def test_when_all_is_well():
    with watched(chat.says(REPLY)) as server:
        ask_all_ways(server)
        server.send('GET', f'/v1/models?key={KEY}', key=None)


def test_in_logs_of_both_formats():
    for form in ('text', 'json'):
        with watched(chat.says(REPLY), log={'level': 'debug', 'format': form}) as server:
            server.send('POST', f'{chat.PATH}?key={KEY}', chat.compact(chat.asking(PROMPT)), key=None)


def test_when_the_upstream_refuses_the_credential_and_repeats_it():
    for status in (401, 403):
        words = f'{WORDS} {ACCOUNT_KEY} {HEADER}'
        with watched(play(chat.error_answer(status, f'x-echo: {ACCOUNT_KEY}', message=words))) as server:
            for stream in (False, True):
                expect.lacks(chat.ask(server, PROMPT, stream=stream).body, WORDS.encode(), 'an answer')


def test_when_another_error_repeats_a_credential():
    """What an upstream says reaches the client, but for the credentials in it; before the stream and inside it."""
    words = f'{WORDS} {ACCOUNT_KEY} and {HEADER}'
    inside = STREAM_HEAD + coded(delta('x'), chat.error_event(words))
    for steps in ((chat.error_answer(400, message=words, code=ACCOUNT_KEY),), (inside,)):
        with watched(play(*steps)) as server:
            response = chat.ask(server, PROMPT, stream=True)
            expect.contains(response.body, f'{WORDS} [secret] and [secret]'.encode(), 'an answer')


def test_no_core_file_can_hold_them():
    with watched(chat.says(REPLY)) as server:
        limits = pathlib.Path(f'/proc/{server.process.pid}/limits').read_text()
        expect.true(re.search(r'Max core file size +0 +0 ', limits), f'no core file: {limits}')


def test_the_key_has_a_short_name_in_the_log():
    with watched(chat.says(REPLY)) as server:
        chat.ask(server, PROMPT)
        expect.equal(server.access_line()['key'], hashlib.sha256(KEY.encode()).hexdigest()[:8], 'name of the key')


def test_when_the_upstream_fails():
    for steps in ((FIN,), (b'HTTP/1.1 200 OK\r\nx: ' + PROMPT.encode(), FIN),
                  (chat.error_answer(500, message=f'cannot answer {PROMPT}'),),
                  (answer(REPLY.encode(), 500),), (answer(REPLY.encode()),),
                  (STREAM_HEAD + coded(delta(REPLY)), FIN),
                  (STREAM_HEAD + coded(b'data: {' + REPLY.encode() + b'\n\n'),),
                  (STREAM_HEAD + coded(delta('x'), chat.error_event(f'cannot answer {PROMPT}')),)):
        with watched(play(*steps)) as server:
            ask_all_ways(server)


def test_when_the_request_is_no_good():
    with watched(chat.says(REPLY)) as server:
        for body in (f'{{"model":"m","messages":[{PROMPT}', f'{{"model":"m","messages":"{PROMPT}"}}',
                     f'{{"model":"m","messages":[{{"role":"{PROMPT}","content":"{PROMPT}"}}]}}'):
            server.send('POST', chat.PATH, body.encode(), [chat.JSON_TYPE])
        server.send('POST', '/v1/nope', PROMPT.encode())


def test_when_the_key_is_wrong():
    with watched(chat.says(REPLY)) as server:
        expect.equal(chat.ask(server, PROMPT, key=canaries.canary('wrong key')).status, 401)


if __name__ == '__main__':
    tap.main(globals())
