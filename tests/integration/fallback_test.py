# SPDX-License-Identifier: MIT
"""Fallbacks to other pools and models: their order, the request that is made anew for each, what never leaves its pool."""
import contextlib
import json

from support import canaries, chat, expect, messages, tap
from support.server import KEY, Server, pool_of
from support.upstream import STALL, Upstream, answer, play
from support.wire import LAST_CHUNK

ADMIN = canaries.register('admin key', 'sk-admin-canary-77aa')
DOWN = play(chat.error_answer(503, message='down'))
CHAIN = {'fallback_chains': {'openai-custom': ['claude-custom']}}


def claude_says(text):
    def script(exchange):
        if exchange.request.method == 'GET':
            exchange.send(chat.error_answer(404))
        elif json.loads(exchange.request.body).get('stream'):
            exchange.send(messages.STREAM_HEAD + chat.coded(*messages.stream_of(text)) + LAST_CHUNK)
        else:
            exchange.send(answer(chat.compact(messages.message({'type': 'text', 'text': text}))))
    return script


def claude_pool(upstream, **each):
    return {'claude-custom': [{**messages.pool_of(upstream)['claude-custom'][0], 'uuid': 'claude-1', **each}]}


@contextlib.contextmanager
def two_pools(first=DOWN, fallbacks=CHAIN, openai=None, claude=None, **config):
    """An OpenAI account that plays `first`, a Claude account that works; keys of their accounts may be given."""
    with Upstream(first) as one, Upstream(claude_says('from claude')) as two:
        accounts = {**pool_of(one, **{'models': [chat.MODEL], **(openai or {})}),
                    **claude_pool(two, **{'default_model': 'claude-x', 'models': ['claude-*'], **(claude or {})})}
        config = {'auth': {'api_key': KEY, 'admin_key': ADMIN}, **config}
        with Server(accounts, fallbacks=fallbacks, **config) as server:
            yield server, one, two


def content(response):
    expect.equal(response.status, 200, f'status of {response.body[:300]!r}')
    return response.json()['choices'][0]['message']['content']


def model_sent(upstream, number=0):
    return json.loads(upstream.requests[number].body)['model']


def test_a_pool_that_fails_is_followed_by_its_chain():
    for stream in (False, True):
        with two_pools() as (server, one, two):
            response = chat.ask(server, stream=stream)
            if stream:
                chat.expect_complete(response, 'from claude')
            else:
                expect.equal(content(response), 'from claude')
            line = server.access_line()
            expect.equal((line['attempts'], line['account'], line['model'], line['asked']),
                         ('2', 'claude-1', 'claude-x', chat.MODEL))
            expect.contains(line['tried'], 'account-1 503 upstream ')


def test_the_request_is_made_anew_from_what_the_client_sent():
    asked = {'seed': 7, 'max_tokens': 9, 'messages': [{'role': 'system', 'content': 'be short'},
                                                      {'role': 'user', 'content': 'hello'}]}
    with two_pools() as (server, one, two):
        response = chat.ask(server, **asked)
        expect.equal(content(response), 'from claude')
        sent = json.loads(one.requests[0].body)
        expect.equal((sent['seed'], sent['model'], sent['messages'][0]['role']), (7, chat.MODEL, 'system'))
        sent = json.loads(two.requests[0].body)
        expect.equal((sent['model'], sent['max_tokens'], 'seed' in sent), ('claude-x', 9, False))
        expect.contains(json.dumps(sent['system']), 'be short')
        expect.equal(response.headers.get('x-aipool-loss'), '1', 'losses of the attempt that answered')


def test_losses_of_an_attempt_that_did_not_answer_are_not_told():
    with Upstream(play(chat.error_answer(503))) as claude, Upstream(chat.says('own')) as own, \
            Server({**claude_pool(claude), **pool_of(own)}, fallbacks={'fallback_chains': {
                'claude-custom': [{'provider': 'openai-custom', 'model': 'gpt-x'}]}}) as server:
        response = chat.ask(server, seed=7, headers=[('x-aipool-provider', 'claude-custom')])
        expect.equal((content(response), response.headers.get('x-aipool-loss')), ('own', None))
        expect.equal((json.loads(own.requests[0].body)['seed'], model_sent(own)), (7, 'gpt-x'))


def test_a_slow_pool_is_followed_by_its_chain():
    with two_pools(play(STALL), timeouts={'first_content': '500ms'}) as (server, _, two):
        expect.equal(content(chat.ask(server)), 'from claude')
        expect.contains(server.access_line()['tried'], ' late ')


def test_a_slow_answer_is_waited_for_where_nobody_else_could_give_one():
    slow = play(1.5, answer(chat.completion('slow')))
    limited = {'timeouts': {'first_content': '300ms', 'last_content': '30s'}}
    with two_pools(slow, fallbacks={'fallback_chains': {}}, **limited) as (server, *_):
        expect.equal(content(chat.ask(server)), 'slow')
    with Upstream(play(chat.error_answer(429, 'retry-after: 60')), slow) as upstream, \
            Server(pool_of(upstream, upstream), **limited) as server:
        expect.equal(content(chat.ask(server)), 'slow')
        expect.equal(len(upstream.requests), 2, 'requests: the other account rests')


