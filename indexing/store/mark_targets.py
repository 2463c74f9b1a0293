# SPDX-License-Identifier: GPL-3.0-or-later
"""What a mark may be on: its name in the database, and whether the case has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.errors import BadInputError

if TYPE_CHECKING:
    from indexing.store.case import Case

BODY = "body"
LAYERS = (BODY, "title")
"""Texts of an ad, as stored, in which a span counts code points."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a mark is about.

    An ad, a cluster, code points ``start`` to ``end`` of one of an ad's texts (``layer``), or the
    picture at a place of an ad, counted from 0.
    """

    ad: int | None = None
    cluster: int | None = None
    start: int | None = None
    end: int | None = None
    layer: str = BODY
    picture: int | None = None

    @property
    def kind(self) -> str:
        """``cluster``, ``image``, ``span`` or ``ad``."""
        if self.cluster is not None:
            return "cluster"
        if self.picture is not None:
            return "image"
        return "ad" if self.start is None else "span"


def key_of(target: Target) -> str:
    """``C7``, ``A12``, ``A12#2`` (a picture, from 1), ``A12:3-9`` or ``A12.title:3-9``."""
    if target.cluster is not None:
        return f"C{target.cluster}"
    if target.picture is not None:
        return f"A{target.ad}#{target.picture + 1}"
    layer = "" if target.layer == BODY else f".{target.layer}"
    return f"A{target.ad}" + (
        "" if target.start is None else f"{layer}:{target.start}-{target.end}"
    )


def values(target: Target) -> tuple[int | str | None, ...]:
    """Its columns, in order."""
    return target.ad, target.cluster, target.start, target.end, target.layer, target.picture


def picture_of(case: Case, target: Target) -> str:
    """The SHA-256 of the picture that is meant; '' where none is."""
    from indexing.store import images  # forms of the window know targets before a case is open

    found = images.of_ad(case, target.ad or 0) if target.picture is not None else []
    sha256 = next((one.sha256 for one in found if one.position == target.picture), "")
    return sha256 or ""


def members(case: Case, target: Target) -> list[int]:
    """The ads of a cluster that is meant; none for other targets, which have to be there.

    Raises:
        BadInputError: ``id_unknown``, ``span_outside``.
        RefusedError: ``item_protected``.
    """
    from indexing.store import ads, images

    if target.cluster is not None:
        rows = case.db.conn.execute(
            "SELECT ad FROM derived WHERE cluster = ? ORDER BY ad", [target.cluster]
        )
        found = [ad for (ad,) in rows]
        if not found:
            raise BadInputError("id_unknown", detail={"id": f"C{target.cluster}"})
        return found
    if target.kind == "ad" and ads.is_there(case, target.ad or 0):
        return []
    row = ads.get(case, target.ad or 0)
    if target.picture is not None:
        places = {one.position for one in images.of_ad(case, row.ad) if one.sha256}
        if target.picture not in places:
            raise BadInputError("id_unknown", detail={"id": key_of(target)})
    if target.start is not None:
        length = len(row.title if target.layer == "title" else row.body)
        if target.layer not in LAYERS or not 0 <= target.start < (target.end or 0) <= length:
            detail = {"start": target.start, "end": target.end, "length": length}
            raise BadInputError("span_outside", place=f"A{row.ad}", detail=detail)
    return []
