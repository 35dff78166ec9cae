# SPDX-License-Identifier: MIT
"""ollama.chat on either side: its clients on OpenAI accounts, OpenAI's on its accounts, its own on its own."""
import json

from support import chat, expect, ollama, tap
from support.ollama import GENERATE, REQUEST, STREAM_HEAD, ask, last_line, line, lines_of
from support.server import Server, pool_of
from support.upstream import FIN, Upstream, answer, play
from support.wire import LAST_CHUNK


def test_a_stream_is_what_an_ollama_client_gets_that_does_not_say():
    with Upstream(chat.says('one ', 'two')) as upstream, Server(pool_of(upstream)) as server:
        response = ask(server)
        expect.equal((response.status, response.headers.get('content-type')), (200, 'application/x-ndjson'))
        lines = lines_of(response)
        expect.equal(''.join(one['message']['content'] for one in lines), 'one two')
        expect.equal([one['done'] for one in lines][-2:], [False, True])
        expect.true(lines[-1]['total_duration'] > 0, 'no duration')
        expect.equal(json.loads(upstream.requests[0].body)['stream'], True)


def test_a_prompt_is_answered_with_a_response():
    with Upstream(play(answer(chat.completion('hi')))) as upstream, Server(pool_of(upstream)) as server:
        response = ask(server, {'model': 'test-model', 'prompt': 'hello', 'system': 's', 'stream': False}, GENERATE)
        body = json.loads(response.body)
        expect.equal((response.status, body['response'], body['done_reason']), (200, 'hi', 'stop'))
        roles = [message['role'] for message in json.loads(upstream.requests[0].body)['messages']]
        expect.equal(roles, ['system', 'user'])


def test_what_only_ollama_can_do_is_refused():
    with Upstream(chat.says('x')) as upstream, Server(pool_of(upstream)) as server:
        response = ask(server, {'model': 'test-model', 'messages': []})
        expect.equal(response.status, 400)
        expect.contains(json.loads(response.body)['error'], 'Ollama')
        expect.equal(len(upstream.requests), 0)


def test_a_cut_stream_is_no_end_for_an_ollama_client():
    begin = chat.STREAM_HEAD + chat.coded(chat.delta('one '))
    with Upstream(play(begin, FIN)) as upstream, Server(pool_of(upstream)) as server:
        response = ask(server)
        expect.true(not any(one.get('done') for one in lines_of(response)), 'a cut stream ended')


def test_an_error_is_a_sentence():
    with Upstream(play(chat.error_answer(429, 'retry-after: 7', kind='requests'))) as upstream, \
            Server(pool_of(upstream)) as server:
        response = ask(server)
        expect.equal((response.status, response.headers.get('retry-after')), (429, '7'))
        expect.true(isinstance(json.loads(response.body)['error'], str), 'not a sentence')


def test_an_openai_client_gets_the_stream_of_an_ollama_account():
    lines = [line('hi'), last_line()]
    with Upstream(play(STREAM_HEAD + chat.coded(*lines) + LAST_CHUNK)) as upstream, \
            Server(ollama.pool_of(upstream)) as server:
        chat.expect_complete(chat.ask(server, stream=True), 'hi')
        sent = upstream.requests[0]
        expect.equal((sent.target, sent.headers.get('authorization'), json.loads(sent.body)['stream']),
                     ('/api/chat', None, True))


def test_a_stream_without_done_is_broken():
    with Upstream(play(STREAM_HEAD + chat.coded(line('hi')) + LAST_CHUNK)) as upstream, \
            Server(ollama.pool_of(upstream)) as server:
        chat.expect_broken(chat.ask(server, stream=True), 'hi')


def test_own_streams_pass_byte_by_byte_in_either_shape():
    for path, body in ((ollama.CHAT, REQUEST), (GENERATE, {'model': 'test-model', 'prompt': 'hello', 'raw': True})):
        lines = [line('hi'), last_line()]
        with Upstream(play(STREAM_HEAD + chat.coded(*lines) + LAST_CHUNK)) as upstream, \
                Server(ollama.pool_of(upstream)) as server:
            response = ask(server, body, path)
            expect.same_bytes(response.body, b''.join(lines))
            sent = upstream.requests[0]
            expect.equal(sent.target, path.removeprefix('/ollama'))
            expect.same_bytes(sent.body, chat.compact(body))


def test_a_model_is_loaded_by_an_ollama_account():
    loaded = line('', True, done_reason='load').strip()
    with Upstream(play(answer(loaded))) as upstream, Server(ollama.pool_of(upstream)) as server:
        response = ask(server, {'model': 'test-model', 'messages': [], 'stream': False})
        expect.equal(response.status, 200)
        expect.same_bytes(response.body, loaded)


