# SPDX-License-Identifier: GPL-3.0-or-later
"""What the queue is filtered by: what the box says, and terms that stay whatever it says."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.triage.expressions import Term, is_bare_id, read_terms, write_term
from app.views.filter_box import FilterBox
from app.views.queue_pages import PinnedTerms
from indexing.errors import KnownError


class QueueTerms(QObject):
    """Puts terms into the box and takes them out; tells when a term that stays came or went."""

    changed = Signal()
    not_understood = Signal(object)
    """The box cannot be read; carries the error."""

    def __init__(self, box: FilterBox, pinned: PinnedTerms, parent: QObject) -> None:
        super().__init__(parent)
        self._box = box
        self._pinned = pinned
        self._kept: list[str] = []
        pinned.unpinned.connect(self._unpin)

    @property
    def expression(self) -> str:
        """The whole filter: terms that stay, and what the box says."""
        words = self._box.text().strip()
        if is_bare_id(words):
            return words  # what is named is found whatever else stays
        return " ".join(part for part in (*self._kept, words) if part)

    def read(self) -> list[Term]:
        """The terms of the whole filter; none while it cannot be read."""
        try:
            return read_terms(self.expression)
        except KnownError:
            return []

    def toggle(self, term: Term) -> None:
        """Put a term into the box, or take it out; its opposite goes either way."""

        def change(terms: list[Term]) -> None:
            held = [one for one in terms if (one.key, one.value) != (term.key, term.value)]
            if term not in terms:
                held.append(term)
            self._box.setText(" ".join(map(write_term, held)))

        self._change(change)

    def add(self, words: str) -> None:
        """Put words of the filter language into the box besides what it says."""
        text = self._box.text().strip()
        if words and words not in text.split():
            self._box.setText(f"{text} {words}".strip())

    def clear(self) -> None:
        """Empty the box; let go of the terms that stay when it is empty already."""
        if not self._box.text() and self._kept:
            self.let_go()
            self.changed.emit()
        self._box.clear()

    def pin(self) -> None:
        """Let what the box says stay while other searches come and go."""

        def change(terms: list[Term]) -> None:
            told = map(write_term, terms)
            self._kept += [term for term in told if term not in self._kept]
            self._pinned.show_terms(self._kept)
            self._box.clear()

        self._change(change)

    def let_go(self) -> None:
        """Keep no term any longer."""
        self._kept = []
        self._pinned.show_terms(())

    def _unpin(self, term: str) -> None:
        self._kept = [one for one in self._kept if one != term]
        self._pinned.show_terms(self._kept)
        self.changed.emit()

    def _change(self, change: Callable[[list[Term]], None]) -> None:
        try:
            terms = read_terms(self._box.text())
        except KnownError as error:
            self.not_understood.emit(error)
            return
        change(terms)
