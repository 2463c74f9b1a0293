# SPDX-License-Identifier: GPL-3.0-or-later
"""The switch that has pictures read, and what was read in them beside them."""

from __future__ import annotations

import io

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.tasks.jobs import Outcome
from app.triage.items import AdDetail, ImageItem, MentionItem, WordsItem
from app.views import work
from app.views.facts import ContactsPage
from app.views.main_window import MainWindow
from app.views.picture_tile import Tile
from tests.app.views.conftest import wait_for

pytestmark = pytest.mark.window
LINE = WordsItem("•• •• •• •• 71", ((100, 500, 900, 500, 900, 700, 100, 700),))


def image(*words: WordsItem) -> ImageItem:
    return ImageItem("a.jpg", "ab" * 32, "ok", 640, 480, words)


def tile(qtbot: QtBot, shown: ImageItem) -> Tile:
    made = Tile(shown, 2)
    qtbot.addWidget(made)
    return made


def grey_picture() -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (160, 104), "#808080").save(buffer, "PNG")
    return buffer.getvalue()


def texts(made: Tile | ContactsPage) -> list[str]:
    return [one.text() for one in made.findChildren(QLabel)]


def test_the_switch_runs_the_command_and_comes_back_off(qtbot: QtBot, desk: MainWindow) -> None:
    switch = desk.actions_by_key["read_pictures"]
    assert switch.isCheckable()
    assert not switch.isChecked()
    ran: list[Outcome] = []
    desk.line.ended.connect(lambda _command, outcome: ran.append(outcome))
    switch.trigger()
    wait_for(qtbot, lambda: ran)
    argv = ran[0].document["argv"]
    assert isinstance(argv, list)
    assert argv[0] == "index"
    assert "--read-pictures" in argv
    # what the case says counts, and this one was not changed
    wait_for(qtbot, lambda: not switch.isChecked())


def test_the_switch_waits_while_something_is_at_work(
    desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.cases, "_busy", lambda: True)
    switch = desk.actions_by_key["read_pictures"]
    switch.trigger()
    assert not switch.isChecked()


@pytest.mark.parametrize(
    ("wanted", "word"), [(True, "--read-pictures"), (False, "--no-read-pictures")]
)
def test_both_ways_are_commands(wanted: bool, word: str) -> None:
    assert word in work.index("/c", "00", read_pictures=wanted).arguments
    assert not {"--read-pictures", "--no-read-pictures"} & set(work.index("/c", "00").arguments)


def test_unread_pictures_are_told() -> None:
    document = {"ads": 3, "clusters": 1, "links": 1, "pictures_unread": 2}
    sentence, _more = work.told(work.index("/c", "00"), document)
    assert "2 pictures could not be read" in sentence


def test_the_words_stand_under_the_picture(qtbot: QtBot) -> None:
    assert LINE.text in texts(tile(qtbot, image(LINE)))
    many = [WordsItem(f"line {n}", ()) for n in range(20)]
    shown = next(text for text in texts(tile(qtbot, image(*many))) if text.startswith("line 0"))
    assert shown.endswith("…")
    assert len(shown.splitlines()) < 12


def test_markup_in_a_picture_is_only_text(qtbot: QtBot) -> None:
    made = tile(qtbot, image(WordsItem("<b>bold</b>", ())))
    (label,) = [one for one in made.findChildren(QLabel) if "bold" in one.text()]
    assert label.textFormat().name == "PlainText"


def test_the_opened_picture_shows_where_they_stand(qtbot: QtBot) -> None:
    plain, outlined = tile(qtbot, image()), tile(qtbot, image(LINE))
    for made in (plain, outlined):
        made.show_picture(grey_picture())
    faces = [made._face.pixmap().toImage() for made in (plain, outlined)]
    assert faces[0].pixelColor(80, 52).name() == faces[1].pixelColor(80, 10).name() == "#808080"
    assert faces[1].pixelColor(80, 52).name() != "#808080"


def test_a_contact_says_in_which_picture_it_stands(qtbot: QtBot) -> None:
    page = ContactsPage("Contacts")
    qtbot.addWidget(page)
    page.show()
    said = MentionItem("phone", "•• 71", "picture 2", 0, 5)
    page.show_ad(AdDetail(1, 1, "t", "b", mentions=(said,)))
    assert any("picture 2" in text for text in texts(page))
