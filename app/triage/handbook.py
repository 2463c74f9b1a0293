# SPDX-License-Identifier: GPL-3.0-or-later
"""The handbook: its chapters in the person's language, with the keys as they are today."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app import paths
from app.i18n import language

_FOLDER = paths.RESOURCES / "handbook"
_KEY = re.compile(r"\{key:([a-z_]+)\}")
FIRST_CASE = 1
"""Which chapter is the guided first case, counted from 0."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter; ``text`` is Markdown that stands under the title."""

    title: str
    text: str


def chapters(keys: Mapping[str, str], table: str = "", code: str = "") -> list[Chapter]:
    """All chapters.

    Args:
        keys: the key of each act as a person reads it, by the act's name.
        table: Markdown to stand where the handbook lists all keys.
        code: a language; the one in force unless told. English where there is no other.

    Raises:
        KeyError: the handbook names an act that ``keys`` does not know.
    """
    text = _text(code or language())
    text = _KEY.sub(lambda found: f"**{keys[found[1]]}**", text).replace("{keys}", table)
    _title, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    return [Chapter(*_parted(part)) for part in parts]


def title(code: str = "") -> str:
    """What the handbook is called."""
    return _text(code or language()).partition("\n")[0].removeprefix("# ")


def _parted(part: str) -> tuple[str, str]:
    head, _line, rest = part.partition("\n")
    return head.strip(), rest.strip()


def _text(code: str) -> str:
    file = _FOLDER / f"{code.split('-')[0]}.md"
    if not file.is_file():
        file = _FOLDER / "en.md"
    return file.read_text(encoding="utf-8")
