# SPDX-License-Identifier: MIT
"""tally_test.py ROOT: scripts/tally counts what meson logged, and takes nothing for a success that is none."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

TALLY = pathlib.Path(sys.argv[1], 'scripts/tally').resolve()
PASSED = '<testcase name="a" status="run"/>'
FAILED = '<testcase name="b" status="run"><failure/></testcase>'
SKIPPED = '<testcase name="c" status="run"><skipped/></testcase>'
DISABLED = '<testcase name="d" status="notrun"/>'


class TallyTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    @staticmethod
    def suite(name, cases):
        """A GoogleTest suite of the test unit/x, as meson merges it."""
        return f'<testsuite name="aipool.aipool:unit / unit/x.{name}">{cases}</testsuite>'

    def tree(self, name, results, suites=''):
        """A build tree whose tests ended as `results` says (name -> meson's result)."""
        logs = self.root / name / 'meson-logs'
        logs.mkdir(parents=True)
        lines = [json.dumps({'name': f'aipool:unit / {test}', 'result': result}) + '\n'
                 for test, result in results.items()]
        (logs / 'testlog.json').write_text(''.join(lines))
        (logs / 'testlog.junit.xml').write_text(f'<testsuites>{suites}</testsuites>')

    def tally(self, *trees):
        """The last two lines and the status."""
        done = subprocess.run([sys.executable, TALLY, *trees], cwd=self.root, capture_output=True, text=True)
        return done.stdout.splitlines()[-2:], done.returncode

    def test_each_case_of_a_gtest_program_counts(self):
        plain = '<testsuite name="aipool"><testcase name="plain"/></testsuite>'
        suites = self.suite('First', PASSED * 3 + SKIPPED + DISABLED) + self.suite('Second', PASSED) + plain
        self.tree('build', {'unit/x': 'OK', 'plain': 'OK', 'absent': 'SKIP'}, suites)
        self.assertEqual(self.tally('build'), (['3 skipped', '5 passed, 0 failed'], 0))

    def test_each_case_of_a_tap_program_counts(self):
        suites = f'<testsuite name="aipool.aipool:unit / tap/x">{PASSED * 2 + SKIPPED}</testsuite>'
        self.tree('build', {'tap/x': 'OK', 'tap/skipped': 'SKIP'}, suites)
        self.assertEqual(self.tally('build'), (['2 skipped', '2 passed, 0 failed'], 0))

    def test_failures_are_named_and_counted(self):
        self.tree('build', {'unit/x': 'FAIL'}, self.suite('X', PASSED + FAILED * 2))
        self.assertEqual(self.tally('build'), (['build: failed: aipool:unit / unit/x', '1 passed, 2 failed'], 1))

    def test_a_crash_outweighs_the_results_of_an_earlier_run(self):
        self.tree('build', {'unit/x': 'FAIL'}, self.suite('X', PASSED * 9))
        self.assertEqual(self.tally('build'), (['build: failed: aipool:unit / unit/x', '0 passed, 1 failed'], 1))

    def test_a_timeout_is_a_failure(self):
        self.tree('build', {'plain': 'TIMEOUT', 'other': 'OK'})
        self.assertEqual(self.tally('build'), (['build: failed: aipool:unit / plain', '1 passed, 1 failed'], 1))

    def test_a_tree_in_which_nothing_ran_is_a_failure(self):
        self.tree('build', {'plain': 'OK'})
        self.tree('empty', {'plain': 'SKIP'})
        self.assertEqual(self.tally('build', 'empty', 'never-built')[0][-1], '1 passed, 2 failed')
        self.assertEqual(self.tally('empty')[1], 1)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
