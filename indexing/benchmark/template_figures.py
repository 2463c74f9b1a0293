# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of templates: are the tokens of slots told from the words that stay, and how fast.

Truth: a token overlaps a slot of the generator, and the slots of its group really vary. Found: the
token is aligned into a slot of its group's template. Tokens that belong to neither (a sentence of
somebody else, emoji thrown in) are found as *extra*; ``with_extra`` in the detail counts them as
slots too, which is the stricter reading. Groups of three or more ads, without heavy noise.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexing.benchmark.measure import Figure
from indexing.benchmark.texts import GeneratedAd, generate
from indexing.cluster.template_tokens import tokenise
from indexing.cluster.templates import Aligner, Piece, PieceKind, induce

MIXTURES = ("plain", "two_languages")
LEAST_ADS = 3
LAST_TIER = 2
"""Exact reposts, slots changed, light noise; heavy noise (tier 3) is left out."""
GOAL = 0.9
GOAL_A_SECOND = 1_000.0
_REPEATS = 3


@dataclass(slots=True)
class _Count:
    """Tokens by what they are and what they were found as."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    def add(self, found: bool, true: bool) -> None:
        self.hits += found and true
        self.false += found and not true
        self.missed += true and not found

    def detail(self) -> dict[str, float]:
        """Precision, recall and their harmonic mean."""
        return {
            "precision": round(self.hits / max(self.hits + self.false, 1), 4),
            "recall": round(self.hits / max(self.hits + self.missed, 1), 4),
            "f1": round(self.f1, 4),
        }

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(2 * self.hits + self.false + self.missed, 1)


def figures(size: int, seed: int) -> Iterator[Figure]:
    """Slot-token F1 of each mixture of ``size`` ads, and ads a CPU second, all in."""
    for mixture in MIXTURES:
        yield slot_figure(mixture, size, seed)
    yield speed_figure(size, seed)


def slot_figure(mixture: str, size: int, seed: int) -> Figure:
    """F1 of slot tokens over all groups of one mixture."""
    strict, with_extra, quiet = _Count(), _Count(), _Count()
    groups = _groups(mixture, size, seed)
    for group in groups:
        varies = len({_values(ad) for ad in group}) > 1
        for ad, pieces in zip(group, _aligned([ad.text for ad in group]), strict=True):
            for piece in pieces:
                if piece.kind is PieceKind.MISSING:
                    continue
                true = varies and _in_slot(ad, piece)
                found = piece.kind is PieceKind.SLOT
                strict.add(found, true)
                with_extra.add(found or piece.kind is PieceKind.EXTRA, true)
                if ad.tier < LAST_TIER:
                    quiet.add(found, true)
    detail: dict[str, object] = {
        "ads": sum(map(len, groups)),
        "groups": len(groups),
        "tiers": list(range(LAST_TIER + 1)),
        **strict.detail(),
        "with_extra": with_extra.detail(),
        "without_noise": quiet.detail(),
    }
    return Figure(f"templates.slot_f1.{mixture}", round(strict.f1, 4), GOAL, True, detail)


def speed_figure(size: int, seed: int) -> Figure:
    """Ads a CPU second: templates made and every ad aligned, median of three."""
    texts = [[ad.text for ad in group] for group in _groups(MIXTURES[0], size, seed)]
    _aligned(["one warms up", "one warms up too"])
    ads = sum(map(len, texts))
    rates = []
    for _ in range(_REPEATS):
        began = time.process_time()
        for group in texts:
            _aligned(group)
        rates.append(ads / (time.process_time() - began))
    rate = sorted(rates)[_REPEATS // 2]
    detail, unit = {"ads": ads}, "ads a CPU second"
    return Figure("templates.ads_a_second", round(rate, 1), GOAL_A_SECOND, True, detail, unit)


def _groups(mixture: str, size: int, seed: int) -> list[list[GeneratedAd]]:
    found = defaultdict(list)
    for ad in generate(mixture, size, seed):
        if ad.tier <= LAST_TIER:
            found[ad.group].append(ad)
    return [group for group in found.values() if len(group) >= LEAST_ADS]


def _aligned(texts: Sequence[str]) -> list[tuple[Piece, ...]]:
    """Every text on its template; an odd one out is laid on the first."""
    templates = induce(texts)
    aligners = [Aligner(template) for template in templates]
    where = {
        index: number for number, one in enumerate(templates) for index in one.members
    }  # fmt: skip
    return [
        aligners[where.get(index, 0)].align(text) if aligners else _nothing_found(text)
        for index, text in enumerate(texts)
    ]


def _nothing_found(text: str) -> tuple[Piece, ...]:
    tokens = tokenise(text)
    spans = zip(tokens.starts, tokens.ends, strict=True)
    return tuple(Piece(start, end, PieceKind.EXTRA) for start, end in spans)


def _values(ad: GeneratedAd) -> tuple[str, ...]:
    return tuple(ad.text[start:end] for start, end in ad.slots)


def _in_slot(ad: GeneratedAd, piece: Piece) -> bool:
    return any(start < piece.end and piece.start < end for start, end in ad.slots)
