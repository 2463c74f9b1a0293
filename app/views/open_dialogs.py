# SPDX-License-Identifier: GPL-3.0-or-later
"""Dialogs that stand open over the window: each goes when it ends, all go with the case."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtWidgets import QDialog

Kind = TypeVar("Kind", bound=QDialog)


class OpenDialogs(Generic[Kind]):
    """The open dialogs of one controller, the last one on top."""

    def __init__(self) -> None:
        self._open: list[Kind] = []

    def show(self, dialog: Kind) -> None:
        """Open a dialog and keep it until it ends."""
        self._open.append(dialog)
        dialog.finished.connect(partial(self._gone, dialog))
        dialog.open()

    def _gone(self, dialog: Kind, _result: int) -> None:
        if dialog in self._open:
            self._open.remove(dialog)
        dialog.deleteLater()

    def __iter__(self) -> Iterator[Kind]:
        """Over those that are open now, the last one on top first."""
        return reversed(self._open.copy())

    def close_all(self) -> None:
        """Leave nothing of a closed case on screen."""
        for dialog in self:
            dialog.reject()
