# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts are covered, lengths stay; shown places lead back to the raw text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.triage import masking
from app.triage.items import MentionItem
from app.triage.shown_text import compose


@pytest.mark.parametrize(
    ("kind", "raw", "shown"),
    [
        ("phone", "06 39 98 01 42", "•• •• •• •• 42"),
        ("phone", "+33639980142", "+•••••••••42"),
        ("phone", "zero six", "•••• •ix"),
        ("email", "jobs@example.org", "j•••@example.org"),
        ("handle", "telegram:packers", "telegram:p••••••"),
        ("price", "1200 EUR", "1200 EUR"),
        ("url", "https://example.org/call/0639980142", "https://example.org/call/••••••••42"),
    ],
)
def test_a_contact_keeps_only_its_end_or_first_letter(kind: str, raw: str, shown: str) -> None:
    assert masking.cover(kind, raw) == shown


def test_what_looks_like_a_contact_is_covered_without_a_mention() -> None:
    text = "Call 06.39.98.01.42 or jobs@example.org before 2026-05-01, 950 EUR"
    covered = masking.cover_text(text)
    assert covered == "Call ••.••.••.••.42 or j•••@example.org before 2026-05-01, 950 EUR"


@given(st.text(max_size=200))
def test_covering_never_changes_length(text: str) -> None:
    assert len(masking.cover_text(text)) == len(text)


@given(st.text(max_size=60), st.text(min_size=1, max_size=20), st.text(max_size=60))
def test_every_shown_place_leads_back(before: str, raw: str, after: str) -> None:
    body = before + raw + after
    mention = MentionItem("phone", raw, "body", len(before), len(before) + len(raw))
    shown = compose(body, [mention])
    for index, place in enumerate(shown.places[:-1]):
        last = max(i for i, p in enumerate(shown.places) if p == place)
        assert shown.raw(place) in range(index, last + 1)
    (spot,) = shown.spots
    assert shown.raw(spot.start) >= len(before)


def test_a_number_in_right_to_left_text_is_isolated() -> None:
    body = "الرقم 06 39 98 01 42 الآن"
    start = body.index("06")
    shown = compose(body, [MentionItem("phone", "x", "body", start, start + 14)])
    assert "\u206606 39 98 01 42\u2069" in shown.text
    spot = shown.spots[0]
    assert shown.text[spot.start : spot.end] == "06 39 98 01 42"


def test_windows_line_ends_count_as_a_text_widget_counts_them() -> None:
    body = "one\r\ntwo 0639980142"
    start = body.index("06")
    shown = compose(body, [MentionItem("phone", "x", "body", start, len(body))])
    assert shown.text == "one\ntwo 0639980142"
    assert shown.text[shown.spots[0].start : shown.spots[0].end] == "0639980142"
