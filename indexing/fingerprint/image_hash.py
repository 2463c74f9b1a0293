# SPDX-License-Identifier: GPL-3.0-or-later
"""Perceptual hashes of a decoded picture: PDQ (the exchangeable one) and dHash-256.

Both are taken of the one fixed grey. A picture with too little structure is flat: different
flat pictures have like hashes, so it is shown but never matched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexing.images import DECODE_PATH, Decoded
from indexing.options import LinkOptions
from indexing.records import ImageFingerprint, ImageStatus, Stamp

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

IMAGE_HASH_VERSION = f"pdq-dihedral,dhash-256,path-{DECODE_PATH}"
"""Changes whenever any hash could: the library's hash, or a step of the decode path."""
STAMP = Stamp("image_hash", IMAGE_HASH_VERSION)

_DHASH_SIDE = 16
_SMALLEST_SIDE = 16
"""A picture narrower than this (a spacer, a tracking dot, an icon) has nothing to match."""
_LEAST_DEVIATION = 2.0
"""Standard deviation of grey below which a picture is nearly one colour."""


def fingerprint(
    decoded: Decoded, sha256: str, options: LinkOptions | None = None
) -> ImageFingerprint:
    """Hashes of a picture; status FLAT when there is too little in it to be matched."""
    import numpy as np
    import pdqhash

    grey = np.repeat(decoded.grey[:, :, None], 3, axis=2)
    hashes, quality = pdqhash.compute_dihedral(grey)
    flat = (
        quality < (options or LinkOptions()).pdq_quality
        or min(decoded.width, decoded.height) < _SMALLEST_SIDE
        or float(decoded.grey.std()) < _LEAST_DEVIATION
    )
    packed = [_packed(np.asarray(each)) for each in hashes]
    return ImageFingerprint(
        sha256=sha256,
        width=decoded.width,
        height=decoded.height,
        status=ImageStatus.FLAT if flat else ImageStatus.OK,
        pdq=packed[0],
        pdq_quality=int(quality),
        dhash=_dhash(decoded.grey),
        variants=b"" if flat else b"".join(packed[1:]),
    )


def rejected(sha256: str, code: str) -> ImageFingerprint:
    """The fingerprint of a picture that could not be decoded: only why."""
    return ImageFingerprint(sha256, 0, 0, ImageStatus.REJECTED, code=code)


def _dhash(grey: NDArray[np.uint8]) -> bytes:
    """DHash of 16 x 16 horizontal differences, row by row."""
    import imagehash
    from PIL import Image

    return _packed(imagehash.dhash(Image.fromarray(grey), hash_size=_DHASH_SIDE).hash)


def _packed(bits: NDArray[np.generic]) -> bytes:
    import numpy as np

    return np.packbits(bits.astype(np.uint8).ravel()).tobytes()
