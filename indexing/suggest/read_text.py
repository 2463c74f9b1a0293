# SPDX-License-Identifier: GPL-3.0-or-later
"""A text as rules see it: folded, in words and sentences, with the way back to its code points."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection
from functools import cached_property, lru_cache

from indexing.limits import REGEX_TEXT_CHARACTERS
from indexing.normalise import fold, raw_span
from indexing.suggest.hits import Text

_MARKS = ".!?…。؟।"
_END = re.compile(rf"(?<![{_MARKS}])[{_MARKS}]+(?=\s|$)|[\n\r\u2028\u2029]\s*|[;؛•▪●]")
"""Marks are counted from the first of them: from each one, a line of dots took its square."""
UNKNOWN = "?"


@lru_cache(maxsize=1)
def _word() -> re.Pattern[str]:
    """Letters and digits with the marks on them (vowel signs, points), which ``re`` leaves out."""
    marks = [chr(c) for c in range(0x300, 0x3000) if unicodedata.category(chr(c)) in ("Mn", "Mc")]
    return re.compile(rf"[^\W_][^\W_{''.join(marks)}]*(?:[{''.join(marks)}]+[^\W_]*)*")


def words_of(folded_text: str) -> list[str]:
    """The words of a folded text; apostrophe and hyphen part words."""
    return _word().findall(folded_text)


@lru_cache(maxsize=65_536)
def plain(word: str) -> str:
    """A folded word without accents and other marks on its letters."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    return "".join(sign for sign in parts if unicodedata.category(sign) != "Mn") or word


class ReadText:
    """One text while the rules of an ad are held against it; read no further than a limit."""

    def __init__(self, text: Text) -> None:
        self.field = text.field
        self.raw = text.raw[:REGEX_TEXT_CHARACTERS]
        self.parts = text.parts
        self.folded = fold(self.raw)
        found = [(match.group(), match.span()) for match in _word().finditer(self.folded.text)]
        self.words = [word for word, _span in found]
        self._spans = [span for _word, span in found]
        self.plain = self.words if self.folded.text.isascii() else list(map(plain, self.words))
        self.has_accents = self.plain is not self.words and self.plain != self.words

    @cached_property
    def _ends(self) -> list[int]:
        """Raw places where sentences end. A line that goes on in lower case ends none."""
        ends = []
        for match in _END.finditer(self.raw):
            lines = sum(match.group().count(sign) for sign in "\n\u2028\u2029")
            after = self.raw[match.end() : match.end() + 1]
            if lines == 1 and after.islower():
                continue
            ends.append(match.end())
        return ends

    def sentence_at(self, place: int) -> int:
        """Number of the sentence that holds a raw place."""
        return bisect_right(self._ends, place)

    @cached_property
    def _starts(self) -> list[int]:
        """Raw place of the first letter of every word."""
        return [self.folded.offsets[start] for start, _after in self._spans]

    def sentence_of_word(self, word: int) -> int:
        """Number of the sentence of a word."""
        return self.sentence_at(self._starts[word])

    def raw_place(self, first: int, after: int) -> tuple[int, int]:
        """Raw span of words ``first`` up to ``after``."""
        return raw_span(self.folded, self._spans[first][0], self._spans[after - 1][1])

    def languages_at(self, place: int, language: str) -> frozenset[str]:
        """Languages that the text may be in at a raw place; none where nobody knows.

        A part that was told apart has its own. Where no part holds the place (a short line of an
        ad in several languages) it may be any of the ad's.
        """
        for start, end, tongue in self.parts:
            if start <= place < end:
                return frozenset({tongue})
        told = {language, *(tongue for _start, _end, tongue in self.parts)}
        return frozenset(told - {UNKNOWN, ""})


def speaks(wanted: Collection[str], spoken: Collection[str]) -> bool:
    """Whether a rule of some languages reads a text of others; either side may be any."""
    return not wanted or not spoken or not set(wanted).isdisjoint(spoken)
