# SPDX-License-Identifier: GPL-3.0-or-later
"""A template as one text to be put on screen: constants plain, slots as numbered chips."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from app.i18n import number
from app.triage.template_items import OneTemplate, PartItem
from app.triage.text_parts import light_enough, weight

MOST_LETTERS = 8_000
"""Of one template: a text widget lays out all of it at once."""
_OPEN, _CLOSE = "\u2068", "\u2069"
"""First-strong isolate: a chip must not turn the words beside it round."""
_RIGHT_TO_LEFT = "\u200f"
_KEPT_BY_WIDGETS = str.maketrans(dict.fromkeys("\x00\ufdd0\ufdd1\ufffc", "\ufffd"))


@dataclass(frozen=True, slots=True)
class SlotSpot:
    """A chip in the shown text, in UTF-16 units as text widgets count."""

    start: int
    end: int
    slot: int


def compose(template: OneTemplate) -> tuple[str, tuple[SlotSpot, ...]]:
    """The text, and where its chips stand."""
    parts: list[str] = []
    spots: list[SlotSpot] = []
    # without a mark a line of nothing but chips would begin at the other side
    mark = _RIGHT_TO_LEFT if _begins_right(template) else ""
    at, left = 0, MOST_LETTERS
    for part in template.parts:
        if part.slot:
            before = _space(parts) + mark
            words = chip(part)
            start = at + len(before) + len(_OPEN)
            spots.append(SlotSpot(start, start + len(words), part.slot))
            words = f"{before}{_OPEN}{words}{_CLOSE}"
        else:
            words = part.text.replace("\r\n", "\n").replace("\r", "\n")
            words = words.translate(_KEPT_BY_WIDGETS)
            words, left = _within(words, left)
            if spots and parts[-1].endswith(_CLOSE) and words[:1].isalnum():
                words = f" {words}"
        parts.append(words)
        at += len(words.encode("utf-16-le", "surrogatepass")) // 2
    return "".join(parts), tuple(spots)


def _within(words: str, left: int) -> tuple[str, int]:
    """The words, cut where they count as more letters than are left, and what is left then."""
    heavy = weight(words)
    if heavy <= left:
        return words, left - heavy
    return f"{words[: light_enough(words, left)]}…" if left else "", 0


def isolated(words: str) -> str:
    """Words of an ad inside a sentence of ours: neither turns the other round."""
    return f"{_OPEN}{' '.join(words.split())}{_CLOSE}"


def _begins_right(template: OneTemplate) -> bool:
    for part in template.parts:
        for character in part.text:
            if (side := unicodedata.bidirectional(character)) in ("L", "R", "AL"):
                return side != "L"
    return False


def chip(part: PartItem) -> str:
    """``[1 · 12]``: the number of a slot and how many values it has."""
    return f"[{part.slot}\u00a0·\u00a0{number(part.distinct)}]"


def _space(parts: list[str]) -> str:
    """A space between a chip and the word or chip before it."""
    last = parts[-1][-1:] if parts else " "
    return " " if last.isalnum() or last == _CLOSE else ""
