# SPDX-License-Identifier: GPL-3.0-or-later
"""Pairs of pictures of which one shows a piece of the other: crops, tilts, stickers, collages.

First every feature votes for the few pictures that have its nearest like; then the few pictures
with enough votes are laid over each other: at least 12 features must agree on one turn, scale and
shift, they must be many of those that seem alike, and they must cover 3 % of both pictures (14
features where they cover less than 5 %). A logo in a corner fails by its size, a drawn chest of
drawers by the many drawers that seem alike and do not lie alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.records import Reason, ReasonKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

INLIERS = 12
"""Features that must agree on one turn, scale and shift."""
INLIERS_SMALL = 14
INLIERS_CLEAR = 16
SHARE, SHARE_CLEAR = 0.35, 0.15
"""Part of the features that seem alike which must agree; the second from 16 agreeing on."""
SMALL_AREA = 0.05
LEAST_AREA = 0.03
"""Part of a picture that the agreeing features must span."""
CANDIDATES = 12
"""Pictures looked at closely for each one, most votes first."""
ROWS = 8_000_000
"""Features held in memory at once (68 bytes each); more pictures are searched by fewer each."""
_LEAST_ROWS = 24
_FEWEST_VOTES = 5
_LISTED = 5
"""Pictures that a feature votes for."""
_LIKE = 36
"""Bits in which two features that vote for each other may differ."""
_FULL = 64
_MATCH = 64
_RATIO = 0.85
_TOLERANCE = 4.0
_TRIED = 40
_LARGEST = 6.0
_CHUNK = 2_000
_HEAD = 6
_GRAIN = 128
_ROW = 36
Candidate = tuple[int, int, bool]


@dataclass(frozen=True, slots=True, eq=False)
class LocalFeatures:
    """Unpacked features: places as complex numbers in pixels of ``size``, and (n, 4) words."""

    size: tuple[int, int]
    places: NDArray[np.complex128]
    bits: NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class LocalMatch:
    """How one picture lies in another: agreeing features, and what they span of each."""

    inliers: int
    alike: int
    area: tuple[float, float]
    boxes: tuple[tuple[int, ...], tuple[int, ...]]  # thousandths: left, top, right, bottom
    mirrored: bool
    degrees: float

    @property
    def sure(self) -> bool:
        """Whether the pictures are linked: enough features over enough of both pictures."""
        area = min(self.area)
        needed = INLIERS_SMALL if area < SMALL_AREA else INLIERS
        share = SHARE_CLEAR if self.inliers >= INLIERS_CLEAR else SHARE
        enough = self.inliers >= max(needed, share * self.alike)
        return area >= LEAST_AREA and enough


@dataclass(frozen=True, slots=True, eq=False)
class _Bank:
    """Features of the stored pictures: rows, the picture of each, and rows in every table's order.

    68 bytes a feature in all, made once; what asks is read in chunks.
    """

    rows: NDArray[np.uint64]
    owner: NDArray[np.int32]
    tables: list[tuple[NDArray[np.int32], NDArray[np.int64]]]


def unpacked(packed: bytes) -> LocalFeatures:
    """Features as :func:`indexing.fingerprint.local_features.features` packed them; none of ''."""
    import numpy as np

    packed = packed.ljust(_HEAD, b"\0")
    head = np.frombuffer(packed, "<u2", 3)
    count = min(int(head[0]), (len(packed) - _HEAD) // _ROW)
    columns, rows = np.frombuffer(packed, "<u2", 2 * count, _HEAD).reshape(2, count) / _GRAIN
    bits = np.frombuffer(packed, np.uint64, 4 * count, _HEAD + 4 * count).reshape(count, 4)
    return LocalFeatures((int(head[1]), int(head[2])), columns + 1j * rows, bits)


def mirrored(features: LocalFeatures) -> LocalFeatures:
    """The features of the mirrored picture: their halves exchanged."""
    import numpy as np

    places = features.size[0] - 1 - np.conj(features.places)
    bits = np.ascontiguousarray(features.bits[:, [2, 3, 0, 1]])
    return LocalFeatures(features.size, places, bits)


def local_match(first: LocalFeatures, second: LocalFeatures, *, flip: bool) -> LocalMatch | None:
    """How the second picture lies in the first, or None when nothing speaks for it.

    Args:
        first: features of the one.
        second: features of the other.
        flip: whether the second is looked at mirrored.
    """
    import numpy as np

    from indexing.link.local_matches_kernels import fitted, matched

    seen = mirrored(second) if flip else second
    rows = matched(first.bits, seen.bits, _MATCH, _RATIO)
    if len(rows) < INLIERS:
        return None
    one, other = first.places[rows[:, 0]], seen.places[rows[:, 1]]
    turn, shift = fitted(one, other, _TRIED, _TOLERANCE, _LARGEST)
    near = np.abs(turn * one + shift - other) <= _TOLERANCE
    one, other = _distinct(one[near], other[near])
    if len(one) < INLIERS:
        return None
    back = second.places[rows[near, 1]]
    return LocalMatch(
        inliers=len(one),
        alike=len(rows),
        area=(_area(one, first.size), _area(other, seen.size)),
        boxes=(_box(first.places[rows[near, 0]], first.size), _box(back, second.size)),
        mirrored=flip,
        degrees=round(float(np.degrees(np.angle(turn))), 1),
    )


def local_image_pairs(
    names: Sequence[str],
    packed: Sequence[bytes],
    *,
    new: NDArray[np.bool_] | None = None,
    groups: NDArray[np.int64] | None = None,
) -> Iterator[tuple[int, int, Reason]]:
    """Pairs ``(i, j, reason)``, ``i < j``, of pictures that show a piece of each other.

    The reason's score is the number of agreeing features, its threshold those needed.

    Args:
        names: SHA-256 of each picture.
        packed: local features of each; may be a sequence that reads them when asked.
        new: which are new; only pairs that hold one are looked for.
        groups: of each picture its group as known before; pictures of one group are not compared.
    """
    for i, j, flip in _candidates(packed, new, groups):
        match = local_match(unpacked(packed[i]), unpacked(packed[j]), flip=flip)
        if match is not None and match.sure:
            yield i, j, _reason((names[i], names[j]), match)


def compare_all(names: Sequence[str], packed: Sequence[bytes]) -> Iterator[tuple[int, int, Reason]]:
    """What :func:`local_image_pairs` should find, by looking at every pair closely: the truth."""
    every = [unpacked(each) for each in packed]
    for j in range(len(every)):
        for i in range(j):
            both = (local_match(every[i], every[j], flip=flip) for flip in (False, True))
            sure = [match for match in both if match is not None and match.sure]
            if sure:
                best = max(sure, key=lambda match: match.inliers)
                yield i, j, _reason((names[i], names[j]), best)


def _reason(names: tuple[str, str], match: LocalMatch) -> Reason:
    detail = {
        "rule": "local_features",
        "inliers": match.inliers,
        "alike": match.alike,
        "area": [round(share, 3) for share in match.area],
        "images": list(names),
        "boxes": [list(box) for box in match.boxes],
        "variant": "mirrored" if match.mirrored else "upright",
        "inverted": False,
        "degrees": match.degrees,
        "witness": None,
    }
    return Reason(ReasonKind.NEAR_IMAGE, float(match.inliers), float(INLIERS), detail)


def _candidates(
    packed: Sequence[bytes], new: NDArray[np.bool_] | None, groups: NDArray[np.int64] | None
) -> Iterator[Candidate]:
    """Pairs worth a closer look: for each asking picture those with the most votes."""
    import numpy as np

    count = len(packed)
    if count < 2:
        return
    asking = np.arange(count) if new is None else np.flatnonzero(new)
    stored = np.arange(count) if new is None else np.concatenate([np.flatnonzero(~new), asking])
    bank = _bank(packed, stored, max(_LEAST_ROWS, min(ROWS // count, 1 << 16)))
    offset = count - len(asking)
    for start in range(0, len(asking), _CHUNK):
        chunk = asking[start : start + _CHUNK]
        found = _votes(packed, chunk, bank, offset + start)
        if groups is not None:
            found = found[groups[chunk[found[:, 0] // 2]] != groups[stored[found[:, 1]]]]
        one, other = chunk[found[:, 0] // 2], stored[found[:, 1]]
        for row in _most_voted(found):
            pair = sorted((int(one[row]), int(other[row])))
            yield pair[0], pair[1], bool(found[row, 0] % 2)


def _most_voted(found: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of the best few candidates of each asking picture, of both its sides together."""
    import numpy as np

    picture = found[:, 0] // 2
    order = np.lexsort((found[:, 0], found[:, 1], -found[:, 2], picture))
    first = np.searchsorted(picture[order], picture[order], side="left")
    chosen: NDArray[np.int64] = order[np.arange(len(order)) - first < CANDIDATES]
    return chosen


