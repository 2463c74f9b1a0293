# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of digits as people write them: spaced, with symbols, in words, with look-alike letters.

This reader only says which digits stand where and how they had to be read; whether they are a
phone is decided in ``phone_windows``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from indexing.extract.claims import TAKEN
from indexing.extract.number_words import CONNECTORS, REPEATS, digits_of, words_in

_TOKEN = re.compile(r"[0-9]+|(?:п|дев)['’][^\W\d_]+|[^\W\d_]+")
_LOOKALIKE = str.maketrans("oоοilі", "000111")
_LOOKALIKES = frozenset("oоοilі")
_RARER = str.maketrans("oоοilіsbzѕ", "0001115825")
_RARER_LOOKALIKES = frozenset("oоοilіsbzѕ")
"""Read so where digits touch them on both sides, or where they fill a group of a number."""
_LONGEST_GAP = 10
_JOINT = re.compile(r"[\s\-–]{0,2}")
"""What may stand inside one number told in several words."""
_DIGITS = frozenset("0123456789oоο")
_SEPARATORS = frozenset(" .-")
_LEFT_OF = re.compile(r"[0-9oоοilіsbz][ .\-]?[0-9oоοilі]\Z")
_STRONG = frozenset(";\n•·●▪►→")
_MIN_DIGITS = 7
_MOST_GROUPS = 160
_MOST_PARTS = 20
"""Longest run and how many of them are read in one list: some hundreds of phones."""
GLUED = 0
SPACED = 1
WIDE = 2
BROKEN = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Digits that stand together. ``form`` is ``digits``, ``words`` or ``lookalike``."""

    digits: str
    start: int
    end: int
    form: str


@dataclass(frozen=True, slots=True)
class Run:
    """Groups with nothing but gaps between them.

    ``gaps[i]`` is the strength of the gap before group ``i`` (the first and last have none);
    ``before`` and ``after`` are letters glued to either side.
    """

    groups: tuple[Group, ...]
    gaps: tuple[int, ...]
    before: str
    after: str


def runs(text: str) -> Iterator[Run]:
    """Every run that holds at least seven digits."""
    tokens: list[tuple[Group | str, int, int]] = []
    last_end = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        token = match.group()
        if tokens and not _bridges(text, last_end, start):
            yield from _finish(text, tokens)
            tokens = []
        read = _token(token, start, end) or _rare_token(text, token, start)
        if read is not None or (tokens and start > last_end and token in CONNECTORS):
            tokens.append((read or token, start, end))
        elif tokens:
            yield from _finish(text, tokens)
            tokens = []
        last_end = end
    yield from _finish(text, tokens)


def _token(token: str, start: int, end: int) -> Group | str | None:
    if token[0] in "0123456789":
        return Group(token, start, end, "digits")
    if words_in(token):
        return token
    if len(token) <= 4 and _LOOKALIKES.issuperset(token):
        return Group(token.translate(_LOOKALIKE), start, end, "lookalike")
    return None


def _rare_token(text: str, token: str, start: int) -> Group | None:
    """Letters such as the S of ``2312S288`` or of ``202-SSS-0123``."""
    if len(token) > 4 or not _RARER_LOOKALIKES.issuperset(token):
        return None
    end = start + len(token)
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    left = _LEFT_OF.search(text, max(0, start - 3), start) is not None
    right = after[:1] in _DIGITS
    touches = (left and not after[:1].isalpha()) or (
        right and before[-1:] in _SEPARATORS and before[:1] in _DIGITS
    )
    fills = (
        len(token) > 1
        and before[-1:] in _SEPARATORS
        and before[-1:] == after[:1]
        and before[:1] in _DIGITS
        and after[1:] in _DIGITS
    )
    if touches or fills:
        return Group(token.translate(_RARER), start, end, "lookalike")
    return None


def _bridges(text: str, start: int, end: int) -> bool:
    if end - start > _LONGEST_GAP:
        return False
    gap = text[start:end]
    return TAKEN not in gap and gap.count("\n") < 3 and "     " not in gap


def _gap(text: str, left: Group, right: Group) -> int:
    """Strength of a gap; any sign separates digits that stand one by one."""
    strength = _strength(text, left.end, right.start)
    if strength == BROKEN and len(left.digits) == len(right.digits) == 1:
        return BROKEN if "\n" in text[left.end : right.start] else SPACED
    return strength


def _strength(text: str, start: int, end: int) -> int:
    gap = text[start:end]
    if not gap:
        return GLUED
    if _STRONG.intersection(gap):
        return BROKEN
    plain = gap.strip()
    is_list_mark = len(gap) == 2 and plain in (",", ".", "/", "|", "!", "?", "&")
    return WIDE if is_list_mark or (len(gap) > 2 and plain != gap) else SPACED


def _finish(text: str, tokens: list[tuple[Group | str, int, int]]) -> Iterator[Run]:
    groups = _without_loose(_groups(text, tokens))
    strengths = [_gap(text, left, right) for left, right in pairwise(groups)]
    for first, last in _parts(strengths, len(groups)):
        run = _run(text, groups[first:last], strengths[first : last - 1])
        if run is not None:
            yield run


def _parts(strengths: list[int], size: int) -> Iterator[tuple[int, int]]:
    """Long lists are cut where a gap is strongest, so that no run is long."""
    first = 0
    while first < size and first < _MOST_GROUPS * _MOST_PARTS:
        last = min(first + _MOST_GROUPS, size)
        if last < size:
            cut = max(range(first + 1, last), key=lambda place: (strengths[place - 1], place))
            last = cut
        yield first, last
        first = last


def _run(text: str, groups: list[Group], strengths: list[int]) -> Run | None:
    digits = sum(len(group.digits) for group in groups)
    if digits < _MIN_DIGITS or {group.form for group in groups} == {"lookalike"}:
        return None
    before = _letters_before(text, groups[0].start)
    after = _letters_after(text, groups[-1].end)
    return Run(tuple(groups), (BROKEN, *strengths, BROKEN), before, after)


def _groups(text: str, tokens: list[tuple[Group | str, int, int]]) -> list[Group]:
    groups: list[Group] = []
    place = 0
    while place < len(tokens):
        read = tokens[place][0]
        if isinstance(read, Group):
            groups.append(read)
            place += 1
            continue
        beside = tokens[place + 1][0] if place + 1 < len(tokens) else None
        if read in REPEATS and isinstance(beside, Group):
            groups.append(_repeated(read, tokens[place][1], beside))
            place += 2
            continue
        words, owners = _joined_words(text, tokens, place)
        done = 0
        while done < len(words):
            digits, used = digits_of(words[done:])
            begin = tokens[owners[done]][1]
            finish = tokens[owners[done + used - 1]][2]
            if digits:
                groups.append(Group(digits, begin, finish, "words"))
            done += used
        place = owners[-1] + 1
    return groups


def _repeated(word: str, start: int, group: Group) -> Group:
    """``double 0`` as two zeros: without one of them it would be the number of somebody else."""
    digits = group.digits[0] * REPEATS[word] + group.digits[1:]
    return Group(digits, start, group.end, "words")


def _joined_words(
    text: str, tokens: list[tuple[Group | str, int, int]], place: int
) -> tuple[tuple[str, ...], list[int]]:
    """Number words from ``place`` on that only joints separate, and the token of each."""
    words: list[str] = []
    owners: list[int] = []
    end = tokens[place][1]
    while place < len(tokens) and len(words) < 60:
        read, start, finish = tokens[place]
        if isinstance(read, Group) or not _JOINT.fullmatch(text, end, start):
            break
        parts = words_in(read) or (read,)
        words += parts
        owners += [place] * len(parts)
        place, end = place + 1, finish
    return tuple(words), owners


def _without_loose(groups: list[Group]) -> list[Group]:
    """Without the look-alike letters at the edges that are words of the sentence.

    There may be thousands: the single digits are counted once.
    """
    first, last = 0, len(groups)
    singles = sum(len(group.digits) == 1 for group in groups)
    while first < last:
        other = groups[first + 1] if first + 1 < last else None
        if not _is_loose(groups[first], other, singles=singles * 2 > last - first, opens=True):
            break
        singles -= len(groups[first].digits) == 1
        first += 1
    while first < last:
        other = groups[last - 2] if first < last - 1 else None
        if not _is_loose(groups[last - 1], other, singles=singles * 2 > last - first, opens=False):
            break
        singles -= len(groups[last - 1].digits) == 1
        last -= 1
    return groups[first:last]


def _is_loose(group: Group, other: Group | None, *, singles: bool, opens: bool) -> bool:
    """A look-alike letter at the edge is a word of the sentence unless glued to a digit.

    Where most groups are of one digit, it is one of them; an O before a number is its zero.
    """
    if group.form != "lookalike" or other is None:
        return group.form == "lookalike"
    if group.end == other.start or other.end == group.start:
        return False
    return not (singles or (opens and group.digits in ("0", "00", "01")))


def _letters_before(text: str, start: int) -> str:
    found = re.search(r"[^\W\d_]{1,12}\Z", text[max(0, start - 12) : start])
    return found.group() if found else ""


def _letters_after(text: str, end: int) -> str:
    found = re.match(r"[^\W\d_]{1,12}", text[end : end + 12])
    return found.group() if found else ""
