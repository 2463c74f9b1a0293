# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that is chosen leaves its folder in no file of the system."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QStandardPaths, QTimer  # noqa: TID251 - Qt's own
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.views import file_choice

pytestmark = pytest.mark.window
USER = QSettings.Scope.UserScope


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    """Where Qt keeps what its dialogs remember, for this test alone."""
    QSettings.setPath(QSettings.Format.NativeFormat, USER, str(tmp_path / "kept"))
    yield tmp_path / "kept"
    usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    QSettings.setPath(QSettings.Format.NativeFormat, USER, usual)


def _accept() -> None:
    form = QApplication.activeModalWidget()
    assert isinstance(form, QFileDialog)
    form.accept()


def test_the_folder_of_a_case_is_written_nowhere(qtbot: QtBot, kept: Path, tmp_path: Path) -> None:
    before = QSettings(USER, "QtProject")
    before.setValue("FileDialog/lastVisited", "file:///of/another/program")
    before.sync()
    home = QWidget()
    qtbot.addWidget(home)
    case = tmp_path / "spring" / "one.faisceau"
    case.mkdir(parents=True)
    for name in ("spring", "one.faisceau"):
        QTimer.singleShot(100, _accept)
        chosen = tmp_path / "spring" if name == "spring" else case
        assert file_choice.folder(home, "A case", str(chosen)) == str(chosen)
    written = "".join(file.read_text(encoding="utf-8") for file in kept.rglob("*.conf"))
    assert "spring" not in written
    assert "another/program" in written
