# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has claimed which characters of a text: the first reader that is sure keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice

from indexing.normalise import Folded, raw_span
from indexing.records import MentionKind

TAKEN = "\x01"
"""Stands in place of claimed characters, so that later readers neither read nor bridge them."""
MAX_CANDIDATES = 2_000
"""Candidates of one kind that are looked at in one text."""
_NUMBER = re.compile(r"\d+")
_AROUND = 80
"""Characters beside digits in which a price, a date or a measure has its other parts."""


def near_digits(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What a pattern that holds digits finds, by reading only the parts of the text near some."""
    parts = _parts_near_digits(text)
    every = chain.from_iterable(pattern.finditer(text, *part) for part in parts)
    return islice(every, MAX_CANDIDATES)


@lru_cache(maxsize=1)
def _parts_near_digits(text: str) -> tuple[tuple[int, int], ...]:
    parts: list[tuple[int, int]] = []
    for number in _NUMBER.finditer(text):
        start, end = max(0, number.start() - _AROUND), number.end() + _AROUND
        if parts and start <= parts[-1][1]:
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((start, end))
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Found:
    """A mention by its place in the folded text."""

    kind: MentionKind
    value: str
    start: int
    end: int
    validity: str = "valid"
    steps: tuple[str, ...] = ()
    region: str = ""


@dataclass(slots=True)
class Page:
    """One field while it is read: raw text, folded text, and the claims on the latter."""

    raw: str
    folded: Folded
    _mask: bytearray = field(init=False)

    def __post_init__(self) -> None:
        self._mask = bytearray(len(self.folded.text))

    @property
    def text(self) -> str:
        """The folded text."""
        return self.folded.text

    def is_free(self, start: int, end: int) -> bool:
        """Whether nobody has claimed any of these characters."""
        return self._mask.find(1, start, end) < 0

    def take(self, start: int, end: int) -> None:
        """Claim these characters."""
        self._mask[start:end] = b"\x01" * (end - start)

    def raw_slice(self, start: int, end: int) -> str:
        """Raw text of a folded slice."""
        low, high = raw_span(self.folded, start, end)
        return self.raw[low:high]

    def free_text(self) -> str:
        """The folded text with ``TAKEN`` in place of every claimed character."""
        text, mask = self.folded.text, self._mask
        parts: list[str] = []
        place = 0
        while (start := mask.find(1, place)) >= 0:
            end = mask.find(0, start)
            end = len(text) if end < 0 else end
            parts += (text[place:start], TAKEN * (end - start))
            place = end
        parts.append(text[place:])
        return "".join(parts)
