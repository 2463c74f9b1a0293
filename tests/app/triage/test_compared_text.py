# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets: both texts with their changes at the right places, shortened where they are long."""

from __future__ import annotations

from app.triage import masking
from app.triage.alignment import align, tokens
from app.triage.compared import Comparison, Side
from app.triage.compared_text import NOTHING, Sheet, sheets
from app.triage.items import MentionItem

NUMBER = "06 39 98 01 42"


def compared(left: str, right: str, title: str = "") -> Comparison:
    sides = []
    for ad, body in ((1, left), (2, right)):
        at = body.find(NUMBER)
        shown = masking.cover("phone", NUMBER)
        said = (MentionItem("phone", shown, "body", at, at + len(NUMBER)),) if at >= 0 else ()
        sides.append(Side(ad, 1, title, masking.cover_text(body), mentions=said))
    one, other = sides
    head = align(tokens(title, title, ()), tokens(title, title, ()))
    pieces = align(tokens(left, one.body, ()), tokens(right, other.body, ()))
    return Comparison(one, other, tuple(head), tuple(pieces), (0, 0, 0))


def changes(sheet: Sheet) -> list[str]:
    return [sheet.text[mark.start : mark.end] for mark in sheet.marks]


def test_changes_stand_where_they_are_marked() -> None:
    both = sheets(compared("Two rooms, sunny.", "Two rooms, quiet and sunny.", "To let"))
    assert both.left.text.startswith("To let\n\nTwo rooms")
    assert changes(both.left) == [NOTHING]
    assert changes(both.right) == ["quiet and"]
    assert [mark.change for mark in both.left.marks] == [0]
    assert (both.changes, both.left_out) == (1, 0)
    assert len(both.left.anchors) == len(both.right.anchors) == 4


def test_mentions_move_with_the_text() -> None:
    both = sheets(compared(f"Call {NUMBER} now", f"Please call {NUMBER} soon", "To let"))
    for sheet in (both.left, both.right):
        (one,) = sheet.mentions
        assert sheet.text[one.start : one.end] == masking.cover("phone", NUMBER)
        assert one.field == "body"


def test_long_stretches_are_shortened_and_changes_stay() -> None:
    many = " ".join(f"word{n}" for n in range(200_000))
    both = sheets(compared(many + " end", many + " finish"))
    assert len(both.left.text) < 3_000
    assert changes(both.left) == ["end"]
    assert changes(both.right) == ["finish"]
    assert "not shown" in both.left.text


def test_very_many_changes_are_cut_and_told() -> None:
    left = " ".join(f"aaaaaa{n} common{n} shared{n} ours{n}" for n in range(2_000))
    right = left.replace("aaaaaa", "bbbbbb")
    both = sheets(compared(left, right))
    assert both.left_out > 0
    assert 0 < both.changes <= 1_200


def test_joined_emoji_are_shortened_more() -> None:
    """They take several times as long to lay out."""
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
    both = sheets(compared("one " + family * 700, "two " + family * 700))
    assert len(both.left.text) < 3_000
    assert "not shown" in both.left.text
    uneven = "a" * 3_000 + "\U0001f468" * 600
    assert uneven in sheets(compared(uneven, "two")).left.text
