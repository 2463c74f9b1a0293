# SPDX-License-Identifier: GPL-3.0-or-later
"""Short questions: a note, a reason for clear contacts, a reason for deleting, all shortcuts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from app.i18n import _
from app.views.layouts import button, column, dialog_frame, frame, row
from app.views.plain_text import label, tip
from app.views.shortcuts import declared, menus


class NoteDialog(QDialog):
    """Asks for a note."""

    written = Signal(str)

    def __init__(self, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("Note"))
        self.text.setTabChangesFocus(True)
        self._go = button(_("Save the note"), self._try, look="main")
        self._go.setEnabled(False)
        self.text.textChanged.connect(self._typed)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._go.click)
        tip(self._go, _("{words} (key {key})").format(words=_("Save the note"), key="Ctrl+Enter"))
        title = label(_("Note on {target}").format(target=about), look="title")
        hint = label(_("Notes go into the bundle. Write nothing you would not hand over."),
                     look="small", wrap=True)  # fmt: skip
        saves = label(_("Ctrl+Enter saves."), look="small")
        buttons = row(saves, None, button(_("Cancel"), self.reject), self._go)
        dialog_frame(self, _("Note"), column(title, self.text, hint, 8, buttons), 500)
        self.text.setFocus()

    def _typed(self) -> None:
        self._go.setEnabled(bool(self.text.toPlainText().strip()))

    def _try(self) -> None:
        self.written.emit(self.text.toPlainText().strip())
        self.accept()


class ReasonDialog(QDialog):
    """Asks for a reason: one of a short list, and words of one's own."""

    given = Signal(str)

    def __init__(
        self, title: str, words: str, choices: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("Reason"))
        self.choice.addItem(_("Choose a reason…"))
        self.choice.addItems(list(choices))
        self.text = QLineEdit()
        self.text.setAccessibleName(_("In your words"))
        self.text.setPlaceholderText(_("In your words (needed for “Other”)"))
        self.sure = QCheckBox()
        self.sure.hide()
        self.go = button(_("Continue"), self._try, look="main")
        self.go.setEnabled(False)
        self.choice.currentIndexChanged.connect(self._changed)
        self.text.textChanged.connect(self._changed)
        self.sure.toggled.connect(self._changed)
        buttons = row(None, button(_("Cancel"), self.reject), self.go)
        head = label(title, look="title", wrap=True)
        body = column(
            head, label(words, wrap=True), 6, self.choice, self.text, self.sure, 8, buttons
        )
        dialog_frame(self, title, body, 480)
        self.choice.setFocus()

    def _changed(self, _value: object = None) -> None:
        place = self.choice.currentIndex()
        other = place == self.choice.count() - 1
        enough = place > 0 and (not other or len(self.text.text().strip()) > 2)
        self.go.setEnabled(enough and (self.sure.isHidden() or self.sure.isChecked()))

    def _try(self) -> None:
        more = self.text.text().strip()
        self.given.emit(": ".join(part for part in (self.choice.currentText(), more) if part))
        self.accept()


def unmask_dialog(about: str, parent: QWidget | None = None) -> ReasonDialog:
    """Why contacts are to be shown in clear."""
    choices = (
        _("Compare with another source"),
        _("Hand over to a competent authority"),
        _("Check whether a contact was read correctly"),
        _("Protect a person at risk"),
        _("Other"),
    )
    words = _(
        "Your reason is written into the case's log, with the time. "
        "The log goes into bundles of the case."
    )
    title = _("Show the contacts of {ad} in clear?").format(ad=about)
    return ReasonDialog(title, words, choices, parent)


def purge_dialog(about: str, parent: QWidget | None = None) -> ReasonDialog:
    """Why an ad is to be deleted for good."""
    choices = (
        _("Not needed for the purpose of this case"),
        _("A person asked for deletion"),
        _("Collected by mistake"),
        _("Retention has ended"),
        _("Other"),
    )
    words = _(
        "The ad, its tags, notes and pictures that no other ad uses are destroyed. This cannot be "
        "undone; the log keeps its number, the reason and a certificate."
    )
    made = ReasonDialog(_("Delete {ad} for good?").format(ad=about), words, choices, parent)
    made.sure.setText(_("I understand that this cannot be undone"))
    made.sure.show()
    made.go.setText(_("Delete for good"))
    made.go.setProperty("look", "danger")
    return made


class ShortcutSheet(QDialog):
    """Every key, from the same table that binds them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        columns = row(gap=36)
        halves = (("case", "edit", "cluster"), ("ad", "look", "help"))
        for half in halves:
            parts = [self._group(menu) for menu in half]
            columns.addLayout(column(*parts, None, gap=16))
        inner = QWidget()
        inner.setLayout(columns)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(_("Keyboard shortcuts"))
        scroll.setWidget(inner)
        close = button(_("Close"), self.accept, look="main")
        title = label(_("Keyboard shortcuts"), look="title")
        dialog_frame(self, _("Keyboard shortcuts"), column(title, 4, scroll, 6, row(None, close)))
        self.resize(max(760, inner.sizeHint().width() + 72), 690)
        close.setFocus()

    def _group(self, menu: str) -> QWidget:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(0, 1)
        head = label(menus()[menu].replace("&", ""), look="caps")
        grid.addWidget(head, 0, 0)
        with_keys = [act for act in declared() if act.menu == menu and act.shortcut]
        for place, act in enumerate(with_keys, start=1):
            grid.addWidget(label(act.text.rstrip("…")), place, 0)
            native = QKeySequence(act.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            end = Qt.AlignmentFlag.AlignRight
            grid.addWidget(label(native, look="chip"), place, 1, end)
        grid.setContentsMargins(0, 0, 0, 0)
        return frame("plain", grid)
