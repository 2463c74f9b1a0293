# SPDX-License-Identifier: GPL-3.0-or-later
"""Folded text: one spelling for the many ways of writing the same thing, with the way back.

``fold`` undoes what a reader does not see or does not mind (width, script of digits, invisible
characters, look-alike letters); its offset map leads every folded character back to the raw text,
because evidence is always shown as it was posted.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count, repeat

FOLD_VERSION = "2"

_CACHE_BELOW = 0x40000
"""Code points above are rare (tags, private use): folded each time, so the cache stays small."""
_MAX_MARKS = 30
"""Marks kept on one base letter (Unicode's stream-safe limit); the rest is decoration."""

_REMOVED = frozenset(
    "\u034f\u0640\u115f\u1160\u17b4\u17b5\u20dd\u20de\u20e0\u20e3\u3164\uffa0"
    + "".join(
        map(chr, chain(range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)))
    )
)
"""Invisible, or a frame round the character before it, without being of category Cf."""

_GIVEN = {"\u2800": " ", "\U0001f51f": "10", "\U0001f4af": "100"}
_GIVEN |= {chr(0x1F150 + i): chr(97 + i) for i in range(26)}  # negative circled letters
_GIVEN |= {chr(0x1F170 + i): chr(97 + i) for i in range(26)}  # negative squared letters

