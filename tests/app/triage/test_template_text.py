# SPDX-License-Identifier: GPL-3.0-or-later
"""A template as one text: what a text widget would take too long to lay out is cut."""

from __future__ import annotations

from app.triage.template_items import OneTemplate, PartItem
from app.triage.template_text import MOST_LETTERS, compose

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"


def test_letters_stay_whole() -> None:
    text, spots = compose(OneTemplate(2, (PartItem("x" * MOST_LETTERS), PartItem("", 1))))
    assert text.startswith("x" * MOST_LETTERS)
    assert len(spots) == 1


def test_joined_emoji_are_cut_and_chips_stay() -> None:
    parts = (PartItem(FAMILY * 1_100), PartItem("", 1), PartItem("later"), PartItem("", 2))
    text, spots = compose(OneTemplate(2, parts))
    assert MOST_LETTERS // 5 < len(text) < MOST_LETTERS // 2
    assert "…" in text
    assert "later" not in text
    units = text.encode("utf-16-le")
    assert [units[2 * one.start : 2 * one.end].decode("utf-16-le")[:2] for one in spots] == [
        "[1",
        "[2",
    ]