def test_the_chain_is_walked_from_left_to_right():
    with Upstream(DOWN) as one, Upstream(DOWN) as two, Upstream(chat.says('three')) as three:
        accounts = {**pool_of(one), **claude_pool(two),
                    'ollama-custom': [{'uuid': 'ollama-1', 'base_url': three.url.removesuffix('/v1')}]}
        chains = {'fallback_chains': {'openai-custom': [
            {'provider': 'claude-custom', 'model': 'claude-y'}, {'provider': 'openai-custom', 'model': 'other'},
            'ollama-custom']}}
        with Server(accounts, fallbacks=chains) as server:
            chat.expect_failure(chat.ask(server, headers=[('x-aipool-provider', 'openai-custom')]), 503)
        expect.equal([model_sent(one), model_sent(two), model_sent(one, 1)], [chat.MODEL, 'claude-y', 'other'])
        expect.equal([request for request in three.requests if request.method == 'POST'], [], 'requests after three attempts')


def test_a_pool_without_an_account_for_the_model_is_followed_by_its_chain():
    with two_pools(openai={'models': ['other']}) as (server, one, two):
        expect.equal(content(chat.ask(server, headers=[('x-aipool-provider', 'openai-custom')])), 'from claude')
        expect.equal((len(one.requests), server.access_line()['attempts']), (0, '1'))


def test_an_entry_that_cannot_serve_the_model_is_skipped_and_the_log_says_so():
    with two_pools(claude={'default_model': ''}) as (server, one, two):
        chat.expect_failure(chat.ask(server), 503)
        expect.equal(len(two.requests), 0, 'requests of a pool that does not know the model')
        expect.true(server.log.wait_for(r'a fallback is skipped .*pool=claude-custom'), 'nothing in the log')


def test_an_upstream_that_lists_its_models_is_asked_for_none_that_it_does_not_list():
    listed = answer(chat.compact({'data': [{'type': 'model', 'id': 'claude-z', 'display_name': 'Z',
                                            'created_at': '2025-01-01T00:00:00Z'}],
                                  'has_more': False, 'first_id': 'claude-z', 'last_id': 'claude-z'}))

    def claude(exchange):
        if exchange.request.method == 'GET':
            exchange.send(listed)
        else:
            claude_says('from claude')(exchange)
    with Upstream(DOWN) as one, Upstream(claude) as two, \
            Server({**pool_of(one, models=[chat.MODEL]), **claude_pool(two, default_model='claude-z')},
                   fallbacks=CHAIN) as server:
        expect.equal(content(chat.ask(server)), 'from claude')
        expect.equal([(request.method) for request in two.requests], ['GET', 'POST'])
        expect.equal(model_sent(two, 1), 'claude-z')


def test_a_model_may_have_a_fallback_of_its_own():
    fallbacks = {'model_fallbacks': {chat.MODEL: {'provider': 'claude-custom', 'model': 'claude-y'}}}
    with two_pools(fallbacks=fallbacks) as (server, _, two):
        expect.equal(content(chat.ask(server)), 'from claude')
        expect.equal(model_sent(two), 'claude-y')
    with two_pools(fallbacks=fallbacks, openai={'models': ['other']}) as (server, one, two):  # nobody serves it
        expect.equal(content(chat.ask(server)), 'from claude')
        expect.equal((len(one.requests), model_sent(two)), (0, 'claude-y'))


def test_the_chain_of_a_models_fallback_is_walked_too_and_nothing_goes_round():
    with Upstream(DOWN) as one, Upstream(DOWN) as two:
        fallbacks = {'model_fallbacks': {chat.MODEL: {'provider': 'claude-custom', 'model': 'claude-y'}},
                     'fallback_chains': {'claude-custom': [{'provider': 'openai-custom', 'model': chat.MODEL},
                                                           {'provider': 'openai-custom', 'model': 'other'}],
                                         'openai-custom': [{'provider': 'openai-custom', 'model': chat.MODEL}]}}
        with Server({**pool_of(one), **claude_pool(two)}, fallbacks=fallbacks, default_provider='openai-custom',
                    retry={'attempts': 9, 'budget': '100%'}) as server:
            chat.expect_failure(chat.ask(server, model=f'openai-custom:{chat.MODEL}'), 503)
        sent = [model_sent(one, number) for number in range(len(one.requests))]
        expect.equal((sent, model_sent(two), len(two.requests)), ([chat.MODEL, 'other'], 'claude-y', 1))


def test_a_client_fault_stays_in_its_pool():
    with two_pools(play(chat.error_answer(400, message='bad prompt'))) as (server, _, two):
        expect.equal(chat.expect_failure(chat.ask(server), 400)['message'], 'bad prompt')
        expect.equal(len(two.requests), 0, 'requests of the other pool')


