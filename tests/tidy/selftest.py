# SPDX-License-Identifier: MIT
"""selftest.py CC CXX: each tidy test finds the fault it is for, and lets good samples pass."""
import pathlib
import shlex
import subprocess
import sys
import tempfile
import unittest

import arrows
import contract
import coroutines
import doc_blocks
import doc_links
import exports
import headers
import life_of_a_request
import sizes
import source
import spdx

CC, CXX = ['cc'], ['c++']


class TreeTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name) / 'tree'  # what lies beside it is ours too
        self.root.mkdir()

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def expect(self, faults, *fragments):
        """One fault for each fragment, in order."""
        self.assertEqual(len(faults), len(fragments), faults)
        for fault, fragment in zip(faults, fragments):
            self.assertIn(fragment, fault)


class SourceTest(TreeTest):
    def functions(self, code):
        return [(body.name, body.first_line, body.last_line)
                for body in source.Bodies(source.tokens(code)).functions]

    def test_build_trees_and_node_modules_are_no_sources(self):
        ignored = ('build/c.cc', 'build-asan/d.cc', 'tests/node_modules/e.cc', '.git/f.cc')
        for path in ('core/a.cc', 'core/build/b.cc', *ignored):
            self.write(path, '')
        self.assertEqual([p.as_posix() for p in source.files(self.root, ('.cc',))], ['core/a.cc', 'core/build/b.cc'])

    def test_literals_and_comments_hide_their_brackets(self):
        code = 'void f() { g("}{", \'{\', R"x({)x", 1\'000); } // {\n/* { */ void h() {}\n'
        self.assertEqual(self.functions(code), [('f', 1, 1), ('h', 2, 2)])

    def test_functions_have_their_qualified_names(self):
        code = '''namespace a::b {
class MACRO("x") Pool final : public Base {
 public:
  explicit Pool(int n) : n_(n), m_{n} {
  }
  ~Pool() override {}
  bool operator==(const Pool&) const noexcept { return true; }
  int n_{5};
};
template <class T, class U = std::vector<int>>
auto Other<T, U>::run(T x) const -> std::vector<U> {
}
constexpr int table[] = {1, 2};
enum class E { kA };
extern "C" { static struct x* make(void) { return 0; } }
TEST(PoolTest, Rests) {
}
std::vector<std::function<void()>> Box::take() { return {}; }
struct Live { virtual ~Live() {} bool operator<(int) { return a < b; } };
decltype(auto) read() {}
}
'''
        self.assertEqual(self.functions(code), [
            ('Pool::Pool', 4, 5), ('Pool::~Pool', 6, 6), ('Pool::operator==', 7, 7), ('Other::run', 11, 12),
            ('make', 15, 15), ('PoolTest.Rests', 16, 17), ('Box::take', 18, 18), ('Live::~Live', 19, 19),
            ('Live::operator<', 19, 19), ('read', 20, 20)])

    def test_lambdas_are_told_from_subscripts(self):
        bodies = source.Bodies(source.tokens('void f() { a[1] = [&](int x) mutable -> int { return x; }; b[2](c); }'))
        self.assertEqual(len(bodies.lambdas), 1)


