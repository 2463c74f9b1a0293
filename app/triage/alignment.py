# SPDX-License-Identifier: GPL-3.0-or-later
"""Two texts laid beside each other word by word: what both say, and what only one says.

Words are compared folded, so that case, width and look-alike letters make no difference. A contact
is one word whatever its length: that two numbers differ is told, never in which digit.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from indexing.normalise import fold

_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\u2600-\u27bf\U0001f000-\U0001faff\U00020000-\U0003ffff"
)
"""Scripts written without spaces, and emoji: each character is a word."""
_SIGNS = r"!-/:-@\[-`{-~¡¿«»‘’“”„†•…‹›–—،؛؟。、"
_WORDS = re.compile(rf"[{_ALONE}]|[^\s{_SIGNS}{_ALONE}]+|[{_SIGNS}]")
_COVERED = re.compile(r"(?<![^\s•])[^\s•]*•\S*(?:[\s().\-/]{0,3}[^\s•]*•\S*)*")
_QUICK = 20_000
"""Equal pairs of words up to which the exact comparison is quick."""
_RUNS = (1, 4)
"""Words of an anchor: single ones, else, in texts that repeat themselves, runs of words."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word with the white space after it: its place in the text, and how it is compared."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of both texts that is the same or differs; places are code points.

    The pieces of a comparison follow each other without gaps in both texts.
    """

    same: bool
    left: tuple[int, int]
    right: tuple[int, int]


def tokens(text: str, shown: str, closed: Sequence[tuple[int, int, str]]) -> list[Token]:
    """The words of a text.

    Args:
        text: as stored.
        shown: the same text as it will be shown, of the same length, contacts covered or not.
        closed: contacts as ``(start, end, value)``: each is one word, compared by its value.
    """
    spans = _closed(text, shown, closed)
    keys: dict[str, str] = {}
    found: list[tuple[int, str]] = []
    at = 0
    for start, end, value in [*spans, (len(text), len(text), "")]:
        for match in _WORDS.finditer(text, at, start):
            word = match[0]
            key = keys.get(word)
            if key is None:
                key = keys[word] = fold(word).text or word
            found.append((match.start(), key))
        if end > start:
            found.append((start, value))
        at = end
    if text and not found:
        found.append((0, ""))
    starts = [0, *(start for start, _key in found[1:]), len(text)]
    return [Token(starts[n], starts[n + 1], key) for n, (_start, key) in enumerate(found)]


def _closed(
    text: str, shown: str, closed: Sequence[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """Contacts and whatever else is covered, without overlaps, in order."""
    wanted = sorted((start, end, f"\0{value}") for start, end, value in closed if start < end)
    wanted += [(m.start(), m.end(), "") for m in _COVERED.finditer(shown) if shown != text]
    kept: list[tuple[int, int, str]] = []
    for start, end, value in sorted(wanted, key=_place):
        if kept and start < kept[-1][1]:
            first, last, known = kept[-1]
            if end > last:
                kept[-1] = (first, end, "")
            elif not known:
                kept[-1] = (first, last, value if (start, end) == (first, last) else "")
        else:
            kept.append((start, end, value))
    return [(a, b, value or "\0" + fold(text[a:b]).text) for a, b, value in kept]


def _place(span: tuple[int, int, str]) -> tuple[int, int]:
    return span[0], -span[1]


def align(left: Sequence[Token], right: Sequence[Token]) -> list[Piece]:
    """Pieces of two texts, in order; islands of one or two words between changes are dissolved."""
    a, b = [one.key for one in left], [one.key for one in right]
    spans: list[tuple[bool, int, int, int, int]] = []
    i = j = 0
    for x, y, size in [*_joined(_matching(a, b)), (len(a), len(b), 0)]:
        if x > i or y > j:
            spans.append((False, i, x, j, y))
        if size:
            spans.append((True, x, x + size, y, y + size))
        i, j = x + size, y + size
    return [
        Piece(same, _span(left, i1, i2), _span(right, j1, j2))
        for same, i1, i2, j1, j2 in _without_islands(spans, a, b)
    ]


def _span(found: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    if not found:
        return 0, 0
    start = found[first].start if first < len(found) else found[-1].end
    return start, (found[last - 1].end if last > first else start)


def _joined(blocks: Iterator[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Blocks that touch as one."""
    kept: tuple[int, int, int] | None = None
    for x, y, size in blocks:
        if kept and (kept[0] + kept[2], kept[1] + kept[2]) == (x, y):
            kept = (kept[0], kept[1], kept[2] + size)
            continue
        if kept:
            yield kept
        kept = (x, y, size)
    if kept:
        yield kept