def test_embeddings_are_never_made_by_another_model():
    with two_pools() as (server, one, two):
        server.post('/v1/embeddings', {'model': chat.MODEL, 'input': 'hello'})
        expect.equal(len(two.requests), 0, 'requests of the other pool')
    fallbacks = {'model_fallbacks': {chat.MODEL: {'provider': 'openai-custom', 'model': 'other'}}}
    with Upstream(DOWN) as upstream, Server(pool_of(upstream, models=['other']), fallbacks=fallbacks) as server:
        expect.equal(server.post('/v1/embeddings', {'model': chat.MODEL, 'input': 'hello'}).status, 404)
        expect.equal(len(upstream.requests), 0, 'requests with another model')


def test_what_only_one_upstream_keeps_never_leaves_it():
    body = {'id': 'resp_1', 'object': 'response', 'status': 'completed', 'model': chat.MODEL, 'created_at': 1700000000,
            'output': [{'type': 'message', 'id': 'msg_1', 'role': 'assistant', 'status': 'completed',
                        'content': [{'type': 'output_text', 'text': 'hi', 'annotations': []}]}]}
    first = play(answer(chat.compact(body)))

    def ask(server, **members):
        return server.post('/v1/responses', {'model': chat.MODEL, 'input': 'hello', **members})
    with Upstream(first, DOWN) as one, Upstream(claude_says('from claude')) as two, \
            Server({**pool_of(one, protocol='openai.responses', models=[chat.MODEL]),
                    **claude_pool(two, default_model='claude-x', models=['claude-*'])}, fallbacks=CHAIN) as server:
        expect.equal(ask(server).status, 200)
        expect.equal(ask(server, previous_response_id='resp_1').status, 503)
        expect.equal(ask(server, previous_response_id='resp_unknown').status, 503)
        expect.equal(ask(server, input=[{'type': 'item_reference', 'id': 'msg_unknown'}]).status, 503)
        expect.equal(len(two.requests), 0, 'requests of a pool that knows nothing of it')
        expect.equal(ask(server).status, 200)
        expect.equal(len(two.requests), 1, 'requests of the other pool')


def explained(response):
    text = response.headers.get('x-aipool-explain')
    return text and json.loads(text)


def ask_why(server, key=ADMIN, **members):
    return chat.ask(server, headers=[('x-aipool-explain', '1'), ('x-aipool-admin-key', key)], **members)


def test_an_explanation_tells_what_was_tried_and_what_was_passed_over():
    for stream in (False, True):
        with two_pools() as (server, one, two):
            for _ in range(3):  # until the first account rests
                said = explained(ask_why(server, stream=stream))
                expect.equal([(each['provider'], each['account'], each['model']) for each in said['attempts']],
                             [('openai-custom', 'account-1', chat.MODEL), ('claude-custom', 'claude-1', 'claude-x')])
                first, second = said['attempts']
                expect.equal((first['outcome'], first['status'], first['retryable']), ('upstream', 503, True))
                expect.equal((second['outcome'], 'ms' in second, 'first_ms' in second), ('answers', True, True))
                expect.lacks(json.dumps(said), 'down', 'texts of an upstream')
            for request in (*one.requests, *two.requests):
                expect.lacks(request.raw, ADMIN.encode(), 'what goes upstream')
        with two_pools(openai={'models': ['other']}) as (server, *_):
            response = ask_why(server, model='openai-custom:test-model')
            said = explained(response)
            expect.equal([(each['provider'], each['why']) for each in said['skipped']],
                         [('openai-custom', 'no account serves the model')])


def test_an_explanation_is_for_those_with_the_admin_key():
    with two_pools() as (server, *_):
        for key in ('', 'wrong', KEY):
            expect.equal(explained(ask_why(server, key)), None)
        expect.equal(explained(chat.ask(server, headers=[('x-aipool-explain', '1')])), None)
    with two_pools(auth={'api_key': KEY}) as (server, *_):
        expect.equal(explained(ask_why(server, '')), None)


def test_an_explanation_of_an_error_comes_with_the_error():
    with two_pools(fallbacks={'fallback_chains': {}}) as (server, *_):
        response = ask_why(server)
        chat.expect_failure(response, 503)
        expect.equal([each['outcome'] for each in explained(response)['attempts']], ['upstream'] * 3)


def test_an_explanation_is_bounded():
    long_name = 'x' * 200
    with Upstream(*[chat.says('well')] * 20, DOWN) as upstream, \
            Server(pool_of(*[upstream] * 20), auth={'api_key': KEY, 'admin_key': ADMIN},
                   retry={'attempts': 20, 'budget': '100%'}) as server:
        for _ in range(20):  # which pay for the retries
            chat.ask(server)
        response = ask_why(server, model=long_name)
        chat.expect_failure(response, 503)
        text = response.headers.get('x-aipool-explain')
        expect.true(len(text) < 4000, f'{len(text)} bytes')
        expect.true(explained(response)['more'] > 0, 'nothing was left out')


if __name__ == '__main__':
    tap.main(globals())
