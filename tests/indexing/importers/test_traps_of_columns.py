# SPDX-License-Identifier: GPL-3.0-or-later
"""Names, dates and shapes as tools write them, each with a trap that an import fell into."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexing.importers.dates import is_clock, is_epoch, iso_or_raw, with_clock
from indexing.importers.field_names import field_of
from indexing.importers.registry import open_source
from indexing.records import Rejected
from tests.indexing.importers.traps import ROWS, ads, records


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("02.03.2023", "2023-03-02"),
        ("02.03.2023 14:05", "2023-03-02T14:05"),
        ("02.03.23", "02.03.23"),
        ("02/03/2023", "02/03/2023"),
        ("31.02.2023", "31.02.2023"),
        ("Saturday, March 4, 2016 2:05 PM", "2016-03-04T14:05"),
        ("Saturday, March 4, 2016", "2016-03-04"),
        ("5 March 2024 12:05 am", "2024-03-05T00:05"),
        ("March 5, 2024 19:30 pm", "March 5, 2024 19:30 pm"),
        ("45150", "2023-08-12"),
        ("45150.4166667", "2023-08-12T10:00:00"),
        ("45150,5", "2023-08-12T12:00:00"),
        ("75001", "75001"),
        ("2023", "2023"),
    ],
)
def test_dates_of_one_reading(raw: str, read: str) -> None:
    assert iso_or_raw(raw) == read


def test_a_dotted_date_follows_an_order_that_somebody_said() -> None:
    assert iso_or_raw("02.03.2023", "mdy") == "2023-02-03"
    assert iso_or_raw("2/3/2023 2:05 PM", "mdy") == "2023-02-03T14:05"


def test_a_day_and_its_time_of_day() -> None:
    assert with_clock("2016-03-01", "2:05 pm") == "2016-03-01T14:05"
    assert with_clock("2016-03-01", "noon") == "2016-03-01"
    assert with_clock("2016-03-01T10:00", "14:05") == "2016-03-01T10:00"
    assert with_clock("yesterday", "14:05") == "yesterday"
    assert is_clock("14h05")
    assert not is_clock("2016")
    assert is_epoch("1691064311")
    assert not is_epoch("0639980001")


def test_date_and_time_in_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    lines = ["post_id,date,time,age,phone,region,loc0"]
    lines += [f'{n},2016-03-0{n},14:0{n},30,"(212) 555-010{n}",North,Town' for n in (1, 2, 3)]
    path.write_text("\n".join(lines))
    first, *_ = ads(path)
    assert first.posted_at == "2016-03-01T14:01"
    assert first.extra["time"] == "14:01"
    assert first.contacts == ("(212) 555-0101",)


def test_a_date_with_its_own_clock_takes_no_other(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("id,title,date,time\n1,Old oak table,2016-03-01 10:00,14:05\n")
    assert ads(path)[0].posted_at == "2016-03-01T10:00"


def test_seconds_are_no_telephone_numbers(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("title,body,stored\nTable,An oak table,1691064311\nBed,A bed,1691064312\n")
    assert all(not ad.contacts for ad in ads(path))


# What columns are


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("Beschreibung", "body"),
        ("Описание", "body"),
        ("Заголовок", "title"),
        ("Überschrift", "title"),
        ("Ort", "place_text"),
        ("Zdjęcia", "images"),
        ("PageID", "source_id"),
        ("created_timestamp", "posted_at"),
        ("ad.location.city", "place_text"),
        ("_source.owner.name", "author"),
    ],
)
def test_names_of_columns(column: str, name: str) -> None:
    found = field_of(column)
    assert found is not None
    assert found[0] == name


@pytest.mark.parametrize("column", ["timestamp_index", "adx.location.city", "listing.colour"])
def test_names_that_say_nothing(column: str) -> None:
    assert field_of(column) is None


def page(title: str, text: str) -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title><style>p{{color:red}}</style></head>"
        f"<body><nav>Home</nav><h1>{title}</h1><p>{text}</p></body></html>"
    )


def test_an_address_as_number_and_the_page_as_source(tmp_path: Path) -> None:
    path = tmp_path / "dump.json"
    lines = [
        {
            "_id": f"http://city.example/ads/{n}",
            "source": page(f"Handyman {n}", f"All repairs in house {n}, also on Sundays."),
            "contact": {"phones": [f"212-555-010{n}"]},
            "dateRange": {"first": {"$date": f"2015-06-0{n}T10:00:00.000Z"}},
            "siteInfo": {"area": "north", "site": "city.example"},
        }
        for n in (1, 2)
    ]
    path.write_text("\n".join(map(json.dumps, lines)))
    first, _ = ads(path)
    assert first.url == first.source_id == "http://city.example/ads/1"
    assert first.title == "Handyman 1"
    assert "All repairs in house 1" in first.body
    assert "color" not in first.body
    assert (first.site, first.place_text) == ("city.example", "north")


def test_a_source_that_is_a_word_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    path.write_text("id,title,source\n1,Oak table,board\n2,Pine bed,board\n")
    assert [(ad.site, ad.body) for ad in ads(path)] == [("board", ""), ("board", "")]


def test_what_a_scraper_did_not_get_is_no_ad(tmp_path: Path) -> None:
    path = tmp_path / "dataset.json"
    failed = {"#error": True, "#debug": {"url": "https://ads.example/x", "retryCount": 3}}
    path.write_text(json.dumps([*ROWS, failed]))
    *good, last = records(path)
    assert len(good) == 4
    assert isinstance(last, Rejected)
    assert (last.place, last.code) == ("item 5", "row_empty")


def test_an_ad_with_a_note_of_an_error_stays(tmp_path: Path) -> None:
    path = tmp_path / "dataset.json"
    path.write_text(json.dumps([{**ROWS[0], "#error": False}]))
    assert len(ads(path)) == 1


# Crawler dumps


def test_when_a_dump_was_filed_is_no_date_of_the_ad(tmp_path: Path) -> None:
    path = tmp_path / "out.jl"
    one = {
        "_id": "A" * 64,
        "content_type": "text/html",
        "crawler": "c",
        "team": "t",
        "objects": [],
        "raw_content": page("Room", "A quiet room, ask for Ann at the door."),
        "timestamp_crawl": "2018-01-02T03:04:05.678901Z",
        "timestamp_index": "2018-01-03T03:04:05.678901Z",
        "url": "https://ads.example/1",
        "version": 3.1,
    }
    path.write_text(json.dumps(one) + "\n" + json.dumps({**one, "_id": "B" * 64}) + "\n")
    first, _ = ads(path)
    assert first.posted_at == ""
    assert first.captured_at.startswith("2018-01-02T03:04:05")
    assert first.extra["timestamp_index"] == "2018-01-03T03:04:05.678901Z"


def test_a_dump_as_one_list(tmp_path: Path) -> None:
    path = tmp_path / "etk.json"
    docs = [
        {
            "doc_id": f"D{n}",
            "url": f"http://ads.example/{n}",
            "timestamp": f"2017-05-05T04:03:0{n}",
            "team": "x",
            "crawler": "c",
            "raw_content": page(f"Job {n}", f"Cleaning of stairs, house number {n}, in town."),
            "version": "2.0",
        }
        for n in (1, 2)
    ]
    path.write_text(json.dumps(docs))
    source = open_source(path)
    assert source.format == "cdr"
    first, _ = ads(path)
    assert (first.captured_at, first.posted_at) == ("2017-05-05T04:03:01", "")
    assert first.title == "Job 1"
    assert "Home" not in first.body


# JSON


SHAPES = {
    "columns": {name: {str(i): row[name] for i, row in enumerate(ROWS)} for name in ROWS[0]},
    "index": {str(i): row for i, row in enumerate(ROWS)},
    "split": {
        "columns": list(ROWS[0]),
        "index": [0, 1, 2, 3],
        "data": [list(row.values()) for row in ROWS],
    },
    "table": {
        "schema": {"fields": [{"name": name, "type": "string"} for name in ROWS[0]]},
        "data": ROWS,
    },
    "by_name": {"ads": {f"-Nx{n}": row for n, row in enumerate(ROWS)}, "version": 2},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_objects_that_stand_in_no_list(tmp_path: Path, shape: str) -> None:
    path = tmp_path / "ads.json"
    path.write_text(json.dumps(SHAPES[shape]))
    found = ads(path)
    assert [ad.source_id for ad in found] == ["1", "2", "3", "4"]
    assert [ad.title for ad in found] == ["Room 1", "Room 2", "Room 3", "Room 4"]
    assert found[3].url == "https://ads.example/4"


def test_the_name_of_an_object_is_its_number_if_it_has_none(tmp_path: Path) -> None:
    path = tmp_path / "ads.json"
    rows = {f"k{n}": {x: y for x, y in row.items() if x != "id"} for n, row in enumerate(ROWS)}
    path.write_text(json.dumps(rows))
    assert [ad.source_id for ad in ads(path)] == ["k0", "k1", "k2", "k3"]


@pytest.mark.parametrize(
    "one",
    [
        {"title": "Bed", "body": "A bed", "seller": {"name": "Ann"}, "place": {"name": "Town"}},
        {"title": "Bed", "body": "A bed", "images": [{"url": "a.jpg"}, {"url": "b.jpg"}]},
    ],
)
def test_one_ad_with_objects_in_it_stays_one(tmp_path: Path, one: dict[str, object]) -> None:
    path = tmp_path / "ad.json"
    path.write_text(json.dumps(one))
    (found,) = ads(path)
    assert (found.title, found.body) == ("Bed", "A bed")


def test_documents_one_after_the_other(tmp_path: Path) -> None:
    appended, pretty = tmp_path / "appended.json", tmp_path / "pretty.json"
    appended.write_text(json.dumps(ROWS[:2], indent=1) + json.dumps(ROWS[2:], indent=1))
    pretty.write_text("\n".join(json.dumps(row, indent=2) for row in ROWS))
    for path in (appended, pretty):
        assert [ad.source_id for ad in ads(path)] == ["1", "2", "3", "4"]


def test_a_cut_second_document_gives_what_was_before(tmp_path: Path) -> None:
    path = tmp_path / "ads.json"
    path.write_text(json.dumps(ROWS[:2]) + json.dumps(ROWS[2:])[:-30])
    *good, last = records(path)
    assert len(good) == 3
    assert isinstance(last, Rejected)
    assert last.code == "json_cut"


# Text tables
