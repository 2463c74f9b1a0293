# SPDX-License-Identifier: GPL-3.0-or-later
"""Pairs of different files that show one picture, by the distance of their hashes.

Two upright pictures match at *PDQ <= 40, or PDQ <= 64 and dHash <= 50* (no false pair among
3.8e7 measured); with one mirrored or turned only at PDQ <= 31, because seven further comparisons
give chance seven further tries. Flat pictures never match. The flat binary index is exact and
fast enough to some 200,000 pictures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.options import LinkOptions
from indexing.records import ImageFingerprint, ImageStatus, Reason, ReasonKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HASH_BYTES = 32
VARIANTS = (
    "turned_left",
    "turned_half",
    "turned_right",
    "mirrored_turned_half",
    "mirrored",
    "mirrored_turned_left",
    "mirrored_turned_right",
)
"""How the second picture of a pair stands to the first, in the order PDQ gives its variants."""
_INVERSE = (2, 1, 0, 3, 4, 5, 6)
"""Number of the variant that undoes each: only the quarter turns are not their own inverse."""
_QUERIES = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Hashes:
    """The matchable pictures as arrays; ``index`` says which of the caller's each row is."""

    index: NDArray[np.int64]
    pdq: NDArray[np.uint8]
    dhash: NDArray[np.uint8]
    variants: NDArray[np.uint8]  # (n, 7, 32)
    turned: NDArray[np.bool_]  # rows that have variants
    file: NDArray[np.int64]  # equal numbers are the same file


def near_image_pairs(
    hashes: Sequence[ImageFingerprint], options: LinkOptions
) -> Iterator[tuple[int, int, Reason]]:
    """Matching pairs ``(i, j, reason)`` with ``i < j`` as places in ``hashes``.

    Pictures with equal SHA-256 are one file and not paired here. Pairs come in the order of
    ``i`` among upright matches, then among mirrored and turned ones.
    """
    table = matchable(hashes)
    if len(table.index) < 2:
        return
    for first, second in _upright_candidates(table.pdq, options.pdq_with_dhash):
        yield from _upright(table, first, second, options)
    yield from _turned(table, options)


def matchable(hashes: Sequence[ImageFingerprint]) -> Hashes:
    """Arrays of the pictures that may match at all: decoded, not flat, with both hashes."""
    import numpy as np

    rows = [
        place
        for place, each in enumerate(hashes)
        if each.status is ImageStatus.OK
        and len(each.pdq) == HASH_BYTES
        and len(each.dhash) == HASH_BYTES
    ]
    size = len(VARIANTS) * HASH_BYTES
    files: dict[str, int] = {}
    variants = [hashes[row].variants for row in rows]
    blank = bytes(size)
    return Hashes(
        index=np.array(rows, dtype=np.int64),
        pdq=_array((hashes[row].pdq for row in rows), (len(rows), HASH_BYTES)),
        dhash=_array((hashes[row].dhash for row in rows), (len(rows), HASH_BYTES)),
        variants=_array(
            (each if len(each) == size else blank for each in variants),
            (len(rows), len(VARIANTS), HASH_BYTES),
        ),
        turned=np.array([len(each) == size for each in variants], dtype=np.bool_),
        file=np.array(
            [files.setdefault(hashes[row].sha256, len(files)) for row in rows], dtype=np.int64
        ),
    )


