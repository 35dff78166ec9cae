# SPDX-License-Identifier: MIT
"""Recorded exchanges, played by an upstream, reach the client byte by byte outside the named cuts.

The project's own few are always played, the shared ones where their folder is present.
"""
import json
import random
import sys

from support import chat, expect, recordings, tap, wire
from support.server import Server, pool_of
from support.upstream import FIN, Upstream, answer, head, play

SINGLE_BYTES_MAX = 8 << 10
SEEDED_CUTS = 6
CREDENTIAL_FAULTS = (401, 402, 403)


class Stage:
    """One server for all recordings that leave its account in peace; what its upstream plays is changed between."""

    def __enter__(self):
        self._script = None
        self.upstream = Upstream(lambda exchange: self._script(exchange)).__enter__()
        self.server = Server(pool_of(self.upstream), log={'level': 'info'}, limits={'body': '64MiB'}).__enter__()
        return self

    def __exit__(self, *error):
        self.server.__exit__(*error)
        self.upstream.__exit__(*error)

    def exchange(self, recording, *steps):
        """The client's answer when the upstream plays the steps, and the request that the upstream got."""
        self._script = play(*steps)
        response = send(self.server, recording)
        return response, self.upstream.requests[-1]


def send(server, recording):
    return server.send('POST', recording.path, recording.request_body(), [chat.JSON_TYPE])


def pieces(body, seed):
    """The body whole, in single bytes, and cut at random places; each with the pause between its pieces."""
    yield [body], 0
    if len(body) <= SINGLE_BYTES_MAX:
        yield [body[i:i + 1] for i in range(len(body))], 0
    rng = random.Random(seed)
    for _ in range(SEEDED_CUTS):
        places = sorted(rng.sample(range(1, len(body)), min(rng.randint(1, 6), len(body) - 1)))
        yield [body[a:b] for a, b in zip([0, *places], [*places, len(body)])], 0.003


def delivered(body_pieces, pause, content_type):
    steps = [head(200, f'content-type: {content_type}', 'transfer-encoding: chunked')]
    for piece in body_pieces:
        steps += [wire.chunk(piece), pause] if pause else [wire.chunk(piece)]
    return [*steps, wire.LAST_CHUNK] if pause else [b''.join(steps) + wire.LAST_CHUNK]


def content_type_of(recording):
    return recording.headers.get('content-type', 'text/event-stream' if recording.streamed else 'application/json')


def check_request(recording, request):
    """What went upstream is what the client sent, but for the usage that the server asks for in a stream."""
    sent, got = recording.request_body(), request.body
    if not recording.streamed or recording.asks_for_usage():
        expect.same_bytes(got, sent, 'the request upstream')
        return
    wanted = json.loads(sent)
    wanted['stream_options'] = {**(wanted.get('stream_options') or {}), 'include_usage': True}
    expect.equal(json.loads(got), wanted, 'the request upstream')
    if 'stream_options' not in json.loads(sent):
        added = len(got) - len(sent)
        same = next((i for i, (a, b) in enumerate(zip(sent, got)) if a != b), len(sent))
        rests = {got[at + added:] for at in range(max(same - added, 0), same + 1) if got[:at] == sent[:at]
                 and got[at + added:] == sent[at:]}
        expect.true(rests, f'more than one insertion in the request upstream: {got!r}')


def replay_answer(stage, recording):
    for body in recording.bodies():
        wanted = recordings.visible_stream(body, recording.asks_for_usage()) if recording.streamed else body
        for body_pieces, pause in pieces(body, recording.name):
            steps = delivered(body_pieces, pause, content_type_of(recording))
            response, request = stage.exchange(recording, *steps)
            what = f'the answer in {len(body_pieces)} pieces'
            expect.equal(response.status, 200, f'status, body {response.body[:300]!r}')
            expect.same_bytes(response.body, wanted, what)
            expect.true(response.complete, f'{what} was cut off')
            expect.equal(response.headers.get('content-type'), content_type_of(recording), 'content type')
        check_request(recording, request)


