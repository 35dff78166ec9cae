# SPDX-License-Identifier: MIT
"""make_minor.py MINOR OUT HEADER...: the ABI as a later minor may make it, in OUT/aipool/abi; OUT/made says when.

Every struct that may grow gets one more member at its end for each minor above 0, and there are new enumerators. Minor 0 is
the ABI as it is.
"""
import pathlib
import re
import sys

GROWABLE = re.compile(r'(typedef struct (aip_\w+) \{\n  uint32_t struct_size;.*?)(\n\} \2;)', re.DOTALL)
NUMBER = re.compile(r'(#define AIP_ABI_MINOR )\d+u')
NEW_ENUMERATORS = {'event.h': 'AIP_EVENT', 'canonical.h': 'AIP_OP', 'provider.h': 'AIP_FAULT'}
FIRST_NUMBER = 1000


def grown(text, minors):
    members = ''.join(f'\n  uint64_t since_{minor};' for minor in minors)
    return GROWABLE.sub(lambda struct: struct[1] + members + struct[3], text)


def made(header, minor):
    minors = range(1, minor + 1)
    text = NUMBER.sub(rf'\g<1>{minor}u', grown(header.read_text(), minors))
    if header.name in NEW_ENUMERATORS:
        lines = ''.join(f'#define {NEW_ENUMERATORS[header.name]}_SINCE_{each} {FIRST_NUMBER + each}u\n' for each in minors)
        text = text.removesuffix('#endif\n') + lines + '#endif\n'
    return text


def main(minor, out, headers):
    folder = out / 'aipool/abi'
    folder.mkdir(parents=True, exist_ok=True)
    for header in headers:
        target, text = folder / header.name, made(header, minor)
        if not target.exists() or target.read_text() != text:
            target.write_text(text)
    (out / 'made').touch()


if __name__ == '__main__':
    main(int(sys.argv[1]), pathlib.Path(sys.argv[2]), [pathlib.Path(header) for header in sys.argv[3:]])
