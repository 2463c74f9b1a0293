# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tag is about, as people write it.

``A12`` an ad, ``C7`` a cluster, ``A12:30-42`` a passage of its text, ``A12.title:0-5`` one of its
title, ``A12#1`` its first picture.
"""

from __future__ import annotations

import re

from indexing.errors import BadInputError
from indexing.store.ids import ad_id, cluster_id, parse_ad, parse_cluster
from indexing.store.mark_targets import BODY
from indexing.store.marks import Target

_TARGET = re.compile(
    r"\s*(?P<id>[AaCc][1-9]\d{0,17})"
    r"(?:(?:\.(?P<layer>title|body))?:(?P<start>\d{1,9})-(?P<end>\d{1,9})|#(?P<picture>[1-9]\d{0,3}))?\s*"
)


def parse_target(text: str) -> Target:
    """The target that ``text`` names.

    Raises:
        BadInputError: ``target_unreadable``.
    """
    found = _TARGET.fullmatch(text)
    if not found or (found["id"][0] in "Cc" and (found["start"] or found["picture"])):
        raise BadInputError("target_unreadable", detail={"target": text[:60]})
    if found["id"][0] in "Cc":
        return Target(cluster=parse_cluster(found["id"]))
    ad = parse_ad(found["id"])
    if found["picture"]:
        return Target(ad=ad, picture=int(found["picture"]) - 1)
    if not found["start"]:
        return Target(ad=ad)
    start, end = int(found["start"]), int(found["end"])
    return Target(ad=ad, start=start, end=end, layer=found["layer"] or BODY)


def target_text(target: Target) -> str:
    """The target as people write it."""
    if target.cluster is not None:
        return cluster_id(target.cluster)
    ad = ad_id(target.ad or 0)
    if target.picture is not None:
        return f"{ad}#{target.picture + 1}"
    layer = "" if target.layer == BODY else f".{target.layer}"
    return ad if target.start is None else f"{ad}{layer}:{target.start}-{target.end}"
