# SPDX-License-Identifier: GPL-3.0-or-later
"""At the foot: what is at work, how far, how fast, how long still, and Cancel."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from app.i18n import _, ngettext, number
from app.messages.kinds import stage_words
from app.tasks.job_line import JobLine
from app.tasks.jobs import Command, Outcome, Step
from app.views.layouts import button, column, row
from app.views.plain_text import label


class JobBar(QFrame):
    """Shows while a job runs; the desk stays usable."""

    def __init__(self, line: JobLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "foot")
        self._title = label("", look="heading", name=_("Work in progress"))
        self._counts = label("", look="small", name=_("Progress in numbers"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.cancel = button(_("Cancel"), self._cancel, look="small")
        self._line = line
        words = column(row(self._title, None, self._counts), self.bar, gap=6)
        layout = row(gap=18, margin=12)
        layout.addLayout(words, 1)
        layout.addWidget(self.cancel)
        self.setLayout(layout)
        self.hide()
        line.started.connect(self.show_command)
        line.stepped.connect(self.show_step)
        line.ended.connect(self._ended)
        line.idle.connect(self.hide)
        self._command = ""

    @Slot(object)
    def show_command(self, command: Command) -> None:
        """Show what was started."""
        self._command = command.title
        self._title.setText(command.title)
        self._counts.setText(_("Starting…"))
        self.bar.setRange(0, 0)
        self.cancel.setEnabled(True)
        self.cancel.setText(_("Cancel"))
        self.show()

    @Slot(object)
    def show_step(self, step: Step) -> None:
        """Show how far the work is."""
        self._title.setText(f"{self._command} · {stage_words(step.stage)}")
        self._counts.setText(numbers(step))
        # Qt counts in 32 bits; parts of a thousand are always enough.
        if step.total:
            self.bar.setRange(0, 1000)
            self.bar.setValue(int(1000 * step.done / step.total))
        else:
            self.bar.setRange(0, 0)

    @Slot(object, object)
    def _ended(self, _command: Command, _outcome: Outcome) -> None:
        self._counts.setText("")

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.cancel.setText(_("Stopping…"))
        self._line.cancel()


def numbers(step: Step) -> str:
    """Counts, rate and time left in words."""
    parts = [number(step.done) + (f" / {number(step.total)}" if step.total else "")]
    if step.rate is not None and step.rate >= 1:
        parts.append(_("{rate} a second").format(rate=number(step.rate)))
    if step.left is not None:
        parts.append(_left(step.left))
    return " · ".join(parts)


def _left(seconds: float) -> str:
    if seconds < 60:
        return _("less than a minute left")
    minutes = round(seconds / 60)
    return ngettext("about {n} minute left", "about {n} minutes left", minutes).format(n=minutes)
