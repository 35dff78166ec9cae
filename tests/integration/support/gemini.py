# SPDX-License-Identifier: MIT
"""gemini.generate: what its upstreams say."""
from support import chat
from support.upstream import head

MODELS = '/v1beta/models/'
STREAM_HEAD = head(200, 'content-type: text/event-stream', 'transfer-encoding: chunked')


def said(*parts, reason='STOP'):
    """An answer, or a piece of a stream, as a value."""
    return {'candidates': [{'content': {'parts': list(parts), 'role': 'model'}, 'index': 0,
                            **({'finishReason': reason} if reason else {})}],
            'usageMetadata': {'promptTokenCount': 3, 'candidatesTokenCount': 5, 'totalTokenCount': 8},
            'modelVersion': chat.MODEL, 'responseId': 'r1'}


def event(value):
    return b'data: ' + chat.compact(value) + b'\r\n\r\n'
