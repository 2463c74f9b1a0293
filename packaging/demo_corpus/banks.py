# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentence banks: read, choose among alternatives, fill slots.

Line k of a section means the same in every language, so a text can be carried over line by line.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SEED = "faisceau-demo-1"
LANGUAGES = ("en", "fr", "es", "ro", "uk", "ru", "ar")
JOBS = ("farm", "cleaning", "building", "care", "kitchen", "driving")
_CHOICE = re.compile(r"<([^<>]*)>")
_FOLDER = Path(__file__).parent / "banks"


def stream(*label: object) -> random.Random:
    """Give the random stream of a label; the same label always gives the same stream."""
    return random.Random(":".join([SEED, *map(str, label)]))  # noqa: S311 - not a secret


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its address in the bank, its alternatives not chosen yet."""

    section: str
    kind: str
    index: int
    text: str


class Bank:
    """The sentences of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._lines: dict[tuple[str, str], list[Line]] = {}
        section = ""
        for row in (_FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
            if row.startswith("["):
                section = row.strip("[]")
            elif row and not row.startswith("#"):
                kind, text = row.split(": ", 1)
                same = self._lines.setdefault((section, kind), [])
                same.append(Line(section, kind, len(same), text))

    def lines(self, section: str, kind: str) -> list[Line]:
        """Give the lines of a kind in a section."""
        return self._lines[(section, kind)]

    def same_line(self, line: Line) -> Line:
        """Give this language's version of another language's line."""
        return self._lines[(line.section, line.kind)][line.index]

    def shape(self) -> dict[tuple[str, str], int]:
        """Give the number of lines by section and kind, equal in every language."""
        return {key: len(lines) for key, lines in self._lines.items()}


def choose(text: str, rng: random.Random) -> str:
    """Settle every ``<a|b>`` of a line."""
    return _CHOICE.sub(lambda found: rng.choice(found.group(1).split("|")), text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values into the ``{slots}`` of a line."""
    return re.sub(r"\{(\w+)\}", lambda found: values[found.group(1)], text)
