# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening, making, locking a case, and the heavy work on the one that is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app import paths
from app.i18n import _
from app.tasks.job_line import JobLine
from app.tasks.jobs import Command, Outcome, Step
from app.tasks.runner import Runner, ignore
from app.triage.items import CaseSummary, Changed, NewCase, RecentCase
from app.triage.preview import Wanted
from app.triage.session import Doors, Session
from app.views import file_choice, problems, work
from app.views.bundle_dialog import BundleDialog
from app.views.case_forms import NewCaseDialog, UnlockDialog
from app.views.import_dialog import ImportDialog
from app.views.imports_dialog import ImportsDialog
from app.views.plain_text import inform

DEMO_PASSPHRASE = "demo"  # noqa: S105 - the public passphrase of invented data


class Cases(QObject):
    """At most one case is open; its key lives here while it is."""

    opened = Signal()
    closed = Signal()
    changed = Signal(object)
    told = Signal(str)

    def __init__(self, doors: Doors, runner: Runner, line: JobLine, window: QWidget) -> None:
        super().__init__(window)
        self._doors, self._runner, self._line = doors, runner, line
        self._window = window
        self._path = ""
        self._key_hex = ""
        self._seen: dict[str, CaseSummary] = {}
        self._to_open: tuple[str, str] = ("", "")
        self._stage = ""
        line.ended.connect(self._work_ended)
        line.stepped.connect(self._work_stepped)
        line.idle.connect(self._work_is_over)
        self._kept_open = False
        self._key_is_shown = False
        self._wanted: Callable[[], None] | None = None

    def recent(self) -> list[RecentCase]:
        """Recent cases, with what was seen of them since the window opened."""
        found = []
        for case in self._doors.recent():
            seen = self._seen.get(case.path)
            if seen is not None:
                case = replace(case, purpose=seen.purpose, retain_until=seen.retain_until)
            found.append(case)
        return found

    def remember(self, case: CaseSummary) -> None:
        """Keep purpose and retention date for the start page, in memory only."""
        self._seen[case.path] = case

    def tell_problem(self, error: Exception) -> None:
        """Show what went wrong."""
        problems.tell(self._window, error)

    def _show(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_new(self) -> None:
        """Ask for a new case and make it; what is open stays open until there is another."""
        if not self._may_open():
            return
        dialog = NewCaseDialog(Path.home(), self._window)
        dialog.create_wanted.connect(partial(self._create, dialog))
        dialog.done_with_key.connect(self._key_is_written_down)
        self._show(dialog)

    def _create(self, dialog: NewCaseDialog, case: NewCase, passphrase: str) -> None:
        keys: list[str] = []

        def opener() -> Session:
            session, recovery_key = self._doors.create(case, passphrase)
            keys.append(recovery_key)
            return session

        def made(session: Session) -> None:
            dialog.show_key(keys.pop())  # first: a dialog that shows a key outlives the other case
            self._key_is_shown = True
            self._enter(case.path, session)

        self._runner.free(opener, made, partial(_tell_dialog, dialog))

    def _key_is_written_down(self) -> None:
        self._key_is_shown = False
        self._tell_opened()

    def ask_open(self) -> None:
        """Ask for a case folder, then for its passphrase."""
        if not self._may_open():
            return
        chosen = file_choice.folder(self._window, _("Choose a case folder"))
        if chosen:
            self.ask_unlock(chosen)

    def ask_unlock(self, path: str) -> None:
        """Ask for the passphrase of a case."""
        if not self._may_open():
            return
        if self._path and Path(path).resolve() == Path(self._path).resolve():
            self.told.emit(_("This case is open already."))
            return
        dialog = UnlockDialog(Path(path).stem, self._window)
        dialog.unlock_wanted.connect(partial(self._unlock, dialog, path))
        self._show(dialog)

    def _unlock(self, dialog: UnlockDialog, path: str, secret: str, recovery: bool) -> None:
        left: list[int] = []
        dialog.finished.connect(left.append)

        def opener() -> Session:
            return self._doors.open(path, secret, recovery=recovery)

        def unlocked(session: Session) -> None:
            if left:
                self._runner.free(session.close, ignore)
                return
            dialog.accept()
            self._enter(path, session)

        def failed(error: Exception) -> None:
            if not left:
                _tell_dialog(dialog, error)

        self._runner.free(opener, unlocked, failed)

    def _enter(self, path: str, session: Session) -> None:
        """Put a case that was just unlocked or made in the place of the one that is open."""

        def entered(session: Session) -> None:
            self._entered(path, session)
            self._tell_opened()

        def take() -> None:
            self._runner.open(lambda: session, entered, self.tell_problem)

        if self._close_first(take):
            take()

    def _tell_opened(self) -> None:
        if self._path and not self._key_is_shown:
            self.opened.emit()

    def open_path(self, path: Path, passphrase: str) -> None:
        """Open a case with a passphrase known already, or ask for it."""
        if not passphrase:
            self.ask_unlock(str(path))
            return
        if not self._may_open():
            return

        def opener() -> Session:
            return self._doors.open(str(path), passphrase)

        def entered(session: Session) -> None:
            self._entered(str(path), session)
            self.opened.emit()

        self._runner.open(opener, entered, self.tell_problem)

    def _entered(self, path: str, session: Session) -> None:
        self._path = path
        self._key_hex = session.key_hex()

    def demo(self) -> None:
        """Make the demo case if it is not there, and open it."""
        if not self._may_open():
            return
        if not self._close_first(self.demo):
            return
        case = str(paths.demo_case())
        if Path(case).exists():
            self.open_path(Path(case), DEMO_PASSPHRASE)
        elif not self._line.busy:
            self._to_open = (case, DEMO_PASSPHRASE)
            self._line.add(work.demo(case))

    def _close_first(self, wanted: Callable[[], None]) -> bool:
        """Lock what is open; False if its work has to end first, after which ``wanted`` is done."""
        self.lock()
        if self._kept_open:
            self._wanted = wanted
        return not self._kept_open

    def lock(self) -> None:
        """Forget the key, show the start page, close the case as soon as its work is gone."""
        if not self._path:
            return
        if self._line.busy:
            self._cover_until_idle()
            self._line.cancel()
            return
        self._path = self._key_hex = ""
        self._runner.close()
        self.closed.emit()

    def lock_unattended(self) -> None:
        """Lock because nobody is there; work that is going on goes on to its end.

        Until then the case stays held, so that no other window or command takes it from the work,
        and no case opens here.
        """
        if not self._line.busy:
            self.lock()
        elif self._path:
            self._cover_until_idle()

    def _cover_until_idle(self) -> None:
        self._kept_open = True
        self._path = self._key_hex = ""
        self._runner.forget()
        self.closed.emit()

    def _work_is_over(self) -> None:
        if not self._kept_open:
            return
        self._kept_open = False
        self._runner.close()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            wanted()

    def _may_open(self) -> bool:
        if self._kept_open:
            words = _("Work on the case that was locked is still going on.")
            more = _("A case opens again when it has ended; it is shown at the foot.")
            inform(self._window, _("That did not work"), words, more)
        return not self._kept_open

    def ask_import(self) -> None:
        """Ask what to import, then import and find what belongs together."""
        if self._path and not self._busy():
            dialog = ImportDialog(self._window)
            dialog.import_wanted.connect(self._import)
            self._show(dialog)

    def _import(self, sources: list[str], wanted: Wanted) -> None:
        bring = work.bring(self._path, self._key_hex, sources, wanted)
        self._line.add(bring, work.index(self._path, self._key_hex))

    def show_imports(self) -> None:
        """Show what became of each import."""
        if self._path:
            dialog = ImportsDialog(self._runner, self._window)
            dialog.export_wanted.connect(self._export_rejects)
            dialog.repair_wanted.connect(self._repair)
            self._show(dialog)

    def _export_rejects(self, source: str, file: str) -> None:
        if not self._busy():
            self._line.add(work.rejects(self._path, self._key_hex, source, file))

    def _repair(self, source: str, file: str) -> None:
        if not self._busy():
            repair = work.repair(self._path, self._key_hex, source, file)
            self._line.add(repair, work.index(self._path, self._key_hex))

    def index(self) -> None:
        """Find what belongs together."""
        if self._path and not self._busy():
            self._line.add(work.index(self._path, self._key_hex))

    def read_pictures(self, wanted: bool) -> bool:
        """Switch reading of the text in pictures, and find what belongs together; False if busy."""
        if not self._path or self._busy():
            return False
        self._line.add(work.index(self._path, self._key_hex, read_pictures=wanted))
        return True

    def ask_bundle(self, cluster: int | None) -> None:
        """Ask what to export and where, then export."""
        if self._path and not self._busy():
            here = Path(self._path)
            dialog = BundleDialog(here.stem, cluster, here.parent, self._window)
            dialog.bundle_wanted.connect(self._bundle)
            self._show(dialog)

    def _bundle(self, folder: str, selection: str, redacted: bool) -> None:
        how = work.bundle_options(selection, redacted)
        self._line.add(work.bundle(self._path, self._key_hex, folder, how))

    def _busy(self) -> bool:
        if self._line.busy:
            self.told.emit(_("Something is at work already; it is shown at the foot."))
        return self._line.busy

    def _work_stepped(self, step: Step) -> None:
        # clusters are on screen while the slow comparison of meaning still runs
        before, self._stage = self._stage, step.stage
        if self._path and before and before != step.stage:
            self.changed.emit(Changed(clusters=True))

    def _work_ended(self, command: Command, outcome: Outcome) -> None:
        if outcome.cancelled:
            self.told.emit(_("Stopped. What was confirmed stays."))
        elif not outcome.good:
            problems.tell_document(self._window, outcome.document)
        else:
            self._tell_good(command, outcome)
        wanted, self._to_open = self._to_open, ("", "")
        if wanted[0] and outcome.good:
            self.open_path(Path(wanted[0]), wanted[1])
        elif self._path:
            self.changed.emit(Changed(everything=True))

    def _tell_good(self, command: Command, outcome: Outcome) -> None:
        sentence, more = work.told(command, outcome.document)
        self.told.emit(sentence)
        if more and command.arguments[0] == "import":
            self.show_imports()
        elif more:
            inform(self._window, command.title, sentence, more)


def _tell_dialog(dialog: NewCaseDialog | UnlockDialog, error: Exception) -> None:
    dialog.tell(" ".join(part for part in problems.words(error) if part))
