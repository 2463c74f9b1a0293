# SPDX-License-Identifier: GPL-3.0-or-later
"""Pairs of texts of related meaning, in one language or across languages: suggestions only.

Sentence vectors of one model lie in a narrow cone (cosines .79-1.0), at a place that differs by
language. The mean vector of the language is taken away first; then one threshold serves all
pairs of languages. The cosine before that is never shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from indexing.options import LinkOptions
from indexing.records import Reason, ReasonKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CENTRING = "centre-1"
"""Version of this method; the stamp of the vectors names it too."""
TEXTS_FOR_A_MEAN = 24
"""A language with fewer texts is centred on the mean of all texts."""
UNKNOWN = "?"
_QUERIES = 512
_SMALL = 1e-6


def centre(vectors: NDArray[np.float32], languages: Sequence[str]) -> NDArray[np.float32]:
    """Vectors less the mean of their language, of length 1 again.

    A vector that equals its mean (a lone text) becomes zero and is near to nothing.
    """
    import numpy as np

    if len(vectors) != len(languages):
        raise ValueError(f"{len(vectors)} vectors, {len(languages)} languages")
    if not len(vectors):
        return vectors.astype(np.float32)
    given = vectors.astype(np.float32)
    middle = np.broadcast_to(given.mean(axis=0), given.shape).copy()
    named = np.array(languages)
    for language, count in Counter(languages).items():
        if count >= TEXTS_FOR_A_MEAN and language != UNKNOWN:
            middle[named == language] = given[named == language].mean(axis=0)
    moved = given - middle
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    result: NDArray[np.float32] = np.where(
        length > _SMALL, moved / np.maximum(length, _SMALL), np.float32(0)
    )
    return result


def meaning_pairs(
    vectors: NDArray[np.float32], languages: Sequence[str], options: LinkOptions
) -> Iterator[tuple[int, int, Reason]]:
    """Each pair of near meaning once, as ``(i, j, reason)`` with ``i < j``.

    Args:
        vectors: unit vectors as the encoder gives them, not centred.
        languages: the language of each text.
        options: ``meaning`` is the threshold on the centred cosine, and of each text the
            ``meaning_neighbours`` nearest are looked at.
    """
    import faiss
    import numpy as np

    if len(vectors) < 2:
        return
    placed = np.ascontiguousarray(centre(vectors, languages))
    index = faiss.IndexFlatIP(placed.shape[1])
    index.add(placed)
    wanted = min(options.meaning_neighbours + 1, len(placed))  # a text is its own nearest neighbour
    seen: set[tuple[int, int]] = set()
    for first in range(0, len(placed), _QUERIES):
        scores, found = index.search(placed[first : first + _QUERIES], wanted)
        for row, column in np.argwhere(scores >= options.meaning):
            a, b = first + int(row), int(found[row, column])
            pair = (min(a, b), max(a, b))
            if a == b or pair in seen:
                continue
            seen.add(pair)
            yield (*pair, _reason(float(scores[row, column]), pair, languages, options))


def _reason(
    score: float, pair: tuple[int, int], languages: Sequence[str], options: LinkOptions
) -> Reason:
    return Reason(
        kind=ReasonKind.MEANING,
        score=round(min(score, 1.0), 3),
        threshold=options.meaning,
        detail={"languages": [languages[n] for n in pair]},
        joins=False,
    )
