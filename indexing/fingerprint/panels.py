# SPDX-License-Identifier: GPL-3.0-or-later
"""Panels: parts of a picture that borders, gaps or straight edges set off from the rest.

Found on a small grey copy by cutting again and again, across and along: at margins and gaps of
one tone (borders, bars, screens), else at edges that run straight through (collages without
gaps, pictures on a blurred ground). A photo now and then gets a panel too many; that costs a
row in the search and nothing else, for a panel joins only with another picture like it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from indexing.fingerprint.hash_plane import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Cut = tuple[float, list[tuple[int, int]]]
"""How clear a cut is (only compared with the same cut along the other axis), and the spans."""

MOST_PANELS = 8
_EDGES_DEEP = 2
"""Cuts at edges one within the other: two make the quarters of a collage."""
_SHORTEST = 16
_EVEN = 20
"""Largest difference of grey within a line that counts as one tone (JPEG noise stays below)."""
_LEAST_SIDE = 0.18
"""A panel's sides are at least this share of the picture's."""
_LEAST_AREA = 0.06
_WHOLE = 0.96
"""A box with more than this share of the area is the picture itself."""
_EDGE_STEP = 5
_EDGE_SHARE = 0.55
"""Share of a line's pixels that must step there more than they do on both sides of it."""
_SMOOTH = 0.25
"""A margin with less than this share of the middle's detail is a blurred ground."""
_MARGIN = 0.05


def find_panels(grey: NDArray[np.uint8]) -> list[Box]:
    """Boxes of the panels of a small grey picture (long side 160 to 320), outermost first.

    The picture as a whole is not among them; at most :data:`MOST_PANELS`.
    """
    height, width = grey.shape
    if min(height, width) < _SHORTEST:
        return []
    whole = (0, 0, width, height)
    least = (max(8, int(width * _LEAST_SIDE)), max(8, int(height * _LEAST_SIDE)))
    found: list[Box] = []
    waiting = deque([(whole, _EDGES_DEEP)])
    while waiting and len(found) < MOST_PANELS:
        box, edges = waiting.popleft()
        if _LEAST_AREA <= _area(box) / _area(whole) <= _WHOLE:
            found.append(box)
        for find in (_between_gaps, _beside_edge, _inside_smooth):
            if find is _beside_edge and not edges:
                continue
            inner = _cut(grey, box, least, find)
            if inner:
                left = edges - (find is _beside_edge)
                waiting.extend((each, left) for each in inner)
                break
    return found


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _cut(
    grey: NDArray[np.uint8],
    box: Box,
    least: tuple[int, int],
    find: Callable[[NDArray[np.uint8]], Cut],
) -> list[Box]:
    """What one kind of cut makes of the box, along or across; nothing when it finds none."""
    left, top, right, bottom = box
    part = grey[top:bottom, left:right]
    cuts = [find(lines) for lines in (part, part.T)]
    axis = 0 if cuts[0][0] >= cuts[1][0] else 1
    _, spans = cuts[axis]
    spans = [span for span in spans if span[1] - span[0] >= least[1 - axis]]
    if spans == [(0, part.shape[axis])]:
        return []
    if axis == 0:
        return [(left, top + start, right, top + end) for start, end in spans]
    return [(left + start, top, left + end, bottom) for start, end in spans]


def _between_gaps(lines: NDArray[np.uint8]) -> Cut:
    """Runs of lines that are not of one tone; more is cut away where they are fewer."""
    import numpy as np

    busy = (lines.max(axis=1) - lines.min(axis=1)) > _EVEN
    steps = np.flatnonzero(np.diff(np.concatenate(([False], busy, [False])).astype(np.int8)))
    spans = [(int(start), int(end)) for start, end in zip(steps[::2], steps[1::2], strict=True)]
    return 1 - float(busy.mean()), spans


def _beside_edge(lines: NDArray[np.uint8]) -> Cut:
    """The two sides of the clearest straight edge that runs all through."""
    import numpy as np

    size = len(lines)
    if size < _SHORTEST:
        return 0.0, []
    grey = lines[:, ::2].copy("K")  # every second pixel tells enough
    step = _apart(grey[2:], grey[:-2])  # over two lines: an edge may lie within a pixel
    beside = np.maximum(step[:-6], step[6:])
    clear = np.count_nonzero(np.maximum(step[3:-3], beside) - beside > _EDGE_STEP, axis=1)
    share = clear / grey.shape[1]
    place = int(share.argmax())
    if share[place] < _EDGE_SHARE:
        return 0.0, []
    line = place + 4  # the middle one of the five lines compared
    return float(share[place]), [(0, line), (line, size)]


def _inside_smooth(lines: NDArray[np.uint8]) -> Cut:
    """The span between two smooth margins: a sharp picture on a blurred ground."""
    import numpy as np

    size = len(lines)
    grey = lines[:, ::2].copy("K")
    detail = _apart(grey[:, 1:], grey[:, :-1]).sum(axis=1, dtype=np.int32)
    sharp = np.flatnonzero(detail > _SMOOTH * np.median(detail[size // 4 : size - size // 4]))
    if not len(sharp):
        return 0.0, []
    start, end = int(sharp[0]), int(sharp[-1]) + 1
    if min(start, size - end) < _MARGIN * size:
        return 0.0, []
    return 1 - (end - start) / size, [(start, end)]


def _apart(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Differences without sign, in bytes throughout: half the cost of wider numbers."""
    import numpy as np

    made: NDArray[np.uint8] = np.maximum(one, other) - np.minimum(one, other)
    return made
