# SPDX-License-Identifier: MIT
"""Scenarios of failing upstreams, S01 to S16: what the first candidate does, and what the client must end with.

One server serves all cases: a case has a model of its own, which says what is to be played, and accounts of its own, which
rest for nobody else.
"""
import collections
import json
import threading

from support import chat, messages, wire
from support.chat import FINISH, STREAM_HEAD, coded, delta
from support.upstream import FIN, RST, STALL, Upstream, answer, play

FIRST_TEXT, SECOND_TEXT = 'from the first', 'from the second'
TOKENS = [f'w{number} ' for number in range(60)]
CUT_AT = 40
CUT_TEXT = ''.join(TOKENS[:CUT_AT])
RETRY_AFTER = '37'
TOO_LONG = "This model's maximum context length is 10 tokens."
FILTERED = 'The prompt was filtered by policy.'
NO_PREFILL = 'This model does not support assistant message prefill.'
SLOW_SECONDS = 20.0

TITLES = {
    'S01': '429 with Retry-After', 'S02': '429 for good', 'S03': '500 once', 'S04': '503 for good',
    'S05': 'reset before content', 'S06': 'no response', 'S07': 'first token at 20 s', 'S08': 'cut at 40 of 60 tokens',
    'S09': 'stall after text', 'S10': 'malformed chunk after text', 'S11': 'no [DONE]', 'S12': 'context length 400',
    'S13': 'content filter 400', 'S14': 'the fallback refuses a prefill', 'S15': 'flapping',
    'S16': 'accounting after failover'}
BROKEN = ('S08', 'S09', 'S10')  # after text was sent


def bad_request(message, code):
    return chat.error_answer(400, message=message, kind='invalid_request_error', code=code)


def _begin(streams, *rest):
    """A stream that has said its first 40 tokens, or two thirds of a whole answer."""
    if streams:
        return play(STREAM_HEAD + coded(*(delta(token) for token in TOKENS[:CUT_AT])), *rest)
    whole = answer(chat.completion(''.join(TOKENS)))
    return play(whole[:len(whole) * 2 // 3], *rest)


def _malformed(streams):
    if streams:
        return _begin(True, coded(b'data: {"id":"chatcmpl-1","choices":[{"ind\n\n') + wire.LAST_CHUNK)
    return play(answer(chat.completion('half')[:-9]))


def _slow(streams):
    if streams:
        return play(STREAM_HEAD, SLOW_SECONDS, STALL)
    return play(b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n', SLOW_SECONDS, STALL)


def _no_done(streams):
    if streams:
        return play(STREAM_HEAD + coded(delta(FIRST_TEXT), FINISH) + wire.LAST_CHUNK)
    return chat.says(FIRST_TEXT)


def _first_candidate(scenario, number, streams):
    """What it does when it is asked for the n-th time, counted from 0."""
    unavailable = play(chat.error_answer(503, message='down'))
    if scenario in ('S03', 'S05') and number > 0:
        return chat.says(FIRST_TEXT)
    if scenario == 'S15':
        return unavailable if number // 2 % 2 == 0 else chat.says(FIRST_TEXT)
    return {
        'S01': play(chat.error_answer(429, f'retry-after: {RETRY_AFTER}', message='slow down')),
        'S02': play(chat.error_answer(429, message='slow down')),
        'S03': play(chat.error_answer(500)), 'S04': unavailable, 'S05': play(RST), 'S06': play(STALL),
        'S07': _slow(streams), 'S08': _begin(streams, FIN), 'S09': _begin(streams, STALL), 'S10': _malformed(streams),
        'S11': _no_done(streams), 'S12': play(bad_request(TOO_LONG, 'context_length_exceeded')),
        'S13': play(bad_request(FILTERED, 'content_filter')), 'S14': unavailable, 'S16': unavailable}[scenario]


class Counting:
    """An upstream's script, which also counts by model."""

    def __init__(self, choose):
        self._choose = choose
        self._lock = threading.Lock()
        self._asked = collections.Counter()

    def __call__(self, exchange):
        if exchange.request.method == 'GET':
            exchange.send(chat.error_answer(404))
            return
        body = json.loads(exchange.request.body)
        with self._lock:
            number = self._asked[body['model']]
            self._asked[body['model']] += 1
        self._choose(body, number)(exchange)

    def asked(self, model):
        with self._lock:
            return self._asked[model]


def _play_first(body, number):
    return _first_candidate(body['model'][:3].upper(), number, bool(body.get('stream')))


def _play_second(body, _):
    if body['model'].startswith('s14') and body['messages'][-1]['role'] == 'assistant':
        return play(bad_request(NO_PREFILL, None))
    if not body.get('stream'):
        return chat.says(SECOND_TEXT)
    return play(STREAM_HEAD + coded(delta(SECOND_TEXT), FINISH, chat.usage_event(), chat.DONE) + wire.LAST_CHUNK)


def _play_claude(body, _):
    if body['messages'][-1]['role'] == 'assistant':
        fault = {'type': 'error', 'error': {'type': 'invalid_request_error', 'message': NO_PREFILL}}
        return play(answer(chat.compact(fault), 400))
    if body.get('stream'):
        return play(messages.STREAM_HEAD + coded(*messages.stream_of(SECOND_TEXT)) + wire.LAST_CHUNK)
    return play(answer(chat.compact(messages.message({'type': 'text', 'text': SECOND_TEXT}))))


class Upstreams:
    """The three of them: the first candidate, another account of its kind, and a pool of another protocol."""

    def __init__(self, stack):
        self.first, self.second, self.claude = Counting(_play_first), Counting(_play_second), Counting(_play_claude)
        self._urls = [stack.enter_context(Upstream(script)).url for script in (self.first, self.second, self.claude)]

    def pools(self, cases):
        """`cases`: (model, whether there is a second account)."""
        accounts = []
        for model, paired in cases:
            for number, url in enumerate(self._urls[:2 if paired else 1], 1):
                accounts.append({'uuid': f'{model}-{number}', 'base_url': url, 'api_key': f'sk-{model}', 'models': [model]})
        claude = {'uuid': 'claude-1', 'base_url': self._urls[2].removesuffix('/v1'), 'api_key': 'sk-claude',
                  'models': ['claude-*'], 'default_model': 'claude-test'}
        return {'openai-custom': accounts, 'claude-custom': [claude]}
