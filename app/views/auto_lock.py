# SPDX-License-Identifier: GPL-3.0-or-later
"""Locks the case when nobody was at the program for a while, and says so half a minute before."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app import settings
from app.i18n import _, ngettext
from app.views.notice_bar import NoticeBar
from app.views.watch import Watch

WARNED_SECONDS = 30
_TICK_MS = 1000


class AutoLock(QObject):
    """Counts while a case is open; keyboard and mouse in any window of the program count."""

    due = Signal()

    def __init__(self, watch: Watch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watch = watch
        self.bar = NoticeBar(_("The case will lock"))
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)

    def case_opened(self) -> None:
        """Count from now."""
        self._watch.somebody_is_there()
        self._timer.start()

    def case_closed(self) -> None:
        """There is nothing to lock."""
        self._timer.stop()
        self.bar.hide()

    def tick(self) -> None:
        """Look how long nobody was there."""
        minutes = settings_minutes()
        left = minutes * 60 - self._watch.idle_seconds()
        if not minutes or left > WARNED_SECONDS:
            if not self.bar.isHidden():
                self.bar.hide()
        elif left > 0:
            self._warn(max(1, round(left)))
        else:
            self.due.emit()

    def _warn(self, left: int) -> None:
        words = ngettext(
            "Nobody was here for a while: the case locks in {n} second.",
            "Nobody was here for a while: the case locks in {n} seconds.",
            left,
        ).format(n=left)
        if not self.bar.isHidden():
            self.bar.retell(words)
        else:
            self.bar.tell(words, {_("I am here"): self._here})

    def _here(self) -> None:
        self._watch.somebody_is_there()
        self.bar.hide()


def settings_minutes() -> int:
    """After how many minutes the case locks; 0 never."""
    minutes = settings.get("auto_lock_minutes")
    return minutes if isinstance(minutes, int) else 0