def distances(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Hamming distance of hashes in two arrays, row by row (or broadcast)."""
    import numpy as np

    counts: NDArray[np.int64] = np.bitwise_count(first ^ second).sum(axis=-1, dtype=np.int64)
    return counts


def brute_force(
    queries: NDArray[np.uint8], stored: NDArray[np.uint8], radius: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Places (query, stored) within ``radius``, by comparing everything: the truth."""
    import numpy as np

    for place, query in enumerate(queries):
        found = np.flatnonzero(distances(stored, query) <= radius)
        yield np.full(len(found), place, dtype=np.int64), found.astype(np.int64)


def within(
    queries: NDArray[np.uint8], stored: NDArray[np.uint8], radius: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """The same as :func:`brute_force`, in batches, from a flat FAISS index."""
    import faiss
    import numpy as np

    index = faiss.IndexBinaryFlat(HASH_BYTES * 8)
    index.add(np.ascontiguousarray(stored))
    for start in range(0, len(queries), _QUERIES):
        batch = np.ascontiguousarray(queries[start : start + _QUERIES])
        ends, _, found = index.range_search(batch, radius + 1)  # FAISS means strictly below
        counts = np.diff(ends.astype(np.int64))
        yield np.repeat(np.arange(start, start + len(batch)), counts), found.astype(np.int64)


def _upright_candidates(
    pdq: NDArray[np.uint8], radius: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    import numpy as np

    for query, found in within(pdq, pdq, radius):
        later = query < found
        first, second = query[later], found[later]
        order = np.lexsort((second, first))
        yield first[order], second[order]


def _accepted(
    table: Hashes, pairs: tuple[NDArray[np.int64], NDArray[np.int64]], options: LinkOptions
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """PDQ distance, dHash distance and verdict of upright pairs."""
    first, second = pairs
    pdq = distances(table.pdq[first], table.pdq[second])
    dhash = distances(table.dhash[first], table.dhash[second])
    both = (pdq <= options.pdq_with_dhash) & (dhash <= options.dhash)
    return pdq, dhash, (pdq <= options.pdq_sure) | both


def _upright(
    table: Hashes,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    options: LinkOptions,
) -> Iterator[tuple[int, int, Reason]]:
    pdq, dhash, good = _accepted(table, (first, second), options)
    good &= table.file[first] != table.file[second]
    for row in good.nonzero()[0]:
        distance = int(pdq[row])
        sure = distance <= options.pdq_sure
        detail = {
            "pdq": distance,
            "dhash": int(dhash[row]),
            "variant": "upright",
            "rule": "pdq" if sure else "pdq_and_dhash",
        }
        limit = options.pdq_sure if sure else options.pdq_with_dhash
        reason = Reason(ReasonKind.NEAR_IMAGE, float(distance), float(limit), detail)
        yield int(table.index[first[row]]), int(table.index[second[row]]), reason


def _turned(table: Hashes, options: LinkOptions) -> Iterator[tuple[int, int, Reason]]:
    """Pairs that match only when one is mirrored or turned, each with its nearest variant."""
    import numpy as np

    first, second, variant, distance = _turned_candidates(table, options.pdq_turned)
    _, _, upright = _accepted(table, (first, second), options)
    kept = ~upright & (table.file[first] != table.file[second])
    first, second, variant, distance = (each[kept] for each in (first, second, variant, distance))
    order = np.lexsort((variant, distance, second, first))
    last = (-1, -1)
    for row in order:
        pair = (int(first[row]), int(second[row]))
        if pair == last:
            continue
        last = pair
        detail = {
            "pdq": int(distance[row]),
            "dhash": None,  # dHash is of the upright picture only
            "variant": VARIANTS[variant[row]],
            "rule": "pdq_turned",
        }
        score, limit = float(distance[row]), float(options.pdq_turned)
        reason = Reason(ReasonKind.NEAR_IMAGE, score, limit, detail)
        yield int(table.index[pair[0]]), int(table.index[pair[1]]), reason


def _turned_candidates(table: Hashes, radius: int) -> tuple[NDArray[np.int64], ...]:
    """First, second, variant and distance of turned pairs, asked for from both sides."""
    import numpy as np

    rows = np.flatnonzero(table.turned).astype(np.int64)
    parts: list[tuple[NDArray[np.int64], ...]] = []
    for number in range(len(VARIANTS)):
        queries = table.variants[rows, number]
        for place, found in within(queries, table.pdq, radius):
            query = rows[place]
            other = query != found
            query, found = query[other], found[other]
            gap = distances(table.variants[query, number], table.pdq[found])
            swapped = query > found
            name = np.where(swapped, _INVERSE[number], number)
            parts.append((np.minimum(query, found), np.maximum(query, found), name, gap))
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, empty, empty
    first, second, variant, distance = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    return first, second, variant, distance


def _array(rows: Iterator[bytes], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    import numpy as np

    return np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(shape)
