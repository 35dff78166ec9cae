# SPDX-License-Identifier: MIT
"""converted_specs_test.py PRINT-CONVERTED (PLUGIN.so PROTOCOL)...: recorded exchanges, converted, are what the vendors' own
specifications say: requests, whole answers, and each event of their streams.

Specifications and recordings are in the shared folder; without it, or without python3-jsonschema, the test is skipped.
"""
import collections
import functools
import itertools
import sys

import converted
from support import expect, tap

VENDORS = {
    'claude.messages': {
        'host': 'api.anthropic.com', 'path': '/messages',
        'specification': 'anthropic/openapi-2026-08.json',
        'request': 'CreateMessageParams', 'answer': 'Message', 'event': 'MessageStreamEvent',
        'beside': ('ping', 'error'),  # events that the specification does not list
    },
    'ollama.chat': {
        'host': 'localhost', 'path': '/api/chat',
        'specification': 'ollama/openapi.json',
        'request': 'ChatRequest', 'answer': 'ChatResponse', 'event': 'ChatStreamEvent', 'beside': (),
    },
    'openai.chat': {
        'host': 'api.openai.com', 'path': '/chat/completions',
        'specification': 'openai/openapi.json',
        'request': 'CreateChatCompletionRequest', 'answer': 'CreateChatCompletionResponse',
        'event': 'CreateChatCompletionStreamResponse', 'beside': (),
    },
    'openai.responses': {
        'host': 'api.openai.com', 'path': '/responses',
        'specification': 'openai/openapi.json',
        'request': 'CreateResponse', 'answer': 'Response', 'event': 'ResponseStreamEvent', 'beside': (),
    },
}
VENDORS['gemini.generate'] = {
    'host': 'generativelanguage.googleapis.com', 'path': 'enerateContent',  # in one piece, or as a stream
    'specification': 'gemini/generativelanguage-v1beta.openapi3.json',
    'request': 'GenerateContentRequest', 'answer': 'GenerateContentResponse', 'event': 'GenerateContentResponse',
    'beside': (),
    'in_path': {'model': 'models/m'},  # required of the body, where nobody sends it
}
# What hosts of a protocol take though its specification does not know it: another vendor's videos.
EXTENSIONS = {('gemini.generate', 'openai.chat', 'request'): {'messages/*/content/*/type breaks enum'}}
KINDS = {'request': 'requests', 'answer': 'whole answers', 'event': 'events of streams'}

# What the specification of today requires, may be null, and the vendor's own recordings leave out: no value is known where
# another vendor answered, and null would say no more than absence. Each is checked against the recordings.
YOUNGER = ('cache_creation',  # how long written cache lives
           'inference_geo',  # where the model ran
           'server_tool_use',  # how often the vendor's own tools ran
           'service_tier')
LEFT_OUT = {
    'claude.messages': {
        'answer': {'it': ('container', 'stop_details'), 'content/*': ('caller', 'citations'), 'usage': YOUNGER},
        'event': {'message': ('container', 'stop_details'), 'message/usage': YOUNGER, 'usage': ('server_tool_use',),
                  'content_block': ('caller', 'citations'), 'delta': ('container', 'stop_details')},
    },
}

# What the vendor's server takes or sends and its specification does not say: the effort `max`; functions that nobody
# described; calls of tools with free-form input in a stream.
UNSAID = {('gemini.generate', 'request'): ('tools/*/functionDeclarations/* lacks description',),
          ('ollama.chat', 'request'): ('think breaks type',),
          ('openai.chat', 'event'): ('choices/*/delta/tool_calls/*/type breaks enum',)}

# Changes of a sound document, and the fault that each must be.
WRONG = {
    'claude.messages': (('request', {'max_tokens': '9'}, 'max_tokens breaks type'),
                        ('request', {'messages': [{'role': 'user'}]}, 'messages/* lacks content'),
                        ('answer', {'content': [{'type': 'text'}]}, 'content/* lacks text'),
                        ('answer', {'stop_reason': 'stop'}, 'stop_reason breaks enum'),
                        ('event', {'type': 'message_begin'}, 'type breaks enum'),
                        ('event', {'message': {}}, 'message lacks usage')),
    'ollama.chat': (('request', {'messages': [{'role': 'user'}]}, 'messages/* lacks content'),
                    ('request', {'stream': 1}, 'stream breaks type'),
                    ('answer', {'message': {'role': 'user'}}, 'message/role breaks enum'),
                    ('event', {'done': 'yes'}, 'done breaks type')),
    'openai.chat': (('request', {'messages': []}, 'messages breaks minItems'),
                    ('answer', {'usage': {}}, 'usage lacks total_tokens'),
                    ('answer', {'created': '1'}, 'created breaks type'),
                    ('event', {'object': 'chat.completion'}, 'object breaks enum'),
                    ('event', {'choices': [{'index': 0, 'delta': {}, 'finish_reason': 'end'}]},
                     'choices/*/finish_reason breaks enum')),
    'openai.responses': (('answer', {'created_at': '1'}, 'created_at breaks type'),
                         ('answer', {'status': 'done'}, 'status breaks enum')),
}

