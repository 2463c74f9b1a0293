# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes the desk bearable for hours: hiding, pauses, locking, size, layout, all acts by word.

None of it is of the case; each part stands in a file of its own and is joined here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from app import settings
from app.i18n import _
from app.tasks import windows
from app.tasks.job_line import JobLine
from app.tasks.runner import Runner
from app.triage.items import AdDetail
from app.views import fitting, theme, window_layout
from app.views.auto_lock import AutoLock
from app.views.case_view import CaseView
from app.views.case_watch import CaseWatch
from app.views.cases import Cases
from app.views.decide_page import DecidePage
from app.views.features import Features
from app.views.layouts import column
from app.views.palette import Palette
from app.views.picture_tile import Tile
from app.views.plain_text import inform
from app.views.quick_hide import QuickHide
from app.views.settings_dialog import SettingsDialog
from app.views.stop_report import StopReport
from app.views.watch import Watch
from app.views.wellbeing import Wellbeing

STEP = 10
"""Per cent by which one key press makes words larger or smaller."""
STOP_KEY = "F9"


@dataclass(frozen=True, slots=True)
class WindowParts:
    """What the window has: where comfort listens and what it acts on."""

    runner: Runner
    line: JobLine
    cases: Cases
    view: CaseView
    features: Features
    actions: Mapping[str, QAction]
    program: tuple[str, ...] = ()


