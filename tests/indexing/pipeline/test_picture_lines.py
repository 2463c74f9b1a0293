# SPDX-License-Identifier: GPL-3.0-or-later
"""Pieces of one line of a picture become one line of its text, also where the line is slanted."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.pipeline.picture_lines import composed
from indexing.records import PictureLine

SIZE = (1000, 1000)


def piece(text: str, x: float, y: float, *, degrees: float = 0, tall: float = 40) -> PictureLine:
    """A piece that begins at a point (the middle of its left edge), 20 units a letter."""
    angle = math.radians(degrees)
    along, down = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
    long = 20.0 * len(text)
    corners = []
    for far, low in ((0, -0.5), (long, -0.5), (long, 0.5), (0, 0.5)):
        corners.append(round(x + far * along[0] + low * tall * down[0]))
        corners.append(round(y + far * along[1] + low * tall * down[1]))
    return PictureLine(text, 0.9, tuple(corners))


def text_of(*lines: PictureLine, size: tuple[int, int] = SIZE) -> str:
    return composed(lines, size)[0]


def test_lines_below_each_other_stay_lines() -> None:
    assert text_of(piece("Garden", 50, 100), piece("help", 50, 180)) == "Garden\nhelp"


def test_pieces_beside_each_other_are_one_line() -> None:
    assert text_of(piece("06 39", 50, 100), piece("98 44 71", 180, 104)) == "06 39 98 44 71"


def test_columns_stay_apart() -> None:
    assert text_of(piece("06 39", 50, 100), piece("98 44 71", 400, 100)) == "06 39\n98 44 71"


def test_a_small_word_beside_a_large_one_is_a_line_of_its_own() -> None:
    assert text_of(piece("SALE", 50, 100, tall=120), piece("today", 140, 100)) == "SALE\ntoday"


@pytest.mark.parametrize("degrees", [-25, -12, 8, 20])
def test_on_a_slanted_line_the_pieces_are_in_reading_order(degrees: float) -> None:
    angle = math.radians(degrees)
    first = piece("+33", 300, 500, degrees=degrees)
    second = piece(
        "6 39 98 22 04", 300 + 80 * math.cos(angle), 500 + 80 * math.sin(angle), degrees=degrees
    )
    # a line that rises is found from its upper end: the later piece comes first
    assert text_of(second, first) == text_of(first, second) == "+33 6 39 98 22 04"


def test_the_shape_of_the_picture_counts() -> None:
    """A gap of so many thousandths is wide in a wide picture."""
    first, second = piece("06 39", 50, 100), piece("98 44", 200, 100)
    assert text_of(first, second) == "06 39 98 44"
    assert text_of(first, second, size=(4000, 1000)) == "06 39\n98 44"


LINES = st.lists(
    st.builds(
        PictureLine,
        st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1),
        st.floats(0, 1),
        st.tuples(*[st.integers(0, 1000)] * 8),
    ),
    max_size=8,
)


@given(LINES, st.integers(1, 5000), st.integers(1, 5000))
def test_every_line_is_in_the_text_once_whatever_its_box(
    lines: list[PictureLine], width: int, height: int
) -> None:
    text, placed = composed(lines, (width, height))
    assert sorted(map(repr, lines)) == sorted(repr(one.line) for one in placed)
    end = -1
    for one in placed:
        assert text[one.start : one.end] == one.line.text
        assert one.start == end + 1
        end = one.end
    assert len(text) == max(end, 0)
