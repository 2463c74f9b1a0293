# SPDX-License-Identifier: GPL-3.0-or-later
"""Words as the word index knows them, in every script, and what people type in the same form.

Folded as everywhere (``indexing.normalise``), then without accents. Scripts that put no spaces
between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese), and Korean, whose endings hang on
the words, are cut into overlapping pairs of signs: what is looked for is found inside a longer
run, without a dictionary. A lone emoji is a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexing.normalise import FOLD_VERSION, fold, fold_text, raw_span

VERSION = f"{FOLD_VERSION}.1"
"""Of folding and cutting together; an index made otherwise is made anew."""
_MAX_TERMS = 64
_TERM = re.compile(r'(-?)"([^"]*)"?|(\S+)')
_ACCENTED = ((0x0080, 0x0700), (0x1E00, 0x2000))
"""Latin, Greek, Cyrillic, Hebrew, Arabic: marks are accents. Elsewhere they spell the word."""
_MARKS_TO_DROP = ((0x0300, 0x0370), (0x1AB0, 0x1B00), (0x1DC0, 0x1E00), (0xFE20, 0xFE30))
_PAIRED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e80-\u0eff\u1000-\u104f\u1050-\u109f\u1780-\u17d3\u17dc\u17dd"
    "\u2e80-\u2fdf\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua9e0-\ua9fe\uaa60-\uaa7f\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_RUN = re.compile(f"[{_PAIRED}]+|[^ {_PAIRED}]+")
_PAIR_RUN = re.compile(f"[{_PAIRED}]")
_ALIKE = str.maketrans(
    {
        **dict(zip("øđłħŧıðκς", ("o", "d", "l", "h", "t", "i", "d", "κ", "σ"), strict=True)),
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ß": "ss",
        # Arabic letters that are written either way, and their Persian and Urdu shapes
        **dict(zip("ٱىةیېےکهەہھۀ", "ايهيييكههههه", strict=True)),
    }
)


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens that must stand one after the other; ``is_open``: the last is only a beginning."""

    tokens: tuple[str, ...]
    is_open: bool = False

    def match(self) -> str:
        """As FTS5 writes it."""
        return f'"{" ".join(self.tokens)}"' + ("*" if self.is_open else "")

    def ends(self, tokens: Sequence[str], start: int) -> bool:
        """Whether these tokens say the term from a place on."""
        found = tokens[start : start + len(self.tokens)]
        if len(found) < len(self.tokens) or tuple(found[:-1]) != self.tokens[:-1]:
            return False
        return (
            found[-1].startswith(self.tokens[-1])
            if self.is_open
            else (found[-1] == self.tokens[-1])
        )


@dataclass(frozen=True, slots=True)
class Query:
    """What a person typed: every wanted term must occur, none of the unwanted may."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...] = ()

    def match(self) -> str:
        """As FTS5 writes it; '' when nothing is left to look for."""
        if not self.wanted:
            return ""
        found = " AND ".join(term.match() for term in self.wanted)
        if not self.unwanted:
            return found
        return f"({found}) NOT ({' OR '.join(term.match() for term in self.unwanted)})"


def indexed(raw: str) -> str:
    """The tokens of a text, one space between them."""
    return " ".join(_tokens(_plain(fold_text(raw))))


def query(typed: str) -> Query:
    """``"a run of words"`` must occur as such, ``-word`` may not, ``word*`` is a beginning."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for minus, phrase, bare in _TERM.findall(typed)[:_MAX_TERMS]:
        is_unwanted = bool(minus) or (bare.startswith("-") and len(bare) > 1)
        found = term(phrase) if not bare else term(bare.removeprefix("-"), may_be_open=True)
        if found is not None:
            (unwanted if is_unwanted else wanted).append(found)
    return Query(tuple(wanted), tuple(unwanted))


def term(typed: str, *, may_be_open: bool = False) -> Term | None:
    """A run of words; None when no letter, digit or emoji is in it."""
    plain = _plain(fold_text(typed.encode("utf-8", "replace").decode()))
    tokens = list(_tokens(plain))
    if not tokens:
        return None
    is_open = may_be_open and typed.endswith("*")
    if _PAIR_RUN.search(tokens[-1]):
        # the run may go on in the text: its last sign is then no token of its own
        is_open = len(tokens) == 1 or not _PAIR_RUN.search(tokens[-2])
        if not is_open:
            tokens.pop()
    return Term(tuple(tokens), is_open)


def places(raw: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The tokens of a text and where each stands in it: code points (start, end)."""
    folded = fold(raw)
    pieces: list[str] = []
    origin: list[int] = []
    for place, char in enumerate(folded.text):
        given = char.translate(_PLAIN)
        pieces.append(given)
        origin.extend([place] * len(given))
    plain = "".join(pieces)
    tokens: list[str] = []
    spans: list[tuple[int, int]] = []
    for run in _RUN.finditer(plain):
        for token, start, end in _of_run(run[0]):
            first, last = origin[run.start() + start], origin[run.start() + end - 1]
            tokens.append(token)
            spans.append(raw_span(folded, first, last + 1))
    return tokens, spans


def _tokens(plain: str) -> Iterator[str]:
    if plain.isascii():
        yield from plain.split()
        return
    for run in _RUN.findall(plain):
        if _PAIR_RUN.match(run):
            yield from (token for token, _, _ in _of_run(run))
        else:
            yield run


def _of_run(run: str) -> Iterator[tuple[str, int, int]]:
    """The tokens of a run of one kind, with their places in it."""
    if not _PAIR_RUN.match(run):
        yield run, 0, len(run)
        return
    starts = [n for n, char in enumerate(run) if not n or unicodedata.category(char)[0] != "M"]
    ends = [*starts[1:], len(run)]
    for n, start in enumerate(starts):
        end = ends[min(n + 1, len(ends) - 1)]
        yield run[start:end], start, end


def _plain(folded: str) -> str:
    return folded.translate(_PLAIN)


class _PlainTable(dict[int, str]):
    """A folded code point as a token writes it: letters, nothing, a space, or a word of its own."""

    def __missing__(self, code: int) -> str:
        given = _plain_character(chr(code))
        if code < 0x40000:
            self[code] = given
        return given


_PLAIN = _PlainTable()


def _plain_character(char: str) -> str:
    kind = unicodedata.category(char)
    if _within(ord(char), _MARKS_TO_DROP):
        return ""
    if _within(ord(char), _ACCENTED):
        parts = unicodedata.normalize("NFKD", char)
        kept = "".join(c for c in parts if unicodedata.category(c)[0] in "LN")
        if kind[0] in "LNM":
            return kept.casefold().translate(_ALIKE)
    if kind[0] in "LNM":
        return char
    if kind == "So" or "\U0001f3fb" <= char <= "\U0001f3ff":
        return f" {char} "
    return " "


def _within(code: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first <= code < end for first, end in spans)
