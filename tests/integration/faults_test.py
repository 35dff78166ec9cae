# SPDX-License-Identifier: MIT
"""S01 to S16 of the public fault score card, from all five client protocols, streamed and whole, with three kinds of second
candidate: another account, a pool of another protocol by a chain, and none. The score card is printed at the end."""
import concurrent.futures
import contextlib
import re
import sys
import time

from support import chat, clients, expect, faults, tap, wire
from support.counts import FULL
from support.faults import BROKEN, CUT_TEXT, FIRST_TEXT, RETRY_AFTER, SECOND_TEXT
from support.server import Server, pool_of
from support.upstream import Upstream, play

FLAPS = 8
RATE, RATE_CLIENTS = 500, 48  # requests a second, and of how many: each waits for the pauses between its attempts
AT_ONCE = 12
# Long enough for a machine that is busy with other things, and short enough to wait for.
TIMEOUTS = {'first_content': '2s', 'last_content': '60s', 'idle': '2s'}
ALONE = ('S01', 'S02', 'S03', 'S04', 'S05', *BROKEN)  # a pool of one account


class Case:
    """One request of one client in one scenario."""

    def __init__(self, scenario, second, client, streams):
        self.scenario, self.second, self.client, self.streams = scenario, second, client, streams
        how = 'stream' if streams else 'whole'
        self.model = f'{scenario.lower()}-{second}-{client.name.replace(".", "-")}-{how}'
        self.name = f'{scenario} {faults.TITLES[scenario]}: {client.name}, {how}, {second}'

    def run(self, server, upstreams):
        self.server, self.upstreams = server, upstreams
        ends = {'S11': self._first_answers, 'S12': self._client_fault, 'S13': self._client_fault,
                'S14': self._prefill_is_refused, 'S15': self._no_request_is_lost}
        if self.scenario in BROKEN and self.streams:
            self._breaks()
        elif self.second == 'alone':
            self._alone()
        else:
            ends.get(self.scenario, self._second_answers)()

    def _send(self, prefill=False):
        return self.client.send(self.server, self.model, self.streams, prefill)

    def _line(self):
        """The fields of the case's first line in the access log."""
        pattern = rf'^.* info request .*(?:model|asked)="{self.model}".*$'
        line = self.server.access_log.wait_for(pattern)
        expect.true(line, f'no line in the access log for {self.model}')
        return {name: quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|(\S+))', line[0])}

    def _expect_answer(self, reply, text):
        expect.equal((reply.status, reply.text, reply.finished, reply.error), (200, text, True, None), 'answer')

    def _second_asked(self):
        # The chain's pool answers with its own model for all cases: who answered is told by the log.
        return self.upstreams.second.asked(self.model) if self.second == 'account' else None

    def _second_answers(self):
        self._expect_answer(self._send(), SECOND_TEXT)
        line = self._line()
        account = f'{self.model}-2' if self.second == 'account' else 'claude-1'
        model = self.model if self.second == 'account' else 'claude-test'
        expect.equal((line['attempts'], line['account'], line['model'], line['ending']),
                     ('2', account, model, 'complete'), 'access log')
        expect.equal((line['tokens_in'], line['tokens_out']), ('3', '5'), 'usage, counted once')
        expect.contains(line['tried'], f'{self.model}-1 ')
        self.server.log.wait_for(rf'debug attempt .*account={self.model}-1 ')
        expect.equal(self.upstreams.first.asked(self.model), 1, 'requests of the first candidate')
        if self.scenario == 'S01':  # which rests until the time given
            self._expect_answer(self._send(), SECOND_TEXT)
            expect.equal(self.upstreams.first.asked(self.model), 1, 'requests of an account that rests')

    def _first_answers(self):
        self._expect_answer(self._send(), FIRST_TEXT)
        expect.equal(self._line()['attempts'], '1')

    def _breaks(self):
        reply = self._send()
        expect.equal((reply.status, reply.text, reply.finished), (200, CUT_TEXT, False), 'what the client got')
        expect.true(reply.error, 'the stream ended without an error')
        line = self._line()
        expect.one_of(line['ending'], ('truncated', 'error'), 'ending')
        expect.equal((line['usage'], line['attempts']), ('partial', '1'), 'access log')
        expect.true(int(line['tokens_out']) > 0, f'tokens of a partial answer: {line}')

    def _client_fault(self):
        text, code = ((faults.TOO_LONG, 'context_length_exceeded') if self.scenario == 'S12' else
                      (faults.FILTERED, 'content_filter'))
        for count in (1, 2) if self.second == 'chain' else (1,):  # the second time tells that the account does not rest
            reply = self._send()
            expect.equal((reply.status, reply.error, reply.text), (400, text, ''), 'error')
            if self.client.name.startswith('openai.'):
                expect.equal(reply.code, code)
            expect.equal(self.upstreams.first.asked(self.model), count, 'requests of the first candidate')
        expect.equal((self._second_asked() or 0, self._line()['attempts']), (0, '1'), 'other attempts')

    def _prefill_is_refused(self):
        reply = self._send(prefill=True)
        expect.equal((reply.status, reply.error, reply.text), (400, faults.NO_PREFILL, ''), 'error of the last attempt')
        expect.equal(self._line()['attempts'], '2')

    def _no_request_is_lost(self):
        for _ in range(FLAPS):
            reply = self._send()
            expect.one_of(reply.text, (FIRST_TEXT, SECOND_TEXT), 'answer')
            self._expect_answer(reply, reply.text)

    def _alone(self):
        reply = self._send()
        if self.scenario in ('S03', 'S05'):
            self._expect_answer(reply, FIRST_TEXT)
            expect.equal(self.upstreams.first.asked(self.model), 2, 'requests')
            return
        if self.scenario not in ('S01', 'S02'):  # an error and nothing of what broke off
            expect.one_of(reply.status, (502, 503, 504), 'status')
            expect.equal((reply.text, reply.finished, bool(reply.error)), ('', False, True), 'error')
            expect.one_of(self.upstreams.first.asked(self.model), (1, 2, 3), 'requests, within the attempts allowed')
            return
        expect.equal((reply.status, reply.error), (429, 'slow down'), 'error')
        expect.equal(self.upstreams.first.asked(self.model), 1, 'requests')
        if self.scenario == 'S01':
            expect.equal(reply.headers.get('retry-after'), RETRY_AFTER, 'retry-after')