def _bank(packed: Sequence[bytes], which: NDArray[np.int64], most: int) -> _Bank:
    """The first features of each picture, read one picture after the other, and their tables."""
    import numpy as np

    from indexing.link.local_matches_kernels import TABLES, by_key

    room = np.empty((len(which) * most, 4), dtype=np.uint64)
    counts = np.zeros(len(which), dtype=np.int64)
    end = 0
    for place, number in enumerate(which):
        bits = unpacked(packed[number]).bits[:most]
        room[end : end + len(bits)] = bits
        counts[place] = len(bits)
        end += len(bits)
    owner = np.repeat(np.arange(len(which), dtype=np.int32), counts)
    made = _Bank(room[:end], owner, [])
    for table in range(TABLES):
        order, begin = by_key(made.rows, table)
        made.tables.append((order.astype(np.int32), begin))
    return made


def _votes(
    packed: Sequence[bytes], chunk: NDArray[np.int64], stored: _Bank, offset: int
) -> NDArray[np.int64]:
    """Asking picture (twice its place, one more for its mirror image), stored picture, votes."""
    import numpy as np

    from indexing.link.local_matches_kernels import by_key, nearest, poll

    rows, asking = [], []
    for turn, number in enumerate(chunk):
        features = unpacked(packed[number])
        for side, seen in enumerate((features, mirrored(features))):
            rows.append(seen.bits)
            asking.append(np.full(len(seen.bits), 2 * turn + side, dtype=np.int64))
    queries, askers = np.concatenate(rows), np.concatenate(asking)
    del rows, asking
    gaps = np.full((len(queries), _LISTED), _LIKE + 1, dtype=np.int16)
    pictures = np.full((len(queries), _LISTED), -1, dtype=np.int32)
    full = _full(len(queries)), _full(len(stored.rows))
    before = askers // 2 + offset
    for table, (others, first) in enumerate(stored.tables):
        order, begin = by_key(queries, table)
        asked = (stored.rows, others, stored.owner, first)
        nearest((queries[order], order, begin), asked, before, full, (gaps, pictures))
    known = int(stored.owner.max(initial=-1)) + 1
    votes: NDArray[np.int64] = poll(askers, pictures, known, _FEWEST_VOTES)
    return votes


