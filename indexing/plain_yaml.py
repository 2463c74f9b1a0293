# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML (and so JSON) that a person brings: plain values only, neither deep nor self-referring.

The C reader ends the whole process on deep nesting, and a value that is referred to again and
again grows without end when it is looked through: both are refused before anything is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexing.limits import MAX_JSON_DEPTH

if TYPE_CHECKING:
    import yaml

_LONGEST_NUMBER = 200
"""Characters: whatever is shorter fits a float, also in base 16."""

_OF_TAGS = (ArithmeticError, AttributeError, LookupError, TypeError)
"""What a value raises that is not of the kind its tag says: ``!!int ''``, ``!!bool perhaps``."""


def load(untrusted_data: bytes) -> object:
    """The value in ``untrusted_data``.

    Raises:
        ValueError: not UTF-8, not YAML, nested too deep, or with references.
    """
    import yaml  # kept out of the window's start

    reader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times as fast
    text = untrusted_data.decode("utf-8")
    depth = 0
    try:
        for event in yaml.parse(text, Loader=reader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_JSON_DEPTH or isinstance(event, yaml.AliasEvent):
                raise ValueError("too deep, or a reference")
            if isinstance(event, yaml.ScalarEvent) and _is_endless(event):
                raise ValueError("no number has so many digits")
        value: object = yaml.load(text, Loader=reader)  # noqa: S506 - both are safe readers
    except (yaml.YAMLError, *_OF_TAGS) as error:
        raise ValueError("not YAML") from error
    return value


def _is_endless(scalar: yaml.ScalarEvent) -> bool:
    """Is it read as a number (``1:30:00`` too), and longer than one is? That takes hours."""
    text: str = scalar.value
    if len(text) <= _LONGEST_NUMBER:
        return False
    if scalar.tag:
        return not scalar.tag.endswith(":str")
    return scalar.implicit[0] and text[0] in "+-.0123456789" and " " not in text
