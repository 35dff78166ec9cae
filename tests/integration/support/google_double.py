# SPDX-License-Identifier: MIT
"""Google as gemini-oauth meets it: OAuth, Code Assist's onboarding, and generation in an envelope.

It checks what it is sent: a request of a wrong form is answered with 400, as by the vendor, so that a test sees it fail.
"""
import json
import os
import time

from support import canaries, chat, gemini, wire
from support.clients import ARGUMENTS, TOOL
from support.gemini import STREAM_HEAD
from support.upstream import answer
from support.vendor_double import Codes, Tokens, VendorDouble, json_answer

SECRET = canaries.register('client secret of google', 'client-secret-canary-7d21')
PROJECT = 'managed-project-1'
CALL = {'functionCall': {'name': TOOL, 'args': ARGUMENTS}}


def error(status, message, *details, word='UNKNOWN'):
    said = {'code': status, 'message': message, 'status': word, 'details': list(details)}
    return json_answer({'error': said}, status)


def detail(kind, **members):
    return {'@type': f'type.googleapis.com/google.rpc.{kind}', **members}


class GoogleDouble(VendorDouble):
    ROUTES = {'POST /token': 'token', 'POST /v1internal:loadCodeAssist': 'load',
              'POST /v1internal:onboardUser': 'onboard', 'GET /v1internal/operations/*': 'operation',
              'POST /v1internal:generateContent': 'generate', 'POST /v1internal:streamGenerateContent': 'stream',
              'POST /v1internal:countTokens': 'count', 'POST /v1internal:retrieveUserQuota': 'quota'}

    def __init__(self, tier='free-tier', polls=0, lifetime=3600, **options):
        super().__init__(**options)
        self.tier = tier  # None: the account is not signed up yet
        self.polls = polls  # looks at the sign-up before it is done
        self.lifetime = lifetime
        self.tokens, self.codes = Tokens('google'), Codes()
        self.buckets = []  # of its report of quotas

    def account(self, document, **each):
        return {**self.addresses, 'client_secret': SECRET, 'oauth_creds_file_path': str(document), **each}

    def write_document(self, path, owner='owner', expires_in=-60):
        """Gemini CLI's file; its access token has expired, or does so much later."""
        access, refresh = self.tokens.grant(owner)
        if expires_in <= 0:
            self.tokens.expire(owner)
        fresh = f'{path}.test'
        with open(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), 'w') as file:
            json.dump({'access_token': access, 'refresh_token': refresh, 'scope': 's', 'token_type': 'Bearer',
                       'id_token': 'i', 'kept': [1.0], 'expiry_date': int((time.time() + expires_in) * 1000)}, file)
        os.replace(fresh, path)
        return access, refresh

    def token(self, asked):
        form = asked.form
        if form.get('client_secret') != SECRET or not form.get('client_id'):
            return json_answer({'error': 'invalid_client'}, 401)
        if form['grant_type'] == 'refresh_token':
            pair = self.tokens.refresh(form['refresh_token'])
        else:
            known = self.codes.redeem(form['code'], form['redirect_uri'], form['code_verifier'])
            pair = known and self.tokens.grant()
        if not pair:
            return json_answer({'error': 'invalid_grant', 'error_description': 'Bad Request'}, 400)
        access, refresh = pair
        told = {'access_token': access, 'expires_in': self.lifetime, 'token_type': 'Bearer', 'scope': 's'}
        return json_answer({**told, **({'refresh_token': refresh} if refresh else {})})

    def refused(self, asked):
        if self.tokens.owner(asked.bearer) is None:
            return error(401, 'Request had invalid authentication credentials.', word='UNAUTHENTICATED')
        return None

    def load(self, asked):
        if refused := self.refused(asked):
            return refused
        if self.tier:
            return json_answer({'currentTier': {'id': self.tier}, 'cloudaicompanionProject': PROJECT})
        return json_answer({'allowedTiers': [{'id': 'free-tier', 'isDefault': True}]})

    def onboard(self, asked):
        if asked.json['tierId'] == 'free-tier' and 'cloudaicompanionProject' in asked.json:
            return error(400, 'Precondition check failed.', word='FAILED_PRECONDITION')
        return self.refused(asked) or self.operation(asked)

    def operation(self, asked):
        if self.polls > 0:
            self.polls -= 1
            return json_answer({'name': 'operations/onboard.1', 'done': False})
        self.tier = 'free-tier'
        return json_answer({'name': 'operations/onboard.1', 'done': True,
                            'response': {'cloudaicompanionProject': {'id': PROJECT, 'name': PROJECT}}})

    def generate(self, asked):
        return self.refused(asked) or self.fault_in(asked) or json_answer(self.answer_to(asked))

    def stream(self, asked):
        if fault := self.refused(asked) or self.fault_in(asked):
            return fault
        if asked.query.get('alt') != 'sse':
            return error(400, 'not asked for events')
        parts = self.parts_for(asked)
        events = [gemini.event(self.wrapped([part])) for part in parts[:-1]]
        events.append(gemini.event(self.wrapped(parts[-1:], 'STOP')))
        return STREAM_HEAD + chat.coded(*events) + wire.LAST_CHUNK

    def count(self, asked):
        body = asked.json
        request = body.get('request', {})
        named = request.get('model', '').startswith('models/')
        if set(body) != {'request'} or not named or 'safetySettings' in request:
            return error(400, 'not a count', word='INVALID_ARGUMENT')
        return self.refused(asked) or answer(b'{"totalTokens":31}')

    def quota(self, asked):
        wrong = set(asked.json) != {'project'}
        return self.refused(asked) or (error(400, 'no project') if wrong else json_answer({'buckets': self.buckets}))

    def fault_in(self, asked):
        body = asked.json
        request = body.get('request', {})
        contents = [*request.get('contents', []), request.get('systemInstruction', {'role': 'user'})]
        needed = {'model', 'project', 'request'}
        faults = {
            'envelope': needed <= set(body) <= {*needed, 'user_prompt_id'},
            'project': body.get('project') == PROJECT,
            'inner model': 'model' not in request,
            'role': all(content.get('role') in ('user', 'model') for content in contents),
            'contents': bool(request.get('contents')),
        }
        wrong = [name for name, right in faults.items() if not right]
        if wrong:
            return error(400, f'wrong: {wrong}', word='INVALID_ARGUMENT')
        if body['model'] == 'no-such-model':
            return error(404, 'Requested entity was not found.', word='NOT_FOUND')
        return None

    def parts_for(self, asked):
        return [CALL] if 'tools' in asked.json['request'] else [{'text': 'hel'}, {'text': 'lo'}]

    def answer_to(self, asked):
        return self.wrapped(self.parts_for(asked), 'STOP')

    @staticmethod
    def wrapped(parts, reason=None):
        return {'response': gemini.said(*parts, reason=reason), 'traceId': 'trace-1'}