def test_embeddings_both_ways():
    vectors = json.dumps({'object': 'list', 'model': 'm', 'usage': {'prompt_tokens': 2, 'total_tokens': 2},
                          'data': [{'object': 'embedding', 'index': 0, 'embedding': [0.5, 1]}]}).encode()
    with Upstream(play(answer(vectors))) as upstream, Server(pool_of(upstream)) as server:
        body = json.loads(ask(server, {'model': 'test-model', 'input': 'a'}, '/ollama/api/embed').body)
        expect.equal((body['embeddings'], body['prompt_eval_count']), ([[0.5, 1]], 2))
    with Upstream(play(answer(b'{"model":"m","embeddings":[[0.5,1]],"prompt_eval_count":2}'))) as upstream, \
            Server(ollama.pool_of(upstream)) as server:
        body = json.loads(server.send('POST', '/v1/embeddings', chat.compact({'model': 'test-model', 'input': 'a'}),
                                      [('content-type', 'application/json')]).body)
        expect.equal((body['data'][0]['embedding'], body['usage']['prompt_tokens']), ([0.5, 1], 2))
        expect.equal(upstream.requests[0].target, '/api/embed')


def test_models_are_listed_as_tags():
    tags = b'{"models":[{"name":"a:1b","model":"a:1b","size":7,"digest":"d","details":{"family":"f"}}]}'
    with Upstream(play(answer(tags))) as upstream, Server(ollama.pool_of(upstream)) as server:
        models = json.loads(server.send('GET', '/ollama/api/tags', b'', []).body)['models']
        expect.equal(models, json.loads(tags)['models'])  # as the upstream has them
        expect.equal(upstream.requests[0].target, '/api/tags')


def test_the_card_of_a_model_says_what_its_list_says():
    listed = b'{"object":"list","data":[{"id":"m","object":"model","created":1721172741000000000,"owned_by":"o",' \
             b'"context_window":8192}]}'
    with Upstream(play(answer(listed))) as upstream, Server(pool_of(upstream)) as server:
        shown = json.loads(server.send('POST', '/ollama/api/show', b'{"model":"m"}', []).body)
        expect.equal(shown['details']['family'], 'o')
        expect.true(8192 in shown['model_info'].values(), f'the context of {shown["model_info"]}')
        expect.equal(server.send('POST', '/ollama/api/show', b'{"model":"n"}', []).status, 404)


def test_what_runs_is_what_all_ollama_accounts_run():
    def running(name):
        return {'name': name, 'model': name, 'size': 7, 'digest': 'd', 'expires_at': '2025-01-01T00:00:00Z', 'size_vram': 7}
    ps = [play(answer(chat.compact({'models': [running(name)]}))) for name in ('a', 'b')]
    with Upstream(ps[0]) as one, Upstream(ps[1]) as two, Upstream(chat.says('x')) as other:
        accounts = [{**ollama.pool_of(each)['ollama-custom'][0], 'uuid': f'ollama-{number}'}
                    for number, each in enumerate((one, two))]
        pools = {**pool_of(other), 'ollama-custom': accounts}
        with Server(pools) as server:
            models = json.loads(server.send('GET', '/ollama/api/ps', b'', []).body)['models']
            expect.equal(models, [running('a'), running('b')])
            expect.equal([each.requests[0].target for each in (one, two)], ['/api/ps', '/api/ps'])
            expect.equal(len(other.requests), 0)


def test_an_account_that_rests_is_not_asked_what_it_runs():
    with Upstream(play(answer(b'{"error": "unauthorized"}', 401)), play(answer(b'{"models": []}'))) as upstream, \
            Server(ollama.pool_of(upstream)) as server:
        expect.equal(ask(server, {**REQUEST, 'stream': False}).status, 502)
        response = server.send('GET', '/ollama/api/ps', b'', [])
        expect.equal((response.status, json.loads(response.body)), (200, {'models': []}))
        expect.equal([request.target for request in upstream.requests], ['/api/chat'])


def test_a_missing_model_is_said_in_ollamas_words():
    with Upstream(chat.says('x')) as upstream, Server(pool_of(upstream, models=['m'])) as server:
        response = ask(server, {'model': 'gpt-9', 'messages': [{'role': 'user', 'content': 'x'}]})
        expect.equal((response.status, json.loads(response.body)), (404, {'error': "model 'gpt-9' not found"}))


def test_an_answer_that_was_not_streamed_took_as_long_as_it_took():
    with Upstream(play(0.3, answer(chat.completion('hi')))) as upstream, Server(pool_of(upstream)) as server:
        body = json.loads(ask(server, {**REQUEST, 'stream': False}).body)
        expect.true(body['total_duration'] >= 250_000_000, f'a duration of {body["total_duration"]}')


if __name__ == '__main__':
    tap.main(globals())
