# SPDX-License-Identifier: GPL-3.0-or-later
"""One act on many: what, on what, a preview in numbers, and the number typed before it is done."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QWidget,
)

from app.i18n import _, ngettext, number
from app.tasks.runner import Runner
from app.triage.bulk_items import ADS, CLUSTERS, NOTE, TAG, BulkAct, BulkPreview, BulkScope
from app.triage.codebook_items import CodebookView
from app.triage.session import Questions
from app.views import problems
from app.views.bulk_fields import BulkFields
from app.views.layouts import button, column, dialog_frame, frame, row
from app.views.plain_text import label

_WAIT_MS = 150


class BulkDialog(QDialog):
    """Asks, shows what would change, and while it works how far it is."""

    wanted = Signal(object, object, int)
    """An act, a scope, and the number of changes agreed to."""
    stop_wanted = Signal()

    def __init__(
        self, runner: Runner, found: CodebookView, scopes: list[tuple[str, BulkScope]],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._runner = runner
        self._scopes = scopes
        self._preview: BulkPreview | None = None
        self._asked: tuple[BulkAct, BulkScope] | None = None
        self.fields = BulkFields(found.book)
        self.fields.changed.connect(self._changed)
        self.on, self._on = self._radios([words for words, _scope in scopes])
        self.each, self._each = self._radios([_("each cluster as a whole"), _("each ad of them")])
        self.counts = label("", wrap=True, name=_("What would change"))
        self.left_out = label("", look="muted", wrap=True, name=_("What stays as it is"))
        self.sample = label("", look="small", wrap=True)
        self.confirm = QLineEdit()
        self.confirm.setAccessibleName(_("The number of changes"))
        self.confirm.textChanged.connect(self._typed)
        self.confirm.hide()
        self.bar = QProgressBar()
        self.bar.setAccessibleName(_("Progress"))
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.go = button(_("Apply"), self._try, look="main")
        self.cancel = button(_("Cancel"), self.reject)
        self.working = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._ask)
        self._lay_out()
        self._changed()

    def _radios(self, words: list[str]) -> tuple[list[QRadioButton], QButtonGroup]:
        group = QButtonGroup(self)
        made = []
        for place, text in enumerate(words):
            one = QRadioButton(text)
            one.setChecked(place == 0)
            one.toggled.connect(self._changed)
            group.addButton(one, place)
            made.append(one)
        return made, group

    def _lay_out(self) -> None:
        told = _("It is one step: undo takes all of it back.")
        preview = frame("card", column(self.counts, self.left_out, self.sample, gap=6, margin=12))
        body = column(
            label(_("Apply to many"), look="title"), label(told, look="muted", wrap=True), 4,
            self.fields, 4, label(_("On what"), look="caps"), *self.on,
            row(*self.each, None, gap=18), 4, preview, self.confirm, self.bar, 8,
            None, row(None, self.cancel, self.go),
        )  # fmt: skip
        dialog_frame(self, _("Apply to many"), body, 560)
        self.fields.kind.setFocus()

    def scope(self) -> BulkScope:
        """On what."""
        _words, scope = self._scopes[self._on.checkedId()]
        each = ADS if self._each.checkedId() and self._may_be_ads() else CLUSTERS
        return BulkScope(scope.words, scope.clusters, each)

    def _may_be_ads(self) -> bool:
        return self.fields.kind.currentData() in (TAG, NOTE)

    def _changed(self, *_values: object) -> None:
        if self.working:
            return
        for one in self.each:
            one.setVisible(self._may_be_ads())
        self._preview = self._asked = None
        self.counts.setText(_("Counting…") if self.fields.act() else _("Say what to do."))
        self.left_out.setText("")
        self.sample.setText("")
        self.confirm.hide()
        self.go.setEnabled(False)
        self._timer.start()

    def _ask(self) -> None:
        act = self.fields.act()
        if act is None or self.working:
            return
        asked = (act, self.scope())
        self._asked = asked

        def question(case: Questions) -> tuple[tuple[BulkAct, BulkScope], BulkPreview]:
            return asked, case.preview_bulk(*asked)

        self._runner.ask("preview_bulk", question, self._arrived, self._refused)

    def _refused(self, error: Exception) -> None:
        text, remedy = problems.words(error)
        self.counts.setText(text)
        self.left_out.setText(remedy)
        self.left_out.show()

    def _arrived(self, answer: tuple[tuple[BulkAct, BulkScope], BulkPreview] | None) -> None:
        if answer is None or answer[0] != self._asked or self.working:
            return
        found = self._preview = answer[1]
        n = found.changes
        words = ngettext("{n} will change.", "{n} will change.", n).format(n=number(n))
        self.counts.setText(f"{found.sentence}. {words}" if n else _("Nothing would change."))
        self.left_out.setText("\n".join(_left_out(found)))
        self.left_out.setVisible(bool(self.left_out.text()))
        more = n - len(found.sample)
        named = ", ".join(found.sample)
        self.sample.setText(
            named if more <= 0 else f"{named} " + _("and {n} more").format(n=number(more))
        )
        self.confirm.setVisible(found.must_confirm)
        self.confirm.setPlaceholderText(_("Type {n} to confirm").format(n=number(n)))
        self.confirm.clear()
        self._typed()

    def _typed(self, _text: str = "") -> None:
        found = self._preview
        ready = found is not None and found.changes > 0
        if ready and found is not None and found.must_confirm:
            typed = "".join(one for one in self.confirm.text() if one.isdecimal())
            ready = typed.isdecimal() and int(typed) == found.changes
        self.go.setEnabled(ready)

    def _try(self) -> None:
        if self._preview is None or self._asked is None:
            return
        self.working = True
        for one in (self.fields, self.confirm, *self.on, *self.each):
            one.setEnabled(False)
        self.go.setEnabled(False)
        self.cancel.setText(_("Stop"))
        self.bar.setRange(0, 0)
        self.bar.show()
        self.cancel.setFocus()
        self.wanted.emit(*self._asked, self._preview.changes)

    def show_step(self, done: int, total: int) -> None:
        """Show how far the work is."""
        self.bar.setRange(0, 1000)
        self.bar.setValue(int(1000 * done / total) if total else 0)
        self.counts.setText(f"{number(done)} / {number(total)}")

    def finish(self) -> None:
        """The work is over."""
        self.working = False
        super().accept()

    def reject(self) -> None:
        """Close; while it works, ask it to stop first: nothing of it is kept then."""
        if self.working:
            self.cancel.setEnabled(False)
            self.cancel.setText(_("Stopping…"))
            self.stop_wanted.emit()
            return
        super().reject()


def _left_out(found: BulkPreview) -> list[str]:
    told = (
        (found.same, _("{n} are so already")),
        (found.protected, _("{n} are left out: an ad waits for an answer under “possible minor”")),
        (found.second, _("{n} are left out: you are still to code them apart from others")),
    )
    return [words.format(n=number(n)) for n, words in told if n]
