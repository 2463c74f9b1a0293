# SPDX-License-Identifier: GPL-3.0-or-later
"""The codebook's dialogs: opened here, and their wishes handed to the acts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.i18n import _
from app.tasks.runner import Runner
from app.triage.codebook_items import CodebookView, Entry
from app.triage.items import Changed
from app.triage.session import Session
from app.views import problems
from app.views.acts import Acts
from app.views.agreement_dialog import AgreementDialog
from app.views.code_forms import CodeForm, EntryForm
from app.views.codebook_dialog import CodebookDialog
from app.views.codebook_exchange import ExchangeDialog
from app.views.plain_text import inform
from app.views.rule_form import RuleForm


class Coding(QObject):
    """Opens the codebook and the forms over it."""

    ad_wanted = Signal(int)
    target_wanted = Signal(str)

    def __init__(self, runner: Runner, acts: Acts, window: QWidget) -> None:
        super().__init__(window)
        self._runner = runner
        self._acts = acts
        self._window = window
        self.codebook: CodebookDialog | None = None
        self.form: QDialog | None = None
        self.agreement: AgreementDialog | None = None
        acts.changed.connect(self._take)

    def show_codebook(self) -> None:
        """Show the codebook of the case."""
        made = CodebookDialog(self._runner, self._window)
        made.switched.connect(self._acts.switch)
        made.undo_wanted.connect(self._acts.undo)
        made.entry_wanted.connect(self._ask_entry)
        made.rule_wanted.connect(self._ask_rule)
        made.change_wanted.connect(self._ask_change)
        made.exchange_wanted.connect(self._ask_exchange)
        made.finished.connect(self._codebook_gone)
        self.codebook = made
        made.open()

    def show_agreement(self) -> None:
        """Show how far people agree, beside the window."""
        if self.agreement is not None:
            self.agreement.reject()
        made = AgreementDialog(self._runner, self._window)
        made.target_wanted.connect(self.target_wanted)
        made.draw_wanted.connect(self._acts.draw)
        made.finished.connect(self._agreement_gone)
        self.agreement = made
        made.show()

    def _agreement_gone(self, _result: int) -> None:
        if self.agreement is not None:
            self.agreement.deleteLater()
            self.agreement = None

    def _ask_entry(self, found: CodebookView) -> None:
        form = EntryForm(found, self.codebook)
        form.wanted.connect(partial(self._put, form, "indicators"))
        self._open(form)

    def _ask_rule(self, found: CodebookView, indicator: str) -> None:
        form = RuleForm(self._runner, found, indicator, self.codebook)
        form.wanted.connect(partial(self._put, form, "rules"))
        form.ad_wanted.connect(self.ad_wanted)
        self._open(form)

    def _ask_change(self, found: CodebookView, draft: Entry) -> None:
        if "kind" not in draft:
            entry = EntryForm(found, self.codebook, draft)
            entry.wanted.connect(partial(self._put, entry, "indicators"))
            self._open(entry)
            return
        form = RuleForm(self._runner, found, str(draft["indicator"]), self.codebook, draft)
        form.wanted.connect(partial(self._put, form, "rules"))
        form.ad_wanted.connect(self.ad_wanted)
        self._open(form)

    def _ask_exchange(self) -> None:
        form = ExchangeDialog(self._runner, self.codebook)
        form.use_wanted.connect(self._use)
        form.export_wanted.connect(self._export)
        form.import_wanted.connect(self._import)
        self._open(form)

    def _open(self, form: QDialog) -> None:
        self.form = form
        form.finished.connect(self._form_gone)
        form.open()

    def _put(self, form: CodeForm, part: str, entry: dict[str, object]) -> None:
        def work(session: Session) -> Changed:
            return session.put_code(part, entry)

        self._runner.act(work, partial(self._saved, form), form.refuse)

    def _saved(self, form: CodeForm, changed: Changed | None) -> None:
        if changed is not None:
            self._acts.changed.emit(changed)
            form.accept()

    def _use(self, path: str) -> None:
        def work(session: Session) -> Changed:
            return session.use_codebook(path)

        self._do(work, self._acts.changed.emit)

    def _export(self, path: str) -> None:
        def work(session: Session) -> Changed:
            return session.export_codebook(path)

        self._do(work, self._tell)

    def _import(self, path: str, out: str) -> None:
        def work(session: Session) -> Changed:
            return session.import_codebook(path, out)

        self._do(work, self._tell)

    def _do(self, work: Callable[[Session], Changed], then: Callable[[Changed], None]) -> None:
        self._runner.act(work, partial(self._done, then), self._failed)

    def _done(self, then: Callable[[Changed], None], changed: Changed | None) -> None:
        if changed is not None:
            then(changed)

    def _tell(self, changed: Changed) -> None:
        inform(self.form or self._window, _("Codebook"), changed.sentence)

    def _failed(self, error: Exception) -> None:
        problems.tell(self.form or self._window, error)

    def _take(self, changed: Changed) -> None:
        if self.codebook is not None:
            self.codebook.take(changed)
        if self.agreement is not None:
            self.agreement.take(changed)

    def _form_gone(self, _result: int) -> None:
        if self.form is not None:
            self.form.deleteLater()
            self.form = None

    def _codebook_gone(self, _result: int) -> None:
        if self.codebook is not None:
            self.codebook.deleteLater()
            self.codebook = None

    def close_all(self) -> None:
        """Leave nothing of a closed case on screen."""
        for dialog in (self.form, self.codebook, self.agreement):
            if dialog is not None:
                dialog.reject()
