# SPDX-License-Identifier: GPL-3.0-or-later
"""The text tiers as the benchmark calls them: raw texts in, a group number per text out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from indexing.fingerprint import similarity_embedding
from indexing.fingerprint.text_signature import shingle_hashes
from indexing.link.disguised import GroupedTexts, candidates, disguised_pairs
from indexing.link.near_text import Shingles, link_texts
from indexing.normalise import fold_text, letters
from indexing.options import LinkOptions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    shingles: Shingles
    letters: NDArray[np.int64]


def near_groups(texts: Sequence[str]) -> list[int]:
    """Groups by the near-duplicate tier: fold, sign, candidates, verify, group."""
    read = _read(texts)
    return list(map(int, _linked(read)))


def all_groups(texts: Sequence[str], similarity: str) -> list[int]:
    """Groups by the near-duplicate tier and the one for disguised texts.

    Args:
        texts: raw texts.
        similarity: folder of the character model.
    """
    import numpy as np

    options = LinkOptions()
    read = _read(texts)
    groups = _linked(read)
    grouped = GroupedTexts(read.shingles.hashes, read.shingles.starts, read.letters, groups)
    found = candidates(grouped, options)
    asked = found.texts()
    encoder = similarity_embedding.load(Path(similarity))
    vectors = encoder.encode([texts[text] for text in asked])
    known = dict(zip(asked, vectors, strict=True))
    for a, b, reason in disguised_pairs(grouped, found, known, options):
        if reason.joins:
            groups = np.where(groups == groups[b], groups[a], groups)
    return list(map(int, groups))


def _read(texts: Sequence[str]) -> _Read:
    import numpy as np

    plains = [letters(fold_text(text)) for text in texts]
    counts = np.array([len(plain) - plain.count(" ") for plain in plains], np.int64)
    return _Read(Shingles(*shingle_hashes(plains)), counts)


def _linked(read: _Read) -> NDArray[np.int64]:
    options = LinkOptions()
    return link_texts(read.shingles, read.letters >= options.min_letters, options).groups
