# SPDX-License-Identifier: GPL-3.0-or-later
"""Search: by words, meaning, a picture, likeness to an ad, contacts, and all of them together.

A searcher keeps what is costly to load (the model, vectors, hashes) between questions, and loads
it again when the case holds something else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from indexing.errors import BadInputError
from indexing.pipeline import (
    searching_contacts,
    searching_like,
    searching_meaning,
    searching_pictures,
)
from indexing.pipeline.searching_found import Answer, Found, Ground, Hit, add, best, in_all
from indexing.pipeline.searching_meaning import Meanings
from indexing.pipeline.searching_pictures import Pictures
from indexing.store import search, search_state
from indexing.store.case import Case
from indexing.store.queue_filter import Filter

T = TypeVar("T")
_WITHOUT = "ads_without_meaning"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; everything that is given must be found in an ad.

    ``picture`` is the bytes of a file from anywhere. ``only``: among these ads alone.
    """

    words: str = ""
    meaning: str = ""
    picture: bytes | None = field(default=None, repr=False)
    like: int | None = None
    contacts: tuple[str, ...] = ()
    only: Filter | None = None
    limit: int = 100


@dataclass(slots=True)
class _Kept:
    state: object = None
    value: object = None


class Searcher:
    """Answers questions to one case, from one thread.

    Args:
        case: open; writing need not be allowed.
        folder: of the language model.
    """

    def __init__(self, case: Case, folder: Path) -> None:
        self._case = case
        self._folder = folder
        self._texts, self._pictures = _Kept(), _Kept()

    def ask(self, question: Question) -> Answer:
        """Hits of a question, best first.

        Raises:
            BadInputError: ``search_no_vectors``, ``model_missing``, ``model_wrong``, ``image_…``,
                ``id_unknown``.
            RefusedError: ``picture_protected``.
        """
        notes: dict[str, int] = {}
        ways = [way(question, notes) for way in self._ways(question)]
        passing = None if question.only is None else set(search.ids(self._case, question.only))
        if not ways:
            found: Found = {ad: Hit(ad, 1.0) for ad in passing or ()}
            passing = None
        else:
            found = in_all(ways)
        kept = [hit for hit in found.values() if passing is None or hit.ad in passing]
        return Answer(best(kept, question.limit), tuple(notes.items()))

    def _ways(self, question: Question) -> list[Callable[[Question, dict[str, int]], Found]]:
        asked = (
            (bool(question.words.strip()), self._by_words),
            (bool(question.contacts), self._by_contacts),
            (question.picture is not None, self._by_picture),
            (question.like is not None, self._like),
            (bool(question.meaning.strip()), self._by_meaning),
        )
        return [way for is_asked, way in asked if is_asked]

    def _by_words(self, question: Question, _notes: dict[str, int]) -> Found:
        alone = question.only is None and len(self._ways(question)) == 1
        rows = search.words(self._case, question.words, limit=question.limit if alone else None)
        found: Found = {}
        if searching_contacts.is_one(self._case, question.words):
            top = max((score for _ad, score in rows), default=0.0)
            for hit in searching_contacts.by_contact(self._case, question.words).values():
                add(found, hit.ad, top + hit.score, hit.grounds[0])
        for ad, score in rows:
            if ad not in found:
                add(found, ad, score, Ground("words", {"typed": question.words}))
        return found

    def _by_contacts(self, question: Question, _notes: dict[str, int]) -> Found:
        return in_all(
            [searching_contacts.by_contact(self._case, typed) for typed in question.contacts]
        )

    def _by_meaning(self, question: Question, notes: dict[str, int]) -> Found:
        meanings = self.meanings()
        _note(notes, meanings)
        return searching_meaning.by_text(meanings, question.meaning)

    def _by_picture(self, question: Question, notes: dict[str, int]) -> Found:
        wanted = searching_pictures.read(
            self._case, searching_pictures.checked(question.picture or b"")
        )
        pictures = self.pictures()
        if pictures.pending:
            notes["pictures_pending"] = pictures.pending
        if not pictures.pieces_too:
            notes["pictures_whole_only"] = len(pictures.hashes)
        return searching_pictures.by_picture(self._case, pictures, wanted)

    def _like(self, question: Question, notes: dict[str, int]) -> Found:
        assert question.like is not None  # noqa: S101 - by _ways
        meanings: Meanings | None = None
        try:
            meanings = self.meanings()
        except BadInputError as error:
            notes[f"without_meaning_{error.code}"] = 1
        return searching_like.more_like(self._case, question.like, meanings, self.pictures())

    def meanings(self) -> Meanings:
        """The vectors of the case as it stands; raises as :func:`searching_meaning.load`."""
        load = searching_meaning.load
        return self._fresh(
            self._texts, search_state.of_texts, lambda: load(self._case, self._folder)
        )

    def pictures(self) -> Pictures:
        """The pictures of the case as it stands."""
        load = searching_pictures.load
        return self._fresh(self._pictures, search_state.of_pictures, lambda: load(self._case))

    def _fresh(self, kept: _Kept, state_of: Callable[[Case], object], load: Callable[[], T]) -> T:
        state = state_of(self._case)
        if kept.value is None or kept.state != state:
            kept.value = None  # before the new one: both need not be held at once
            kept.value = load()
            kept.state = state_of(self._case)
        return kept.value  # type: ignore[return-value]


def _note(notes: dict[str, int], meanings: Meanings) -> None:
    if meanings.damaged:
        notes["vectors_damaged"] = meanings.damaged
    if meanings.without:
        notes[_WITHOUT] = meanings.without
