# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of an ad on its source page: plain texts, newest first, and how much is left out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.tasks.jobs import Command
from app.triage.items import AdDetail, ChangeItem, MentionItem, SightingItem
from app.views import work
from app.views.facts import ContactsPage, SourcePage

pytestmark = pytest.mark.window
FIRST = SightingItem(1, "2024-03-01 10:00", "2024-03-02", "a.csv", "row 2", is_oldest=True)
LATER = SightingItem(
    2, "2024-03-09 10:00", "2024-03-10", "b.csv", "row 7",
    (ChangeItem("Price", "400", "<b>450</b>"), ChangeItem("Title", "", "Room")), 2, 1,
)  # fmt: skip
AD = AdDetail(
    7, 3, "Room", "Text", provenance=(("File", "a.csv"),), sightings=(LATER, FIRST), times_seen=2
)


def texts(qtbot: QtBot, ad: AdDetail) -> list[str]:
    page = SourcePage("Source")
    qtbot.addWidget(page)
    page.show()
    page.show_ad(ad)
    qtbot.waitUntil(lambda: not page._waiting)
    found = page.findChildren(QLabel)
    assert all(one.textFormat() is Qt.TextFormat.PlainText for one in found)
    return [one.text() for one in found]


def test_the_history_stands_above_the_source(qtbot: QtBot) -> None:
    shown = texts(qtbot, AD)
    assert shown[0] == "Seen 2 times"
    assert shown.index("2024-03-09 10:00") < shown.index("2024-03-01 10:00") < shown.index("File")
    assert "b.csv, row 7 · imported 2024-03-10 · 1 new picture" in shown
    assert "400 → <b>450</b>" in shown
    assert "new: Room" in shown
    assert "and 2 more changes" in shown
    assert "the ad as shown above" in shown
    assert "Nothing had changed." not in shown


def test_a_sighting_without_changes_says_so(qtbot: QtBot) -> None:
    same = replace(LATER, changes=(), more_changes=0, pictures=0)
    shown = texts(qtbot, replace(AD, sightings=(same, FIRST)))
    assert shown.count("Nothing had changed.") == 1


def test_the_newest_of_many_are_shown(qtbot: QtBot) -> None:
    shown = texts(qtbot, replace(AD, times_seen=80))
    assert shown[0] == "Seen 80 times · the newest 2 are shown"


def test_an_ad_seen_once_has_no_history(qtbot: QtBot) -> None:
    shown = texts(qtbot, replace(AD, sightings=(), times_seen=1))
    assert shown == ["File", "a.csv"]


def test_a_contact_tells_when_it_was_seen(qtbot: QtBot) -> None:
    page = ContactsPage("Contacts")
    qtbot.addWidget(page)
    page.show()
    mention = MentionItem("phone", "•• 02", "capture 2 contacts", 0, 5, seen="2024-03-09")
    page.show_ad(replace(AD, mentions=(mention,)))
    shown = [one.text() for one in page.findChildren(QLabel)]
    assert "in the contact field · seen on 2024-03-09" in shown


def test_an_import_tells_how_many_ads_were_seen_anew() -> None:
    source = {"added": 1, "known": 3, "captures": 2, "rejected": 0}
    command = Command("Importing", ("import", "one.faisceau", "a.csv"))
    told = work.told(command, {"sources": [source]})
    assert "3 known before, 2 of these seen anew, 0 rows rejected" in told[0]
    told = work.told(command, {"sources": [source | {"captures": 0}]})
    assert "seen anew" not in told[0]
