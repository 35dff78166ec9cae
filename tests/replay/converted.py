# SPDX-License-Identifier: MIT
"""Recorded exchanges of the shared folder, and what print-converted makes of them."""
import collections
import functools
import json
import os
import pathlib
import subprocess

from support import expect
from support.server import ROOT

FOLDERS = {'claude.messages': 'anthropic', 'gemini.generate': 'gemini', 'ollama.chat': 'ollama', 'openai.chat': 'openai-chat',
           'openai.responses': 'openai-responses'}
SECONDS = 120


def shared_folder():
    folder = pathlib.Path(os.environ.get('AIPOOL_SHARED') or ROOT.parent / 'shared') / 'fixtures'
    return folder if (folder / 'recorded').is_dir() and (folder / 'specs').is_dir() else None


def speakers(arguments):
    """[(plugin, protocol)]"""
    return list(zip(arguments[::2], arguments[1::2]))


@functools.cache
def documents(program, source, target):
    """{'request' | 'answer' | 'event': [(name of the recording, document)]}"""
    done = subprocess.run([program, *source, *target], capture_output=True, text=True, timeout=SECONDS,
                          env={**os.environ, 'AIPOOL_SHARED': str(shared_folder().parent)})
    expect.equal((done.returncode, done.stderr), (0, ''))
    by_kind = collections.defaultdict(list)
    for line in done.stdout.splitlines():
        printed = json.loads(line)
        by_kind[printed['kind']].append((printed['name'], printed['document']))
    return by_kind


def record(protocol, name):
    return json.loads((shared_folder() / 'recorded' / FOLDERS[protocol] / name).read_text())


def records(protocol):
    folder = shared_folder() / 'recorded' / FOLDERS[protocol]
    return [json.loads(file.read_text()) for file in sorted(folder.rglob('*.json'))]


def events_of(stream):
    """Of server-sent events, or of lines that are JSON."""
    if stream.startswith('{'):
        return [json.loads(line) for line in stream.split('\n') if line.strip()]
    return [json.loads(line.removeprefix('data:')) for line in stream.splitlines()
            if line.startswith('data:') and line.removeprefix('data:').strip().startswith('{')]
