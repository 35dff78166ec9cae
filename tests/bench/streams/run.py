#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures many event streams at once: CPU per chunk of the server relative to nginx, and its memory for each stream.

One program is the upstream, which sends each stream a numbered chunk at the interval, and the clients, which follow the
numbers. CPU and memory are read while all streams are open. nginx and the server take turns.
"""
import argparse
import contextlib
import json
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from harness import cpu_nanoseconds, family, free_port, nginx, shares, start  # noqa: E402


def memory(pid):
    """Bytes that the processes have for themselves."""
    return sum(int((pathlib.Path(f"/proc/{member}/status").read_text().split("RssAnon:")[1]).split()[0]) * 1024
               for member in family(pid))


def follow(options, port, pid, cores):
    """One run of all streams through a server: its figures, and those of the clients at the end."""
    idle = memory(pid)
    clients = subprocess.Popen([options.streams_program, "client", str(port), str(options.streams), str(options.body),
                                "hop-key"], stdout=subprocess.PIPE, text=True,
                               preexec_fn=lambda: os.sched_setaffinity(0, cores))
    samples = []
    for line in clients.stdout:
        tally = json.loads(line)
        if tally["open"] == options.streams and tally["ended"] == 0:
            samples.append((time.monotonic(), cpu_nanoseconds(pid), tally["chunks"], memory(pid)))
    clients.wait()
    if len(samples) < 4:
        sys.exit(f"only {len(samples)} samples with all streams open: {tally}")
    (_, cpu, chunks, _), (_, cpu_end, chunks_end, used) = samples[1], samples[-1]
    return {"cpu": (cpu_end - cpu) / 1000 / (chunks_end - chunks), "memory": (used - idle) / options.streams,
            "rate": (chunks_end - chunks) / (samples[-1][0] - samples[1][0]), **tally}


def report(options, runs):
    for name, rows in runs.items():
        median = lambda key: statistics.median(row[key] for row in rows)
        print(f"{name:6} {median('cpu'):6.2f} us CPU/chunk   {median('rate'):7.0f} chunks/s   "
              f"{median('memory') / 1024:6.2f} KiB/stream   {sum(row['chunks'] for row in rows)} chunks   "
              f"dropped {sum(row['dropped'] for row in rows)}   misplaced {sum(row['misplaced'] for row in rows)}")
    ratios = [ours["cpu"] / theirs["cpu"] for ours, theirs in zip(runs["server"], runs["nginx"])]
    print(f"ratio  {statistics.median(ratios):.3f} (median of {len(ratios)} pairs: "
          f"{' '.join(f'{ratio:.3f}' for ratio in ratios)}; {options.streams} streams, {options.loops} loop(s))")
    wanted = options.streams * options.chunks
    return 0 if all(row["dropped"] == row["misplaced"] == 0 and row["chunks"] == wanted
                    for rows in runs.values() for row in rows) else 1


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server-command", required=True,
                        help="the program under test; {port}, {upstream_port} and {loops} are filled in")
    parser.add_argument("--streams-program", required=True)
    parser.add_argument("--body", type=pathlib.Path, default=HERE / "chat_request.json")
    parser.add_argument("--streams", type=int, default=9500)
    parser.add_argument("--chunks", type=int, default=150)
    parser.add_argument("--interval", type=int, default=200, help="ms between two chunks of a stream")
    parser.add_argument("--loops", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=3)
    return parser.parse_args()


def main():
    options = parse_arguments()
    load_cores, server_cores = shares(options.loops)
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="streams-")))
        upstream_port, nginx_port, port = free_port(), free_port(), free_port()
        start(stack, [options.streams_program, "upstream", str(upstream_port), str(options.chunks),
                      str(options.interval)], upstream_port, load_cores)
        theirs = nginx(stack, HERE / "nginx_proxy.conf", folder, server_cores, port=nginx_port, loops=options.loops,
                       upstream_port=upstream_port)
        command = shlex.split(options.server_command.format(port=port, loops=options.loops, upstream_port=upstream_port))
        ours = start(stack, command, port, server_cores)
        targets = {"nginx": (nginx_port, theirs.pid), "server": (port, ours.pid)}
        runs = {name: [] for name in targets}
        for pair in range(options.pairs):
            for name in (list(targets) if pair % 2 == 0 else list(reversed(targets))):
                runs[name].append(follow(options, *targets[name], load_cores))
        return report(options, runs)


if __name__ == "__main__":
    sys.exit(main())
