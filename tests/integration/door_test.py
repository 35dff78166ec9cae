# SPDX-License-Identifier: MIT
"""What is answered at the door, before any upstream is asked: keys, routes, bodies, browsers, health."""


from support import chat, expect, http_client, tap
from support.server import KEY, Server, pool_of
from support.upstream import Upstream

ORIGIN = 'https://console.example'
POST_ORIGIN = [('origin', ORIGIN), chat.JSON_TYPE]


class Door:
    """A server whose upstream must not be asked."""

    def __init__(self, **config):
        self._config = config

    def __enter__(self):
        self.upstream = Upstream(chat.says('hello')).__enter__()
        self.server = Server(pool_of(self.upstream), **self._config)
        return self.server.__enter__()

    def __exit__(self, *error):
        self.server.__exit__(*error)
        self.upstream.__exit__(*error)
        if error[0] is None:
            expect.equal(len(self.upstream.requests), 0, 'requests upstream')


def body_of(**members):
    return chat.compact(chat.asking(**members))


def test_a_missing_or_wrong_key_is_401():
    with Door() as server:
        for key in (None, 'wrong', KEY + 'x', KEY[:-1]):
            response = server.send('POST', chat.PATH, body_of(), [chat.JSON_TYPE], key=key)
            expect.equal(chat.expect_failure(response, 401)['code'], 'invalid_api_key')
            chat.expect_failure(server.send('GET', '/v1/models', key=key), 401)


def test_a_key_may_come_in_each_of_the_known_places():
    with Upstream(chat.says('hello')) as upstream, Server(pool_of(upstream)) as server:
        for headers, query in (([('authorization', f'bearer {KEY}')], ''), ([('x-api-key', KEY)], ''),
                               ([('x-goog-api-key', KEY)], ''), ([], f'?key={KEY}')):
            response = server.send('POST', chat.PATH + query, body_of(), headers, key=None)
            expect.equal(response.status, 200, f'status with the key in {headers or query}')


def test_any_of_several_keys_opens():
    with Upstream(chat.says('hello')) as upstream, \
            Server(pool_of(upstream), auth={'api_keys': ['first-key', 'second-key']}) as server:
        expect.equal([chat.ask(server, key=key).status for key in ('first-key', 'second-key', 'third-key')],
                     [200, 200, 401], 'statuses')


def test_a_server_without_a_key_is_open_on_loopback():
    with Upstream(chat.says('hello')) as upstream, Server(pool_of(upstream), auth={}) as server:
        expect.equal(server.send('POST', chat.PATH, body_of(), key=None).status, 200)


def test_an_unknown_route_is_404_in_json():
    with Door() as server:
        for method, path in (('POST', '/v1/nope'), ('GET', '/nope'), ('GET', f'{chat.PATH}/x'), ('GET', '/%2e%2e/x')):
            chat.expect_failure(server.send(method, path), 404)


def test_a_wrong_method_is_405_and_names_the_right_one():
    with Door() as server:
        for method, path, allowed in (*((method, chat.PATH, 'POST') for method in ('GET', 'DELETE', 'PUT')),
                                      ('GET', '/', 'HEAD')):
            response = server.send(method, path)
            chat.expect_failure(response, 405)
            expect.contains(response.headers.get('allow', ''), allowed, 'allow')


def test_a_body_that_is_not_json_is_400_and_says_where():
    with Door() as server:
        for body in (b'{"model": ', b'', b'[1,', b'{"model":"m","messages":[{"role":"user","content":"\xff"}]}'):
            error = chat.expect_failure(server.send('POST', chat.PATH, body, [chat.JSON_TYPE]), 400)
            expect.equal(error['type'], 'invalid_request_error')


def test_a_request_that_lacks_or_garbles_a_member_is_400_and_names_it():
    with Door() as server:
        user = [{'role': 'user', 'content': 'hi'}]
        for body, member in (({'messages': user}, 'model'), ({'model': 'm'}, 'messages'),
                             ({'model': 'm', 'messages': 'hi'}, 'messages'), ({'model': 7, 'messages': user}, 'model'),
                             ({'model': 'm', 'messages': user, 'stream': 'yes'}, 'stream')):
            error = chat.expect_failure(server.post(chat.PATH, body), 400)
            expect.contains(error['message'] + str(error['param']), member, f'the error about {body}')


def test_a_body_over_the_limit_is_413_before_it_is_read():
    with Door(limits={'body': '8KiB', 'in_flight': '1MiB'}) as server:
        chat.expect_failure(server.send('POST', chat.PATH, body_of(text='x' * 9000), [chat.JSON_TYPE]), 413)
        with server.connect() as connection:
            connection.send(b'POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer %b\r\n'
                            b'content-length: 999999999\r\n\r\n' % KEY.encode())
            chat.expect_failure(connection.response('POST'), 413)


def test_a_chunked_body_over_the_limit_is_413():
    with Door(limits={'body': '8KiB', 'in_flight': '1MiB'}) as server, server.connect() as connection:
        connection.send(b'POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer %b\r\n'
                        b'transfer-encoding: chunked\r\n\r\n' % KEY.encode() + b'1000\r\n' + b'x' * 4096 + b'\r\n'
                        b'2000\r\n' + b'x' * 8000)
        chat.expect_failure(connection.response('POST'), 413)


def test_a_head_over_the_limit_is_431():
    with Door(limits={'head': '4KiB'}) as server:
        response = server.send('GET', '/health', headers=[('x-long', 'x' * 5000)], key=None)
        chat.expect_failure(response, 431)


