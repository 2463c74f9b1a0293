# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON lines and JSON documents: nested arrays, cut ends, odd values."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.importers import byte_stream, json_document
from indexing.importers.registry import open_source
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.conformance import ImporterConformance, every


def objects(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    return [dict(zip(columns, row, strict=True)) for row in rows]


class TestLines(ImporterConformance):
    format = "jsonl"
    suffix = ".jl"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        path.write_text("".join(json.dumps(x) + "\n" for x in objects(columns, rows)))


class TestArray(ImporterConformance):
    format = "json"
    suffix = ".json"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        path.write_text(json.dumps(objects(columns, rows), ensure_ascii=False), encoding="utf-8")


class TestObjectWithArray(ImporterConformance):
    format = "json"
    suffix = ".json"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        document = {"about": {"tags": [1, 2]}, "result": {"ads": objects(columns, rows)}}
        path.write_text(json.dumps(document if rows else [], indent=1))


def found(tmp_path: Path, name: str, content: bytes) -> list[AdRecord | Rejected]:
    path = tmp_path / name
    path.write_bytes(content)
    return every(open_source(path))


def codes(items: list[AdRecord | Rejected]) -> list[tuple[str, str]]:
    return [(x.place, x.code if isinstance(x, Rejected) else x.source_id) for x in items]


def test_broken_lines_are_reported_by_place(tmp_path: Path) -> None:
    content = (
        b'{"id": 1, "title": "One"}\n{"id": 2, broken\n[1]\n\n{"id": "4", "t": NaN}\n{}\n'
        b'{"id": 6, "title": "\\ud83d"}\n{"id": 7, "t": "\xff"}\n{"id": 8, "t": "a\\u0000"}\n'
        b'{"id": 9, "title": "cu'
    )
    assert codes(found(tmp_path, "ads.jsonl", content)) == [
        ("line 1", "1"),
        ("line 2", "json_broken"),
        ("line 3", "not_an_object"),
        ("line 5", "4"),
        ("line 6", "row_empty"),
        ("line 7", "6"),
        ("line 8", "row_encoding"),
        ("line 9", "row_nul"),
        ("line 10", "json_cut"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b'[{"id": 1}, {"id": 2, "t": "cu', "json_cut"), (b'[{"id": 1}, {"id" 2}]', "json_broken")],
)
def test_document_keeps_what_stands_before_its_damage(
    tmp_path: Path, content: bytes, code: str
) -> None:
    assert codes(found(tmp_path, "ads.json", content)) == [("item 1", "1"), ("item 2", code)]


def test_document_without_any_item_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="json_broken"):
        found(tmp_path, "ads.json", b'{"id" 2}')


def test_not_a_number_is_a_missing_value(tmp_path: Path) -> None:
    items = found(tmp_path, "ads.json", b'[{"id": 1, "title": NaN}, {"id": 2, "title": "b"}]')
    assert codes(items) == [("item 1", "1"), ("item 2", "2")]
    assert isinstance(items[0], AdRecord)
    assert items[0].title == ""


def test_nested_values(tmp_path: Path) -> None:
    ad = {
        "_id": {"$oid": "ab"},
        "contact": {"phones": ["202-555-0101", "202-555-0102"]},
        "date": 1700000000000,
        "text": ["Hello ", {"type": "bold", "text": "there"}],
        "lat": 12.50,
        "n": 3.0,
        "tags": [{"a": 1}],
        "on": True,
    }
    (item,) = found(tmp_path, "ads.jsonl", json.dumps(ad).encode() + b"\n")
    assert isinstance(item, AdRecord)
    assert item.source_id == "ab"
    assert item.contacts == ("202-555-0101", "202-555-0102")
    assert item.posted_at == "2023-11-14T22:13:20Z"
    assert item.body == "Hello there"
    assert item.extra == {
        "date": "1700000000000",
        "lat": "12.5",
        "n": "3",
        "tags": '[{"a": 1}]',
        "on": "true",
    }


