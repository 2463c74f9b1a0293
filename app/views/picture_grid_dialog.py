# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of what the queue lists, in a window of their own beside the desk."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from app.i18n import _, ngettext, number
from app.tasks.runner import Runner
from app.triage.picture_items import GridPicture
from app.triage.queue_items import Scope
from app.triage.session import Questions
from app.views.layouts import button, column, frame, row
from app.views.picture_card import repeats
from app.views.picture_grid import PictureGrid
from app.views.picture_tile import SHOWABLE
from app.views.plain_text import label, tip

_SIZE = (1_120, 760)


class PictureGridDialog(QDialog):
    """Grid, what is looked at, and what can be done with it."""

    opened = Signal(int, str)
    """A picture of an ad was asked for."""
    ad_wanted = Signal(int)

    def __init__(self, runner: Runner, scope: Scope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Pictures of what is listed"))
        self.resize(*_SIZE)
        self._runner = runner
        self._scope = scope
        self._seen = 0
        self.grid = PictureGrid(runner, _("Pictures of what is listed"))
        self._count = label("", look="small", name=_("Number of pictures"))
        self._about = label("", look="small", name=_("The picture looked at"))
        self._opened = label("", look="small", name=_("Pictures opened here"))
        self._lay_out(scope)
        self.grid.reached.connect(self._reached)
        self.grid.opened.connect(self._was_opened)
        self.grid.ad_wanted.connect(self.ad_wanted)
        self.reload()

    def _lay_out(self, scope: Scope) -> None:
        told = scope.filter or _("Everything in the queue")
        how = _(
            "Each file once, those shown most often first. Hidden until asked for: hold Space to "
            "see one small and grey, press P to keep it shown, Enter to go to its ad."
        )
        words = column(label(told, look="heading"), label(how, look="small", wrap=True), gap=4)
        top = row(words, self._count, margin=12)
        top.setStretch(0, 1)
        head = frame("head", top)
        self._empty = label("", look="muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.grid)
        self._show = button(_("Show picture"), self.grid.toggle, look="small")
        self._show.setAutoDefault(False)
        tip(self._show, _("Or hold Space: it shows as long as the key is down"))
        self._go = button(_("Go to the ad"), self.grid.go_to_ad, look="small")
        self._go.setAutoDefault(False)
        tip(self._go, _("Its ad and cluster, in the window behind (Enter)"))
        foot = frame("foot", row(self._about, None, self._opened, self._show, self._go, margin=10))
        self.setLayout(column(head, self._pages, foot, gap=0))

    def reload(self) -> None:
        """Read the list again after something changed in the case."""
        scope = self._scope
        self._say(_("Reading the list of pictures…"))

        def question(case: Questions) -> Sequence[int]:
            return case.picture_places(scope)

        self._runner.ask("picture_places", question, self._arrived)

    def _arrived(self, places: Sequence[int] | None) -> None:
        places = places if places is not None else ()
        n = len(places)
        self._count.setText(ngettext("{n} picture", "{n} pictures", n).format(n=number(n)))
        self.grid.show_places(places)
        if n:
            self._pages.setCurrentWidget(self.grid)
            self.grid.setFocus()
        else:
            self._say(
                _("No ad that is listed shows a picture of the case. Clear the filter to see more.")
            )
        self._reached(self.grid.current)

    def _say(self, words: str) -> None:
        self._empty.setText(words)
        self._pages.setCurrentWidget(self._empty)

    def _reached(self, item: GridPicture | None) -> None:
        can_show = item is not None and item.status in SHOWABLE
        self._show.setEnabled(can_show)
        self._go.setEnabled(item is not None)
        is_shown = item is not None and self.grid.is_shown(item)
        self._show.setText(_("Hide picture") if is_shown else _("Show picture"))
        if item is None:
            self._about.setText("")
            return
        size = f"{item.width} × {item.height}" if item.width else ""
        self._about.setText(
            " · ".join(part for part in (f"A{item.ad}", repeats(item), size) if part)
        )

    def _was_opened(self, ad: int, sha256: str) -> None:
        self._seen += 1
        words = ngettext("{n} picture opened here", "{n} pictures opened here", self._seen)
        self._opened.setText(words.format(n=number(self._seen)))
        self.opened.emit(ad, sha256)

    def forget(self) -> None:
        """Keep nothing of the case."""
        self.grid.forget()