WRONG['gemini.generate'] = (('request', {'contents': {}}, 'contents breaks type'),
                            ('answer', {'modelVersion': 1}, 'modelVersion breaks type'),
                            ('event', {'candidates': [{'index': '0'}]}, 'candidates/*/index breaks type'))


def exceptions(protocol, kind):
    places = LEFT_OUT.get(protocol, {}).get(kind, {})
    return {f'{place} lacks {name}' for place, names in places.items() for name in names}


@functools.cache
def specification_of(protocol):
    from specification import Specification  # the only one that needs a package
    return Specification(converted.shared_folder() / 'specs' / VENDORS[protocol]['specification'])


def faults_of(protocol, kind, document):
    if kind == 'event' and document.get('type') in VENDORS[protocol]['beside']:
        return {}
    if kind == 'request':
        document = {**VENDORS[protocol].get('in_path', {}), **document}
    return specification_of(protocol).faults(VENDORS[protocol][kind], document)


def recorded_by_the_vendor(protocol):
    """(kind, document) of what the vendor itself answered."""
    vendor = VENDORS[protocol]
    for record in converted.records(protocol):
        request, response = record['request'] or {'path': vendor['path']}, record['response']
        if vendor['host'] not in record['provider_host'] or response['status'] != 200:
            continue
        if not request['path'].split('?')[0].endswith(vendor['path']):
            continue
        if 'body' in response:
            yield 'answer', response['body']
        for event in converted.events_of(response.get('stream_text', '')):
            yield 'event', event


def validate(program, source, target, kind):
    documents = converted.documents(program, source, target)[kind]
    expect.true(documents, 'nothing was converted')
    allowed, used, wrong = exceptions(target[1], kind), set(), {}
    allowed |= EXTENSIONS.get((source[1], target[1], kind), set())
    for name, document in documents:
        for fault, said in faults_of(target[1], kind, document).items():
            used.add(fault)
            if fault not in allowed and fault not in UNSAID.get((target[1], kind), ()):
                wrong.setdefault(fault, f'{name}: {said}')
    print(f'#   {len(documents)} {KINDS[kind]}')
    expect.equal(wrong, {})
    expect.equal(sorted(allowed - used), [], 'exceptions that nothing needs')


def vendor_breaks(protocol):
    broken = collections.defaultdict(set)
    for kind, document in recorded_by_the_vendor(protocol):
        broken[kind] |= set(faults_of(protocol, kind, document))
    for kind in KINDS:
        expect.equal(sorted(exceptions(protocol, kind) - broken[kind]), [], f'{kind}: rules that the vendor keeps')


def finds_what_is_wrong(program, source, target):
    """A validator that lets all pass would prove nothing."""
    for kind, change, fault in WRONG[target[1]]:
        name, document = converted.documents(program, source, target)[kind][0]
        expect.contains(faults_of(target[1], kind, {**document, **change}), fault, name)


def cases(program, speakers):
    for source, target in itertools.permutations(speakers, 2):
        for kind, words in KINDS.items():
            yield (f'{words} of {source[1]} as {target[1]}',
                   functools.partial(validate, program, source, target, kind))
        yield (f'what is wrong in {target[1]} is found', functools.partial(finds_what_is_wrong, program, source, target))
    for _, protocol in speakers:
        yield f'every exception for {protocol} is one that its vendor makes', functools.partial(vendor_breaks, protocol)


def main(program, *arguments):
    try:
        import jsonschema  # noqa: F401
    except ImportError:
        print('1..0 # SKIP python3-jsonschema is not installed')
        return 0
    if converted.shared_folder() is None:
        print('1..0 # SKIP no shared folder beside the source tree')
        return 0
    return tap.run(cases(program, converted.speakers(arguments)))


if __name__ == '__main__':
    given, sys.argv[1:] = sys.argv[1:], []
    sys.exit(main(*given))