def test_deep_nesting_is_one_reject(tmp_path: Path) -> None:
    deep = b'{"id": 1, "x": ' + b"[" * 5000 + b"]" * 5000 + b"}"
    items = found(tmp_path, "ads.jsonl", b'{"id": 0}\n' + deep + b"\n")
    assert codes(items)[0] == ("line 1", "0")
    assert codes(items)[1][1] in ("json_too_deep", "json_broken")


def test_json_named_csv_is_read_as_json(tmp_path: Path) -> None:
    assert codes(found(tmp_path, "ads.csv", b'[{"id": 1}]')) == [("item 1", "1")]


def test_a_long_string_rejects_its_item_and_the_rest_is_read(tmp_path: Path) -> None:
    file = tmp_path / "long.json"
    ads = [{"id": 1, "body": "short"}, {"id": 2, "body": "y\\" * 2_500_000}, {"id": 3, "body": "z"}]
    file.write_text(json.dumps(ads), encoding="utf-8")
    found = list(open_source(file).records())
    assert [getattr(one, "code", "ad") for one in found] == ["ad", "cell_too_long", "ad"]


def test_items_after_long_ones_keep_their_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_document, "MAX_JSON_ITEM_BYTES", 1_500_000)
    long = {"id": "long", "pictures": ["y" * 900_000] * 4, "inner": {"a": [1, {"b": None}]}}
    short = [{"id": n, "seller": {"name": "A"}, "tags": [1.5, True, None]} for n in range(3)]
    ads = [short[0], long, short[1], long, long, short[2], ["no object"], 7]
    plain, mixed = tmp_path / "plain.json", tmp_path / "mixed.json"
    plain.write_text(json.dumps({"items": short}), encoding="utf-8")
    mixed.write_text(json.dumps({"about": 1, "items": ads}), encoding="utf-8")
    found = list(open_source(mixed).records())
    assert [x.place for x in found] == [f"item {n}" for n in range(1, 9)]
    reasons = [getattr(x, "code", "") for x in found]
    long_one, other = "item_too_long", "not_an_object"
    assert reasons == ["", long_one, "", long_one, long_one, "", other, other]
    taken = [replace(x, place="") for x in found if isinstance(x, AdRecord)]
    assert taken == [replace(x, place="") for x in open_source(plain).records()]


def test_a_string_without_end_stops_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(byte_stream, "MAX_JSON_STRING_BYTES", 5_000_000)
    file = tmp_path / "endless.json"
    file.write_text('[{"id": 1, "body": "short"}, {"id": 2, "body": "' + "y" * 12_000_000, "utf-8")
    found = list(open_source(file).records())
    assert [getattr(one, "code", "ad") for one in found] == ["ad", "cell_too_long"]


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_nesting_without_end_takes_no_memory(tmp_path: Path, opening: str) -> None:
    file = tmp_path / "deep.json"
    file.write_text('[{"id": 1, "body": "short"}, ' + opening * 100_000, encoding="utf-8")
    tracemalloc.start()
    with pytest.raises(BadInputError, match="json_broken"):
        open_source(file)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 400_000_000  # it was the square of the depth: 25 GB


def test_brackets_and_quotes_inside_strings_nest_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(byte_stream, "CHUNK", 97)  # every string is cut somewhere
    ads = [{"id": n, "title": '[[{{"\\' * 9, "body": "{[\\" * (n % 50)} for n in range(300)]
    file = tmp_path / "brackets.json"
    file.write_text(json.dumps(ads), encoding="utf-8")
    found = [one for one in open_source(file).records() if isinstance(one, AdRecord)]
    assert [one.title for one in found] == [ad["title"] for ad in ads]


