# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML (and so JSON) that a person brings: plain values only, neither deep nor self-referring.

The C reader ends the whole process on deep nesting, and a value that is referred to again and
again grows without end when it is looked through: both are refused before anything is built. So is
a mapping that names a key twice: all but the last would be dropped, and nobody would be told.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.limits import MAX_JSON_DEPTH, MAX_YAML_NUMBER_CHARACTERS, MAX_YAML_PARTS

if TYPE_CHECKING:
    import yaml

_OF_TAGS = (ArithmeticError, AttributeError, LookupError, TypeError)
"""What a value raises that is not of the kind its tag says: ``!!int ''``, ``!!bool perhaps``."""


def file_bytes(file: Path, most: int) -> bytes:
    """The bytes of a file that a person names, or the first ones, one more than ``most``.

    Raises:
        BadInputError: ``file_missing``, ``file_is_folder`` or ``file_unreadable``, which a pipe or
            a device is too: one is waited for, the other may never end.
    """
    try:
        with open(file, "rb", opener=_without_waiting) as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise BadInputError("file_unreadable", path=file)
            data = stream.read(most + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BadInputError("file_missing", path=file) from error
    except OSError as error:
        if _is_folder(file):
            raise BadInputError("file_is_folder", path=file) from error
        raise BadInputError("file_unreadable", path=file) from error
    return data


def load(untrusted_data: bytes) -> object:
    """The value in ``untrusted_data``.

    Raises:
        ValueError: not UTF-8, not YAML, nested too deep, too long, with references, or with a key
            twice.
    """
    import yaml  # kept out of the window's start

    reader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times as fast
    text = untrusted_data.decode("utf-8")
    seen = _Seen()
    try:
        for event in yaml.parse(text, Loader=reader):
            seen.take(event)
        value: object = yaml.load(text, Loader=reader)  # noqa: S506 - both are safe readers
    except (yaml.YAMLError, *_OF_TAGS) as error:
        raise ValueError("not YAML") from error
    return value


@dataclass(slots=True)
class _Opened:
    """A list or a mapping that is under way; ``keys`` are those of a mapping so far."""

    keys: set[str] | None
    at_key: bool = True


@dataclass(slots=True)
class _Seen:
    """What was met of a document so far; refuses by ValueError."""

    opened: list[_Opened] = field(default_factory=list)
    parts: int = 0

    def take(self, event: yaml.Event) -> None:
        """Look at the next part."""
        import yaml

        self.parts += 1
        if self.parts > MAX_YAML_PARTS or isinstance(event, yaml.AliasEvent):
            raise ValueError("too long, or a reference")
        if isinstance(event, yaml.CollectionEndEvent):
            self.opened.pop()
        elif isinstance(event, yaml.ScalarEvent):
            if _is_endless(event):
                raise ValueError("no number has so many digits")
            self._place(event.value)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._place(None)
            is_mapping = isinstance(event, yaml.MappingStartEvent)
            self.opened.append(_Opened(set() if is_mapping else None))
            if len(self.opened) > MAX_JSON_DEPTH:
                raise ValueError("too deep")

    def _place(self, text: str | None) -> None:
        """Keys and values take turns in a mapping."""
        inside = self.opened[-1] if self.opened else None
        if inside is None or inside.keys is None:
            return
        if inside.at_key and text is not None:
            if text in inside.keys:
                raise ValueError("a key twice")
            inside.keys.add(text)
        inside.at_key = not inside.at_key


def _is_endless(scalar: yaml.ScalarEvent) -> bool:
    """Is it read as a number (``1:30:00`` too), and longer than one is? That takes hours."""
    text: str = scalar.value
    if len(text) <= MAX_YAML_NUMBER_CHARACTERS:
        return False
    if scalar.tag:
        return not scalar.tag.endswith(":str")
    return scalar.implicit[0] and text[0] in "+-.0123456789" and " " not in text


def _without_waiting(path: str, flags: int) -> int:
    """Opens a pipe that nobody writes into at once, so that it can be seen what it is."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _is_folder(file: Path) -> bool:
    try:
        return file.is_dir()
    except OSError:
        return False
