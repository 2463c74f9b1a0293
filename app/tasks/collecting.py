# SPDX-License-Identifier: GPL-3.0-or-later
"""Garbage is collected by the window's thread alone.

Python collects in whatever thread happens to make an object. A thread that reads the case would
then take apart what belongs to the window, which Qt allows its own thread only.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 50


class Collector(QObject):
    """Collects now and then, no generation more often than Python itself would.

    What is there when it begins stays for good, and is not gone through again.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the generations that are due."""
        due = [count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[0]:
            gc.collect(2 if all(due) else 1 if due[1] else 0)
