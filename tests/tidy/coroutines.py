# SPDX-License-Identifier: MIT
"""g++ 12 destroys temporaries of some awaited expressions twice, so only these forms of co_await are allowed:

    co_await f(named);      x = co_await f(named);      auto x = co_await f(named);
    co_return co_await f(named);                        if (auto x = co_await f(named); x) ...

An argument is a name, a literal, a member, a cast, std::move(name) or a call without arguments; never braces, a lambda
or another call. A range-for in a coroutine walks something that has a name.
"""
import source

WORDS = ('co_await', 'co_return', 'co_yield')
HEADERS = ('if', 'while', 'for', 'switch', 'catch')
REFERENCES = ('move', 'forward', 'ref', 'cref', 'get', 'get_if', 'sizeof')  # calls that make no temporary to destroy


class File:
    def __init__(self, code):
        self.code = source.tokens(code)
        self.bodies = source.Bodies(self.code)
        self.partner = self.bodies.partner
        self.opens = {body.open_at for body in self.bodies.functions + self.bodies.lambdas}

    def text(self, index):
        return self.code[index].text if 0 <= index < len(self.code) else ''

    def texts(self, start, end):
        return [token.text for token in self.code[start:end]]

    def is_header(self, close):
        """Is the `)` at `close` the end of `if (...)` and its like?"""
        before = self.partner.get(close, 0) - 1
        return self.text(before) in HEADERS or self.texts(before - 1, before + 1) == ['if', 'constexpr']

    def is_block(self, at):
        before = self.text(at - 1)
        if at in self.opens or before in ('else', 'do', 'try', ';', '}', ':'):
            return True
        return self.is_header(at - 1) if before == ')' else before == '{' and self.is_block(at - 1)

    def is_label(self, colon):
        at = colon - 1
        while at >= 0 and self.text(at) not in (';', '{', '}', '?'):
            if self.text(at) in ('case', 'default'):
                return True
            at -= 1
        return False

    def boundary(self, index):
        """Index of the token before the statement or bracket that holds `index`."""
        at = index - 1
        while at >= 0:
            text = self.text(at)
            if text in (';', '{', '}', 'else', 'do', '(', '[') or (text == ':' and self.is_label(at)):
                return at
            if text == ')' and self.is_header(at):
                return at
            at = self.partner.get(at, at) - 1 if text in (')', ']') else at - 1
        return at

    def end_of_operand(self, index):
        """Index of the first token after `index` that ends its expression."""
        at = index + 1
        while at < len(self.code) and self.text(at) not in (';', ')', ']', '}'):
            at = self.partner.get(at, at) + 1 if self.text(at) in ('(', '[', '{') else at + 1
        return at


def place_fault(file, index):
    """Says what is wrong with where the co_await at `index` stands, or nothing."""
    start = file.boundary(index)
    prefix = file.texts(start + 1, index)
    opener = file.text(start)
    if opener == '{' and not file.is_block(start):
        return 'inside braces'
    if opener in ('(', '['):
        declares = file.text(start - 1) == 'if' and prefix[-1:] == ['='] and len(prefix) > 2
        if not declares or file.text(file.end_of_operand(index)) != ';':
            return 'inside a condition, a loop head or the arguments of a call'
    if prefix in ([], ['co_return'], ['(', 'void', ')']):
        return None
    names = all(token.is_name or token.text in ('::', '<', '>', ',', '.', '->')
                for token in file.code[start + 1:index - 1])
    if prefix[-1] != '=' or not names or 'co_return' in prefix or 'throw' in prefix:
        return 'part of a larger expression'
    return None


def callee(file, paren):
    """Name of what the `(` at `paren` calls, empty for a mere grouping."""
    at = paren - 1
    if file.text(at) == '>':
        depth = 0
        while at >= 0:
            depth += {'>': 1, '<': -1}.get(file.text(at), 0)
            at -= 1
            if depth == 0:
                break
    return file.text(at) if at >= 0 and file.code[at].is_name else ''


def operand_fault(file, index):
    end = file.end_of_operand(index)
    depth = 0
    for at in range(index + 1, end):
        text = file.text(at)
        if text == '{':
            return 'awaits an expression with braces'
        if text == '?':
            return 'awaits a choice'
        if depth == 0 and not (file.code[at].is_name or text in ('::', '.', '->', '<', '>', ',', '(', '[', '*', '>')):
            return 'part of a larger expression'
        depth += {'(': 1, '[': 1, ')': -1, ']': -1}.get(text, 0)
        if depth < 0:
            break
        nested = depth > 1 and text == '(' and file.partner[at] != at + 1
        name = callee(file, at) if nested else ''
        if name and name not in REFERENCES and not name.endswith('_cast'):
            return f'awaits a call whose argument is made by {name}(...)'
    return None


def range_faults(file):
    coroutines = {body.open_at for index, token in enumerate(file.code) if token.text in WORDS
                  if (body := file.bodies.innermost(index))}
    for index, token in enumerate(file.code):
        if token.text != 'for' or file.text(index + 1) != '(':
            continue
        inside = list(file.bodies._top(index + 2, file.partner.get(index + 1, index + 2)))
        colon = next((at for at in inside if file.text(at) == ':'), None)
        body = file.bodies.innermost(index)
        if colon is None or body is None or body.open_at not in coroutines:
            continue
        end = file.partner[index + 1]
        # A member, as in f().list, is no temporary: of one, it would dangle with any compiler.
        if file.text(end - 1) in (')', '}') or '{' in file.texts(colon, end):
            yield token.line, 'range-for over a temporary in a coroutine'


def faults_of(code):
    if not any(word in code for word in WORDS):
        return
    file = File(code)
    for index, token in enumerate(file.code):
        if token.text == 'co_await' and file.text(index - 1) != 'operator':
            fault = place_fault(file, index) or operand_fault(file, index)
            if fault:
                yield token.line, 'co_await ' + fault
    yield from range_faults(file)


def check(root):
    return [f'{path}:{line}: {fault}' for path in source.files(root, source.CXX)
            for line, fault in faults_of(source.read(root, path))]


if __name__ == '__main__':
    source.main(check)
