# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages beside the queue: each shows the same selection in its own way, one at a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from app.i18n import _
from app.triage.items import Changed
from app.views.layouts import column
from app.views.plain_text import escaped


class Page(QWidget):
    """A page of the open case. What it does not care about, it leaves as it stands here.

    A page is told of a cluster only while it is looked at; a page shown again is told first.
    """

    ad_wanted = Signal(int)
    cluster_wanted = Signal(int)
    filter_wanted = Signal(str)
    """A term of the filter language, to be put into the queue's box."""

    def show_cluster(self, cluster: int | None) -> None:
        """Show a cluster, or nothing."""

    def show_scope(self, expression: str) -> None:
        """Know what the queue's box holds."""

    def take(self, changed: Changed) -> None:
        """Read again what an act changed."""

    def forget(self) -> None:
        """Show nothing of a closed case any more."""

    def restyle(self) -> None:
        """Paint again in other colours."""

    def read_on(self, by: int) -> None:
        """Go on by a screen, or (-1) back."""

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Acts, by the keys of ``shortcuts``, that mean something of this page while it shows."""
        return {}


class CasePages(QWidget):
    """A bar of pages; a page is made when it is first looked at."""

    made = Signal(str, object)
    """A page was made: its key and the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QTabBar()
        self.bar.setAccessibleName(_("Pages of the case"))
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.currentChanged.connect(self._chosen)
        self.stack = QStackedWidget()
        self._makers: dict[str, Callable[[], Page]] = {}
        self._pages: dict[str, Page] = {}
        self._cluster: int | None = None
        self._expression = ""
        inside = column(self.bar, self.stack, gap=0)
        inside.setStretch(1, 1)
        self.setLayout(inside)

    def add(self, key: str, words: str, shortcut: str, make: Callable[[], Page]) -> None:
        """Add a page at the end of the bar; it is made when a case shows it."""
        self._makers[key] = make
        quiet = QSignalBlocker(self.bar)
        place = self.bar.addTab(words)
        quiet.unblock()
        self.bar.setTabData(place, key)
        hint = _("{words} (key {key})").format(words=words, key=shortcut)
        self.bar.setTabToolTip(place, escaped(hint))
        self.bar.setVisible(self.bar.count() > 1)

    def begin_with(self, key: str) -> None:
        """The page that a case opens with."""
        quiet = QSignalBlocker(self.bar)
        self.bar.setCurrentIndex(list(self._makers).index(key))
        quiet.unblock()

    def keys(self) -> tuple[str, ...]:
        """Keys of the pages, in order."""
        return tuple(self._makers)

    def page(self, key: str) -> Page:
        """A page; made now when it was not looked at before."""
        if key not in self._pages:
            page = self._pages[key] = self._makers[key]()
            self.stack.addWidget(page)
            self.made.emit(key, page)
        return self._pages[key]

    @property
    def current(self) -> str:
        """The key of the page looked at."""
        return str(self.bar.tabData(self.bar.currentIndex()) or "")

    def show_page(self, key: str) -> None:
        """Look at a page."""
        place = list(self._makers).index(key)
        if place == self.bar.currentIndex():
            self._chosen(place)
        self.bar.setCurrentIndex(place)

    def _chosen(self, _place: int) -> None:
        if not self.current:
            return
        page = self.page(self.current)
        self.stack.setCurrentWidget(page)
        page.show_scope(self._expression)
        page.show_cluster(self._cluster)

    def show_cluster(self, cluster: int | None) -> None:
        """Tell the page looked at."""
        self._cluster = cluster
        if self.current:
            self.page(self.current).show_cluster(cluster)

    def show_scope(self, expression: str) -> None:
        """Tell the page looked at what the queue's box holds."""
        self._expression = expression
        if self.current:
            self.page(self.current).show_scope(expression)

    def take(self, changed: Changed) -> None:
        """Tell the page looked at what an act changed; the others read when they are shown."""
        if self.current:
            self.page(self.current).take(changed)

    def forget(self) -> None:
        """Show nothing of a closed case any more."""
        self._cluster, self._expression = None, ""
        for page in self._pages.values():
            page.forget()

    def restyle(self) -> None:
        """Paint again in other colours."""
        for page in self._pages.values():
            page.restyle()

    def read_on(self, by: int) -> None:
        """Go on in the page looked at."""
        if self.current:
            self.page(self.current).read_on(by)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the page looked at answers itself."""
        return self.page(self.current).handlers() if self.current else {}
