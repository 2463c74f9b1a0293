# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML that a person brings: what would take hours or end the process is refused."""

from __future__ import annotations

import pytest

from indexing import plain_yaml


@pytest.mark.parametrize(
    "untrusted",
    [
        b"x: 1" + b":1" * 300,
        b"x: !!int '1 :1" + b":1" * 300 + b"'",
        b"x: 0x" + b"f" * 500,
        b"x: 1" + b"0" * 240,
        b"x: 2026-13-45",
    ],
)
def test_numbers_and_dates_that_are_none_are_refused(untrusted: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        plain_yaml.load(untrusted)


def test_long_texts_that_begin_with_a_digit_are_texts() -> None:
    words = "2 lamps and " * 50
    assert plain_yaml.load(f"x: {words}\ny: '{'7' * 500}'\n".encode()) == {
        "x": words.strip(),
        "y": "7" * 500,
    }
