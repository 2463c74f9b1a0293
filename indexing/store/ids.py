# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids as people see them: ad 12 is ``A12``, cluster 7 is ``C7``."""

from __future__ import annotations

import re

from indexing.errors import BadInputError

_DIGITS = re.compile(r"[1-9][0-9]{0,17}")


def ad_id(ad: int) -> str:
    """``A12`` for ad 12."""
    return f"A{ad}"


def cluster_id(cluster: int) -> str:
    """``C7`` for cluster 7."""
    return f"C{cluster}"


def parse_ad(text: str) -> int:
    """The ad that ``text`` names; raises ``id_unknown``."""
    return _parse(text, "A")


def parse_cluster(text: str) -> int:
    """The cluster that ``text`` names; raises ``id_unknown``."""
    return _parse(text, "C")


def _parse(text: str, letter: str) -> int:
    stripped = text.strip()
    if stripped[:1].upper() != letter or not _DIGITS.fullmatch(stripped[1:]):
        raise BadInputError("id_unknown", detail={"id": text[:80]})
    return int(stripped[1:])
