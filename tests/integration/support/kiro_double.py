# SPDX-License-Identifier: MIT
"""The double of Kiro: its sign-ins, its service, and the binary event stream in which it answers.

It is as strict as the service where requests were seen to be refused for it: the order of turns, the pairs of calls and
results, empty lists, the profile.
"""
import json
import struct
import zlib

from support import canaries
from support.clients import ARGUMENTS, TOOL
from support.upstream import answer, head
from support.vendor_double import Codes, Devices, Tokens, VendorDouble, json_answer
from support.wire import LAST_CHUNK, chunk

ARN = 'arn:aws:codewhisperer:us-east-1:1:profile/CANARY'
API_KEY = canaries.register('key of kiro', 'ksk_canary_0123456789')
CLIENT_SECRET = canaries.register('client secret of kiro', 'secret-canary-of-a-registration')
MODEL = 'claude-sonnet-4.5'
EVENT_STREAM = head(200, 'content-type: application/vnd.amazon.eventstream', 'transfer-encoding: chunked')
LIFETIME_SECONDS = 3600


def _header(name, value):
    return bytes([len(name)]) + name.encode() + b'\7' + struct.pack('>H', len(value)) + value.encode()


def frame(headers, payload):
    start = struct.pack('>II', len(headers) + len(payload) + 16, len(headers))
    message = start + struct.pack('>I', zlib.crc32(start)) + headers + payload
    return message + struct.pack('>I', zlib.crc32(message))


def event(kind, **payload):
    return frame(_header(':event-type', kind) + _header(':content-type', 'application/json')
                 + _header(':message-type', 'event'), json.dumps(payload).encode())


def exception(kind, **payload):
    return frame(_header(':exception-type', kind) + _header(':message-type', 'exception'), json.dumps(payload).encode())


def text(*pieces):
    return [event('assistantResponseEvent', content=piece) for piece in pieces]


def call(name, arguments, call_id='tooluse_canary'):
    """A call in fragments, the first of them the `{}` that the service likes to begin with."""
    written = json.dumps(arguments)
    half = len(written) // 2
    return [event('toolUseEvent', toolUseId=call_id, name=name, input=piece) for piece in ('{}', written[:half], written[half:])
            ] + [event('toolUseEvent', toolUseId=call_id, name=name, stop=True)]


END = [event('metadataEvent', stopReason='END_TURN'), event('contextUsageEvent', contextUsagePercentage=1.5),
       event('meteringEvent', unit='credit', usage=0.02)]


def refused(message, status=400, **members):
    return json_answer({'message': message, **members}, status)


def faults_of(body):
    """What the service would not take of a request's body."""
    state = body['conversationState']
    turns = [*state.get('history', []), state['currentMessage']]
    faults = []
    if 'history' in state and not state['history']:
        faults.append('an empty history')
    calls = set()
    for number, turn in enumerate(turns):
        user = turn.get('userInputMessage')
        if (number % 2 == 0) != (user is not None):
            faults.append(f'turn {number} is out of order')
            continue
        said = user or turn['assistantResponseMessage']
        if not said['content']:
            faults.append(f'turn {number} is empty')
        context = (user or {}).get('userInputMessageContext', {})
        if any(not value for value in context.values()) or said.get('images') == []:
            faults.append(f'turn {number} has an empty list')
        results = {result['toolUseId'] for result in context.get('toolResults', [])}
        if user and results != calls:
            faults.append(f'turn {number} answers {results}, called was {calls}')
        uses = said.get('toolUses', [])
        calls = {use['toolUseId'] for use in uses}
        if any(not isinstance(use['input'], dict) for use in uses):
            faults.append('an input that is no object')
    return faults


