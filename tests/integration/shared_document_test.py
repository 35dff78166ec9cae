# SPDX-License-Identifier: MIT
"""One document of two servers: renewed once for each expiry, whole at any moment, also when a server is killed."""
import concurrent.futures
import contextlib
import pathlib
import random
import signal
import tempfile
import threading
import time

from support import chat, expect, tap
from support.counts import FULL
from support.server import Server
from support.task import Task
from support.ticket_double import TicketDouble, expect_answer, expect_sound, expect_untold

CROWD, EXPIRIES, KILLS = (200, 100, 200) if FULL else (40, 3, 4)  # the first: requests at once of each server


def watch(document, ended):
    """Looks at the document again and again; a fault is the result's."""
    while not ended.wait(0.005):
        expect_sound(document)


def test_two_servers_renew_a_shared_document_once_for_each_expiry():
    with tempfile.TemporaryDirectory(prefix='aipool-creds-') as folder, TicketDouble() as vendor:
        document = pathlib.Path(folder) / 'creds.json'
        vendor.write_document(document, 3600)
        pool = {'ticket-oauth': [{'uuid': 'shared', **vendor.account, 'oauth_creds_file_path': str(document)}]}
        timeouts = {'first_content': '60s'}  # a crowd is slow where the machine is
        ended = threading.Event()
        with Server(pool, timeouts=timeouts) as one, Server(pool, timeouts=timeouts) as two:
            watcher = concurrent.futures.ThreadPoolExecutor(1).submit(watch, document, ended)
            with concurrent.futures.ThreadPoolExecutor(2 * CROWD) as crowd:
                for expiry in range(1, EXPIRIES + 1):
                    vendor.tokens.expire()
                    for response in crowd.map(chat.ask, [one, two] * CROWD):
                        expect_answer(response)
                    expect.equal(len(vendor.refreshes), expiry, 'refreshes')
            ended.set()
            watcher.result()
            for server in (one, two):
                server.stop()
            output = b'\n'.join(text.encode() for server in (one, two) for text in (server.log.text, server.access_log.text))
        expect.equal(vendor.tokens.refusals, 0, 'refused refresh tokens')
        expect_untold(output, {asked.bearer for asked in vendor.asked('/v1/chat')} |
                      {asked.form['refresh_token'] for asked in vendor.refreshes})


def keep_asking(server, vendor, ended):
    """Requests whose tokens expire all the time, until the server is gone."""
    while not ended.is_set():
        vendor.tokens.expire()
        with contextlib.suppress(Exception):  # it was killed
            chat.ask(server)


def test_a_document_is_whole_whenever_its_server_is_killed():
    with tempfile.TemporaryDirectory(prefix='aipool-creds-') as folder, TicketDouble() as vendor:
        document = pathlib.Path(folder) / 'creds.json'
        vendor.write_document(document)
        pool = {'ticket-oauth': [{**vendor.account, 'oauth_creds_file_path': str(document)}]}
        for _ in range(KILLS):
            ended = threading.Event()
            victim = Server(pool, loops=1)
            victim.__enter__()
            asker = Task(keep_asking, victim, vendor, ended)
            time.sleep(random.uniform(0.0, 0.25))
            victim.process.send_signal(signal.SIGKILL)
            victim.process.wait()
            ended.set()
            asker.result()
            with contextlib.suppress(AssertionError):  # its status is that of a kill
                victim.__exit__(None, None, None)
            told = expect_sound(document)
            if told['refresh_token'] != vendor.newest:  # used by the one that died before it could write the next
                vendor.write_document(document)
        expect.true(vendor.refreshes, 'there was something to interrupt')
        with Server(pool) as server:
            expect_answer(chat.ask(server))
        left = sorted(path.name for path in pathlib.Path(folder).iterdir())
        expect.equal(left, ['.creds.json.aipool-lock', 'creds.json'], 'files that are left')


if __name__ == '__main__':
    tap.main(globals())
