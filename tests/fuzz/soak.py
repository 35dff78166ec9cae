#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""soak.py TREE SECONDS: runs every fuzzer of the build tree TREE so long, two at once, each from a copy of its corpus.

One line for each; the last is `N passed, N failed`. TREE/soak holds each one's log, the grown corpus and what it found.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

AT_ONCE = 2
OPTIONS = {
    'ASAN_OPTIONS': 'halt_on_error=1:detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1',
    'UBSAN_OPTIONS': 'halt_on_error=1:print_stacktrace=1',
}
if symbolizer := shutil.which('llvm-symbolizer-16'):
    OPTIONS |= {'ASAN_SYMBOLIZER_PATH': symbolizer, 'UBSAN_SYMBOLIZER_PATH': symbolizer}


def fuzzers(tree):
    """Name -> (program, corpus). The replays of the suite know the corpora."""
    intro = {kind: json.loads((tree / f'meson-info/intro-{kind}.json').read_text()) for kind in ('targets', 'tests')}
    programs = {target['name']: target['filename'][0] for target in intro['targets']}
    for test in intro['tests']:
        kind, _, name = test['name'].partition('/')
        if kind == 'fuzz-corpus' and name + '_fuzz' in programs:
            yield name, pathlib.Path(programs[name + '_fuzz']), pathlib.Path(test['cmd'][-1])


def statistic(log, name):
    found = re.search(rf'^stat::{name}:\s*(\d+)', log, re.MULTILINE)
    return int(found[1]) if found else 0


def soak(folder, name, program, corpus, seconds):
    """(line, whether it passed)."""
    shutil.rmtree(folder / name, ignore_errors=True)
    shutil.copytree(corpus, folder / name / 'corpus')
    log = folder / name / 'log'
    command = [program, f'-max_total_time={seconds}', '-timeout=10', '-rss_limit_mb=2048', '-print_final_stats=1',
               f'-artifact_prefix={folder / name}/finding-', folder / name / 'corpus']
    with log.open('wb') as out:
        status = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, timeout=seconds + 300,
                                env={**OPTIONS, **os.environ}, check=False).returncode
    text = log.read_text(errors='replace')
    findings = sorted((folder / name).glob('finding-*'))
    runs = statistic(text, 'number_of_executed_units')
    line = (f'{name}: {runs} executions, {statistic(text, "average_exec_per_sec")} exec/s, '
            f'{len(findings)} findings')
    passed = status == 0 and not findings and runs > 0
    if not passed:
        line += ''.join(f'\n  {path}' for path in [*findings, log])
    return line, passed


def main(tree, seconds):
    folder = tree.resolve() / 'soak'
    failed = passed = 0
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(soak, folder, *fuzzer, seconds) for fuzzer in fuzzers(tree)]
        for one in waiting:
            line, good = one.result()
            print(line, flush=True)
            passed, failed = passed + good, failed + (not good)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main(pathlib.Path(sys.argv[1]), int(sys.argv[2])))
