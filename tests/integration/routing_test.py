# SPDX-License-Identifier: MIT
"""Which pool a request goes to, what reaches its upstream, and which models are shown."""
import contextlib
import json

from support import chat, expect, tap
from support.server import KEY, Server, account_key, pool_of
from support.upstream import Upstream, answer, play

ECHO = {'echo': [{'uuid': 'echo-1'}]}


def models_answer(*names):
    return answer(chat.compact({'object': 'list', 'data': [
        {'id': name, 'object': 'model', 'created': 1700000000, 'owned_by': 'upstream'} for name in names]}))


@contextlib.contextmanager
def openai_and_echo(**each):
    """Two pools; answers of the first begin with `upstream`, those of echo repeat the prompt."""
    with Upstream(chat.says('upstream')) as upstream, \
            Server({**pool_of(upstream, **each), **ECHO}, default_provider='openai-custom') as server:
        yield server, upstream


def content(response):
    expect.equal(response.status, 200, f'status of {response.body[:300]!r}')
    return response.json()['choices'][0]['message']['content']


def test_a_model_may_name_its_provider():
    with openai_and_echo(models=['gpt-x']) as (server, upstream):
        expect.equal(content(chat.ask(server, 'ping', model='echo:gpt-x')), 'ping')
        expect.equal(len(upstream.requests), 0, 'requests upstream')
        expect.equal(content(chat.ask(server, 'ping', model='openai-custom:gpt-x')), 'upstream')
        expect.equal(json.loads(upstream.requests[0].body)['model'], 'gpt-x')


def test_a_colon_after_anything_else_is_part_of_the_model():
    with openai_and_echo() as (server, upstream):
        expect.equal(content(chat.ask(server, model='llama3.2:latest')), 'upstream')
        expect.equal(json.loads(upstream.requests[-1].body)['model'], 'llama3.2:latest')


def test_the_model_is_the_only_difference_in_the_body_upstream():
    body = b'{ "messages" : [{"role":"user","content":"h\\u0069"}],\n "model":\t"openai-custom:gpt-x", "new": 1.0e2 }'
    with openai_and_echo() as (server, upstream):
        expect.equal(content(server.send('POST', chat.PATH, body, [chat.JSON_TYPE])), 'upstream')
        expect.same_bytes(upstream.requests[0].body, body.replace(b'openai-custom:gpt-x', b'gpt-x'))


def test_a_path_prefix_names_the_pool():
    with openai_and_echo() as (server, _):
        for provider, wanted in (('echo', 'ping'), ('openai-custom', 'upstream')):
            response = server.post(f'/{provider}{chat.PATH}', chat.asking('ping'))
            expect.equal(content(response), wanted)


def test_a_path_prefix_that_is_no_provider_is_404():
    with openai_and_echo() as (server, _):
        chat.expect_failure(server.post(f'/nobody{chat.PATH}', chat.asking()), 404)


def test_headers_name_the_pool():
    with openai_and_echo() as (server, _):
        for header in ('x-aipool-provider', 'Model-Provider'):
            expect.equal(content(chat.ask(server, 'ping', headers=[(header, 'echo')])), 'ping')
            chat.expect_failure(chat.ask(server, headers=[(header, 'nobody')]), 404)


def test_the_path_goes_before_the_header_and_the_header_before_the_model():
    with openai_and_echo() as (server, _):
        response = server.send('POST', f'/echo{chat.PATH}', chat.compact(chat.asking('ping')),
                               [('x-aipool-provider', 'openai-custom'), chat.JSON_TYPE])
        expect.equal(content(response), 'ping')
        named = chat.ask(server, 'ping', model='openai-custom:x', headers=[('x-aipool-provider', 'echo')])
        expect.equal(content(named), 'ping')


def test_the_first_pool_that_names_the_model_serves_it():
    with Upstream(chat.says('upstream')) as upstream:
        pools = {'echo': [{'uuid': 'echo-1', 'models': ['tiny-*']}], **pool_of(upstream, models=['gpt-*'])}
        with Server(pools) as server:
            expect.equal(content(chat.ask(server, 'ping', model='gpt-x')), 'upstream')
            expect.equal(content(chat.ask(server, 'ping', model='tiny-x')), 'ping')


def test_a_model_that_nobody_serves_is_404_and_has_a_code():
    with Upstream(chat.says('upstream')) as upstream, Server(pool_of(upstream, models=['gpt-*'])) as server:
        error = chat.expect_failure(chat.ask(server, model='claude-x'), 404)
        expect.equal((error['code'], error['param']), ('model_not_found', 'model'))
        expect.equal(len(upstream.requests), 0, 'requests upstream')


def test_a_model_that_is_not_supported_is_404():
    with Upstream(chat.says('upstream')) as upstream, \
            Server(pool_of(upstream, not_supported_models=['gpt-secret'])) as server:
        chat.expect_failure(chat.ask(server, model='gpt-secret'), 404)
        expect.equal(content(chat.ask(server, model='gpt-open')), 'upstream')


def test_the_account_supplies_credential_and_headers_and_the_client_does_not():
    with Upstream(chat.says('upstream')) as upstream:
        headers = {'OpenAI-Organization': 'org-1', 'x-extra': 'of the account'}
        with Server(pool_of(upstream, headers=headers)) as server:
            strangers = [('x-api-key', KEY), ('cookie', 'session=canary'), ('openai-organization', 'org-2')]
            chat.ask(server, headers=strangers)
        [request] = upstream.requests
        expect.equal(request.headers.all('authorization'), [f'Bearer {account_key(1)}'])
        expect.equal(request.headers.all('openai-organization'), ['org-1'])
        expect.equal(request.headers.all('x-extra'), ['of the account'])
        for stranger in (KEY.encode(), b'session=canary', b'org-2'):
            expect.lacks(request.raw, stranger, 'the request upstream')


