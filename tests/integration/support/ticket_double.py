# SPDX-License-Identifier: MIT
"""The vendor of the plugin `ticket` (tests/abi/good/ticket): it tests what the host does for any credential machine.

Refresh tokens rotate: one that was used is refused ever after, so that two refreshes with one of them are found out.
"""
import json
import os
import pathlib
import stat
import time

from support import chat, expect
from support.canaries import forms_of
from support.upstream import answer
from support.vendor_double import Devices, Tokens, VendorDouble, json_answer


class TicketDouble(VendorDouble):
    ROUTES = {'POST /token': 'token', 'POST /device': 'device', 'POST /v1/chat/completions': 'api',
              'POST /elsewhere/chat/completions': 'api'}

    def __init__(self, lifetime=3600, **options):
        super().__init__(**options)
        self.lifetime = lifetime  # seconds, as its answers say
        self.tokens = Tokens('ticket', rotates=True)
        self.devices = Devices()
        self.says_base_url = None
        self.newest = None  # refresh token

    @property
    def account(self):
        """Addresses of an account, but for its document."""
        return {**self.addresses, 'base_url': f'{self.url}/v1'}

    @property
    def refreshes(self):
        """What asked for a token with a refresh token."""
        return [asked for asked in self.asked('/token') if asked.form['grant_type'] == 'refresh_token']

    def token(self, asked):
        if asked.form['grant_type'] == 'device_code':
            if self.devices.poll(asked.form['device_code']) == Devices.PENDING:
                return json_answer({'error': 'authorization_pending'}, 400)
            pair = self.tokens.grant()
        elif asked.form['grant_type'] == 'authorization_code':
            pair = self.tokens.grant()
        else:
            pair = self.tokens.refresh(asked.form['refresh_token'])
        if pair is None:
            return json_answer({'error': 'invalid_grant'}, 400)
        access, self.newest = pair
        told = {'access_token': access, 'refresh_token': self.newest, 'expires_in': self.lifetime}
        return json_answer({**told, **({'base_url': self.says_base_url} if self.says_base_url else {})})

    def device(self, asked):
        code, user_code = self.devices.start()
        return json_answer({'device_code': code, 'user_code': user_code, 'verification_uri': f'{self.url}/activate'})

    def api(self, asked):
        if self.tokens.owner(asked.bearer) is None:
            return chat.error_answer(401, message=f'token {asked.bearer} is not good')
        if asked.json.get('stream'):
            return chat.whole_stream('hello')
        return answer(chat.completion('hello'))

    def write_document(self, path, expires_in=-60, **more):
        """A document with a good refresh token; its access token is one that has expired, or expires so much later."""
        access, self.newest = self.tokens.grant()
        expiry = int((time.time() + expires_in) * 1000)
        text = json.dumps({'access_token': access, 'refresh_token': self.newest, 'expiry_date': expiry, 'kept': [1.0], **more})
        fresh = pathlib.Path(f'{path}.test')
        fresh.write_text(text)
        os.chmod(fresh, 0o600)
        os.replace(fresh, path)
        return access, self.newest


def expect_sound(path):
    """The document is whole and for its owner alone; gives what it says."""
    mode = stat.S_IMODE(os.stat(path).st_mode)
    expect.equal(oct(mode), '0o600', 'mode of the document')
    return json.loads(pathlib.Path(path).read_text())


def expect_answer(response):
    expect.equal(response.status, 200, f'status of {response.body!r}')
    expect.equal(response.json()['choices'][0]['message']['content'], 'hello')


def expect_untold(output, secrets):
    for secret in secrets:
        for form in forms_of(secret):
            expect.lacks(output, form, 'output')
