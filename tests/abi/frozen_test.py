# SPDX-License-Identifier: MIT
"""frozen_test.py ROOT CC: what a frozen layout allows a later minor, and what it does not."""
import pathlib
import shlex
import sys
import tempfile

import make_layout

sys.path.insert(0, str(pathlib.Path(__file__).parent / 'minors'))
import make_minor  # noqa: E402

CHANGES = [  # of a header: what is changed, into what, and what is said
    ('types.h', '  int32_t http_status; ', '  int64_t http_status; ', 'aip_error.'),
    ('types.h', '  aip_bytes key;    /* unescaped', '  aip_bytes name;    /* unescaped', 'aip_extra.key is gone'),
    ('types.h', '  aip_bytes help; ', '  aip_bytes help, more; ', 'aip_option has another size'),
    ('provider.h', '  aip_bytes method;\n', '  aip_bytes verb;\n  aip_bytes method;\n', 'aip_prepared.'),
    ('host.h', 'int64_t (*unix_ms)(void *ctx);', 'uint64_t (*unix_ms)(void *ctx);', 'aip_host.unix_ms has another type'),
    ('auth.h', '  const aip_http *http;', '  aip_bytes *http;', 'aip_auth_move.http has another type'),
    ('event.h', '#define AIP_EVENT_PING 13u', '#define AIP_EVENT_PING 14u', 'AIP_EVENT_PING is gone or has another value'),
    ('auth.h', 'ID_AUTH "aipool.auth/1"', 'ID_AUTH "aipool.auth/2"', 'AIP_ROLE_ID_AUTH'),
]


def headers_with(root, folder, change):
    """The header folder with one change; None: minor 2 of make_minor.py."""
    headers = sorted((root / 'sdk/include/aipool/abi').glob('*.h'))
    make_minor.main(2 if change is None else 0, folder, headers)
    if change:
        header = folder / 'aipool/abi' / change[0]
        text = header.read_text()
        assert change[1] in text, f'{change[0]} has no {change[1]!r}'
        header.write_text(text.replace(change[1], change[2], 1))
    return folder


def main(root, compiler):
    include = root / 'sdk/include'
    frozen = make_layout.text_of(include, compiler, make_layout.FROZEN)
    candidate = make_layout.text_of(include, compiler, make_layout.CANDIDATE)
    assert make_layout.is_frozen(frozen) and not make_layout.is_frozen(candidate)
    assert make_layout.check(frozen, candidate) == '', 'a frozen layout is that of the candidate'
    assert make_layout.check(candidate, candidate) == ''
    for change in [None, *CHANGES]:
        with tempfile.TemporaryDirectory() as folder:
            now = make_layout.text_of(headers_with(root, pathlib.Path(folder), change), compiler, make_layout.CANDIDATE)
        said = make_layout.check(frozen, now)
        assert (said == '') if change is None else (change[3] in said), f'{change}: {said!r}'
        assert make_layout.check(candidate, now) != '', 'a candidate pins everything'
    print(len(CHANGES), 'changes refused')


if __name__ == '__main__':
    main(pathlib.Path(sys.argv[1]), shlex.split(sys.argv[2]))
