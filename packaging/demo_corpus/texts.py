# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of advertisers: drawn so that no two advertisers say nearly the same by accident."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field

from demo_corpus.banks import LANGUAGES, Bank, Line, choose

_TRIES = 70
_ENOUGH = 0.12  # share of word triples two advertisers of a language may have in common

# Which titles go with which opening, and which details would be odd after it.
_TITLES = {
    "farm": ((0,), (0,), (3,), (1,), (2,)),
    "cleaning": ((0,), (4,), (1,), (2,), (4,)),
    "building": ((1,), (0,), (2,), (3,), (4,)),
    "care": ((0,), (1,), (2,), (3,), (4,)),
    "kitchen": ((0,), (1,), (2,), (3,), (4,)),
    "driving": ((0,), (1,), (2,), (3,), (4,)),
    "rides": ((0, 1), (2,), (3,), (4,), (1,)),
    "rooms": ((0,), (1,), (2,), (3,), (0,)),
    "services": ((0,), (1,), (2,), (3,), (4,)),
    "goods": ((0, 1, 2, 3),) * 5,
}
_ODD = {
    ("rooms", 2): {0, 2, 3, 5, 6},
    ("driving", 3): {1, 2, 3, 5, 6},
    ("rides", 3): {0, 3, 4, 5, 6},
    ("rides", 2): {2, 5},
    ("services", 3): {5, 7},
    ("cleaning", 4): {2, 3, 7},
    **{("care", opening): {6} for opening in (1, 2, 3, 4)},
}
_ON_SITE = frozenset({5, 8, 9, 11})  # closing remarks about a house, a team, references


@dataclass(frozen=True, slots=True)
class Draft:
    """A title and body lines with their slots still open."""

    language: str
    title: str
    body: tuple[str, ...]
    source: tuple[Line, ...] = field(default=())


class Writer:
    """Draws drafts and remembers what was said in each language."""

    def __init__(self) -> None:
        self.banks = {language: Bank(language) for language in LANGUAGES}
        self._lengths: list[int] = []
        self._said: dict[tuple[str, str], list[int]] = {}  # texts by language and triple

    def draft(
        self, language: str, trade: str, rng: random.Random, planted: tuple[Line, ...] = ()
    ) -> Draft:
        """Draw the text that differs most from all earlier ones of the language."""
        return self.family([language], trade, rng, planted)[language]

    def family(
        self,
        languages: list[str],
        trade: str,
        rng: random.Random,
        planted: tuple[Line, ...] = (),
    ) -> dict[str, Draft]:
        """Draw one text, said line by line in several languages, unlike all earlier ones."""
        best: dict[str, Draft] = {}
        best_share = 2.0
        for _ in range(_TRIES):
            first = self._draw(languages[0], trade, rng, planted)
            said = [first, *(self._carry_over(first, other, rng) for other in languages[1:])]
            share = max(map(self._closest, said))
            if share < best_share:
                best, best_share = {draft.language: draft for draft in said}, share
            if best_share <= _ENOUGH:
                break
        for draft in best.values():
            self._remember(draft)
        return best

    def _carry_over(self, draft: Draft, language: str, rng: random.Random) -> Draft:
        """Say a draft in another language, line by line."""
        bank = self.banks[language]
        lines = tuple(bank.same_line(line) for line in draft.source)
        texts = [choose(line.text, rng) for line in lines]
        return Draft(language, texts[0], tuple(texts[1:]), lines)

    def _draw(
        self, language: str, trade: str, rng: random.Random, planted: tuple[Line, ...]
    ) -> Draft:
        bank = self.banks[language]
        if trade == "planted":
            lines = [planted[0], *planted, *rng.sample(_closings(bank, trade), 2)]
        else:
            opening = rng.choice(bank.lines(trade, "o"))
            odd = _ODD.get((trade, opening.index), set())
            fitting = [line for line in bank.lines(trade, "d") if line.index not in odd]
            details = rng.sample(fitting, min(len(fitting), rng.choice((2, 3, 3, 4))))
            title = bank.lines(trade, "t")[rng.choice(_TITLES[trade][opening.index])]
            lines = [title, opening, *details, *planted]
            if rng.random() < 0.55:
                lines.append(rng.choice(_closings(bank, trade)))
        texts = [choose(line.text, rng) for line in lines]
        return Draft(language, texts[0], tuple(texts[1:]), tuple(lines))

    def _remember(self, draft: Draft) -> None:
        mine = triples(draft)
        for triple in mine:
            self._said.setdefault((draft.language, triple), []).append(len(self._lengths))
        self._lengths.append(len(mine))

    def _closest(self, draft: Draft) -> float:
        """Give the largest share of triples in common with any earlier text of the language."""
        mine = triples(draft)
        common = Counter(
            text for triple in mine for text in self._said.get((draft.language, triple), ())
        )
        shares = (n / (len(mine) + self._lengths[text] - n) for text, n in common.items())
        return max(shares, default=0.0)


def _closings(bank: Bank, trade: str) -> list[Line]:
    """Give the closing remarks that fit a trade."""
    lines = bank.lines("common", "x")
    if trade in {"rides", "goods", "planted"}:
        return [line for line in lines if line.index not in _ON_SITE]
    return lines


def triples(draft: Draft) -> frozenset[str]:
    """Give the word triples of a draft's body."""
    words = re.findall(r"[^\W\d_]+", " ".join(draft.body).casefold())
    return frozenset(" ".join(words[k : k + 3]) for k in range(max(1, len(words) - 2)))
