# SPDX-License-Identifier: GPL-3.0-or-later
"""The hashes of pictures and of their parts as arrays, and how they look turned or inverted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.link.hamming import HASH_BYTES
from indexing.options import LinkOptions
from indexing.records import ImageFingerprint, ImageStatus

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
UPRIGHT = -1
MIRRORED = VARIANTS.index("mirrored")
_INVERSE_OF = (2, 1, 0, 3, 4, 5, 6)
"""Number of the variant that undoes each: only the quarter turns are not their own inverse."""
_WITNESSED = {
    UPRIGHT: (False, False),
    VARIANTS.index("turned_half"): (True, True),
    VARIANTS.index("mirrored_turned_half"): (True, False),
    MIRRORED: (False, True),
}
"""Variants whose dHash follows from the upright one: rows reversed, columns reversed."""
WHOLE, PANEL, ASPECT = range(3)
_KINDS = {"panel": PANEL, "aspect": ASPECT}
_DHASH_SIDE = 16


@dataclass(frozen=True, slots=True)
class View:
    """How one picture is looked at while it is compared: turned or not, inverted or not."""

    variant: int = UPRIGHT
    inverted: bool = False

    @property
    def witnessed(self) -> bool:
        """Whether a dHash of the view is known, to bear out a middling PDQ distance."""
        return self.variant in _WITNESSED

    @property
    def name(self) -> str:
        """``upright`` or one of :data:`VARIANTS`."""
        return "upright" if self.variant == UPRIGHT else VARIANTS[self.variant]

    def undone(self) -> View:
        """The view of the first picture that the second gives, when this is the other way."""
        if self.variant == UPRIGHT:
            return self
        return View(_INVERSE_OF[self.variant], self.inverted)


VIEWS = tuple(
    View(variant, inverted)
    for inverted in (False, True)
    for variant in (UPRIGHT, *range(len(VARIANTS)))
)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """One row a hash: of a whole picture, or of a part of one.

    ``picture`` is the place in the caller's list, ``box`` is in thousandths of the picture,
    ``file`` numbers equal files alike.
    """

    picture: NDArray[np.int64]
    kind: NDArray[np.int64]
    box: NDArray[np.int64]
    pdq: NDArray[np.uint8]
    dhash: NDArray[np.uint8]
    variants: NDArray[np.uint8]  # (n, 7, 32)
    turnable: NDArray[np.bool_]  # rows that have variants
    text: NDArray[np.bool_]  # rows of pictures with little but text
    file: NDArray[np.int64]

    def asking(self, view: View) -> NDArray[np.int64]:
        """Rows that are looked at under a view: whole pictures and panels, never mere crops."""
        import numpy as np

        able = (self.kind != ASPECT) & ~self.text
        if view.variant != UPRIGHT:
            able &= self.turnable
        return np.flatnonzero(able).astype(np.int64)

    def seen(self, view: View, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """PDQ of some rows under a view."""
        found = self.pdq[rows] if view.variant == UPRIGHT else self.variants[rows, view.variant]
        return ~found if view.inverted else found

    def witness(self, view: View, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The dHash of some rows under a witnessed view, from the upright one."""
        import numpy as np

        upside, across = _WITNESSED[view.variant]
        hashes = self.dhash[rows]
        if upside or across:
            side = (len(hashes), _DHASH_SIDE, _DHASH_SIDE)
            bits = np.unpackbits(hashes, axis=1).reshape(side)
            if upside:
                bits = bits[:, ::-1]
            if across:  # what was brighter than its left neighbour now is darker
                bits = 1 - bits[:, :, ::-1]
            hashes = np.packbits(bits.reshape(len(hashes), _DHASH_SIDE**2), axis=1)
        return ~hashes if view.inverted else hashes


def rows_of(hashes: Sequence[ImageFingerprint], options: LinkOptions) -> Rows:
    """Rows of the pictures that may match at all: decoded, not flat, with both hashes."""
    import numpy as np

    listed: list[tuple[int, int, tuple[int, ...], bytes, bytes, bytes]] = []
    for place, one in enumerate(hashes):
        if one.status not in (ImageStatus.OK, ImageStatus.TEXT) or not _both(one.pdq, one.dhash):
            continue
        listed.append((place, WHOLE, (0, 0, 1000, 1000), one.pdq, one.dhash, one.variants))
        if one.status is ImageStatus.TEXT:
            continue
        listed += [
            (place, _KINDS[part.kind], part.box, part.pdq, part.dhash, part.variants)
            for part in one.parts
            if part.quality >= options.pdq_quality and _both(part.pdq, part.dhash)
        ]
    size = len(VARIANTS) * HASH_BYTES
    files: dict[str, int] = {}
    count = len(listed)
    places = [row[0] for row in listed]
    return Rows(
        picture=np.array(places, dtype=np.int64),
        kind=np.array([row[1] for row in listed], dtype=np.int64),
        box=np.array([row[2] for row in listed], dtype=np.int64).reshape(count, 4),
        pdq=_array((row[3] for row in listed), (count, HASH_BYTES)),
        dhash=_array((row[4] for row in listed), (count, HASH_BYTES)),
        variants=_array(
            (row[5] if len(row[5]) == size else bytes(size) for row in listed),
            (count, len(VARIANTS), HASH_BYTES),
        ),
        turnable=np.array([len(row[5]) == size for row in listed], dtype=np.bool_),
        text=np.array([hashes[place].status is ImageStatus.TEXT for place in places], np.bool_),
        file=np.array(
            [files.setdefault(hashes[place].sha256, len(files)) for place in places], np.int64
        ),
    )


def _both(pdq: bytes, dhash: bytes) -> bool:
    return len(pdq) == len(dhash) == HASH_BYTES


def _array(rows: Iterable[bytes], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    import numpy as np

    return np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(shape)
