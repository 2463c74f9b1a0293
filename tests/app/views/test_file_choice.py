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
from app.views.bundle_dialog import BundleDialog

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


def test_what_is_typed_is_looked_at_without_a_fall(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert file_choice.is_there(str(tmp_path))
    assert file_choice.is_folder(str(tmp_path))
    for typed in ("x" * 300, "zero\0", str(tmp_path / "none")):
        assert not file_choice.is_there(typed)
        assert not file_choice.is_folder(typed)
    form = BundleDialog("Spring", None, tmp_path)
    qtbot.addWidget(form)
    form.folder.setText(str(tmp_path / ("x" * 300)))
    assert form._problem.isHidden()

    def refuse(_path: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "exists", refuse)
    monkeypatch.setattr(Path, "is_dir", refuse)
    assert file_choice.is_there("/kept/by/another")
    assert not file_choice.is_folder("/kept/by/another")
