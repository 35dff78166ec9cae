# SPDX-License-Identifier: MIT
"""exports.py MODULE: a plugin exports its entry and nothing else, so that no symbol of it can meet one of the host."""
import subprocess
import sys

ENTRY = 'aipool_plugin_v1'


def exported(module):
    listing = subprocess.run(['nm', '-D', '--defined-only', module], check=True, capture_output=True, text=True)
    return sorted(line.split()[-1].partition('@')[0] for line in listing.stdout.splitlines())


def faults_of(module):
    names = exported(module)
    return [] if names == [ENTRY] else [f'{module}: exports {names}, not [{ENTRY!r}]']


if __name__ == '__main__':
    faults = faults_of(sys.argv[1])
    if faults:
        sys.exit('\n'.join(faults))
