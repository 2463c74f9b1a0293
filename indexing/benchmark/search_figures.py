# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of the picture search: all pairs among very many hashes, and what details cost.

Hashes are random, with near copies planted at every distance up to the radius and a little
beyond. The flat FAISS index is measured on some of the queries and reckoned up to all of them
(its cost is the same for each). Everything runs on one thread and is told as ratios of CPU time.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from indexing.benchmark.drawn import drawn
from indexing.benchmark.measure import Figure
from indexing.fingerprint.local_features import MOST, SIDE, features
from indexing.link.hamming import HASH_BYTES, distances, pairs_within
from indexing.link.local_matches import LocalFeatures, local_match, unpacked
from indexing.options import LinkOptions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")
SIZE, FULL_SIZE = 200_000, 1_000_000
RADIUS = LinkOptions().pdq_turned
_NEW = 1000
_QUERIES = 64
_COPIES = 50
"""One row in so many is a near copy of another."""
_PICTURES = 12
_RUNS = 3


def figures(size: int, seed: int) -> Iterator[Figure]:
    """Speed and recall among ``size`` hashes, then the cost of local features."""
    yield from search_figures(size, seed)
    yield from detail_figures(seed)


def search_figures(size: int, seed: int) -> Iterator[Figure]:
    """All pairs within the radius: against flat FAISS, recall, and new rows against all."""
    import numpy as np

    rows, truth = planted(size, seed)
    _drain(rows[:3000], RADIUS)
    taken, found = zip(*(_cost(lambda: _drain(rows, RADIUS)) for _ in range(_RUNS)), strict=True)
    ours = statistics.median(taken)
    flat = statistics.median(_flat(rows) for _ in range(_RUNS)) * size
    lost = truth - found[0]
    new = np.zeros(size, dtype=np.bool_)
    new[np.random.default_rng(seed).choice(size, min(_NEW, size // 2), replace=False)] = True
    added = statistics.median(_cost(lambda: _drain(rows, RADIUS, new))[0] for _ in range(_RUNS))
    detail = {"hashes": size, "radius": RADIUS, "cpu_seconds": round(ours, 3)}
    yield Figure(
        "search: flat index / ours, all pairs",
        round(flat / ours, 1),
        25.0,
        at_least=True,
        detail={**detail, "flat_cpu_seconds": round(flat, 1), "flat_measured_on": _QUERIES},
    )
    recall = 1 - len(lost) / max(1, len(truth))
    yield Figure(
        "search: recall of planted pairs",
        round(recall, 6),
        0.999,
        at_least=True,
        detail={**detail, "pairs": len(truth), "exact": found[0] == truth},
    )
    yield Figure(
        f"search: {_NEW} new hashes against all / all pairs",
        round(added / ours, 4),
        0.25,
        at_least=False,
        detail={**detail, "new_cpu_seconds": round(added, 3)},
    )


def detail_figures(seed: int) -> Iterator[Figure]:
    """What local features and a close look at two pictures cost, against the libraries' own."""
    import numpy as np

    greys = [np.asarray(drawn(seed + n).convert("L").reduce(2)) for n in range(_PICTURES)]
    packed = [features(grey) for grey in greys]
    made = _median(lambda: [features(grey) for grey in greys])
    theirs = _median(lambda: [_orb(grey) for grey in greys])
    yield Figure(
        "local features / OpenCV ORB of a picture and its mirror image",
        round(made / theirs, 3),
        1.0,
        at_least=False,
        detail={
            "pictures": _PICTURES,
            "cpu_ms": round(made / _PICTURES * 1000, 2),
            "opencv_cpu_ms": round(theirs / _PICTURES * 1000, 2),
            "bytes": round(sum(map(len, packed)) / _PICTURES),
        },
    )
    every = [unpacked(each) for each in packed]
    pairs = [(one, other) for place, one in enumerate(every) for other in every[:place]]
    ours = _median(lambda: [local_match(*pair, flip=False) for pair in pairs])
    theirs = _median(lambda: [_ransac(*pair) for pair in pairs])
    yield Figure(
        "close look at two pictures / OpenCV matcher and RANSAC",
        round(ours / theirs, 3),
        1.0,
        at_least=False,
        detail={
            "pairs": len(pairs),
            "cpu_ms": round(ours / len(pairs) * 1000, 3),
            "opencv_cpu_ms": round(theirs / len(pairs) * 1000, 3),
        },
    )


def planted(size: int, seed: int) -> tuple[NDArray[np.uint8], set[tuple[int, int]]]:
    """Random hashes with near copies, and the pairs of them within the radius."""
    import numpy as np

    chance = np.random.default_rng(seed)
    rows = chance.integers(0, 256, (size, HASH_BYTES), dtype=np.uint8)
    both = chance.permutation(size)[: size // _COPIES // 2 * 2].reshape(2, -1)
    changed = chance.integers(0, RADIUS + 8, both.shape[1])
    flips = chance.random((both.shape[1], HASH_BYTES * 8)).argsort(axis=1) < changed[:, None]
    rows[both[1]] = rows[both[0]] ^ np.packbits(flips, axis=1)
    near = distances(rows[both[0]], rows[both[1]]) <= RADIUS
    ordered = np.sort(both[:, near], axis=0)
    return rows, set(zip(ordered[0].tolist(), ordered[1].tolist(), strict=True))


def _drain(
    rows: NDArray[np.uint8], radius: int, new: NDArray[np.bool_] | None = None
) -> set[tuple[int, int]]:
    return {
        pair
        for one, other in pairs_within(rows, radius, new)
        for pair in zip(one.tolist(), other.tolist(), strict=True)
    }


def _flat(rows: NDArray[np.uint8]) -> float:
    """CPU seconds of one query of a flat FAISS index."""
    import faiss

    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        index = faiss.IndexBinaryFlat(HASH_BYTES * 8)
        index.add(rows)
        index.range_search(rows[:4], RADIUS + 1)
        return _cost(lambda: index.range_search(rows[:_QUERIES], RADIUS + 1))[0] / _QUERIES
    finally:
        faiss.omp_set_num_threads(threads)


def _orb(grey: NDArray[np.uint8]) -> object:
    """As many features by OpenCV alone, of the picture at the same size, both ways round."""
    import cv2
    import numpy as np

    cv2.setNumThreads(1)
    factor = SIDE / max(grey.shape)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    finder = cv2.ORB.create(nfeatures=MOST, fastThreshold=10)
    both = (small, np.ascontiguousarray(small[:, ::-1]))
    return [finder.detectAndCompute(each, None) for each in both]


def _ransac(one: LocalFeatures, other: LocalFeatures) -> object:
    """The usual way with OpenCV: matcher, ratio test, RANSAC of a turn, scale and shift."""
    import cv2
    import numpy as np

    cv2.setNumThreads(1)
    cv2.setRNGSeed(1)
    bits = [np.ascontiguousarray(each.bits).view(np.uint8) for each in (one, other)]
    found = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(bits[0], bits[1], k=2)
    good = [two[0] for two in found if len(two) == 2 and two[0].distance < 0.85 * two[1].distance]
    if len(good) < 4:
        return None
    places = [np.stack([each.places.real, each.places.imag], axis=1) for each in (one, other)]
    here = places[0][[match.queryIdx for match in good]]
    there = places[1][[match.trainIdx for match in good]]
    return cv2.estimateAffinePartial2D(here, there, ransacReprojThreshold=4.0)


def _cost(work: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def _median(work: Callable[[], object]) -> float:
    work()
    return statistics.median(_cost(work)[0] for _ in range(_RUNS))
