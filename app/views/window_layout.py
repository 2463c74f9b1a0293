# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the window stood and how its panes were cut, remembered from one start to the next.

One layout for all cases: nothing in it tells which cases there are.
"""

from __future__ import annotations

import json
from collections import Counter

from PySide6.QtCore import QByteArray, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QMainWindow, QSplitter, QWidget

from app import settings
from app.views import fitting

_VERSION = 1
_LEAST_SEEN = 80
"""Pixels of a window that must lie on a screen, so that it can be grasped."""


def remember(window: QMainWindow, page: str = "") -> None:
    """Keep place, size, docks, splitters, and the page of the case that was looked at."""
    told = {
        "version": _VERSION,
        "place": _text(window.saveGeometry()),
        "docks": _text(window.saveState(_VERSION)),
        "splitters": {**_known(), **_sizes(window)},
        "page": page,
    }
    settings.put("window_layout", json.dumps(told, separators=(",", ":")))


def restore(window: QMainWindow) -> bool:
    """Put the window as it was; False when nothing is known, or nothing that can be read."""
    told = _told()
    if not told:
        window.resize(window.size().boundedTo(fitting.room(window).size()))
        return False
    window.restoreGeometry(_bytes(told.get("place")))
    window.restoreState(_bytes(told.get("docks")), _VERSION)
    cut(window)
    bring_back(window)
    return True


def page() -> str:
    """The page of the case that was looked at last; '' when none is known."""
    return str(_told().get("page") or "")


def put_away_docks(window: QMainWindow) -> list[str]:
    """Hide the docks until a case is open; the names of those that were shown."""
    docks = [one for one in window.findChildren(QDockWidget) if not one.isHidden()]
    for one in docks:
        one.hide()
    return [one.objectName() for one in docks]


def cut(part: QWidget) -> None:
    """Cut the splitters of a window, or of a page made later, as they were."""
    known = _known()
    for name, one in _splitters(part):
        sizes = known.get(name, [])
        if len(sizes) == one.count():
            one.setSizes(sizes)


def bring_back(window: QMainWindow) -> None:
    """Move a window that no screen shows any more to the first screen."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    seen = [screen.intersected(window.frameGeometry()) for screen in screens]
    if any(one.width() >= _LEAST_SEEN and one.height() >= _LEAST_SEEN for one in seen):
        return
    first = QGuiApplication.primaryScreen().availableGeometry()
    window.resize(window.size().boundedTo(first.size()))
    window.move(first.topLeft())


def _splitters(part: QWidget) -> list[tuple[str, QSplitter]]:
    """Splitters with names that stay the same: the view they stand in, and their place there."""
    found: list[tuple[str, QSplitter]] = []
    seen: Counter[str] = Counter()
    for one in part.findChildren(QSplitter):
        home: QObject | None = one.parent()
        while home is not None and not type(home).__module__.startswith("app."):
            home = home.parent()
        view = type(home).__name__
        found.append((f"{view}-{seen[view]}", one))
        seen[view] += 1
    return found


def _sizes(part: QWidget) -> dict[str, list[int]]:
    return {name: one.sizes() for name, one in _splitters(part) if any(one.sizes())}


def _known() -> dict[str, list[int]]:
    kept = _told().get("splitters")
    if not isinstance(kept, dict):
        return {}
    return {name: sizes for name, sizes in kept.items() if _are_sizes(sizes)}


def _told() -> dict[str, object]:
    try:
        told = json.loads(str(settings.get("window_layout")))
    except ValueError:
        return {}
    return told if isinstance(told, dict) and told.get("version") == _VERSION else {}


def _text(content: QByteArray) -> str:
    return bytes(content.toBase64().data()).decode("ascii")


def _bytes(text: object) -> QByteArray:
    return QByteArray.fromBase64(str(text or "").encode("ascii", "ignore"))


def _are_sizes(sizes: object) -> bool:
    return isinstance(sizes, list) and all(type(one) is int and 0 <= one < 100_000 for one in sizes)