class KiroDouble(VendorDouble):
    """`with KiroDouble() as vendor`; `vendor.key_accounts()` is a pool for it.

    It answers `hello`, or with a call of the tool when tools are offered, unless `vendor.says` holds what to say.
    """
    ROUTES = {
        'POST /generateAssistantResponse': 'generate',
        'GET /ListAvailableModels': 'models',
        'GET /getUsageLimits': 'limits',
        'POST /refreshToken': 'refresh_social',
        'POST /oauth/token': 'exchange',
        'POST /client/register': 'register',
        'POST /device_authorization': 'device',
        'POST /token': 'oidc_token',
        'POST /': 'profiles',
    }

    def __init__(self, authority=None):
        super().__init__(authority)
        # Refresh tokens are long: short ones are taken for cut ones.
        self.tokens = Tokens('kiro-' + 'r' * 120, rotates=True)
        self.devices = Devices(Devices.PENDING, Devices.APPROVED)
        self.codes = Codes()
        self.says = None
        self.used = 1  # of an allowance of 50

    def key_accounts(self, **each):
        return {'kiro-oauth': [{'uuid': 'account-1', 'api_key': API_KEY, **self.addresses, **each}]}

    def token_file(self, expires='2020-01-01T00:00:00.000Z', **members):
        """The text of Kiro's own file, by default one whose token has expired."""
        access, refresh = self.tokens.grant()
        return json.dumps({'accessToken': access, 'refreshToken': refresh, 'expiresAt': expires, 'profileArn': ARN,
                           'authMethod': 'social', 'provider': 'Google', 'unknown': {'kept': True}, **members})

    def _denied(self, asked):
        if asked.bearer == API_KEY:
            return None if asked.headers.get('tokentype') == 'API_KEY' else refused('no token type', 403)
        known = self.tokens.owner(asked.bearer or '') is not None
        return None if known else refused('The bearer token included in the request is invalid.', 403)

    def generate(self, asked):
        denied = self._denied(asked)
        if denied:
            return denied
        if asked.bearer != API_KEY and asked.json.get('profileArn') != ARN:
            return refused('profileArn is required for this request.', reason=None)
        faults = faults_of(asked.json)
        if faults:
            return refused('Improperly formed request.', reason=None, faults=faults)
        message = asked.json['conversationState']['currentMessage']['userInputMessage']
        offered = 'tools' in message.get('userInputMessageContext', {})
        said = self.says or (call(TOOL, ARGUMENTS) if offered else text('hel', 'lo')) + END
        return EVENT_STREAM + b''.join(chunk(piece) for piece in said) + LAST_CHUNK

    def models(self, asked):
        return self._denied(asked) or json_answer({'models': [{'modelId': MODEL, 'modelName': 'Claude Sonnet 4.5'}]})

    def limits(self, asked):
        return self._denied(asked) or json_answer({'usageBreakdownList': [{'currentUsage': self.used, 'usageLimit': 50}]})

    def profiles(self, asked):
        return self._denied(asked) or json_answer({'profiles': [{'arn': ARN, 'profileName': 'p'}]})

    def _granted(self, pair, **more):
        access, refresh = pair
        given = {'accessToken': access, 'expiresIn': LIFETIME_SECONDS, **more}
        return json_answer({**given, 'refreshToken': refresh} if refresh else given)

    def refresh_social(self, asked):
        pair = self.tokens.refresh(asked.json['refreshToken'])
        return self._granted(pair, profileArn=ARN) if pair else json_answer({'error': 'invalid_grant'}, 400)

    def exchange(self, asked):
        sent = asked.json
        if not self.codes.redeem(sent['code'], sent['redirect_uri'], sent['code_verifier']):
            return json_answer({'error': 'invalid_grant'}, 400)
        return self._granted(self.tokens.grant(), profileArn=ARN)

    def register(self, asked):
        return json_answer({'clientId': 'client-canary', 'clientSecret': CLIENT_SECRET, 'clientSecretExpiresAt': 4070908800})

    def device(self, asked):
        code, user_code = self.devices.start(start_url=asked.json['startUrl'])
        return json_answer({'deviceCode': code, 'userCode': user_code, 'verificationUri': self.url + '/device',
                            'verificationUriComplete': f'{self.url}/device?user_code={user_code}', 'expiresIn': 600,
                            'interval': 1})

    def oidc_token(self, asked):
        sent = asked.json
        if sent['grantType'] == 'refresh_token':
            pair = self.tokens.refresh(sent['refreshToken'])
            return self._granted(pair) if pair else json_answer({'error': 'invalid_grant'}, 400)
        state = self.devices.poll(sent['deviceCode'])
        if state == Devices.APPROVED:
            return self._granted(self.tokens.grant())
        words = {Devices.PENDING: 'authorization_pending', Devices.SLOW_DOWN: 'slow_down',
                 Devices.DENIED: 'access_denied', Devices.EXPIRED: 'expired_token'}
        return json_answer({'error': words[state]}, 400)
