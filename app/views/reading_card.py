# SPDX-License-Identifier: GPL-3.0-or-later
"""One reading of a cluster in the dialog: where it stands, what speaks for it and against it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QVBoxLayout, QWidget

from app.i18n import _
from app.triage.reading_items import STANDINGS, PointItem, RivalItem, StatementItem
from app.triage.reading_words import person_stands, standing_word
from app.views.layouts import button, clear, column, row
from app.views.plain_text import label, tip

_WIDTH = 300


class ReadingCard(QFrame):
    """Says one thing at a time; what is written stays where it is while others arrive."""

    stood = Signal(str)
    pointed = Signal(str, str)
    dropped = Signal(int)
    noted = Signal(str)
    ad_wanted = Signal(int)

    def __init__(self, rival: RivalItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reading = rival.reading
        self.setProperty("look", "card")
        self.setAccessibleName(rival.label)
        self.setFixedWidth(_WIDTH)
        self.standing = QComboBox()
        self.standing.setAccessibleName(_("Where {reading} stands").format(reading=rival.label))
        for word in STANDINGS:
            self.standing.addItem(standing_word(word), word)
        self.standing.activated.connect(self._stood)
        self.away = button(_("Take away"), partial(self.stood.emit, "withdrawn"), look="small")
        tip(self.away, _("It is no longer one of your readings; undo brings it back"))
        self._points = {side: column(gap=4) for side in ("for", "against")}
        self.fields = {
            "for": self._field("for", _("What speaks for it")),
            "against": self._field("against", _("What speaks against it")),
        }
        self.note = QLineEdit()
        self.note.setAccessibleName(_("Note on {reading}").format(reading=rival.label))
        self.note.setPlaceholderText(_("Note"))
        self.note.editingFinished.connect(self._noted)
        self._others = column(gap=2)
        self._lay_out(rival.label)
        self._told = ""
        self.show_rival(rival)

    def _field(self, side: str, words: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(words)
        made.setPlaceholderText(_("A12 and why, or words"))
        tip(made, _("Enter adds it. A12 is an ad, A12:30-42 a passage, A12 - A15 what ties two."))
        made.returnPressed.connect(partial(self._pointed, side))
        return made

    def _lay_out(self, words: str) -> None:
        name = label(words, look="heading", wrap=True)
        inside = column(name, row(self.standing, None, self.away), 4, gap=6, margin=12)
        for side, head in (("for", _("Speaks for it")), ("against", _("Speaks against it"))):
            inside.addWidget(label(head, look="caps"))
            inside.addLayout(self._points[side])
            inside.addWidget(self.fields[side])
            inside.addSpacing(4)
        inside.addWidget(self.note)
        inside.addLayout(self._others)
        inside.addStretch(1)
        self.setLayout(inside)

    def show_rival(self, rival: RivalItem) -> None:
        """Show what stands now."""
        own = rival.own
        place = self.standing.findData(own.standing) if own else -1
        self.standing.setCurrentIndex(place)
        self.standing.setPlaceholderText(_("Not by you"))
        self.away.setEnabled(own is not None)
        self._told = own.note if own else ""
        if not self.note.hasFocus():
            self.note.setText(self._told)
        points = own.points if own else ()
        for side, box in self._points.items():
            clear(box)
            for point in points:
                if point.side == side:
                    box.addLayout(self._point(point))
        clear(self._others)
        for one in rival.statements:
            if not one.is_own:
                self._others.addWidget(label(_statement(one), look="small", wrap=True))

    def _point(self, point: PointItem) -> QVBoxLayout:
        words = " ".join(part for part in (point.target, point.words) if part)
        told = label(words, wrap=True)
        drop = button("×", partial(self.dropped.emit, point.place), look="small")
        drop.setAccessibleName(_("Remove: {point}").format(point=words))
        parts = row(told, gap=4)
        parts.setStretch(0, 1)
        if point.ad is not None:
            go = button(f"A{point.ad}", partial(self.ad_wanted.emit, point.ad), look="small")
            go.setAccessibleName(_("Go to {ad}").format(ad=f"A{point.ad}"))
            parts.addWidget(go)
        parts.addWidget(drop)
        return column(parts)

    def _stood(self, _place: int) -> None:
        self.stood.emit(str(self.standing.currentData()))

    def _pointed(self, side: str) -> None:
        words = self.fields[side].text().strip()
        if words:
            self.fields[side].clear()
            self.pointed.emit(side, words)

    def _noted(self) -> None:
        words = self.note.text().strip()
        if words != self._told:
            self._told = words
            self.noted.emit(words)


def _statement(one: StatementItem) -> str:
    told = [person_stands(one.by, one.standing)]
    if one.came_from:
        told.append(_("(said of {cluster})").format(cluster=one.came_from))
    if one.note:
        told.append(f"– {one.note}")
    signs = {"for": "+", "against": "−"}
    told += [
        "\n" + " ".join(part for part in (signs[point.side], point.target, point.words) if part)
        for point in one.points
    ]
    return " ".join(told)
