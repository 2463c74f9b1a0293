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
_FIRST_SIGN, _LAST_SIGN = np.uint32(0x3400), np.uint32(0x9FFF)
"""Chinese signs: each is about two letters' worth of text."""
_SHORT = 64
"""Values below which a sort by comparison is quicker than one by radix."""


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _is_leet(point: int) -> bool:
    return 48 <= point <= 57 or point in (36, 64, 0xA3, 0x20AC)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def word_letters(
    points: NDArray[np.uint32],
    spans: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    letter: NDArray[np.uint32],
    leet: NDArray[np.uint32],
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:
    """What ``normalise.words`` keeps of texts, for many texts at once.

    Args:
        points: code points of all folded texts, one after the other.
        spans: where each text begins, has its body, and ends.
        letter: for every code point the letter it counts as, 32 for a space, 0 for nothing.
        leet: for digits and signs below 128 (and 128, 129 for the euro and the pound) the letter
            in a Latin word, then the same in a Cyrillic word: shape (2, 130).

    Returns:
        The letters of all texts, where each text's start, and (n, 2) letters of the whole text
        and of its body, a Chinese sign counted as two.
    """
    begins, bodies, ends = spans
    texts = len(begins)
    kept = np.empty(len(points) + 2 * texts, np.uint32)
    places = np.zeros(texts + 1, np.int64)
    counts = np.zeros((texts, 2), np.int64)
    filled = 0
    for text in range(texts):
        first, body = filled, min(bodies[text], ends[text])
        filled = _spaced(kept, filled, first)
        room = (kept, first)
        filled, in_title = _section(points, (begins[text], body), (letter, leet), room, filled)
        filled, in_body = _section(points, (body, ends[text]), (letter, leet), room, filled)
        counts[text, 0], counts[text, 1] = in_title + in_body, in_body
        filled = _spaced(kept, filled, first) if in_title + in_body else first
        filled = _joined(kept, first, filled)
        places[text + 1] = filled
    return kept[:filled].copy(), places, counts


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _section(
    points: NDArray[np.uint32],
    span: tuple[int, int],
    tables: tuple[NDArray[np.uint32], NDArray[np.uint32]],
    room: tuple[NDArray[np.uint32], int],
    filled: int,
) -> tuple[int, int]:
    """Read a title with its line break, or a body; returns the new end and the letters in it."""
    letter, leet = tables
    kept, first = room
    place, found = span[0], 0
    while place < span[1]:
        given, stop = letter[points[place]], place + 1
        script = -1
        if given <= _SPACE:
            after = _leet_run(points, span[0], span[1], place, letter)
            if after > 0:
                stop, script = after, int(0x400 <= points[place - 1] < 0x530)
        for other in range(place, stop):
            if script >= 0:
                given = leet[script, _leet_slot(points[other])]
                given = given if given > 0 else _SPACE
            if given > _SPACE:
                kept[filled] = given
                filled += 1
                found += 2 if _FIRST_SIGN <= given <= _LAST_SIGN else 1
            elif given == _SPACE:
                filled = _spaced(kept, filled, first)
        place = stop
    return filled, found


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
def _sorted(values: NDArray[np.uint32], other: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Sort by radix, a byte at a time, with ``other`` as room; both are overwritten."""
    if len(values) < _SHORT:
        values.sort()
        return values
    places = np.zeros((4, 256), np.int64)
    for value in values:
        for byte in range(4):
            places[byte, (value >> np.uint32(8 * byte)) & np.uint32(255)] += 1
    for byte in range(4):
        before = 0
        for digit in range(256):
            count = places[byte, digit]
            places[byte, digit] = before
            before += count
        shift = np.uint32(8 * byte)
        for value in values:
            digit = (value >> shift) & np.uint32(255)
            other[places[byte, digit]] = value
            places[byte, digit] += 1
        values, other = other, values
    return values


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
    longest = 0
    for text in range(texts):
        longest = max(longest, starts[text + 1] - starts[text])
    kept = np.empty(longest, np.uint64)
    first, second = np.empty(longest, np.uint32), np.empty(longest, np.uint32)
    for text in range(texts):
        length = 0
        for place in range(starts[text], starts[text + 1]):
            point = np.uint64(points[place])
            if length == 0 or kept[length - 1] != point:
                kept[length] = point
                length += 1
        grams = length - size + 1
        if grams > 0:
            for place in range(grams):
                mixed = np.uint64(0)
                for offset in range(size):
                    mixed = (mixed + kept[place + offset] + np.uint64(1)) * _MULTIPLIER
                    mixed ^= mixed >> np.uint64(29)
                first[place] = np.uint32(mixed >> np.uint64(32))
            hashes = _sorted(first[:grams], second[:grams])
            before = filled
            for place in range(grams):
                if filled == before or hashes[place] != found[filled - 1]:
                    found[filled] = hashes[place]
                    filled += 1
        ends[text + 1] = filled
    return found[:filled].copy(), ends