class ArrowsTest(TreeTest):
    def test_arrows_of_the_design_pass(self):
        self.write('core/gateway/a.cc', '#include "core/pool/b.h"\n#include "core/gateway/c.h"\n')
        self.write('core/plugin/a.cc', '#include <aipool/abi.h>\n')
        self.write('core/http/a.cc', '#include <Poco/Net/StreamSocket.h>\n')
        self.write('plugins/openai/a.cc', '#include "plugins/openai/b.h"\n#include <aipool/json.hpp>\n')
        self.write('tests/unit/a.cc', '#include <simdjson.h>\n#include "core/app/x.h"\n')
        self.expect(arrows.check(self.root))

    def test_each_arrow_the_wrong_way_is_found(self):
        for path, include, fragment in (
                ('core/pool/a.h', '"core/gateway/b.h"', 'core/pool may not use core/gateway'),
                ('core/base/a.h', '<aipool/abi.h>', 'standard library only'),
                ('core/gateway/a.h', '<Poco/Net/Socket.h>', 'only core/http'),
                ('core/app/a.h', '"plugins/openai/b.h"', 'core never includes plugins'),
                ('core/misc/a.h', '<vector>', 'no folder of the design'),
                ('plugins/openai/a.h', '"core/base/result.h"', 'plugins never include core'),
                ('plugins/openai/b.h', '"plugins/claude/b.h"', 'another one'),
                ('plugins/openai/c.h', '<Poco/Net/Socket.h>', 'do not use Poco'),
                ('sdk/include/aipool/a.h', '"core/base/result.h"', 'never includes core'),
                ('sdk/include/aipool/b.h', '<Poco/Foundation.h>', 'does not use Poco'),
                ('sdk/include/aipool/c.h', '<simdjson.h>', 'oracle'),
                ('core/base/b.h', '"../pool/x.h"', 'rooted'),
                ('core/base/c.h', '"tests/support/x.h"', 'includes tests')):
            with self.subTest(path=path):
                self.write(path, f'\n#include {include}\n')
                self.expect(arrows.check(self.root), f'{path}:2: ')
                self.expect(arrows.check(self.root), fragment)
                (self.root / path).unlink()


class CoroutinesTest(TreeTest):
    GOOD = '''
    co_await f(named);
    (void)co_await f(*named, &named, named[0], named->part.size(), 10, "text");
    auto x = co_await pool.send(std::move(named), static_cast<int>(y), std::get<0>(z));
    const Result<std::vector<int>> r = co_await f(a, b);
    member_.x = co_await f(a);
    if (ready) co_await f(a);
    else co_await f(b);
    if (auto y = co_await f(a); !y) co_return y.error();
    { co_await f(a); }
    switch (x) { case kA: co_await f(a); break; default: co_await f(b); }
    for (const auto& item : items) { co_await f(item); }
    for (const auto& item : answer->head().headers) { co_await f(item); }
    for (int i = 0; i < n; ++i) co_await f(i);
    auto lambda = [&]() -> Task<void> { co_await f(a); };
    co_return co_await f(named);'''
    BAD = {
        'if (co_await f(a)) {}': 'inside a condition',
        'if (auto x = co_await f(a)) {}': 'inside a condition',
        'while (co_await f(a)) {}': 'inside a condition',
        'for (auto x = co_await f(a); x; ) {}': 'inside a condition',
        'switch (co_await f(a)) {}': 'inside a condition',
        'g(co_await f(a));': 'inside a condition',
        'table[co_await f(a)] = 1;': 'inside a condition',
        'EXPECT_TRUE(co_await f(a));': 'inside a condition',
        'auto x = T{co_await f(a)};': 'inside braces',
        'auto x = ok ? co_await f(a) : b;': 'part of a larger',
        'auto x = ok ? b : co_await f(a);': 'part of a larger',
        'auto x = 1 + co_await f(a);': 'part of a larger',
        'auto x = co_await f(a) + 1;': 'part of a larger',
        'auto& x = co_await f(a);': 'part of a larger',
        'auto [x, y] = co_await f(a);': 'part of a larger',
        'throw co_await f(a);': 'part of a larger',
        'co_await f({a, b});': 'with braces',
        'co_await f(Request{a});': 'with braces',
        'co_await Awaiter{a};': 'with braces',
        'co_await f([&] { g(); });': 'with braces',
        'co_await f(ok ? a : b);': 'a choice',
        'co_await f(std::string(a));': 'made by string(...)',
        'auto x = co_await f(b.slice(a));': 'made by slice(...)',
        'for (auto x : value.members()) co_await f(x);': 'range-for',
        'for (auto x : {1, 2}) { co_await f(x); }': 'range-for',
        'for (auto x : T{1, 2}.list) { co_await f(x); }': 'range-for',
    }

    def test_allowed_forms_pass(self):
        self.write('core/a.cc', f'Task<int> run() {{{self.GOOD}\n}}\nvoid plain() {{ for (auto x : list()) {{}} }}\n')
        self.expect(coroutines.check(self.root))

    def test_each_forbidden_form_is_found(self):
        for statement, fragment in self.BAD.items():
            with self.subTest(statement=statement):
                self.write('core/a.cc', f'Task<int> run() {{\n  {statement}\n}}\n')
                self.expect(coroutines.check(self.root), fragment)
                self.expect(coroutines.check(self.root), 'core/a.cc:2: ')

    def test_macros_are_read_too(self):
        self.write('core/a.h', '#define TRY(x) \\\n  if (!(co_await (x))) co_return\n')
        self.expect(coroutines.check(self.root), 'core/a.h:2: co_await inside a condition')


