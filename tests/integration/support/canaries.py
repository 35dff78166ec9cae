# SPDX-License-Identifier: MIT
"""The registry of secrets that these tests use: what no output may tell, and which of them a double has been sent.

Every key, token and code of a test is registered, by the double that makes it up or by canary(). When a Server or a Login
ends, what it said is searched for all of them, in every form of forms_of(). Doubles and clients note what they saw in use.
"""
import base64
import itertools
import re
import threading
import urllib.parse

ADDRESS = re.compile(r'^  (https://\S+)\s*$', re.MULTILINE)  # of a sign-in page, as `aipool login` shows it
LOOKED_AT = 1 << 16  # bytes of a request: a secret stands in its head or in a small form

_lock = threading.Lock()
_kinds = {}  # secret -> what it is
_unseen = set()  # secrets that nobody has been sent yet
_numbers = itertools.count(1)


def register(kind, secret, used=False):
    """Gives the secret back."""
    with _lock:
        if secret not in _kinds:
            _kinds[secret] = kind
            _unseen.add(secret)
        if used:
            _unseen.discard(secret)
    return secret


def canary(kind):
    """A new secret, with characters that URLs escape."""
    return register(kind, f'canary/{next(_numbers)}+{kind.replace(" ", "-")}=')


def forms_of(secret):
    """The secret as an output may show it: as it is, URL-encoded, and in base64 at each of the three alignments."""
    plain = secret.encode()
    yield from {plain, *(quote(secret, safe='').encode() for quote in (urllib.parse.quote, urllib.parse.quote_plus))}
    for skip in range(3):
        coded = base64.b64encode(plain[skip:len(plain) - (len(plain) - skip) % 3])
        yield from {coded, coded.replace(b'+', b'-').replace(b'/', b'_')}


def saw(sent):
    """Notes which secrets a request brought."""
    with _lock:
        unseen = list(_unseen)
    looked_at = sent[:LOOKED_AT]
    for secret in unseen:
        if any(form in looked_at for form in forms_of(secret)):
            with _lock:
                _unseen.discard(secret)


def kinds_used():
    with _lock:
        return {kind for secret, kind in _kinds.items() if secret not in _unseen}


def kinds_told(output):
    """What of the registry the output shows, in any form."""
    with _lock:
        known = list(_kinds.items())
    return sorted({kind for secret, kind in known if any(form in output for form in forms_of(secret))})


def expect_untold(output, what):
    if told := kinds_told(output):
        raise AssertionError(f'{what} tells a secret: {", ".join(told)}')


def expect_operator_untold(text):
    """What `aipool login` has said; the addresses of sign-in pages have to hold the state."""
    expect_untold(ADDRESS.sub('', text).encode(), 'what the operator sees')
