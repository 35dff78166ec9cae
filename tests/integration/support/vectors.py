# SPDX-License-Identifier: MIT
"""Requests that a strict server must refuse, by class, and requests that look like them and are sound.

Each class attacks one rule of RFC 9110 and 9112 (class names after security.md T10, T11, T13 and T15). A vector is the
whole first request; what a test sends behind it must never be served.
"""
from dataclasses import dataclass

BODY = b'{"model":"first","messages":[{"role":"user","content":"x"}]}'
TARGET = b'/v1/chat/completions'


@dataclass(frozen=True)
class Vector:
    kind: str
    name: str
    data: bytes

    def __str__(self):
        return f'{self.kind}: {self.name}'


def request(fields=b'', body=BODY, line=b'POST ' + TARGET + b' HTTP/1.1', host=b'Host: a\r\n', key=b''):
    """`fields` are whole lines; `key` is the client's credential as a whole line."""
    return line + b'\r\n' + host + key + b'Content-Type: application/json\r\n' + fields + b'\r\n' + body


def length(value):
    return b'Content-Length: ' + value + b'\r\n'


def coding(value):
    return b'Transfer-Encoding: ' + value + b'\r\n'


OWN_LENGTH = length(b'%d' % len(BODY))
CHUNKED = b'%x\r\n%s\r\n0\r\n\r\n' % (len(BODY), BODY)


def _both_framings(key):
    """A length and a coding: whichever counts, another server believes the other."""
    spelled = [b'chunked', b'Chunked', b'CHUNKED', b' chunked ', b'\tchunked', b'xchunked', b'identity', b'chunked, x']
    for value in spelled:
        for size in (b'0', b'6', b'%d' % len(CHUNKED)):
            yield f'{value} behind {size}', request(length(size) + coding(value), CHUNKED, key=key)
            yield f'{value} before {size}', request(coding(value) + length(size), CHUNKED, key=key)
    for apart in (b'X: y\r\n', b'Connection: close\r\n', b'Connection: Content-Length\r\n'):
        yield f'apart by {apart}', request(OWN_LENGTH + apart + coding(b'chunked'), CHUNKED, key=key)


def _many_lengths(key):
    own = b'%d' % len(BODY)
    pairs = [(own, own), (own, b'0'), (b'0', own), (b'1', b'2'), (own, b'0' + own), (own, b''), (own, b'x')]
    for first, second in pairs:
        yield f'{first} and {second}', request(length(first) + length(second), key=key)
        yield f'{first} and, apart, {second}', request(length(first) + b'X: y\r\n' + length(second), key=key)
        yield f'{first}, {second} in a list', request(length(first + b', ' + second), key=key)
    yield 'three', request(OWN_LENGTH * 3, key=key)
    yield 'in odd case', request(OWN_LENGTH + b'CONTENT-LENGTH: 0\r\n', key=key)


def _odd_lengths(key):
    own = b'%d' % len(BODY)
    odd = [b'+' + own, b'-' + own, b'-0', b'0x3c', b'0o74', b'0b1', b'6_0', b'6e1', own + b'.0', own + b'.', b'.',
           b'six', own + b' 0', own + b'\t0', own + b';', own + b',', b',' + own, own + b'x', b'x' + own,
           b'"' + own + b'"', b"'" + own + b"'", b'(' + own + b')', b'\xd9\xa6\xd9\xa0', b'\xef\xbc\x96\xef\xbc\x90',
           own + b'\xc2\xa0', b'\xc2\xa0' + own, own + b'\xff', b'=?utf-8?q?60?=', b'%36%30', b'', b' ', b'null',
           b'NaN', b'inf', b'9' * 19, b'18446744073709551616', b'18446744073709551676', b'9' * 100, b'1' + b'0' * 400]
    for value in (*odd, own + b'\t', b'\t' + own):
        yield repr(value[:24]), request(length(value), key=key)


