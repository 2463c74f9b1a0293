# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be wrong with a window: a control without a name, cut words, widgets on each other."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QSplitter,
    QSplitterHandle,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QWidget,
)

SLACK = 3
MOST_STEPS = 120
_PARTS = 4


def shown(root: QWidget) -> list[QWidget]:
    """The widgets that can be seen, without Qt's own inner parts."""
    found = []
    for one in root.findChildren(QWidget):
        if one.isVisible() and one.window() is root and not one.objectName().startswith("qt_"):
            found.append(one)
    return found


def described(one: QWidget) -> str:
    """A widget as a person would look for it."""
    text = one.text() if isinstance(one, QLabel | QAbstractButton) else ""
    home = one.parentWidget()
    where = type(home).__name__ if home is not None else ""
    return f"{type(one).__name__} {one.accessibleName() or text!r} in {where}"


def nameless(root: QWidget) -> list[str]:
    """Widgets that take the focus and tell a screen reader nothing."""
    found = []
    for one in shown(root):
        if one.focusPolicy() == Qt.FocusPolicy.NoFocus or _is_inner(one):
            continue
        known = QAccessible.queryAccessibleInterface(one)
        if not known.text(QAccessible.Text.Name).strip():
            found.append(f"no name: {described(one)}")
    return found


def _is_inner(one: QWidget) -> bool:
    home = one.parentWidget()
    if isinstance(one, QScrollBar | QSplitterHandle):
        return True
    inner = isinstance(home, QComboBox | QTabBar | QAbstractScrollArea)
    return inner and not isinstance(home, QScrollArea) and not one.accessibleName()


def cut(root: QWidget) -> list[str]:
    """Labels and buttons whose words do not fit."""
    found = []
    for one in shown(root):
        if isinstance(one, QLabel) and one.text():
            if one.wordWrap():
                short = one.heightForWidth(one.width()) - one.height()
            else:
                short = one.sizeHint().width() - one.width()
            if short > SLACK:
                found.append(f"cut by {short}: {described(one)}")
        elif isinstance(one, QPushButton | QCheckBox | QRadioButton | QToolButton):
            if isinstance(one.parentWidget(), QTabBar) or not one.text():
                continue
            short = one.sizeHint().width() - one.width()
            if one.layout() is None and short > SLACK:
                found.append(f"cut by {short}: {described(one)}")
    return found


def on_each_other(root: QWidget) -> list[str]:
    """Widgets of one parent that lie on each other, or stick out of it."""
    found = []
    for parent in [root, *shown(root)]:
        inside = parent.layout()
        if inside is None or isinstance(parent, QStackedWidget | QSplitter):
            continue
        placed = [one for one in _children(parent) if inside.indexOf(one) >= 0]
        for place, one in enumerate(placed):
            if not _fits(parent.rect(), one.geometry()):
                found.append(f"sticks out: {described(one)}")
            for other in placed[place + 1 :]:
                common = one.geometry().intersected(other.geometry())
                if common.width() > SLACK and common.height() > SLACK:
                    found.append(f"on each other: {described(one)} and {described(other)}")
    return found


def _children(parent: QWidget) -> list[QWidget]:
    kept = parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [one for one in kept if one.isVisible() and not one.isWindow()]


def _fits(outer: QRect, inner: QRect) -> bool:
    return outer.adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(inner)


def tab_order(root: QWidget) -> list[str]:
    """Controls that Tab does not reach, traps, and jumps back within one part of a window."""
    wanted = [one for one in shown(root) if _is_tabbed(one)]
    if not wanted:
        return []
    wanted[0].setFocus()
    walked: list[QWidget] = []
    stays = 0
    for _step in range(MOST_STEPS):
        here = root.focusWidget()
        if walked and here is walked[0]:
            break
        stays = stays + 1 if walked and here is walked[-1] else 0  # a date is walked by its parts
        if stays > _PARTS or here in walked[1:-1]:
            return [f"trap at {described(here)}"]
        if not stays:
            walked.append(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
    found = [f"Tab passes by: {described(one)}" for one in wanted if not _was_met(one, walked)]
    for before, after in pairwise(walked):
        same = before.parentWidget() is after.parentWidget()
        if same and after.geometry().bottom() < before.geometry().top():
            found.append(f"jumps back: {described(before)} to {described(after)}")
    return found


def _is_tabbed(one: QWidget) -> bool:
    if not one.isEnabled() or not one.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return False
    group = one.group() if isinstance(one, QAbstractButton) else None
    if isinstance(one, QAbstractButton) and group is not None and group.exclusive():
        return one.isChecked()  # arrows go from there to the others
    # the system chooses whether Tab comes to sliders of scroll areas; arrows always move them
    return not isinstance(one, QScrollBar) and not _is_inner(one) and _is_reachable(one)


def _is_reachable(one: QWidget) -> bool:
    return not isinstance(one, QAbstractSlider) or one.isVisible()


def _was_met(one: QWidget, walked: list[QWidget]) -> bool:
    return one in walked or one.focusProxy() in walked or any(one.isAncestorOf(w) for w in walked)


def focus_is_there() -> bool:
    """Has something the focus?"""
    return QApplication.focusWidget() is not None