_CYRILLIC_TO_LATIN = dict(zip("асеорхуіјѕкмтнвԛԝһԁӏґгпь", "aceopxyijskmthbqwhdlrrnb", strict=True))
_GREEK_TO_LATIN = dict(zip("αβγεηικνορτυχωκϲϳμ", "abyenikvoptuxwkcju", strict=True))
_TO_LATIN = str.maketrans(_CYRILLIC_TO_LATIN | _GREEK_TO_LATIN)
_TO_CYRILLIC = str.maketrans(
    dict(zip("aceopxyijskmthbunrwαερτχυκονγ", "асеорхуіјѕкмтнвипгшаертхуконг", strict=True))
)
_TO_GREEK = str.maketrans(dict(zip("aeikvoptux", "αεικνορτυχ", strict=True)))
_MISTAKABLE = frozenset(chain(map(chr, _TO_LATIN), map(chr, _TO_CYRILLIC))) - set("unrw")
_MEETING = re.compile("[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z]")
_LATIN_LEET = str.maketrans("01345789@$€£", "oieastbgasel")
_CYRILLIC_LEET = str.maketrans("03468@€$", "озчбваес")
_SPELLED_OUT = re.compile(r"(?<!\S)(?:\S ){2,}\S(?!\S)")
_LEET = re.compile(r"(?<=[^\W\d_])[\d@$€£]+(?=[^\W\d_])")
_WORD = re.compile("[a-z\u00df-\u024f\u0370-\u052f]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and, for each of its characters, the raw code point that gave it.

    ``offsets`` has one more entry than ``text`` has characters: the length of the raw text.
    """

    text: str
    offsets: array[int]


def fold(raw: str) -> Folded:
    """Fold a raw text; works on any string, lone surrogates included."""
    if raw.isascii():
        return Folded(raw.lower(), array("I", range(len(raw) + 1)))
    kinds = {_KINDS[ord(c)] for c in set(raw)}
    if kinds == {_SINGLE}:
        return Folded(_one_script(raw.translate(_FOLDS)), array("I", range(len(raw) + 1)))
    parts: list[str] = []
    offsets = array("I")
    if _JOINING in kinds:
        _fold_joined(raw, parts, offsets)
    else:
        _fold_run(raw, 0, parts, offsets)
    offsets.append(len(raw))
    return Folded(_one_script("".join(parts)), offsets)


def fold_text(raw: str) -> str:
    """The text of ``fold`` without the way back, several times faster."""
    if raw.isascii():
        return raw.lower()
    if _JOINING in {_KINDS[ord(c)] for c in set(raw)}:
        return fold(raw).text
    return _one_script(raw.translate(_FOLDS))


def folded_alone(code: int) -> str | None:
    """Folded form of one code point; ``None`` where that hangs on the letter before it."""
    return None if _KINDS[code] == _JOINING else _FOLDS[code]


def letters_of_scripts(codes: Iterable[int]) -> tuple[list[int], list[int], list[int], list[int]]:
    """What letters are in a Latin, a Greek and a Cyrillic word, and 1 for those in doubt."""
    listed = list(codes)
    latin, greek, cyrillic = (
        [ord(chr(code).translate(table)) for code in listed]
        for table in (_TO_LATIN, _TO_GREEK, _TO_CYRILLIC)
    )
    return latin, greek, cyrillic, [int(chr(code) in _MISTAKABLE) for code in listed]


def without_leet(folded_text: str) -> str:
    """Digits and signs that stand for letters inside a word, as those letters.

    Only between two letters: ``2b``, ``4x4`` and numbers stay. Read as Cyrillic after a Cyrillic
    letter.
    """
    return _LEET.sub(_spelled, folded_text)


def _spelled(match: re.Match[str]) -> str:
    cyrillic = "\u0400" <= match.string[match.start() - 1] < "\u0530"
    return match.group().translate(_CYRILLIC_LEET if cyrillic else _LATIN_LEET)


def letters(folded_text: str) -> str:
    """Letters and single spaces of a folded text: no accents, digits, punctuation or emoji."""
    return " ".join(folded_text.translate(_LETTERS).split())


def words(folded_text: str) -> str:
    """Words of a folded text between single spaces, one space before and after; '' without words.

    As ``letters``, but punctuation parts words, and letters written one by one (``r e n t``,
    ``r*e*n*t``) are one word.
    """
    parted = " ".join(without_leet(folded_text).translate(_WORD_LETTERS).split())
    if _SPELLED_OUT.search(parted):
        parted = _SPELLED_OUT.sub(lambda run: run.group().replace(" ", ""), parted)
    return f" {parted} " if parted else ""


def word_letter(code: int) -> str:
    """What ``words`` keeps of one folded code point: letters, a space, or nothing."""
    return _WORD_LETTERS[code]


def leet_letter(code: int, *, cyrillic: bool) -> int:
    """The letter that ``words`` reads a digit or sign inside a word as; 0 for none."""
    given = (_CYRILLIC_LEET if cyrillic else _LATIN_LEET).get(code, 0)
    return int(given)


def raw_span(folded: Folded, start: int, end: int) -> tuple[int, int]:
    """Raw ``(start, end)`` of every code point that made the folded slice."""
    offsets = folded.offsets
    if end <= start:
        return offsets[start], offsets[start]
    last, size = offsets[end - 1], len(offsets) - 1
    while end < size and offsets[end] == last:
        end += 1
    return offsets[start], offsets[end]


_SINGLE, _SEVERAL, _NOTHING, _JOINING = "s", "m", "n", "j"
_MARKS = re.compile("j[jn]*")


class _FoldTable(dict[int, str]):
    """Folded form of single code points, found when first met."""

    def __missing__(self, code: int) -> str:
        given = _fold_character(chr(code))
        if code < _CACHE_BELOW:
            self[code] = given
        return given


class _KindTable(dict[int, str]):
    """Whether a code point folds to one character, to more, to none, or joins the one before."""

    def __missing__(self, code: int) -> str:
        given = _FOLDS[code]
        if not given:
            kind = _NOTHING
        elif _joins(chr(code)) or _joins(given[0]):
            kind = _JOINING
        else:
            kind = _SINGLE if len(given) == 1 else _SEVERAL
        if code < _CACHE_BELOW:
            self[code] = kind
        return kind


class _LetterTable(dict[int, str]):
    """What ``letters`` keeps of a folded code point."""

    def __missing__(self, code: int) -> str:
        given = _letters_of(chr(code))
        if code < _CACHE_BELOW:
            self[code] = given
        return given


class _WordLetterTable(_LetterTable):
    """What ``words`` keeps: letters as ``letters`` does, a space for what parts words."""

    def __missing__(self, code: int) -> str:
        given = _letters_of(chr(code))
        if not given and unicodedata.category(chr(code))[0] not in "MC":
            given = " "
        if code < _CACHE_BELOW:
            self[code] = given
        return given


_FOLDS = _FoldTable()
_KINDS = _KindTable()
_LETTERS = _LetterTable()
_WORD_LETTERS = _WordLetterTable()


def _is_removed(character: str) -> bool:
    return character in _REMOVED or unicodedata.category(character) == "Cf"


@lru_cache(maxsize=1)
def _second_parts() -> frozenset[str]:
    """Starters that normalisation may join to the character before (Jamo, vowel signs)."""
    spans = (range(0x900, 0x1100), range(0x1B00, 0x1B50), range(0x11000, 0x11A00))
    seconds = {chr(c) for c in chain(range(0x1161, 0x1176), range(0x11A8, 0x11C3))}
    for code in chain.from_iterable(spans):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            seconds.add(chr(int(parts[1], 16)))
    return frozenset(seconds)


def _joins(character: str) -> bool:
    if _is_removed(character):
        return False
    return unicodedata.combining(character) != 0 or (
        character > "\u08ff" and character in _second_parts()
    )


def _fold_character(character: str) -> str:
    if _is_removed(character):
        return ""
    if character in _GIVEN:
        return _GIVEN[character]
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return _settled(_variant(_CONFUSED.get(character, character)))


_VARIANT = re.compile(
    "LATIN (?:LETTER SMALL CAPITAL|SMALL LETTER SCRIPT|SMALL LETTER DOTLESS|SMALL LETTER"
    "|CAPITAL LETTER)"
    " ([A-Z])(?: WITH (?:[A-Z -]*STROKE|[A-Z -]*HOOK|[A-Z -]*TAIL|[A-Z -]*CURL|[A-Z -]*BAR))?"
)
_CONFUSED = dict(zip("ɑɩıոսօցհքƅ", "aiinuoghqb", strict=True))
"""Letters of scripts hardly met in ads, as UTS 39 confuses them."""


def _variant(character: str) -> str:
    """A Latin letter in another shape (small capital, hook, stroke) as the letter it is read as."""
    if character < "\u0180":
        return character
    found = _VARIANT.fullmatch(unicodedata.name(character, ""))
    return found.group(1).lower() if found else character


def _settled(text: str) -> str:
    """NFKC and casefold, repeated until nothing changes (the two undo each other at times)."""
    for _ in range(4):
        given = unicodedata.normalize("NFKC", text).casefold()
        given = unicodedata.normalize("NFKC", given)
        if any(_is_removed(c) for c in given):
            given = "".join(c for c in given if not _is_removed(c))
        if given == text:
            break
        text = given
    return text


@lru_cache(maxsize=4096)
def _fold_segment(part: str) -> str:
    """A base and the marks that join it."""
    plain = "".join(_FOLDS[ord(c)] for c in part)
    return _settled(plain)[: _MAX_MARKS + 1]


def _fold_run(run: str, place: int, parts: list[str], offsets: array[int]) -> None:
    """Fold text without joining marks that stands at ``place``."""
    folded = [_FOLDS[ord(c)] for c in run]
    text = "".join(folded)
    parts.append(text)
    sizes = set(map(len, folded))
    if sizes <= {1}:
        offsets.extend(range(place, place + len(run)))
    else:
        offsets.extend(chain.from_iterable(map(repeat, count(place), map(len, folded))))


def _fold_joined(raw: str, parts: list[str], offsets: array[int]) -> None:
    kinds = raw.translate(_KINDS)
    done = 0
    for marks in _MARKS.finditer(kinds):
        base = marks.start()
        while base > done and kinds[base - 1] == _NOTHING:
            base -= 1
        base = max(base - 1, done)
        _fold_run(raw[done:base], done, parts, offsets)
        done = marks.end()
        kept = [c for c in raw[base:done] if _FOLDS[ord(c)]]
        given = _fold_segment("".join(kept[: _MAX_MARKS + 1]))
        parts.append(given)
        offsets.extend([base] * len(given))
    _fold_run(raw[done:], done, parts, offsets)


def _one_script(text: str) -> str:
    """Words that mix Latin with Cyrillic or Greek are given the script that they are truly in."""
    if not _MEETING.search(text):
        return text
    return _WORD.sub(_word_in_one_script, text)


def _word_in_one_script(match: re.Match[str]) -> str:
    word, after = match.group(), match.string[match.end() : match.end() + 1]
    if after and unicodedata.combining(after):  # another letter under this mark would join it
        word, after = word[:-1], word[-1]
    else:
        after = ""
    return _word_in_script(word) + after


def _word_in_script(word: str) -> str:
    """Letters that exist in one script only decide; Latin when there is no majority."""
    if word.isascii() or not _MEETING.search(word):
        return word
    sure = [c for c in word if c not in _MISTAKABLE] or word
    latin = sum(c < "\u0370" for c in sure)
    greek = sum("\u0370" <= c < "\u0400" for c in sure)
    if len(sure) <= 2 * latin:
        return word.translate(_TO_LATIN)
    if 2 * greek > len(sure):
        return word.translate(_TO_GREEK)
    return word.translate(_TO_CYRILLIC)


def _letters_of(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character)[0] not in "LM" or _is_overlay(character):
        return ""
    if "\uac00" <= character <= "\ud7a3":  # Hangul syllables stay whole
        return character
    plain = unicodedata.normalize("NFKD", character)
    return "".join(
        c for c in plain if unicodedata.category(c)[0] in "LM" and unicodedata.combining(c) < 10
    )


def _is_overlay(mark: str) -> bool:
    """A stroke through the letter before it, or a frame round it: never part of how it is spelt."""
    return unicodedata.combining(mark) == 1 or unicodedata.category(mark) == "Me"
