# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets as people write them, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.triage.targets import parse_target, target_text
from indexing.errors import BadInputError
from indexing.store.marks import Target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("A12", Target(ad=12)),
        (" a12 ", Target(ad=12)),
        ("C7", Target(cluster=7)),
        ("A12:30-42", Target(ad=12, start=30, end=42)),
        ("A12.body:30-42", Target(ad=12, start=30, end=42)),
        ("a12.title:0-5", Target(ad=12, start=0, end=5, layer="title")),
        ("A12#1", Target(ad=12, picture=0)),
    ],
)
def test_a_target_is_read(text: str, target: Target) -> None:
    assert parse_target(text) == target


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "A0",
        "A-1",
        "C7:1-2",
        "A1:",
        "A1:2",
        "A1:2-",
        "A1:2-3-4",
        "B1",
        "A1 C1",
        "A１",
        "A1#0",
        "C7#1",
        "A1.price:0-2",
        "A1.title",
        "C7.title:0-2",
        "A1#1:0-2",
    ],
)
def test_what_is_no_target_is_refused(text: str) -> None:
    with pytest.raises(BadInputError) as caught:
        parse_target(text)
    assert caught.value.code == "target_unreadable"


@given(st.integers(1, 10**9), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_target_written_is_read_back(number: int, start: int, end: int) -> None:
    for target in (
        Target(ad=number),
        Target(cluster=number),
        Target(ad=number, start=start, end=end),
        Target(ad=number, start=start, end=end, layer="title"),
        Target(ad=number, picture=start % 9999),
    ):
        assert parse_target(target_text(target)) == target


@given(st.text())
def test_any_text_is_a_target_or_refused(text: str) -> None:
    code = ""
    try:
        parse_target(text)
    except BadInputError as error:
        code = error.code
    assert code in ("", "target_unreadable")
