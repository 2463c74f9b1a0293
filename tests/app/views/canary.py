# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture that no widget may open, and where a widget could be made to open one."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QTabBar,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

IN_OPEN = 0x20
MOST_ROWS = 60
ROLES = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.StatusTipRole, Qt.ItemDataRole.WhatsThisRole)


def picture(folder: Path) -> Path:
    """A picture so large that a widget which shows it is large itself."""
    file = folder / "canary.png"
    image = QImage(1346, 964, QImage.Format.Format_RGB32)
    image.fill(0)
    image.save(str(file))
    return file


def words(file: Path) -> str:
    """Mark-up with that picture, one of another computer, and more that could draw or link."""
    return (
        f" <img src='{file}'><img src='file://{file}'>"
        "<img src='http://canary.example.invalid/x.png'>"
        f"<a href='{file}'>k</a><style>*{{background:url({file})}}</style>"
    )


@contextmanager
def opens(file: Path) -> Iterator[list[str]]:
    """Every time that anything opens the picture while this lasts, Qt's own code included."""
    if not sys.platform.startswith("linux"):
        pytest.skip("opened files are counted on Linux only")
    library = ctypes.CDLL(None, use_errno=True)
    watch = library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    assert watch >= 0
    assert library.inotify_add_watch(watch, os.fsencode(file), IN_OPEN) >= 0
    seen: list[str] = []
    try:
        yield seen
        with suppress(BlockingIOError):
            seen += ["opened"] * (len(os.read(watch, 65_536)) // 16)
    finally:
        os.close(watch)


def sinks(root: QWidget) -> list[str]:
    """Where mark-up would be obeyed: labels, tooltips, texts, rows."""
    found = []
    for one in (root, *root.findChildren(QWidget)):
        name = f"{type(one).__name__} {one.accessibleName()[:40]}"
        told = (one.toolTip(), one.statusTip(), one.whatsThis())
        found += [f"tip of {name}" for words in told if _is_markup(words)]
        found += [f"{what} in {name}" for what in _inside(one)]
    return found


def _is_markup(text: str) -> bool:
    return "<img" in text or "<style" in text


def _inside(one: QWidget) -> list[str]:
    if isinstance(one, QLabel):
        plain = one.textFormat() == Qt.TextFormat.PlainText
        return ["rich words"] if not plain and _is_markup(one.text()) else []
    if isinstance(one, QTextEdit | QPlainTextEdit) and not isinstance(one, QTextBrowser):
        return ["a picture"] if _has_picture(one.document()) else []
    if isinstance(one, QTabBar):
        tips = (one.tabToolTip(place) for place in range(one.count()))
        return ["a tip"] * sum(map(_is_markup, tips))
    if isinstance(one, QAbstractItemView) and not isinstance(one, QHeaderView):
        if one.model() is None:
            return []
        return _of_rows(one)
    return []


def _of_rows(view: QAbstractItemView) -> list[str]:
    rows, top = view.model(), QModelIndex()
    # a list has one column, and its model does not let itself be asked for it
    columns = rows.columnCount(top) if not isinstance(rows, QAbstractListModel) else 1
    return [
        "a tip of a row"
        for row in range(min(rows.rowCount(top), MOST_ROWS))
        for column in range(columns)
        for role in ROLES
        if _is_markup(str(rows.index(row, column, top).data(role) or ""))
    ]


def _has_picture(document: QTextDocument) -> bool:
    block = document.begin()
    while block.isValid():
        place = block.begin()
        while not place.atEnd():
            if place.fragment().charFormat().isImageFormat():
                return True
            place += 1
        block = block.next()
    return False
