# SPDX-License-Identifier: MIT
"""plain_reading_test.py PRINT-CONVERTED (PLUGIN.so PROTOCOL)...: a recorded answer and what the converter made of it, whole
and as a stream, say the same to a reader that knows neither plugins nor the canonical tree."""
import collections
import functools
import itertools
import json
import sys

import converted
from plain_reading import READERS, UNSAID
from support import expect, tap


# A host that counts thoughts beside its output, against its own protocol; the other protocol has both in one number.
COUNTED_BESIDE = {('openai.chat', 'gemini.generate'): 'thinking/fan-TestOpenAICompatibleCommon-xai-grok-4-fast-simple_streaming-s-0.json'}


def as_recorded(protocol, name):
    record = converted.record(protocol, name)
    whole, stream = READERS[protocol]
    response = record['response']
    if 'stream_text' not in response:
        return whole(response['body'] if 'body' in response else json.loads(response['body_text']))
    return stream(converted.events_of(response['stream_text']))


def as_converted(protocol, documents):
    """{recording: ([whole answer], [its events])} read both ways."""
    whole, stream = READERS[protocol]
    read = collections.defaultdict(list)
    events = collections.defaultdict(list)
    for name, document in documents['answer']:
        read[name].append(whole(document))
    for name, document in documents['event']:
        events[name].append(document)
    for name, list_of_events in events.items():
        read[name].append(stream(list_of_events))
    return read


def as_far_as(said, protocol):
    """What a protocol can say of it."""
    unsaid = UNSAID.get(protocol, {})
    return {key: unsaid[key].get(value, value) if unsaid.get(key) else value
            for key, value in said.items() if unsaid.get(key, ()) is not None}


def says_the_same(program, source, target):
    read = as_converted(target[1], converted.documents(program, source, target))
    expect.true(read, 'nothing was converted')
    wrong = {}
    for name, readings in read.items():
        recorded = as_far_as(as_far_as(as_recorded(source[1], name), source[1]), target[1])
        expect.equal(len(readings), 2, name)
        for reading in readings:
            differs = {key: (reading.get(key), recorded[key]) for key in recorded if reading.get(key) != recorded[key]}
            if COUNTED_BESIDE.get((source[1], target[1])) == name:
                differs.pop('output', None)
            if differs:
                wrong[name] = differs
    print(f'#   {len(read)} recordings, {sum(len(one[0]["calls"]) for one in read.values())} calls')
    expect.equal(wrong, {}, '{recording: {what: (converted, recorded)}}')


def main(program, *arguments):
    if converted.shared_folder() is None:
        print('1..0 # SKIP no shared folder beside the source tree')
        return 0
    return tap.run((f'answers of {source[1]} say the same as {target[1]}',
                    functools.partial(says_the_same, program, source, target))
                   for source, target in itertools.permutations(converted.speakers(arguments), 2))


if __name__ == '__main__':
    given, sys.argv[1:] = sys.argv[1:], []
    sys.exit(main(*given))
