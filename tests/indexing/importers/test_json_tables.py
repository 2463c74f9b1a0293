# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON that holds a table as a list of lists, as spreadsheets on the web give their rows."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections import deque
from pathlib import Path

import ijson
import pytest

from indexing.importers import json_document, json_shapes
from indexing.importers.json_shapes import Beginning
from indexing.importers.registry import open_source
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.conformance import every

ROWS = [
    ["id", "title", "text", "", "url"],
    ["001", "Room", "Quiet", 5, "https://example.org/1"],
    ["002", "Desk", "Old"],
    [],
    ["003", "Sofa", "Blue", None, "", "more"],
]


def found(folder: Path, content: object) -> list[AdRecord | Rejected]:
    path = folder / "ads.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return every(open_source(path))


@pytest.mark.parametrize("outer", [(), ("values",), ("sheet", "values")])
def test_the_first_list_names_the_columns(tmp_path: Path, outer: tuple[str, ...]) -> None:
    content: object = ROWS
    for name in reversed(outer):
        content = {"range": "Ads!A1:F5", name: content}
    one, two, empty, three = found(tmp_path, content)
    assert isinstance(one, AdRecord)
    assert isinstance(two, AdRecord)
    assert isinstance(empty, Rejected)
    assert isinstance(three, AdRecord)
    assert (one.place, one.source_id, one.url) == ("item 1", "001", "https://example.org/1")
    assert (one.title, one.body, one.extra) == ("Room", "Quiet", {"column 4": "5"})
    assert (two.source_id, two.title, two.url) == ("002", "Desk", "")
    assert (three.place, three.extra) == ("item 4", {"column 6": "more"})


@pytest.mark.parametrize(
    "content",
    [
        [["Room", "Quiet"], ["Desk", "Old"]],
        [["id", "title"], ["1", "Room"], {"id": "2"}],
        [["id", "title"]],
        [["id", 5], ["1", "Room"]],
        '[["id", "title"], ["1", "Room"',
    ],
)
def test_lists_that_are_no_table_are_rejected_one_by_one(tmp_path: Path, content: object) -> None:
    rejected = found(tmp_path, content)
    assert {x.code for x in rejected if isinstance(x, Rejected)} <= {"not_an_object", "json_cut"}
    assert rejected[0].place == "item 1"
    assert isinstance(rejected[0], Rejected)


def test_a_table_beside_more_objects_is_none(tmp_path: Path) -> None:
    ads = [{"id": str(n), "title": f"Room {n}"} for n in range(9)]
    content = {"fields": [["id", "title"], ["1", "x"]], "items": ads}
    assert [x.title for x in found(tmp_path, content) if isinstance(x, AdRecord)] == [
        f"Room {n}" for n in range(9)
    ]


def test_a_table_that_is_too_large_to_be_turned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_document, "MAX_JSON_WHOLE_CHARACTERS", 100)
    assert {x.code for x in found(tmp_path, ROWS) if isinstance(x, Rejected)} == {"not_an_object"}


COLUMNS: dict[str, list[object]] = {
    "id": ["7", "8", "9"],
    "title": ["Room", "Desk", "Sofa"],
    "text": ["Quiet", None, "Blue"],
    "url": ["https://example.org/7", "https://example.org/8", "https://example.org/9"],
}


@pytest.mark.parametrize("outer", [(), ("data",), ("run", "data")])
def test_fields_that_are_lists_of_all_ads(tmp_path: Path, outer: tuple[str, ...]) -> None:
    """So small scrapers write what they gathered field by field."""
    content: object = {**COLUMNS, "scraped_at": "2026-03-01"}
    for name in reversed(outer):
        content = {name: content}
    ads = [x for x in found(tmp_path, content) if isinstance(x, AdRecord)]
    assert [(x.source_id, x.title, x.body) for x in ads] == [
        ("7", "Room", "Quiet"),
        ("8", "Desk", ""),
        ("9", "Sofa", "Blue"),
    ]
    assert {x.captured_at for x in ads} == {"2026-03-01"}


@pytest.mark.parametrize(
    "content",
    [
        {"title": "Room", "urls": ["a", "b"], "images": ["1.jpg", "2.jpg"]},
        {"title": ["Room", "Room"], "text": ["Quiet", "Quiet"]},
        {"title": ["Room", "two beds"], "images": ["1.jpg", "2.jpg", "3.jpg"]},
        {"title": ["Room"], "text": ["Quiet"]},
        {"title": ["Room", "Desk"], "seller": {"name": "Ada"}, "text": ["a", "b"]},
        {"title": ["Room", "Desk"], "text": [["a"], ["b"]]},
    ],
)
def test_one_ad_with_lists_stays_one(tmp_path: Path, content: object) -> None:
    assert len(found(tmp_path, content)) == 1


@pytest.mark.parametrize("kind", ["lists", "columns", "named", "split"])
def test_a_long_table_has_the_shape_of_a_short_one(tmp_path: Path, kind: str) -> None:
    """The first column alone fills what is looked at of a document."""
    count = 30_000
    table = {"title": [f"Room {n}" for n in range(count)], "text": ["Quiet"] * count}
    rows = [list(row) for row in zip(*table.values(), strict=True)]
    content: object = {
        "lists": table,
        "columns": {name: dict(enumerate(cells)) for name, cells in table.items()},
        "named": {f"a{n}": dict(zip(table, row, strict=True)) for n, row in enumerate(rows)},
        "split": {"columns": list(table), "data": rows},
    }[kind]
    ads = found(tmp_path, content)
    assert len(ads) == count
    last = ads[-1]
    assert isinstance(last, AdRecord)
    assert (last.title, last.body) == (f"Room {count - 1}", "Quiet")


def test_of_a_long_document_little_is_kept() -> None:
    seen = Beginning()
    rows: object = [{"n": {"x" * 900: [n] * 50}} for n in range(9_000)]
    text = json.dumps({"rows": rows, "y" * 2_000: 1}).encode()
    tracemalloc.start()
    deque(seen.watched(ijson.parse(io.BytesIO(text))), maxlen=0)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 2_000_000
    assert isinstance(seen.whole, dict)
    assert [*seen.whole] == ["rows"]
    first = seen.whole["rows"]
    assert (len(first), first.told, len(first[39]["n"]["x" * 900])) == (40, 9_000, 40)


def test_of_millions_of_names_only_the_first_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five million names of one item were passed one by one: 17 s for 60 MB."""
    monkeypatch.setattr(json_shapes, "_EVENTS", 100)
    text = json.dumps([{f"k{n}": n for n in range(1_000)}]).encode()
    seen, passed = Beginning(), 0
    for _ in seen.watched(ijson.parse(io.BytesIO(text))):
        passed += 1
        if seen.is_over:
            break
    assert passed == 101
    assert seen.first() == {f"k{n}": n for n in range(49)}


def test_items_with_more_names_than_are_looked_at_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_shapes, "_EVENTS", 100)
    item = {"id": "1", "title": "Room", "text": "Quiet", **{f"k{n}": n for n in range(200)}}
    assert len(found(tmp_path, [item, {**item, "id": "2"}])) == 2
