# SPDX-License-Identifier: MIT
"""The double of Qwen's sign-in (chat.qwen.ai) and of the API that its tokens open (portal.qwen.ai)."""
import json
import os
import pathlib
import time
import urllib.parse

from support import canaries, chat
from support.clients import ARGUMENTS, TOOL
from support.upstream import answer
from support.vendor_double import Devices, Tokens, VendorDouble, challenge, json_answer

GRANT = 'urn:ietf:params:oauth:grant-type:device_code'


class QwenDouble(VendorDouble):
    ROUTES = {'POST /api/v1/oauth2/device/code': 'device_code', 'POST /api/v1/oauth2/token': 'token',
              'POST /v1/chat/completions': 'completions'}

    def __init__(self, *states, **options):
        super().__init__(**options)
        self.tokens = Tokens('qwen', rotates=True)
        self.devices = Devices(*states)

    def account(self, document):
        """No base_url: the sign-in names it."""
        return {'auth_base_url': self.url, 'tls_ca_file': self.ca_file, 'oauth_creds_file_path': str(document)}

    @property
    def resource_url(self):
        return self.url

    def write_document(self, document, expires_in=-60, owner='owner'):
        """In Qwen Code's layout, with a member that nobody here knows."""
        access, refresh = self.tokens.grant(owner)
        text = json.dumps({'access_token': access, 'refresh_token': refresh, 'token_type': 'Bearer', 'kept': [1.0],
                           'resource_url': self.resource_url, 'expiry_date': int((time.time() + expires_in) * 1000)})
        document = pathlib.Path(document)
        document.write_text(text)
        os.chmod(document, 0o600)

    def device_code(self, asked):
        code, user_code = self.devices.start(**asked.form)
        page = f'{self.url}/authorize'
        return json_answer({'device_code': code, 'user_code': user_code, 'verification_uri': page, 'expires_in': 900,
                            'verification_uri_complete': f'{page}?{urllib.parse.urlencode({"user_code": user_code})}'})

    def token(self, asked):
        form = asked.form
        if form['grant_type'] == 'refresh_token':
            pair = self.tokens.refresh(form['refresh_token'])
            return self.granted(*pair) if pair else json_answer({'error': 'invalid_grant'}, 400)
        canaries.register('PKCE verifier', form['code_verifier'], used=True)
        if challenge(form['code_verifier']) != self.devices.about(form['device_code']).get('code_challenge'):
            return json_answer({'error': 'invalid_grant'}, 401)
        state = self.devices.poll(form['device_code'])
        if state == Devices.APPROVED:
            return self.granted(*self.tokens.grant())
        errors = {Devices.PENDING: ('authorization_pending', 400), Devices.SLOW_DOWN: ('slow_down', 429),
                  Devices.DENIED: ('access_denied', 400), Devices.EXPIRED: ('expired_token', 401)}
        return json_answer({'error': errors[state][0]}, errors[state][1])

    def granted(self, access, refresh):
        return json_answer({'access_token': access, 'refresh_token': refresh, 'token_type': 'Bearer', 'expires_in': 7200,
                            'resource_url': self.resource_url})

    def completions(self, asked):
        if self.tokens.owner(asked.bearer) is None:
            return chat.error_answer(401, message='invalid access token or token expired', code='invalid_api_key')
        stream, calls = asked.json.get('stream'), asked.json.get('tools')
        if stream:
            return chat.calling_stream(TOOL, ARGUMENTS) if calls else chat.whole_stream('hello')
        return answer(chat.calling(TOOL, ARGUMENTS) if calls else chat.completion('hello'))
