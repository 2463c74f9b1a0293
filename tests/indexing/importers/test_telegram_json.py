# SPDX-License-Identifier: GPL-3.0-or-later
"""Telegram Desktop's JSON: texts, times, pictures, albums, whole accounts, damage."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexing.importers.registry import Source, open_source
from indexing.importers.source import Note
from indexing.limits import MAX_JSON_PARTS
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.chat_conformance import ChatConformance
from tests.indexing.importers.conformance import every

LEFT_OUT = "(File not included. Change data exporting settings to download.)"


def message(number: int, text: object = "", **more: object) -> dict[str, Any]:
    """One message as the program exports it."""
    start = 1_691_064_311
    return {
        "id": number,
        "type": "message",
        "date": f"2023-08-03T14:05:{number % 60:02}",
        "date_unixtime": str(start + 60 * number),
        "from": "Room board",
        "from_id": "channel1600000001",
        "text": text,
        "text_entities": [{"type": "plain", "text": text}] if text else [],
        **more,
    }


def chat(messages: Sequence[object], **more: object) -> dict[str, Any]:
    head = {"name": "Rooms in Lille", "type": "public_channel", "id": 1_600_000_001}
    return {**head, **more, "messages": list(messages)}


def written(folder: Path, document: object, name: str = "result.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def ads_of(source: Source) -> list[AdRecord]:
    return [item for item in every(source) if isinstance(item, AdRecord)]


def codes(source: Source) -> list[tuple[str, str]]:
    return [(x.place, x.code if isinstance(x, Rejected) else "") for x in every(source)]


class TestTelegram(ChatConformance):
    format = "telegram"
    suffix = ".json"
    fields = frozenset(
        ["source_id", "url", "site", "title", "posted_at", "author", "body", "contacts", "images"],
    )

    def written_id(self, number: str) -> str:
        return f"1600000001/{number}"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        messages = [message(int(x[0]), x[2], **{"from": x[1]}) for x in rows]
        path.write_text(json.dumps(chat(messages), indent=1), encoding="utf-8")


def test_a_message_keeps_what_it_says(tmp_path: Path) -> None:
    runs = [
        "Room near the ",
        {"type": "bold", "text": "tram"},
        ", see ",
        {"type": "text_link", "text": "here", "href": "https://rooms.example.org/7"},
        " or ",
        {"type": "link", "text": "https://example.org/a"},
        {"type": "mention", "text": " @rooms_lille"},
    ]
    more = {
        "forwarded_from": "Other board",
        "reply_to_message_id": 3,
        "edited": "2023-08-03T15:00:00",
        "edited_unixtime": "1691067600",
        "reactions": [{"type": "emoji", "count": 1, "emoji": "👍", "recent": [{"from": "Bo"}]}],
    }
    [ad] = ads_of(open_source(written(tmp_path, chat([message(7, runs, **more)]))))
    assert ad.place == "message 1"
    assert ad.source_id == "1600000001/7"
    assert ad.site == "Telegram"
    assert ad.body == "Room near the tram, see here or https://example.org/a @rooms_lille"
    assert ad.contacts == ("https://rooms.example.org/7",)
    assert ad.posted_at == "2023-08-03T12:12:11Z"
    assert ad.author == "Room board"
    assert ad.extra == {
        "chat": "Rooms in Lille",
        "chat_id": "1600000001",
        "chat_type": "public_channel",
        "date": "1691064731",
        "date_local": "2023-08-03T14:05:07",
        "from_id": "channel1600000001",
        "forwarded_from": "Other board",
        "reply_to_message_id": "3",
        "edited": "2023-08-03T15:00:00",
        "edited_unixtime": "1691067600",
    }


def test_without_unixtime_the_local_time_has_no_zone(tmp_path: Path) -> None:
    one = message(1, "A room")
    del one["date_unixtime"]
    [ad] = ads_of(open_source(written(tmp_path, chat([one]))))
    assert ad.posted_at == "2023-08-03T14:05:01"
    assert "date_local" not in ad.extra


def test_buttons_and_cards_give_contacts(tmp_path: Path) -> None:
    buttons = [[{"type": "url", "text": "Book", "data": "https://book.example.org"}], ["?"], None]
    card = {"first_name": "Ana", "last_name": "", "phone_number": "+33639980001"}
    one = message(1, "Lessons", inline_bot_buttons=buttons, contact_information=card)
    [ad] = ads_of(open_source(written(tmp_path, chat([one]))))
    assert ad.contacts == ("https://book.example.org", "+33639980001")
    assert ad.extra["contact_information.first_name"] == "Ana"


def test_pictures_are_found_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "files").mkdir()
    (tmp_path / "photos" / "photo_1@03-08-2023.jpg").write_bytes(b"one")
    (tmp_path / "files" / "room, back.png").write_bytes(b"two")
    messages = [
        message(1, "a", photo="photos/photo_1@03-08-2023.jpg", width=1, height=1),
        message(2, "b", photo=LEFT_OUT),
        message(3, "c", file="files/room, back.png", mime_type="image/png"),
        message(4, "d", file="files/plan.pdf", mime_type="application/pdf"),
        message(5, "e", file="stickers/s.webp", media_type="sticker", sticker_emoji="👍"),
        message(6, "f", photo="../../etc/passwd.jpg"),
        message(
            7,
            "g",
            file="video_files/v.mp4",
            media_type="video_file",
            thumbnail="video_files/v.mp4_thumb.jpg",
        ),
    ]
    ads = ads_of(open_source(written(tmp_path, chat(messages))))
    shown = [[(x.untrusted_name, x.path is not None) for x in ad.images] for ad in ads]
    assert shown == [
        [("photos/photo_1@03-08-2023.jpg", True)],
        [(LEFT_OUT, False)],
        [("files/room, back.png", True)],
        [],
        [],
        [("../../etc/passwd.jpg", False)],
        [("video_files/v.mp4_thumb.jpg", False)],
    ]
    assert ads[3].extra["file"] == "files/plan.pdf"
    assert ads[4].extra["media_type"] == "sticker"


def test_service_messages_are_counted_and_no_rows(tmp_path: Path) -> None:
    service = {"id": 1, "type": "service", "actor": "Ana", "action": "pin_message", "text": ""}
    source = open_source(written(tmp_path, chat([service, message(2, "A room"), service])))
    assert [ad.place for ad in ads_of(source)] == ["message 2"]
    assert source.skipped == {"service_message": 2}
    assert list(source.notes) == [Note("skipped_service_message", {"n": 2})]
    every(source)
    assert source.skipped == {"service_message": 2}  # counted anew, not on top


def test_a_whole_account_gives_its_chats_and_nothing_else(tmp_path: Path) -> None:
    document = {
        "about": "Here is the data you requested.",
        "personal_information": {"user_id": 1, "first_name": "Owner", "phone_number": "+1"},
        "contacts": {"about": "", "list": [{"first_name": "By", "phone_number": "+33639980009"}]},
        "sessions": {"list": [{"ip": "192.0.2.1"}]},
        "chats": {
            "about": "",
            "list": [
                chat([message(1, "A room")], name="One", id=1),
                chat([], name="None", id=2),
                {"type": "saved_messages", "id": 3, "messages": [message(1, "A note")]},
            ],
        },
        "left_chats": {"list": [chat([message(1, "A ride")], name="Two", id=4)]},
    }
    source = open_source(written(tmp_path, document))
    ads = ads_of(source)
    assert source.format == "telegram"
    assert [(ad.source_id, ad.extra.get("chat"), ad.body) for ad in ads] == [
        ("1/1", "One", "A room"),
        ("3/1", None, "A note"),
        ("4/1", "Two", "A ride"),
    ]
    assert "39980009" not in repr(ads)
    assert "192.0.2" not in repr(ads)


def test_it_is_known_by_content_and_only_then(tmp_path: Path) -> None:
    document = chat([message(1, "A room")])
    (tmp_path / "board.txt").write_text(json.dumps(document))
    assert open_source(tmp_path / "board.txt").format == "telegram"
    assert open_source(tmp_path / "board.txt", format="json").format == "json"
    ads = {"type": "list", "messages": [{"id": 1, "title": "A room", "body": "Near the tram"}]}
    assert open_source(written(tmp_path, ads, "ads.json")).format == "json"
    asked = open_source(tmp_path / "ads.json", format="telegram")
    assert [ad.site for ad in ads_of(asked)] == ["Telegram"]


def test_pictures_that_come_late_are_mapped(tmp_path: Path) -> None:
    messages = [message(x, "A room") for x in range(300)] + [message(300, "b", photo="p.jpg")]
    assert ads_of(open_source(written(tmp_path, chat(messages))))[-1].images[0].untrusted_name


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_cut_file_gives_what_is_whole(tmp_path: Path, share: float) -> None:
    path = written(tmp_path, chat([message(x, f"Room {x}") for x in range(50)]))
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    *kept, last = every(open_source(path))
    assert all(isinstance(item, AdRecord) for item in kept)
    assert isinstance(last, Rejected)
    assert (last.code, last.place) == ("json_cut", f"message {len(kept) + 1}")


def test_a_broken_file_gives_what_stands_before(tmp_path: Path) -> None:
    path = written(tmp_path, chat([message(x, f"Room {x}") for x in range(5)]))
    path.write_bytes(path.read_bytes().replace(b'"Room 3"', b'Room 3"', 1))
    assert codes(open_source(path))[-1] == ("message 4", "json_broken")


def test_what_is_no_message_is_rejected_by_place(tmp_path: Path) -> None:
    deep: object = 1
    for _ in range(100):
        deep = [deep]
    many = message(6, ["a"] * (MAX_JSON_PARTS + 1))
    messages = [[1], 5, {}, message(4, "ok"), message(5, "x", odd=deep), many, message(7, "a\0b")]
    path = written(tmp_path, chat([*messages, message(8, "ok")]))
    assert codes(open_source(path, format="telegram")) == [
        ("message 1", "not_an_object"),
        ("message 2", "not_an_object"),
        ("message 3", "row_empty"),
        ("message 4", ""),
        ("message 5", "json_too_deep"),
        ("message 6", "too_many_columns"),
        ("message 7", "row_nul"),
        ("message 8", ""),
    ]


VALUES: list[Any] = [
    None,
    True,
    -5,
    2.5,
    "",
    "text",
    [],
    [[]],
    ["a", 1, None],
    {},
    {"text": 1},
    {"a": {"b": []}},
]
KEYS = [
    "id",
    "type",
    "date",
    "date_unixtime",
    "from",
    "from_id",
    "text",
    "text_entities",
    "photo",
    "file",
    "thumbnail",
    "media_type",
    "forwarded_from",
    "reply_to_message_id",
    "reactions",
    "inline_bot_buttons",
    "contact_information",
    "title",
]


@pytest.mark.parametrize("key", KEYS)
def test_wrong_types_in_every_field_lose_no_message(tmp_path: Path, key: str) -> None:
    messages = [message(x, "A room") | {key: value} for x, value in enumerate(VALUES)]
    source = open_source(written(tmp_path, chat(messages)))
    assert len(every(source)) == len(VALUES)


@pytest.mark.parametrize("key", ["name", "type", "id", "messages"])
@pytest.mark.parametrize("value", VALUES)
def test_wrong_types_in_the_head(tmp_path: Path, key: str, value: object) -> None:
    document = {**chat([message(1, "A room")]), key: value}
    path = written(tmp_path, {"chats": {"list": [document, chat([message(2, "b")])]}})
    assert codes(open_source(path, format="telegram"))[-1][1] == ""


def test_odd_values_stay_as_they_are(tmp_path: Path) -> None:
    bidi = "\u202egnihton\u202c\u200f A room \u2066x\u2069"
    messages = [
        message(1, bidi, date_unixtime="-86400"),
        message(1, bidi, date_unixtime="99999999999999999999"),
        message(1, "the same id", date="0000-00-00T99:99:99", date_unixtime=""),
    ]
    ads = ads_of(open_source(written(tmp_path, chat(messages))))
    assert [ad.posted_at for ad in ads] == ["-86400", "9" * 20, "0000-00-00T99:99:99"]
    assert [ad.body for ad in ads] == [bidi, bidi, "the same id"]
    assert [ad.source_id for ad in ads] == ["1600000001/1"] * 3


def test_a_text_over_the_limit_is_rejected_alone(tmp_path: Path) -> None:
    messages = [message(1, "x" * 10_000_000), message(2, "A room")]
    source = open_source(written(tmp_path, chat(messages)))
    assert codes(source) == [("message 1", "cell_too_long"), ("message 2", "")]


def _long(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.write('{"name": "Rooms", "type": "private_group", "id": 5, "messages": [\n')
        for number in range(count):
            file.write(json.dumps(message(number, f"Room {number} near the tram " * 5)))
            file.write(",\n" if number + 1 < count else "\n]}")
    return path


def _peak(path: Path) -> int:
    source = open_source(path)
    tracemalloc.start()
    assert sum(1 for _ in source.records()) > 0
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_messages(tmp_path: Path) -> None:
    # both are longer than the pieces in which a file is read
    small, large = _long(tmp_path / "a.json", 2_000), _long(tmp_path / "b.json", 6_000)
    assert _peak(large) < 1.2 * _peak(small)


@pytest.mark.slow
def test_a_hundred_thousand_messages(tmp_path: Path) -> None:
    path = _long(tmp_path / "result.json", 100_000)
    assert len(ads_of(open_source(path))) == 100_000
    assert _peak(path) < 30_000_000


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*KEYS, "href", "data"]), inner, max_size=4)
    ),
    max_leaves=12,
)


def _never_crashes(folder: Path, messages: list[object]) -> None:
    source = open_source(written(folder, chat([message(0, "A room"), *messages])))
    found = every(source)
    assert len({item.place for item in found}) == len(found)
    assert 1 + len(messages) == len(found) + sum(source.skipped.values())
    assert found == every(source)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(messages=st.lists(st.dictionaries(st.sampled_from(KEYS), ANY, max_size=8), max_size=5))
def test_any_messages_are_read_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, messages: list[object]
) -> None:
    _never_crashes(tmp_path_factory.mktemp("any"), messages)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(messages=st.lists(ANY, max_size=6))
def test_any_messages_at_length(
    tmp_path_factory: pytest.TempPathFactory, messages: list[object]
) -> None:
    _never_crashes(tmp_path_factory.getbasetemp(), messages)
