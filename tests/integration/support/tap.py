# SPDX-License-Identifier: MIT
"""Runs the cases of a test program and reports each in TAP, so that meson counts and names them.

A case is a function called test_*; its name is the sentence. Arguments of the program choose cases by parts of names.
"""
import sys
import time
import traceback


class Skip(Exception):
    """Raised by a case that cannot run here; its text says why."""


def cases(module):
    """(name, function) of each test_* in a module's globals, in the order of the file."""
    return [(name.removeprefix('test_').replace('_', ' '), function) for name, function in module.items()
            if name.startswith('test_') and callable(function)]


def _line(text):
    return ' '.join(text.replace('#', 'no.').split())


def _comment(text):
    for line in text.rstrip().splitlines():
        print('#  ', line)


def run(named_cases):
    """Exit status 0 when every case passed."""
    named_cases = list(named_cases)
    wanted = sys.argv[1:]
    chosen = [case for case in named_cases if not wanted or any(part in case[0] for part in wanted)]
    sys.stdout.reconfigure(line_buffering=True, errors='backslashreplace')
    print(f'1..{len(chosen)}')
    failed = 0
    for number, (name, function) in enumerate(chosen, 1):
        started = time.monotonic()
        try:
            function()
        except Skip as reason:
            print(f'ok {number} {_line(name)} # SKIP {_line(str(reason))}')
            continue
        except Exception:
            failed += 1
            print(f'not ok {number} {_line(name)}')
            _comment(traceback.format_exc())
            print(f'{name}:\n{traceback.format_exc()}', file=sys.stderr)  # which a harness shows, unlike comments
        else:
            print(f'ok {number} {_line(name)}')
        print(f'#   {time.monotonic() - started:.2f} s')
    return 1 if failed or not chosen else 0


def main(module):
    sys.exit(run(cases(module)))
