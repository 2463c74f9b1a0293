# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of a long text: together they are the text, and places in them lead back to it."""

from __future__ import annotations

import itertools

import pytest

from app.triage.items import MentionItem
from app.triage.text_parts import PART_CHARACTERS, TextPart, compose_part, part_at, part_before

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
TEXTS = (
    "",
    "short",
    "word " * 9_000,
    "x" * 20_001,
    "\u0301" * 12_000,
    "\n" * 15_000,
    FAMILY * 5_000,
)


@pytest.mark.parametrize("text", TEXTS)
def test_parts_are_the_text_and_none_is_long(text: str) -> None:
    parts = [part_at(text, 0)]
    while parts[-1].end < len(text):
        parts.append(part_at(text, parts[-1].end))
    assert "".join(text[one.start : one.end] for one in parts) == text
    assert all(one.end - one.start <= PART_CHARACTERS for one in parts)
    for earlier, later in itertools.pairwise(parts):
        assert part_before(text, later) == earlier
        assert part_at(text, later.end - 1) == later


def test_a_part_ends_between_words() -> None:
    text = "word " * 9_000
    part = part_at(text, 0)
    assert text[part.end - 1] == " "
    assert text[part.end] == "w"


def test_a_part_of_joined_emoji_is_shorter() -> None:
    """They take several times as long to lay out."""
    part = part_at(FAMILY * 5_000, 0)
    assert PART_CHARACTERS // 5 < part.end < PART_CHARACTERS // 3
    one_emoji = "\U0001f468" + "a" * 5_998
    assert part_at(one_emoji + " ", 0).end > 5_900


def test_mentions_are_where_they_stand_in_the_part() -> None:
    text = "a" * 100 + "0123456789" + "b" * 100
    said = MentionItem("phone", "shown", "body", 100, 110, "valid", ())
    part = TextPart(95, 150, len(text))
    shown = compose_part(text, part, [said])
    (spot,) = shown.spots
    assert shown.text[spot.start : spot.end] == "0123456789"
    cut = compose_part(text, TextPart(105, 150, len(text)), [said])
    assert cut.text[cut.spots[0].start : cut.spots[0].end] == "56789"
    assert compose_part(text, TextPart(0, 100, len(text)), [said]).spots == ()