def _odd_codings(key):
    odd = [b'xchunked', b'chunkedx', b'x-chunked', b'chunke', b'chunked, identity', b'identity, chunked',
           b'gzip, chunked', b'chunked, gzip', b'chunked, chunked', b'chunked,', b',chunked', b', chunked',
           b'chunked;q=1', b'chunked; a', b'chunked ;', b'"chunked"', b"'chunked'", b'(chunked)', b'chunked (c)',
           b'chun ked', b'chunked chunked', b'chunked\xff', b'\xffchunked', b'chunked\xc2\xa0', b'chun\xe2\x84\xaaed',
           b'identity', b'gzip', b'deflate', b'compress', b'br', b'trailers', b'cow', b'none', b'0', b'', b' ',
           b'=?utf-8?q?chunked?=', b'%63hunked', b'chunked=1', b'[chunked]', b'chunked/1.1']
    for value in odd:
        yield repr(value), request(coding(value), CHUNKED, key=key)
    for value in (b'\tchunked', b'chunked\t', b' \t chunked'):
        yield f'tab in {value!r}', request(coding(value), CHUNKED, key=key)
    yield 'twice', request(coding(b'chunked') * 2, CHUNKED, key=key)
    yield 'twice, the second odd', request(coding(b'chunked') + coding(b'x'), CHUNKED, key=key)
    yield 'twice, the first odd', request(coding(b'x') + coding(b'chunked'), CHUNKED, key=key)
    line = b'POST ' + TARGET + b' HTTP/1.0'
    yield 'in HTTP/1.0', request(coding(b'chunked'), CHUNKED, line, key=key)
    yield 'in HTTP/1.0 that stays', request(b'Connection: keep-alive\r\n' + coding(b'chunked'), CHUNKED, line, key=key)


def _hidden_names(key):
    """The framing field of one server that is none, or another, to the next."""
    hidden = [b'Transfer-Encoding : chunked\r\n', b'Transfer-Encoding\t: chunked\r\n',
              b' Transfer-Encoding: chunked\r\n', b'\tTransfer-Encoding: chunked\r\n',
              b'Transfer-Encoding\x0b: chunked\r\n', b'Transfer-Encoding\x00: chunked\r\n',
              b'\x00Transfer-Encoding: chunked\r\n', b'Transfer-Encoding\xa0: chunked\r\n',
              b'Transfer\x00Encoding: chunked\r\n', b'Transfer Encoding: chunked\r\n',
              b'Transfer-Encoding\r\n: chunked\r\n', b'Transfer-Encoding:\r\n chunked\r\n',
              b'Transfer-Encoding:\r\n\tchunked\r\n', b'Transfer-Encoding:\n chunked\r\n',
              b'X: y\n' + coding(b'chunked'), b'X: y\r' + coding(b'chunked'), b'X: y\x00' + coding(b'chunked'),
              b'X: y\r\r\n' + coding(b'chunked'), b'X: y\r\n ' + coding(b'chunked'), b'X\r\n' + coding(b'chunked'),
              b'"Transfer-Encoding": chunked\r\n', b'Content-Length : 6\r\n', b' Content-Length: 6\r\n',
              b'Content-Length\x0b: 6\r\n', b'Content-Length\x00: 6\r\n', b'Content-Length:\r\n 6\r\n',
              b'X: y\n' + length(b'6'), b'X: y\r' + length(b'6'), b'Content Length: 6\r\n']
    for field in hidden:
        yield repr(field), request(OWN_LENGTH + field, key=key)
        yield f'{field!r} first', request(field + OWN_LENGTH, key=key)


def _odd_chunks(key):
    size = b'%x' % len(BODY)
    end = b'0\r\n\r\n'
    whole = BODY + b'\r\n' + end
    odd = [b'0x' + size + b'\r\n' + whole, b'+' + size + b'\r\n' + whole, b'-' + size + b'\r\n' + whole,
           b' ' + size + b'\r\n' + whole, size + b' \r\n' + whole, size + b'\t\r\n' + whole, size + b'\n' + whole,
           size + b'\r' + whole, size + b'\r\r\n' + whole, size + b'\x00\r\n' + whole, size + b'h\r\n' + whole,
           b'"' + size + b'"\r\n' + whole, b'g\r\n' + whole, b'\r\n' + whole, b';a\r\n' + whole,
           b'_' + size + b'\r\n' + whole, size + b';a\nb\r\n' + whole, size + b';a\x00\r\n' + whole,
           size + b';a\rb\r\n' + whole, size + b';' + b'a' * 20000 + b'\r\n' + whole, b'f' * 16 + b'\r\n' + whole,
           b'1' + b'0' * 16 + b'\r\n' + whole, b'0' * 17 + size + b'\r\n' + whole, b'0' * 5000 + size + b'\r\n' + whole,
           size + b'\r\n' + BODY + end, size + b'\r\n' + BODY + b'\n' + end, size + b'\r\n' + BODY + b'\r' + end,
           size + b'\r\n' + BODY + b'x\r\n' + end, b'%x\r\n' % (len(BODY) - 1) + whole, b'\xef\xbc\x93c\r\n' + whole]
    for body in odd:
        yield repr(body[:28]), request(coding(b'chunked'), body, key=key)
    sound = size + b'\r\n' + BODY + b'\r\n0\r\n'
    for trailer in (b': x\r\n\r\n', b'X : y\r\n\r\n', b' X: y\r\n\r\n', b'X: y\r\n z\r\n\r\n', b'X: y\n\r\n',
                    b'X: \x00\r\n\r\n', b'X\r\n\r\n', b'X: y\rZ: a\r\n\r\n', b'\n',
                    b'X: ' + b'y' * 40000 + b'\r\n\r\n'):
        yield f'trailer {trailer[:20]!r}', request(coding(b'chunked'), sound + trailer, key=key)