def test_a_long_item_is_passed_over_and_one_without_end_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_document, "MAX_JSON_ITEM_BYTES", 100_000)
    good = b'{"id":"1","title":"Room"}'
    monkeypatch.setattr(json_document, "MAX_JSON_PASSED_PARTS", 100_000)
    keys = b",".join(b'"k%d":1' % n for n in range(40_000))
    (tmp_path / "ads.json").write_bytes(b"[" + good + b",{" + keys + b"}," + good + b"]")
    told = codes(every(open_source(tmp_path / "ads.json")))
    assert told == [("item 1", "1"), ("item 2", "item_too_long"), ("item 3", "1")]
    monkeypatch.setattr(json_document, "MAX_JSON_PASSED_PARTS", 30_000)
    told = codes(every(open_source(tmp_path / "ads.json")))
    assert told == [("item 1", "1"), ("item 2", "cell_too_long")]
    many = b",".join([good] * 20_000)  # together more than one may be
    (tmp_path / "ads.json").write_bytes(b"[" + many + b"]")
    assert len(every(open_source(tmp_path / "ads.json"))) == 20_000


def test_lines_of_an_array_that_was_cut(tmp_path: Path) -> None:
    path = tmp_path / "ads.jsonl"
    path.write_text('[\n{"id": "1", "title": "Room"},\n{"id": "2", "title": "Desk"},\n{"id": "3')
    one, two, cut = every(open_source(path, format="jsonl"))
    assert isinstance(one, AdRecord)
    assert isinstance(two, AdRecord)
    assert isinstance(cut, Rejected)
    assert (one.place, two.place, two.title) == ("line 2", "line 3", "Desk")
    assert (cut.place, cut.code) == ("line 4", "json_cut")
    path.write_text('{"id": "1", "title": "Room"},\n{"id": "2", "title": "Desk"}\n')
    assert [x.source_id for x in every(open_source(path)) if isinstance(x, AdRecord)] == ["1", "2"]
    path.write_text('[\n{"id": "1", "title": "Room"},\n{"id": "2", "title": "Desk"}\n]\n')
    path.rename(tmp_path / "ads.json")
    assert [x.place for x in every(open_source(tmp_path / "ads.json"))] == ["item 1", "item 2"]


def test_objects_as_python_prints_them(tmp_path: Path) -> None:
    path = tmp_path / "ads.txt"
    lines = [
        {"id": 1, "title": "Room's", "text": 'a "b"\nc', "price": None, "ok": True},
        {"id": 2, "title": "Desk", "photos": ("a.jpg", "b.jpg"), "raw": b"x"},
        {"id": 3, "title": "\ud83d", ("a", "b"): 1},
        {"id": 4, "title": "Half \ud83d"},
        {"id": 5, 5: "x", "title": "Sofa", "tags": {"blue"}},
    ]
    path.write_text("".join(f"{line}\n" for line in lines) + "{'id': 6, 'when': date(2024, 5)}\n")
    rows = every(open_source(path))
    ads = [x for x in rows if isinstance(x, AdRecord)]
    assert [(x.place, x.title) for x in ads] == [
        ("line 1", "Room's"),
        ("line 2", "Desk"),
        ("line 4", "Half \ufffd"),
        ("line 5", "Sofa"),
    ]
    assert (ads[0].body, ads[0].extra) == ('a "b"\nc', {"ok": "true"})
    assert [x.untrusted_name for x in ads[1].images] == ["a.jpg", "b.jpg"]
    assert [(x.place, x.code) for x in rows if isinstance(x, Rejected)] == [
        ("line 3", "json_broken"),
        ("line 6", "json_broken"),
    ]


@pytest.mark.parametrize(
    "hostile", ["{'a':" * 5_000, "{'a': " + "-" * 90_000 + "1}", "{'a': 9**9}"]
)
def test_hostile_python_is_a_reject(tmp_path: Path, hostile: str) -> None:
    path = tmp_path / "ads.txt"
    path.write_text(f"{{'id': 1, 'title': 'Room'}}\n{hostile}\n")
    ad, rejected = every(open_source(path))
    assert isinstance(ad, AdRecord)
    assert isinstance(rejected, Rejected)
    assert rejected.code == "json_broken"