def test_the_request_upstream_is_well_formed():
    with Upstream(chat.says('upstream')) as upstream, Server(pool_of(upstream)) as server:
        chat.ask(server)
        [request] = upstream.requests
        expect.equal((request.method, request.target), ('POST', '/v1/chat/completions'))
        expect.equal(request.headers.all('host'), [f'127.0.0.1:{upstream.port}'])
        expect.equal(request.headers.all('content-type'), ['application/json'])
        expect.equal(request.headers.all('content-length'), [str(len(request.body))])
        expect.equal(request.headers.all('transfer-encoding'), [])


def test_a_base_url_may_have_a_path_of_its_own():
    with Upstream(chat.says('upstream')) as upstream, \
            Server(pool_of(f'http://127.0.0.1:{upstream.port}/api/openai/v1')) as server:
        expect.equal(content(chat.ask(server)), 'upstream')
        expect.equal(upstream.requests[0].target, '/api/openai/v1/chat/completions')


def test_connections_to_the_upstream_are_used_again():
    with Upstream(chat.says('upstream')) as upstream, Server(pool_of(upstream), loops=1) as server:
        for stream in (False, True) * 5:
            chat.ask(server, stream=stream)
        expect.equal((len(upstream.requests), upstream.connections), (10, 1), 'requests and connections')


def test_usage_is_asked_for_and_logged_but_not_shown_to_a_client_that_did_not_ask():
    events = [chat.delta('hi', usage=None), chat.delta(finish_reason='stop', usage=None), chat.usage_event(), chat.DONE]
    with Upstream(play(chat.STREAM_HEAD + chat.coded(*events) + b'0\r\n\r\n')) as upstream, \
            Server(pool_of(upstream)) as server:
        response = chat.ask(server, stream=True)
        expect.same_bytes(response.body, chat.delta('hi') + chat.FINISH + chat.DONE)
        expect.equal(json.loads(upstream.requests[0].body)['stream_options'], {'include_usage': True})
        line = server.access_line()
        expect.equal((line['tokens_in'], line['tokens_out']), ('3', '5'), 'usage in the access log')
        asked = chat.ask(server, stream=True, stream_options={'include_usage': True})
        expect.same_bytes(asked.body, b''.join(events))


def test_the_list_of_models_joins_names_and_what_upstreams_list():
    with Upstream(play(models_answer('gpt-a', 'gpt-b', 'other-c', 'gpt-a'))) as upstream:
        with Server({**pool_of(upstream, models=['my-own', 'gpt-*']), **ECHO}) as server:
            listed = server.send('GET', '/v1/models').json()
            expect.equal(listed['object'], 'list')
            names = [model['id'] for model in listed['data']]
            expect.equal(names[:3], ['my-own', 'gpt-a', 'gpt-b'], 'names of the first pool')
            expect.true(len(names) > 3 and len(set(names)) == len(names), f'echo lists models too, each once: {names}')
            expect.true(all(model['object'] == 'model' for model in listed['data']), 'objects of the list')
            of_upstream = server.send('GET', '/openai-custom/v1/models').json()
            expect.equal([model['id'] for model in of_upstream['data']], ['my-own', 'gpt-a', 'gpt-b'])
        expect.equal(upstream.requests[0].target, '/v1/models')
        expect.equal(upstream.requests[0].headers.get('authorization'), f'Bearer {account_key(1)}')
        expect.equal(len(upstream.requests), 1, 'the list is cached: requests upstream')


def test_the_list_of_models_survives_an_upstream_that_cannot_list():
    with Upstream(play(chat.error_answer(404))) as upstream, \
            Server(pool_of(upstream, models=['my-own', 'gpt-*'])) as server:
        listed = server.send('GET', '/v1/models').json()
        expect.equal([model['id'] for model in listed['data']], ['my-own'])


def test_one_model_is_shown_by_its_name():
    with Upstream(play(models_answer('gpt-a', 'org/model:free'))) as upstream, Server(pool_of(upstream)) as server:
        for name in ('gpt-a', 'org/model:free'):
            shown = server.send('GET', f'/v1/models/{name}').json()
            expect.equal((shown['id'], shown['object'], shown['owned_by']), (name, 'model', 'upstream'))
        error = chat.expect_failure(server.send('GET', '/v1/models/nope'), 404)
        expect.equal(error['code'], 'model_not_found')


def test_embeddings_pass_through():
    wanted = b'{"object": "list", "data": [{"object":"embedding","index":0,"embedding":[0.10,-2e-3]}], "model":"e",' \
             b' "usage": {"prompt_tokens":1,"total_tokens":1}}'
    with Upstream(play(answer(wanted))) as upstream, Server(pool_of(upstream)) as server:
        body = b'{"model":"e","input":["a"]}'
        response = server.send('POST', '/v1/embeddings', body, [chat.JSON_TYPE])
        expect.equal(response.status, 200)
        expect.same_bytes(response.body, wanted)
        expect.equal(upstream.requests[0].target, '/v1/embeddings')
        expect.same_bytes(upstream.requests[0].body, body)


if __name__ == '__main__':
    tap.main(globals())
