# SPDX-License-Identifier: GPL-3.0-or-later
"""What the queue shows in place of its list: nothing yet, no match, done; and terms that stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n import _, ngettext, number
from app.triage import statuses
from app.views.flow import Flow
from app.views.layouts import button, clear, column, row
from app.views.plain_text import label, tip

_ISOLATE, _END = "\u2066", "\u2069"
"""Around a term, which reads from left to right in every script."""


def empty(words: str, act: QWidget) -> QWidget:
    """A page that says why there is nothing, and the one act that helps."""
    page = QWidget()
    page.setLayout(
        column(None, label(words, look="muted", wrap=True), row(act, None), None, margin=24)
    )
    return page


class DonePage(QWidget):
    """The end of the queue, with what became of it."""

    clear_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts = label("", look="muted", wrap=True, name=_("What became of the queue"))
        self._left = label("", wrap=True)
        self.again = button(_("To the first of them"), self.again_wanted.emit)
        self.clear = button(_("Clear the filter"), self.clear_wanted.emit)
        title = label(_("The queue is done"), look="title", wrap=True)
        buttons = Flow(self.again, self.clear)
        self.setLayout(column(None, title, self.counts, self._left, 8, buttons, None, margin=24))

    def show_counts(self, counts: Mapping[str, int], left: int, has_filter: bool) -> None:
        """Tell how many clusters have each status, and how many are still listed."""
        total = sum(counts.values())
        told = [ngettext("{n} cluster", "{n} clusters", total).format(n=number(total))]
        for status in reversed(statuses.STATUSES):
            if counts.get(status):
                words = _("{n} {status}")
                told.append(words.format(n=number(counts[status]), status=statuses.word(status)))
        self.counts.setText(" · ".join(told))
        words = ngettext(
            "{n} that came earlier is still listed.",
            "{n} that came earlier are still listed.",
            left,
        )
        self._left.setText(words.format(n=number(left)) if left else "")
        self._left.setVisible(bool(left))
        self.again.setVisible(bool(left))
        self.clear.setVisible(has_filter)


class PinnedTerms(QWidget):
    """Terms that stay while others come and go; each can be let go."""

    unpinned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = Flow(gap=4)
        self.setLayout(self._flow)
        self.setAccessibleName(_("Terms that stay"))
        self.hide()

    def show_terms(self, terms: Sequence[str]) -> None:
        """Show these terms."""
        clear(self._flow)
        for term in terms:
            shown = f"{_ISOLATE}{term}{_END}  ×".replace("&", "&&")
            one = button(shown, partial(self.unpinned.emit, term))
            one.setProperty("look", "place")
            one.setAccessibleName(_("Let go of {term}").format(term=term))
            tip(one, _("This term stays in every filter; press to let it go"))
            self._flow.addWidget(one)
        self.setVisible(bool(terms))
