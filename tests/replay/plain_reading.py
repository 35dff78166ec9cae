# SPDX-License-Identifier: MIT
"""What an answer says, read in the plainest way: a second opinion on the decoders, which share nothing with it.

Every protocol gives {text, reasoning, calls, finish, input, output, cached}; of several choices, the first. A refusal is
text: one of the protocols has no other word for it.
"""
import json

FINISHES = {'end_turn': 'stop', 'stop_sequence': 'stop', 'pause_turn': 'stop', 'tool_use': 'tool', 'max_tokens': 'length',
            'model_context_window_exceeded': 'length', 'refusal': 'filter',
            'stop': 'stop', 'tool_calls': 'tool', 'function_call': 'tool', 'length': 'length', 'content_filter': 'filter',
            'MAX_TOKENS': 'length', **dict.fromkeys(('SAFETY', 'RECITATION', 'LANGUAGE', 'BLOCKLIST', 'PROHIBITED_CONTENT',
                                                     'SPII', 'MODEL_ARMOR', 'IMAGE_SAFETY'), 'filter')}


def _said(text, reasoning, calls, finish, counts):
    calls = [(name, json.loads(arguments) if arguments.strip() else {}) for name, arguments in calls]
    finish = FINISHES.get(finish, 'stop')
    if finish == 'stop' and calls:
        finish = 'tool'  # hosts that have no word for it
    return {'text': text, 'reasoning': reasoning, 'calls': calls, 'finish': finish, **counts}


def _claude_counts(usage):
    read, written = (usage.get(f'cache_{name}_input_tokens') or 0 for name in ('read', 'creation'))
    return {'input': (usage.get('input_tokens') or 0) + read + written, 'output': usage.get('output_tokens') or 0,
            'cached': read}


def _chat_counts(usage):
    details = usage.get('prompt_tokens_details') or {}
    return {'input': usage.get('prompt_tokens') or 0, 'output': usage.get('completion_tokens') or 0,
            'cached': details.get('cached_tokens') or usage.get('prompt_cache_hit_tokens') or 0}


def claude_answer(message):
    blocks = message['content']
    texts = [block['text'] for block in blocks if block['type'] == 'text']
    thoughts = [block['thinking'] for block in blocks if block['type'] == 'thinking']
    calls = [(block['name'], json.dumps(block['input'])) for block in blocks if block['type'] == 'tool_use']
    return _said(''.join(texts), ''.join(thoughts), calls, message['stop_reason'], _claude_counts(message['usage']))


def claude_stream(events):
    blocks, usage, finish = {}, {}, None
    for event in events:
        if event['type'] == 'message_start':
            usage.update(event['message'].get('usage') or {})
        elif event['type'] == 'content_block_start':
            blocks[event['index']] = {'arguments': '', **event['content_block']}
        elif event['type'] == 'content_block_delta':
            block, delta = blocks[event['index']], event['delta']
            for key, piece in (('text', 'text'), ('thinking', 'thinking'), ('arguments', 'partial_json')):
                if piece in delta:
                    block[key] = block.get(key, '') + delta[piece]
        elif event['type'] == 'message_delta':
            usage.update({name: value for name, value in (event.get('usage') or {}).items() if value is not None})
            finish = event['delta'].get('stop_reason') or finish
    for block in blocks.values():
        if block['type'] == 'tool_use' and block['arguments']:
            block['input'] = json.loads(block['arguments'])
    return claude_answer({'content': [blocks[index] for index in sorted(blocks)], 'stop_reason': finish, 'usage': usage})


def _chat_content(message):
    """(text, reasoning) of a message or a delta; Mistral has a list of both."""
    content = message.get('content') or ''
    reasoning = message.get('reasoning_content') or message.get('reasoning') or ''
    if isinstance(content, list):
        reasoning += ''.join(part['text'] for item in content for part in item.get('thinking', ()))
        content = ''.join(item.get('text', '') for item in content)
    return content + (message.get('refusal') or ''), reasoning


def _chat_calls(message):
    """[(position or None, name, arguments)] of a message or a delta."""
    found = [(call.get('index'), call.get('function') or call.get('custom') or {})
             for call in message.get('tool_calls') or ()]
    if message.get('function_call'):
        found.append((0, message['function_call']))
    return [(index, body.get('name') or '', body.get('arguments') or (json.dumps({'input': body['input']})
                                                                      if body.get('input') else '')) for index, body in found]


def chat_answer(completion):
    choice = next(choice for choice in completion['choices'] if choice.get('index', 0) == 0)
    text, reasoning = _chat_content(choice['message'])
    calls = [(name, arguments) for _, name, arguments in _chat_calls(choice['message'])]
    return _said(text, reasoning, calls, choice['finish_reason'], _chat_counts(completion.get('usage') or {}))


