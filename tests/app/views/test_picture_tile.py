# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of one picture: made when it is shown, in the order in which they stand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.triage.items import ImageItem
from app.views.layouts import row
from app.views.picture_tile import Tile


@pytest.fixture
def pictures(qtbot: QtBot) -> tuple[QWidget, Tile, Tile]:
    tiles = [Tile(ImageItem("", sha, "ok", 640, 480), n) for n, sha in enumerate("ab", 1)]
    window = QWidget()
    window.setLayout(row(*tiles))
    qtbot.addWidget(window)
    window.show()
    return window, tiles[0], tiles[1]  # who drops the window loses them


def words(tile: Tile) -> list[str]:
    return [one.text() for one in tile.findChildren(QPushButton) if one.isVisible()]


@pytest.mark.window
def test_tab_goes_through_the_steps_before_it_goes_to_the_next_picture(
    pictures: tuple[QWidget, Tile, Tile],
) -> None:
    _window, first, second = pictures
    assert words(first) == ["Show picture"]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Return)
    met = []
    while (here := QApplication.focusWidget()) is not second and here is not None:
        met.append(here.text() if isinstance(here, QPushButton) else "picture")
        QTest.keyClick(here, Qt.Key.Key_Tab)
    assert met == ["picture", "Hide picture", "In colour", "Larger", "Stop and report…"]
    assert met[1:] == words(first)
    assert words(second) == ["Show picture"]


@pytest.mark.window
def test_a_picture_is_no_wider_for_being_shown(pictures: tuple[QWidget, Tile, Tile]) -> None:
    _window, first, second = pictures
    first.open()
    steps = first.findChildren(QPushButton)
    QApplication.processEvents()
    assert first.width() == second.width()
    assert all(one.x() > 0 and one.geometry().right() < first.width() for one in steps)
    assert all(one.width() >= one.sizeHint().width() for one in steps)
    first.hide_picture()
    assert words(first) == ["Show picture"]
    first.open()
    assert first.findChildren(QPushButton) == steps
