# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways into a case: the new-case form with its recovery key, and the unlock form."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QDialog,
    QFormLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from app.i18n import _
from app.triage.items import NewCase
from app.views import file_choice, theme
from app.views.code_field import CodeField, countries, languages
from app.views.layouts import Sheet, button, column, dialog_frame, frame, row
from app.views.plain_text import breakable, label, selectable

LEAST_PASSPHRASE = 10
_WIDE = 660
_MARGINS = 48


def _line(name: str, hint: str = "", *, secret: bool = False) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    if secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def _problem() -> QLabel:
    made = label("", look="problem", wrap=True, name=_("Problem"))
    made.hide()
    return made


class _Fields(QScrollArea):
    """Asks for all the room its fields need, and scrolls them where a screen is too low for it."""

    def __init__(self, inside: QLayout) -> None:
        super().__init__()
        self._sheet = Sheet()
        self._sheet.setProperty("look", "")
        inside.setContentsMargins(0, 0, 0, 0)
        self._sheet.setLayout(inside)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._sheet)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's word
        """As high as the fields are at the width of the form."""
        wide = theme.scaled(_WIDE) - _MARGINS
        return QSize(wide, self._sheet.heightForWidth(wide))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's word
        """The field that is written in stays in sight."""
        super().resizeEvent(event)
        written = self._sheet.focusWidget()
        if written is not None:
            self.ensureWidgetVisible(written)


class NewCaseDialog(QDialog):
    """Asks for all that a case needs; then shows the recovery key once."""

    create_wanted = Signal(object, str)
    done_with_key = Signal()

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._make_fields()
        self._problem = _problem()
        kept = self._problem.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # else the form moves when there is something to say
        self._problem.setSizePolicy(kept)
        self._problem.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._problem.setMinimumHeight(2 * self._problem.fontMetrics().lineSpacing())
        self._cancel = button(_("Cancel"), self.reject)
        self._go = button(_("Create the case"), self._try, look="main")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._form())
        dialog_frame(self, _("New case"), column(self._pages), _WIDE)
        self.resize(self.sizeHint())  # left to Qt, no higher than two thirds of the screen

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
        for field in self._lines():
            field.textChanged.connect(self._edited)

    def _lines(self) -> tuple[QLineEdit, ...]:
        return (
            self.name, self.purpose, self.basis, self.responsible, self.countries, self.languages,
            self.where, self.first, self.second,
        )  # fmt: skip

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
        self._fields = _Fields(form)
        title = label(_("New case"), look="title")
        buttons = row(None, self._cancel, self._go)
        inside = column(title, intro, 4, self._fields, self._problem, buttons)
        inside.setStretch(3, 1)
        page = QWidget()
        page.setLayout(inside)
        return page

    def _choose(self) -> None:
        chosen = file_choice.folder(self, _("Folder for the case"), self.where.text())
        if chosen:
            self.where.setText(chosen)

    def _try(self) -> None:
        field, problem = self._missing()
        if field is not None:
            field.setFocus()
            self._fields.ensureWidgetVisible(field)
            self.tell(problem)
            return
        self._forget_problem()
        self._may_act(False)
        self._go.setText(_("Making keys…"))
        self.create_wanted.emit(self._case(), self.first.text())

    def _may_act(self, may: bool) -> None:
        """A case that is being made is there a moment later: it cannot be called off."""
        for act in (self._go, self._cancel):
            act.setEnabled(may)

    def _missing(self) -> tuple[QLineEdit | None, str]:
        """The first field that is not right, and what is to be done about it."""
        for field in (self.name, self.purpose, self.basis, self.responsible, self.where):
            if not field.text().strip():
                return field, _("Please fill in: {field}.").format(field=field.accessibleName())
        for codes in (self.countries, self.languages):
            if codes.unknown():
                words = _("{field}: “{word}” is not known; use codes such as {example}.").format(
                    field=codes.accessibleName(), word=codes.unknown(),
                    example="FR, BE" if codes is self.countries else "fr, ar",
                )  # fmt: skip
                return codes, words
        if len(self.first.text()) < LEAST_PASSPHRASE:
            words = _("The passphrase needs at least {n} characters; several words are best.")
            return self.first, words.format(n=LEAST_PASSPHRASE)
        if self.first.text() != self.second.text():
            return self.second, _("The two passphrases differ.")
        return None, ""

    def _edited(self, _text: str) -> None:
        """What was mended is not held against the person any more."""
        if self._problem.isVisible() and breakable(self._missing()[1]) != self._problem.text():
            self._forget_problem()

    def _forget_problem(self) -> None:
        self._problem.clear()
        self._problem.hide()

    def _path(self) -> Path:
        """The whole path: a folder that is not named from its root lies where the program began."""
        name = "".join(c if c.isalnum() or c in " -_." else "-" for c in self.name.text().strip())
        folder = Path(self.where.text().strip())
        with contextlib.suppress(RuntimeError):  # nobody knows whose home that is
            folder = folder.expanduser()
        return folder.absolute() / f"{name or '…'}.faisceau"

    def _tell_place(self, _text: str = "") -> None:
        is_named = bool(self.where.text().strip())
        path = breakable(str(self._path()))
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
        self._problem.setText(breakable(problem))
        self._problem.show()
        self._may_act(True)
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
        """Leave; but not with a recovery key that nobody has seen and written down."""
        shown = getattr(self, "written", None)
        if shown is None and self._cancel.isEnabled():
            super().reject()
        elif shown is None:
            return
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
        self._problem = _problem()
        self.secret.textEdited.connect(self._problem.hide)
        self._go = button(_("Unlock"), self._try, look="main")
        self._go.setDefault(True)
        self._caption = label(_("Passphrase"))
        words = _("Unlock {name}").format(name=breakable(name))
        title = label(words, look="title", wrap=True)
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
