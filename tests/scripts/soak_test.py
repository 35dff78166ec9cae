# SPDX-License-Identifier: MIT
"""soak_test.py ROOT: the soak reports what each fuzzer did, and takes a crash, a hang and silence for failures."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOAK = pathlib.Path(sys.argv[1], 'tests/fuzz/soak.py').resolve()
SOUND = 'echo stat::number_of_executed_units: 70; echo "stat::average_exec_per_sec: 7"; touch "${5}/grown"'
CRASH = SOUND + '; touch "${4#*=}crash-1"; exit 77'


class SoakTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = pathlib.Path(folder.name)
        self.corpus = self.tree / 'source/corpus'
        self.corpus.mkdir(parents=True)
        (self.corpus / 'seed').write_text('x')

    def soak(self, **fuzzers):
        """Output and status for fuzzers that are these shell scripts."""
        targets, tests = [], []
        for name, script in fuzzers.items():
            program = self.tree / f'{name}_fuzz'
            program.write_text(f'#!/bin/sh\nset -- "$1" "$2" "$3" "$5" "$6"\n{script}\n')
            program.chmod(0o755)
            targets.append({'name': f'{name}_fuzz', 'filename': [str(program)]})
            tests.append({'name': f'fuzz-corpus/{name}', 'cmd': ['replay', str(self.corpus)]})
        (self.tree / 'meson-info').mkdir(exist_ok=True)
        for kind, value in (('targets', targets), ('tests', tests)):
            (self.tree / f'meson-info/intro-{kind}.json').write_text(json.dumps(value))
        done = subprocess.run([sys.executable, SOAK, self.tree, '1'], capture_output=True, text=True)
        return done.stdout, done.returncode

    def test_line_for_each_and_the_sum(self):
        out, status = self.soak(a=SOUND, b=SOUND)
        self.assertEqual(out.splitlines(), ['a: 70 executions, 7 exec/s, 0 findings', 'b: 70 executions, 7 exec/s, 0 findings',
                                            '2 passed, 0 failed'])
        self.assertEqual(status, 0)

    def test_grows_a_copy_of_the_corpus(self):
        self.soak(a=SOUND)
        self.assertEqual([path.name for path in self.corpus.iterdir()], ['seed'])
        self.assertEqual(sorted(path.name for path in (self.tree / 'soak/a/corpus').iterdir()), ['grown', 'seed'])

    def test_finding_fails_and_says_where_it_is(self):
        out, status = self.soak(a=CRASH, b=SOUND)
        self.assertIn('a: 70 executions, 7 exec/s, 1 findings', out)
        self.assertIn('/soak/a/finding-crash-1\n', out)
        self.assertEqual((out.splitlines()[-1], status), ('1 passed, 1 failed', 1))

    def test_fuzzer_that_did_nothing_fails(self):
        for script in ('exit 0', SOUND + '; exit 1'):
            self.assertEqual(self.soak(a=script)[1], 1)

    def test_tree_without_fuzzers_fails(self):
        self.assertEqual(self.soak(), ('0 passed, 0 failed\n', 1))


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
