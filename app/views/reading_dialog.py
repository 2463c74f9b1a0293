# SPDX-License-Identifier: GPL-3.0-or-later
"""Rival readings of a cluster side by side, to be weighed against each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QFrame, QLineEdit, QScrollArea, QWidget

from app.i18n import _
from app.tasks.runner import Runner
from app.triage.items import Changed
from app.triage.reading_items import NewReading, ReadingsView
from app.triage.session import Questions
from app.views.layouts import button, clear, column, dialog_frame, row
from app.views.plain_text import label, tip
from app.views.reading_card import ReadingCard

_MOST_LETTERS = 120


class ReadingDialog(QDialog):
    """The readings as cards, one beside the other; each change is kept at once."""

    said = Signal(object)
    undo_wanted = Signal()
    ad_wanted = Signal(int)

    def __init__(
        self, runner: Runner, cluster: int, reading: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self.cluster = cluster
        self._wanted = reading
        self.cards: dict[str, ReadingCard] = {}
        self.new = QComboBox()
        self.new.setEditable(True)
        self.new.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.new.setAccessibleName(_("Another reading"))
        self._box = QLineEdit()
        self.new.setLineEdit(self._box)
        self._box.setAccessibleName(_("Another reading"))
        self._box.setMaxLength(_MOST_LETTERS)
        self._box.setPlaceholderText(_("Another reading: benign, spam, scam, or your words"))
        self._box.returnPressed.connect(self._add)
        self.add = button(_("Add"), self._add)
        self.add.setAutoDefault(False)
        tip(self.add, _("Put it beside the others, open"))
        self._lay_out()
        self.reload()

    def _lay_out(self) -> None:
        told = _(
            "Weigh several explanations of these ads, also innocent ones. Look above all for what "
            "speaks against each. A reading is of a cluster of ads, never of a person, and "
            "nothing is counted up."
        )
        self._cards = row(gap=12)
        self._cards.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        inner.setLayout(row(self._cards, None))
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAccessibleName(_("Readings side by side"))
        self.area.setWidget(inner)
        self._none = label(_("No reading yet: add the first."), look="muted")
        self._hidden = label(
            _("You are the second reader: what others said is hidden."), look="small"
        )
        self._hidden.hide()
        undo = button(_("Undo"), self.undo_wanted.emit)
        undo.setAutoDefault(False)
        QShortcut(QKeySequence("Ctrl+Z"), self, self.undo_wanted.emit)
        close = button(_("Close"), self.accept)
        close.setAutoDefault(False)
        title = label(_("What may {cluster} be?").format(cluster=f"C{self.cluster}"), look="title")
        adding = row(self.new, self.add)
        adding.setStretch(0, 1)
        body = column(
            title, label(told, wrap=True), adding, self._hidden, self._none, self.area,
            row(undo, None, close), gap=10,
        )  # fmt: skip
        body.setStretch(5, 1)
        dialog_frame(self, _("Readings of a cluster"), body, 700)
        self.resize(1020, 620)
        self.new.setFocus()

    def reload(self) -> None:
        """Read what stands."""
        cluster = self.cluster

        def question(case: Questions) -> ReadingsView:
            return case.readings(cluster)

        self._runner.ask("reading_dialog", question, self._arrived)

    def take(self, changed: Changed) -> None:
        """Show what an act changed."""
        if changed.clusters or changed.everything:
            self.reload()

    def _arrived(self, found: ReadingsView | None) -> None:
        if found is None:
            return
        self._hidden.setVisible(found.is_hidden)
        self._none.setVisible(not found.rivals)
        self._offer(found)
        names = [rival.reading for rival in found.rivals if rival.statements]
        if [name for name in self.cards if name not in names]:
            self._clear()
        for rival in found.rivals:
            if not rival.statements:
                continue
            if rival.reading in self.cards:
                self.cards[rival.reading].show_rival(rival)
            else:
                self._put(ReadingCard(rival, self))
        card = self.cards.get(self._wanted)
        if card is not None:
            self._wanted = ""
            card.show()  # the layout does it later, and what is hidden takes no focus
            card.standing.setFocus()
            self.area.ensureWidgetVisible(card)

    def _offer(self, found: ReadingsView) -> None:
        written = self._box.text()
        self.new.clear()
        for reading, words in found.offered:
            self.new.addItem(words, reading)
        self.new.setCurrentIndex(-1)
        self._box.setText(written)

    def _put(self, card: ReadingCard) -> None:
        self.cards[card.reading] = card
        card.stood.connect(partial(self._say, card.reading, _standing))
        card.noted.connect(partial(self._say, card.reading, _note))
        card.dropped.connect(partial(self._say, card.reading, _drop))
        card.pointed.connect(partial(self._point, card.reading))
        card.ad_wanted.connect(self._go_to_ad)
        self._cards.addWidget(card)

    def _clear(self) -> None:
        self.cards.clear()
        clear(self._cards)

    def _go_to_ad(self, ad: int) -> None:
        self.accept()
        self.ad_wanted.emit(ad)

    def _add(self) -> None:
        words = self._box.text().strip()
        place = self.new.findText(words)
        reading = str(self.new.itemData(place)) if place >= 0 else words
        if reading:
            self._wanted = reading
            self._box.clear()
            self.said.emit(NewReading(self.cluster, reading, "open"))

    def _point(self, reading: str, side: str, words: str) -> None:
        is_for = side == "for"
        told = (words,)
        self.said.emit(
            NewReading(
                self.cluster,
                reading,
                speaks_for=told if is_for else (),
                speaks_against=() if is_for else told,
            )
        )

    def _say(self, reading: str, change: Callable[..., NewReading], value: object) -> None:
        self.said.emit(change(self.cluster, reading, value))


def _standing(cluster: int, reading: str, word: str) -> NewReading:
    return NewReading(cluster, reading, word)


def _note(cluster: int, reading: str, words: str) -> NewReading:
    return NewReading(cluster, reading, note=words)


def _drop(cluster: int, reading: str, place: int) -> NewReading:
    return NewReading(cluster, reading, dropped=(place,))
