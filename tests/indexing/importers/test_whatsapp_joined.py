# SPDX-License-Identifier: GPL-3.0-or-later
"""Chats that were put into one file, and notices that look like messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexing.importers.registry import open_source
from indexing.importers.source import Note
from tests.indexing.importers.test_whatsapp import ads_of, written

ANDROID = "15.04.2016, 15:04 - Ana: "
IOS = "[15.04.16, 15:04:33] Bo: "


@pytest.mark.parametrize(("others", "told"), [(0, False), (1, True), (40, True)])
def test_messages_of_another_form_are_told(tmp_path: Path, others: int, told: bool) -> None:
    text = f"{ANDROID}A room\n" + "".join(f"{IOS}Bike {n}\n" for n in range(others))
    source = open_source(written(tmp_path, text))
    for _ in range(2):  # each reading counts for itself
        assert len(ads_of(source)) == 1
    assert (Note("other_form", {"n": others}) in source.notes) == told


def test_lines_of_another_form_without_a_sender_are_text(tmp_path: Path) -> None:
    times = "[15.04.16, 15:04:33] and so on\n" * 9
    source = open_source(written(tmp_path, f"{ANDROID}Times:\n{times}"))
    assert len(ads_of(source)) == 1
    assert not [note for note in source.notes if note.code == "other_form"]


@pytest.mark.parametrize(
    "line",
    [
        "Carla changed the subject to Rooms: Lille",
        "Carla changed the group name from Rooms to Rooms: Lille",
        "Carla a changé l’objet en Rooms : Lille",
        "Carla cambió el asunto a Rooms: Lille",
        "Carla hat den Betreff zu Rooms: Lille geändert",
    ],
)
def test_a_new_subject_with_a_colon_is_no_message(tmp_path: Path, line: str) -> None:
    source = open_source(written(tmp_path, f"15.04.2016, 15:04 - {line}\n{ANDROID}A room\n"))
    assert [ad.author for ad in ads_of(source)] == ["Ana"]
    assert source.skipped == {"system_line": 1}
