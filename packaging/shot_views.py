# SPDX-License-Identifier: GPL-3.0-or-later
"""Which views of the window are taken: one class, one method for each group of views."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from camera import DOCUMENTS, RETAIN_UNTIL, ROOT, TODAY, save, settle, until
from shot_coding import Coding
from shot_deciding import Deciding
from shot_desk import DeskShots
from shot_linking import Linking
from shot_overview import OverviewShots
from shot_queue import QueueShots
from shot_searching import Searching

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from app.triage.items import Changed
    from app.triage.session import Session

PASSPHRASE: Final = "demo"  # noqa: S105 - of invented data
KEPT: Final = {
    "start-light-en", "new-case-light-en", "import-light-en", "case-light-en", "case-dark-en",
    "case-light-fr", "tag-light-en", "tags-history-dark-en", "pictures-hidden-light-en",
    "export-light-en", "template-light-en", "compare-light-en", "decide-light-en",
}  # fmt: skip


class Shots:
    """One window in one look; each method takes the pictures of one view."""

    def __init__(self, case: Path, colours: str, language: str, folder: Path) -> None:
        from app import settings

        settings.put("theme", colours)
        settings.put("language", language)
        settings.put("recent_cases", [str(case)])
        from app import bootstrap
        from app.triage.doors import CaseDoors
        from app.views.main_window import MainWindow

        self._tail = f"{colours}-{language.split('-')[0]}"
        self._case = case
        self._folder = folder
        self._whole = colours == "light" and language == "en"
        self._application = bootstrap.application()
        self.window = MainWindow(CaseDoors())
        self.window.resize(1440, 900)
        self.window.show()
        settle(300)

    def _save(self, widget: object, name: str) -> None:
        if self._folder != DOCUMENTS or f"{name}-{self._tail}" in KEPT:
            save(widget, f"{name}-{self._tail}", self._folder)

    def run(self) -> None:
        """All pictures of this look."""
        self._save(self.window, "start")
        if self._whole:
            self._empty()
        self.window.open_path(self._case, PASSPHRASE)
        detail = self.window.case_view.detail
        self.window.case_view.show_page("ads")
        until(lambda: detail.ad is not None)
        until(lambda: self.window.case_view.clusters.model.row(0) is not None)
        self._find_pictures()
        self._save(self.window, "case")
        QueueShots(self.window, self._save).take()
        DeskShots(self.window, self._save).take()
        self._find_pictures()
        self._pages()
        linking = Linking(self.window, self._save)
        linking.template()
        linking.comparison(whole=self._whole)
        linking.chains()
        Searching(self.window, self._save).all(whole=self._whole)
        deciding = Deciding(self.window, self._save)
        deciding.page()
        deciding.comparison()
        OverviewShots(self.window, self._save).take()
        self._main_dialogs()
        linking.regrouping()
        coding = Coding(self.window, self._save)
        coding.suggestions()
        coding.rules()
        coding.codebook(whole=self._whole)
        coding.agreement()
        if self._whole:
            self._other_dialogs()
        self._job()
        self.window.close()
        settle(200)

    def _empty(self) -> None:
        from app.triage.items import CaseSummary

        self.window.case_opened()
        self.window.case_view.show_counts(CaseSummary("", "", "", "", "", ""))
        settle()
        self._save(self.window, "empty")
        self.window.case_closed()

    def _find_pictures(self) -> None:
        view = self.window.case_view
        for place in range(12):
            view.clusters.list.go(place)
            until(lambda: view.detail.ad and view.detail.ad.cluster == view.clusters.current)
            settle(400)
            if view.detail.ad and view.detail.ad.images and view.detail.ad.mentions:
                return

    def _pages(self) -> None:
        detail = self.window.case_view.detail
        if self._whole:
            detail.tabs.setCurrentWidget(detail.contacts)
            settle()
            self._save(detail, "contacts")
            detail.tabs.setCurrentWidget(detail.pictures)
            settle()
            self._save(detail, "pictures-hidden")
            detail.pictures.open_next()
            settle(400)
            self._save(detail, "pictures-shown")
            detail.tabs.setCurrentWidget(detail.source)
            settle()
            self._save(detail, "source")
        self._tag_and_look(detail.ad.ad if detail.ad else 1)
        detail.tabs.setCurrentIndex(0)

    def _tag_and_look(self, ad: int) -> None:
        from app.triage.items import NewTag, Target

        def tag(session: Session) -> Changed:
            return session.add_tag(NewTag(Target(ad=ad), "JOB-01", "medium"))

        def note(session: Session) -> Changed:
            return session.add_note(Target(ad=ad), "Compare with the flyers of March.")

        self.window.runner.act(tag, self.window.take)
        self.window.runner.act(note, self.window.take)
        settle(600)
        self.window.toggle_history()
        detail = self.window.case_view.detail
        detail.tabs.setCurrentWidget(detail.tags)
        settle(600)
        self._save(self.window, "tags-history")
        self.window.toggle_history()

    def _main_dialogs(self) -> None:
        from app.triage import codebook
        from app.triage.items import Target
        from app.views.tag_dialog import TagDialog

        tag = TagDialog(codebook.shipped(), Target(ad=12), self.window)
        tag.search.setText("FEE")
        self._show(tag, "tag")
        self._show(self._import(), "import")
        self._imports()

    def _imports(self) -> None:
        from app.views.imports_dialog import ImportsDialog

        dialog = ImportsDialog(self.window.runner, self.window)
        until(lambda: dialog.current() is not None)
        self._show(dialog, "imports")

    def _other_dialogs(self) -> None:
        from PySide6.QtCore import QDate, Qt

        from app.views.bundle_dialog import BundleDialog
        from app.views.case_forms import NewCaseDialog, UnlockDialog
        from app.views.word_dialogs import NoteDialog, ShortcutSheet, purge_dialog, unmask_dialog

        home = Path("/home/analyst")
        new = NewCaseDialog(home, self.window)
        new.until.setDate(QDate.fromString(RETAIN_UNTIL, Qt.DateFormat.ISODate))
        self._show(new, "new-case")
        key = NewCaseDialog(home, self.window)
        key.show_key("QA8A-80D5-HPBK-AFZD-9220-R57A-TMG8-2RGF-B")
        self._show(key, "recovery-key")
        self._show(UnlockDialog("Spring offers", self.window), "unlock")
        self._show(unmask_dialog("A12", self.window), "unmask")
        self._show(purge_dialog("A12", self.window), "purge")
        self._show(NoteDialog("A12", self.window), "note")
        export = BundleDialog("Spring offers", 7, home, self.window)
        export.folder.setText(f"{home}/Spring offers-{TODAY}-bundle")
        self._show(export, "export")
        self._show(ShortcutSheet(self.window), "shortcuts")

    def _import(self) -> QDialog:
        from app.views.import_dialog import ImportDialog

        dialog = ImportDialog(self.window)
        sources = sorted((ROOT / "resources" / "demo").glob("*.csv"))
        dialog.files.setText(str(sources[0]) if sources else "")
        until(dialog.go.isEnabled)
        dialog.files.blockSignals(True)
        dialog.files.setText("/home/analyst/collected/market-one.csv")
        return dialog

    def _show(self, dialog: QDialog, name: str) -> None:
        dialog.show()
        settle(250)
        self._save(dialog, name)
        dialog.reject()
        dialog.deleteLater()

    def _job(self) -> None:
        from app.tasks.jobs import Command, Step
        from app.views.job_bar import JobBar
        from app.views.work import index

        bar = self.window.findChild(JobBar)
        if bar is None:
            raise LookupError("job bar")
        bar.show_command(Command(index("", "").title, ()))
        bar.show_step(Step("link", 1240, 2000, 310.0, 130.0))
        settle()
        self._save(self.window, "working")
        bar.hide()
