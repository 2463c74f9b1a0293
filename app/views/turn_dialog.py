# SPDX-License-Identifier: GPL-3.0-or-later
"""Before going back (or forward) to an act of the history: what that would undo or do again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QListWidget, QWidget

from app.i18n import _, ngettext, number
from app.triage.past_items import TurnPreview
from app.views.layouts import button, column, dialog_frame, row
from app.views.plain_text import label


class TurnDialog(QDialog):
    """Lists the acts, and asks."""

    wanted = Signal(int)

    def __init__(self, found: TurnPreview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operation = found.operation
        n = found.count
        if found.is_undo:
            words = ngettext("Undo {n} act?", "Undo {n} acts?", n)
            told = _("All that was done after this act is taken back, the newest first.")
            go = _("Undo")
        else:
            words = ngettext("Do {n} act again?", "Do {n} acts again?", n)
            told = _("All that was undone up to this act is done again.")
            go = _("Redo")
        self.list = QListWidget()
        self.list.setAccessibleName(_("What changes"))
        self.list.setProperty("look", "framed")
        self.list.setWordWrap(True)
        self.list.addItems(list(found.sentences))
        more = n - len(found.sentences)
        if more > 0:
            self.list.addItem(_("and {n} more").format(n=number(more)))
        stays = "\n".join(found.stays)
        self.stays = label(
            _("Cannot be undone, and stays: {acts}").format(acts=stays), look="small", wrap=True
        )
        self.stays.setVisible(bool(stays))
        self.go = button(go, self._try, look="main")
        self.go.setEnabled(n > 0)
        buttons = row(None, button(_("Leave as it is"), self.reject), self.go)
        body = column(
            label(words.format(n=number(n)), look="title"), label(told, wrap=True), self.list,
            self.stays, 8, buttons,
        )  # fmt: skip
        dialog_frame(self, _("History"), body, 520)
        self.go.setFocus()

    def _try(self) -> None:
        self.accept()
        self.wanted.emit(self._operation)
