# SPDX-License-Identifier: GPL-3.0-or-later
"""Perceptual hashes of a decoded picture: PDQ (the exchangeable one), dHash-256, and its parts.

All are taken of the one fixed grey. A picture with too little structure is flat: different
flat pictures have like hashes, so it is shown but never matched. One of little but text is
matched only when nearly equal, and its parts are not hashed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexing.fingerprint.hash_plane import plane, whole_hashes
from indexing.fingerprint.picture_parts import picture_parts
from indexing.fingerprint.text_pictures import mostly_text
from indexing.images import DECODE_PATH, Decoded
from indexing.options import LinkOptions
from indexing.records import ImageFingerprint, ImageStatus, Stamp

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

IMAGE_HASH_VERSION = f"pdq-dihedral,dhash-256,tent-64-2,parts-2,text-1,path-{DECODE_PATH}"
"""Changes whenever any hash could: the library's hash, the plane, the parts, the decode path."""
STAMP = Stamp("image_hash", IMAGE_HASH_VERSION)

_SMALLEST_SIDE = 16
"""A picture narrower than this (a spacer, a tracking dot, an icon) has nothing to match."""
_LEAST_DEVIATION = 2.0
"""Standard deviation of the plane's grey below which a picture is nearly one colour."""
_SMALL_SIDE = 320
"""Long side of the small copy that parts are found and hashed on."""


def fingerprint(
    decoded: Decoded, sha256: str, options: LinkOptions | None = None
) -> ImageFingerprint:
    """Hashes of a picture and its parts, and whether there is something in it to be matched.

    Local features are not among them.
    """
    samples = plane(decoded.grey)
    whole = whole_hashes(samples)
    status = ImageStatus.OK
    if (
        whole.quality < (options or LinkOptions()).pdq_quality
        or min(decoded.width, decoded.height) < _SMALLEST_SIDE
        or float(samples.std()) < _LEAST_DEVIATION
    ):
        status = ImageStatus.FLAT
    elif mostly_text(decoded.grey):
        status = ImageStatus.TEXT
    return ImageFingerprint(
        sha256=sha256,
        width=decoded.width,
        height=decoded.height,
        status=status,
        pdq=whole.pdq,
        pdq_quality=whole.quality,
        dhash=whole.dhash,
        variants=b"" if status is ImageStatus.FLAT else whole.variants,
        parts=picture_parts(_small(decoded.grey)) if status is ImageStatus.OK else (),
    )


def rejected(sha256: str, code: str) -> ImageFingerprint:
    """The fingerprint of a picture that could not be decoded: only why."""
    return ImageFingerprint(sha256, 0, 0, ImageStatus.REJECTED, code=code)


def _small(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import numpy as np

    from indexing.fingerprint.hash_plane_kernels import halved

    if max(grey.shape) <= _SMALL_SIDE:
        return grey
    made: NDArray[np.uint8] = halved(np.ascontiguousarray(grey))
    return made
