# SPDX-License-Identifier: GPL-3.0-or-later
"""This sitting and the days before in numbers, and a way to forget them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from app.i18n import _, number
from app.triage import sitting
from app.triage.sitting import Counts, Sitting
from app.views.layouts import button, column, dialog_frame, row
from app.views.plain_text import label


class SittingDialog(QDialog):
    """Shows numbers, judges none."""

    def __init__(self, now: Sitting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        title = label(_("What you saw"), look="title")
        words = label(
            _(
                "Numbers for you alone: kept in your settings on this computer, never in a case, "
                "and nobody is told. What helps most is to look at less: repeats are shown once, "
                "pictures only when you ask, and pauses are yours to take."
            ),
            look="muted",
            wrap=True,
        )
        self.days = QTreeWidget()
        self.days.setAccessibleName(_("What you saw, by day"))
        self.days.setProperty("look", "framed")
        self.days.setHeaderLabels([_("When"), _("Pictures"), _("Ads"), _("Minutes")])
        self.days.setRootIsDecorated(False)
        self.days.header().setStretchLastSection(False)
        self.days.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.days.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.forget = button(_("Forget the days"), self._forget)
        close = button(_("Close"), self.accept, look="main")
        buttons = row(self.forget, None, close)
        dialog_frame(self, _("What you saw"), column(title, words, 4, self.days, 6, buttons), 520)
        self._fill()
        close.setFocus()

    def _fill(self) -> None:
        self.days.clear()
        self._add(_("This sitting"), self._now.seen)
        known = sitting.days()
        for day, counts in known.items():
            self._add(day, counts)
        self.forget.setEnabled(bool(known))

    def _add(self, when: str, counts: Counts) -> None:
        cells = [when, number(counts.pictures), number(counts.ads), number(counts.minutes)]
        line = QTreeWidgetItem(cells)
        for place in (1, 2, 3):
            line.setTextAlignment(place, Qt.AlignmentFlag.AlignRight)
        self.days.addTopLevelItem(line)

    def _forget(self) -> None:
        sitting.forget()
        self._fill()
