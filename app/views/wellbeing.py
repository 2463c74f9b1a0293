# SPDX-License-Identifier: GPL-3.0-or-later
"""What this sitting asks of the person: how much was seen, and a word about a pause now and then.

For the person alone: kept as numbers in their settings, never in a case, never told to anybody.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app import settings
from app.i18n import _, ngettext
from app.triage.sitting import Sitting
from app.views.notice_bar import NoticeBar
from app.views.watch import Watch
from app.views.wellbeing_dialog import SittingDialog

SNOOZED_MINUTES = 10
AWAY_SECONDS = 300
"""Nobody at the program for so long is a pause."""
_MINUTE_MS = 60_000


class Wellbeing(QObject):
    """Counts while a case is open, and proposes pauses; it never stands in the way."""

    hide_wanted = Signal()

    def __init__(self, watch: Watch, window: QWidget) -> None:
        super().__init__(window)
        self._watch = watch
        self._window = window
        self._hidden = False
        self.sitting = Sitting()
        self.bar = NoticeBar(_("A pause?"))
        self._dialog: SittingDialog | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_MINUTE_MS)
        self._timer.timeout.connect(self.minute)

    def case_opened(self) -> None:
        """A sitting goes on, or begins."""
        self._timer.start()

    def case_closed(self) -> None:
        """Looking away from a case is a pause."""
        self._timer.stop()
        self.sitting.save()
        self.sitting.paused()
        self.bar.hide()
        self.close_all()

    def saw_picture(self) -> None:
        """A picture was shown."""
        self.sitting.saw_picture()

    def read_ad(self) -> None:
        """Another ad was shown."""
        self.sitting.read_ad()

    def was_hidden(self) -> None:
        """The windows are blank: the person looks away."""
        self._hidden = True
        self.bar.hide()

    def was_shown(self) -> None:
        """The windows are back."""
        self._hidden = False

    def minute(self) -> None:
        """A minute went by."""
        if self._hidden or self._watch.idle_seconds() > AWAY_SECONDS:
            self.sitting.paused()
            return
        if self.sitting.minute(_pause_minutes()):
            self._propose()
        self.sitting.save()

    def _propose(self) -> None:
        n = self.sitting.since_pause
        words = ngettext(
            "You have been at it for {n} minute. Everything you decided is saved: a pause?",
            "You have been at it for {n} minutes. Everything you decided is saved: a pause?",
            n,
        ).format(n=n)
        later = ngettext("In {n} minute", "In {n} minutes", SNOOZED_MINUTES)
        self.bar.tell(
            words,
            {
                _("Hide the screen"): self.hide_wanted.emit,
                later.format(n=SNOOZED_MINUTES): self._snooze,
                _("Not now"): self.bar.hide,
            },
        )

    def _snooze(self) -> None:
        self.sitting.snooze(SNOOZED_MINUTES, _pause_minutes())
        self.bar.hide()

    def show_sitting(self) -> None:
        """Show what was seen in this sitting and on earlier days."""
        self.sitting.save()
        dialog = SittingDialog(self.sitting, self._window)
        dialog.finished.connect(self._gone)
        self._dialog = dialog
        dialog.open()

    def _gone(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def close_all(self) -> None:
        """Close what is open."""
        if self._dialog is not None:
            self._dialog.reject()


def _pause_minutes() -> int:
    minutes = settings.get("pause_minutes")
    return minutes if isinstance(minutes, int) else 0
