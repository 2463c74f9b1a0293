# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of a large generated case: real small files, hashes that are only drawn.

Each picture is its own thumbnail. Decoding and hashing 100,000 of them would take minutes and add
nothing to what the window reads.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from functools import lru_cache

from indexing.images import THUMBNAIL_SIDE
from indexing.pipeline.reading import PICTURE
from indexing.records import ImageFingerprint, ImageStatus
from indexing.store import images, stamps
from indexing.store.case import Case

_HEIGHT = THUMBNAIL_SIDE * 3 // 4
_WITH_FEATURES = 100
"""One picture in so many keeps bytes where local features would be."""


def put(case: Case, shown: Sequence[tuple[int, int]]) -> None:
    """Keep the pictures that these ads show (ad, drawing), in the caller's transaction."""
    for ad, drawing in shown:
        data = small_of(drawing)
        sha256 = images.put(case, ad, 0, f"{drawing:07}.jpg", data)
        if sha256 is not None and not _is_hashed(case, sha256):
            images.put_thumbnail(case, sha256, data)
            images.set_fingerprint(case, _fingerprint(sha256, drawing))


def finish(case: Case) -> None:
    """Say by which method the pictures count as hashed."""
    with case.transaction():
        stamps.number(case, PICTURE)


@lru_cache(maxsize=20_000)
def small_of(drawing: int) -> bytes:
    """A small JPEG of coloured clouds; the same number gives the same bytes."""
    import numpy as np
    from PIL import Image

    chance = np.random.default_rng(drawing)
    cells = chance.integers(0, 256, (6, 8, 3), dtype=np.uint8)
    whole = Image.fromarray(cells).resize((THUMBNAIL_SIDE, _HEIGHT), Image.Resampling.BILINEAR)
    stream = io.BytesIO()
    whole.save(stream, "JPEG", quality=80)
    return stream.getvalue()


def _is_hashed(case: Case, sha256: str) -> bool:
    row = case.db.conn.execute(
        "SELECT status <> ? FROM images WHERE sha256 = ?", [ImageStatus.FOUND, sha256]
    ).fetchone()
    return bool(row and row[0])


def _fingerprint(sha256: str, drawing: int) -> ImageFingerprint:
    """Drawn hashes: of the size of real ones, near to no other."""
    noise = hashlib.shake_256(drawing.to_bytes(8)).digest(32 + 32 + 7 * 32)
    return ImageFingerprint(
        sha256,
        THUMBNAIL_SIDE,
        _HEIGHT,
        ImageStatus.OK,
        pdq=noise[:32],
        pdq_quality=100,
        dhash=noise[32:64],
        variants=noise[64:],
        features=noise if drawing % _WITH_FEATURES == 0 else b"",
    )
