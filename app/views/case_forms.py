# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways into a case: the new-case form with its recovery key, and the unlock form."""

from __future__ import annotations

import contextlib
import re
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QDialog,
    QFormLayout,
    QLineEdit,
    QStackedWidget,
    QWidget,
)

from app.i18n import _
from app.triage.items import NewCase
from app.views import file_choice
from app.views.code_field import CodeField, countries, languages
from app.views.layouts import button, column, dialog_frame, frame, row
from app.views.plain_text import label, selectable

LEAST_PASSPHRASE = 10


def _line(name: str, hint: str = "", *, secret: bool = False) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    if secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


class NewCaseDialog(QDialog):
    """Asks for all that a case needs; then shows the recovery key once."""

    create_wanted = Signal(object, str)
    done_with_key = Signal()

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._make_fields()
        self._problem = label("", look="problem", wrap=True)
        self._problem.hide()
        self._go = button(_("Create the case"), self._try, look="main")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._form())
        dialog_frame(self, _("New case"), column(self._pages), 660)

    def _make_fields(self) -> None:
        self.name = _line(_("Name"), _("e.g. Spring 2026 job offers"))
        self.purpose = _line(_("Purpose"), _("What these ads are looked at for"))
        self.basis = _line(_("Legal basis"), _("The law, mandate or consent you rely on"))
        self.responsible = _line(_("Responsible"), _("Person or office that answers for it"))
        self.countries = CodeField(countries(), _("Countries"), _("e.g. FR, BE"))
        self.languages = CodeField(languages(), _("Languages"), _("e.g. fr, ar; may stay empty"))
        self.until = QDateEdit(QDate.currentDate().addYears(1))
        self.until.setCalendarPopup(True)
        self.until.setDisplayFormat("yyyy-MM-dd")
        self.until.setMinimumDate(QDate.currentDate().addDays(1))
        self.until.setAccessibleName(_("Delete after"))
        self.first = _line(_("Passphrase"), _("At least {n} characters").format(n=LEAST_PASSPHRASE))
        self.second = _line(_("Passphrase again"))
        for field in (self.first, self.second):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.where = _line(_("Folder"))
        self.where.setText(str(self._folder))
        self.place = label("", look="small", wrap=True, name=_("Where the case will be"))
        for field in (self.where, self.name):
            field.textChanged.connect(self._tell_place)
        self._tell_place()

    def _form(self) -> QWidget:
        form = QFormLayout()
        form.setVerticalSpacing(7)
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in (self.name, self.purpose, self.basis, self.responsible, self.until):
            form.addRow(label(field.accessibleName()), field)
        why = _(
            "Phone numbers written without a country prefix are read as numbers of these "
            "countries. If empty, the site and the language of each ad decide."
        )
        known_for = column(self.countries, label(why, look="small", wrap=True), gap=4)
        form.addRow(label(_("Countries")), known_for)
        form.addRow(label(_("Languages")), self.languages)
        choose = button(_("Choose…"), self._choose)
        choose.setAccessibleName(_("Choose the folder"))
        form.addRow(label(_("Folder")), column(row(self.where, choose), self.place, gap=4))
        form.addRow(label(_("Passphrase")), self.first)
        form.addRow(label(_("Passphrase again")), self.second)
        intro = label(
            _("A case is one encrypted folder. It says why it exists and when it must end."),
            look="muted",
            wrap=True,
        )
        page = QWidget()
        buttons = row(None, button(_("Cancel"), self.reject), self._go)
        title = label(_("New case"), look="title")
        page.setLayout(column(title, intro, 4, form, self._problem, 4, buttons))
        return page

    def _choose(self) -> None:
        chosen = file_choice.folder(self, _("Folder for the case"), self.where.text())
        if chosen:
            self.where.setText(chosen)

    def _try(self) -> None:
        problem = self._missing()
        if problem:
            self.tell(problem)
            return
        self._problem.hide()
        self._go.setEnabled(False)
        self._go.setText(_("Making keys…"))
        self.create_wanted.emit(self._case(), self.first.text())

    def _missing(self) -> str:
        for field in (self.name, self.purpose, self.basis, self.responsible, self.where):
            if not field.text().strip():
                field.setFocus()
                return _("Please fill in: {field}.").format(field=field.accessibleName())
        for codes in (self.countries, self.languages):
            if codes.unknown():
                codes.setFocus()
                return _("{field}: “{word}” is not known; use codes such as {example}.").format(
                    field=codes.accessibleName(), word=codes.unknown(),
                    example="FR, BE" if codes is self.countries else "fr, ar",
                )  # fmt: skip
        if len(self.first.text()) < LEAST_PASSPHRASE:
            self.first.setFocus()
            return _(
                "The passphrase needs at least {n} characters; several words are best."
            ).format(n=LEAST_PASSPHRASE)
        if self.first.text() != self.second.text():
            self.second.setFocus()
            return _("The two passphrases differ.")
        return ""

    def _path(self) -> Path:
        """The whole path: a folder that is not named from its root lies where the program began."""
        name = "".join(c if c.isalnum() or c in " -_." else "-" for c in self.name.text().strip())
        folder = Path(self.where.text().strip())
        with contextlib.suppress(RuntimeError):  # nobody knows whose home that is
            folder = folder.expanduser()
        return folder.absolute() / f"{name or '…'}.faisceau"

    def _tell_place(self, _text: str = "") -> None:
        is_named = bool(self.where.text().strip())
        path = re.sub(r"([/\\])", "\\1\u200b", str(self._path()))  # a long one goes on below
        words = _("It will be made here: {path}")
        self.place.setText(words.format(path=f"\u2066{path}\u2069") if is_named else "")

    def _case(self) -> NewCase:
        chosen: date = self.until.date().toPython()  # type: ignore[assignment]
        return NewCase(
            path=str(self._path()),
            purpose=self.purpose.text().strip(),
            legal_basis=self.basis.text().strip(),
            responsible=self.responsible.text().strip(),
            retain_until=chosen.isoformat(),
            countries=self.countries.codes(),
            languages=self.languages.codes(),
        )

    def tell(self, problem: str) -> None:
        """Say what is missing or went wrong; the form stays."""
        self._problem.setText(problem)
        self._problem.show()
        self._go.setEnabled(True)
        self._go.setText(_("Create the case"))

    def show_key(self, recovery_key: str) -> None:
        """Show the recovery key, this once."""
        self.first.clear()
        self.second.clear()
        key = selectable(label(recovery_key, look="code", wrap=True, name=_("Recovery key")))
        self.written = QCheckBox(_("I have written it down"))
        self.leave = button(_("Open the case"), self._leave, look="main")
        self.leave.setEnabled(False)
        self.written.toggled.connect(self.leave.setEnabled)
        why = _(
            "If the passphrase is forgotten, only this key opens the case. Write it on paper and "
            "keep it in another place. It is not shown again."
        )
        page = QWidget()
        page.setLayout(
            column(
                label(_("The recovery key"), look="title"),
                label(why, wrap=True), 8,
                frame("well", column(key, margin=20)), 8,
                self.written, None, row(None, self.leave),
            )
        )  # fmt: skip
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        self.leave.setDefault(True)  # the page before has one of its own, out of sight now
        self.written.setFocus()

    def reject(self) -> None:
        """Leave; but not with a recovery key that nobody has written down."""
        shown = getattr(self, "written", None)
        if shown is None:
            super().reject()
        elif shown.isChecked():
            self._leave()
        else:
            shown.setFocus()

    def _leave(self) -> None:
        self.done_with_key.emit()
        self.accept()


