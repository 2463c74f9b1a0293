# SPDX-License-Identifier: GPL-3.0-or-later
"""Hashes of the parts of a picture: its panels, and centre crops of the usual shapes.

A panel finds the picture that a screenshot, a border or a collage holds; a centre crop finds the
square or the story that was cut from this picture. All come of one small grey copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexing.fingerprint.hash_plane import hashes, plane
from indexing.fingerprint.panels import Box, find_panels
from indexing.records import PicturePart

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PANEL = "panel"
ASPECT = "aspect"
_ASPECTS = ((1, 1), (4, 5), (5, 4), (3, 4), (4, 3), (9, 16), (16, 9))
_SAME_SHAPE = 0.96
"""A crop that keeps more than this share of the picture is the picture itself."""
_THOUSAND = 1000


def picture_parts(small: NDArray[np.uint8]) -> tuple[PicturePart, ...]:
    """Panels, then centre crops, of a small grey picture (long side 160 to 320 is enough)."""
    height, width = small.shape
    boxes = [(PANEL, box) for box in find_panels(small)]
    boxes += [(ASPECT, box) for box in centre_crops(width, height)]
    return tuple(_part(small, kind, box) for kind, box in boxes)


def centre_crops(width: int, height: int) -> list[Box]:
    """The largest centred box of each usual shape, where it is not nearly the whole picture."""
    found: list[Box] = []
    for across, down in _ASPECTS:
        wide = min(width, round(height * across / down))
        tall = min(height, round(width * down / across))
        if wide * tall <= _SAME_SHAPE * width * height:
            left, top = (width - wide) // 2, (height - tall) // 2
            found.append((left, top, left + wide, top + tall))
    return found


def _part(small: NDArray[np.uint8], kind: str, box: Box) -> PicturePart:
    height, width = small.shape
    left, top, right, bottom = box
    made = hashes(plane(small[top:bottom, left:right]))
    place = (
        left * _THOUSAND // width,
        top * _THOUSAND // height,
        right * _THOUSAND // width,
        bottom * _THOUSAND // height,
    )
    return PicturePart(kind, place, made.pdq, made.dhash, made.quality)
