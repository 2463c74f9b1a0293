# SPDX-License-Identifier: GPL-3.0-or-later
"""The window: start page or case, tool bar, job bar, history; every act by menu and by key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QWidget

from app import settings
from app.i18n import LANGUAGES, _, ngettext, number
from app.tasks.job_line import JobLine
from app.tasks.runner import Runner
from app.triage.items import CaseSummary, Changed, HistoryItem
from app.triage.session import Doors, Questions
from app.views import theme
from app.views.acts import Acts
from app.views.case_view import CaseView
from app.views.cases import Cases
from app.views.comfort import Comfort, WindowParts
from app.views.features import Features
from app.views.first_case import FirstCase
from app.views.guiding import Guiding
from app.views.handbook import Handbook
from app.views.history_dock import HistoryDock
from app.views.job_bar import JobBar
from app.views.layouts import column, restyle, row
from app.views.plain_text import inform, label, tip
from app.views.shortcuts import Act, declared, menus
from app.views.start_page import StartPage
from app.views.tool_bar import ToolBar
from app.views.word_dialogs import ShortcutSheet

_WORDLESS = (
    ("undo", "redo"), ("lock",), ("history",), ("index",), ("bundle",), ("import",), ("keys",),
)  # fmt: skip
"""Acts of the tool bar, those first that can soonest be known by their picture alone."""
_NAME_WIDTH = 300
_REPEATING = ("next_", "previous_", "font_", "undo", "redo")


class MainWindow(QMainWindow):
    """Wires the views to the acts."""

    def __init__(self, doors: Doors, program: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.setWindowIcon(theme.icon("faisceau"))
        self.resize(1440, 900)
        self.runner = Runner(self)
        self.line = JobLine(self, program)
        self.acts = Acts(self.runner, self)
        self.start = StartPage()
        self.case_view = CaseView(self.runner)
        self.features = Features(self.runner, self.acts, self.case_view, self, program)
        self.cases = Cases(doors, self.runner, self.line, self)
        self.actions_by_key: dict[str, QAction] = {}
        parts = (self.runner, self.line, self.cases, self.case_view, self.features)
        self.comfort = Comfort(WindowParts(*parts, self.actions_by_key, program), self)
        self.history = HistoryDock(self)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start)
        self.pages.addWidget(self.case_view)
        middle = QWidget()
        middle.setLayout(column(self.comfort.bars, self.pages, JobBar(self.line), gap=0))
        self.setCentralWidget(middle)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.history)
        self.resizeDocks([self.history], [270], Qt.Orientation.Horizontal)
        self.history.hide()
        self.handbook = Handbook(self)
        self.first_case = FirstCase(self)
        Guiding(self.first_case, self.case_view, self.features)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.first_case)
        self.first_case.hide()
        self._make_actions()
        self._make_bar()
        self._make_choices()
        self._connect()
        self.case_closed()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            **self.features.handlers(),
            **self.comfort.handlers(),
            "new": self.cases.ask_new,
            "open": self.cases.ask_open,
            "demo": self._demo,
            "import": self.cases.ask_import,
            "imports": self.cases.show_imports,
            "index": self.cases.index,
            "read_pictures": self._read_pictures,
            "bundle": self._ask_bundle,
            "lock": self.cases.lock,
            "quit": self.close,
            "second": self._be_second,
            "history": self.toggle_history,
            "handbook": self._show_handbook,
            "first_case": self.first_case.show,
            "keys": self._show_keys,
        }

    def _make_actions(self) -> None:
        handlers = self._handlers()
        bars: dict[str, QMenu] = {
            key: self.menuBar().addMenu(words) for key, words in menus().items()
        }
        for act in declared():
            action = self._action(act, handlers[act.key])
            bars[act.menu].addAction(action)
            self.actions_by_key[act.key] = action
        self._menus = bars
        # Ctrl+E and Ctrl+K, with which some systems edit a line, are acts in the filter box as well
        self.comfort.watch.keep_from_text(
            act.shortcut for act in declared() if act.key in ("bundle", "palette")
        )

    def _action(self, act: Act, handler: Callable[[], object]) -> QAction:
        action = QAction(act.text, self)
        if act.shortcut:
            action.setShortcut(QKeySequence(act.shortcut))
            # a key that is held down goes on through a list; it decides once
            action.setAutoRepeat(act.key.startswith(_REPEATING))
        if act.icon:
            action.setIcon(theme.icon(act.icon))
            action.setIconVisibleInMenu(False)
        action.setToolTip(act.text.rstrip("…"))
        action.setCheckable(act.check)
        action.triggered.connect(lambda _checked=False: handler())
        if act.key.startswith("page_"):
            action.triggered.connect(lambda _checked=False: self.first_case.did(act.key))
        return action

    def _make_bar(self) -> None:
        self.bar = ToolBar(_("Tools"))
        self.bar.setObjectName("tools")
        self._name = label("", look="heading", name=_("Case"))
        self._about = label("", look="small", name=_("About the case"))
        words = QWidget()
        inside = column(self._name, self._about, gap=0)
        inside.setContentsMargins(6, 0, 14, 0)
        words.setLayout(inside)
        self.bar.addWidget(words)
        gap = QWidget()
        gap.setLayout(row(None))
        self.bar.addWidget(gap)
        for act in declared():
            if act.bar:
                action = self.actions_by_key[act.key]
                action.setIconText(_short(act))
                self.bar.addAction(action)
                if act.key in ("bundle", "redo"):
                    self.bar.addSeparator()
        self.bar.shrink_first([[self.actions_by_key[key] for key in keys] for keys in _WORDLESS])
        self.addToolBar(self.bar)

    def _make_choices(self) -> None:
        colours = self._menus["look"].addMenu(_("Colours"))
        words = {"system": _("As the system"), "light": _("Light"), "dark": _("Dark")}
        for key, text in words.items():
            colours.addAction(text).triggered.connect(self._chooser("theme", key))
        tongues = self._menus["look"].addMenu(_("Language"))
        for code, name in {"": _("As the system"), **LANGUAGES}.items():
            tongues.addAction(name).triggered.connect(self._chooser("language", code))

    def _chooser(self, setting: str, value: str) -> Callable[[], None]:
        def choose() -> None:
            settings.put(setting, value)
            if setting == "theme":
                self.restyle()
            else:
                inform(self, _("Language"), _("The language changes when Faisceau starts again."))

        return choose

    def _connect(self) -> None:
        self.start.new_wanted.connect(self.cases.ask_new)
        self.start.open_wanted.connect(self.cases.ask_open)
        self.start.demo_wanted.connect(self._demo)
        self.start.case_wanted.connect(self.cases.ask_unlock)
        self.comfort.restyle_wanted.connect(self.restyle)
        self.cases.opened.connect(self.case_opened)
        self.cases.closed.connect(self.case_closed)
        # as acts do: what changed from outside must not stay in an open dialog either
        self.cases.changed.connect(self.acts.changed)
        self.cases.told.connect(self.statusBar().showMessage)
        view = self.case_view
        view.clusters.import_wanted.connect(self.cases.ask_import)
        view.empty.import_wanted.connect(self.cases.ask_import)
        view.empty.index_wanted.connect(self.cases.index)
        self.acts.changed.connect(self.take)
        self.history.target_wanted.connect(view.go_to_target)
        self.history.turn_wanted.connect(self.features.desk.ask_turn)
        self.runner.failed.connect(self.cases.tell_problem)

    def case_opened(self) -> None:
        """Show the case."""
        self.pages.setCurrentWidget(self.case_view)
        self._enable(True)
        self._reload_summary()
        self.case_view.open()

    def case_closed(self) -> None:
        """Show the start page; nothing of the case stays on screen."""
        self.features.close_all()
        self.case_view.forget()
        self.statusBar().clearMessage()
        self.history.hide()
        self.history.show_items(())
        self.start.show_cases(self.cases.recent())
        self.pages.setCurrentWidget(self.start)
        self.setWindowTitle("Faisceau")
        self._enable(False)

    def _enable(self, case: bool) -> None:
        self.bar.setVisible(case)
        for act in declared():
            if act.case:
                self.actions_by_key[act.key].setEnabled(case)

    def _reload_summary(self) -> None:
        self.runner.ask("summary", _summary_of, self._show_summary)

    def _show_summary(self, case: CaseSummary | None) -> None:
        if case is None:
            return
        self.cases.remember(case)
        self.case_view.show_counts(case)
        self.actions_by_key["read_pictures"].setChecked(case.read_pictures)
        self.actions_by_key["second"].setChecked(case.is_second)
        self.setWindowTitle(f"{case.name} – Faisceau")
        self._show_name(case.name)
        ads = ngettext("{n} ad", "{n} ads", case.ads).format(n=number(case.ads))
        until = _("keep until {date}").format(date=case.retain_until)
        overdue = _("retention has ended: purge or renew") if case.overdue else ""
        restyle(self._about, "problem" if case.overdue else "small")
        second = _("second reader") if case.is_second else ""
        self._about.setText(" · ".join(part for part in (ads, overdue or until, second) if part))
        self._name.setAccessibleDescription(case.purpose)
        self.bar.settle()

    def _show_name(self, name: str) -> None:
        """As much of the name as leaves room for the acts beside it."""
        most = theme.scaled(_NAME_WIDTH)
        shown = self._name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, most)
        self._name.setText(shown)
        tip(self._name, name if shown != name else "")

    def take(self, changed: Changed) -> None:
        """Tell and show what an act changed; nothing of a case that was locked meanwhile."""
        if self.pages.currentWidget() is not self.case_view:
            return
        if changed.sentence:
            self.statusBar().showMessage(changed.sentence, 12_000)
        self.case_view.take(changed)
        if changed.everything or changed.clusters:
            self._reload_summary()
        self.features.take(changed)
        if self.history.isVisible():
            self._reload_history()

    def _reload_history(self) -> None:
        self.runner.ask("history", _history_of, self.history.show_items)

    def toggle_history(self) -> None:
        """Show or hide what was done."""
        self.history.setVisible(not self.history.isVisible())
        if self.history.isVisible():
            self._reload_history()

    def _read_pictures(self) -> None:
        switch = self.actions_by_key["read_pictures"]
        if not self.cases.read_pictures(switch.isChecked()):
            switch.setChecked(not switch.isChecked())

    def _be_second(self) -> None:
        self.acts.be_second(self.actions_by_key["second"].isChecked())

    def _ask_bundle(self) -> None:
        if self.actions_by_key["second"].isChecked():
            why = _("A bundle shows what others set. Stop being the second reader first (Ctrl+2).")
            inform(self, _("Export a bundle"), why)
            return
        self.cases.ask_bundle(self.case_view.clusters.current)

    def _demo(self) -> None:
        self.cases.demo()
        self.first_case.show()

    def _show_handbook(self) -> None:
        in_case = self.pages.currentWidget() is self.case_view
        self.handbook.show(self.case_view.pages.current if in_case else "")

    def _show_keys(self) -> None:
        sheet = ShortcutSheet(self)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def restyle(self) -> None:
        """Put other colours in force."""
        theme.apply(theme.application())
        self.bar.settle()
        for act in declared():
            if act.icon:
                self.actions_by_key[act.key].setIcon(theme.icon(act.icon))
        self.start.show_cases(self.cases.recent())
        self._reload_summary()  # its words have another size now
        self.case_view.restyle()
        self.features.restyle()

    def open_path(self, case: Path, passphrase: str = "") -> None:
        """Open a case named on the command line."""
        self.cases.open_path(case, passphrase)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's word
        """Vanish at once; stop work, close the case, end the threads."""
        self.comfort.stop()
        self.features.close_all()
        self.hide()
        theme.application().sync()  # what follows may take seconds in which nothing is painted
        self.line.stop()
        self.runner.stop()
        super().closeEvent(event)


def _short(act: Act) -> str:
    words = {
        "import": _("Import"),
        "bundle": _("Export"),
        "lock": _("Lock"),
        "keys": _("Keys"),
    }
    return words.get(act.key, act.text)


def _summary_of(case: Questions) -> CaseSummary:
    return case.summary()


def _history_of(case: Questions) -> list[HistoryItem]:
    return case.history()
