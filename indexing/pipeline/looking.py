# SPDX-License-Identifier: GPL-3.0-or-later
"""One picture to be looked at, decoded in a confined worker that ends with it."""

from __future__ import annotations

from indexing.images import Plane
from indexing.sandbox.decoder import Decoder


def looked_at(untrusted_data: bytes, max_side: int) -> Plane:
    """RGB pixels whose long side is at most ``max_side``.

    Raises:
        BadInputError: image_format, image_too_large, image_broken or image_limits.
    """
    with Decoder() as decoder:
        return decoder.plane(untrusted_data, max_side)
