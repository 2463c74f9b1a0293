# SPDX-License-Identifier: GPL-3.0-or-later
"""The import dialog and the reports of imports: what a person says becomes words of a command."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog
from pytestqt.qtbot import QtBot

from app import paths
from app.triage import preview
from app.triage.preview import Wanted
from app.views import work
from app.views.import_dialog import ImportDialog
from app.views.import_tables import dragged
from app.views.imports_dialog import ImportsDialog
from app.views.main_window import MainWindow
from indexing.pipeline.profiles import Profile, save_profile
from tests.app.views.conftest import PROGRAM, wait_for

pytestmark = pytest.mark.window

SEEN = {
    "format": "csv", "delimiter": ";", "encoding": "cp1252", "encoding_by": "guessed",
    "encodings": [
        {"encoding": "cp1252", "sample": "très calme 06 39 98 01 42"},
        {"encoding": "cp1250", "sample": "trčs calme"},
    ],
    "columns": ["titre", "tel", "origine"],
    "profile": {"fields": {"title": ["titre"], "contacts": ["tel"]}, "missing": ["texte"]},
    "rows": [{"title": "Bureau", "contacts": ["06 39 98 01 42"], "extra": {"origine": "ici"}}],
    "rejects": [],
}  # fmt: skip


@pytest.fixture
def form(qtbot: QtBot, tmp_path: Path) -> ImportDialog:
    made = ImportDialog()
    made.program = list(PROGRAM)
    qtbot.addWidget(made)
    source = tmp_path / "list.csv"
    source.write_text("titre\nx\n", encoding="utf-8")
    made.files.setText(str(source))
    wait_for(qtbot, made.go.isEnabled)
    made.show_preview(preview.read(SEEN))
    return made


def choose(table: object, place: int, words: str) -> None:
    choice = table.cellWidget(place, 1)  # type: ignore[attr-defined]
    assert isinstance(choice, QComboBox)
    choice.setFocus()
    for _step in range(choice.count()):
        QTest.keyClick(choice, Qt.Key.Key_Up)
    while choice.currentData() != words:
        QTest.keyClick(choice, Qt.Key.Key_Down)
    choice.activated.emit(choice.currentIndex())


def test_encodings_are_shown_with_words_of_the_file_and_one_is_chosen(form: ImportDialog) -> None:
    assert "très calme" in form.encoding.itemText(0)
    assert form.encoding.itemData(1) == "cp1250"
    assert "06 39 98 01 42" not in form.encoding.itemText(0)
    form._encoding_chosen(1)
    assert preview.options(form.wanted()) == ("--encoding", "cp1250")


def test_columns_are_left_out_and_masked_by_list(form: ImportDialog) -> None:
    choose(form.columns, 1, "mask")
    choose(form.columns, 2, "drop")
    wanted = form.wanted()
    assert (wanted.dropped, wanted.masked) == (("origine",), ("tel",))
    choose(form.columns, 2, "keep")
    assert form.wanted().dropped == ()
    example = form.columns.item(2, 2)
    assert example is not None
    assert example.text() == "ici"


def test_the_keys_go_through_the_form_as_it_is_read(form: ImportDialog) -> None:
    wanted = [
        form.files, form.images, form.table, form.join, form.profile, form.name, form.save,
        form.encoding, form.fields, form.columns, form.rows, form.go,
    ]  # fmt: skip
    met, one = [], form.files.nextInFocusChain()
    while one is not None and one is not form.files:
        met.append(one)
        one = one.nextInFocusChain()
    assert [form.files, *(one for one in met if one in wanted)] == wanted


def test_a_field_is_changed_by_list(form: ImportDialog) -> None:
    choose(form.fields, 1, "origine")
    assert dict(form.wanted().changes) == {"body": "origine"}


def dropped(form: ImportDialog, column: str, field: str) -> bool:
    """Drop a column where a field stands; whether it was taken."""
    place = form.fields.rowViewportPosition(preview.FIELDS.index(field)) + 5
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    data = dragged(column)  # the event does not own it
    event = QDropEvent(QPointF(20, place), copy, data, left, Qt.KeyboardModifier.NoModifier)
    event.setAccepted(False)
    form.fields.dropEvent(event)
    return event.isAccepted()


def test_a_column_is_dropped_on_a_field(form: ImportDialog) -> None:
    assert dropped(form, "origine", "body")
    assert dict(form.wanted().changes) == {"body": "origine"}
    assert not dropped(form, "of another file", "title")
    assert dict(form.wanted().changes) == {"body": "origine"}


def test_each_column_can_be_taken_hold_of(form: ImportDialog) -> None:
    first = form.columns.item(0, 0)
    assert first is not None
    assert first.flags() & Qt.ItemFlag.ItemIsDragEnabled
    assert first.data(Qt.ItemDataRole.UserRole) == "titre"
    assert form.columns.accessibleDescription()


def test_columns_of_a_profile_that_are_missing_are_named(form: ImportDialog) -> None:
    assert "texte" in form._state.text()


def test_saved_profiles_are_offered(qtbot: QtBot) -> None:
    save_profile(Profile({"title": ("titre",)}, name="Rooms"), paths.profiles() / "rooms.yaml")
    made = ImportDialog()
    qtbot.addWidget(made)
    place = next(n for n in range(made.profile.count()) if "Rooms" in made.profile.itemText(n))
    made._profile_chosen(place)
    assert made.wanted().profile.endswith("rooms.yaml")


def test_a_profile_is_saved_under_a_name(qtbot: QtBot, form: ImportDialog) -> None:
    QTest.mouseClick(form.save, Qt.MouseButton.LeftButton)
    assert "name" in form._state.text()
    form.name.setText("Rooms")
    QTest.mouseClick(form.save, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: "Rooms" in form._state.text())


def test_all_that_was_said_becomes_options() -> None:
    wanted = Wanted("pics", {"title": "a"}, ("b",), ("c",), "cp1252", "p.yaml", "t.csv", "id=ad")
    assert work.bring("case", "00", ["list.csv"], wanted).arguments[:19] == (
        "import", "case", "list.csv", "--images", "pics", "--encoding", "cp1252", "--profile",
        "p.yaml", "--images-table", "t.csv", "--join", "id=ad", "--drop", "b", "--mask", "c",
        "--map", "title=a",
    )  # fmt: skip


def reports(qtbot: QtBot, desk: MainWindow) -> ImportsDialog:
    desk.actions_by_key["imports"].trigger()
    wait_for(qtbot, lambda: isinstance(QApplication.activeModalWidget(), ImportsDialog))
    found = QApplication.activeModalWidget()
    assert isinstance(found, ImportsDialog)
    wait_for(qtbot, lambda: found.rejects.topLevelItemCount() == 2)
    return found


def test_reports_show_rejects_and_lost_pictures(qtbot: QtBot, desk: MainWindow) -> None:
    found = reports(qtbot, desk)
    first, second = (found.rejects.topLevelItem(n) for n in range(2))
    assert first is not None
    assert second is not None
    assert [first.text(0), first.text(2), second.text(2)] == ["row 3", "open", "mended"]
    picture = found.pictures.topLevelItem(0)
    assert picture is not None
    assert picture.text(2) == "tree.png"
    found.reject()


@pytest.mark.parametrize("act", ["export", "repair"])
def test_rejected_rows_go_out_and_come_back(
    qtbot: QtBot, desk: MainWindow, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    def chosen(*_words: object) -> tuple[str, str]:
        return "mend.csv", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", chosen)
    found = reports(qtbot, desk)
    with qtbot.waitSignal(desk.line.ended, timeout=20_000) as ended:
        QTest.mouseClick(getattr(found, act), Qt.MouseButton.LeftButton)
    assert ended.args is not None
    words = ended.args[0].arguments
    case = words[2] if act == "export" else words[words.index("--repair") + 1]
    assert case == "S1"
    assert "mend.csv" in words
    wait_for(qtbot, lambda: not desk.line.busy)