def _odd_lines(key):
    target = TARGET
    odd = [b'POST  %s HTTP/1.1', b'POST %s  HTTP/1.1', b'POST %s HTTP/1.1 ', b' POST %s HTTP/1.1',
           b'POST\t%s\tHTTP/1.1', b'POST %s\x0bHTTP/1.1', b'POST %s\xa0HTTP/1.1', b'POST %s', b'POST %s http/1.1',
           b'POST %s HTTP/1', b'POST %s HTTP/1.', b'POST %s HTTP/1.10', b'POST %s HTTP/11', b'POST %s HTTP/1.x',
           b'POST %s HTTP/2.0', b'POST %s HTTP/0.9', b'POST %s HTTP/1.2', b'POST %s HTTP/-1.1', b'POST %s HTTP /1.1',
           b'POST %s HTTPS/1.1', b'POST %s HTTP/1.1\x00', b'POST %s HTTP/1.1\r', b'POST %s#f HTTP/1.1',
           b'POST %s a HTTP/1.1', b'POST %s\x00 HTTP/1.1', b'POST %s\x7f HTTP/1.1', b'POST %s\xc3\xa4 HTTP/1.1',
           b'P\x00ST %s HTTP/1.1', b'P(ST %s HTTP/1.1', b'POST: %s HTTP/1.1', b'"POST" %s HTTP/1.1',
           b'\xc3POST %s HTTP/1.1', b'POST http://b%s HTTP/1.1', b'POST http://u@a%s HTTP/1.1',
           b'POST ftp://a%s HTTP/1.1', b'POST //a%s\x01 HTTP/1.1', b'\x16\x03\x01POST %s HTTP/1.1',
           b'\nPOST %s HTTP/1.1', b'\r\n\r\nPOST %s HTTP/1.1', b'\rPOST %s HTTP/1.1', b'HTTP/1.1 POST %s',
           b'POST %s HTTP/1.1\nX: y', b'POST %s HTTP/1.1\rX: y']
    for line in odd:
        yield repr(line), request(OWN_LENGTH, line=line % target, key=key)
    yield 'no slash', request(OWN_LENGTH, line=b'POST v1/chat/completions HTTP/1.1', key=key)
    yield 'asterisk', request(OWN_LENGTH, line=b'POST * HTTP/1.1', key=key)
    yield 'CONNECT', request(OWN_LENGTH, line=b'CONNECT a:443 HTTP/1.1', key=key)
    yield 'LF only', request(OWN_LENGTH, key=key).replace(b'\r\n', b'\n')
    yield 'blank line of LF', b'POST ' + target + b' HTTP/1.1\r\nHost: a\r\n' + key + OWN_LENGTH + b'\n' + BODY


def _odd_hosts(key):
    odd = [b'', b'Host: a\r\nHost: a\r\n', b'Host: a\r\nHost: b\r\n', b'Host:\r\n', b'Host: \r\n', b'Host: a b\r\n',
           b'Host: a,b\r\n', b'Host: a/b\r\n', b'Host: u@a\r\n', b'Host: a?b\r\n', b'Host: a#b\r\n', b'Host: a\\b\r\n',
           b'Host: \xc3\xa4\r\n', b'Host: a\x00\r\n', b'Host: a\tb\r\n', b'Host: "a"\r\n', b'Host: <a>\r\n',
           b'Host : a\r\n', b' Host: a\r\n', b'Host: a;b\r\n', b'Host: {a}\r\n', b'host: a\r\nHOST: a\r\n',
           b'Host: a\r\n b\r\n']
    for host in odd:
        yield repr(host), request(OWN_LENGTH, host=host, key=key)


def _odd_bytes(key):
    """Every byte that no name and no value may have."""
    token = b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for byte in range(256):
        # CR LF would end the line, ':' the name; a name of the bytes before it is sound.
        if byte not in token and byte != ord(':'):
            yield f'{byte:#04x} in a name', request(OWN_LENGTH + b'X%cY: z\r\n' % byte, key=key)
        if (byte < 0x20 and byte != 0x09) or byte == 0x7f:
            yield f'{byte:#04x} in a value', request(OWN_LENGTH + b'X: y%cz\r\n' % byte, key=key)
    yield 'no name', request(OWN_LENGTH + b': x\r\n', key=key)
    yield 'no colon', request(OWN_LENGTH + b'X-Nothing\r\n', key=key)


