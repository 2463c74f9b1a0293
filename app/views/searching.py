# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins the search panel to the search child and to the case on screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.tasks.runner import Runner
from app.tasks.search_child import SearchChild
from app.triage.items import Changed
from app.triage.searching_items import Mode, SearchAnswer, SearchAsked
from app.triage.session import Questions, Session
from app.views.search_panel import SearchPanel, dropped_file


class Searching(QObject):
    """Opens the panel; keeps one child for the open case."""

    ad_wanted = Signal(int)
    queue_wanted = Signal(object)
    """A filter that names the ads found."""

    def __init__(
        self,
        runner: Runner,
        looked_at: tuple[Callable[[], bool], Callable[[], int | None]],
        window: QWidget,
        program: Sequence[str] = (),
    ) -> None:
        super().__init__(window)
        self._runner = runner
        self._case_is_open, self._current_ad = looked_at
        self._window = window
        self.child = SearchChild(self, program)
        self.child.answered.connect(self._answered)
        self.panel: SearchPanel | None = None
        self._waiting: SearchAsked | None = None
        self._shown: SearchAsked | None = None
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What answers each act of searching."""
        return {"search": self.show, "like": self.more_like_current}

    def show(self) -> None:
        """Open the panel, or bring it to the front."""
        panel = self.panel or self._make()
        panel.show()
        panel.raise_()
        panel.activateWindow()
        panel.entry.setFocus()
        panel.entry.selectAll()

    def search(self, mode: Mode, value: str) -> None:
        """Open the panel with a question."""
        self.show()
        if self.panel is not None:
            self.panel.search_for(mode, value)

    def more_like_current(self) -> None:
        """More like the ad that is looked at, or like the hit that is chosen."""
        if self.panel is not None and self.panel.isActiveWindow() and self.panel.hit():
            self.panel.more_like_chosen()
            return
        ad = self._current_ad()
        if ad is not None:
            self.search("like", f"A{ad}")

    def take(self, changed: Changed) -> None:
        """Drop what was sealed or deleted; ask again for a person who may see more or less now."""
        panel = self.panel
        if panel is None or not changed.everything:
            return
        found = [panel.rows.id_at(place) for place in range(panel.rows.rowCount())]

        def question(case: Questions) -> tuple[set[int], bool]:
            return {item.ad for item in case.ads(found)}, case.is_second()

        def arrived(told: tuple[set[int], bool] | None) -> None:
            if told is None or self.panel is not panel:
                return
            there, is_second = told
            shown = self._shown
            if shown is None or _is_for(shown, is_second=is_second):
                panel.keep(there)
            else:
                panel.keep(())
                self._ask(shown)

        if found:
            self._runner.ask("hits", question, arrived)

    def close_all(self) -> None:
        """Leave nothing of a closed case on screen, in the child or in memory."""
        self._waiting = self._shown = None
        self.child.stop()
        panel, self.panel = self.panel, None
        if panel is not None:
            panel.forget()
            panel.close()
            panel.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's word
        """A picture dropped anywhere on the window is searched for."""
        if watched is self._window and self._case_is_open():
            if isinstance(event, QDragEnterEvent) and dropped_file(event):
                event.acceptProposedAction()
                return True
            if event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
                path = dropped_file(event)
                if path:
                    event.acceptProposedAction()
                    self.search("picture", path)
                    return True
        return super().eventFilter(watched, event)

    def _make(self) -> SearchPanel:
        panel = self.panel = SearchPanel(self._runner, self._window)
        panel.asked.connect(self._ask)
        panel.ad_wanted.connect(self.ad_wanted)
        panel.queue_wanted.connect(self.queue_wanted)
        return panel

    def _ask(self, asked: SearchAsked) -> None:
        self._runner.ask("search for", _is_second, partial(self._ask_for, asked))

    def _ask_for(self, asked: SearchAsked, is_second: bool | None) -> None:
        if is_second is None or self.panel is None:
            return
        asked = replace(asked, only_own=is_second)
        if self.child.is_open:
            self.child.ask(asked)
            return
        self._waiting = asked
        self._runner.act(_way_in, self._opened)

    def _opened(self, way: tuple[str, str] | None) -> None:
        asked, self._waiting = self._waiting, None
        if way is not None and asked is not None:
            self.child.open(*way)
            self.child.ask(asked)

    def _answered(self, asked: SearchAsked, answer: SearchAnswer) -> None:
        if answer.error:
            self._show(asked, answer)
            return
        ways = [asked.mode, "filter"] if asked.only else [asked.mode]

        def log(session: Session) -> bool:
            session.searched(ways, len(answer.hits))
            return session.is_second()

        # what was found is shown once it is in the log
        self._runner.act(log, partial(self._logged, asked, answer))

    def _logged(self, asked: SearchAsked, answer: SearchAnswer, is_second: bool | None) -> None:
        if is_second is None or _is_for(asked, is_second=is_second):
            self._show(asked, answer)
        else:
            self._ask(asked)

    def _show(self, asked: SearchAsked, answer: SearchAnswer) -> None:
        self._shown = asked
        if self.panel is not None:
            self.panel.show_answer(asked, answer)


def _is_second(case: Questions) -> bool:
    return case.is_second()


def _is_for(asked: SearchAsked, *, is_second: bool) -> bool:
    """Whether what was found may be shown: a filter says more to one who may see more."""
    return not asked.only or asked.only_own == is_second


def _way_in(session: Session) -> tuple[str, str]:
    """Path and key of the case, for the child."""
    return session.summary().path, session.key_hex()