def score_card(results):
    """Of each scenario, what every client got: safe for a clean end of what cannot be hidden."""
    names = [client.name for client in clients.ALL]
    print('#   ' + f'{"scenario":38}' + ''.join(f'{name:>18}' for name in names) + '   result')
    ends = {'pass': 0, 'safe': 0, 'fail': 0}
    for scenario, title in faults.TITLES.items():
        good = 'safe' if scenario in (*BROKEN, 'S14') else 'pass'
        row = []
        for name in names:
            of_client = [fine for case, fine in results if case.scenario == scenario and case.client.name == name]
            row.append(f'{sum(of_client)}/{len(of_client)}')
        result = good if all(fine for case, fine in results if case.scenario == scenario) else 'fail'
        ends[result] += 1
        print('#   ' + f'{scenario + " " + title:38}' + ''.join(f'{cell:>18}' for cell in row) + f'   {result}')
    print('#   ' + ', '.join(f'{count} {name}' for name, count in ends.items()))


def all_cases():
    cases = [Case(scenario, second, client, streams)
             for scenario in faults.TITLES for second in ('account', 'chain', 'alone')
             for client in clients.ALL for streams in (False, True)
             if second != 'alone' or scenario in ALONE]
    with contextlib.ExitStack() as stack:
        upstreams = faults.Upstreams(stack)
        # The chain must not help those who have another account, or who are to be alone.
        servers = [stack.enter_context(Server(
            upstreams.pools([(case.model, case.second == 'account') for case in cases if (case.second == 'chain') == chained]),
            timeouts=TIMEOUTS, retry={'attempts': 3, 'budget': '100%'},
            fallbacks={'fallback_chains': {'openai-custom': ['claude-custom'] if chained else []}}))
            for chained in (False, True)]
        pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor(AT_ONCE))
        futures = [(case, pool.submit(case.run, servers[case.second == 'chain'], upstreams)) for case in cases]
        concurrent.futures.wait([future for _, future in futures])
        return futures


def test_s07_is_answered_within_15_s_by_default():
    if not FULL:
        raise tap.Skip('takes the default time for first content: scripts/test faults')
    cases = [Case('S07', 'account', client, streams) for client in clients.ALL for streams in (False, True)]
    with contextlib.ExitStack() as stack:
        upstreams = faults.Upstreams(stack)
        server = stack.enter_context(Server(upstreams.pools([(case.model, True) for case in cases])))

        def timed(case):
            started = time.monotonic()
            case.run(server, upstreams)
            return time.monotonic() - started
        pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor(len(cases)))
        longest = max(pool.map(timed, cases))
        print(f'#   the slowest answer took {longest:.1f} s')
        expect.true(longest < 15, f'an answer took {longest:.1f} s')


def requests_for(count, accounts):
    """How many requests for each of a client an upstream gets that answers all of them with 503, at RATE."""
    with Upstream(play(chat.error_answer(503))) as upstream, \
            Server(pool_of(*[upstream] * accounts), log={'level': 'info'}) as server:
        started = time.monotonic()

        def ask(first):
            with server.connect() as connection:
                for number in range(first, count, RATE_CLIENTS):
                    time.sleep(max(0, started + number / RATE - time.monotonic()))
                    connection.request('POST', chat.PATH, chat.compact(chat.asking()),
                                       [chat.JSON_TYPE, ('authorization', f'Bearer {chat.KEY}')]).finish()
        with concurrent.futures.ThreadPoolExecutor(RATE_CLIENTS) as pool:
            list(pool.map(ask, range(RATE_CLIENTS)))
        print(f'#   {accounts} account(s): {count / (time.monotonic() - started):.0f} requests a second')
        server.access_line(count)  # all of them have been answered
        return len(upstream.requests) / count


def test_an_upstream_that_is_down_gets_at_most_a_fifth_more_than_it_would():
    for accounts in (1, 2):
        ratio = requests_for(5000 if FULL else 600, accounts)
        print(f'#   {accounts} account(s): {ratio:.3f} upstream requests for each request')
        expect.true(ratio <= 1.2, f'{ratio} upstream requests for each request')


def main():
    futures = all_cases()
    status = tap.run([(case.name, future.result) for case, future in futures] +
                     tap.cases(globals()))
    score_card([(case, future.exception() is None) for case, future in futures])
    sys.exit(status)


main()
