# SPDX-License-Identifier: GPL-3.0-or-later
"""The one ear on all events of the program: is somebody there, and keys that work everywhere.

A shortcut of the main window is dead while a dialog is open; the keys kept here are not. While the
windows are hidden nothing else of the person's reaches them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

_Type = QEvent.Type
_SIGNS = frozenset(
    {
        _Type.KeyPress, _Type.MouseButtonPress, _Type.MouseMove, _Type.Wheel, _Type.TouchBegin,
        _Type.TabletPress, _Type.InputMethod,
    }
)  # fmt: skip
_KEYS = frozenset({_Type.KeyPress, _Type.ShortcutOverride})
_HELD_BACK = frozenset(
    {
        _Type.KeyPress, _Type.KeyRelease, _Type.ShortcutOverride, _Type.Shortcut,
        _Type.MouseButtonPress, _Type.MouseButtonRelease, _Type.MouseButtonDblClick,
        _Type.Wheel, _Type.ContextMenu, _Type.ToolTip, _Type.HoverEnter, _Type.HoverMove,
        _Type.DragEnter, _Type.Drop, _Type.InputMethod, _Type.WhatsThis,
    }
)  # fmt: skip


class Watch(QObject):
    """Sees every event of the program while it is installed."""

    escaped = Signal()
    """Esc was pressed while the windows are hidden."""
    window_came = Signal(object)
    """A window was shown."""
    retitled = Signal(object)
    """The title of a window changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys: dict[str, Callable[[], object]] = {}
        self._not_text: frozenset[str] = frozenset()
        self._last = time.monotonic()
        self._let_through: Callable[[QObject], bool] | None = None
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def stop(self) -> None:
        """Hear nothing more."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def bind(self, key: str, act: Callable[[], object]) -> None:
        """Let a key act in every window of the program; an act keeps only its last key."""
        self._keys = {one: other for one, other in self._keys.items() if other != act}
        self._keys[_written(QKeySequence(key))] = act

    def keep_from_text(self, keys: Iterable[str]) -> None:
        """Let these keys be shortcuts in a text field too, where Qt edits with some of them."""
        self._not_text = frozenset(_written(QKeySequence(key)) for key in keys)

    def idle_seconds(self) -> float:
        """Seconds since the last key or movement of the mouse in any window of the program."""
        return time.monotonic() - self._last

    def somebody_is_there(self) -> None:
        """Count from now."""
        self._last = time.monotonic()

    def hold_back(self, let_through: Callable[[QObject], bool] | None) -> None:
        """Keep what the person does from all but some objects; None ends it."""
        self._let_through = let_through

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's word
        """Hear an event; True keeps it from whom it is meant for."""
        kind = event.type()
        if kind in _SIGNS and self._let_through is None:
            self._last = time.monotonic()
        if kind in _KEYS and isinstance(event, QKeyEvent) and self._key(event):
            return True
        if kind == _Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.window_came.emit(watched)
        elif kind == _Type.WindowTitleChange and isinstance(watched, QWidget):
            self.retitled.emit(watched)
        if self._let_through is None or kind not in _HELD_BACK:
            return False
        if kind == _Type.Shortcut:  # goes to an act, not to a widget
            return True
        return not self._let_through(watched)

    def _key(self, event: QKeyEvent) -> bool:
        key = _written(QKeySequence(event.keyCombination()))
        act = self._keys.get(key)
        is_press = event.type() == _Type.KeyPress
        if not is_press and act is None and self._let_through is None:
            return key in self._not_text
        if act is not None:
            event.accept()  # of a ShortcutOverride: the key comes as a key, not as a shortcut
            if is_press and not event.isAutoRepeat():
                act()
            return True
        if self._let_through is not None and is_press and event.matches(_CANCEL):
            self.escaped.emit()
            return True
        return False


_CANCEL = QKeySequence.StandardKey.Cancel


def _written(keys: QKeySequence) -> str:
    return keys.toString(QKeySequence.SequenceFormat.PortableText)
