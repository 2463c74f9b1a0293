# SPDX-License-Identifier: GPL-3.0-or-later
"""Other codebooks: go over to another version or file with the difference shown; export, import."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QListWidget, QWidget

from app.i18n import _, ngettext, number
from app.tasks.runner import Runner
from app.triage.codebook_items import UpgradeView
from app.triage.session import Questions
from app.views import file_choice, problems
from app.views.layouts import button, column, dialog_frame, row
from app.views.plain_text import label, tip

_FILES = "(*.yaml *.yml)"
_QDC = "(*.qdc)"


class ExchangeDialog(QDialog):
    """Shows what would change; asks for it, changes nothing."""

    use_wanted = Signal(str)
    export_wanted = Signal(str)
    import_wanted = Signal(str, str)

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._upgrade: UpgradeView | None = None
        self.shipped = button(_("Compare with the newest shipped"), self.compare_shipped)
        self.file = button(_("Compare with a file…"), self._choose)
        self._told = label(
            _("See first what would change; decisions keep the version they were made under."),
            wrap=True, name=_("What would change"),
        )  # fmt: skip
        self.changes = QListWidget()
        self.changes.setProperty("look", "framed")
        self.changes.setWordWrap(True)
        self.changes.setAccessibleName(_("What would change"))
        self.use = button(_("Use this codebook"), self._use, look="main")
        self.use.setEnabled(False)
        export = button(_("Export for other programs…"), self._export)
        tip(export, _("REFI-QDA (.qdc): entries and groups, without rules"))
        bring = button(_("Import from other programs…"), self._import)
        tip(bring, _("REFI-QDA (.qdc): what is new becomes a draft that people complete"))
        inside = column(
            label(_("Other codebooks"), look="title"), row(self.shipped, self.file, None),
            self._told, self.changes, row(export, bring, None),
            row(None, button(_("Close"), self.reject), self.use), gap=10,
        )  # fmt: skip
        dialog_frame(self, _("Other codebooks"), inside, 640)
        self.resize(760, 560)
        self.shipped.setFocus()

    def compare_shipped(self) -> None:
        """Show what the newest shipped codebook would change."""
        self._compare("")

    def compare_file(self, path: str) -> None:
        """Show what a codebook file would change."""
        self._compare(path)

    def _choose(self) -> None:
        path = file_choice.file_to_read(
            self, _("Compare with a file"), f"{_('Codebooks')} {_FILES}"
        )
        if path:
            self.compare_file(path)

    def _compare(self, path: str) -> None:
        self.changes.clear()
        self.use.setEnabled(False)
        self._told.setText(_("Reading…"))

        def question(case: Questions) -> UpgradeView:
            return case.compare_codebook(path)

        self._runner.ask("compare_codebook", question, self._arrived, self._refused)

    def _refused(self, error: Exception) -> None:
        self._told.setText("\n".join(problems.words(error)))

    def _arrived(self, found: UpgradeView | None) -> None:
        if found is None:
            return
        self._upgrade = found
        self.changes.addItems(list(found.changes))
        count = len(found.changes)
        words = ngettext("{name}: {n} change.", "{name}: {n} changes.", count)
        told = words.format(name=found.name, n=number(count))
        self._told.setText(_("The case uses this codebook already.") if found.is_none else told)
        self.use.setEnabled(not found.is_none)

    def _use(self) -> None:
        if self._upgrade is not None:
            self.use_wanted.emit(self._upgrade.path)
            self.accept()

    def _export(self) -> None:
        path = file_choice.file_to_write(
            self, _("Export for other programs"), "codebook.qdc", f"REFI-QDA {_QDC}"
        )
        if path:
            self.export_wanted.emit(path)

    def _import(self) -> None:
        path = file_choice.file_to_read(self, _("Import from other programs"), f"REFI-QDA {_QDC}")
        if not path:
            return
        proposed = str(Path(path).with_suffix(".yaml"))
        out = file_choice.file_to_write(
            self, _("Write what is new as a draft"), proposed, f"{_('Codebooks')} {_FILES}"
        )
        if out:
            self.import_wanted.emit(path, out)
