# SPDX-License-Identifier: GPL-3.0-or-later
"""Words and sentences of generated ads, read from ``resources/benchmark``."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "benchmark"
LANGUAGES = ("en", "fr", "es", "pt", "ro", "ru", "ar")
SLOTS = frozenset({"phone", "price", "city", "name", "date", "hours"})
"""Fields that are drawn anew for every ad; every other field is an advertiser's own for good."""
_FIELD = re.compile(r"\{(\w+)\}")
Frame = tuple[str, ...]
"""Text and field names in turn, beginning and ending with text."""


@dataclass(frozen=True, slots=True)
class Bank:
    """What ads of one language are made of; each sentence stands in two wordings."""

    words: Mapping[str, tuple[str, ...]]
    openings: tuple[tuple[Frame, Frame], ...]
    bodies: tuple[tuple[Frame, Frame], ...]
    lists: tuple[tuple[Frame, Frame], ...]
    """Bodies that name things one after another."""
    closings: tuple[tuple[Frame, Frame], ...]
    swaps: Mapping[str, str]
    """A word and one that may stand for it."""


@functools.cache
def bank(language: str) -> Bank:
    """The bank of one of ``LANGUAGES``."""
    words: dict[str, tuple[str, ...]] = {}
    frames: dict[str, list[tuple[Frame, Frame]]] = {"<": [], "=": [], ":": [], ">": []}
    files = (FOLDER / f"{name}.txt" for name in (language, "any"))
    for line in (line for file in files for line in file.read_text("utf-8").splitlines()):
        if line[:1] == "[":
            name, _, values = line[1:].partition("]")
            words[name] = tuple(value.strip() for value in values.split("|"))
        elif line[:1] in frames:
            first, second = line[1:].split("~")
            frames[line[0]].append((_frame(first), _frame(second)))
    swaps = dict(pair.split("=") for pair in words.pop("swap"))
    openings, bodies, lists, closings = (tuple(frames[kind]) for kind in "<=:>")
    return Bank(words, openings, bodies, lists, closings, swaps)


def _frame(text: str) -> Frame:
    return tuple(_FIELD.split(text.strip()))
