# SPDX-License-Identifier: GPL-3.0-or-later
"""Pairs of texts of related meaning, in one language or across languages: suggestions only.

Sentence vectors of one model lie in a narrow cone (cosines .79-1.0), at a place that differs by
language. The mean vector of the language is taken away first; then one threshold serves all
pairs of languages. The cosine before that is never shown. In a small case the means of its own
texts say more of the texts than of the language, so shipped means are the start from which the
case's own lead away the more texts there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from indexing.options import LinkOptions
from indexing.records import Reason, ReasonKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Means = Mapping[str, NDArray[np.float32]]

CENTRING = "centre-2"
"""Version of this method; the stamp of the vectors names it too."""
TEXTS_FOR_A_MEAN = 24
"""Without shipped means, a language with fewer texts is centred on the mean of all texts."""
TRUST_IN_LANGUAGE, TRUST_IN_CASE = 12, 24
"""As many texts weigh as much as what is shipped: of one language, and of the whole case."""
UNKNOWN = "?"
_QUERIES = 512
_SMALL = 1e-6
_FLAT = 50_000
"""More texts than this, each held against all, are searched through cells in half precision: 0.8 KB
of memory a text. A few against all take less than making the cells."""
_PROBED = 24
_TRAINED_ON = 100_000


def centre(
    vectors: NDArray[np.floating[Any]], languages: Sequence[str], background: Means | None = None
) -> NDArray[np.float32]:
    """Vectors less the mean of their language, of length 1 again.

    A vector that equals its mean (a lone text) becomes zero and is near to nothing.

    Args:
        vectors: as the encoder gives them, any float type.
        languages: of each text.
        background: shipped mean of some languages by the same model.

    Raises:
        ValueError: not one language a vector.
    """
    import numpy as np

    if len(vectors) != len(languages):
        raise ValueError(f"{len(vectors)} vectors, {len(languages)} languages")
    moved = vectors.astype(np.float32)
    if not len(moved):
        return moved
    rows = _rows(languages)
    for language, mean in language_means(moved, languages, background).items():
        moved[rows[language]] -= mean
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    moved /= np.maximum(length, _SMALL)
    moved[length[:, 0] <= _SMALL] = 0
    return moved


def language_means(
    vectors: NDArray[np.float32],
    languages: Sequence[str],
    background: Means | None = None,
    others: Iterable[str] = (),
) -> Means:
    """What :func:`centre` takes away from the texts of each language, and of ``others``."""
    import numpy as np

    rows = _rows(languages)
    for language in others:
        rows.setdefault(language, np.zeros(0, np.int64))
    return _shrunk_means(vectors, rows, background) if background else _own_means(vectors, rows)


def _rows(languages: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    import numpy as np

    named = np.array(languages)
    return {language: np.flatnonzero(named == language) for language in sorted(set(languages))}


def _own_means(given: NDArray[np.float32], rows: Mapping[str, NDArray[np.int64]]) -> Means:
    """Means of the case alone."""
    common = given.mean(axis=0)
    return {
        language: given[places].mean(axis=0)
        if len(places) >= TEXTS_FOR_A_MEAN and language != UNKNOWN
        else common
        for language, places in rows.items()
    }


def _shrunk_means(
    given: NDArray[np.float32], rows: Mapping[str, NDArray[np.int64]], background: Means
) -> Means:
    """Shipped means, moved by what all texts have in common and then by each language's own."""
    import numpy as np

    common = np.mean(list(background.values()), axis=0, dtype=np.float32)
    start = {language: background.get(language, common) for language in rows}
    apart = {
        language: given[places].sum(axis=0) - len(places) * start[language]
        for language, places in rows.items()
    }
    shift = np.sum(list(apart.values()), axis=0) / (len(given) + TRUST_IN_CASE)
    means = {}
    for language, places in rows.items():
        own, count = apart[language], len(places)
        if language == UNKNOWN:  # several languages, so they have no mean of their own
            own, count = np.zeros_like(own), 0
        moved = (own + TRUST_IN_LANGUAGE * shift) / (count + TRUST_IN_LANGUAGE)
        means[language] = (start[language] + moved).astype(np.float32)
    return means


def meaning_pairs(
    vectors: NDArray[np.floating[Any]],
    languages: Sequence[str],
    options: LinkOptions,
    *,
    background: Means | None = None,
    new: frozenset[int] | None = None,
) -> Iterator[tuple[int, int, Reason]]:
    """Each pair of near meaning once, as ``(i, j, reason)`` with ``i < j``.

    Args:
        vectors: unit vectors as the encoder gives them, not centred; half precision will do.
        languages: the language of each text.
        options: ``meaning`` is the threshold on the centred cosine, and of each text the
            ``meaning_neighbours`` nearest are looked at.
        background: shipped means (see :func:`centre`).
        new: when given, only these rows are held against all.
    """
    import numpy as np

    if len(vectors) < 2:
        return
    placed = np.ascontiguousarray(centre(vectors, languages, background))
    asked = np.arange(len(placed)) if new is None else np.array(sorted(new), np.int64)
    search = _search_in(placed, len(asked))
    wanted = min(options.meaning_neighbours + 1, len(placed))  # a text is its own nearest neighbour
    seen: set[tuple[int, int]] = set()
    for first in range(0, len(asked), _QUERIES):
        part = asked[first : first + _QUERIES]
        scores, found = search(np.ascontiguousarray(placed[part]), wanted)
        for row, column in np.argwhere((scores >= options.meaning) & (found >= 0)):
            a, b = int(part[row]), int(found[row, column])
            pair = (min(a, b), max(a, b))
            if a == b or pair in seen:
                continue
            seen.add(pair)
            yield (*pair, _reason(float(scores[row, column]), pair, languages, options))


def _search_in(placed: NDArray[np.float32], asked: int) -> Any:
    """Finds the nearest of some vectors: exact, or by cells where many are asked for in many."""
    import faiss
    import numpy as np

    size, width = placed.shape
    if size * asked <= _FLAT**2:
        return partial(_nearest_exactly, placed)
    cells = int(4 * size**0.5)
    kind = faiss.ScalarQuantizer.QT_fp16
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(width), width, cells, kind, faiss.METRIC_INNER_PRODUCT
    )
    chosen = np.random.default_rng(1).choice(size, min(size, _TRAINED_ON), replace=False)
    index.train(np.ascontiguousarray(placed[np.sort(chosen)]))
    index.add(placed)
    index.nprobe = _PROBED
    return index.search


def _nearest_exactly(placed: NDArray[np.float32], asked: NDArray[np.float32], wanted: int) -> Any:
    import faiss

    return faiss.knn(asked, placed, wanted, metric=faiss.METRIC_INNER_PRODUCT)


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
