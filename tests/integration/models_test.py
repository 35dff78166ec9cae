# SPDX-License-Identifier: MIT
"""Lists of models: of all accounts of a pool, within each account's rules, in every client's shape, and aliases."""
import json

from support import chat, expect, messages, tap
from support.messages import VERSION
from support.server import KEY, Server, account_key, pool_of
from support.upstream import Upstream, answer, play


def listing(*models):
    return answer(chat.compact({'object': 'list', 'data': [
        {'id': model, 'object': 'model', 'created': 1700000000, 'owned_by': 'upstream', 'context_window': 8192}
        for model in models]}))


def serving(*models):
    """Lists the models, and answers requests with the name that they ask for."""
    def script(exchange):
        if exchange.request.method == 'GET':
            exchange.send(listing(*models))
        else:
            exchange.send(answer(chat.completion(json.loads(exchange.request.body)['model'])))
    return script


def names_in_all_shapes(server):
    """The names that a client of each protocol is shown."""
    def get(path, *headers, key=KEY):
        return json.loads(server.send('GET', path, b'', list(headers), key=key).body)
    gemini = ('x-goog-api-key', KEY)
    return {
        'openai': [model['id'] for model in get('/v1/models')['data']],
        'claude': [model['id'] for model in get('/v1/models', VERSION)['data']],
        'gemini': [model['name'].removeprefix('models/') for model in get('/v1beta/models', gemini, key=None)['models']],
        'gemini on /v1': [model['name'].removeprefix('models/')
                          for model in get('/v1/models', gemini, key=None)['models']],
        'ollama': [model['name'] for model in get('/ollama/api/tags')['models']],
    }


def expect_names(server, *names):
    for shape, shown in names_in_all_shapes(server).items():
        expect.equal(shown, list(names), shape)


def test_all_accounts_of_a_pool_are_asked_and_each_model_is_shown_once():
    with Upstream(play(listing('a', 'b'))) as one, Upstream(play(listing('b', 'c'))) as two, \
            Server(pool_of(one, two)) as server:
        expect_names(server, 'a', 'b', 'c')
        expect.equal([len(upstream.requests) for upstream in (one, two)], [1, 1], 'questions: the lists are kept')
        expect.equal(two.requests[0].headers.get('authorization'), f'Bearer {account_key(2)}')
        shown = json.loads(server.send('GET', '/v1/models/c').body)
        expect.equal((shown['owned_by'], shown['context_window']), ('upstream', 8192))


def test_each_account_shows_only_what_it_may_serve():
    with Upstream(play(listing('a-1', 'b-1', 'b-2'))) as one, Upstream(play(listing('a-2', 'b-3'))) as two:
        pools = pool_of(one, two)
        pools['openai-custom'][0] |= {'models': ['named', 'b-*'], 'not_supported_models': ['b-2', 'hidden']}
        pools['openai-custom'][1] |= {'not_supported_models': ['b-*']}
        with Server(pools) as server:
            expect_names(server, 'named', 'b-1', 'a-2')


def test_an_account_that_cannot_be_asked_hides_no_other():
    with Upstream(play(chat.error_answer(500))) as one, Upstream(play(listing('a'))) as two, \
            Server(pool_of(one, two)) as server:
        expect_names(server, 'a')


def test_a_model_of_any_account_leads_to_its_pool():
    with Upstream(serving('a')) as one, Upstream(serving('b')) as two, Upstream(serving('c')) as other:
        pools = {**pool_of(one, two), 'qwen-custom': [{'base_url': other.url, 'api_key': 'k'}]}
        pools['openai-custom'][0]['models'] = ['a']
        with Server(pools) as server:
            for model in 'abc':
                response = chat.ask(server, model=model)
                expect.equal(response.json()['choices'][0]['message']['content'], model)
            chat.expect_failure(chat.ask(server, model='d'), 404)


def test_an_alias_is_shown_and_works_in_every_protocol():
    with Upstream(serving('gpt-5-mini', 'gpt-5')) as upstream, \
            Server(pool_of(upstream), fallbacks={'model_aliases': {'fast': 'gpt-5-mini', 'gone': 'nothing'}}) as server:
        expect_names(server, 'fast', 'gpt-5-mini', 'gpt-5')
        shown = json.loads(server.send('GET', '/v1/models/fast').body)
        expect.equal((shown['id'], shown['owned_by'], shown['context_window']), ('fast', 'upstream', 8192))
        chat.expect_failure(server.send('GET', '/v1/models/gone'), 404)
        expect.equal(chat.ask(server, model='fast').status, 200)
        expect.equal(messages.ask(server, {**messages.REQUEST, 'model': 'fast'}).status, 200)
        gemini = {'contents': [{'role': 'user', 'parts': [{'text': 'x'}]}]}
        expect.equal(server.post('/v1beta/models/fast:generateContent', gemini).status, 200)
        ollama = {'model': 'fast', 'messages': [{'role': 'user', 'content': 'x'}], 'stream': False}
        expect.equal(server.post('/ollama/api/chat', ollama).status, 200)
        expect.equal(server.post('/v1/responses', {'model': 'fast', 'input': 'x'}).status, 200)
        asked = [json.loads(request.body)['model'] for request in upstream.requests if request.method == 'POST']
        expect.equal(asked, ['gpt-5-mini'] * 5)


def test_an_alias_may_name_the_pool_and_a_named_pool_knows_its_own_aliases():
    with Upstream(serving('m')) as one, Upstream(serving('m', 'q')) as two:
        pools = {**pool_of(one), 'qwen-custom': [{'base_url': two.url, 'api_key': 'k'}]}
        with Server(pools, fallbacks={'model_aliases': {'smart': {'provider': 'qwen-custom', 'model': 'm'}, 'm:8b': 'q'}}) as server:
            expect.equal(chat.ask(server, model='smart').status, 200)
            expect.equal(chat.ask(server, model='qwen-custom:smart').status, 200)
            expect.equal(chat.ask(server, model='m:8b').status, 200)
            posts = [json.loads(request.body)['model'] for request in two.requests if request.method == 'POST']
            expect.equal(posts, ['m', 'm', 'q'])
            chat.ask(server, model='openai-custom:smart')  # another pool's alias: a name like any other there
            expect.equal(json.loads(one.requests[-1].body)['model'], 'smart')
            own = json.loads(server.send('GET', '/openai-custom/v1/models').body)['data']
            expect.equal([model['id'] for model in own], ['m'])


if __name__ == '__main__':
    tap.main(globals())
