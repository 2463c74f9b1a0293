# SPDX-License-Identifier: GPL-3.0-or-later
"""Albums of Telegram's JSON: which messages are one, and which are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from indexing.importers.registry import open_source
from tests.indexing.importers.test_telegram_json import ads_of, chat, message, written


def at(number: int, text: str = "", second: int = 5, **more: object) -> dict[str, Any]:
    usual = {"date_unixtime": str(1_691_064_300 + second), "photo": f"photos/{number}.jpg"}
    return message(number, text, **{**usual, **more})


@pytest.mark.parametrize(
    ("messages", "rows"),
    [
        ([at(1, "A"), at(2), at(3)], [("A", "1/1", 3)]),
        ([at(1), at(2, "B"), at(3)], [("B", "1/2", 3)]),
        ([at(1), at(2)], [("", "1/1", 2)]),
        ([at(1, "A"), at(2), at(3, "B"), at(4)], [("A", "1/1", 2), ("B", "1/3", 2)]),
        ([at(1, "A"), at(2, second=6)], [("A", "1/1", 1), ("", "1/2", 1)]),
        ([at(1, "A"), at(2, from_id="user5")], [("A", "1/1", 1), ("", "1/2", 1)]),
        ([at(1, "A"), {"type": "service"}, at(2)], [("A", "1/1", 1), ("", "1/2", 1)]),
        ([at(1, "A"), at(2, "B")], [("A", "1/1", 1), ("B", "1/2", 1)]),
        ([at(1, "A", photo=""), at(2)], [("A", "1/1", 0), ("", "1/2", 1)]),
        ([at(x, "A" if x == 1 else "") for x in range(1, 13)], [("A", "1/1", 10), ("", "1/11", 2)]),
    ],
)
def test_albums_are_one_row(tmp_path: Path, messages: list[object], rows: list[object]) -> None:
    source = open_source(written(tmp_path, chat(messages, id=1)))
    assert [(ad.body, ad.source_id, len(ad.images)) for ad in ads_of(source)] == rows
    services = source.skipped.get("service_message", 0)
    assert len(messages) == len(rows) + source.skipped.get("album_part", 0) + services


def test_an_album_names_its_messages(tmp_path: Path) -> None:
    [ad] = ads_of(open_source(written(tmp_path, chat([at(1), at(2, "B"), at(3)], id=9))))
    assert ad.place == "message 2"
    assert [x.untrusted_name for x in ad.images] == ["photos/1.jpg", "photos/2.jpg", "photos/3.jpg"]
    assert json.loads(ad.extra["album"]) == ["9/1", "9/2", "9/3"]
