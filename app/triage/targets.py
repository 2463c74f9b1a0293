# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tag is about, as people write it: ``A12``, ``C7``, ``A12:30-42``."""

from __future__ import annotations

import re

from indexing.errors import BadInputError
from indexing.store.ids import ad_id, cluster_id, parse_ad, parse_cluster
from indexing.store.marks import Target

_TARGET = re.compile(r"\s*([AaCc][1-9]\d{0,17})(?::(\d{1,9})-(\d{1,9}))?\s*")


def parse_target(text: str) -> Target:
    """The target that ``text`` names.

    Raises:
        BadInputError: ``target_unreadable``.
    """
    found = _TARGET.fullmatch(text)
    if not found or (found[2] and found[1][0] in "Cc"):
        raise BadInputError("target_unreadable", detail={"target": text[:60]})
    if found[1][0] in "Cc":
        return Target(cluster=parse_cluster(found[1]))
    if not found[2]:
        return Target(ad=parse_ad(found[1]))
    return Target(ad=parse_ad(found[1]), start=int(found[2]), end=int(found[3]))


def target_text(target: Target) -> str:
    """The target as people write it."""
    if target.cluster is not None:
        return cluster_id(target.cluster)
    ad = ad_id(target.ad or 0)
    return ad if target.start is None else f"{ad}:{target.start}-{target.end}"
