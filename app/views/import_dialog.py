# SPDX-License-Identifier: GPL-3.0-or-later
"""Import: choose files and pictures, see twenty rows as they will be read, mend, go.

The files are read by a child process; this window only ever shows the words it sends back.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QDialog,
    QGridLayout,
    QLineEdit,
    QTabWidget,
    QWidget,
)

from app.i18n import _, ngettext, number
from app.tasks.jobs import Command, Job, Outcome
from app.triage import preview, profiles
from app.triage.preview import Preview, Wanted
from app.views import file_choice, problems
from app.views.encoding_choice import EncodingChoice
from app.views.import_tables import ColumnTable, FieldTable, RowTable
from app.views.layouts import button, column, dialog_frame, frame, restyle, row
from app.views.plain_text import breakable, escaped, label, tip

_WAIT_MS = 350
_BETWEEN = "; "
_NAME_SHOWN = 36
"""Letters of the name of one of several files."""


class ImportDialog(QDialog):
    """Collects sources, pictures, and what a person said of how they are read."""

    import_wanted = Signal(object, object)
    """Files, and what was said of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = Wanted()
        self._job: Job | None = None
        self._shown: Preview | None = None
        self._save_as = ""
        self._chosen: list[str] = []
        self.program: list[str] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._look)
        self.files = _line(
            _("Files with ads"), _("Tables, saved pages, chats, archives; several with ; between")
        )
        self.images = _line(
            _("Folder with pictures"), _("Optional: the folder that picture names refer to")
        )
        self.table = _line(
            _("File of pictures"), _("Optional: a second file with a row for each picture")
        )
        self.join = _line(_("Columns that join them"), _("for example id=ad_id"))
        self.files.textChanged.connect(self._sources_changed)
        for field in (self.images, self.table, self.join):
            field.textChanged.connect(self._timer.start)
        self.which = _list(_("File that is previewed"))
        self.which.activated.connect(self._other_file)
        self.which.hide()
        self.encoding = EncodingChoice()
        self.encoding.activated.connect(self._encoding_chosen)
        self.profile = _list(_("Profile"))
        self.profile.activated.connect(self._profile_chosen)
        self._list_profiles()
        self.name = _line(_("Name of the profile"), _("Name to save it under"))
        self.save = button(_("Save profile"), self._save_profile)
        self.save.setEnabled(False)
        self._state = label(_("Choose a file to see how it will be read."), look="muted", wrap=True)
        self._rejects = label("", look="small", wrap=True)
        self._rejects_box = frame("warn", column(self._rejects, margin=10))
        self._rejects_box.hide()
        self.fields, self.columns, self.rows = FieldTable(), ColumnTable(), RowTable()
        self.fields.changed.connect(self._field_chosen)
        self.columns.changed.connect(self._column_chosen)
        self.go = button(_("Import"), self._try, look="main")
        self.go.setEnabled(False)
        self._lay_out()

    def _lay_out(self) -> None:
        parts = (
            (_("Files with ads"), self.files, self._choose(self._choose_files, _("Choose files"))),
            (
                _("Pictures"),
                self.images,
                self._choose(self._choose_folder, _("Choose the picture folder")),
            ),
            (
                _("File of pictures"),
                self.table,
                self._choose(self._choose_table, _("Choose the file of pictures")),
            ),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        for place, (words, field, choose) in enumerate(parts):
            grid.addWidget(label(words, look="caps"), place, 0)
            grid.addWidget(field, place, 1, 1, 1 if field is self.table else 3)
            grid.addWidget(choose, place, 4)
        grid.addWidget(label(_("Joined by"), look="caps"), 2, 2)
        grid.addWidget(self.join, 2, 3)
        grid.addWidget(label(_("Profile"), look="caps"), 3, 0)
        grid.addWidget(self.profile, 3, 1)
        grid.addWidget(label(_("Save as"), look="caps"), 3, 2)
        grid.addWidget(self.name, 3, 3)
        grid.addWidget(self.save, 3, 4)
        grid.addWidget(label(_("Encoding"), look="caps"), 4, 0)
        grid.addWidget(self.encoding, 4, 1, 1, 4)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 2)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("What was found in the file"))
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its bar takes it; both trap Tab
        self.tabs.tabBar().setChangeCurrentOnDrag(True)  # a column is dragged to the other page
        self.tabs.tabBar().setAcceptDrops(True)
        self.tabs.addTab(self.fields, _("How columns are understood"))
        self.tabs.addTab(self.columns, _("What is kept"))
        tables = row(gap=16)
        tables.addWidget(self.tabs, 6)
        tables.addLayout(self._rows(), 7)
        note = label(
            _("Columns that no field uses are kept too, unless you leave them out."), look="small"
        )
        cancel = button(_("Cancel"), self.reject)
        buttons = row(note, None, cancel, self.go)
        body = column(
            label(_("Import ads"), look="title"), grid, self._state, tables, self._rejects_box,
            buttons, gap=7,
        )  # fmt: skip
        body.setStretch(3, 1)
        dialog_frame(self, _("Import ads"), body, 900)
        self.resize(1100, 720)
        chosen = [choose for _words, _field, choose in parts]
        by_key = (
            self.files, chosen[0], self.images, chosen[1], self.table, self.join, chosen[2],
            self.profile, self.name, self.save, self.encoding, self.tabs.tabBar(), self.fields,
            self.columns, self.which, self.rows, cancel, self.go,
        )  # fmt: skip
        for before, after in pairwise(by_key):
            self.setTabOrder(before, after)

    def _rows(self) -> QBoxLayout:
        head = row(label(_("First rows as they will be read"), look="caps"), self.which, gap=10)
        head.setStretch(1, 1)
        return column(head, self.rows, gap=5)

    def _choose(self, act: object, name: str) -> QWidget:
        made = button(_("Choose…"), act)  # type: ignore[arg-type]
        made.setAccessibleName(name)
        return made

    def _choose_files(self) -> None:
        chosen = file_choice.files_to_read(self, _("Files with ads"), _("All files") + " (*)")
        if chosen:
            self._chosen = chosen
            self.files.setText(_BETWEEN.join(chosen))

    def _choose_folder(self) -> None:
        chosen = file_choice.folder(self, _("Folder with pictures"))
        if chosen:
            self.images.setText(chosen)

    def _choose_table(self) -> None:
        chosen = file_choice.file_to_read(self, _("File of pictures"), _("All files") + " (*)")
        if chosen:
            self.table.setText(chosen)

    def sources(self) -> list[str]:
        """The chosen files; names as they were chosen may hold what stands between typed ones."""
        if self._chosen and self.files.text() == _BETWEEN.join(self._chosen):
            return list(self._chosen)
        return [part.strip() for part in self.files.text().split(";") if part.strip()]

    def wanted(self) -> Wanted:
        """All that was said of them."""
        return replace(
            self._said,
            images=self.images.text().strip(),
            images_table=self.table.text().strip(),
            join=self.join.text().strip() if self.table.text().strip() else "",
        )

    def _sources_changed(self) -> None:
        self._said = Wanted(profile=self._said.profile)
        self.encoding.forget()
        self._list_files()
        self._timer.start()

    def _list_files(self) -> None:
        """Say which of several files is previewed, and let another be chosen."""
        sources = self.sources()
        self.which.clear()
        for place, source in enumerate(sources, start=1):
            name = f"\u2068{_shortened(Path(source).name)}\u2069"
            words = _("{n} of {all}: {name}")
            words = words.format(n=number(place), all=number(len(sources)), name=name)
            self.which.addItem(words, source)
            self.which.setItemData(place - 1, escaped(source), Qt.ItemDataRole.ToolTipRole)
        self.which.setVisible(len(sources) > 1)
        tip(self.which, self._looked_at())

    def _other_file(self, _place: int) -> None:
        tip(self.which, self._looked_at())
        if not self._said.encoding:
            self.encoding.forget()
        self._look()

    def _looked_at(self) -> str:
        return str(self.which.currentData() or "")

    def _list_profiles(self) -> None:
        self.profile.clear()
        self.profile.addItem(_("None: decide by names and values"), "")
        for words, file in profiles.saved():
            self.profile.addItem(words, file)
        self.profile.setCurrentIndex(max(0, self.profile.findData(self._said.profile)))

    def _profile_chosen(self, place: int) -> None:
        self._said = Wanted(profile=str(self.profile.itemData(place)))
        self.encoding.forget()
        self._timer.start()

    def _encoding_chosen(self, place: int) -> None:
        self._said = replace(self._said, encoding=str(self.encoding.itemData(place)))
        self._timer.start()

    def _field_chosen(self, field: str, chosen: str) -> None:
        self._said = replace(self._said, changes={**self._said.changes, field: chosen})
        self._timer.start()

    def _column_chosen(self, name: str, what: str) -> None:
        shown = self._shown or Preview("", "", ())
        dropped = [x for x in dict.fromkeys((*shown.dropped, *self._said.dropped)) if x != name]
        masked = [x for x in dict.fromkeys((*shown.masked, *self._said.masked)) if x != name]
        dropped += [name] if what == "drop" else []
        masked += [name] if what == "mask" else []
        # what the profile leaves out can only be kept without the profile: its fields go on
        changes = dict(self._said.changes)
        if self._said.profile and what == "keep":
            changes = {x: "+".join(y) for x, y in shown.fields.items()} | changes
            self._said = replace(self._said, profile="")
            self.profile.setCurrentIndex(0)
        changes = {field: x for field, x in changes.items() if x not in dropped}
        self._said = replace(
            self._said, changes=changes, dropped=tuple(dropped), masked=tuple(masked)
        )
        self._timer.start()

    def _save_profile(self) -> None:
        self._save_as = self.name.text().strip()
        if not self._save_as:
            self._tell_problem(_("Type a name for the profile first."))
            self.name.setFocus()
            return
        self._look()

    def _look(self) -> None:
        sources = self.sources()
        self.go.setEnabled(False)
        if self._job is not None:
            self._job.ended.disconnect(self._looked)
            self._job.cancel()
            self._job = None
        missing = [source for source in sources if not file_choice.is_there(source)]
        if missing or not sources:
            self._show_nothing()
            words = _("There is no file {path}.").format(path=f"\u2068{(missing or [''])[0]}\u2069")
            if sources:
                self._tell_problem(words)
            else:
                self._tell(_("Choose a file to begin."))
            return
        self._tell(_("Reading the first rows…"))
        arguments = preview.arguments(self._looked_at(), self.wanted(), save=self._save_as)
        self._job = Job(Command("", arguments), self, self.program)
        self._job.ended.connect(self._looked)
        self._job.start()

    def _looked(self, outcome: Outcome) -> None:
        self._job = None
        saved, self._save_as = self._save_as, ""
        if not outcome.good:
            text = " ".join(filter(None, problems.words_of_document(outcome.document)))
            self._show_nothing()
            if not file_choice.is_folder(self._looked_at()):
                self.encoding.show_unread(self._said.encoding)
            self._tell_problem(text or _("This file could not be read."))
            return
        self.show_preview(preview.read(outcome.document))
        if saved:
            self._list_profiles()
            self._tell(_("The profile {name} is saved.").format(name=saved))

    def _tell(self, words: str, look: str = "muted") -> None:
        self._state.setText(breakable(words))
        restyle(self._state, look)

    def _tell_problem(self, words: str) -> None:
        self._tell(words, "problem")

    def _show_nothing(self) -> None:
        """Rows of a file before this one would be taken for those of this one."""
        self._shown = None
        for table in (self.fields, self.columns):
            table.setRowCount(0)
        self.rows.show_preview(Preview("", "", ()))
        self._rejects_box.hide()
        self.save.setEnabled(False)

    def show_preview(self, seen: Preview) -> None:
        """Show fields, columns, rows, and what could not be read."""
        self._shown = seen
        parts = [_("Read as {format} ({why}).").format(format=seen.format, why=seen.why)]
        if seen.missing:
            words = _("The profile names columns that this file does not have: {columns}.")
            parts.append(words.format(columns=", ".join(seen.missing)))
        self._tell(" ".join(parts))
        self.encoding.show_preview(seen, self._said.encoding)
        for table in (self.fields, self.columns, self.rows):
            table.show_preview(seen)
        self._rejects_box.setVisible(bool(seen.rejects))
        count = len(seen.rejects)
        head = ngettext(
            "{n} row cannot be read and will be reported:",
            "{n} rows cannot be read and will be reported:",
            count,
        ).format(n=count)
        lines = [f"{place}: {message}" for place, message in seen.rejects[:5]]
        self._rejects.setText("\n".join([head, *lines]))
        self.go.setEnabled(bool(seen.rows))
        self.save.setEnabled(bool(seen.rows))

    def _try(self) -> None:
        self.import_wanted.emit(self.sources(), self.wanted())
        self.accept()

    def done(self, result: int) -> None:
        """End a preview that is still reading."""
        self._timer.stop()
        if self._job is not None:
            self._job.ended.disconnect(self._looked)
            self._job.cancel()
            self._job.wait(1000)
        super().done(result)


def _shortened(name: str) -> str:
    """A name without its middle: beginning and end tell files apart."""
    half = _NAME_SHOWN // 2
    return name if len(name) <= _NAME_SHOWN else f"{name[:half]}…{name[-half:]}"


def _line(name: str, hint: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    return made


def _list(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(20)
    return made
