# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiled loop of the text signature: hashed character n-grams of many texts at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


_SPACE = np.uint32(32)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _is_leet(point: int) -> bool:
    return 48 <= point <= 57 or point in (36, 64, 0xA3, 0x20AC)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def word_letters(
    points: NDArray[np.uint32],
    starts: NDArray[np.int64],
    bodies: NDArray[np.int64],
    letter: NDArray[np.uint32],
    leet: NDArray[np.uint32],
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:
    """What ``normalise.words`` keeps of texts, for many texts at once.

    Args:
        points: code points of all folded texts, one after the other.
        starts: where each text starts; one more entry than there are texts.
        bodies: where in ``points`` the body of each text starts.
        letter: for every code point the letter it counts as, 32 for a space, 0 for nothing.
        leet: for digits and signs below 128 (and 128, 129 for the euro and the pound) the letter
            in a Latin word, then the same in a Cyrillic word: shape (2, 130).

    Returns:
        The letters of all texts, where each text's start, and (n, 2) letters of the whole text
        and of its body.
    """
    texts = len(starts) - 1
    kept = np.empty(len(points) + 2 * texts, np.uint32)
    ends = np.zeros(texts + 1, np.int64)
    counts = np.zeros((texts, 2), np.int64)
    filled = 0
    for text in range(texts):
        first = filled
        filled = _spaced(kept, filled, first)
        place = starts[text]
        while place < starts[text + 1]:
            after = _leet_run(points, starts[text], starts[text + 1], place, letter)
            script = np.int64(0x400 <= points[place - 1] < 0x530) if after > place else 0
            for other in range(place, max(after, place + 1)):
                given = letter[points[other]]
                if after > place:
                    given = leet[script, _leet_slot(points[other])]
                    given = given if given > 0 else _SPACE
                if given == _SPACE:
                    filled = _spaced(kept, filled, first)
                elif given > 0:
                    kept[filled] = given
                    filled += 1
                    counts[text, 0] += 1
                    counts[text, 1] += other >= bodies[text]
            place = max(after, place + 1)
        filled = _spaced(kept, filled, first)
        if counts[text, 0] == 0:
            filled = first
        filled = _joined(kept, first, filled)
        ends[text + 1] = filled
    return kept[:filled].copy(), ends, counts


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _spaced(kept: NDArray[np.uint32], filled: int, first: int) -> int:
    """Put a space unless one stands there; returns the new end."""
    if filled == first or kept[filled - 1] != _SPACE:
        kept[filled] = _SPACE
        filled += 1
    return filled


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _leet_run(
    points: NDArray[np.uint32], begin: int, end: int, place: int, letter: NDArray[np.uint32]
) -> int:
    """End of the run of digits and signs from ``place`` that stands between letters, or 0."""
    if place == begin or letter[points[place - 1]] <= _SPACE or not _is_leet(points[place]):
        return 0
    after = place
    while after < end and _is_leet(points[after]):
        after += 1
    return after if after < end and letter[points[after]] > _SPACE else 0


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _leet_slot(point: int) -> int:
    if point == 0x20AC:
        return 128
    return 129 if point == 0xA3 else point


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _joined(kept: NDArray[np.uint32], first: int, end: int) -> int:
    """Make one word of three or more letters written one by one; returns the new end."""
    read, write = first, first
    while read < end:
        run = 0  # from a space: how often a letter and a space follow
        if kept[read] == _SPACE:
            while (
                read + 2 * run + 2 < end
                and kept[read + 2 * run + 1] != _SPACE
                and kept[read + 2 * run + 2] == _SPACE
            ):
                run += 1
        kept[write] = kept[read]
        write += 1
        if run >= 3:
            for number in range(run):
                kept[write] = kept[read + 2 * number + 1]
                write += 1
            read += 2 * run
        else:
            read += 1
    return write


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def hashed_shingles(
    points: NDArray[np.uint32], starts: NDArray[np.int64], size: int
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Sorted unique 32-bit hashes of the ``size``-grams of each text.

    A character said twice counts once, so that ``reent`` still shares shingles with ``rent``.

    Args:
        points: code points of all texts, one after the other.
        starts: where each text starts; one more entry than there are texts.
        size: characters in a shingle.

    Returns:
        Hashes of all texts and where each text's start, in the same form.
    """
    texts = len(starts) - 1
    found = np.empty(len(points), np.uint32)
    ends = np.zeros(texts + 1, np.int64)
    filled = 0
    for text in range(texts):
        kept = np.empty(starts[text + 1] - starts[text], np.uint64)
        length = 0
        for place in range(starts[text], starts[text + 1]):
            point = np.uint64(points[place])
            if length == 0 or kept[length - 1] != point:
                kept[length] = point
                length += 1
        grams = length - size + 1
        if grams > 0:
            hashes = np.empty(grams, np.uint32)
            for place in range(grams):
                mixed = np.uint64(0)
                for offset in range(size):
                    mixed = (mixed + kept[place + offset] + np.uint64(1)) * _MULTIPLIER
                    mixed ^= mixed >> np.uint64(29)
                hashes[place] = np.uint32(mixed >> np.uint64(32))
            hashes.sort()
            before = filled
            for place in range(grams):
                if filled == before or hashes[place] != found[filled - 1]:
                    found[filled] = hashes[place]
                    filled += 1
        ends[text + 1] = filled
    return found[:filled].copy(), ends
