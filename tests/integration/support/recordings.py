# SPDX-License-Identifier: MIT
"""Recorded exchanges with an upstream, and what of each a client may see: every byte outside the named cuts.

This is the contract of pass-through on `openai.chat` written a second time, in the plainest way.
"""
import dataclasses
import json
import os
import pathlib
import re

from support.server import ROOT

DONE = b'data: [DONE]\n\n'
FRAME_END = re.compile(rb'\r\n\r\n|\n\n')
NULL_USAGE = (re.compile(rb'"usage"\s*:\s*null\s*,\s*'), re.compile(rb'\s*,\s*"usage"\s*:\s*null'))
OWN = pathlib.Path(__file__).parents[1] / 'data/openai-chat.json'


def shared_folder():
    """The folder of recordings that are not part of this project; None where there is none."""
    folder = pathlib.Path(os.environ.get('AIPOOL_SHARED') or ROOT.parent / 'shared') / 'fixtures/recorded/openai-chat'
    return folder if folder.is_dir() else None


@dataclasses.dataclass(frozen=True)
class Frame:
    raw: bytes
    data: bytes | None  # None: nothing but comments

    @property
    def value(self):
        return None if self.data in (None, b'[DONE]') else json.loads(self.data)


def frames_of(stream):
    """The frames of a server-sent event stream; together they are all of its bytes."""
    frames, start = [], 0
    ends = [match.end() for match in FRAME_END.finditer(stream)]
    for end in ends + [len(stream)] * (not ends or ends[-1] != len(stream)):
        raw = stream[start:end]
        start = end
        data = [line[5:].strip() for line in raw.splitlines() if line.startswith(b'data:')]
        frames.append(Frame(raw, b'\n'.join(data) if data else None))
    return frames


class Recording:
    def __init__(self, name, record):
        self.name = name
        self.streamed = record['stream']
        self.request = record['request']
        self.response = record['response']
        self.status = self.response['status']
        self.headers = {key.lower(): value for key, value in self.response['headers'].items()}

    def bodies(self):
        """The answer's bytes; JSON that was recorded as a value is spelled in more than one way."""
        for text in ('stream_text', 'body_text'):
            if text in self.response:
                return [self.response[text].encode()]
        value = self.response['body']
        return [json.dumps(value, ensure_ascii=False, separators=(',', ':')).encode(),
                json.dumps(value, ensure_ascii=True, indent=2).encode()]

    @property
    def path(self):
        """The server's route for it; None for what is neither chat nor embeddings."""
        recorded = self.request['path'] if self.request else '/chat/completions'
        if not self.streamed and 'body' in self.response and self.response['body'].get('object') == 'list':
            recorded = self.request['path'] if self.request else '/embeddings'
        return next((f'/v1{end}' for end in ('/chat/completions', '/embeddings') if recorded.endswith(end)), None)

    def request_body(self):
        """What a client sends: the recorded request, or a minimal one."""
        if self.request:
            return self.request['body_text'].encode() if 'body_text' in self.request else \
                json.dumps(self.request['body'], ensure_ascii=False).encode()
        if self.path == '/v1/embeddings':
            return b'{"model":"recorded","input":"hello"}'
        stream = b',"stream":true' if self.streamed else b''
        return b'{"model":"recorded","messages":[{"role":"user","content":"hello"}]%b}' % stream

    # Of streams.

    def values(self):
        return [frame.value for frame in frames_of(self.bodies()[0]) if frame.value is not None]

    def error_at(self):
        """`first` where an error comes before any content, `later` where it comes after, else None."""
        for value in self.values():
            if value.get('error'):
                return 'first'
            if any(has_content(choice.get('delta') or {}) for choice in value.get('choices') or []):
                break
        return 'later' if any(value.get('error') for value in self.values()) else None

    def is_complete(self):
        """Every choice that was begun has its finish_reason."""
        begun, finished = set(), set()
        for value in self.values():
            for choice in value.get('choices') or []:
                begun.add(choice['index'])
                if choice.get('finish_reason'):
                    finished.add(choice['index'])
        return bool(begun) and begun == finished

    def asks_for_usage(self):
        body = json.loads(self.request_body())
        return bool((body.get('stream_options') or {}).get('include_usage'))


def has_content(delta):
    """Whether a client sees anything of the answer in it; reasoning and calls count, a role alone does not."""
    return any(value for name, value in delta.items() if name != 'role')


def without_null_usage(data):
    """The chunk without its member `"usage":null`, everything else as it was."""
    value = json.loads(data)
    if 'usage' not in value or value['usage'] is not None:
        return data
    cut = next(shorter for member in NULL_USAGE for match in member.finditer(data)
               if 'usage' not in json.loads(shorter := data[:match.start()] + data[match.end():]))
    del value['usage']
    assert json.loads(cut) == value
    return cut


def visible_stream(stream, asked_for_usage):
    """What a client may see of a complete stream."""
    shown, done = b'', False
    for frame in frames_of(stream):
        value, raw = frame.value, frame.raw
        done = done or frame.data == b'[DONE]'
        if value is not None and not asked_for_usage:
            if value.get('choices') == [] and isinstance(value.get('usage'), dict):
                continue
            raw = raw.replace(frame.data, without_null_usage(frame.data))
        shown += raw
    return shown if done else shown + DONE


def own():
    return [Recording(record['name'], record) for record in json.loads(OWN.read_text())]


def shared(folder):
    return [Recording(path.relative_to(folder).with_suffix('').as_posix(), json.loads(path.read_text()))
            for path in sorted(folder.glob('*/*.json'))]