class SizesTest(TreeTest):
    def function(self, lines):
        return 'void f() {\n' + ';\n' * (lines - 2) + '}\n'

    def test_limits_themselves_pass(self):
        self.write('core/a.cc', self.function(70) + '\n' * 730)
        self.write('tests/a.py', 'def f():\n' + '    pass\n' * 69)
        self.expect(sizes.check(self.root))

    def test_long_files_and_functions_are_found(self):
        self.write('core/a.cc', '\n' * 801)
        self.write('core/b.cc', self.function(71))
        self.write('tests/a.py', 'def f():\n' + '    pass\n' * 70)
        self.expect(sizes.check(self.root), 'core/a.cc: 801', 'core/b.cc:f: 71', 'tests/a.py:f: 71')

    def test_the_ratchet_only_shrinks(self):
        self.write('core/a.cc', self.function(80))
        for known, fragments in ((80, []), (79, ['grew from 79']), (81, ['write that into'])):
            self.write(str(sizes.RATCHET), f'# comment\n{known} core/a.cc:f\n')
            self.expect(sizes.check(self.root), *fragments)
        self.write('core/a.cc', self.function(60))
        self.expect(sizes.check(self.root), 'take it off')
        self.write('core/a.cc', '')
        self.expect(sizes.check(self.root), 'is gone')


class ContractTest(TreeTest):
    GOOD = ('// SPDX-License-Identifier: MIT\n//\n// Pool: hands out accounts.\n//\n// Threading: any.\n'
            '// Ownership: owns.\n// Errors:    none.\n#pragma once\n')

    def test_line_and_block_comments_pass(self):
        block = self.GOOD.replace('// SPDX', '/* SPDX').replace('MIT\n//', 'MIT */\n/*').replace('\n// ', '\n * ')
        self.write('core/base/a.h', self.GOOD)
        self.write('sdk/include/aipool/a.h', block.replace('none.\n', 'none. */\n'))
        self.expect(contract.check(self.root))

    def test_each_missing_line_is_found(self):
        for line, fragment in (('// SPDX-License-Identifier: MIT\n', 'licence'),
                               ('// Pool: hands out accounts.\n', 'sentence'), ('// Threading: any.\n', 'Threading'),
                               ('// Ownership: owns.\n', 'Ownership'), ('// Errors:    none.\n', 'Errors')):
            with self.subTest(line=line):
                self.write('core/base/a.h', self.GOOD.replace(line, ''))
                self.expect(contract.check(self.root), fragment)


