# SPDX-License-Identifier: GPL-3.0-or-later
"""One key blanks every window of the program at once; the same key, or Esc and a click, undoes it.

What is blanked is what can be seen: windows, dialogs, tool tips, titles and with them the preview
in the task bar. The case stays open until it locks itself. Somebody who knows the key can bring it
back: hiding is for a look over the shoulder, locking is for leaving the desk.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from shiboken6 import isValid

from app.i18n import _
from app.views.layouts import button, column, row
from app.views.plain_text import label, no_tip
from app.views.watch import Watch

_NAME = "Faisceau"


class Blank(QWidget):
    """Covers one window; says nothing of what is under it."""

    back_wanted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("look", "blank")
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Hidden"))
        self._words = label(_("Hidden. Press {key} to go on, or Esc."), look="muted", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.back = button(_("Show again"), self.back_wanted.emit)
        self.back.hide()
        self.setLayout(column(None, self._words, row(None, self.back, None), None, margin=24))
        window.installEventFilter(self)
        self._fit()
        self.raise_()
        self.show()

    def tell(self, key: str) -> None:
        """Say which key brings everything back."""
        self._words.setText(_("Hidden. Press {key} to go on, or Esc.").format(key=key))

    def offer(self) -> None:
        """Let a click bring everything back."""
        self.back.show()
        self.back.setFocus()

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's word
        """Stay as large as the window, and above all that comes into it."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        elif event.type() == QEvent.Type.ChildAdded:
            QTimer.singleShot(0, self, self.raise_)
        return False

    def _fit(self) -> None:
        window = self.parentWidget()
        if window is not None:
            self.setGeometry(window.rect())


class QuickHide(QObject):
    """Hides and shows again."""

    hidden = Signal()
    shown = Signal()

    def __init__(self, watch: Watch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watch = watch
        self._key = ""
        self._blanks: list[Blank] = []
        self._titles: list[tuple[QWidget, str]] = []
        self._focus: QWidget | None = None
        self._retitling = False
        watch.escaped.connect(self._offer)
        watch.window_came.connect(self._came)
        watch.retitled.connect(self._retitled)

    def use_key(self, key: str) -> None:
        """Choose the key."""
        self._key = key
        self._watch.bind(key, self.toggle)

    @property
    def is_hidden(self) -> bool:
        """Are the windows blank?"""
        return bool(self._blanks)

    def toggle(self) -> None:
        """Hide everything, or show it again."""
        if self.is_hidden:
            self.show_again()
        else:
            self.hide()

    def hide(self) -> None:
        """Blank every window now."""
        if self.is_hidden:
            return
        no_tip()
        self._focus = QApplication.focusWidget()
        for window in QApplication.topLevelWidgets():
            if not window.isVisible():
                continue
            if isinstance(window, QFileDialog | QMenu) or _is_popup(window):
                window.close()  # a system's own file dialog cannot be covered
            else:
                self._cover(window)
        self._watch.hold_back(self._may_have)
        self.hidden.emit()

    def show_again(self) -> None:
        """Show what was there."""
        self._watch.hold_back(None)
        blanks, self._blanks = self._blanks, []
        titles, self._titles = self._titles, []
        for blank in blanks:
            if _alive(blank):
                blank.hide()
                blank.deleteLater()
        for window, title in titles:
            if _alive(window):
                window.setWindowTitle(title)
        if _alive(self._focus) and self._focus is not None:
            self._focus.setFocus()
        self._focus = None
        self._watch.somebody_is_there()
        self.shown.emit()

    def _cover(self, window: QWidget) -> None:
        blank = Blank(window)
        blank.tell(self._key)
        blank.back_wanted.connect(self.show_again)
        self._blanks.append(blank)
        self._titles.append((window, window.windowTitle()))
        self._neutral(window)
        if window.isActiveWindow():
            blank.setFocus()

    def _neutral(self, window: QWidget) -> None:
        self._retitling = True
        window.setWindowTitle(_NAME)
        self._retitling = False

    def _offer(self) -> None:
        for blank in self._blanks:
            if _alive(blank):
                blank.offer()

    def _came(self, window: QWidget) -> None:
        """A window that opens while all is hidden is covered before it is painted."""
        if not self.is_hidden or isinstance(window, Blank):
            return
        if _is_popup(window):
            QTimer.singleShot(0, window, window.close)
        elif not any(known is window for known, _title in self._titles):
            self._cover(window)

    def _retitled(self, window: QWidget) -> None:
        if self._retitling or not self.is_hidden:
            return
        for place, (known, _title) in enumerate(self._titles):
            if known is window:
                self._titles[place] = (window, window.windowTitle())
                self._neutral(window)

    def _may_have(self, watched: QObject) -> bool:
        """Only the button that shows everything again hears the person."""
        buttons = [blank.back for blank in self._blanks if _alive(blank)]
        # the system gives a click to the window first, and that hands it on
        return watched in buttons or not isinstance(watched, QWidget)


def _is_popup(window: QWidget) -> bool:
    return window.windowType() in (Qt.WindowType.Popup, Qt.WindowType.ToolTip)


def _alive(widget: QWidget | None) -> bool:
    return widget is not None and isValid(widget)
