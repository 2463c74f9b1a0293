# SPDX-License-Identifier: GPL-3.0-or-later
"""Building blocks of the overview: small choices, views under a title, splitters."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLayout, QSplitter, QWidget

from app.views.choice import Choice
from app.views.layouts import column


def box(name: str) -> QComboBox:
    """A small choice."""
    made = Choice()
    made.setProperty("look", "small")
    made.setAccessibleName(name)
    return made


def part(head: QLayout, view: QWidget) -> QWidget:
    """A view under its title."""
    whole = QWidget()
    inside = column(head, view, gap=4, margin=6)
    inside.setStretch(1, 1)
    whole.setLayout(inside)
    return whole


def splitter(way: Qt.Orientation, parts: Sequence[QWidget], shares: Sequence[int]) -> QSplitter:
    """Parts beside or below each other, with their shares of the room."""
    made = QSplitter(way)
    made.setChildrenCollapsible(False)
    for place, one in enumerate(parts):
        made.addWidget(one)
        made.setStretchFactor(place, shares[place])
    made.setSizes([share * 60 for share in shares])
    return made
