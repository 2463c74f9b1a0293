# SPDX-License-Identifier: GPL-3.0-or-later
"""The page on one cluster by keyboard: text, pictures, timeline, reasons, suggestions, acts."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.triage.decide_items import DecidePictures, PictureGroup
from app.triage.suggestion_items import NewAnswer
from app.views.decide_page import DecidePage
from app.views.decide_section import Section
from app.views.main_window import MainWindow
from app.views.picture_tile import Tile
from app.views.tag_dialog import TagDialog
from app.views.word_dialogs import NoteDialog, ReasonDialog
from tests.app.views.conftest import wait_for
from tests.app.views.fake import PHONE, FakeCase
from tests.app.views.test_window import back, dialog, press

pytestmark = pytest.mark.window
DIGITS = PHONE.replace(" ", "")


@pytest.fixture
def page(qtbot: QtBot, desk: MainWindow) -> DecidePage:
    press(qtbot, desk, Qt.Key.Key_F2)
    made = desk.case_view.pages.page("decide")
    assert isinstance(made, DecidePage)
    wait_for(qtbot, lambda: made.found is not None and made.reasons.weakest())
    wait_for(qtbot, lambda: made.suggestions.cards and made.marks._found)
    return made


def words(inside: QWidget) -> str:
    parts = [one.text() for one in inside.findChildren(QLabel)]
    parts += [one.text() for one in inside.findChildren(QAbstractButton)]
    parts += [one.toPlainText() for one in inside.findChildren(QTextEdit)]
    return "\n".join(parts)


def digits(inside: QWidget) -> str:
    return "".join(filter(str.isdecimal, words(inside)))


def alone(qtbot: QtBot, page: DecidePage, cluster: int) -> None:
    page.show_cluster(cluster)
    wait_for(qtbot, lambda: page.found is not None and page.found.cluster == cluster)
    wait_for(qtbot, lambda: page.text.found is not None)


def test_it_says_what_the_cluster_is_and_why_it_waits(page: DecidePage) -> None:
    told = words(page)
    assert "C1 · 4 ads" in told
    assert "4 ads that belong together." in told
    assert "2026-03-01 – 2026-04-02" in told
    assert "Lille" in told
    assert "Shared by 3 of 4 ads" in told
    assert "1 ad follows no template" in told
    assert "A4 · " in told
    assert "in 3 of 4 ads here, in 9 of the case" in told


def test_the_keys_speak_of_the_cluster(
    qtbot: QtBot, desk: MainWindow, page: DecidePage, case: FakeCase
) -> None:
    press(qtbot, desk, Qt.Key.Key_2)
    wait_for(qtbot, lambda: case.statuses == {1: "looking"})
    wait_for(qtbot, lambda: page.head.statuses["looking"].property("look") == "chosen")
    press(qtbot, desk, Qt.Key.Key_T)
    form = dialog(qtbot, TagDialog)
    assert "C1" in words(form)
    form.reject()
    back(qtbot, desk)
    press(qtbot, desk, Qt.Key.Key_N)
    note = dialog(qtbot, NoteDialog)
    assert "C1" in words(note)
    note.reject()


def test_acts_on_ads_that_are_out_of_sight_do_nothing_but_show_them(
    qtbot: QtBot, desk: MainWindow, page: DecidePage, case: FakeCase
) -> None:
    desk.actions_by_key["purge"].trigger()
    assert desk.case_view.pages.current == "ads"
    assert not case.log


def test_contacts_stay_covered_until_a_reason_is_given(
    qtbot: QtBot, desk: MainWindow, page: DecidePage, case: FakeCase
) -> None:
    assert DIGITS not in digits(page)
    press(qtbot, desk, Qt.Key.Key_U)
    ask = dialog(qtbot, ReasonDialog)
    assert "C1" in words(ask)
    assert not case.log
    ask.given.emit("a case conference")
    ask.accept()
    wait_for(qtbot, lambda: DIGITS in digits(page))
    assert case.log == ["unmask C1: a case conference"]
    assert not page.head.unmask_button.isEnabled()
    page.show_cluster(2)
    wait_for(qtbot, lambda: page.found is not None and page.text.found is not None)
    assert DIGITS not in digits(page)
    page.forget()
    alone(qtbot, page, 1)
    assert DIGITS not in digits(page)


def shown(tile: Tile) -> QImage:
    return tile._face.pixmap().toImage()


def test_pictures_come_when_asked_small_and_grey_first(
    qtbot: QtBot, desk: MainWindow, page: DecidePage, case: FakeCase
) -> None:
    first, broken, rejected = page.pictures.tiles
    assert not case.asked_pictures
    assert all(tile._face.pixmap().isNull() for tile in page.pictures.tiles)
    assert "× 12 in 9 ads" in words(first)
    assert "Could not be decoded safely" in words(rejected)
    assert not rejected.can_open
    press(qtbot, desk, Qt.Key.Key_P)
    wait_for(qtbot, lambda: not first._face.pixmap().isNull())
    assert shown(first).allGray()
    assert max(shown(first).width(), shown(first).height()) <= 160
    assert case.log == ["picture A1"]
    assert desk.case_view.detail.pictures.seen == 1
    first._tint.click()
    wait_for(qtbot, lambda: not shown(first).allGray())
    first._size.click()
    wait_for(qtbot, lambda: shown(first).width() > 160)
    assert case.asked_pictures[-1].startswith("clear ")
    press(qtbot, desk, Qt.Key.Key_P)
    wait_for(qtbot, lambda: not broken._face.pixmap().isNull())
    broken._size.click()
    wait_for(qtbot, lambda: "could not be decoded safely" in broken._face.text())
    assert case.log == ["picture A1", "picture A2"]


def test_a_picture_shows_while_space_is_held(
    qtbot: QtBot, page: DecidePage, case: FakeCase
) -> None:
    tile = page.pictures.tiles[0]
    tile.setFocus()
    QTest.keyPress(tile, Qt.Key.Key_Space)
    wait_for(qtbot, lambda: not tile._face.pixmap().isNull())
    QTest.keyRelease(tile, Qt.Key.Key_Space)
    assert tile._face.pixmap().isNull()
    QTest.keyClick(tile, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: not tile._face.pixmap().isNull())
    QTest.keyClick(tile, Qt.Key.Key_Escape)
    assert tile._face.pixmap().isNull()
    wait_for(qtbot, lambda: case.log == ["picture A1", "picture A1"])


def test_an_answer_that_comes_after_the_key_was_let_go_shows_nothing(page: DecidePage) -> None:
    tile = page.pictures.tiles[0]
    tile.show_small(b"anything")
    tile.show_clear(None)
    tile.show_failed()
    assert tile._face.text() == "Hidden"


def test_the_timeline_goes_from_bar_to_bar_and_lists_ads(
    qtbot: QtBot, page: DecidePage, case: FakeCase
) -> None:
    strip = page.timeline.strip
    strip.setFocus()
    assert "week of 2026-03-02: 2 ads" in strip.accessibleDescription()
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert strip.here == (0, 2)
    QTest.keyClick(strip, Qt.Key.Key_Down)
    assert strip.here == (1, 1)
    assert strip.accessibleDescription().startswith("2 other sites")
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert strip.here == (1, 1)
    QTest.keyClick(strip, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: case.log == ["ads C1 a.example+b.example 2026-03-09 2026-03-15"])
    wait_for(qtbot, lambda: "Showing the first 2 of 5,000." in words(page.timeline))
    assert not strip.grab().isNull()
    with qtbot.waitSignal(page.ad_wanted):
        ad = next(b for b in page.timeline.findChildren(QAbstractButton) if "A1" in b.text())
        ad.click()


def test_suggestions_are_answered_by_key_one_ad_at_a_time(
    qtbot: QtBot, desk: MainWindow, page: DecidePage, case: FakeCase
) -> None:
    assert "Found in 3 of 4 ads" in words(page.suggestions)
    given: list[NewAnswer] = []
    page.answered.connect(given.append)
    page.answered.connect(lambda one: case.log.append(f"answered {one.item.target}"))
    press(qtbot, desk, Qt.Key.Key_G)
    assert page.suggestions.current is page.suggestions.cards[0]
    wait_for(qtbot, lambda: not page.suggestions.cards[0].visibleRegion().isEmpty())
    press(qtbot, desk, Qt.Key.Key_I)
    wait_for(qtbot, lambda: given)
    assert (given[0].item.target, given[0].answer) == ("A1", "innocent")
    wait_for(qtbot, lambda: page.suggestions.cards[0].item.target == "A2")
    wait_for(qtbot, lambda: "you answered 1" in words(page.suggestions))
    assert page.suggestions.current is page.suggestions.cards[0]
    wait_for(qtbot, lambda: not page.suggestions.cards[0].visibleRegion().isEmpty())
    press(qtbot, desk, Qt.Key.Key_R)
    wait_for(qtbot, lambda: len(given) == 2)
    assert (given[1].item.target, given[1].answer) == ("A2", "rejected")


def test_a_rule_is_shown_by_another_of_its_ads(qtbot: QtBot, page: DecidePage) -> None:
    other = next(b for b in page.suggestions.findChildren(QAbstractButton) if b.text() == "A4")
    other.click()
    wait_for(qtbot, lambda: page.suggestions.cards[0].item.target == "A4")


def test_the_weakest_link_opens_the_comparison(
    qtbot: QtBot, desk: MainWindow, page: DecidePage
) -> None:
    with qtbot.waitSignal(page.compare_wanted) as asked:
        press(qtbot, desk, Qt.Key.Key_C)
    assert asked.args == [3, 4]
    desk.features.close_all()


def test_one_ad_alone_is_told_by_its_text_and_tagged_itself(qtbot: QtBot, page: DecidePage) -> None:
    alone(qtbot, page, 3)
    wait_for(qtbot, lambda: "Piano lessons" in words(page.text))
    told = words(page)
    assert "of 2,000,000 characters" in told
    assert DIGITS not in digits(page)
    target = page.target()
    assert target is not None
    assert target.label == "A1"


def test_a_cluster_that_is_gone_leaves_an_empty_page(qtbot: QtBot, page: DecidePage) -> None:
    page.show_cluster(9)
    wait_for(qtbot, lambda: page.cluster is None)
    assert page._stack.currentIndex() == 0


class TestMarkup:
    """Words of ads with a picture of this disk in them."""

    @pytest.fixture
    def picture(self, tmp_path: Path) -> Path:
        file = tmp_path / "canary.png"
        image = QImage(1346, 964, QImage.Format.Format_RGB32)
        image.fill(0)
        image.save(str(file))
        return file

    @pytest.fixture
    def case(self, picture: Path) -> FakeCase:
        return FakeCase(canary=f" <img src='{picture}'>")

    def test_is_shown_letter_by_letter(
        self, qtbot: QtBot, page: DecidePage, case: FakeCase
    ) -> None:
        page.timeline.strip._choose(0, 0)
        wait_for(qtbot, lambda: "Showing the first" in words(page.timeline))
        assert words(page).count("<img src=") >= 14
        inside = page.findChildren(QLabel)
        assert not [one for one in inside if one.sizeHint().height() > 900]
        assert not [one for one in page.findChildren(QTextEdit) if one.height() > 400]
        alone(qtbot, page, 3)
        assert case.canary.strip() in words(page.text)


def test_tab_goes_through_the_page_from_top_to_bottom(qtbot: QtBot, page: DecidePage) -> None:
    sections = (page.text, page.pictures, page.timeline, page.reasons, page.suggestions, page.marks)
    page.area.setFocus()
    reached: list[int] = []
    for _step in range(60):
        at = QApplication.focusWidget()
        assert at is not None
        if _step and not page.area.isAncestorOf(at):
            break
        reached += [n for n, one in enumerate(sections) if one.isAncestorOf(at)]
        QTest.keyClick(at, Qt.Key.Key_Tab)
    assert set(reached) == set(range(6))
    assert reached == sorted(reached)
    assert page.text.text is not None
    page.text.text.setFocus()
    for _step in range(6):
        at = QApplication.focusWidget()
        assert at is not None
        if at is page.area:
            break
        QTest.keyClick(at, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is page.area


def test_many_pictures_come_in_turns(page: DecidePage) -> None:
    groups = tuple(PictureGroup(f"{n:064x}", "ok", n, 1, 1) for n in range(60))
    page.pictures.show_pictures(DecidePictures(groups, 75))
    assert 0 < len(page.pictures.tiles) < 24  # the window has its turn in between
    page.pictures.hurry()
    assert len(page.pictures.tiles) == 24
    for more, shown_now in (("36 more pictures", 48), ("12 more pictures", 60)):
        acts = page.pictures.findChildren(QAbstractButton)
        next(one for one in acts if one.text().replace("&", "") == more).click()
        page.pictures.hurry()
        assert len(page.pictures.tiles) == shown_now
    assert "Showing the first 60 of 75." in words(page.pictures)


def test_turns_are_taken_one_by_one_and_dropped_when_something_else_is_shown(qtbot: QtBot) -> None:
    section, done, other = Section("Words"), list[int](), list[int]()
    qtbot.addWidget(section)
    section.in_turns(partial(done.append, n) for n in range(3))
    assert (done, section.is_filling) == ([], True)
    wait_for(qtbot, lambda: not section.is_filling)
    assert done == [0, 1, 2]
    section.in_turns([partial(other.append, 1)])
    section.wait()
    qtbot.wait(20)
    assert other == []


def test_a_key_shows_picture_after_picture_while_tiles_are_still_made(page: DecidePage) -> None:
    groups = tuple(PictureGroup(f"{n:064x}", "ok", n, 1, 1) for n in range(30))
    page.pictures.show_pictures(DecidePictures(groups, 30))
    for shown_now in range(1, 24):
        page.pictures.open_next()
        assert [tile.is_open for tile in page.pictures.tiles[:shown_now]] == [True] * shown_now
    acts = [one.text() for one in page.pictures.findChildren(QAbstractButton)]
    assert sum("more pictures" in one for one in acts) == 1


def test_every_control_has_a_name(page: DecidePage) -> None:
    for act in page.findChildren(QAbstractButton):
        if not act.objectName().startswith("qt_"):
            assert act.accessibleName() or act.text(), act
    for one in page.findChildren(QWidget):
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus and isinstance(one, Tile | QTextEdit):
            assert one.accessibleName(), one
    assert page.timeline.strip.accessibleName()
