# SPDX-License-Identifier: GPL-3.0-or-later
"""The preview of the import dialog: of which file it is, what could not be read, each encoding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog
from pytestqt.qtbot import QtBot

from app.triage import preview
from app.views.import_dialog import ImportDialog
from app.views.plain_text import breakable
from tests.app.views import looking
from tests.app.views.conftest import PROGRAM, wait_for
from tests.app.views.test_importing import SEEN

pytestmark = pytest.mark.window
LONG = "table-of-rooms-" * 14 + "end.csv"
ARABIC = "\u0645\u0643\u062a\u0628 2026.csv"
WIDE: dict[str, Any] = {
    **SEEN, "encoding": "utf-16-le", "encoding_by": "guessed", "encodings": [],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of a person; the one called ``fail`` is one that the program cannot read."""
    monkeypatch.chdir(tmp_path)
    for name in ("list.csv", "a;b.csv", LONG, ARABIC, "fail"):
        (tmp_path / name).write_text("titre\nx\n", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    return tmp_path


@pytest.fixture
def form(qtbot: QtBot, folder: Path) -> ImportDialog:
    made = ImportDialog()
    made.program = list(PROGRAM)
    qtbot.addWidget(made)
    made.show()
    return made


def look(qtbot: QtBot, form: ImportDialog, *sources: str) -> None:
    form.files.setText("; ".join(sources))
    wait_for(qtbot, lambda: not form._timer.isActive() and form._job is None)


def choose(qtbot: QtBot, box: QComboBox, place: int) -> None:
    """Choose by the keys, from the top."""
    box.setFocus()
    box.setCurrentIndex(0)
    box.showPopup()
    for _step in range(place):
        QTest.keyClick(box.view(), Qt.Key.Key_Down)
    QTest.keyClick(box.view(), Qt.Key.Key_Return)


@pytest.mark.parametrize("source", ["fail", "nowhere.csv", "x" * 300])
def test_rows_of_another_file_do_not_stay(qtbot: QtBot, form: ImportDialog, source: str) -> None:
    look(qtbot, form, "list.csv")
    assert form.rows.rowCount() > 0
    assert form._state.property("look") == "muted"
    look(qtbot, form, source)
    for table in (form.fields, form.columns, form.rows):
        assert table.rowCount() == 0
    assert form._state.property("look") == "problem"
    assert not form._rejects_box.isVisible()
    assert not form.go.isEnabled()
    assert not form.save.isEnabled()
    look(qtbot, form, "list.csv")
    assert form._state.property("look") == "muted"
    assert form.go.isEnabled()


def test_a_profile_without_a_name_is_a_problem(qtbot: QtBot, form: ImportDialog) -> None:
    look(qtbot, form, "list.csv")
    QTest.mouseClick(form.save, Qt.MouseButton.LeftButton)
    assert form._state.property("look") == "problem"


def test_of_several_files_it_says_which_and_shows_another(qtbot: QtBot, form: ImportDialog) -> None:
    look(qtbot, form, "list.csv")
    assert not form.which.isVisible()
    look(qtbot, form, "list.csv", "fail", "nowhere.csv")
    assert form._state.property("look") == "problem"
    assert "nowhere.csv" in form._state.text()
    look(qtbot, form, "list.csv", "fail", LONG)
    assert form.which.isVisible()
    assert form.which.currentText() == "1 of 3: \u2068list.csv\u2069"
    choose(qtbot, form.which, 1)
    wait_for(qtbot, lambda: form._state.property("look") == "problem")
    assert form.rows.rowCount() == 0
    choose(qtbot, form.which, 2)
    wait_for(qtbot, form.go.isEnabled)
    assert form.sources() == ["list.csv", "fail", LONG], "all are imported, whichever is shown"


def test_long_names_and_those_from_right_to_left_fit(qtbot: QtBot, form: ImportDialog) -> None:
    look(qtbot, form, ARABIC, LONG, f"{LONG} that is not there")
    qtbot.wait(30)
    assert looking.cut(form) == []
    for place in range(form.which.count()):
        words = form.which.itemText(place)
        assert form.which.fontMetrics().horizontalAdvance(words) < form.which.width() - 40
    assert form.which.itemText(1).endswith("end.csv\u2069")
    longest = max(form._state.text().replace("\u200b", " ").split(), key=len)
    assert form._state.fontMetrics().horizontalAdvance(longest) < form._state.width()


def test_a_long_word_may_go_on_below() -> None:
    path = "/home/me/" + "x" * 90
    told = breakable(f"There is no file {path}, nor another.")
    assert told.replace("\u200b", "") == f"There is no file {path}, nor another."
    assert max(map(len, told.replace("\u200b", " ").split())) <= 21
    assert breakable("few short words") == "few short words"


def test_a_name_may_hold_what_stands_between_names(
    qtbot: QtBot, form: ImportDialog, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    chosen = [str(folder / "a;b.csv"), str(folder / "list.csv")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_words: (chosen, ""))
    form._choose_files()
    assert form.sources() == chosen
    form.files.setText("list.csv; fail")
    assert form.sources() == ["list.csv", "fail"]


def test_a_text_without_a_mark_has_every_encoding_to_choose_from(form: ImportDialog) -> None:
    form.show_preview(preview.read(WIDE))
    assert form.encoding.isEnabled()
    assert form.encoding.currentData() == "utf-16-le"
    assert "guessed" in form.encoding.currentText()
    for name in ("utf-8", "utf-16-be", "cp1252", "cp1251", "shift_jis"):
        assert form.encoding.findData(name) > 0, name
    form._encoding_chosen(form.encoding.findData("utf-8"))
    form.show_preview(preview.read(WIDE | {"encoding": "utf-8-sig", "encoding_by": "chosen"}))
    assert form.encoding.currentData() == "utf-8"
    assert form.encoding.itemData(0) == "utf-16-le", "the way back stays"


def test_a_workbook_states_its_own_encoding(form: ImportDialog) -> None:
    form.show_preview(preview.read(WIDE | {"format": "xlsx", "encoding_by": ""}))
    assert not form.encoding.isEnabled()


def test_a_file_that_cannot_be_read_has_not_the_encoding_of_the_one_before(
    qtbot: QtBot, form: ImportDialog
) -> None:
    form.show_preview(preview.read(WIDE | {"encoding": "cp1252", "encoding_by": "guessed"}))
    assert form.encoding.currentData() == "cp1252"
    look(qtbot, form, "empty")
    assert not form.encoding.isEnabled()
    assert form.encoding.currentText() == "–"
    look(qtbot, form, "fail")
    assert form.encoding.isEnabled()
    assert form.encoding.currentText() == "Found by itself"
    assert form.wanted().encoding == ""


def test_the_encoding_of_a_file_that_cannot_be_read_is_chosen(
    qtbot: QtBot, form: ImportDialog
) -> None:
    look(qtbot, form, "fail")
    assert form.encoding.isEnabled()
    assert form.encoding.currentData() == ""
    choose(qtbot, form.encoding, 3)
    chosen = form.wanted().encoding
    assert chosen.startswith("utf-16")
    wait_for(qtbot, lambda: not form._timer.isActive() and form._job is None)
    assert form.encoding.currentData() == chosen
    look(qtbot, form, "empty")
    assert form.wanted().encoding == ""
