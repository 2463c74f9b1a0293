# SPDX-License-Identifier: GPL-3.0-or-later
"""Masked cells are read whole, as one thing that links; what only looks like one is not."""

from __future__ import annotations

import pytest

from indexing.extract.mentions import extract

MASK = "masked:0639980142abcdef0123"


@pytest.mark.parametrize("field", ["contacts", "author", "body"])
def test_a_mask_is_one_mention(field: str) -> None:
    text = f"{MASK}\nmasked:11112222333344445555"
    found = extract({field: text}, regions=("FR",))
    assert [(one.value, text[one.start : one.end]) for one in found] == [
        (MASK, MASK),
        ("masked:11112222333344445555", "masked:11112222333344445555"),
    ]


@pytest.mark.parametrize("text", ["masked:0639980142abcdef012", "unmasked 1", "masked: later"])
def test_what_only_looks_like_a_mask_is_none(text: str) -> None:
    values = [one.value for one in extract({"body": text}, regions=())]
    assert not any(value.startswith("masked:") for value in values)
