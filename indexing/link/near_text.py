# SPDX-License-Identifier: GPL-3.0-or-later
"""Near-duplicate texts: MinHash candidates, each verified by exact rarity-weighted similarity.

MinHash (Broder 1997) with banding proposes pairs; a pair is kept only when the exact Jaccard
similarity of its character 5-grams, each weighted by idf^0.5 in this case, reaches the threshold.
Verification is what keeps precision from falling as a case grows. Shingles that one text alone
holds cannot be shared and are left out of the candidates (not out of the similarity).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from indexing.options import LinkOptions
from indexing.records import Reason, ReasonKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BANDS = 24
ROWS = 2
"""24 bands of 2 values: a pair of Jaccard .42 becomes a candidate with probability .99."""
_PAIRS_AT_ONCE = 20_000
_TEXTS_AT_ONCE = 4_000
_NO_VALUE = 0xFFFFFFFF
Pair = tuple[int, int, Reason]


class ShingleTable:
    """The shingles of all texts as one sparse table of weights.

    ``rows[i]`` are the columns of text ``i``; a column's weight is idf^0.5 with
    idf = ln(1 + texts / texts that hold it).
    """

    def __init__(self, shingles: Sequence[NDArray[np.uint32]]) -> None:
        import numpy as np
        from scipy.sparse import csr_matrix

        lengths = np.array([len(one) for one in shingles], np.int64)
        self.starts = np.concatenate([[0], np.cumsum(lengths)])
        flat = np.concatenate(shingles) if len(shingles) else np.zeros(0, np.uint32)
        self.values, columns, counts = np.unique(flat, return_inverse=True, return_counts=True)
        weights = np.sqrt(np.log1p(len(shingles) / counts))
        self.shared = counts[columns] > 1
        self.hashes = flat
        self.weighted = csr_matrix(
            (weights[columns], columns, self.starts), shape=(len(shingles), len(self.values))
        )
        self.totals = np.asarray(self.weighted.sum(axis=1)).ravel()
        ones = np.ones(len(columns), np.float64)
        self.binary = csr_matrix((ones, columns, self.starts), shape=self.weighted.shape)

    def similarity(self, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float64]:
        """Weighted Jaccard similarity of the pairs (a[i], b[i]), each in 0..1."""
        import numpy as np

        both = np.asarray(self.binary[a].multiply(self.weighted[b]).sum(axis=1)).ravel()
        union = self.totals[a] + self.totals[b] - both
        result: NDArray[np.float64] = np.divide(
            both, union, out=np.zeros_like(both), where=union > 0
        )
        return result


def minhash(table: ShingleTable) -> NDArray[np.uint32]:
    """MinHash values, shape (texts, BANDS * ROWS); the maximum where no shingle is shared."""
    import numpy as np

    generator = np.random.default_rng(20240501)
    multipliers = generator.integers(1, 2**63, BANDS * ROWS, dtype=np.uint64) | np.uint64(1)
    texts = len(table.starts) - 1
    result = np.full((texts, BANDS * ROWS), _NO_VALUE, np.uint32)
    for begin in range(0, texts, _TEXTS_AT_ONCE):
        end = min(begin + _TEXTS_AT_ONCE, texts)
        part = slice(table.starts[begin], table.starts[end])
        usable = table.shared[part]
        hashes = table.hashes[part][usable].astype(np.uint64)
        owners = np.repeat(np.arange(end - begin), np.diff(table.starts[begin : end + 1]))[usable]
        if not len(hashes):
            continue
        present, firsts = np.unique(owners, return_index=True)
        for column, multiplier in enumerate(multipliers):
            mixed = (hashes * multiplier) >> np.uint64(32)
            mixed ^= mixed >> np.uint64(15)
            result[begin + present, column] = np.minimum.reduceat(mixed, firsts)
    return result


def candidates(values: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Candidate pairs, shape (n, 2), a < b, unique.

    Texts in one bucket are paired with the bucket's first text and with their neighbour, so that
    a template of 100,000 reposts costs 200,000 pairs and not five thousand million.
    """
    import numpy as np

    found: list[NDArray[np.int64]] = []
    usable = np.flatnonzero(values[:, 0] != _NO_VALUE) if len(values) else np.zeros(0, np.int64)
    for band in range(BANDS):
        block = values[usable, band * ROWS : (band + 1) * ROWS].astype(np.uint64)
        keys = (block[:, 0] << np.uint64(32)) | block[:, 1]
        order = np.argsort(keys, kind="stable")
        keys, owners = keys[order], usable[order]
        same = np.flatnonzero(keys[1:] == keys[:-1])
        found.append(np.stack([owners[same], owners[same + 1]], axis=1))
        run_start = np.concatenate([[True], keys[1:] != keys[:-1]]) if len(keys) else keys
        heads = np.maximum.accumulate(np.where(run_start, np.arange(len(keys)), 0))
        inside = np.flatnonzero(heads != np.arange(len(keys)))
        found.append(np.stack([owners[heads[inside]], owners[inside]], axis=1))
    pairs = np.concatenate(found) if found else np.zeros((0, 2), np.int64)
    pairs.sort(axis=1)
    return np.unique(pairs, axis=0)


def near_text_pairs(
    shingles: Sequence[NDArray[np.uint32]], counts: Sequence[int], options: LinkOptions
) -> Iterator[Pair]:
    """Pairs of near-duplicate texts, as indices a < b into ``shingles``.

    ``counts`` are the folded letters of each text; a text with fewer than ``min_letters`` is too
    little to join ads by itself and is passed over.
    """
    import numpy as np

    if len(shingles) < 2:
        return
    table = ShingleTable(shingles)
    values = minhash(table)
    values[np.array(counts) < options.min_letters] = _NO_VALUE
    pairs = candidates(values)
    for begin in range(0, len(pairs), _PAIRS_AT_ONCE):
        part = pairs[begin : begin + _PAIRS_AT_ONCE]
        scores = table.similarity(part[:, 0], part[:, 1])
        for (a, b), score in zip(part.tolist(), scores.tolist(), strict=True):
            if score >= options.near_text:
                yield a, b, _reason(score, options)


def near_text_pairs_slowly(
    shingles: Sequence[NDArray[np.uint32]], counts: Sequence[int], options: LinkOptions
) -> Iterator[Pair]:
    """The truth that ``near_text_pairs`` is tested against: every pair is compared."""
    import numpy as np

    table = ShingleTable(shingles)
    long_enough = [i for i, count in enumerate(counts) if count >= options.min_letters]
    for position, a in enumerate(long_enough):
        others = np.array(long_enough[position + 1 :], np.int64)
        if not len(others):
            return
        scores = table.similarity(np.full(len(others), a), others)
        for b, score in zip(others.tolist(), scores.tolist(), strict=True):
            if score >= options.near_text:
                yield a, b, _reason(score, options)


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


def _reason(score: float, options: LinkOptions) -> Reason:
    detail = {"method": "weighted-jaccard-c5"}
    return Reason(ReasonKind.NEAR_TEXT, round(min(score, 1.0), 3), options.near_text, detail)
