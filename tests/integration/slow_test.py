# SPDX-License-Identifier: MIT
"""A thousand slow clients, by slowhttptest in its three modes: others keep being served, and memory stays bounded."""
import re
import shutil
import subprocess

from support import chat, expect, tap
from support.server import Server, is_sanitized, pool_of
from support.upstream import Upstream

CONNECTIONS = 1000
SECONDS = 10
GROWTH_MAX = 64 << 20  # while all of them are there; AddressSanitizer keeps what was freed, and walls between objects
MODES = {
    'heads': ['-H', '-i', '2', '-x', '24'],
    'bodies': ['-B', '-i', '2', '-s', '8192', '-x', '10'],
    'readers': ['-X', '-w', '10', '-y', '20', '-n', '1', '-z', '5', '-k', '3'],
}


def serves_others_beside(mode):
    def case():
        if not shutil.which('slowhttptest'):
            raise tap.Skip('no slowhttptest here')
        # Without a key, so that bodies are read and not refused by their heads.
        with Upstream(chat.says('hello')) as upstream, Server(pool_of(upstream), auth={}) as server:
            expect.equal(chat.ask(server, key=None).status, 200, 'status before')
            before = server.memory()
            attack = subprocess.Popen(
                ['slowhttptest', *MODES[mode], '-c', str(CONNECTIONS), '-r', str(CONNECTIONS), '-l', str(SECONDS),
                 '-p', '3', '-u', f'http://127.0.0.1:{server.port}{chat.PATH}'],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            asked, most = 0, 0
            try:
                while attack.poll() is None:
                    expect.equal(chat.ask(server, key=None).status, 200, 'status beside the slow ones')
                    asked, most = asked + 1, max(most, server.memory())
            finally:
                attack.kill()
            report = re.sub(rb'\x1b\[[0-9;]*m', b'', attack.stdout.read()).decode(errors='replace')
            expect.contains(report, 'service available:   YES', 'report')
            expect.lacks(report, 'service available:   NO', 'report')
            connected = max(map(int, re.findall(r'connected:\s+(\d+)', report)), default=0)
            print(f'#   {connected} connected, {asked} served beside them, {(most - before) >> 10} KiB more')
            expect.true(connected >= CONNECTIONS * 9 // 10, f'only {connected} slow clients connected')
            growth_max = GROWTH_MAX * (6 if is_sanitized() else 1)
            expect.true(most - before < growth_max, f'memory grew by {most - before} bytes')
            expect.equal(chat.ask(server, key=None).status, 200, 'status after')
    return f'{CONNECTIONS} slow {mode} leave room for others', case


tap.sys.exit(tap.run(serves_others_beside(mode) for mode in MODES))
