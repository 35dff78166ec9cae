# SPDX-License-Identifier: MIT
"""Steady load from one thread: streams of the plugin `echo` and short requests, one after the other on each line.

Whatever is refused, cut off, out of order or of two builds at once is kept as a fault, with the moment that it began.
"""
import asyncio
import collections
import json
import re
import time

from support import chat
from support.server import KEY
from support.task import Task

WORD = re.compile(r'([a-z])(\d+)')


def request(path, text, key=KEY, close=False, **members):
    body = chat.compact(chat.asking(text, **members))
    lines = [f'POST {path} HTTP/1.1', 'host: localhost', 'content-type: application/json', f'authorization: Bearer {key}',
             f'content-length: {len(body)}', *(['connection: close'] if close else []), '', '']
    return '\r\n'.join(lines).encode() + body


async def read_head(reader):
    head = (await reader.readuntil(b'\r\n\r\n')).decode().lower()
    return int(head.split(' ')[1]), head


async def read_body(reader, head):
    if 'transfer-encoding: chunked' not in head:
        length = int(re.search(r'content-length: (\d+)', head)[1])
        return await reader.readexactly(length)
    body = b''
    while size := int(await reader.readuntil(b'\r\n'), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return body


def check_stream(body, words):
    """The letter of the build that wrote all of it."""
    if not body.endswith(chat.DONE):
        raise AssertionError(f'a stream without its end: {body[-200:]!r}')
    events = [json.loads(line[6:]) for line in body.split(b'\n') if line.startswith(b'data: {')]
    text = ''.join(choice['delta'].get('content') or '' for event in events for choice in event.get('choices', []))
    found = WORD.findall(text)
    if [int(number) for _, number in found] != list(range(words)) or len({letter for letter, _ in found}) != 1:
        raise AssertionError(f'a stream that is not whole, or mixed: {text[:300]!r}')
    return found[0][0]


class Load:
    """`with Load(server.port, streams=50, requests=4) as load`; stop() lets all that runs come to its end."""

    def __init__(self, port, streams=0, requests=0, words=100, pause_ms=20):
        self._port, self._words, self._pause_ms = port, words, pause_ms
        self._counts = (streams, requests)
        self._ending = False
        self.letters = collections.Counter()  # of whole streams
        self.answers = 0
        self.asked_again = 0
        self.live = 0  # streams whose head has come
        self.faults = []

    def __enter__(self):
        self._running = Task(lambda: asyncio.run(self._run()))
        return self

    def __exit__(self, *_):
        self.stop()

    def wind_down(self):
        """Nothing more is begun."""
        self._ending = True

    def stop(self, seconds=60):
        self.wind_down()
        self._running.result(seconds)

    def wait_for(self, condition, seconds=60):
        until = time.monotonic() + seconds
        while not condition(self):
            if time.monotonic() > until:
                raise AssertionError(f'the load did not get there: {self.live} live, {self.faults[:3]}')
            time.sleep(0.02)

    async def _run(self):
        streams, requests = self._counts
        apart = self._words * self._pause_ms / 2000 / max(streams, 1)  # so that they do not all begin and end at once
        await asyncio.gather(*(self._again(self._stream, wait=number * apart) for number in range(streams)),
                             *(self._again(self._short, number % 2 == 0) for number in range(requests)))

    async def _again(self, work, *arguments, wait=0.0):
        await asyncio.sleep(wait)
        while not self._ending:
            began = time.time()
            try:
                await work(*arguments)
            except Exception as fault:  # of the server or of the test: either one fails it
                self.faults.append((began, time.time(), repr(fault)))
                await asyncio.sleep(0.05)

    async def _stream(self):
        reader, writer = await asyncio.open_connection('127.0.0.1', self._port)
        live = False
        try:
            prompt = f'[[slow:{self._pause_ms} {self._words}]]'
            writer.write(request(f'/echo{chat.PATH}', prompt, stream=True))
            status, head = await read_head(reader)
            if status != 200:
                raise AssertionError(f'a stream got {status}')
            live = True
            self.live += 1
            self.letters[check_stream(await read_body(reader, head), self._words)] += 1
        finally:
            self.live -= live
            writer.close()

    async def _short(self, close):
        """Some requests on a connection, or one; a connection that the server says it closes is not used again."""
        reader, writer = await asyncio.open_connection('127.0.0.1', self._port)
        try:
            for number in range(1 if close else 50):
                writer.write(request(f'/echo{chat.PATH}', 'ping', close=close))
                try:
                    status, head = await read_head(reader)
                except asyncio.IncompleteReadError as error:
                    if number == 0 or error.partial:
                        raise
                    # An idle connection that is closed while a request is on its way: every client asks again (RFC 9112, 9.5).
                    self.asked_again += 1
                    break
                body = await read_body(reader, head)
                if status != 200 or json.loads(body)['choices'][0]['message']['content'] != 'ping':
                    raise AssertionError(f'a request got {status}: {body[:200]!r}')
                self.answers += 1
                if 'connection: close' in head or self._ending:
                    break
                await asyncio.sleep(0.005)
        finally:
            writer.close()