def cut_off(stage, recording):
    """The same answer, but its transfer ends before its time, anywhere: the client sees no proper end."""
    body = recording.bodies()[0]
    rng = random.Random(recording.name)
    for _ in range(SEEDED_CUTS):
        # Before [DONE]: the last of it tells a client that all came, whatever the transfer says.
        at = rng.randrange(1, max(body.rfind(b'data: [DONE]'), 2) if recording.streamed else len(body))
        response, _ = stage.exchange(recording, head(200, f'content-type: {content_type_of(recording)}',
                                                     'transfer-encoding: chunked') + wire.chunk(body[:at]), 0.003, FIN)
        if response.status == 200:
            expect.true(recording.streamed, f'status 200 for half an answer: {response.body[:300]!r}')
            expect.lacks(response.body, b'[DONE]', f'a stream cut off at {at}')
            expect.true(not response.complete or chat.errors_in(response), f'cut off at {at}, ended as whole')
        else:
            chat.expect_failure(response, (502, 503))


def error_stream(stage, recording, statuses):
    """An error before the first content becomes a real status; a later one ends the stream without a proper end."""
    wanted = next(value['error'] for value in recording.values() if value.get('error'))
    [body] = recording.bodies()
    response, _ = stage.exchange(recording, *delivered([body], 0, content_type_of(recording)))
    if recording.error_at() == 'first':
        expect.equal(chat.expect_failure(response, statuses)['message'], wanted['message'])
    else:
        expect.equal(response.status, 200, 'status')
        expect.equal([error['message'] for error in chat.errors_in(response)], [wanted['message']])


def unfinished_stream(stage, recording):
    """A stream whose upstream never said why a choice ended: all of it is shown, its proper end is not."""
    [body] = recording.bodies()
    response, _ = stage.exchange(recording, *delivered([body], 0, content_type_of(recording)))
    shown = recordings.visible_stream(body, recording.asks_for_usage()).rpartition(b'data: [DONE]')[0]
    expect.same_bytes(response.body[:len(shown)], shown, 'the stream up to its end')
    chat.expect_broken(response, chat.content_of(response))


def error_answer(recording):
    """On a server of its own: such an answer may rest the account."""
    body = recording.bodies()[0]
    headers = [f'{name}: {value}' for name, value in recording.headers.items() if name == 'retry-after']
    with Upstream(play(answer(body, recording.status, *headers))) as upstream, Server(pool_of(upstream)) as server:
        response = send(server, recording)
    recorded = json.loads(body)['error'] if 'error' in json.loads(body) else {}
    recorded = recorded if isinstance(recorded, dict) else {'message': recorded}
    if recording.status in CREDENTIAL_FAULTS:
        chat.expect_failure(response, 502)
        expect.lacks(response.body, recorded['message'].encode(), 'the answer')
        return
    error = chat.expect_failure(response, recording.status)
    for member in ('message', 'type', 'code', 'param'):
        if recorded.get(member) is not None:
            expect.equal(error[member], recorded[member], member)
    expect.equal(response.headers.get('retry-after'), recording.headers.get('retry-after'), 'retry-after')


def cases_of(stage, recording):
    """(what is shown, function) for a recording; None where it is excluded, and then the first says why."""
    if recording.path is None:
        return f'{recording.request["path"]} is neither chat nor embeddings', None
    if recording.status >= 300:
        return f'keeps error {recording.status}', lambda: error_answer(recording)
    if recording.streamed and recording.error_at():
        return f'error comes {recording.error_at()}', lambda: error_stream(stage, recording, tuple(range(400, 600)))
    if recording.streamed and not recording.is_complete():
        return 'has no finish_reason and ends as broken', lambda: unfinished_stream(stage, recording)
    return 'is the same', lambda: (replay_answer(stage, recording), cut_off(stage, recording))


def main():
    folder = recordings.shared_folder()
    found = {'own': recordings.own(), 'shared': recordings.shared(folder) if folder else []}
    cases, replayed = [], 0
    with Stage() as stage:
        for source, each in ((source, each) for source, all_of in found.items() for each in all_of):
            shown, function = cases_of(stage, each)
            if function is None:
                print(f'# excluded: {source}/{each.name}: {shown}')
                continue
            if each.status < 300 and shown != 'is the same':
                print(f'# not the same, by design: {source}/{each.name}: {shown}')
            replayed += source == 'shared' and shown == 'is the same'
            cases.append((f'{source}/{each.name} {shown}', function))
        if folder:
            cases.append((f'{replayed} shared exchanges are replayed',
                          lambda: expect.true(replayed, f'nothing to replay in {folder}')))
        else:
            print('# the shared recordings are not present: only the own ones are replayed')
        return tap.run(cases)


if __name__ == '__main__':
    sys.exit(main())
