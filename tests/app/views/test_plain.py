# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of an ad are shown letter by letter and open no file; colours can be read; all is named."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QTableView,
)
from pytestqt.qtbot import QtBot

from app import paths
from app.views import plain_text, theme
from app.views.main_window import MainWindow
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase

VIEWS = sorted((paths.ROOT / "app" / "views").glob("*.py"))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "canary.png"
    image = QImage(1346, 964, QImage.Format.Format_RGB32)
    image.fill(0)
    image.save(str(file))
    return file


@pytest.fixture
def case(picture: Path) -> FakeCase:
    return FakeCase(canary=f" <img src='{picture}'>")


@pytest.mark.window
def test_markup_in_every_field_is_shown_and_opens_no_file(
    qtbot: QtBot, desk: MainWindow, case: FakeCase, picture: Path
) -> None:
    opened: list[str] = []

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and "canary" in str(arguments[0]):
            opened.append(str(arguments[0]))

    sys.addaudithook(hook)
    desk.toggle_history()
    view = desk.case_view
    assert case.canary in view.detail.text.toPlainText()
    for page in range(view.detail.tabs.count()):
        view.detail.tabs.setCurrentIndex(page)
        qtbot.wait(20)
    shown = "\n".join(label.text() for label in desk.findChildren(QLabel))
    assert shown.count(case.canary) >= 6
    big = [label for label in desk.findChildren(QLabel) if label.sizeHint().height() > 900]
    assert not big
    assert view.detail.text.document().size().height() < 900
    assert not opened
    wait_for(qtbot, lambda: case.canary in desk.windowTitle())


@pytest.mark.window
def test_a_tooltip_shows_markup(qtbot: QtBot, picture: Path) -> None:
    widget = plain_text.label("x")
    qtbot.addWidget(widget)
    plain_text.tip(widget, f"<img src='{picture}'>")
    assert "&lt;img" in widget.toolTip()


def test_only_the_wrapper_makes_labels_boxes_and_tooltips() -> None:
    made = r"\b(QLabel|QMessageBox|QToolTip|QProgressDialog|QTextBrowser)\("
    wanted = re.compile(made + r"|QMessageBox\.|QToolTip\.|\.setHtml\(|insertHtml\(|setMarkdown\(")
    for file in VIEWS:
        if file.name not in ("plain_text.py", "own_text.py"):
            assert not wanted.search(file.read_text(encoding="utf-8")), file.name
            tips = re.findall(r"(\w+)\.setToolTip\(", file.read_text(encoding="utf-8"))
            assert set(tips) <= {"action"}, f"{file.name}: an act's own words only"


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_all_text_can_be_read(colours: theme.Theme) -> None:
    named = asdict(colours)
    for ground in ("window", "base", "raised", "hover", "tint", "warn_tint"):
        assert theme.contrast(named["text"], named[ground]) >= 7, ground
    for ground in ("window", "base", "raised", "tint"):
        assert theme.contrast(named["muted"], named[ground]) >= 4.5, ground
    for mark in ("mark_phone", "mark_name", "mark_link", "mark_price"):
        assert theme.contrast(named["text"], named[mark]) >= 4.5, mark
    assert theme.contrast(named["on_accent"], named["accent"]) >= 4.5
    assert theme.contrast(named["on_danger"], named["danger"]) >= 4.5
    assert theme.contrast(named["link"], named["raised"]) >= 4.5
    assert theme.contrast(named["danger_text"], named["window"]) >= 4.5


@pytest.mark.window
def test_every_control_has_a_name(desk: MainWindow) -> None:
    for widget in desk.findChildren(QLineEdit) + desk.findChildren(QComboBox):
        if widget.objectName() != "qt_spinbox_lineedit":
            assert widget.accessibleName(), widget
    for act in desk.findChildren(QAbstractButton):
        if act.isVisible() and not act.objectName().startswith("qt_"):
            named = act.accessibleName() or act.text() or act.toolTip()
            home = act.parent()
            assert named or isinstance(home, QTabBar | QTableView), act
    assert QApplication.focusWidget() is not None


def test_the_window_starts_without_heavy_libraries() -> None:
    code = (
        "import sys\n"
        "from app import bootstrap\n"
        "from app.triage.doors import CaseDoors\n"
        "from app.views.main_window import MainWindow\n"
        "application = bootstrap.application()\n"
        "window = MainWindow(CaseDoors())\n"
        "window.show()\n"
        "application.processEvents()\n"
        "window.close()\n"
        "heavy = {'torch', 'faiss', 'PIL', 'numpy', 'pandas', 'sentence_transformers', 'yaml',\n"
        "         'transformers', 'onnxruntime', 'cv2', 'numba', 'scipy', 'pdqhash', 'imagehash',\n"
        "         'PySide6.QtNetwork', 'jsonschema', 'regex'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