class PagesTest(TreeTest):
    def test_links_that_lead_somewhere_pass(self):
        self.write('a.md', '# One Two!\n[a](#one-two) [b](docs/b.md#x) [c](https://example.org/x)\n'
                           '`[d](no)`\n```\n[e](no)\n```\n')
        self.write('docs/b.md', '# X\n[up](../a.md)\n')
        self.expect(doc_links.check(self.root))

    def test_links_that_lead_nowhere_are_found(self):
        self.write('a.md', '[a](no.md) [b](#none) [c](../x)\n')
        self.expect(doc_links.check(self.root), 'no such file', 'no such heading', 'no such file')

    def test_code_that_is_its_source_passes(self):
        self.write('sdk/examples/a.c', '/* [doc:x] */\nint a;\n/* [/doc:x] */\n')
        self.write('a.md', '<!-- sdk/examples/a.c: x -->\n```c\nint a;\n```\n')
        self.expect(doc_blocks.check(self.root))

    def test_code_that_left_its_source_is_found(self):
        self.write('sdk/examples/a.c', '// [doc:x]\nint a;\n// [/doc:x]\n// [doc:y]\nint b;\n// [/doc:y]\n')
        self.write('a.md', '<!-- sdk/examples/a.c: x -->\n```c\nint b;\n```\n'
                           '<!-- sdk/examples/a.c: z -->\n```c\n```\n')
        self.expect(doc_blocks.check(self.root), 'is not what', 'has no part z', 'part y is in no page')
        doc_blocks.write(self.root)
        self.expect(doc_blocks.check(self.root), 'has no part z', 'part y is in no page')

    def test_the_page_of_a_request_names_what_exists_in_order(self):
        self.write('core/gateway/pipeline.cc', 'void P::first() {}\nvoid second() {}\n')
        self.write(life_of_a_request.PAGE, '`core/gateway/pipeline.cc:first` then `core/gateway/pipeline.cc:second`\n')
        self.expect(life_of_a_request.check(self.root))

    def test_the_page_of_a_request_cannot_rot(self):
        self.expect(life_of_a_request.check(self.root), 'is missing')
        self.write(life_of_a_request.PAGE, 'nothing\n')
        self.expect(life_of_a_request.check(self.root), 'names no')
        self.write('core/gateway/pipeline.cc', 'void first() {}\nvoid second() {}\n')
        self.write(life_of_a_request.PAGE, '`core/gateway/pipeline.cc:second` `core/gateway/pipeline.cc:first`\n'
                                           '`core/gateway/pipeline.cc:third` `core/none.cc:x`\n')
        self.expect(life_of_a_request.check(self.root), 'first comes before', 'no function third', 'does not exist')


class SpdxTest(TreeTest):
    def test_sources_and_scripts_need_a_licence(self):
        self.write('core/a.h', '// SPDX-License-Identifier: MIT\n')
        self.write('scripts/list', 'data\n')
        self.expect(spdx.check(self.root))
        self.write('core/b.h', 'int x;\n')
        self.write('scripts/run', '#!/bin/sh\n')
        self.expect(spdx.check(self.root), 'core/b.h', 'scripts/run')


class CompilerTest(TreeTest):
    def test_headers_that_stand_alone_pass(self):
        self.write('core/base/a.h', '#pragma once\n#include <string>\ninline std::string f() { return {}; }\n')
        self.write('sdk/include/aipool/a.h', '#include <stddef.h>\ntypedef struct { size_t n; } aip_x;\n')
        self.expect(headers.check(self.root, CC, CXX))

    def test_a_header_that_needs_another_is_found(self):
        self.write('core/base/a.h', 'inline std::string f() { return {}; }\n')
        self.write('sdk/include/aipool/a.h', 'typedef struct { size_t n; } aip_x;\n')
        self.expect(headers.check(self.root, CC, CXX), 'a.h as c++20', 'a.h as c++20', 'a.h as c99', 'a.h as c11')

    def test_a_header_first_in_its_source_is_proven_by_the_build(self):
        self.write('core/base/a.h', 'broken')
        self.write('core/base/a.cc', '#include "core/base/a.h"\n#include <string>\n')
        self.assertEqual(list(headers.units(self.root)), [])

    def test_a_second_export_is_found(self):
        shown = '__attribute__((visibility("default"))) int '
        for name, code, faults in (('one.so', f'{shown}aipool_plugin_v1; int hidden;', 0),
                                   ('two.so', f'{shown}aipool_plugin_v1; {shown}second;', 1)):
            self.write('module.c', code)
            subprocess.run([*CC, '-shared', '-fPIC', '-fvisibility=hidden', 'module.c', '-o', name],
                           cwd=self.root, check=True)
            self.assertEqual(len(exports.faults_of(self.root / name)), faults)


if __name__ == '__main__':
    CC, CXX = shlex.split(sys.argv[1]), shlex.split(sys.argv[2])
    unittest.main(argv=sys.argv[:1])