def _limits(key):
    yield 'a long target', request(OWN_LENGTH, line=b'POST /' + b'a' * 9000 + b' HTTP/1.1', key=key)
    yield 'a long name', request(OWN_LENGTH + b'X' * 9000 + b': y\r\n', key=key)
    yield 'a long value', request(OWN_LENGTH + b'X: ' + b'y' * 9000 + b'\r\n', key=key)
    yield 'many fields', request(OWN_LENGTH + b'X: y\r\n' * 120, key=key)
    yield 'a long head', request(OWN_LENGTH + (b'X: ' + b'y' * 4000 + b'\r\n') * 9, key=key)
    yield 'a body too long', request(length(b'%d' % (1 << 40)), key=key)
    for value in (b'200-ok', b'100-continue, x', b'100', b'100-continue;a', b'x'):
        yield f'expectation {value}', request(OWN_LENGTH + b'Expect: ' + value + b'\r\n', key=key)
    for value in (b'gzip', b'deflate', b'br', b'zstd', b'gzip, identity', b'x'):
        yield f'content coding {value}', request(OWN_LENGTH + b'Content-Encoding: ' + value + b'\r\n', key=key)


CLASSES = {
    'length and coding': _both_framings, 'many lengths': _many_lengths, 'odd length': _odd_lengths,
    'odd coding': _odd_codings, 'hidden name': _hidden_names, 'odd chunk': _odd_chunks, 'odd line': _odd_lines,
    'odd host': _odd_hosts, 'odd byte': _odd_bytes, 'limit': _limits,
}


def refused(key):
    return [Vector(kind, name, data) for kind, make in CLASSES.items() for name, data in make(key)]


def served(key):
    """Sound requests that look like the others: each is one request, and the connection goes on."""
    size = b'%x' % len(BODY)
    chunked = coding(b'chunked')
    one = [('plain', request(OWN_LENGTH, key=key)), ('a blank line before', b'\r\n' + request(OWN_LENGTH, key=key)),
           ('length with zeros', request(length(b'000%d' % len(BODY)), key=key)),
           ('length in odd case', request(b'cOnTeNt-LeNgTh: %d\r\n' % len(BODY), key=key)),
           ('chunked', request(chunked, CHUNKED, key=key)),
           ('chunked in odd case', request(coding(b'cHuNkEd'), CHUNKED, key=key)),
           ('spaces around chunked', request(coding(b'  chunked  '), CHUNKED, key=key)),
           ('byte by byte', request(chunked, b''.join(b'1\r\n%c\r\n' % b for b in BODY) + b'0\r\n\r\n', key=key)),
           ('size in capitals', request(chunked, size.upper() + CHUNKED[len(size):], key=key)),
           ('size with zeros', request(chunked, b'000' + CHUNKED, key=key)),
           ('last size of zeros', request(chunked, CHUNKED[:-5] + b'000\r\n\r\n', key=key)),
           ('extension', request(chunked, size + b';a=b;c="d e"' + CHUNKED[len(size):], key=key)),
           ('extension of the last', request(chunked, CHUNKED[:-5] + b'0;x\r\n\r\n', key=key)),
           ('trailer', request(chunked, CHUNKED[:-2] + b'X: y\r\nZ:\r\n\r\n', key=key)),
           ('framing in a trailer', request(chunked, CHUNKED[:-2] + b'Content-Length: 6\r\n\r\n', key=key)),
           ('underscored name', request(OWN_LENGTH + b'Transfer_Encoding: chunked\r\nContent_Length: 1\r\n', key=key)),
           ('encoded word', request(OWN_LENGTH + b'X: =?utf-8?q?a=0d=0ax-evil:_1?=\r\n', key=key)),
           ('8-bit value', request(OWN_LENGTH + b'X: \xc3\xa4\xff\r\n', key=key)),
           ('every token byte', request(OWN_LENGTH + b"!#$%&'*+-.^_`|~09azAZ: x\r\n", key=key)),
           ('expectation', request(OWN_LENGTH + b'Expect: 100-continue\r\n', key=key)),
           ('identity content', request(OWN_LENGTH + b'Content-Encoding: identity\r\n', key=key)),
           ('absolute form', request(OWN_LENGTH, line=b'POST http://a' + TARGET + b' HTTP/1.1', key=key)),
           ('upgrade that is not taken', request(OWN_LENGTH + b'Connection: upgrade\r\nUpgrade: h2c\r\n', key=key))]
    return [Vector('sound', name, data) for name, data in one]
