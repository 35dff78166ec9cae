# SPDX-License-Identifier: MIT
"""Reads sources the way the tidy tests need them: files of the tree, tokens of C++, callables and their bodies."""
import bisect
import dataclasses
import os
import pathlib
import re
import sys

CXX = ('.h', '.hpp', '.cc', '.c')
HEADERS = ('.h', '.hpp')

TOKEN = re.compile(r'''
  (?P<space>\s+|//[^\n]*|/\*.*?\*/)
| (?P<directive>(?<![^\n])[ \t]*\#(?:[^\n\\]|\\.|\\\n)*)
| (?P<text>(?:u8|[uUL])?(?:R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
| (?P<number>\.?\d(?:[\w.]|'\w|[eEpP][+-])*)
| (?P<name>[A-Za-z_]\w*)
| (?P<mark_of_code>::|->\*?|\.\.\.|&&|\|\||[-+*/%&|^=!<>]=|<<|\+\+|--|.)
''', re.VERBOSE | re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Token:
    text: str
    line: int
    is_name: bool = False


@dataclasses.dataclass(frozen=True)
class Body:
    """A function or lambda: tokens[open_at] is its `{`, tokens[close_at] its `}`."""
    name: str
    first_line: int
    last_line: int
    open_at: int
    close_at: int


def files(root, suffixes, folders=()):
    """Paths relative to `root`, sorted; build trees, dot folders other than .ci, and node_modules are not sources."""
    found = []
    for folder, names, leaves in os.walk(root):
        names[:] = [n for n in names if n != 'node_modules' and not (n.startswith('.') and n != '.ci')
                    and not (folder == str(root) and n.startswith('build'))]
        found += [pathlib.Path(folder, leaf).relative_to(root) for leaf in leaves if leaf.endswith(suffixes)]
    return sorted(path for path in found if not folders or path.as_posix().startswith(tuple(folders)))


def read(root, path):
    return pathlib.Path(root, path).read_text(encoding='utf-8')


def tokens(code):
    """Comments vanish, literals shrink to `""` or `0`. A macro's text stays, behind a `;`; other directives vanish."""
    starts = [0] + [match.end() for match in re.finditer('\n', code)]
    result = []

    def lex(text, offset):
        for match in TOKEN.finditer(text):
            kind, piece = match.lastgroup if match.lastgroup != 'mark' else 'text', match.group()
            line = bisect.bisect_right(starts, offset + match.start())
            if kind == 'directive':
                macro = re.match(r'\s*#\s*define\s+\w+(\([^)]*\))?', piece)
                if macro:
                    result.append(Token(';', line))
                    lex(piece[macro.end():].replace('\\\n', ' \n'), offset + match.start() + macro.end())
                    result.append(Token(';', line))
            elif kind != 'space':
                shown = {'text': '""', 'number': '0'}.get(kind, piece)
                result.append(Token(shown, line, kind == 'name'))

    lex(code, 0)
    return result


def matches(code):
    """Index of the partner of each bracket in a token list."""
    partner, stack = {}, []
    for index, token in enumerate(code):
        if token.text in ('(', '[', '{'):
            stack.append(index)
        elif token.text in (')', ']', '}') and stack:
            opened = stack.pop()
            partner[opened], partner[index] = index, opened
    return partner


class Bodies:
    """Finds the bodies of functions and lambdas by their braces: good for formatted code, not a compiler."""

    def __init__(self, code):
        self.code = code
        self.partner = matches(code)
        self.functions = []
        self._scope(0, len(code), '')
        self.lambdas = [body for index in range(len(code)) if (body := self._lambda(index))]

    def _scope(self, start, end, owner):
        """Walks the declarations of a namespace or class."""
        head = index = start
        while index < end:
            text = self.code[index].text
            if text in ('(', '['):
                index = self.partner.get(index, end)
            elif text == 'template' and index == head:
                index = self._angles(index + 1, end)
                head = index + 1
            elif text == ';' or (text == ':' and self.code[index - 1].text in ('public', 'private', 'protected')):
                head = index + 1
            elif text == '{':
                close = self.partner.get(index, end)
                if not self._is_initialiser(head, index, close):
                    self._block(head, index, close, owner)
                    head = close + 1
                index = close
            index += 1

    def _angles(self, index, end):
        """Index of the `>` that closes the `<` at `index`; the parameters of a template are no part of a head."""
        depth = 0
        while index < end:
            text = self.code[index].text
            depth += {'<': 1, '>': -1}.get(text, 0)
            if depth == 0:
                return index
            index = self.partner.get(index, end) + 1 if text in ('(', '[', '{') else index + 1
        return end

    def _top(self, head, index):
        """Indices of [head, index) outside round and square brackets."""
        while head < index:
            yield head
            head = self.partner.get(head, index) if self.code[head].text in ('(', '[') else head + 1

    def _parens(self, head, index):
        return [i for i in self._top(head, index) if self.code[i].text == '(']

    def _is_type(self, head, index):
        words = [self.code[i] for i in self._top(head, index)]
        if not any(word.text in ('namespace', 'class', 'struct', 'union', 'enum', 'extern') for word in words):
            return False
        # An attribute macro such as CAPABILITY("mutex") has parentheses too, but a function's name is no macro.
        return all(self.code[i - 1].text.isupper() or self.code[i - 1].text == 'alignas'
                   for i in self._parens(head, index))

    def _is_initialiser(self, head, index, close):
        if self._is_type(head, index):
            return False
        top = [self.code[i].text for i in self._top(head, index)]
        if '=' in top and 'operator' not in top:
            return True
        if not self._parens(head, index):
            return True
        after = self.code[close + 1].text if close + 1 < len(self.code) else ''
        return ':' in top and (self.code[index - 1].is_name or self.code[index - 1].text == '>') and after in (',', '{')

    def _block(self, head, index, close, owner):
        if self._is_type(head, index):
            names = [self.code[i].text for i in self._top(head, index) if self.code[i].is_name]
            self._scope(index + 1, close, self._type_name(names))
            return
        name = self._function_name(head, index)
        qualified = f'{owner}::{name}' if owner else name
        self.functions.append(Body(qualified, self.code[head].line, self.code[close].line, index, close))

    @staticmethod
    def _type_name(names):
        """`Pool` of `class CAPABILITY Pool final : public Base`; namespaces name no owner."""
        for keyword in ('class', 'struct', 'union'):
            if keyword in names and 'enum' not in names:
                after = [n for n in names[names.index(keyword) + 1:] if not n.isupper()]
                return after[0] if after else ''
        return ''

    def _parameters(self, head, index):
        """Index of the `(` of a function's parameters: the first that is in no template argument, as in
        std::function<void()>, and not the operand of decltype."""
        depth = 0
        for at in self._top(head, index):
            text, before = self.code[at].text, self.code[at - 1].text
            if before != 'operator':
                depth += {'<': 1, '>': -1}.get(text, 0)
            if text == '(' and depth == 0 and before != 'decltype':
                return at
        return self._parens(head, index)[0]

    def _function_name(self, head, index):
        paren = self._parameters(head, index)
        before = self.code[head:paren]
        texts = [token.text for token in before]
        if 'operator' in texts:
            return 'operator' + (''.join(texts[texts.index('operator') + 1:]) or '()')
        if before and before[-1].text in ('TEST', 'TEST_F', 'TEST_P'):
            return '.'.join(t.text for t in self.code[paren + 1:self.partner[paren]] if t.is_name)
        name = []
        while before and (before[-1].is_name or before[-1].text in ('::', '~', '>')):
            if before[-1].text == '>' and name and name[0] == '::':
                while before and before.pop().text != '<':
                    pass
                continue
            glued = name and (name[0] not in ('::', '~') or before[-1].text in ('virtual', 'inline', 'constexpr'))
            if before[-1].text == '>' or (before[-1].is_name and glued):
                break
            name.insert(0, before.pop().text)
        return ''.join(name) or '?'

    def _lambda(self, index):
        code, partner = self.code, self.partner
        if code[index].text != '[' or index not in partner:
            return None
        before = code[index - 1] if index else Token(';', 0)
        is_subscript = before.is_name and before.text not in ('return', 'co_return', 'co_await', 'co_yield')
        if is_subscript or before.text in (')', ']', '""', '['):
            return None
        at = partner[index] + 1
        if at < len(code) and code[at].text == '(':
            at = partner.get(at, len(code)) + 1
        while at < len(code) and (code[at].is_name or code[at].text in ('->', '::', '<', '>', ',', '*', '&')):
            at += 1
        if at >= len(code) or code[at].text != '{' or at not in partner:
            return None
        return Body('lambda', code[index].line, code[partner[at]].line, at, partner[at])

    def innermost(self, index):
        around = [b for b in self.functions + self.lambdas if b.open_at < index < b.close_at]
        return max(around, key=lambda body: body.open_at, default=None)


def main(check):
    """Runs `check(root) -> faults` on argv[1]; prints the faults, one a line."""
    faults = check(pathlib.Path(sys.argv[1]))
    if faults:
        sys.exit('\n'.join(faults))
