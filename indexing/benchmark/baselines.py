# SPDX-License-Identifier: GPL-3.0-or-later
"""What others do, run beside this program: the same data, the same process conditions.

Each function takes raw texts or file bytes and gives what its library finds. datasketch is a
development tool and may be missing; ``missing`` says so before anything is run.
"""

from __future__ import annotations

import importlib.util
import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LSH_THRESHOLD = 0.5
"""The Jaccard threshold at which char-5-gram LSH did best on short noisy ads."""
PERMUTATIONS = 128
COMMUNITY_THRESHOLDS = (0.75, 0.85, 0.9, 0.93, 0.96)
"""Cosines tried for community detection: the library's default, and what e5 vectors need more."""
PHASH_RADIUS = 10
"""Bits of 64 that two pictures of one hash may differ by, as imagehash's users commonly set it."""
PDQ_RADIUS = 31
"""Bits of 256 that two PDQ hashes may differ by, as its authors advise."""
_AT_ONCE = 1_000
_NO_LETTERS = re.compile(r"[\W\d_]+")


def missing(library: str) -> bool:
    """The library of a baseline is not installed."""
    return importlib.util.find_spec(library) is None


class _Union:
    """Groups that grow together (union by smaller number, path halving)."""

    def __init__(self, items: int) -> None:
        self._parents = list(range(items))

    def root(self, item: int) -> int:
        parents = self._parents
        while parents[item] != item:
            parents[item] = parents[parents[item]]
            item = parents[item]
        return item

    def join(self, a: int, b: int) -> None:
        first, second = self.root(a), self.root(b)
        self._parents[max(first, second)] = min(first, second)

    def groups(self) -> list[int]:
        return [self.root(item) for item in range(len(self._parents))]


def datasketch_groups(texts: Sequence[str]) -> list[int]:
    """A group number per text by datasketch's MinHash LSH over character 5-grams.

    Texts are lower-cased; digits and punctuation become one space. Texts that share a bucket are
    joined, which is how the library is commonly used for near-duplicates.
    """
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=LSH_THRESHOLD, num_perm=PERMUTATIONS)
    groups = _Union(len(texts))
    for begin in range(0, len(texts), _AT_ONCE):
        grams = []
        for text in texts[begin : begin + _AT_ONCE]:
            plain = _NO_LETTERS.sub(" ", text.lower())
            grams.append({plain[at : at + 5].encode() for at in range(max(1, len(plain) - 4))})
        signed = MinHash.bulk(grams, num_perm=PERMUTATIONS)
        for number, one in enumerate(signed, begin):
            for other in index.query(one):
                groups.join(int(other), number)
            index.insert(number, one)
    return groups.groups()


def community_groups(vectors: NDArray[np.float32], threshold: float) -> list[int]:
    """A group number per vector by sentence-transformers' community detection."""
    from sentence_transformers.util import community_detection

    groups = list(range(len(vectors)))
    found = community_detection(
        vectors, threshold=threshold, min_community_size=2, show_progress_bar=False
    )
    for members in found:
        for member in members:
            groups[member] = members[0]
    return groups


def phashes(files: Sequence[bytes]) -> NDArray[np.uint64]:
    """The 64-bit pHash by imagehash of each picture file."""
    import imagehash
    import numpy as np
    from PIL import Image

    found = []
    for data in files:
        with Image.open(io.BytesIO(data)) as image:
            bits = imagehash.phash(image).hash.ravel()
        found.append(int("".join("1" if bit else "0" for bit in bits), 2))
    return np.array(found, np.uint64)


def pairs_by_brute_force(hashes: NDArray[Any], radius: int) -> list[tuple[int, int]]:
    """All pairs a < b of hashes (one row each) at most ``radius`` bits apart: all are compared."""
    import numpy as np

    rows = np.ascontiguousarray(hashes).view(np.uint8).reshape(len(hashes), -1)
    pairs = []
    for a in range(len(rows) - 1):
        near = np.bitwise_count(rows[a + 1 :] ^ rows[a]).sum(axis=1) <= radius
        pairs += [(a, a + 1 + int(b)) for b in np.flatnonzero(near)]
    return pairs


def pdq_hashes(files: Sequence[bytes]) -> NDArray[np.uint8]:
    """The PDQ hash by pdqhash of each picture file after a full decode, shape (files, 32)."""
    import cv2
    import numpy as np
    import pdqhash

    found = []
    for data in files:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        vector, _quality = pdqhash.compute(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB))
        found.append(np.packbits(vector.astype(np.uint8)))
    return np.array(found, np.uint8).reshape(-1, 32)
