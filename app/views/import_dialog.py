# SPDX-License-Identifier: GPL-3.0-or-later
"""Import: choose files and a picture folder, see twenty rows as they will be read, mend, go.

The files are read by a child process; this window only ever shows the words it sends back.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.i18n import _, ngettext
from app.tasks.jobs import Command, Job, Outcome
from app.triage import preview
from app.triage.preview import Preview
from app.views.layouts import button, column, dialog_frame, frame, row
from app.views.plain_text import label

_WAIT_MS = 350


class ImportDialog(QDialog):
    """Collects sources, pictures and corrected fields."""

    import_wanted = Signal(object, str, object)
    """Files, picture folder, changed fields (field to column)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changes: dict[str, str] = {}
        self._job: Job | None = None
        self.program: list[str] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._look)
        self.files = QLineEdit()
        self.files.setAccessibleName(_("Files with ads"))
        self.files.setPlaceholderText(_("CSV, JSON, JSON lines or XLSX; several with ; between"))
        self.images = QLineEdit()
        self.images.setAccessibleName(_("Folder with pictures"))
        self.images.setPlaceholderText(_("Optional: the folder that picture names refer to"))
        self.files.textChanged.connect(self._sources_changed)
        self.images.textChanged.connect(self._timer.start)
        self._state = label(_("Choose a file to see how it will be read."), look="muted", wrap=True)
        self._rejects = label("", look="small", wrap=True)
        self._rejects_box = frame("warn", column(self._rejects, margin=10))
        self._rejects_box.hide()
        self.fields = _table(_("Fields and columns"), (_("Field"), _("Column"), _("Why")))
        self.rows = _table(_("First rows as they will be read"), ())
        self.go = button(_("Import"), self._try, look="main")
        self.go.setEnabled(False)
        self._lay_out()

    def _lay_out(self) -> None:
        choose = button(_("Choose…"), self._choose_files)
        choose.setAccessibleName(_("Choose files"))
        folder = button(_("Choose…"), self._choose_folder)
        folder.setAccessibleName(_("Choose the picture folder"))
        files = row(self.files, choose)
        images = row(self.images, folder)
        tables = row(gap=16)
        left = column(label(_("How columns are understood"), look="caps"), self.fields, gap=5)
        right = column(label(_("First rows as they will be read"), look="caps"), self.rows, gap=5)
        tables.addLayout(left, 6)
        tables.addLayout(right, 7)
        note = label(
            _("All columns are kept as they are, also those that no field uses."), look="small"
        )
        buttons = row(note, None, button(_("Cancel"), self.reject), self.go)
        body = column(
            label(_("Import ads"), look="title"),
            label(_("Files with ads"), look="caps"), files,
            label(_("Pictures"), look="caps"), images,
            4, self._state, tables, self._rejects_box, 4, buttons, gap=7,
        )  # fmt: skip
        dialog_frame(self, _("Import ads"), body, 900)
        self.resize(1060, 680)

    def _choose_files(self) -> None:
        kinds = _("Tables of ads") + " (*.csv *.tsv *.json *.jsonl *.ndjson *.xlsx);;"
        chosen, _kind = QFileDialog.getOpenFileNames(
            self, _("Files with ads"), "", kinds + _("All files") + " (*)"
        )
        if chosen:
            self.files.setText("; ".join(chosen))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Folder with pictures"))
        if chosen:
            self.images.setText(chosen)

    def sources(self) -> list[str]:
        """The chosen files."""
        return [part.strip() for part in self.files.text().split(";") if part.strip()]

    def _sources_changed(self) -> None:
        self._changes.clear()
        self._timer.start()

    def _look(self) -> None:
        sources = self.sources()
        self.go.setEnabled(False)
        if not sources or not all(Path(source).is_file() for source in sources):
            self._state.setText(
                _("There is no such file.") if sources else _("Choose a file to begin.")
            )
            return
        if self._job is not None:
            self._job.cancel()
            self._job.ended.disconnect(self._looked)
        self._state.setText(_("Reading the first rows…"))
        arguments = preview.arguments(
            sources[0], images=self.images.text().strip(), changes=self._changes
        )
        self._job = Job(Command("", arguments), self, self.program)
        self._job.ended.connect(self._looked)
        self._job.start()

    def _looked(self, outcome: Outcome) -> None:
        self._job = None
        if not outcome.good:
            error = outcome.document.get("error")
            told = error if isinstance(error, Mapping) else {}
            words = [str(told.get(key) or "") for key in ("message", "remedy")]
            text = " ".join(part for part in words if part)
            self._state.setText(text or _("This file could not be read."))
            return
        self.show_preview(preview.read(outcome.document))

    def show_preview(self, seen: Preview) -> None:
        """Show fields, rows, and what could not be read."""
        self._state.setText(
            _("Read as {format}, {encoding}.").format(format=seen.format, encoding=seen.encoding)
            if seen.encoding
            else _("Read as {format}.").format(format=seen.format)
        )
        self._fill_fields(seen)
        self._fill_rows(seen)
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

    def _fill_fields(self, seen: Preview) -> None:
        self.fields.setRowCount(len(preview.FIELDS))
        names = preview.field_words()
        for place, field in enumerate(preview.FIELDS):
            self.fields.setItem(place, 0, _cell(names[field]))
            choice = QComboBox()
            choice.setAccessibleName(_("Column for {field}").format(field=names[field]))
            choice.addItem(_("(none)"), "")
            for name in seen.columns:
                choice.addItem(name, name)
            used = seen.fields.get(field, ())
            if len(used) > 1:
                choice.addItem(" + ".join(used), used[0])
                choice.setCurrentIndex(choice.count() - 1)
            elif used:
                choice.setCurrentIndex(choice.findData(used[0]))
            choice.setProperty("look", "cell")
            choice.setProperty("field", field)
            choice.activated.connect(self._changed)
            self.fields.setCellWidget(place, 1, choice)
            self.fields.setItem(place, 2, _cell(seen.reasons.get(field, "")))

    def _changed(self, place: int) -> None:
        choice = self.sender()
        if isinstance(choice, QComboBox):
            self._changes[str(choice.property("field"))] = str(choice.itemData(place))
            self._timer.start()

    def _fill_rows(self, seen: Preview) -> None:
        shown = [field for field in preview.FIELDS if any(r.get(field) for r in seen.rows)]
        names = preview.field_words()
        self.rows.setColumnCount(len(shown))
        self.rows.setHorizontalHeaderLabels([names[field] for field in shown])
        self.rows.setRowCount(len(seen.rows))
        for place, record in enumerate(seen.rows):
            for across, field in enumerate(shown):
                self.rows.setItem(place, across, _cell(record.get(field, "")))
        for across, field in enumerate(shown):
            self.rows.setColumnWidth(across, 260 if field in ("title", "body") else 130)

    def _try(self) -> None:
        self.import_wanted.emit(self.sources(), self.images.text().strip(), dict(self._changes))
        self.accept()

    def done(self, result: int) -> None:
        """End a preview that is still reading."""
        self._timer.stop()
        if self._job is not None:
            self._job.ended.disconnect(self._looked)
            self._job.cancel()
            self._job.wait(1000)
        super().done(result)


def _table(name: str, heads: tuple[str, ...]) -> QTableWidget:
    made = QTableWidget(0, len(heads))
    made.setProperty("look", "framed")
    made.setAccessibleName(name)
    made.setHorizontalHeaderLabels(list(heads))
    made.verticalHeader().hide()
    made.setShowGrid(False)
    made.setWordWrap(False)
    made.setAlternatingRowColors(True)
    made.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    made.setTabKeyNavigation(False)
    made.verticalHeader().setDefaultSectionSize(36)
    start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    made.horizontalHeader().setDefaultAlignment(start)
    if heads:
        made.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        made.setColumnWidth(0, 148)
        made.setColumnWidth(2, 140)
    return made


def _cell(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text.replace("\n", " ")[:400])
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    return item
