# SPDX-License-Identifier: MIT
"""A vendor's OpenAPI document as validators of what goes over the wire.

Faults are named by their place and rule, without the index of lists and without values: `usage lacks cache_creation`.
"""
import json

import jsonschema

SCHEMAS = '#/components/schemas/'
AMBIGUOUS = {'InputItem'}  # two of its forms fit the same message


def _by_type(node):
    """oneOf with a discriminator: the choice is the named one, so that its faults are told and not all others'."""
    key, mapping = node['discriminator']['propertyName'], node['discriminator']['mapping']
    others = {name: value for name, value in node.items() if name not in ('oneOf', 'anyOf', 'discriminator')}
    return {**others, 'type': 'object', 'required': [key], 'properties': {key: {'enum': sorted(mapping)}},
            'allOf': [{'if': {'properties': {key: {'const': word}}}, 'then': {'$ref': schema}}
                      for word, schema in mapping.items()]}


def _plain(node):
    """JSON Schema without the words that only OpenAPI gives a meaning to."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {name: _plain(value) for name, value in node.items()}
    discriminator = node.get('discriminator')
    if isinstance(discriminator, dict) and 'mapping' in discriminator and ('oneOf' in node or 'anyOf' in node):
        node = _by_type(node)
    if node.pop('nullable', None) is True:  # of OpenAPI 3.0, which a document of 3.1 still uses here and there
        node = {'anyOf': [node, {'type': 'null'}]}
    return node


def _references(node):
    if isinstance(node, dict):
        if isinstance(node.get('$ref'), str):
            yield node['$ref'].removeprefix(SCHEMAS)
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for item in node:
            yield from _references(item)


def _used_by(schemas, root):
    used, waiting = {}, [root]
    while waiting:
        name = waiting.pop()
        if name not in used:
            used[name] = schemas[name]
            waiting += _references(schemas[name])
    return used


def _deepest(error):
    """Of several ways to be right, the one that the document got furthest with."""
    while error.context:
        error = max(error.context, key=lambda inner: len(inner.absolute_path))
    return error


def _name(error):
    error = _deepest(error)
    place = '/'.join('*' if isinstance(step, int) else step for step in error.absolute_path) or 'it'
    if error.validator == 'required':
        missing = [name for name in error.validator_value if name not in error.instance]
        return ', '.join(f'{place} lacks {name}' for name in missing if f"'{name}'" in error.message)
    return f'{place} breaks {error.validator}'


class Specification:
    def __init__(self, file):
        self._schemas = _plain(json.loads(file.read_text())['components']['schemas'])
        for name in AMBIGUOUS & self._schemas.keys():
            self._schemas[name]['anyOf'] = self._schemas[name].pop('oneOf')
        self._validators = {}

    def faults(self, schema, document):
        """{name: what the validator says}"""
        if schema not in self._validators:
            whole = {'$ref': SCHEMAS + schema, 'components': {'schemas': _used_by(self._schemas, schema)}}
            self._validators[schema] = jsonschema.Draft202012Validator(whole)
        errors = list(self._validators[schema].iter_errors(document))
        return {_name(error): _deepest(error).message[:300] for error in errors}
