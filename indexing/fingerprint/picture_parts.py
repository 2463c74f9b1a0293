# SPDX-License-Identifier: GPL-3.0-or-later
"""Hashes of the parts of a picture: its panels, and centre crops of the usual shapes.

A panel finds the picture that a screenshot, a border or a collage holds; a centre crop finds the
square or the story that was cut from this picture. All come of one small grey copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexing.fingerprint.hash_plane import Box, PlaneHashes, part_hashes, planes
from indexing.fingerprint.panels import find_panels
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
    found = [(PANEL, box) for box in find_panels(small)]
    found += [(ASPECT, box) for box in centre_crops(width, height)]
    made = part_hashes(planes(small, [box for _, box in found]))
    return tuple(
        _part(kind, _in_thousandths(box, width, height), one)
        for (kind, box), one in zip(found, made, strict=True)
    )


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


def _part(kind: str, box: Box, made: PlaneHashes) -> PicturePart:
    return PicturePart(kind, box, made.pdq, made.dhash, made.quality)


def _in_thousandths(box: Box, width: int, height: int) -> Box:
    left, top, right, bottom = box
    return (
        left * _THOUSAND // width,
        top * _THOUSAND // height,
        right * _THOUSAND // width,
        bottom * _THOUSAND // height,
    )
