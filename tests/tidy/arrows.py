# SPDX-License-Identifier: MIT
"""Who may include whom: the arrows between the folders, and the only folders that may see Poco::Net."""
import re

import source

# Folder of core -> the folders of core that it may use besides itself.
MAY_USE = {
    'base': (),
    'config': ('base',),
    'protocol': ('base',),
    'http': ('base',),
    'plugin': ('base', 'config', 'protocol'),
    'pool': ('base', 'config', 'plugin'),
    'gateway': ('base', 'config', 'protocol', 'http', 'plugin', 'pool'),
    'ledger': ('base',),
    'admin': ('base', 'config', 'protocol', 'http', 'plugin', 'pool', 'gateway', 'ledger'),
    'app': ('base', 'config', 'protocol', 'http', 'plugin', 'pool', 'gateway', 'ledger', 'admin'),
}
FOREIGN = ('Poco/', 'boost/', 'yaml-cpp/')  # a plugin author has none of them
ORACLES = ('simdjson', 'llhttp')            # for tests and benchmarks, never shipped
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.MULTILINE)


def core_fault(folder, target):
    if folder not in MAY_USE:
        return f'core/{folder} is no folder of the design'
    if target.startswith('plugins/'):
        return 'core never includes plugins'
    if target.startswith('core/') and target.split('/')[1] not in (folder, *MAY_USE[folder]):
        return f'core/{folder} may not use core/{target.split("/")[1]}'
    if target.startswith('aipool/') and folder == 'base':
        return 'core/base uses the standard library only'
    if target.startswith('Poco/Net/') and folder != 'http':
        return 'only core/http includes Poco::Net'
    return None


def plugin_fault(name, target):
    if target.startswith('core/'):
        return 'plugins never include core'
    if target.startswith('plugins/') and target.split('/')[1] != name:
        return 'a plugin never includes another one'
    return f'plugins do not use {target.split("/")[0]}' if target.startswith(FOREIGN) else None


def sdk_fault(target):
    if target.startswith(('core/', 'plugins/')):
        return f'the SDK never includes {target.split("/")[0]}'
    return f'the SDK does not use {target.split("/")[0]}' if target.startswith(FOREIGN) else None


def fault_of(path, target):
    top, folder = path.parts[:2]
    if target.startswith('../') or '/../' in target:
        return 'includes are rooted at the source tree'
    if top in ('core', 'plugins', 'sdk') and target.startswith(ORACLES):
        return f'{target} is an oracle of the tests'
    if top in ('core', 'plugins', 'sdk') and target.startswith('tests/'):
        return 'nothing includes tests'
    if top == 'core':
        return core_fault(folder, target)
    if top == 'plugins':
        return plugin_fault(folder, target)
    return sdk_fault(target) if top == 'sdk' else None


def check(root):
    faults = []
    for path in source.files(root, source.CXX, ('core/', 'plugins/', 'sdk/')):
        code = source.read(root, path)
        for match in INCLUDE.finditer(code):
            fault = fault_of(path, match.group(1))
            if fault:
                faults.append(f'{path}:{code.count(chr(10), 0, match.start()) + 1}: {match.group(1)}: {fault}')
    return faults


if __name__ == '__main__':
    source.main(check)
