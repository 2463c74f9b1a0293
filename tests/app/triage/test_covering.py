# SPDX-License-Identifier: GPL-3.0-or-later
"""What was read in an ad is covered in all of its fields; lengths never change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.triage.covering import Cover
from indexing.records import Mention, MentionKind

BODY = "Ring 06 39 98 00 01 or write to roza.g@example.org, telegram @roza_77"


def mention(kind: MentionKind, value: str, raw: str) -> Mention:
    start = BODY.index(raw)
    return Mention(kind, value, raw, "body", start, start + len(raw))


COVER = Cover(
    [
        mention(MentionKind.PHONE, "+33639980001", "06 39 98 00 01"),
        mention(MentionKind.EMAIL, "roza.g@example.org", "roza.g@example.org"),
        mention(MentionKind.HANDLE, "telegram:roza_77", "@roza_77"),
    ]
)


def test_a_read_field_is_covered_by_places() -> None:
    shown = COVER.read("body", BODY)
    assert len(shown) == len(BODY)
    assert shown.startswith("Ring •• •• •• •• 01 or write to ")
    for contact in ("39 98", "roza"):
        assert contact not in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://example.org/ad/roza_77", "https://example.org/ad/r•••_••"),
        ("https://example.org/ad/1234567890", "https://example.org/ad/1234567890"),
        ("https://example.org/ad/33639980001", "https://example.org/ad/•••••••••01"),
        ("https://example.org/?tel=0639980001", "https://example.org/?tel=••••••••01"),
        ("https://example.org/?tel=%2B33612", "https://example.org/?tel=%2B33612"),
        ("2024-05-06", "2024-05-06"),
    ],
)
def test_an_address_keeps_what_is_no_contact(text: str, shown: str) -> None:
    assert COVER.reference(text) == shown


@pytest.mark.parametrize(
    "text", ["06.39.98.00.01", "+33 (0)6 39 98 00 01", "ROZA_77", "Roza.G@Example.org", "@somebody"]
)
def test_other_fields_are_searched_for_every_spelling(text: str) -> None:
    shown = COVER.unread(f"seen as {text}!")
    assert text not in shown
    assert "•" in shown
    assert len(shown) == len(f"seen as {text}!")


def test_a_short_name_is_covered_as_a_word_only() -> None:
    cover = Cover([Mention(MentionKind.HANDLE, "at:ann", "@ann", "title", 0, 4)])
    assert cover.unread("ann plans a garden") == "a•• plans a garden"


@given(st.text(), st.text())
def test_covering_never_changes_a_length(text: str, more: str) -> None:
    for whole in (text, f"{text}@{more}.org", f"{text} 0639980001 {more}"):
        assert len(COVER.read("title", whole)) == len(whole)
        assert len(COVER.unread(whole)) == len(whole)
        assert len(COVER.reference(whole)) == len(whole)
        assert len(COVER.account(whole)) == len(whole)


def test_spellings_that_overlap_are_both_covered() -> None:
    handle = Mention(MentionKind.HANDLE, "site:98014", "98014", "title", 0, 5)
    phone = Mention(MentionKind.PHONE, "+33639980142", "06 39 98 01 42", "body", 0, 14)
    shown = Cover([handle, phone]).reference("seen as 33639980142 and 98014")
    assert "98014" not in shown
    assert "3998" not in shown
