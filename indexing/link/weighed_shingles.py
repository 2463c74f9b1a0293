# SPDX-License-Identifier: GPL-3.0-or-later
"""Shingles of texts with their rarity in this case, and MinHash values of texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.options import LinkOptions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BANDS = 24
ROWS = 2
"""24 bands of 2 values: a pair of Jaccard .30 becomes a candidate with probability .90."""
_LEAST_SLOTS, _MOST_SLOTS = 18, 24
_WEIGHT_UNIT = 80


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