def _matching(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Equal stretches ``(place in a, place in b, length)`` in order.

    Long texts are first cut at words, or runs of words, that stand once in both (patience
    difference); a long stretch without any such place is taken as different throughout.
    """
    waiting = [(0, len(a), 0, len(b))]
    while waiting:
        i1, i2, j1, j2 = waiting.pop()
        head = tail = 0
        while i1 + head < i2 and j1 + head < j2 and a[i1 + head] == b[j1 + head]:
            head += 1
        if head:
            yield i1, j1, head
        i1, j1 = i1 + head, j1 + head
        while i2 - tail > i1 and j2 - tail > j1 and a[i2 - tail - 1] == b[j2 - tail - 1]:
            tail += 1
        i2, j2 = i2 - tail, j2 - tail
        inner = [(i1, i2, j1, j2)] if i1 < i2 and j1 < j2 else []
        if inner and _quick(a[i1:i2], b[j1:j2]):
            matcher = SequenceMatcher(None, a[i1:i2], b[j1:j2], autojunk=False)
            for x, y, size in matcher.get_matching_blocks():
                if size:
                    yield i1 + x, j1 + y, size
            inner = []
        elif inner:
            inner = _between(_anchors(a, b, (i1, i2, j1, j2)), (i1, i2, j1, j2))
        if tail:
            waiting.append((i2, i2 + tail, j2, j2 + tail))
        waiting += reversed(inner)


def _quick(a: Sequence[str], b: Sequence[str]) -> bool:
    once, other = Counter(a), Counter(b)
    return sum(n * other[word] for word, n in once.items()) <= _QUICK


def _anchors(
    a: Sequence[str], b: Sequence[str], within: tuple[int, int, int, int]
) -> list[tuple[int, int]]:
    """Places that stand once on both sides, the most that are in the same order on both."""
    i1, i2, j1, j2 = within
    for size in _RUNS:
        first = ["\1".join(a[i : i + size]) for i in range(i1, i2 - size + 1)]
        other = ["\1".join(b[j : j + size]) for j in range(j1, j2 - size + 1)]
        once = {word for word, n in Counter(first).items() if n == 1}
        once &= {word for word, n in Counter(other).items() if n == 1}
        if once:
            place = {word: j for j, word in enumerate(other, start=j1) if word in once}
            return _in_order(
                [(i, place[word]) for i, word in enumerate(first, start=i1) if word in once]
            )
    return []


def _in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rises on both sides."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_i, j) in enumerate(pairs):
        at = bisect_left(ends, j)
        before.append(last[at - 1] if at else -1)
        ends[at : at + 1] = [j]
        last[at : at + 1] = [number]
    kept = []
    number = last[-1] if last else -1
    while number >= 0:
        kept.append(pairs[number])
        number = before[number]
    return kept[::-1]


def _between(
    anchors: Sequence[tuple[int, int]], within: tuple[int, int, int, int]
) -> list[tuple[int, int, int, int]]:
    """The stretches that begin at the anchors; none when there is no anchor."""
    i1, i2, j1, j2 = within
    cuts = [(i1, j1), *anchors, (i2, j2)]
    found = [(*cuts[n], *cuts[n + 1]) for n in range(len(cuts) - 1)] if anchors else []
    return [(i, k, j, m) for i, j, k, m in found if i < k and j < m]


def _without_islands(
    spans: Sequence[tuple[bool, int, int, int, int]], a: Sequence[str], b: Sequence[str]
) -> list[tuple[bool, int, int, int, int]]:
    """One or two equal words between larger changes say nothing: they join the changes."""
    kept: list[tuple[bool, int, int, int, int]] = []
    for place, (same, i1, i2, j1, j2) in enumerate(spans):
        if same and 0 < place < len(spans) - 1 and i2 - i1 <= 2:
            size = sum(map(len, a[i1:i2]))
            around = [_letters(spans[place + step], a, b) for step in (-1, 1)]
            same = size > min(around)
        if kept and not same and not kept[-1][0]:
            kept[-1] = (False, kept[-1][1], i2, kept[-1][3], j2)
        else:
            kept.append((same, i1, i2, j1, j2))
    return kept


def _letters(span: tuple[bool, int, int, int, int], a: Sequence[str], b: Sequence[str]) -> int:
    _same, i1, i2, j1, j2 = span
    return max(sum(map(len, a[i1:i2])), sum(map(len, b[j1:j2])))