def chat_stream(chunks):
    text, reasoning, calls, finish, usage = '', '', {}, None, {}
    for chunk in chunks:
        usage = chunk.get('usage') or (chunk.get('x_groq') or {}).get('usage') or usage
        for choice in chunk.get('choices') or ():
            if choice.get('index', 0) != 0:
                continue
            delta = choice.get('delta') or {}
            more, thoughts = _chat_content(delta)
            text, reasoning = text + more, reasoning + thoughts
            for index, name, arguments in _chat_calls(delta):
                before = calls.get(index, ('', ''))
                calls[index] = (before[0] or name, before[1] + arguments)
            finish = choice.get('finish_reason') or finish
    return _said(text, reasoning, list(calls.values()), finish, _chat_counts(usage))


def _responses_counts(usage):
    details = usage.get('input_tokens_details') or {}
    return {'input': usage.get('input_tokens') or 0, 'output': usage.get('output_tokens') or 0,
            'cached': details.get('cached_tokens') or 0}


def responses_answer(response):
    texts, thoughts, calls = [], [], []
    for item in response['output']:
        if item['type'] == 'message':
            texts += [part.get('text') or part.get('refusal') or '' for part in item['content']]
        elif item['type'] == 'reasoning':
            thoughts += [part['text'] for part in (item.get('summary') or []) + (item.get('content') or [])]
        elif item['type'] == 'function_call':
            calls.append((item['name'], item['arguments']))
        elif item['type'] == 'custom_tool_call':
            calls.append((item['name'], json.dumps({'input': item['input']})))
    reason = (response.get('incomplete_details') or {}).get('reason')
    finish = {'content_filter': 'refusal', None: 'stop'}.get(reason, 'length')
    return _said(''.join(texts), ''.join(thoughts), calls, finish, _responses_counts(response.get('usage') or {}))


def responses_stream(events):
    ends = ('response.completed', 'response.incomplete')
    events = events[:1 + next(index for index, event in enumerate(events) if event['type'] in ends)]  # one recording has two
    last = events[-1]['response']
    done = {event['output_index']: event['item'] for event in events if event['type'] == 'response.output_item.done'}
    items = [done.get(index, item) for index, item in enumerate(last['output'])] or [done[index] for index in sorted(done)]
    return responses_answer({**last, 'output': items})


def ollama_stream(lines):
    text, reasoning, calls = '', '', []
    for line in lines:
        message = line.get('message') or {**line, 'content': line.get('response')}  # the latter of /api/generate
        text, reasoning = text + (message.get('content') or ''), reasoning + (message.get('thinking') or '')
        calls += [(call['function']['name'], json.dumps(call['function'].get('arguments') or {}))
                  for call in message.get('tool_calls') or ()]
    counts = {'input': line.get('prompt_eval_count') or 0, 'output': line.get('eval_count') or 0}
    return _said(text, reasoning, calls, line.get('done_reason'), counts)


def ollama_answer(answer):
    return ollama_stream([answer])


def _gemini_counts(usage):
    def count(*names):
        return sum(usage.get(name + 'TokenCount') or 0 for name in names)
    return {'input': count('prompt', 'toolUsePrompt'), 'output': count('candidates', 'thoughts'),
            'cached': count('cachedContent')}


def gemini_stream(chunks):
    text, reasoning, calls, finish, usage, blocked = '', '', [], None, {}, None
    for chunk in chunks:
        usage = chunk.get('usageMetadata') or usage
        blocked = (chunk.get('promptFeedback') or {}).get('blockReason') or blocked
        for candidate in chunk.get('candidates') or ():
            if candidate.get('index', 0) != 0:
                continue
            finish = candidate.get('finishReason') or finish
            for part in (candidate.get('content') or {}).get('parts') or ():
                if part.get('thought'):
                    reasoning += part.get('text', '')
                else:
                    text += part.get('text', '')
                call = part.get('functionCall') or {}
                if 'name' in call:
                    calls.append([call['name'], call.get('args') or {}])
                for piece in call.get('partialArgs') or ():  # of the last one
                    name = piece['jsonPath'].removeprefix('$.')
                    calls[-1][1][name] = calls[-1][1].get(name, '') + piece.get('stringValue', '')
    finish = 'SAFETY' if blocked else finish
    return _said(text, reasoning, [(name, json.dumps(args)) for name, args in calls], finish, _gemini_counts(usage))


def gemini_answer(answer):
    return gemini_stream([answer])


READERS = {'claude.messages': (claude_answer, claude_stream), 'gemini.generate': (gemini_answer, gemini_stream),
           'ollama.chat': (ollama_answer, ollama_stream), 'openai.chat': (chat_answer, chat_stream),
           'openai.responses': (responses_answer, responses_stream)}
# What a protocol does not say: an answer that was filtered is any other to its readers.
UNSAID = {'ollama.chat': {'cached': None, 'finish': {'filter': 'stop'}}}
