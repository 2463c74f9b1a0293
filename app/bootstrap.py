# SPDX-License-Identifier: GPL-3.0-or-later
"""Wiring only: settings, language, colours, the ways into a case, the window."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from app import i18n, settings
from app.tasks.collecting import Collector
from app.views import theme
from app.views.main_window import MainWindow


def application() -> QApplication:
    """The one application object, in the person's language and colours."""
    made = QApplication.instance()
    if not isinstance(made, QApplication):
        made = QApplication(sys.argv[:1])
    made.setApplicationName("faisceau")
    made.setDesktopFileName("faisceau")
    i18n.set_language(str(settings.get("language")) or None)
    _qt_words(made)
    rtl = Qt.LayoutDirection.RightToLeft
    made.setLayoutDirection(rtl if i18n.is_rtl() else Qt.LayoutDirection.LeftToRight)
    theme.apply(made)
    return made


def _qt_words(made: QApplication) -> None:
    """Qt's own words (file dialogs, names of keys) in the same language."""
    chosen = QLocale(i18n.language().split("-")[0])
    QLocale.setDefault(chosen)
    for earlier in made.findChildren(QTranslator):
        made.removeTranslator(earlier)
        earlier.deleteLater()
    if i18n.language() == i18n.PSEUDO_RTL:
        return
    words = QTranslator(made)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load(chosen, "qtbase", "_", folder):
        made.installTranslator(words)


def first_window() -> MainWindow:
    """The window of this process, on screen."""
    from app.triage.doors import CaseDoors

    window = MainWindow(CaseDoors())
    window.comfort.restore_layout()
    window.show()
    Collector(window)
    return window


def run(case: Path | None = None, *, passphrase: str = "", guided: bool = False) -> int:
    """Open the window, with a case if one is named; returns the exit code.

    ``guided``: the steps of the first case stand beside it.
    """
    running = application()
    window = first_window()
    if case is not None:
        QTimer.singleShot(0, window, lambda: window.open_path(case, passphrase))
    if guided:
        window.first_case.show()
    return running.exec()
