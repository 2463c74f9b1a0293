# SPDX-License-Identifier: GPL-3.0-or-later
"""Local features of pictures as a sequence that reads them when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from indexing.pipeline.evidence import Evidence
from indexing.records import ImageFingerprint


class PictureFeatures(Sequence[bytes]):
    """The packed local features of some pictures; b'' where there are none."""

    def __init__(self, images: Sequence[ImageFingerprint], evidence: Evidence) -> None:
        self._images = images
        self._read = evidence.features

    def __len__(self) -> int:
        return len(self._images)

    @overload
    def __getitem__(self, place: int) -> bytes: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[bytes]: ...

    def __getitem__(self, place: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        one = self._images[place]
        if one.features or self._read is None:
            return one.features
        return next((packed for _name, packed in self._read([one.sha256])), b"")
