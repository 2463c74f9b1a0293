# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of the search by meaning: short questions in eleven languages against translated ads.

Each ad is held once, in a language that the question is not in, among ads of all topics in that
language; ``beside`` puts the texts of a case around them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from indexing.benchmark.meaning_figures import Translations, translated
from indexing.benchmark.measure import Figure
from indexing.benchmark.texts_bank import FOLDER
from indexing.fingerprint import text_embedding
from indexing.link.meaning import UNKNOWN, centre, language_means
from indexing.link.meaning_background import means_for
from indexing.pipeline.searching_meaning import Meanings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

QUESTIONS = FOLDER / "search_queries.json"
FIRST, TEN = 1, 10
Asked = tuple[str, str, str]
"""The ad that is meant, the language of the question, and the question."""


def figures(size: int, seed: int, model: Path) -> Iterator[Figure]:
    """How often the ad that is meant stands first, and among the first three of twelve.

    Args:
        size: not used; the questions are what they are.
        seed: not used.
        model: folder of the language model.

    Raises:
        BadInputError: ``model_missing`` or ``model_wrong``.
    """
    del size, seed
    encoder = text_embedding.load(model, engine="onnx")
    texts = translated(encoder)
    ranks = all_ranks(encoder, texts, asked())
    every = [rank for found in ranks.values() for rank in found]
    detail: dict[str, object] = {
        "questions": len(asked()),
        "languages": len(ranks),
        "by_language": {tongue: round(within(found, FIRST), 3) for tongue, found in ranks.items()},
    }
    yield Figure("question_recall_1", within(every, FIRST), 0.85, at_least=True, detail=detail)
    yield Figure("question_recall_3", within(every, 3), 0.95, at_least=True)


def asked() -> list[Asked]:
    """The questions."""
    found = json.loads(QUESTIONS.read_text("utf-8"))["queries"]
    return [(ad, tongue, text) for ad, by in found.items() for tongue, text in by.items()]


def within(ranks: Sequence[int], most: int) -> float:
    """Share of the ranks, counted from 1, that are not over ``most``."""
    return sum(rank <= most for rank in ranks) / max(1, len(ranks))


def all_ranks(
    encoder: text_embedding.Encoder,
    texts: Translations,
    questions: Sequence[Asked],
    beside: tuple[NDArray[np.float32], Sequence[str]] | None = None,
) -> dict[str, list[int]]:
    """The place of the ad that is meant, by language of the question: once for each other language.

    Args:
        encoder: the model.
        texts: the translated ads.
        questions: what is asked.
        beside: vectors of other texts as they are stored, and their languages.
    """
    import numpy as np

    vectors, tongues = texts.vectors, [*texts.tongues]
    if beside is not None:
        vectors = np.concatenate([vectors, beside[0]])
        tongues += list(beside[1])
    meanings = meanings_of(encoder, vectors, tongues)
    ranks: dict[str, list[int]] = defaultdict(list)
    own = np.array(list(texts.tongues))
    for ad, tongue, text in questions:
        scores = np.asarray(meanings.vectors, np.float32) @ meanings.question(text)
        around = scores[len(own) :]
        for other in sorted(set(texts.tongues) - {tongue}):
            rows = np.flatnonzero(own == other)
            mine = next(scores[row] for row in rows.tolist() if texts.names[row] == ad)
            better = int((scores[rows] > mine).sum()) + int((around > mine).sum())
            ranks[tongue].append(1 + better)
    return dict(ranks)


def meanings_of(
    encoder: text_embedding.Encoder, vectors: NDArray[np.float32], tongues: Sequence[str]
) -> Meanings:
    """What a search holds of these texts; each answers for itself."""
    shipped = means_for(encoder.stamp.version.partition(" ")[0], encoder.dimension)
    places = list(range(len(tongues)))
    return Meanings(
        encoder=encoder,
        texts=places,
        vectors=centre(vectors, tongues, shipped),
        common=language_means(vectors, tongues, shipped, (UNKNOWN,))[UNKNOWN],
        answering={place: [place] for place in places},
        damaged=0,
        without=0,
    )
