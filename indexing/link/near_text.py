# SPDX-License-Identifier: GPL-3.0-or-later
"""Near-duplicate texts: MinHash candidates, each verified by exact rarity-weighted similarity.

MinHash (Broder 1997) with banding proposes pairs; a pair counts by the exact Jaccard similarity
of its character 5-grams, each weighted by its rarity in this case. Pairs that are sure make
groups; whether two groups are one is decided by the mean similarity of members of both, so that
one near pair does not chain advertisers who share some sentences. What fails there is kept as a
bridge that does not join.

Texts are numbered in an order of their contents, not of their import: the same set of texts gives
the same groups however it came in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from indexing.link.shared_passages import Passage, find_passages, without_passages
from indexing.link.weighed_shingles import BANDS, Rarity, Shingles, Weighed, band_keys, minhash
from indexing.options import LinkOptions
from indexing.records import Reason, ReasonKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FEWEST_ALIKE = 7
"""Of 48 MinHash values; a pair of Jaccard .28 has fewer with probability .02."""
_MOST_HEADS = 16
"""Groups that a text is held against in one bucket: a phrase of a whole site stays affordable."""
_MOST_PASSAGES = 1_000
"""Shared passages are looked for until none is found, or so many are."""
_TRIED = 4
"""Slots a text for pairs that were verified; one that is forgotten is only verified again."""
METHOD = "weighted-jaccard-c5"
Pair = tuple[int, int, Reason]


@dataclass(frozen=True, slots=True, eq=False)
class TextLinks:
    """Pairs of texts (n, 2), their similarity, what decided, and the group of every text.

    ``mean`` is the mean similarity of the two groups, or -1 where the pair was sure by itself;
    a pair that does not join is a bridge between two groups that stay apart.
    """

    pairs: NDArray[np.int64]
    scores: NDArray[np.float64]
    means: NDArray[np.float64]
    joins: NDArray[np.bool_]
    groups: NDArray[np.int64]
    passages: tuple[Passage, ...] = ()
    """What was left out because many unlike texts share it."""


def link_texts(shingles: Shingles, usable: NDArray[np.bool_], options: LinkOptions) -> TextLinks:
    """Link and group texts, numbered in an order of their contents.

    Passages that many unlike texts share are left out of the comparison, and what remains of
    their texts is compared anew.

    Args:
        shingles: of all texts.
        usable: texts that are long enough to be compared; the others stay alone.
        options: thresholds.
    """
    import numpy as np

    passages: tuple[Passage, ...] = ()
    while True:
        texts = Rarity.of(shingles).weighed(shingles, options)
        found = verified_links(texts, minhash(shingles), usable, options)
        sets = (found.groups, _hanging_together(found, options))
        more = find_passages(texts, sets, options) if len(passages) < _MOST_PASSAGES else []
        if not more:
            return replace(found, passages=passages)
        before = np.diff(shingles.starts)
        shingles = without_passages(shingles, more)
        own = np.diff(shingles.starts)
        if own.sum() == before.sum():
            return replace(found, passages=passages)  # nothing is left to take out
        passages = (*passages, *more)
        usable = usable & ((own == before) | (own >= options.min_letters))


def _hanging_together(found: TextLinks, options: LinkOptions) -> NDArray[np.int64]:
    """A number for each text: those that near pairs tie, whether these join or are held."""
    from indexing.link.near_text_kernels import roots, union

    parent = found.groups.copy()
    union(parent, found.pairs[found.scores >= options.near_text_one])
    tied: NDArray[np.int64] = roots(parent)
    return tied


def verified_links(
    texts: Weighed, values: NDArray[np.uint32], usable: NDArray[np.bool_], options: LinkOptions
) -> TextLinks:
    """Candidates by bands, verified; then groups."""
    import numpy as np

    from indexing.link.near_text_kernels import link_band

    parent = np.arange(len(texts.totals))
    tried = np.zeros(1 << (_TRIED * len(parent)).bit_length(), np.uint64)
    compared = np.flatnonzero(usable & (texts.totals > 0))
    rules = (options.near_text_least, options.near_text_sure, _FEWEST_ALIKE, _MOST_HEADS)
    pairs, scores = [np.zeros((0, 2), np.int64)], [np.zeros(0)]
    for band in range(BANDS):
        keys = band_keys(values, band)
        order = compared[np.argsort(keys[compared], kind="stable")]
        found = link_band(keys, order, values, texts.arrays(), (parent, tried), rules)
        pairs.append(found[0])
        scores.append(found[1])
    return settled(texts, np.concatenate(pairs), np.concatenate(scores), options)


def added_links(
    texts: Weighed, standing: NDArray[np.int64], pairs: NDArray[np.int64], options: LinkOptions
) -> TextLinks:
    """Links of new texts to each other and to the groups that stand already.

    Args:
        texts: the new texts, what they may be near to, and some members of those groups.
        standing: group of each text; negative for a new one.
        pairs: candidates (n, 2), each once.
        options: thresholds.
    """
    import numpy as np

    from indexing.link.near_text_kernels import similarities

    scores = similarities(*texts.arrays(), pairs, options.near_text_least)
    near = scores >= options.near_text_least
    order = np.argsort(standing, kind="stable")
    old = order[standing[order] >= 0]
    same = standing[old][1:] == standing[old][:-1]
    ties = np.stack([old[:-1][same], old[1:][same]], axis=1)
    return settled(texts, pairs[near], scores[near], options, ties)


def settled(
    texts: Weighed,
    pairs: NDArray[np.int64],
    scores: NDArray[np.float64],
    options: LinkOptions,
    ties: NDArray[np.int64] | None = None,
) -> TextLinks:
    """Groups from verified pairs: the sure ones at once, the others group against group.

    ``ties`` are pairs that belong together already.
    """
    import numpy as np

    from indexing.link.near_text_kernels import roots, union
    from indexing.link.text_group_kernels import join_groups, mean_similarities, sample_groups

    parent = np.arange(len(texts.totals))
    sure = scores >= options.near_text_sure
    if ties is not None:
        union(parent, ties)
    union(parent, pairs[sure])
    group = roots(parent)
    samples, sizes = sample_groups(group)
    weak = np.flatnonzero(~sure & (group[pairs[:, 0]] != group[pairs[:, 1]]))
    between, best = _nearest_between(group, pairs[weak], scores[weak])
    best = weak[best]
    means = mean_similarities(between, samples, texts.arrays())
    order = np.lexsort((between[:, 1], between[:, 0], -means))
    limits = (options.near_text_two, options.near_text_one, options.near_text_groups)
    decided, joins = join_groups(
        between[order], means[order], texts.arrays(), (parent, samples, sizes), limits
    )
    groups = roots(parent)
    kept = joins | (groups[between[order, 0]] != groups[between[order, 1]])
    chosen = best[order][kept]
    strong = np.flatnonzero(sure)
    return TextLinks(
        pairs=np.concatenate([pairs[strong], pairs[chosen]]),
        scores=np.concatenate([scores[strong], scores[chosen]]),
        means=np.concatenate([np.full(len(strong), -1.0), decided[kept]]),
        joins=np.concatenate([np.ones(len(strong), np.bool_), joins[kept]]),
        groups=groups,
    )


def near_texts(shingles: Shingles, counts: Sequence[int], options: LinkOptions) -> TextLinks:
    """Near-duplicate texts and held bridges.

    ``counts`` are the folded letters of each text; a text with fewer than ``min_letters`` is too
    little to join ads by itself and is passed over.
    """
    import numpy as np

    usable = np.array(counts, np.int64) >= options.min_letters
    return link_texts(shingles, usable, options)


def reasons(found: TextLinks, options: LinkOptions) -> Iterator[Pair]:
    """The reason of every pair, as (a, b, reason) with a < b."""
    columns = (found.pairs.tolist(), found.scores.tolist(), found.means.tolist())
    for (a, b), score, mean, joins in zip(*columns, found.joins.tolist(), strict=True):
        detail: dict[str, object] = {"method": METHOD}
        if mean >= 0:
            detail["groups_mean"] = round(mean, 3)
        detail["settled" if joins else "held"] = True
        threshold = options.near_text_sure if mean < 0 else options.near_text_least
        reason = Reason(ReasonKind.NEAR_TEXT, round(score, 3), threshold, detail, joins)
        yield min(a, b), max(a, b), reason


def all_pairs(
    shingles: Sequence[NDArray[np.uint32]], least: float, options: LinkOptions
) -> dict[tuple[int, int], float]:
    """The truth that candidates are tested against: every pair compared, those near enough."""
    import numpy as np

    from indexing.link.near_text_kernels import similarities

    texts = Rarity.of(Shingles.of(shingles)).weighed(Shingles.of(shingles), options)
    near = {}
    for a in range(len(shingles) - 1):
        others = np.arange(a + 1, len(shingles))
        pairs = np.stack([np.full_like(others, a), others], axis=1)
        scores = similarities(*texts.arrays(), pairs, 0.0)
        for place in np.flatnonzero(scores >= least).tolist():
            near[a, int(others[place])] = float(scores[place])
    return near


def _nearest_between(
    group: NDArray[np.int64], pairs: NDArray[np.int64], scores: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every pair of groups (smaller first) that a pair of texts lies between, and its nearest."""
    import numpy as np

    ends = np.sort(group[pairs], axis=1)
    order = np.lexsort((pairs.min(axis=1), pairs.max(axis=1), -scores, ends[:, 1], ends[:, 0]))
    ends = ends[order]
    first = np.ones(len(ends), np.bool_)
    first[1:] = (ends[1:] != ends[:-1]).any(axis=1)
    return ends[first], order[first]


def same_text_pairs(exact: Sequence[bytes], enough: Sequence[bool]) -> Iterator[Pair]:
    """Pairs of ads with the same folded text: every repeat with the first.

    Where there is not ``enough`` text (a bare title names a trade, not an advertiser) the pair is
    shown and does not join.
    """
    groups: dict[bytes, list[int]] = {}
    for index, key in enumerate(exact):
        groups.setdefault(key, []).append(index)
    for first, *repeats in groups.values():
        for repeat in repeats:
            detail = {"repeats": len(repeats) + 1}
            yield first, repeat, Reason(ReasonKind.SAME_TEXT, 1.0, 1.0, detail, enough[first])
