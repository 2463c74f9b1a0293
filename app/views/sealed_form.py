# SPDX-License-Identifier: GPL-3.0-or-later
"""A sealed ad in the hands of a role: its texts, the second reading, the written order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from app.i18n import _
from app.triage.protection_items import SealedAct, SealedItem
from app.views import problems
from app.views.code_forms import choice
from app.views.layouts import button, column, dialog_frame, frame, row
from app.views.plain_text import label

ACTS = ("confirm", "no-concern", "preserve", "delete", "release")
_ORDERS = ACTS[2:]


class SealedText(QPlainTextEdit):
    """Texts to be read here and nowhere else: nothing of them is copied or dragged out."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt's word
        """Hand out nothing, whichever way it is asked for."""
        return QMimeData()


class SealedForm(QDialog):
    """Asks for the role's passphrase each time, keeps none; texts go when it closes."""

    read_wanted = Signal(object)
    act_wanted = Signal(object)

    def __init__(
        self, kept: SealedItem, roles: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._item = kept.item
        self._is_over = False
        title = label(f"{kept.item}  {kept.ad}", look="title")
        self.state = label(kept.state_words, look="muted", wrap=True, name=_("State"))
        self.role = choice({name: name for name in roles})
        self.role.setAccessibleName(_("Role"))
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName(_("Passphrase of the role"))
        self.passphrase.setPlaceholderText(_("Passphrase of the role"))
        self.passphrase.textChanged.connect(self._enable)
        self.read = button(_("Read its texts"), self._read)
        self.text = SealedText()
        self.text.setAccessibleName(_("Texts of the sealed ad"))
        self.text.setPlaceholderText(_("Pictures are never shown. That it was read is recorded."))
        self.text.setFixedHeight(150)
        self._choices = QButtonGroup(self)
        words = (
            _("Second reading: it is a concern"),
            _("Second reading: no concern"),
            _("Order: keep it sealed"),
            _("Order: destroy it; its hashes stay"),
            _("Order: bring it back into the case"),
        )
        made = [QRadioButton(one) for one in words]
        for place, one in enumerate(made):
            self._choices.addButton(one, place)
        self._choices.idToggled.connect(self._enable)
        self.reference = QLineEdit()
        self.reference.setAccessibleName(_("Reference of the written order"))
        self.reference.setPlaceholderText(_("Reference of the written order"))
        self.reference.textChanged.connect(self._enable)
        self._problem = label("", look="problem", wrap=True, name=_("Problem"))
        self.go = button(_("Carry out"), self._go, look="main")
        body = column(
            title, self.state, row(self.role, self.passphrase, self.read), self.text,
            frame("well", column(*made, self.reference, gap=6, margin=12)), self._problem,
            row(None, button(_("Close"), self.reject), self.go), gap=10,
        )  # fmt: skip
        dialog_frame(self, _("Sealed ad"), body, 620)
        self.passphrase.setFocus()
        self._enable()

    def show_texts(self, texts: Sequence[tuple[str, str]]) -> None:
        """Show what was read, unless the form was closed meanwhile."""
        if self._is_over:
            return
        self._problem.setText("")
        self.text.setPlainText("\n\n".join(f"{name}\n{said}" for name, said in texts))
        self.text.setFocus()

    def refuse(self, error: Exception) -> None:
        """Say why nothing was done; the passphrase is asked for again."""
        self.passphrase.clear()
        self._problem.setText("\n".join(part for part in problems.words(error) if part))
        self.passphrase.setFocus()

    def done(self, result: int) -> None:
        """Close, and keep nothing that was read or typed."""
        self._is_over = True
        self.text.clear()
        self.passphrase.clear()
        super().done(result)

    def chosen(self) -> str:
        """The act that is chosen, or ''."""
        place = self._choices.checkedId()
        return ACTS[place] if place >= 0 else ""

    def _enable(self, *_what: object) -> None:
        ready = bool(self.passphrase.text())
        ordered = self.chosen() in _ORDERS
        self.reference.setEnabled(ordered)
        self.read.setEnabled(ready)
        given = not ordered or bool(self.reference.text().strip())
        self.go.setEnabled(ready and bool(self.chosen()) and given)

    def _wanted(self, act: str) -> SealedAct:
        reference = self.reference.text().strip() if act in _ORDERS else ""
        typed = self.passphrase.text()
        self.passphrase.clear()  # one word of it does one thing
        return SealedAct(self._item, act, str(self.role.currentData()), typed, reference)

    def _read(self) -> None:
        self.read_wanted.emit(self._wanted("read"))

    def _go(self) -> None:
        self.act_wanted.emit(self._wanted(self.chosen()))