def test_a_content_encoding_is_415():
    with Door() as server:
        response = server.send('POST', chat.PATH, body_of(), [chat.JSON_TYPE, ('content-encoding', 'gzip')])
        chat.expect_failure(response, 415)


def test_a_malformed_request_is_400_in_json():
    with Door() as server:
        post = b'POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n'
        for raw in (b'GET /health HTTP/1.1\r\nhost: a\r\n bad: x\r\n\r\n', b'GARBAGE\r\n\r\n',
                    post + b'content-length: 2\r\n\r\nxx',
                    post + b'transfer-encoding: chunked\r\n\r\n0\r\n\r\n'):
            with server.connect() as connection:
                connection.send(raw)
                chat.expect_failure(connection.response(), 400)


def test_browsers_may_not_come_in_unless_their_origin_is_listed():
    with Door() as server:
        chat.expect_failure(server.send('POST', chat.PATH, body_of(), POST_ORIGIN), 403)


def test_a_listed_origin_is_let_in_and_another_is_not():
    with Upstream(chat.says('hello')) as upstream, \
            Server(pool_of(upstream), cors={'origins': [ORIGIN]}) as server:
        response = server.send('POST', chat.PATH, body_of(), POST_ORIGIN)
        expect.equal(response.status, 200)
        expect.equal(response.headers.get('access-control-allow-origin'), ORIGIN)
        expect.contains(response.headers.get('vary', '').lower(), 'origin', 'vary')
        stranger = server.send('POST', chat.PATH, body_of(), [('origin', 'https://evil.example'), chat.JSON_TYPE])
        chat.expect_failure(stranger, 403)
        expect.equal(stranger.headers.get('access-control-allow-origin'), None)


def test_errors_for_a_listed_origin_can_be_read_by_its_scripts():
    with Door(cors={'origins': [ORIGIN]}) as server:
        response = server.send('POST', chat.PATH, body_of(), POST_ORIGIN, key='wrong')
        chat.expect_failure(response, 401)
        expect.equal(response.headers.get('access-control-allow-origin'), ORIGIN)


def test_a_preflight_needs_no_key_and_allows_what_it_asks_for():
    with Door(cors={'origins': [ORIGIN]}) as server:
        asked = [('origin', ORIGIN), ('access-control-request-method', 'POST'),
                 ('access-control-request-headers', 'authorization, content-type')]
        response = server.send('OPTIONS', chat.PATH, headers=asked, key=None)
        expect.equal(response.status, 204)
        expect.equal(response.headers.get('access-control-allow-origin'), ORIGIN)
        expect.contains(response.headers.get('access-control-allow-methods', ''), 'POST')
        expect.contains(response.headers.get('access-control-allow-headers', '').lower(), 'authorization')
        refused = server.send('OPTIONS', chat.PATH, headers=[('origin', 'null'), *asked[1:]], key=None)
        expect.equal(refused.headers.get('access-control-allow-origin'), None)


def test_health_needs_no_key():
    with Door() as server:
        response = server.send('GET', '/health', key=None)
        expect.equal((response.status, response.json()), (200, {'status': 'ok'}))


def test_head_of_health_has_no_body_and_the_same_length():
    with Door() as server, server.connect() as connection:
        whole = connection.request('GET', '/health').finish()
        bare = connection.request('HEAD', '/health')
        expect.equal((bare.status, bare.headers.get('content-length')), (200, str(len(whole.body))))
        again = connection.request('GET', '/health').finish()  # a body of the HEAD would show here
        expect.equal((again.status, again.body), (200, whole.body))


def test_every_answer_has_a_request_id_of_its_own():
    with Door() as server:
        ids = [server.send('GET', path, key=None).headers.get('x-request-id')
               for path in ('/health', '/health', '/v1/models', '/v1/nope')]
        expect.true(all(ids), f'an answer without an id: {ids}')
        expect.equal(len(set(ids)), 4, 'different ids')
        logged = {server.access_line(number)['id'] for number in (1, 2, 3, 4)}
        expect.equal(logged, set(ids), 'ids in the access log')


def test_a_connection_serves_one_request_after_another():
    with Door() as server, server.connect() as connection:
        for _ in range(20):
            expect.equal(connection.request('GET', '/health').finish().status, 200)


def test_pipelined_requests_are_answered_in_order():
    with Door() as server, server.connect() as connection:
        paths = ['/health', '/v1/nope', '/v1/models', '/health']
        connection.send(b''.join(http_client.request_bytes('GET', path) for path in paths))
        expect.equal([connection.response().finish().status for _ in paths], [200, 404, 401, 200], 'statuses')


def test_a_client_that_wants_to_close_is_closed():
    with Door() as server, server.connect() as connection:
        response = connection.request('GET', '/health', headers=[('connection', 'close')]).finish()
        expect.equal((response.status, response.headers.get('connection', '').lower()), (200, 'close'))
        expect.true(connection.wait_for_close(10), 'the connection stayed open')


def test_an_expectation_is_continued():
    with Upstream(chat.says('hello')) as upstream, Server(pool_of(upstream)) as server, \
            server.connect() as connection:
        body = body_of()
        connection.send(b'POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer %b\r\n'
                        b'expect: 100-continue\r\ncontent-length: %d\r\n\r\n' % (KEY.encode(), len(body)))
        expect.contains(connection.take_through(b'\r\n\r\n'), b'HTTP/1.1 100 ')
        connection.send(body)
        expect.equal(connection.response('POST').finish().status, 200)


if __name__ == '__main__':
    tap.main(globals())
