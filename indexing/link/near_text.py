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
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.options import LinkOptions
from indexing.records import Reason, ReasonKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BANDS = 24
ROWS = 2
"""24 bands of 2 values: a pair of Jaccard .30 becomes a candidate with probability .90."""
_FEWEST_ALIKE = 7
"""Of 48 MinHash values; a pair of Jaccard .28 has fewer with probability .02."""
_MOST_HEADS = 16
"""Groups that a text is held against in one bucket: a phrase of a whole site stays affordable."""
_LEAST_SLOTS, _MOST_SLOTS = 18, 24
_WEIGHT_UNIT = 80
_TRIED = 4
"""Slots a text for pairs that were verified; one that is forgotten is only verified again."""
METHOD = "weighted-jaccard-c5"
Pair = tuple[int, int, Reason]


@dataclass(frozen=True, slots=True, eq=False)
class Shingles:
    """Shingle hashes of texts, one text after the other; text ``i`` is starts[i]:starts[i+1]."""

    hashes: NDArray[np.uint32]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[NDArray[np.uint32]]) -> Shingles:
        """From the sorted unique hashes of each text."""
        import numpy as np

        starts = np.zeros(len(texts) + 1, np.int64)
        np.cumsum([len(one) for one in texts], out=starts[1:])
        return cls(np.concatenate(texts) if texts else np.zeros(0, np.uint32), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Rarity:
    """How many of ``texts`` hold each shingle, counted in slots of the upper bits of the hash.

    A few shingles share a slot and count as a little less rare than they are, which moves a
    weight by some per cent; counts of further texts can be added.
    """

    counts: NDArray[np.uint32]
    texts: int

    @classmethod
    def of(cls, shingles: Shingles) -> Rarity:
        """Counted over these texts."""
        import numpy as np

        from indexing.link.near_text_kernels import count_slots

        bits = min(max((len(shingles) * 64).bit_length(), _LEAST_SLOTS), _MOST_SLOTS)
        counts = np.zeros(1 << bits, np.uint32)
        count_slots(shingles.hashes, 32 - bits, counts)
        return cls(counts, len(shingles))

    def weighed(self, shingles: Shingles, options: LinkOptions) -> Weighed:
        """The shingles of texts with their weights.

        A weight is idf to the power ``options.rarity_power`` with idf = ln(1 + texts / holders),
        in whole units.
        """
        import numpy as np

        from indexing.link.near_text_kernels import weigh

        rarest = np.log1p(self.texts) ** options.rarity_power
        holders = np.arange(1, int(self.counts.max(initial=0)) + 1)
        values = np.log1p(self.texts / np.insert(holders, 0, 1)) ** options.rarity_power
        units = np.rint(values / max(rarest, 1e-9) * _WEIGHT_UNIT)
        slots = np.maximum(units, 1).astype(np.uint8)[self.counts]
        shift = 33 - len(self.counts).bit_length()
        weights, totals = weigh(shingles.hashes, shingles.starts, shift, slots)
        return Weighed(shingles.hashes, shingles.starts, weights, totals)


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Shingles of texts, the weight of each, and the sum of every text."""

    hashes: NDArray[np.uint32]
    starts: NDArray[np.int64]
    weights: NDArray[np.uint8]
    totals: NDArray[np.int64]

    def arrays(
        self,
    ) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64]]:
        """As the compiled loops take them."""
        return self.hashes, self.starts, self.weights, self.totals

    def similarity(self, a: int, b: int) -> float:
        """Weighted Jaccard similarity of two texts, 0..1."""
        from indexing.link.near_text_kernels import similarity

        return float(similarity(*self.arrays(), (a, b), 0.0))


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


def minhash(shingles: Shingles) -> NDArray[np.uint32]:
    """MinHash values, shape (texts, BANDS * ROWS); all ones where a text has no shingle."""
    import numpy as np

    from indexing.link.near_text_kernels import minhashes

    generator = np.random.default_rng(20240501)
    odd = generator.integers(1, 2**32, BANDS * ROWS, dtype=np.uint32) | np.uint32(1)
    values: NDArray[np.uint32] = minhashes(shingles.hashes, shingles.starts, odd)
    return values


def band_keys(values: NDArray[np.uint32], band: int) -> NDArray[np.uint64]:
    """Key of every text in a band: texts of equal key are candidates."""
    import numpy as np

    first, second = values[:, band * ROWS].astype(np.uint64), values[:, band * ROWS + 1]
    return (first << np.uint64(32)) | second


def link_texts(shingles: Shingles, usable: NDArray[np.bool_], options: LinkOptions) -> TextLinks:
    """Link and group texts, numbered in an order of their contents.

    Args:
        shingles: of all texts.
        usable: texts that are long enough to be compared; the others stay alone.
        options: thresholds.
    """
    return verified_links(
        Rarity.of(shingles).weighed(shingles, options), minhash(shingles), usable, options
    )


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
    limits = (options.near_text_groups, options.near_text_one, options.near_text_two)
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


def near_text_pairs(
    shingles: Sequence[NDArray[np.uint32]], counts: Sequence[int], options: LinkOptions
) -> Iterator[Pair]:
    """Near-duplicate texts and held bridges, as indices a < b into ``shingles`` with reasons.

    ``counts`` are the folded letters of each text; a text with fewer than ``min_letters`` is too
    little to join ads by itself and is passed over.
    """
    import numpy as np

    usable = np.array(counts, np.int64) >= options.min_letters
    yield from reasons(link_texts(Shingles.of(shingles), usable, options), options)


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