class UnlockDialog(QDialog):
    """Asks for the passphrase of a case, or for its recovery key."""

    unlock_wanted = Signal(str, bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.secret = _line(_("Passphrase"), secret=True)
        self.recovery = QCheckBox(_("Use the recovery key instead"))
        self.recovery.toggled.connect(self._other_secret)
        self._problem = label("", look="problem", wrap=True)
        self._problem.hide()
        self._go = button(_("Unlock"), self._try, look="main")
        self._go.setDefault(True)
        self._caption = label(_("Passphrase"))
        title = label(_("Unlock {name}").format(name=name), look="title", wrap=True)
        buttons = row(None, button(_("Cancel"), self.reject), self._go)
        parts = column(
            title, 6, self._caption, self.secret, self.recovery, self._problem, 10, buttons
        )
        dialog_frame(self, _("Unlock a case"), parts, 460)
        self.secret.setFocus()

    def _other_secret(self, recovery: bool) -> None:
        words = _("Recovery key") if recovery else _("Passphrase")
        mode = QLineEdit.EchoMode.Normal if recovery else QLineEdit.EchoMode.Password
        self.secret.clear()
        self.secret.setEchoMode(mode)
        self.secret.setAccessibleName(words)
        self._caption.setText(words)

    def _try(self) -> None:
        if self.secret.text():
            self._problem.hide()
            self._go.setEnabled(False)
            self._go.setText(_("Unlocking…"))
            self.unlock_wanted.emit(self.secret.text(), self.recovery.isChecked())

    def tell(self, problem: str) -> None:
        """Say that it did not open; the form stays."""
        self._problem.setText(problem)
        self._problem.show()
        self._go.setEnabled(True)
        self._go.setText(_("Unlock"))
        self.secret.selectAll()
        self.secret.setFocus()
