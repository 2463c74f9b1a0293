# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of each import: counts, rejected rows with their reasons, pictures not found.

Rejected rows go out as a table from here, and come back mended.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHeaderView,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.i18n import _, number
from app.tasks.runner import Runner
from app.triage.items import ImportItem
from app.triage.session import Questions
from app.views import file_choice
from app.views.layouts import button, column, frame, row
from app.views.plain_text import label


class ImportsDialog(QDialog):
    """Shows reports; asks for exports and repairs, makes none."""

    export_wanted = Signal(str, str)
    repair_wanted = Signal(str, str)

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[ImportItem] = []
        self.setWindowTitle(_("Imports"))
        self.setModal(True)
        self.resize(900, 620)
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("Which import"))
        self.choice.currentIndexChanged.connect(self._show)
        self._counts = label("", look="heading", wrap=True, name=_("Counts"))
        self._told = label("", look="muted", wrap=True, name=_("How it was read"))
        title = label(_("What became of each import"), look="title")
        head = column(title, self.choice, self._counts, self._told, gap=6)
        head.setContentsMargins(18, 14, 18, 10)
        self.rejects = _list(_("Rejected rows"), (_("Place"), _("Why"), _("State")))
        self.pictures = _list(
            _("Pictures"), (_("Ad"), _("Place"), _("Picture"), _("Why it is missing or held out"))
        )
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("More about the import"))
        self.tabs.addTab(self.rejects, _("Rejected rows"))
        self.tabs.addTab(self.pictures, _("Pictures"))
        self._hint = label("", look="small", wrap=True, name=_("What to do"))
        self.export = button(_("Export rejected rows…"), self._ask_export)
        self.repair = button(_("Import mended rows…"), self._ask_repair)
        close = button(_("Close"), self.accept)
        foot = frame(
            "foot",
            column(self._hint, row(self.export, self.repair, None, close), gap=8, margin=14),
        )
        inside = column(frame("head", head), self.tabs, foot, gap=0)
        inside.setStretch(1, 1)
        self.setLayout(inside)
        self._enable(None)
        runner.ask("imports", _imports_of, self.show_items)

    def show_items(self, items: Sequence[ImportItem] | None) -> None:
        """Show the reports, newest first."""
        if items is None:
            return
        self._items = list(items)
        self.choice.clear()
        for item in items:
            self.choice.addItem(f"{item.source}  {item.name}")
        if not items:
            self._counts.setText(_("Nothing was imported into this case yet."))
        self.choice.setFocus()

    def current(self) -> ImportItem | None:
        """The import that is shown."""
        place = self.choice.currentIndex()
        return self._items[place] if 0 <= place < len(self._items) else None

    def _show(self) -> None:
        item = self.current()
        self._enable(item)
        if item is None:
            return
        self._counts.setText(item.counts)
        self._told.setText(item.told)
        self.rejects.clear()
        for place, why, mended in item.rejects:
            state = _("mended") if mended else _("open")
            self.rejects.addTopLevelItem(QTreeWidgetItem([place, why, state]))
        self.pictures.clear()
        for words in item.pictures:
            self.pictures.addTopLevelItem(QTreeWidgetItem(list(words)))
        rejects = len(item.rejects) + item.more_rejects
        pictures = len(item.pictures) + item.more_pictures
        self.tabs.setTabText(0, _("Rejected rows ({n})").format(n=number(rejects)))
        self.tabs.setTabText(1, _("Pictures ({n})").format(n=number(pictures)))
        self.tabs.setCurrentIndex(0 if rejects or not pictures else 1)

    def _enable(self, item: ImportItem | None) -> None:
        has_open = item is not None and item.open_rejects > 0
        self.export.setEnabled(has_open)
        self.repair.setEnabled(has_open)
        self._hint.setText(
            _(
                "Export the rejected rows as a table, mend their cells in any spreadsheet program, "
                "and import the mended table here. Rows left empty stay rejected."
            )
            if has_open
            else _("Nothing is to be mended here.")
        )

    def _ask_export(self) -> None:
        item = self.current()
        proposed = f"{item.source}-rejected.csv" if item else ""
        file = file_choice.file_to_write(
            self, _("Export rejected rows"), proposed, _("Tables") + " (*.csv)"
        )
        if item is not None and file:
            self.accept()
            self.export_wanted.emit(item.source, file)

    def _ask_repair(self) -> None:
        item = self.current()
        file = file_choice.file_to_read(
            self, _("Import mended rows"), _("Tables") + " (*.csv *.xlsx *.ods *.xls);;*"
        )
        if item is not None and file:
            self.accept()
            self.repair_wanted.emit(item.source, file)


def _imports_of(case: Questions) -> list[ImportItem]:
    return case.imports()


def _list(name: str, heads: tuple[str, ...]) -> QTreeWidget:
    made = QTreeWidget()
    made.setHeaderLabels(list(heads))
    made.setAccessibleName(name)
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setAllColumnsShowFocus(True)
    made.setTextElideMode(Qt.TextElideMode.ElideRight)
    header = made.header()
    header.setStretchLastSection(False)
    for place in range(len(heads)):
        header.setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(len(heads) - 2, QHeaderView.ResizeMode.Stretch)
    return made
