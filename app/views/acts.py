# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does to the case: asks in a dialog, acts on the runner, tells what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.i18n import _
from app.tasks.runner import Runner
from app.triage.codebook_items import CodebookView
from app.triage.items import Changed, NewTag, Target
from app.triage.reading_items import NewReading
from app.triage.session import Session, codebook_of
from app.triage.suggestion_items import NewAnswer
from app.views import problems
from app.views.tag_dialog import TagDialog
from app.views.word_dialogs import NoteDialog, purge_dialog, unmask_dialog


class Acts(QObject):
    """The acts of the open case."""

    changed = Signal(object)
    unmasked = Signal(int)
    purged = Signal(int)
    did = Signal(str)
    """What was done of the first acts one learns: answered, closed, said, undone."""
    pictured = Signal(int, str)
    """A picture of an ad is being shown."""
    unlogged = Signal(str)
    """That a picture is being shown could not be written into the log; carries its SHA-256."""

    def __init__(self, runner: Runner, window: QWidget) -> None:
        super().__init__(window)
        self._runner = runner
        self._window = window

    def _do(
        self, work: Callable[[Session], Changed], then: Callable[[], object] | None = None
    ) -> None:
        self._runner.act(work, partial(self._done, then), self._failed)

    def _done(self, then: Callable[[], object] | None, changed: Changed | None) -> None:
        if changed is None:
            return
        self.changed.emit(changed)
        if then is not None:
            then()

    def _failed(self, error: Exception) -> None:
        problems.tell(self._window, error)

    def _do_in_steps(
        self, work: Callable[[Session], Changed], then: Callable[[], object] | None = None
    ) -> None:
        """Do what is more than one transaction: it may end between two of them."""
        self._runner.act(work, partial(self._done, then), self._stopped_midway)

    def _stopped_midway(self, error: Exception) -> None:
        self._failed(error)
        self.changed.emit(Changed(everything=True))  # what is shown may be gone

    def _ask(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def tag(self, target: Target) -> None:
        """Ask for an indicator of the case's codebook and set it."""
        self._runner.ask("tag", codebook_of, partial(self._ask_tag, target))

    def _ask_tag(self, target: Target, found: CodebookView | None) -> None:
        if found is None:
            return
        dialog = TagDialog(found.book, target, self._window)
        dialog.tagged.connect(self._tagged)
        self._ask(dialog)

    def _tagged(self, tag: NewTag) -> None:
        def work(session: Session) -> Changed:
            return session.add_tag(tag)

        self._do(work, self._tidy)

    def withdraw(self, mark: int) -> None:
        """Withdraw a tag."""

        def work(session: Session) -> Changed:
            return session.withdraw_tag(mark)

        self._do(work)

    def answer(self, new: NewAnswer) -> None:
        """Keep what a person says of a suggestion."""

        def work(session: Session) -> Changed:
            return session.answer(new)

        def then() -> None:
            self._tidy()
            self.did.emit("answered")

        self._do(work, then)

    def switch(self, name: str, on: bool) -> None:
        """Let a rule or an entry of the codebook suggest, or not."""

        def work(session: Session) -> Changed:
            return session.switch(name, on=on)

        self._do(work)

    def be_second(self, on: bool) -> None:
        """Hide what others said until the person has coded, or show it again."""

        def work(session: Session) -> Changed:
            return session.be_second(on)

        self._do(work)

    def go_through(self, ad: int) -> None:
        """Keep that the person at work went through an ad."""

        def work(session: Session) -> Changed:
            return session.go_through(ad)

        self._do(work)

    def draw(self, random: int, flagged: int) -> None:
        """Draw ads for two people to code."""

        def work(session: Session) -> Changed:
            return session.draw(random, flagged)

        self._do(work)

    def note(self, target: Target) -> None:
        """Ask for a note and keep it."""
        dialog = NoteDialog(target.label, self._window)
        dialog.written.connect(partial(self._noted, target))
        self._ask(dialog)

    def _noted(self, target: Target, text: str) -> None:
        def work(session: Session) -> Changed:
            return session.add_note(target, text)

        self._do(work)

    def unmask(self, ad: int) -> None:
        """Ask why, log it, then show the contacts of an ad in clear."""
        dialog = unmask_dialog(f"A{ad}", self._window)
        dialog.given.connect(partial(self._reason_given, ad))
        self._ask(dialog)

    def _reason_given(self, ad: int, reason: str) -> None:
        def work(session: Session) -> Changed:
            return session.unmask(ad, reason)

        self._do(work, partial(self.unmasked.emit, ad))

    def opened_picture(self, ad: int, sha256: str) -> None:
        """Log that a picture was shown."""
        self.pictured.emit(ad, sha256)

        def work(session: Session) -> Changed:
            return session.opened_picture(ad, sha256)

        self._runner.act(work, partial(self._done, None), partial(self._unlogged, sha256))

    def _unlogged(self, sha256: str, error: Exception) -> None:
        self.unlogged.emit(sha256)
        self._failed(error)

    def judge(self, a: int, b: int, judgement: str) -> None:
        """Keep a judgement on two ads."""

        def work(session: Session) -> Changed:
            return session.decide(a, b, judgement)

        self._do(work)

    def split(self, cluster: int, ads: Sequence[int], note: str) -> None:
        """Set ads of a cluster apart from its others."""

        def work(session: Session) -> Changed:
            return session.split(cluster, ads, note)

        self._do(work)

    def move(self, places: tuple[int, int], ads: Sequence[int], note: str) -> None:
        """Take ads out of one cluster and put them into another."""

        def work(session: Session) -> Changed:
            return session.move(places, ads, note)

        self._do(work)

    def merge(self, wanted: Sequence[int], note: str) -> None:
        """Make clusters one."""

        def work(session: Session) -> Changed:
            return session.merge(wanted, note)

        self._do(work)

    def rule(self, key: str, ruling: str) -> None:
        """Keep a ruling on a shared thing."""

        def work(session: Session) -> Changed:
            return session.rule(key, ruling)

        self._do(work)

    def set_status(self, cluster: int, status: str) -> None:
        """Keep how far people are with a cluster."""

        def work(session: Session) -> Changed:
            return session.set_status(cluster, status)

        is_closed = status in ("done", "set_aside")
        self._do(work, partial(self.did.emit, "closed") if is_closed else None)

    def say_reading(self, new: NewReading) -> None:
        """Keep what a person says that a cluster may be."""

        def work(session: Session) -> Changed:
            return session.say_reading(new)

        self._do(work, partial(self.did.emit, "said"))

    def turn_to(self, operation: int) -> None:
        """Undo all that came after an act of the history, or do again up to it."""

        def work(session: Session) -> Changed:
            return session.turn_to(operation)

        self._do(work)

    def protect(self, protocol: str, ad: int) -> None:
        """Put an ad under a protocol; the disk is cleared once it is out of sight."""

        def work(session: Session) -> Changed:
            return session.protect(protocol, ad)

        self._do_in_steps(work, self._tidy)

    def _tidy(self) -> None:
        def work(session: Session) -> Changed:
            return session.tidy()

        self._runner.act(work, _nothing, self._failed)

    def answer_protocol(self, protocol: str, ad: int, act: str) -> None:
        """Answer what a protocol asks of an ad."""

        def work(session: Session) -> Changed:
            return session.answer_protocol(protocol, ad, act)

        self._do_in_steps(work)

    def undo(self) -> None:
        """Take back the last act."""
        undone: list[str] = []

        def work(session: Session) -> Changed:
            changed = session.undo()
            undone.append(changed.sentence)
            return changed if changed.sentence else Changed(_("There is nothing to undo."))

        def then() -> None:
            if any(undone):
                self.did.emit("undone")

        self._do(work, then)

    def redo(self) -> None:
        """Do again what was taken back."""

        def work(session: Session) -> Changed:
            changed = session.redo()
            return changed if changed.sentence else Changed(_("There is nothing to redo."))

        self._do(work)

    def purge(self, ad: int) -> None:
        """Ask why, and delete an ad for good."""
        dialog = purge_dialog(f"A{ad}", self._window)
        dialog.given.connect(partial(self._purge_reason, ad))
        self._ask(dialog)

    def _purge_reason(self, ad: int, reason: str) -> None:
        def work(session: Session) -> Changed:
            return session.purge_ad(ad, reason)

        self._do_in_steps(work, partial(self.purged.emit, ad))


def _nothing(_changed: Changed | None) -> None:
    """Nothing that is on screen changed."""
