# SPDX-License-Identifier: GPL-3.0-or-later
"""Local features of a picture: points that stand out, and what surrounds each, in 256 bits.

They find what hashes of the whole cannot: a crop, a tilt, a picture under a sticker. Points are
those of ORB (Rublee et al. 2011; OpenCV): corners over five scales, each turned to its own
direction. The bits are our own: of the 256 comparisons the second half is the mirror image of the
first, so that the features of the mirrored picture are these with their halves exchanged and need
be neither made nor kept. Points are taken from all over the picture, the best of each cell first:
a line of large letters would otherwise take them all.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING

from indexing.images import DECODE_PATH
from indexing.records import Stamp

if TYPE_CHECKING:
    import cv2
    import numpy as np
    from numpy.typing import NDArray

STAMP = Stamp("local_features", f"orb-mirror-4,path-{DECODE_PATH}")
SIDE = 400
"""Long side of the picture that features are taken of; a smaller one stays as it is."""
MOST = 200
"""Features kept of a picture."""
BYTES = 32
_FOUND = 400
_CELL = 50
_WIDEST = SIDE  # more cells than a line has
_SCALE, _LEVELS = 1.3, 5
_EDGE = 20
"""Points nearer to the edge than this (pixels) have no whole surroundings."""
_REACH = 13
_REACH_TURNED = 19
"""The pattern's furthest place when turned: 13 pixels both ways, along the diagonal."""
_DEVIATION = 31 / 5  # BRIEF (Calonder et al. 2010): places spread by a fifth of the patch
_TURNS = 30
_FAST, _FAST_FAINT = 20, 10
"""Steps of grey that make a corner; the smaller one where the larger leaves too few points."""
_GRAIN = 128
"""Positions are kept in this part of a pixel."""


def features(grey: NDArray[np.uint8]) -> bytes:
    """Local features of a decoded grey picture, packed for :func:`indexing.link.local_matches`.

    Head: count, width and height of the picture they were taken of (16 bits each); then all
    columns, all rows (16 bits, 128 to a pixel), then 32 bytes each. Best spread first, so that a
    beginning of the list serves where all are too many.
    """
    import cv2
    import numpy as np

    cv2.setNumThreads(1)
    small = _small(grey)
    height, width = small.shape
    whole = min(width, height) > 2 * _EDGE
    points = _spread(_corners(small)) if whole else []
    bits = _described(small, points)
    places = np.array([point.pt for point in points], dtype=np.float64).reshape(-1, 2)
    columns, rows = np.rint(places.T * _GRAIN).astype("<u2")
    head = struct.pack("<HHH", len(points), width, height)
    return b"".join((head, columns.tobytes(), rows.tobytes(), bits.tobytes()))


def _small(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import cv2
    import numpy as np

    height, width = grey.shape
    factor = SIDE / max(height, width)
    if factor >= 1:
        return grey
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _corners(grey: NDArray[np.uint8]) -> Sequence[cv2.KeyPoint]:
    found = _detector(_FAST).detect(grey, None)
    return found if len(found) >= MOST else _detector(_FAST_FAINT).detect(grey, None)


def _detector(step: int) -> cv2.ORB:
    import cv2

    return cv2.ORB.create(
        nfeatures=_FOUND,
        scaleFactor=_SCALE,
        nlevels=_LEVELS,
        edgeThreshold=_EDGE,
        fastThreshold=step,
    )


def _spread(points: Sequence[cv2.KeyPoint]) -> list[cv2.KeyPoint]:
    """The best point of every cell, then the second best of each, until there are enough."""
    import cv2
    import numpy as np

    if not points:
        return []
    places = np.asarray(cv2.KeyPoint.convert(points))
    strength = np.array([-point.response for point in points])
    best = np.lexsort((places[:, 1], places[:, 0], strength))
    cells = (places[best] // _CELL).astype(np.int64)
    cell = cells[:, 1] * _WIDEST + cells[:, 0]
    grouped = np.argsort(cell, kind="stable")
    starts = np.flatnonzero(np.diff(cell[grouped], prepend=-1))
    lengths = np.diff(starts, append=len(cell))
    turn = np.empty(len(cell), dtype=np.int64)
    turn[grouped] = np.arange(len(cell)) - np.repeat(starts, lengths)
    return [points[place] for place in best[np.argsort(turn, kind="stable")][:MOST]]


def _described(grey: NDArray[np.uint8], points: Sequence[cv2.KeyPoint]) -> NDArray[np.uint8]:
    import cv2
    import numpy as np

    from indexing.fingerprint.local_features_kernels import describe

    result = np.zeros((len(points), BYTES), dtype=np.uint8)
    if not points:
        return result
    octaves = np.array([point.octave for point in points], dtype=np.int64)
    angles = np.array([point.angle for point in points])
    turns = np.rint(angles * (_TURNS / 360)).astype(np.int64) % _TURNS
    every = np.asarray(cv2.KeyPoint.convert(points), dtype=np.float64)
    for octave in np.unique(octaves):
        which = np.flatnonzero(octaves == octave)
        scale = _SCALE ** int(octave)
        size = round(grey.shape[1] / scale), round(grey.shape[0] / scale)
        level = cv2.resize(grey, size, interpolation=cv2.INTER_LINEAR) if octave else grey
        level = np.asarray(cv2.blur(level, (5, 5)), dtype=np.uint8)  # as ORB's authors
        limits = np.array(level.shape[::-1]) - _REACH_TURNED - 1
        places = np.rint(every[which] / scale).astype(np.int64).clip(_REACH_TURNED, limits)
        bits = np.empty((len(which), BYTES), dtype=np.uint8)
        describe(level, places, turns[which], _pattern(), bits)
        result[which] = bits
    return result


@functools.cache
def _pattern() -> NDArray[np.int64]:
    """(turns, 256, 4) places to compare: 128 fixed pairs, their mirror images, all turned."""
    import numpy as np

    chance = np.random.default_rng(20)
    half = np.clip(chance.normal(0, _DEVIATION, (BYTES * 4, 2, 2)), -_REACH, _REACH)
    pairs = np.concatenate([half, half * (1, -1)])  # mirrored across the point's own direction
    angles = np.arange(_TURNS) * (2 * np.pi / _TURNS)
    cosine, sine = np.cos(angles)[:, None, None], np.sin(angles)[:, None, None]
    x, y = pairs[..., 0], pairs[..., 1]
    turned = np.stack([x * cosine - y * sine, x * sine + y * cosine], axis=-1)
    pattern: NDArray[np.int64] = np.rint(turned).astype(np.int64)
    return pattern.reshape(_TURNS, BYTES * 8, 4)
