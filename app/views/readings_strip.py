# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster may be, in a few lines: each reading, where it stands, what speaks of it.

Nothing is counted up: a number here would be taken for a score.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from app.i18n import _
from app.tasks.runner import Runner
from app.triage.reading_items import PointItem, ReadingsView, RivalItem
from app.triage.reading_words import person_stands, standing_word
from app.triage.session import Questions
from app.triage.short_text import short
from app.views.layouts import button, clear, column, row
from app.views.plain_text import label, tip

_MOST_SHOWN = 6
_WORDS = 90


class ReadingsStrip(QFrame):
    """The readings of the cluster that is looked at, and the way to say more."""

    dialog_wanted = Signal(int, str)
    """A cluster, and a reading of it or ''."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "pane")
        self.setAccessibleName(_("What it may be"))
        self._runner = runner
        self.cluster: int | None = None
        self.add = button(_("What may it be?"), self._add, look="small")
        tip(self.add, _("{words} (key {key})").format(words=_("What may it be?"), key="Y"))
        self._body = QGridLayout()
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setHorizontalSpacing(10)
        self._body.setVerticalSpacing(6)
        self._body.setColumnStretch(2, 1)
        head = row(label(_("What it may be"), look="heading"), None, self.add)
        self.setLayout(column(head, self._body))
        self.buttons: list[QWidget] = []

    def show_cluster(self, cluster: int | None) -> None:
        """Show the readings of a cluster."""
        if cluster != self.cluster:
            self._empty()
        self.cluster = cluster
        self.reload()

    def reload(self) -> None:
        """Read them again."""
        cluster = self.cluster
        if cluster is None:
            return

        def question(case: Questions) -> ReadingsView:
            return case.readings(cluster)

        self._runner.ask("readings_strip", question, self._arrived)

    def _arrived(self, found: ReadingsView | None) -> None:
        if found is None or found.cluster != self.cluster:
            return
        self._empty()
        if not found.rivals:
            words = _(
                "Nobody has said yet what these ads may be. Weigh several explanations against "
                "each other, also innocent ones: benign, spam, scam, or your own words."
            )
            self._body.addWidget(label(words, look="muted", wrap=True), 0, 0, 1, 3)
        for place, rival in enumerate(found.rivals[:_MOST_SHOWN]):
            self._show(place, rival)
        if len(found.rivals) > _MOST_SHOWN:
            more = _("and {n} more").format(n=len(found.rivals) - _MOST_SHOWN)
            self._body.addWidget(label(more, look="small"), _MOST_SHOWN, 0, 1, 3)

    def _show(self, place: int, rival: RivalItem) -> None:
        name = button(rival.label, partial(self._open, rival.reading), look="small")
        standings = "; ".join(person_stands(one.by, one.standing) for one in rival.statements)
        name.setAccessibleDescription(standings)
        self.buttons.append(name)
        own = rival.own
        words = standing_word(own.standing) if own else _("not by you")
        chip = label(words, look="chip" if own else "small")
        told = column(gap=2)
        for line in _lines(rival):
            told.addWidget(label(line, look="small", wrap=True))
        begin = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop
        self._body.addWidget(name, place, 0, begin)
        self._body.addWidget(chip, place, 1, begin)
        self._body.addLayout(told, place, 2)

    def _empty(self) -> None:
        self.buttons.clear()
        clear(self._body)

    def _add(self) -> None:
        self._open("")

    def _open(self, reading: str) -> None:
        if self.cluster is not None:
            self.dialog_wanted.emit(self.cluster, reading)


def _lines(rival: RivalItem) -> list[str]:
    points = [point for one in rival.statements for point in one.points]
    found = []
    for side, words in (("for", _("For: {points}")), ("against", _("Against: {points}"))):
        told = [_point(one) for one in points if one.side == side]
        if told:
            found.append(short(words.format(points="; ".join(told)), _WORDS))
    others = [one for one in rival.statements if not one.is_own]
    if others:
        found.append(
            " · ".join(
                " ".join(filter(None, (person_stands(one.by, one.standing), _came(one.came_from))))
                for one in others
            )
        )
    return found


def _came(cluster: str) -> str:
    return _("(said of {cluster})").format(cluster=cluster) if cluster else ""


def _point(point: PointItem) -> str:
    return " ".join(part for part in (point.target, point.words) if part)
