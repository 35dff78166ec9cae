# SPDX-License-Identifier: MIT
"""The double of a vendor: one scripted TLS server for its sign-in and its API, certified by the test's own authority.

A vendor derives from VendorDouble and names its routes; each gets what was Asked and gives an answer's bytes, or a list
of steps as support.upstream.play() takes them. Tokens expire and rotate, codes are approved or denied, and errors come,
when the test says so, never by a clock. All that came is kept in the book.

    class Vendor(VendorDouble):
        ROUTES = {'POST /token': 'token', 'POST /v1/*': 'api'}
        def token(self, asked): ...

    with Vendor() as vendor:
        pools = {'vendor-oauth': [{'uuid': 'a', **vendor.addresses, 'oauth_creds_file_path': ...}]}
"""
import base64
import contextlib
import hashlib
import itertools
import json
import threading
import urllib.parse

from support import canaries, pki
from support.upstream import Upstream, answer, play


def json_answer(value, status=200, *headers):
    return answer(json.dumps(value, separators=(',', ':')).encode(), status, *headers)


class Asked:
    """One request as the vendor understands it."""

    def __init__(self, request):
        self.method, self.target = request.method, request.target
        self.headers, self.body = request.headers, request.body
        self.path, _, query = request.target.partition('?')
        self.query = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def form(self):
        return dict(urllib.parse.parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def bearer(self):
        """What stands behind `Bearer`, or None."""
        word, _, token = (self.headers.get('authorization') or '').partition(' ')
        return token if word.lower() == 'bearer' else None

    def __repr__(self):
        return f'<{self.method} {self.target} {self.body[:300]!r}>'


class Tokens:
    """The tokens of one vendor. `rotates`: each refresh gives a new refresh token, and the one before is refused."""

    def __init__(self, name, rotates=False):
        self.name, self.rotates = name, rotates
        self._numbers = itertools.count(1)
        self._access, self._refresh = {}, {}  # token -> owner
        self.refreshes = self.refusals = 0

    def grant(self, owner='owner'):
        """A new pair (access, refresh)."""
        refresh = self._new('refresh', owner)
        self._refresh[refresh] = owner
        return self._new_access(owner), refresh

    def refresh(self, token):
        """A new pair, with None for a refresh token that stays; None for a token that is not good."""
        owner = self._refresh.get(token)
        if owner is None:
            self.refusals += 1
            return None
        self.refreshes += 1
        if not self.rotates:
            return self._new_access(owner), None
        del self._refresh[token]
        return self.grant(owner)

    def owner(self, access):
        """Whose token it is; None for one that is not good."""
        return self._access.get(access)

    def expire(self, owner=None):
        """From now on access tokens that were given out are refused: of one owner, or all."""
        self._access = {token: who for token, who in self._access.items() if owner not in (None, who)}

    def revoke(self, owner=None):
        """The same of refresh tokens too."""
        self.expire(owner)
        self._refresh = {token: who for token, who in self._refresh.items() if owner not in (None, who)}

    def _new_access(self, owner):
        access = self._new('access', owner)
        self._access[access] = owner
        return access

    def _new(self, what, owner):
        token = f'{self.name}-{what}-{owner}-{next(self._numbers)}-canary'
        return canaries.register(f'{what} token of {self.name.partition("-")[0]}', token)


class Devices:
    """Device codes: the n-th poll of each gets the n-th state, the last one ever after."""
    PENDING, SLOW_DOWN, APPROVED, DENIED, EXPIRED = 'pending', 'slow_down', 'approved', 'denied', 'expired'

    def __init__(self, *states):
        self.states = list(states) or [self.APPROVED]
        self._numbers = itertools.count(1)
        self._polls, self._asked = {}, {}

    def start(self, **about):
        """A new (device code, user code); `about` is kept for it."""
        number = next(self._numbers)
        code = canaries.register('device code', f'device-code-{number}-canary')
        self._polls[code], self._asked[code] = 0, about
        return code, f'USER-{number:04}'

    def poll(self, code):
        """The state; EXPIRED for a code that was never given out or used up."""
        if code not in self._polls:
            return self.EXPIRED
        state = self.states[min(self._polls[code], len(self.states) - 1)]
        self._polls[code] += 1
        if state == self.APPROVED:
            del self._polls[code]
        return state

    def about(self, code):
        return self._asked.get(code, {})


class Codes:
    """Authorization codes of a browser's login, each good for one exchange."""

    def __init__(self):
        self._numbers = itertools.count(1)
        self._given = {}

    def consent(self, url, deny=False):
        """What the operator's browser does with the sign-in page at `url`: the address that it is sent to."""
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        back = {'state': canaries.register('state', query['state'], used=True)} if 'state' in query else {}
        if deny:
            back['error'] = 'access_denied'
        else:
            back['code'] = canaries.register('authorization code', f'4/code-{next(self._numbers)}-canary')
            self._given[back['code']] = query
        return f'{query["redirect_uri"]}?{urllib.parse.urlencode(back)}'

    def redeem(self, code, redirect_uri, verifier=None):
        """The sign-in page's query that the code came from; None if anything of it does not fit."""
        if verifier:
            canaries.register('PKCE verifier', verifier, used=True)
        query = self._given.pop(code, None)
        if query is None or query['redirect_uri'] != redirect_uri:
            return None
        if 'code_challenge' in query and query['code_challenge'] != challenge(verifier or ''):
            return None
        return query


def challenge(verifier):
    """PKCE, method S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b'=').decode()


class VendorDouble:
    """`with VendorDouble() as vendor`; several can share one `authority`."""
    ROUTES = {}  # 'POST /path' -> name of a method; a path may end with *

    def __init__(self, authority=None):
        self._given_authority = authority
        self._lock = threading.RLock()
        self._modes = []
        self.book = []

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            authority = self._given_authority or stack.enter_context(pki.Authority())
            self.ca_file = str(authority.certificate)
            self._upstream = stack.enter_context(
                Upstream(self._serve, tls=pki.serving(authority.issue('127.0.0.1'))))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error):
        return self._stack.__exit__(*error)

    @property
    def url(self):
        return f'https://127.0.0.1:{self._upstream.port}'

    @property
    def addresses(self):
        """What an account says to find its vendor here."""
        return {'base_url': self.url, 'auth_base_url': self.url, 'tls_ca_file': self.ca_file}

    def fail(self, path, *replies, method=None):
        """The next requests whose path holds `path` get these answers, one each, whatever they ask."""
        with self._lock:
            self._modes += [(path, method, reply) for reply in replies]

    def asked(self, path='', method=None):
        """The book's entries whose path holds `path`, in the order in which they came."""
        with self._lock:
            return [entry for entry in self.book if path in entry.path and method in (None, entry.method)]

    def wait_for(self, count):
        """Until so many requests came in all."""
        self._upstream.wait_for_requests(count)

    def saw(self, secret):
        """Whether the secret was used: in a header, a query or a body, as it is or in a form."""
        forms = {text.encode() for text in (secret, urllib.parse.quote(secret, safe=''), urllib.parse.quote_plus(secret))}
        with self._lock:
            texts = [text for entry in self.book
                     for text in (entry.target.encode(), entry.body, *(value.encode() for _, value in entry.headers))]
        return any(form in text for form in forms for text in texts)

    def _serve(self, exchange):
        asked = Asked(exchange.request)
        with self._lock:
            self.book.append(asked)
            reply = self._mode(asked) or self._route(asked)
        play(*(reply if isinstance(reply, (list, tuple)) else [reply]))(exchange)

    def _mode(self, asked):
        for mode in self._modes:
            path, method, reply = mode
            if path in asked.path and method in (None, asked.method):
                self._modes.remove(mode)
                return reply
        return None

    def _route(self, asked):
        for route, name in self.ROUTES.items():
            method, path = route.split(' ')
            fits = asked.path == path or (path.endswith('*') and asked.path.startswith(path[:-1]))
            if method == asked.method and fits:
                return getattr(self, name)(asked)
        return json_answer({'error': f'the double has no {asked.method} {asked.path}'}, 404)