class Comfort(QObject):
    """Made once with the window."""

    restyle_wanted = Signal()
    told = Signal(str)

    def __init__(self, parts: WindowParts, window: QMainWindow) -> None:
        super().__init__(window)
        self._parts = parts
        self._window = window
        self._ad = 0
        self._docks: list[str] = []
        self._page = ""
        self.watch = Watch(self)
        self.watch.window_came.connect(_fit)
        self.quick_hide = QuickHide(self.watch, self)
        self.auto_lock = AutoLock(self.watch, self)
        self.wellbeing = Wellbeing(self.watch, window)
        self.case_watch = CaseWatch(parts.runner, lambda: parts.line.busy, self)
        features = parts.features
        self.stop_report = StopReport(parts.runner, features.acts, features.protecting, self)
        self.bars = QWidget()
        self.bars.setLayout(column(self.auto_lock.bar, self.wellbeing.bar, gap=0))
        self.quick_hide.use_key(str(settings.get("quick_hide_key")))
        self.watch.bind(STOP_KEY, self._stop_key)
        self._join()
        self._join_pictures()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What answers each act."""
        return {
            "palette": self.show_palette,
            "new_window": self._new_window,
            "settings": self.show_settings,
            "font_larger": partial(self.resize_words, STEP),
            "font_smaller": partial(self.resize_words, -STEP),
            "font_normal": partial(self.resize_words, 0),
            "quick_hide": self.quick_hide.toggle,
            "stop_report": self.stop_report.stop_last,
            "sitting": self.wellbeing.show_sitting,
        }

    def _join(self) -> None:
        cases = self._parts.cases
        parts = (self.auto_lock, self.wellbeing, self.case_watch)
        for part in parts:
            cases.opened.connect(part.case_opened)
            cases.closed.connect(part.case_closed)
        cases.opened.connect(self._opened)
        cases.closed.connect(self._closed)
        self.auto_lock.due.connect(cases.lock_unattended)
        self.quick_hide.hidden.connect(self.wellbeing.was_hidden)
        self.quick_hide.shown.connect(self.wellbeing.was_shown)
        self.wellbeing.hide_wanted.connect(self.quick_hide.hide)
        self.case_watch.changed.connect(cases.changed)
        self._parts.line.idle.connect(self.case_watch.settle)
        self.stop_report.told.connect(cases.told)
        theme.application().applicationStateChanged.connect(self._came_back)
        self._parts.view.pages.made.connect(self._page_made)

    def _join_pictures(self) -> None:
        features, detail = self._parts.features, self._parts.view.detail
        features.acts.pictured.connect(self.stop_report.was_shown)
        features.acts.pictured.connect(self.wellbeing.saw_picture)
        detail.shown.connect(self._ad_shown)
        detail.pictures.stop_wanted.connect(self.stop_report.stop)
        self.stop_report.stopped.connect(features.comparing.stop)
        self.stop_report.stopped.connect(features.picturing.stop)
        self.stop_report.stopped.connect(detail.pictures.stop)
        self.stop_report.stopped.connect(self._stop_tiles)
        features.acts.unlogged.connect(self._hide_unlogged)

    def _came_back(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.case_watch.look()

    def _page_made(self, _key: str, page: QWidget) -> None:
        window_layout.cut(page)
        if isinstance(page, DecidePage):
            page.pictures.stop_wanted.connect(self.stop_report.stop)

    def _stop_tiles(self, sha256: str) -> None:
        for tile in self._window.findChildren(Tile):
            if tile.image.sha256 == sha256:
                tile.stop()

    def _hide_unlogged(self, sha256: str) -> None:
        """What the log could not keep is not shown."""
        for tile in self._window.findChildren(Tile):
            if tile.image.sha256 == sha256:
                tile.hide_picture()
        self._parts.features.comparing.hide_pictures()
        self._parts.features.picturing.hide_pictures()

    def _ad_shown(self, ad: AdDetail) -> None:
        if ad.ad != self._ad:
            self._ad = ad.ad
            self.wellbeing.read_ad()

    def _closed(self) -> None:
        """No dialog of a closed case stays on screen."""
        self._ad = 0
        self.stop_report.forget()
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible() and _is_in(dialog, self._window):
                dialog.reject()

    def _stop_key(self) -> None:
        if self._parts.actions["stop_report"].isEnabled() and not self.quick_hide.is_hidden:
            self.stop_report.stop_last()

    def show_palette(self) -> None:
        """Show all acts."""
        dialog = Palette(self._parts.actions, self._window)
        dialog.chosen.connect(self._do)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _do(self, key: str) -> None:
        self._parts.actions[key].trigger()

    def _new_window(self) -> None:
        if not windows.start(self._parts.program):
            inform(self._window, _("New window"), _("Another window could not be started."))

    def show_settings(self) -> None:
        """Show the person's settings."""
        dialog = SettingsDialog(self._window)
        dialog.put.connect(self.settings_put)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def settings_put(self, keys: list[str]) -> None:
        """Put changed settings in force."""
        if "quick_hide_key" in keys:
            key = str(settings.get("quick_hide_key"))
            self.quick_hide.use_key(key)
            self._parts.actions["quick_hide"].setShortcut(key)
        if {"theme", "font_percent"} & set(keys):
            self.restyle_wanted.emit()
        if "auto_advance" in keys:
            self._parts.view.clusters.foot.advance.setChecked(bool(settings.get("auto_advance")))
        if "language" in keys:
            words = _("The language changes when Faisceau starts again.")
            inform(self._window, _("Language"), words)

    def resize_words(self, step: int) -> None:
        """Make all words larger or smaller; 0 makes them as they were at first."""
        declared = settings.DECLARED["font_percent"]
        now = int(str(settings.get("font_percent")))
        wanted = int(str(declared.default)) if not step else now + step
        wanted = min(max(wanted, declared.low), declared.high)
        if wanted != now:
            settings.put("font_percent", wanted)
            self.restyle_wanted.emit()
        self._parts.cases.told.emit(_("Size of words: {n} %").format(n=wanted))

    def restore_layout(self) -> None:
        """Put the window where it was; what shows a case comes back with a case."""
        window_layout.restore(self._window)
        self._docks = window_layout.put_away_docks(self._window)
        self._page = window_layout.page()

    def _opened(self) -> None:
        """Look at what was looked at last time."""
        page, self._page = self._page, ""
        if page in self._parts.view.page_keys():
            self._parts.view.show_page(page)
        docks, self._docks = self._docks, []
        if "history" in docks:
            # not now: acts on a case are switched on after this
            QTimer.singleShot(0, self._parts.actions["history"].trigger)

    def stop(self) -> None:
        """The window closes."""
        window_layout.remember(self._window, self._parts.view.pages.current)
        self.wellbeing.case_closed()
        self.auto_lock.case_closed()
        self.case_watch.case_closed()
        self.watch.stop()


def _fit(window: QWidget) -> None:
    fitting.fit(window)


def _is_in(dialog: QWidget, window: QWidget) -> bool:
    home = dialog.parentWidget()
    while home is not None and home is not window:
        home = home.parentWidget()
    return home is window
