# SPDX-License-Identifier: GPL-3.0-or-later
"""Search by a picture: the same file, the same picture in another file, a part or a piece of it.

The bytes come from anywhere: they are decoded in the confined worker alone. What is under
protection, or on a list of known hashes, is refused and never answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import overload

from indexing.errors import BadInputError, RefusedError
from indexing.fingerprint import local_features
from indexing.fingerprint.image_hash import fingerprint
from indexing.link.local_matches import local_image_pairs
from indexing.link.near_images import near_image_pairs, oriented
from indexing.options import LinkOptions
from indexing.pipeline.known_pictures import PdqLists
from indexing.pipeline.searching_found import Found, Ground, add
from indexing.records import ImageFingerprint, ImageStatus, Reason
from indexing.sandbox.decoder import Decoder
from indexing.store import images, known_hashes, protected
from indexing.store.case import Case

MOST_PIECES = 20_000
"""In cases with more pictures the search looks for whole pictures and parts, not for pieces."""
_SAME_FILE, _WHOLE, _PART, _PIECE = 4.0, 3.0, 2.0, 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """The hashes of the pictures that ads show, and these ads."""

    hashes: Sequence[ImageFingerprint]
    shown_by: Mapping[str, Sequence[int]]
    pending: int

    @property
    def pieces_too(self) -> bool:
        """Whether pieces of pictures are looked for as well."""
        return len(self.hashes) <= MOST_PIECES


def load(case: Case) -> Pictures:
    """The pictures of a case that may answer: what ads show and what no list names."""
    met = {match.sha256 for match, _ads in known_hashes.matches(case)}
    shown_by = {
        sha256: ads for sha256, ads in images.ads_by_image(case).items() if sha256 not in met
    }
    hashes = [one for one in images.fingerprints(case) if one.sha256 in shown_by]
    return Pictures(hashes, shown_by, sum(1 for _ in images.pending(case)))


def read(case: Case, untrusted_data: bytes) -> ImageFingerprint:
    """Hashes and features of a picture from anywhere.

    Raises:
        BadInputError: ``image_format``, ``image_too_large``, ``image_broken``, ``image_limits``.
        RefusedError: ``picture_protected``.
    """
    sha256 = hashlib.sha256(untrusted_data).hexdigest()
    if protected.protecting(case, sha256) or known_hashes.listed(case, sha256, untrusted_data):
        raise RefusedError("picture_protected")
    with Decoder() as decoder:
        decoded = decoder.decode(untrusted_data)
    found = fingerprint(decoded, sha256)
    if PdqLists(case).met(found) is not None:
        raise RefusedError("picture_protected")
    if found.status is ImageStatus.OK:
        found = replace(found, features=local_features.features(decoded.grey))
    return found


def by_picture(case: Case, pictures: Pictures, wanted: ImageFingerprint) -> Found:
    """Ads that show a picture or something of it, each told by the nearest it shows."""
    nearest: dict[str, tuple[float, Ground]] = {}
    if wanted.sha256 in pictures.shown_by:
        nearest[wanted.sha256] = _SAME_FILE, Ground("same_file", {"image": wanted.sha256})
    others = [one for one in pictures.hashes if one.sha256 != wanted.sha256]
    for place, reason in _near(others, wanted):
        told = _told(others[place].sha256, reason)
        nearest[others[place].sha256] = told
    if pictures.pieces_too and wanted.features:
        left = [one for one in others if one.sha256 not in nearest]
        for place, reason in _pieces(case, left, wanted):
            nearest[left[place].sha256] = _told(left[place].sha256, reason)
    found: Found = {}
    for sha256, (score, ground) in sorted(nearest.items(), key=lambda item: -item[1][0]):
        for ad in pictures.shown_by[sha256]:
            if ad not in found:
                add(found, ad, score, ground)
    return found


def of_ad(case: Case, pictures: Pictures, ad: int) -> list[ImageFingerprint]:
    """The pictures of an ad with their features."""
    shown = {one.sha256 for one in images.of_ad(case, ad) if one.sha256}
    features = dict(images.features(case, sorted(shown)))
    return [
        replace(one, features=features.get(one.sha256, b""))
        for one in pictures.hashes
        if one.sha256 in shown
    ]


def _near(others: Sequence[ImageFingerprint], wanted: ImageFingerprint) -> list[tuple[int, Reason]]:
    """Places of pictures near to the wanted one by their hashes; each reason told from that."""
    import numpy as np

    new = np.zeros(len(others) + 1, np.bool_)
    new[-1] = True
    found = near_image_pairs([*others, wanted], LinkOptions(), new=new)
    return [(place, oriented(reason, swapped=True)) for place, _last, reason in found]


def _pieces(
    case: Case, others: Sequence[ImageFingerprint], wanted: ImageFingerprint
) -> list[tuple[int, Reason]]:
    import numpy as np

    rich = [place for place, one in enumerate(others) if one.status is ImageStatus.OK]
    names = [others[place].sha256 for place in rich]
    new = np.zeros(len(names) + 1, np.bool_)
    new[-1] = True
    found = local_image_pairs(
        [*names, wanted.sha256], _Features(case, names, wanted.features), new=new
    )
    return [(rich[place], oriented(reason, swapped=True)) for place, _last, reason in found]


def _told(sha256: str, reason: Reason) -> tuple[float, Ground]:
    """How near a picture is: whole before part before piece, and then by its own measure."""
    rule = str(reason.detail["rule"])
    boxes = reason.detail["boxes"]
    if rule == "local_features":
        base, nearness = _PIECE, min(reason.score, 99.0) / 100
    else:
        is_part = isinstance(boxes, list) and any(boxes)
        base, nearness = (_PART if is_part else _WHOLE), 0.99 - reason.score / 256
    how = {_PIECE: "piece", _PART: "part", _WHOLE: "whole"}[base]
    detail = {
        "image": sha256,
        "how": how,
        "variant": reason.detail["variant"],
        "inverted": reason.detail["inverted"],
    }
    return base + nearness, Ground("near_image", detail)


class _Features(Sequence[bytes]):
    """Packed local features of pictures, read when asked for, and those of the wanted one last."""

    def __init__(self, case: Case, names: Sequence[str], last: bytes) -> None:
        self._case = case
        self._names = names
        self._last = last

    def __len__(self) -> int:
        return len(self._names) + 1

    @overload
    def __getitem__(self, place: int) -> bytes: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[bytes]: ...

    def __getitem__(self, place: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        if place >= len(self._names):
            return self._last
        return next(
            (packed for _, packed in images.features(self._case, [self._names[place]])), b""
        )


def checked(untrusted_data: bytes) -> bytes:
    """The bytes of a file that may be a picture; raises ``image_broken``."""
    if not untrusted_data:
        raise BadInputError("image_broken")
    return untrusted_data
