# SPDX-License-Identifier: GPL-3.0-or-later
"""All acts by their words: type a few letters, see the key, press Return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app import settings
from app.i18n import _
from app.views import theme
from app.views.layouts import button, column, dialog_frame, row
from app.views.palette_words import distance
from app.views.plain_text import label
from app.views.shortcuts import Act, declared, menus

_KEY = Qt.ItemDataRole.UserRole
_RECENT = 8
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class Palette(QDialog):
    """Lists the acts that match; those that are of no use now say so and cannot be chosen."""

    chosen = Signal(str)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._acts = [act for act in declared() if act.key in actions and act.key != "palette"]
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("What do you want to do?"))
        self.search.setAccessibleName(_("Search the acts"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self._go)
        self.search.installEventFilter(self)
        self.list = _list()
        self.list.itemActivated.connect(self._go)
        none = QWidget()
        words = label(_("No act is called that."), look="muted", wrap=True)
        none.setLayout(column(words, None, margin=12))
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(none)
        self._told = label("", look="small", name=_("Acts found"))
        foot = row(self._told, None, button(_("Close"), self.reject, look="small"))
        inside = column(self.search, self._pages, foot)
        dialog_frame(self, _("All acts"), inside, 600)
        inside.setContentsMargins(14, 14, 14, 12)
        self.resize(640, 480)
        self._narrow("")
        self.search.setFocus()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's word
        """Arrows in the line walk through the list."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            return False
        last = self.list.topLevelItemCount() - 1
        here = self.list.currentItem()
        place = self.list.indexOfTopLevelItem(here) + step if here is not None else 0
        self._choose(min(max(place, 0), last))
        return True

    def _choose(self, place: int) -> None:
        item = self.list.topLevelItem(place)
        if item is not None:
            self.list.setCurrentItem(item)

    def _narrow(self, typed: str) -> None:
        self.list.clear()
        found = matching(self._acts, typed, _recent())
        for act in found:
            self.list.addTopLevelItem(self._item(act))
        if found:
            self._choose(0)
        self._pages.setCurrentIndex(0 if found else 1)
        self._told.setText(_("Arrows choose, Return does it") if found else "")

    def _item(self, act: Act) -> QTreeWidgetItem:
        action = self._actions[act.key]
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        menu = menus()[act.menu].replace("&", "")
        words = act.text.replace("&", "")
        if action.isCheckable() and action.isChecked():
            menu += " · " + _("is on")
        if not action.isEnabled():
            menu += " · " + _("not possible now")
        item = QTreeWidgetItem([words, menu, key])
        item.setData(0, _KEY, act.key)
        muted = QColor(theme.current().muted)
        item.setForeground(1, muted)
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if not action.isEnabled():
            item.setForeground(0, muted)
        return item

    def _go(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        key = str(item.data(0, _KEY))
        if self._actions[key].isEnabled():
            _remember(key)
            self.accept()
            self.chosen.emit(key)
        else:
            self._told.setText(_("That is not possible now."))
            QApplication.beep()


def matching(acts: Sequence[Act], typed: str, recent: Sequence[str]) -> list[Act]:
    """The acts that fit what was typed, nearest first; among equals those chosen last first."""
    rank = {key: place for place, key in enumerate(recent)}
    found = []
    for place, act in enumerate(acts):
        far = distance(typed, act.text)
        if far is None:
            far = distance(typed, f"{act.text} {menus()[act.menu]}")
            far = None if far is None else far + 5
        if far is not None:
            found.append((far, rank.get(act.key, len(rank)), place, act))
    return [act for *_order, act in sorted(found, key=lambda one: one[:3])]


def _recent() -> list[str]:
    kept = settings.get("recent_acts")
    return kept if isinstance(kept, list) else []


def _remember(key: str) -> None:
    settings.put("recent_acts", [key, *(one for one in _recent() if one != key)][:_RECENT])


def _list() -> QTreeWidget:
    made = QTreeWidget()
    made.setAccessibleName(_("Acts"))
    made.setColumnCount(3)
    made.setHeaderHidden(True)
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setTabKeyNavigation(False)
    made.header().setStretchLastSection(False)
    made.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return made
