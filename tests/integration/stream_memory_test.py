# SPDX-License-Identifier: MIT
"""What a stream holds of the server's heap while it waits for its next chunk, counted at malloc: no timing, no pages."""
import contextlib
import mmap
import os
import tempfile
import time

from support import chat, expect, tap
from support.server import Server, is_sanitized, pool_of
from support.upstream import Upstream

WARM, MORE = 64, 128
BYTES_MAX = 21 << 9  # of a stream that passes through


def waits_after_a_chunk(exchange):
    exchange.send(chat.STREAM_HEAD + chat.coded(chat.delta('x')))
    exchange.pause(60)


class Heap:
    """`with Heap() as heap`: counts for a server that is started with heap.wrapper."""

    def __enter__(self):
        self._file = tempfile.NamedTemporaryFile(prefix='aipool-heap-')
        self._file.write(bytes(8))
        self._file.flush()
        self._map = mmap.mmap(self._file.fileno(), 8)
        self.wrapper = ('env', f'LD_PRELOAD={os.environ["AIPOOL_HEAP_COUNTER_LIBRARY"]}',
                        f'AIPOOL_HEAP_COUNTER={self._file.name}')
        return self

    def __exit__(self, *_):
        self._map.close()
        self._file.close()

    def _now(self):
        return int.from_bytes(self._map[:8], 'little', signed=True)

    def at_rest(self):
        """Once nothing changes any more."""
        last = None
        while last != self._now():
            last = self._now()
            time.sleep(0.3)
        return last


def test_a_stream_that_waits_holds_little():
    if is_sanitized():
        raise tap.Skip('a sanitizer has an allocator of its own')
    with contextlib.ExitStack() as stack:
        heap = stack.enter_context(Heap())
        upstream = stack.enter_context(Upstream(waits_after_a_chunk))
        server = Server(pool_of(upstream), loops=1)
        server.wrapper = heap.wrapper
        stack.enter_context(server)

        def open_streams(count):
            for _ in range(count):
                response = chat.start_stream(server)
                stack.callback(response.connection.close)
                response.read_until(b'\n\n')
            return heap.at_rest()

        before = open_streams(WARM)
        each = (open_streams(MORE) - before) / MORE
        print(f'#   {each:.0f} bytes for each stream')
        expect.true(0 < each <= BYTES_MAX, f'a stream holds {each} bytes, and should hold at most {BYTES_MAX}')


if __name__ == '__main__':
    tap.main(globals())
