# SPDX-License-Identifier: GPL-3.0-or-later
"""Notices that another command wrote into the open case, and has it read again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.i18n import _
from app.tasks.runner import Runner
from app.triage.items import Changed
from app.triage.session import Session

_EVERY_MS = 3000


class CaseWatch(QObject):
    """Asks the acting connection now and then; its own acts do not count."""

    changed = Signal(object)

    def __init__(
        self, runner: Runner, is_busy: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._is_busy = is_busy
        self._known: int | None = None
        self._asked = False
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def case_opened(self) -> None:
        """Watch the case."""
        self._known = None
        self._timer.start()
        self.look()

    def case_closed(self) -> None:
        """There is nothing to watch."""
        self._timer.stop()
        self._known = None
        self._asked = False

    def settle(self) -> None:
        """Work of this window ended: what it wrote is known."""
        self._known = None

    def look(self) -> None:
        """Ask now, unless an answer is under way."""
        if not self._asked and self._timer.isActive():
            self._asked = True
            self._runner.act(_version, self._answered, self._failed)

    def _answered(self, version: int | None) -> None:
        self._asked = False
        if version is None or not self._timer.isActive():
            return
        before, self._known = self._known, version
        # work that this window started tells by itself what it changed
        if before is not None and before != version and not self._is_busy():
            words = _("Another command changed this case; what you see was read again.")
            self.changed.emit(Changed(words, everything=True))

    def _failed(self, _error: Exception) -> None:
        self._asked = False  # what is wrong with the case, the next act tells


def _version(session: Session) -> int:
    return session.outside_version()