def _full(rows: int) -> int:
    """The fullest bucket that is looked into: several times what chance would put there."""
    from indexing.link.local_matches_kernels import BUCKETS

    return _FULL + _FULL // 8 * rows // BUCKETS


def _distinct(
    one: NDArray[np.complex128], other: NDArray[np.complex128]
) -> tuple[NDArray[np.complex128], NDArray[np.complex128]]:
    """Agreeing features of different places: one point is often found at several scales."""
    import numpy as np

    kept: list[int] = []
    for number in range(len(one)):
        near = np.abs(other[kept] - other[number]) < _TOLERANCE / 2
        if not near.any() and not (np.abs(one[kept] - one[number]) < _TOLERANCE / 2).any():
            kept.append(number)
    return one[kept], other[kept]


def _area(places: NDArray[np.complex128], size: tuple[int, int]) -> float:
    """Part of a picture that the hull of some places covers."""
    import cv2
    import numpy as np

    points = np.stack([places.real, places.imag], axis=1).astype(np.float32)
    return float(cv2.contourArea(cv2.convexHull(points))) / max(1, size[0] * size[1])


def _box(places: NDArray[np.complex128], size: tuple[int, int]) -> tuple[int, ...]:
    import numpy as np

    width, height = (max(1, side) for side in size)
    x, y = places.real * 1000 / width, places.imag * 1000 / height
    sides = np.rint([x.min(), y.min(), x.max(), y.max()]).clip(0, 1000)
    return tuple(int(side) for side in sides)
