# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of the text tiers: what is found and not wrongly joined, speed, growth, memory.

Cost is counted from raw texts to groups in a process of its own, for this program and for
datasketch alike, with compiled code and imports loaded before. Rounds of both take turns.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from indexing.benchmark import baselines
from indexing.benchmark.measure import (
    Agreement,
    Figure,
    Measured,
    agreement,
    growth_exponent,
    measured,
    not_measured,
    recall_of_tier,
    singletons_alone,
)
from indexing.benchmark.text_tiers import all_groups, near_groups
from indexing.benchmark.texts import GeneratedAd, generate

GOALS = {"plain": (0.99, 0.99), "two_languages": (0.99, 0.99), "hard": (0.95, 0.96)}
"""Pairwise F1 and precision to reach."""
DISGUISED = 4_000
"""Ads of the mixture with disguises, at most: as many as its goal was measured on."""
GROWTH = (0.2, 1.0, 2.0, 6.0)
"""Sizes of the growth series as multiples of the size asked for (10,000 to 300,000 of 50,000)."""
_GROWN_MIXTURE = "two_languages"
_COMPARED = 2
"""The size of the series whose precision is held against the first."""
_HEAVIEST = 3
_LOSS = 0.001
"""F1 that may be lost elsewhere: a rounding of none."""
_WARM_UP = [ad.text for ad in generate("plain", 200, 0)]
Groups = Measured[list[int]]


def figures(
    size: int, seed: int, rounds: int = 1, similarity: Path | None = None
) -> Iterator[Figure]:
    """All figures of the text tiers.

    Args:
        size: ads of the near-duplicate figures; the growth series goes to six times that.
        seed: of the generated ads.
        rounds: how often costs are measured; medians count.
        similarity: folder of the character model; without it disguises meet the near tier alone.
    """
    for mixture, goals in GOALS.items():
        yield from found_figures(mixture, size, seed, goals)
    yield from disguise_figures(min(size, DISGUISED), seed, similarity)
    yield speed_figure(size, seed, rounds)
    yield from growth_figures(size, seed, rounds)


def found_figures(
    mixture: str, size: int, seed: int, goals: tuple[float, float]
) -> Iterator[Figure]:
    """Pairwise F1 and precision on one mixture."""
    ads = generate(mixture, size, seed)
    found = near_groups([ad.text for ad in ads])
    result, detail = _judged(ads, found)
    yield Figure(f"near_text_f1_{mixture}", result.f1, goals[0], at_least=True, detail=detail)
    yield Figure(
        f"near_text_precision_{mixture}", result.precision, goals[1], at_least=True, detail=detail
    )


def disguise_figures(size: int, seed: int, similarity: Path | None) -> Iterator[Figure]:
    """F1 and recall of the noisiest tier where noise goes through disguises."""
    ads = generate("disguised", size, seed)
    texts = [ad.text for ad in ads]
    model = similarity is not None and similarity.is_dir()
    found = all_groups(texts, str(similarity)) if model else near_groups(texts)
    result, judged = _judged(ads, found)
    detail = {**judged, "model": model}
    yield Figure("disguised_f1", result.f1, 0.97, at_least=True, detail=detail)
    heaviest = recall_of_tier(found, _truth(ads), [ad.tier for ad in ads], _HEAVIEST)
    yield Figure("disguised_recall_noisiest", heaviest, 0.82, at_least=True, detail=detail)
    yield (
        _no_loss(size, seed, str(similarity))
        if model
        else not_measured("disguised_loss_elsewhere", _LOSS, False, "retsim")
    )


def _no_loss(size: int, seed: int, similarity: str) -> Figure:
    """The most F1 that the tier for disguises costs on any other mixture."""
    losses = {}
    for mixture in GOALS:
        ads = generate(mixture, size, seed)
        texts, truth = [ad.text for ad in ads], _truth(ads)
        near = agreement(near_groups(texts), truth).f1
        losses[mixture] = near - agreement(all_groups(texts, similarity), truth).f1
    detail = {"ads": size, **{mixture: round(loss, 4) for mixture, loss in losses.items()}}
    return Figure("disguised_loss_elsewhere", max(losses.values()), _LOSS, False, detail)


