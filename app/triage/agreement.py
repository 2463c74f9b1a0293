# SPDX-License-Identifier: GPL-3.0-or-later
"""How far people agree, indicator by indicator, and where they do not.

Blind and assisted coding are told apart: who saw the program's suggestion tends to follow it. So
are ads drawn by chance, which say how far people agree on what there is, and flagged ads, which
say it of what the program points to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from app.triage import agreement_measures as measures
from app.triage import coding
from app.triage.agreement_measures import Interval, Unit
from app.triage.coding import Code, Codes
from app.triage.span_agreement import Span, span_f1
from indexing.store import draws
from indexing.store.case import Case
from indexing.store.draws import Stratum
from indexing.store.ids import ad_id

SEED = 1
Keep = Callable[[str, Code], bool]


@dataclass(frozen=True, slots=True)
class Figures:
    """Agreement on one indicator over ``n`` things that at least two people coded.

    ``confidence_alpha`` is ordinal alpha of how sure people are where they say *present*.
    ``prevalence`` is the share of their codes that say *present*. A figure is None where it is
    not defined; kappa also where more than two people coded. ``unsure`` counts codes left out.
    """

    n: int
    coders: tuple[str, ...]
    prevalence: float | None
    raw_agreement: float | None
    positive_agreement: float | None
    kappa: float | None
    alpha: float | None
    interval: Interval | None
    span_f1: float | None
    confidence_alpha: float | None
    unsure: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing on which people say different things of an indicator."""

    thing: str
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class IndicatorAgreement:
    """Everything about one indicator.

    ``parts`` has the figures of ``blind``, ``assisted``, ``random`` and ``flagged``; ``pairs``
    those of each two people where more than two coded.
    """

    indicator: str
    versions: tuple[int, ...]
    all: Figures
    parts: Mapping[str, Figures]
    pairs: tuple[Figures, ...]
    disagreements: tuple[Disagreement, ...]


def read(
    case: Case, *, seed: int = SEED, replicates: int = measures.REPLICATES
) -> list[IndicatorAgreement]:
    """Agreement on every indicator that anybody marked, as it stands now."""
    strata = {ad_id(ad): stratum for ad, stratum in draws.strata(case).items()}
    return of_codes(coding.read(case), strata, seed=seed, replicates=replicates)


def of_codes(
    codes: Codes,
    strata: Mapping[str, Stratum],
    *,
    seed: int = SEED,
    replicates: int = measures.REPLICATES,
) -> list[IndicatorAgreement]:
    """Agreement on every indicator of these codes, in order of their ids."""
    keeps: dict[str, Keep] = {
        "blind": lambda _thing, code: code.blind is True,
        "assisted": lambda _thing, code: code.blind is False,
        "random": lambda thing, _code: strata.get(thing) is Stratum.RANDOM,
        "flagged": lambda thing, _code: strata.get(thing) is Stratum.FLAGGED,
    }

    def figures(things: Mapping[str, Mapping[str, Code]]) -> Figures:
        return _figures(things, seed, replicates)

    found = []
    for indicator, things in sorted(codes.items()):
        whole = figures(things)
        pairs = [
            figures(_kept(things, _by(two)))
            for two in (combinations(whole.coders, 2) if len(whole.coders) > 2 else ())
        ]
        found.append(
            IndicatorAgreement(
                indicator,
                _versions(things),
                whole,
                {name: figures(_kept(things, keep)) for name, keep in keeps.items()},
                tuple(pair for pair in pairs if pair.n),
                tuple(_disagreements(things)),
            )
        )
    return found


def _by(people: Sequence[str]) -> Keep:
    return lambda _thing, code: code.by in people


def _kept(things: Mapping[str, Mapping[str, Code]], keep: Keep) -> dict[str, dict[str, Code]]:
    return {
        thing: {by: code for by, code in people.items() if keep(thing, code)}
        for thing, people in things.items()
    }


def _figures(things: Mapping[str, Mapping[str, Code]], seed: int, replicates: int) -> Figures:
    sure = _kept(things, lambda _thing, code: code.present is not None)
    twice = {thing: people for thing, people in sure.items() if len(people) > 1}
    coders = tuple(sorted({by for people in twice.values() for by in people}))
    units: list[Unit] = [
        tuple(people[by].present if by in people else None for by in coders)
        for people in twice.values()
    ]
    said = [value for unit in units for value in unit if value is not None]
    return Figures(
        n=len(units),
        coders=coders,
        prevalence=sum(map(bool, said)) / len(said) if said else None,
        raw_agreement=measures.raw_agreement(units),
        positive_agreement=measures.positive_agreement(units),
        kappa=measures.cohen_kappa(units) if len(coders) == 2 else None,
        alpha=measures.krippendorff_alpha(units),
        interval=_interval(tuple(units), seed, replicates),
        span_f1=_span_f1(twice.values()),
        confidence_alpha=measures.krippendorff_alpha(
            [
                tuple(people[by].confidence if by in people else None for by in coders)
                for people in twice.values()
            ],
            levels=coding.CONFIDENCES,
        ),
        unsure=sum(code.present is None for people in things.values() for code in people.values()),
    )


@lru_cache(maxsize=64)
def _interval(units: tuple[Unit, ...], seed: int, replicates: int) -> Interval | None:
    # parts are often the whole, and drawing takes longest
    return measures.alpha_interval(units, seed=seed, replicates=replicates)


def _span_f1(things: Iterable[Mapping[str, Code]]) -> float | None:
    """F1 over the texts of ads in which both of two people found it and marked where."""
    texts: list[tuple[Sequence[Span], Sequence[Span]]] = []
    for people in things:
        for one, other in combinations(people.values(), 2):
            first, second = _spans(one), _spans(other)
            if first and second:
                texts += [
                    (first.get(layer, []), second.get(layer, []))
                    for layer in sorted(first.keys() | second.keys())
                ]
    return span_f1(texts)


def _spans(code: Code) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for row in code.rows:
        target = row.mark.target
        if (
            target.start is not None
            and target.end is not None
            and row.mark.status in coding.PRESENT
        ):
            found.setdefault(target.layer, []).append((target.start, target.end))
    return found


def _versions(things: Mapping[str, Mapping[str, Code]]) -> tuple[int, ...]:
    rows = (row for people in things.values() for code in people.values() for row in code.rows)
    return tuple(sorted({row.mark.indicator_version for row in rows}))


def _disagreements(things: Mapping[str, Mapping[str, Code]]) -> Iterable[Disagreement]:
    for thing, people in sorted(things.items(), key=lambda item: (item[0][0], int(item[0][1:]))):
        if len({code.present for code in people.values()}) > 1:
            yield Disagreement(thing, tuple(people[by] for by in sorted(people)))
