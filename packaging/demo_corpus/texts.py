# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of advertisers: drawn so that no two advertisers say nearly the same by accident."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from demo_corpus.banks import LANGUAGES, Bank, Line, choose

_TRIES = 60
_ENOUGH = 0.16  # share of word triples two advertisers of a language may have in common


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
        self._said: dict[str, list[frozenset[str]]] = {language: [] for language in LANGUAGES}

    def draft(
        self, language: str, trade: str, rng: random.Random, planted: tuple[Line, ...] = ()
    ) -> Draft:
        """Draw the text that differs most from all earlier ones of the language."""
        best, best_share = self._draw(language, trade, rng, planted), 2.0
        for _ in range(_TRIES):
            candidate = self._draw(language, trade, rng, planted)
            share = self._closest(candidate)
            if share < best_share:
                best, best_share = candidate, share
            if best_share <= _ENOUGH:
                break
        self._said[language].append(triples(best))
        return best

    def carry_over(self, draft: Draft, language: str, rng: random.Random) -> Draft:
        """Say a draft in another language, line by line."""
        bank = self.banks[language]
        lines = tuple(bank.same_line(line) for line in draft.source)
        texts = [choose(line.text, rng) for line in lines]
        result = Draft(language, texts[0], tuple(texts[1:]), lines)
        self._said[language].append(triples(result))
        return result

    def _draw(
        self, language: str, trade: str, rng: random.Random, planted: tuple[Line, ...]
    ) -> Draft:
        bank = self.banks[language]
        if trade == "planted":
            lines = [planted[0], *planted, *rng.sample(bank.lines("common", "x"), 2)]
        else:
            details = rng.sample(bank.lines(trade, "d"), rng.choice((2, 3, 3, 4)))
            body = [rng.choice(bank.lines(trade, "o")), *details, *planted]
            if rng.random() < 0.55:
                body.append(rng.choice(bank.lines("common", "x")))
            lines = [rng.choice(bank.lines(trade, "t")), *body]
        texts = [choose(line.text, rng) for line in lines]
        return Draft(language, texts[0], tuple(texts[1:]), tuple(lines))

    def _closest(self, draft: Draft) -> float:
        mine = triples(draft)
        return max((overlap(mine, other) for other in self._said[draft.language]), default=0.0)


def triples(draft: Draft) -> frozenset[str]:
    """Give the word triples of a draft's body."""
    words = re.findall(r"[^\W\d_]+", " ".join(draft.body).casefold())
    return frozenset(" ".join(words[k : k + 3]) for k in range(max(1, len(words) - 2)))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Give the share of triples that two texts have in common."""
    return len(one & other) / max(1, len(one | other))
