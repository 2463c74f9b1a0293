# SPDX-License-Identifier: GPL-3.0-or-later
"""The text tiers as the benchmark calls them: raw texts in, a group number per text out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from indexing.fingerprint import similarity_embedding
from indexing.fingerprint.text_signature import signatures
from indexing.link.disguised import (
    GroupedTexts,
    candidates,
    differences_alike,
    disguised_pairs,
    nearest_pairs,
)
from indexing.link.weighed_shingles import Shingles
from indexing.normalise import fold
from indexing.options import LinkOptions
from indexing.pipeline.meaning_links import EMBEDDED_CHARACTERS
from indexing.pipeline.text_links import group_texts


def near_groups(texts: Sequence[str]) -> list[int]:
    """Groups by equal and near-duplicate text: fold, sign, candidates, verify, group."""
    return list(map(int, group_texts(texts)))


def all_groups(texts: Sequence[str], similarity: str) -> list[int]:
    """Groups by the near-duplicate tier and the one for disguised texts, as ``index`` joins them.

    Args:
        texts: raw texts.
        similarity: folder of the character model.
    """
    import numpy as np

    options = LinkOptions()
    groups = group_texts(texts, options)
    signed = signatures([("", text, ()) for text in texts])
    first: dict[bytes, int] = {}
    for number, one in enumerate(signed):
        first.setdefault(one.exact, number)
    distinct = [first[key] for key in sorted(first)]
    shingles = Shingles.of([signed[number].shingles for number in distinct])
    counts = np.array([signed[number].count for number in distinct], np.int64)
    grouped = GroupedTexts(shingles.hashes, shingles.starts, counts, groups[distinct])
    found = candidates(grouped, options)
    asked = found.texts()
    read = [fold(texts[distinct[place]][:EMBEDDED_CHARACTERS]).text for place in asked]
    encode = similarity_embedding.load(Path(similarity)).encode
    near = nearest_pairs(found, dict(zip(asked, encode(read), strict=True)), options)
    words = dict(zip(asked, read, strict=True))
    alike = differences_alike([(words[one.suspect], words[one.target]) for one in near], encode)
    for a, b, reason in disguised_pairs(grouped, near, alike, options):
        if reason.joins:
            keep, drop = groups[distinct[a]], groups[distinct[b]]
            groups[groups == drop] = keep
    return list(map(int, groups))
