# SPDX-License-Identifier: GPL-3.0-or-later
"""How two ads are connected: the strongest chain of evidence, step by step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.i18n import _, ngettext
from app.messages.kinds import kind_word
from app.tasks.runner import Runner
from app.triage.compared import ChainStep, ChainTold
from app.triage.session import Questions
from app.views.facts import Page
from app.views.layouts import button, column, dialog_frame, frame, row
from app.views.plain_text import label


class ChainDialog(QDialog):
    """One card a step; each opens the comparison of its two ads."""

    compare_wanted = Signal(int, int)
    ad_wanted = Signal(int)

    def __init__(self, runner: Runner, a: int, b: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = label(_("Reading…"), look="muted", wrap=True)
        self.steps = Page(_("Steps of the chain"))
        leave = button(_("Close"), self.accept)
        title = label(
            _("How {a} and {b} are connected").format(a=f"A{a}", b=f"A{b}"), look="title", wrap=True
        )
        body = column(title, self._told, 4, self.steps, row(None, leave), gap=8)
        dialog_frame(self, _("How connected?"), body, 640)
        self.resize(720, 640)
        self._runner, self._ends = runner, (a, b)
        self.reload()

    def reload(self) -> None:
        """Read the chain again; what was shown before is not kept meanwhile."""
        a, b = self._ends
        self._told.setText(_("Reading…"))
        self.steps.fill_lazily([], "")

        def question(case: Questions) -> ChainTold:
            return case.chain(a, b)

        self._runner.ask(f"chain:{a}:{b}", question, self._arrived)

    def _arrived(self, chain: ChainTold | None) -> None:
        if chain is None:
            return
        n = len(chain.steps)
        self._told.setText(chain.sentence or _summary(n))
        makers: list[Callable[[], QWidget]] = [
            partial(self._card, place, step) for place, step in enumerate(chain.steps, start=1)
        ]
        if chain.apart:
            words = _("These links are there, and join nothing:")
            makers.append(partial(label, words, look="heading", wrap=True))
        makers += [partial(self._card, 0, step) for step in chain.apart]
        nothing = _("No shared text, contact or picture that joins leads from one to the other.")
        self.steps.fill_lazily(makers, nothing if chain.sentence else "")

    def _card(self, place: int, step: ChainStep) -> QWidget:
        left, right = f"A{step.left}", f"A{step.right}"
        parts = [label(f"{place}.", look="heading")] if place else []
        head = row(*parts, label(f"{left} – {right}", look="heading"), gap=6)
        for kind in dict.fromkeys(step.kinds):
            head.addWidget(label(kind_word(kind), look="chip"))
        head.addStretch(1)
        beside = button(
            _("Compare"), partial(self.compare_wanted.emit, step.left, step.right), look="small"
        )
        beside.setAccessibleName(_("Compare {a} and {b}").format(a=left, b=right))
        go = button(_("Go to {ad}").format(ad=right), partial(self._go, step.right), look="quiet")
        lines: list[QWidget] = [label(step.sentence, wrap=True)]
        lines += [label(text, look="small", wrap=True) for text in (step.numbers,) if text]
        if step.words:
            lines.append(label(f"{right}: {step.words}", look="muted", wrap=True))
        acts = row(beside, go, None, gap=6)
        return frame("card", column(head, *lines, acts, gap=6, margin=12))

    def _go(self, ad: int) -> None:
        self.accept()
        self.ad_wanted.emit(ad)


def _summary(steps: int) -> str:
    if not steps:
        return _("It is the same ad.")
    return ngettext(
        "The strongest chain of evidence has {n} step.",
        "The strongest chain of evidence has {n} steps.",
        steps,
    ).format(n=steps)