def speed_figure(size: int, seed: int, rounds: int) -> Figure:
    """How many times less CPU time than datasketch's LSH on the same raw texts."""
    ads = generate(_GROWN_MIXTURE, size, seed)
    texts = [ad.text for ad in ads]
    if baselines.missing("datasketch"):
        return not_measured("near_text_speed", 10.0, True, "datasketch")
    pairs = [
        (_weighed(texts), measured(baselines.datasketch_groups, texts, warm_up=(_WARM_UP,)))
        for _ in range(rounds)
    ]
    ratios = [theirs.cpu_seconds / ours.cpu_seconds for ours, theirs in pairs]
    ours, theirs = pairs[0]
    detail = {
        "ads": size,
        "rounds": rounds,
        "cpu_seconds": round(statistics.median(one.cpu_seconds for one, _ in pairs), 3),
        "datasketch_cpu_seconds": round(statistics.median(one.cpu_seconds for _, one in pairs), 3),
        "f1": round(agreement(ours.result, _truth(ads)).f1, 4),
        "datasketch_f1": round(agreement(theirs.result, _truth(ads)).f1, 4),
        "datasketch_megabytes": round(theirs.peak_bytes / 1e6, 1),
    }
    return Figure("near_text_speed", statistics.median(ratios), 10.0, at_least=True, detail=detail)


def growth_figures(size: int, seed: int, rounds: int) -> Iterator[Figure]:
    """Exponent of CPU time over size, memory an ad, and how precision keeps as ads grow."""
    sizes = [max(2, round(size * share)) for share in GROWTH]
    costs, precisions, memory = [], [], 0.0
    for number in sizes:
        ads = generate(_GROWN_MIXTURE, number, seed)
        texts, truth = [ad.text for ad in ads], _truth(ads)
        del ads
        found = [_weighed(texts) for _ in range(rounds)]
        costs.append(statistics.median(one.cpu_seconds for one in found))
        precisions.append(agreement(found[0].result, truth).precision)
        memory = statistics.median(one.peak_bytes for one in found) / number
    detail: Mapping[str, object] = {
        "sizes": sizes,
        "cpu_seconds": [round(cost, 3) for cost in costs],
        "ads_a_second": [round(number / cost) for number, cost in zip(sizes, costs, strict=True)],
        "precision": [round(one, 4) for one in precisions],
    }
    exponent = growth_exponent(sizes, costs)
    yield Figure("near_text_growth", exponent, 1.2, False, detail, unit="exponent")
    held = {"ads": sizes[-1]}
    yield Figure("near_text_bytes_an_ad", memory, 6_000.0, False, held, unit="bytes an ad")
    fall = precisions[0] - precisions[_COMPARED]
    compared = {"sizes": [sizes[0], sizes[_COMPARED]]}
    yield Figure("near_text_precision_fall", fall, 0.01, at_least=False, detail=compared)


def _weighed(texts: Sequence[str]) -> Groups:
    return measured(near_groups, texts, warm_up=(_WARM_UP,))


def _truth(ads: Sequence[GeneratedAd]) -> list[int]:
    return [ad.group for ad in ads]


def _judged(
    ads: Sequence[GeneratedAd], found: Sequence[int]
) -> tuple[Agreement, dict[str, object]]:
    truth, tiers = _truth(ads), [ad.tier for ad in ads]
    result = agreement(found, truth)
    recalls = [round(recall_of_tier(found, truth, tiers, tier), 4) for tier in range(4)]
    detail: dict[str, object] = {
        "ads": len(ads),
        **result.as_dict(),
        "recall_of_tiers": recalls,
        "singletons_alone": round(singletons_alone(found, truth), 4),
    }
    return result, detail
