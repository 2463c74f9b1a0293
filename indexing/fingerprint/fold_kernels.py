# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiled folding of many texts at once, for texts whose characters fold one by one.

Does what ``normalise.fold_text`` does, by tables made from it. Texts with marks that join the
letter before them are left to ``fold_text`` itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNKNOWN = 0xFFFFFFFF
JOINING = 0xFFFFFFFE
SEVERAL = 0x80000000
"""Entries of the table of folds: not looked up yet; joins the letter before; from here on, the
number of a row of the table of expansions."""
LETTERS_FROM, LETTERS_TO = 0x370, 0x530
"""Greek and Cyrillic letters."""
_LATIN, _GREEK, _CYRILLIC = 0, 1, 2
"""Rows of the table of scripts."""


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def folded_size(
    points: NDArray[np.uint32],
    starts: NDArray[np.int64],
    fold: NDArray[np.uint32],
    rows: NDArray[np.int64],
) -> tuple[int, NDArray[np.bool_]]:
    """Code points after folding, at most, and which texts have marks that join a letter.

    Args:
        points: code points of all raw texts, one after the other.
        starts: where each text starts; one more entry than there are texts.
        fold: folded form of every code point, 0 for nothing, or one of the marks above.
        rows: where each expansion starts; one more entry than there are expansions.
    """
    joining = np.zeros(len(starts) - 1, np.bool_)
    size = 0
    for text in range(len(joining)):
        for place in range(starts[text], starts[text + 1]):
            given = fold[points[place]]
            if given < SEVERAL:
                size += 1
            elif given == JOINING:
                joining[text] = True
                size += 1
            else:
                size += rows[given - SEVERAL + 1] - rows[given - SEVERAL]
    return size, joining


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def fold_points(
    raw: tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]],
    size: int,
    fold: NDArray[np.uint32],
    several: tuple[NDArray[np.uint32], NDArray[np.int64]],
    scripts: NDArray[np.uint16],
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Fold texts made of a title, a line break and a body.

    Args:
        raw: code points of all texts, where each starts (one more entry), where its body starts,
            and whether it is folded already.
        size: of ``folded_size``, or more.
        fold: as in ``folded_size``.
        several: expansions one after the other, and where each starts.
        scripts: what letters below 0x530 are in a Latin, a Greek and a Cyrillic word, and 1 in the
            fourth row for a letter that can be mistaken: shape (4, 0x530).

    Returns:
        Code points of all folded texts, where each starts, where its text begins (at the body
        where that repeats the title), and where its body starts.
    """
    points, starts, bodies, is_folded = raw
    expansions, rows = several
    texts = len(starts) - 1
    out = np.empty(size, np.uint32)
    ends = np.zeros(texts + 1, np.int64)
    begins = np.empty(texts, np.int64)
    body_starts = np.empty(texts, np.int64)
    filled = 0
    for text in range(texts):
        first, meets = filled, False
        for place in range(starts[text], starts[text + 1]):
            if place == bodies[text]:
                body_starts[text] = filled
            point = points[place]
            given = point if is_folded[text] else fold[point]
            if given >= SEVERAL:
                row = given - SEVERAL
                for other in range(rows[row], rows[row + 1]):
                    out[filled] = expansions[other]
                    filled += 1
            elif given > 0 or point == 0:
                out[filled] = given
                filled += 1
                meets |= LETTERS_FROM <= given < LETTERS_TO
        if bodies[text] == starts[text + 1]:
            body_starts[text] = filled
        if meets and not is_folded[text]:
            _one_script(out, first, filled, scripts)
        begins[text] = _begin(out, first, body_starts[text], filled)
        ends[text + 1] = filled
    return out[:filled], ends, begins, body_starts


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _begin(out: NDArray[np.uint32], first: int, body: int, end: int) -> int:
    """Where the text begins: at the body where that starts with the title."""
    title = body - 1 - first
    if title > end - body:
        return first
    for place in range(title):
        if out[first + place] != out[body + place]:
            return first
    return body


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _is_latin(point: int) -> bool:
    return 97 <= point <= 122 or 0xDF <= point <= 0x24F


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _one_script(out: NDArray[np.uint32], first: int, end: int, scripts: NDArray[np.uint16]) -> None:
    """Give words that mix Latin with Greek or Cyrillic the script that they are truly in."""
    place = first
    while place < end:
        start, meets, before = place, False, 0
        while place < end:
            point = out[place]
            if LETTERS_FROM <= point < LETTERS_TO:
                kind = 2
            elif _is_latin(point):
                kind = 1 if point <= 122 else 3  # letters with accents are never taken for others
            else:
                break
            meets |= (before, kind) in ((1, 2), (2, 1))
            before = kind
            place += 1
        if meets:
            script = _script_of(out, start, place, scripts)
            for other in range(start, place):
                if out[other] < LETTERS_TO:
                    out[other] = scripts[script, out[other]]
        place = max(place, start + 1)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _script_of(out: NDArray[np.uint32], start: int, end: int, scripts: NDArray[np.uint16]) -> int:
    """Letters that exist in one script only decide; Latin when there is no majority."""
    counts = np.zeros((2, 3), np.int64)
    for place in range(start, end):
        point = out[place]
        script = _LATIN if point < LETTERS_FROM else (_GREEK if point < 0x400 else _CYRILLIC)
        counts[scripts[3, point], script] += 1
    sure = counts[0] if counts[0].sum() else counts[1]
    if sure.sum() <= 2 * sure[_LATIN]:
        return _LATIN
    return _GREEK if 2 * sure[_GREEK] > sure.sum() else _CYRILLIC


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _is_space(point: int) -> bool:
    if point <= 32:
        return point == 32 or 9 <= point <= 13 or 28 <= point <= 31
    if point < 0x1680:
        return point in (0x85, 0xA0)
    return (
        0x2000 <= point <= 0x200A
        or 0x2028 <= point <= 0x2029
        or point in (0x1680, 0x202F, 0x205F, 0x3000)
    )


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def written_out(
    points: NDArray[np.uint32], begins: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """UTF-8 of texts without white space (a lone surrogate is a question mark).

    Returns:
        Bytes of all texts, and where each starts (one more entry).
    """
    out = np.empty(4 * len(points), np.uint8)
    starts = np.zeros(len(begins) + 1, np.int64)
    filled = 0
    for text in range(len(begins)):
        for place in range(begins[text], ends[text]):
            point = points[place]
            if _is_space(point):
                continue
            if 0xD800 <= point < 0xE000:
                point = np.uint32(63)
            if point < 0x80:
                out[filled] = point
                filled += 1
                continue
            if point < 0x800:
                out[filled] = 0xC0 | (point >> 6)
                filled += 1
            else:
                if point < 0x10000:
                    out[filled] = 0xE0 | (point >> 12)
                else:
                    out[filled] = 0xF0 | (point >> 18)
                    out[filled + 1] = 0x80 | ((point >> 12) & 0x3F)
                    filled += 1
                out[filled + 1] = 0x80 | ((point >> 6) & 0x3F)
                filled += 2
            out[filled] = 0x80 | (point & 0x3F)
            filled += 1
        starts[text + 1] = filled
    return out[:filled].copy(), starts
