# SPDX-License-Identifier: GPL-3.0-or-later
"""Search by meaning: a question in any language against one text of every group of ads.

The stored vectors are held against the question's, all of them. From the texts the mean of their
language is taken away (``indexing.link.meaning``), from the question what all languages have in
common: beside the 1,143 texts of the demo, 132 short questions in eleven languages found the one
ad that is meant, in another language, among the first ten in 63 of 100 tries so, and in 57 with
the mean of the question's own language, which also has to be guessed. Every ad of a group answers
through the text that stands for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.fingerprint import text_embedding
from indexing.link.meaning import UNKNOWN, centre, language_means
from indexing.link.meaning_background import means_for
from indexing.normalise import fold
from indexing.pipeline.searching_found import Found, Ground, add
from indexing.store import ads, fingerprints, text_groups
from indexing.store.case import Case

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from indexing.fingerprint.text_embedding import Encoder

LEAST = 0.05
"""Centred cosine below which a text says nothing of a question. Measured on 132 short questions in
eleven languages: right ads .08 to .39 (5th and 95th of a hundred), others under .14 in 95."""
NEAR, SIMILAR = 0.28, 0.15
"""From these on a hit is told as saying much the same, or something similar."""
_CHARACTERS = 2_000
_HELD_WHOLE = 50_000
"""More vectors are kept in half precision and widened piece by piece: 0.8 KB each."""
_PIECE = 16_384
_LOOKED_AT = 2_000
"""Ads without a vector whose texts are looked at: an ad without a text never gets one."""


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """The vectors of a case, ready to be asked.

    ``texts`` are the ads whose text has a vector, a row of ``vectors`` each, centred; ``common`` is
    the mean that questions lose; ``answering`` the ads of each one's group. ``damaged`` were left
    out, ``without`` ads have no vector to answer by.
    """

    encoder: Encoder
    texts: Sequence[int]
    vectors: NDArray[np.floating]
    common: NDArray[np.float32]
    answering: Mapping[int, Sequence[int]]
    damaged: int
    without: int

    def question(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, less what all languages have in common; length 1."""
        import numpy as np

        plain = fold(text[:_CHARACTERS]).text
        moved = self.encoder.encode([plain])[0] - self.common
        result: NDArray[np.float32] = moved / max(float(np.linalg.norm(moved)), 1e-6)
        return result.astype(np.float32)

    def of_ad(self, ad: int) -> NDArray[np.float32] | None:
        """The vector that an ad answers by; None when it has none."""
        import numpy as np

        for row, text in enumerate(self.texts):
            if text == ad or ad in self.answering[text]:
                return np.asarray(self.vectors[row], np.float32)
        return None

    def near(self, vector: NDArray[np.float32], least: float = LEAST) -> list[tuple[int, float]]:
        """The texts that are near to a vector with their scores, nearest first."""
        import numpy as np

        parts = [
            np.asarray(self.vectors[first : first + _PIECE], np.float32) @ vector
            for first in range(0, len(self.vectors), _PIECE)
        ]
        scores = np.concatenate(parts)
        order = np.flatnonzero(scores >= least)
        order = order[np.argsort(-scores[order], kind="stable")]
        return [(self.texts[row], float(scores[row])) for row in order.tolist()]


def load(case: Case, folder: Path) -> Meanings:
    """The vectors of a case.

    Raises:
        BadInputError: ``model_missing``, ``model_wrong``, or ``search_no_vectors`` where no text
            was compared by meaning yet.
    """
    import numpy as np

    encoder = text_embedding.load(folder, engine="onnx")  # the same vectors without torch
    texts, vectors, damaged = _stored(case, encoder)
    if damaged:
        fingerprints.forget(case, encoder.stamp, damaged)
    if not texts:
        raise BadInputError("search_no_vectors", path=case.path, detail={"damaged": len(damaged)})
    known = ads.languages(case)
    tongues = [known.get(ad) or UNKNOWN for ad in texts]
    shipped = means_for(encoder.stamp.version.partition(" ")[0], encoder.dimension)
    common = language_means(vectors, tongues, shipped, (UNKNOWN,))[UNKNOWN]
    placed = centre(vectors, tongues, shipped)
    del vectors
    answering = _answering(case, texts)
    answered = {ad for group in answering.values() for ad in group}
    return Meanings(
        encoder=encoder,
        texts=texts,
        vectors=placed if len(texts) <= _HELD_WHOLE else placed.astype(np.float16),
        common=common,
        answering=answering,
        damaged=len(damaged),
        without=_without(case, known.keys() - answered),
    )


def _without(case: Case, ads_left: Collection[int]) -> int:
    """How many of the ads left have a text to compare; where they are very many, all of them."""
    if len(ads_left) > _LOOKED_AT:
        return len(ads_left)
    rows = ads.get_many(case, sorted(ads_left))
    return sum(bool(f"{row.title}{row.body}".strip()) for row in rows)


def by_text(meanings: Meanings, text: str) -> Found:
    """Every ad that may answer a question."""
    return found_near(meanings, meanings.question(text))


def found_near(meanings: Meanings, vector: NDArray[np.float32], least: float = LEAST) -> Found:
    """The ads whose texts are near to a vector, each once, by the nearest text of its group."""
    found: Found = {}
    for text, score in meanings.near(vector, least):
        for ad in meanings.answering[text]:
            if ad not in found:
                strength = "near" if score >= NEAR else "similar" if score >= SIMILAR else "faint"
                through = None if ad == text else text
                add(found, ad, score, Ground("meaning", {"strength": strength, "by": through}))
    return found


def _stored(case: Case, encoder: Encoder) -> tuple[list[int], NDArray[np.float32], list[int]]:
    """Ads with a vector, the vectors, and the ads whose stored vector is none."""
    import numpy as np

    texts: list[int] = []
    pieces: list[bytes] = []
    damaged: list[int] = []
    for ad, value in fingerprints.get_all(case, encoder.stamp):
        if len(value) == 2 * encoder.dimension:
            texts.append(ad)
            pieces.append(value)
        else:
            damaged.append(ad)
    halves = np.frombuffer(b"".join(pieces), np.float16).reshape(-1, encoder.dimension)
    pieces.clear()
    vectors = halves.astype(np.float32)
    length = np.linalg.norm(vectors, axis=1)
    good = np.isfinite(length) & (length > 0.5) & (length < 2)  # they were stored with length 1
    if not good.all():
        damaged += [texts[row] for row in np.flatnonzero(~good).tolist()]
        texts = [texts[row] for row in np.flatnonzero(good).tolist()]
        vectors, length = vectors[good], length[good]
    vectors /= length[:, None]
    return texts, vectors, damaged


def _answering(case: Case, texts: Sequence[int]) -> dict[int, list[int]]:
    """The ads of each text's group, the text itself first."""
    group = text_groups.of_all(case)
    members: dict[int, list[int]] = defaultdict(list)
    for ad, number in group.items():
        members[number].append(ad)
    return {
        text: [text, *(ad for ad in members.get(group.get(text, 0), ()) if ad != text)]
        for text in texts
    }
