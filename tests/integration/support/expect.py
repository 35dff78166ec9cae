# SPDX-License-Identifier: MIT
"""Expectations that show both sides when they fail, cut to what can be read."""

SHOWN_MAX = 1500


def _shown(value):
    text = repr(value)
    return text if len(text) <= SHOWN_MAX else f'{text[:SHOWN_MAX]}... ({len(text)} characters)'


def equal(found, wanted, what='value'):
    if found != wanted:
        raise AssertionError(f'{what}: found {_shown(found)}, wanted {_shown(wanted)}')


def one_of(found, wanted, what='value'):
    if found not in wanted:
        raise AssertionError(f'{what}: found {_shown(found)}, wanted one of {_shown(wanted)}')


def contains(whole, part, what='text'):
    if part not in whole:
        raise AssertionError(f'{what}: {_shown(part)} is not in {_shown(whole)}')


def lacks(whole, part, what='text'):
    if part in whole:
        raise AssertionError(f'{what}: {_shown(part)} is in {_shown(whole)}')


def true(condition, what):
    if not condition:
        raise AssertionError(what)


def same_bytes(found, wanted, what='bytes'):
    """Like equal, but shows the place of the first difference."""
    if found == wanted:
        return
    at = next((i for i, (a, b) in enumerate(zip(found, wanted)) if a != b), min(len(found), len(wanted)))
    near = slice(max(at - 60, 0), at + 120)
    raise AssertionError(f'{what}: {len(found)} bytes, wanted {len(wanted)}; they differ at {at}:\n'
                         f'  found  {_shown(bytes(found[near]))}\n  wanted {_shown(bytes(wanted[near]))}')
