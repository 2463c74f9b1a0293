# SPDX-License-Identifier: GPL-3.0-or-later
"""Export: what goes into the bundle, and where it is written."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QRadioButton, QWidget

from app.i18n import _
from app.views import file_choice
from app.views.layouts import button, column, dialog_frame, frame, row
from app.views.plain_text import label


class BundleDialog(QDialog):
    """All clusters, or the one looked at; a new folder."""

    bundle_wanted = Signal(str, str, bool)
    """Folder, selection (empty for all), and whether contacts are covered."""

    def __init__(
        self, case_name: str, cluster: int | None, folder: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._cluster = cluster
        self.all = QRadioButton(_("The whole case"))
        self.chosen = QRadioButton(
            _("Only cluster {cluster}").format(cluster=f"C{cluster}")
            if cluster is not None
            else _("Only the chosen cluster")
        )
        self.chosen.setEnabled(cluster is not None)
        self.all.setChecked(True)
        self.redacted = QCheckBox(_("Cover contacts and leave pictures out"))
        day = datetime.now(UTC).date().isoformat()
        self.folder = QLineEdit(str(folder / f"{case_name}-{day}-bundle"))
        self.folder.setAccessibleName(_("Folder of the bundle"))
        self.folder.textChanged.connect(self._check)
        choose = button(_("Choose…"), self._choose)
        choose.setAccessibleName(_("Choose where the bundle goes"))
        self._problem = label("", look="problem", wrap=True)
        self._problem.hide()
        self.go = button(_("Export"), self._try, look="main")
        what = label(
            _(
                "A folder with the ads, pictures, links, tags and the log, sealed and signed. "
                "Anyone can verify it with tools they already have; VERIFY.txt says how."
            ),
            wrap=True,
        )
        warning = label(
            _(
                "Unless covered, a bundle holds contacts and pictures in clear. "
                "Hand it over on an encrypted carrier."
            ),
            wrap=True,
        )
        body = column(
            label(_("Export a bundle"), look="title"), what, 6,
            label(_("Contents"), look="caps"), self.all, self.chosen, self.redacted, 6,
            label(_("Folder (must not exist yet)"), look="caps"), row(self.folder, choose),
            self._problem, 6, frame("warn", column(warning, margin=12)), 8,
            row(None, button(_("Cancel"), self.reject), self.go),
        )  # fmt: skip
        dialog_frame(self, _("Export a bundle"), body, 560)
        self._check()

    def _choose(self) -> None:
        here = Path(self.folder.text())
        chosen = file_choice.folder(self, _("Where the bundle goes"), str(here.parent))
        if chosen:
            self.folder.setText(str(Path(chosen) / here.name))

    def _check(self) -> None:
        folder = self.folder.text().strip()
        taken = bool(folder) and file_choice.is_there(folder)
        self._problem.setText(_("This folder is there already; choose another name."))
        self._problem.setVisible(taken)
        self.go.setEnabled(bool(folder) and not taken)

    def _try(self) -> None:
        selection = "" if self.all.isChecked() else f"C{self._cluster}"
        self.bundle_wanted.emit(self.folder.text().strip(), selection, self.redacted.isChecked())
        self.accept()
