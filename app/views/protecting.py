# SPDX-License-Identifier: GPL-3.0-or-later
"""How a person protects an ad: the question before, the lists, and the acts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from app.tasks.runner import Runner
from app.triage.items import Changed
from app.triage.protection_items import SealedAct, SealedItem
from app.triage.session import Session
from app.views.acts import Acts
from app.views.protection_dialog import ProtectForm, ProtectionDialog
from app.views.sealed_form import SealedForm


class Protecting(QObject):
    """Opens the dialogs and hands their wishes to the acts."""

    def __init__(self, runner: Runner, acts: Acts, window: QWidget) -> None:
        super().__init__(window)
        self._runner = runner
        self._acts = acts
        self._window = window
        self._open: ProtectionDialog | None = None
        self._forms: list[QDialog] = []
        acts.changed.connect(self._take)

    def protect(self, ad: int | None, steps: Sequence[str] = ()) -> None:
        """Ask under which protocol an ad comes, and put it there.

        ``steps``: what the codebook says is to be done, shown where a picture was stopped.
        """
        if ad is None:
            return
        form = ProtectForm(ad, self._window, steps)
        form.wanted.connect(partial(self._wanted, ad))
        form.finished.connect(partial(self._form_gone, form))
        self._forms.append(form)
        self._ask(form)

    def _form_gone(self, form: QDialog, _result: int) -> None:
        self._forms.remove(form)

    def _wanted(self, ad: int, protocol: str) -> None:
        self._acts.protect(protocol, ad)

    def show_lists(self) -> None:
        """Show what waits and what is sealed."""
        dialog = ProtectionDialog(self._runner, self._window)
        dialog.answered.connect(self._acts.answer_protocol)
        dialog.sealing_wanted.connect(partial(self._acts.protect, "possible_minor"))
        dialog.sealed_wanted.connect(self._open_sealed)
        dialog.finished.connect(self._gone)
        self._open = dialog
        self._ask(dialog)

    def _open_sealed(self, kept: SealedItem, roles: Sequence[str]) -> None:
        form = SealedForm(kept, roles, self._open or self._window)
        form.read_wanted.connect(partial(self._read_sealed, form))
        form.act_wanted.connect(partial(self._carry_out, form))
        form.finished.connect(partial(self._form_gone, form))
        self._forms.append(form)
        self._ask(form)

    def _read_sealed(self, form: SealedForm, wanted: SealedAct) -> None:
        def work(session: Session) -> tuple[tuple[str, str], ...]:
            return session.read_sealed(wanted)

        self._runner.act(work, form.show_texts, form.refuse)

    def _carry_out(self, form: SealedForm, wanted: SealedAct) -> None:
        def work(session: Session) -> Changed:
            return session.carry_out_sealed(wanted)

        self._runner.act(work, partial(self._carried_out, form), form.refuse)

    def _carried_out(self, form: SealedForm, changed: Changed | None) -> None:
        if form in self._forms:  # else it was closed meanwhile
            form.accept()
        if changed is not None:
            self._acts.changed.emit(changed)

    def _gone(self, _result: int) -> None:
        self._open = None

    def _ask(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, _changed: Changed) -> None:
        if self._open is not None:
            self._open.reload()

    def close_all(self) -> None:
        """Leave nothing of a closed case on screen."""
        for form in self._forms.copy():
            form.reject()
        if self._open is not None:
            self._open.reject()
