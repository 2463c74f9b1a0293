# SPDX-License-Identifier: GPL-3.0-or-later
"""Columns whose names say nothing: what their values may be taken for, and what never."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexing.importers.registry import open_source
from indexing.records import AdRecord

WORDS = "A quiet room for one person with a desk, a lamp and a window to the yard, bills included"


@pytest.mark.parametrize(
    "day", ["{n:02d}.05.2024", "2024/05/{n:02d}", "{n:02d}-05-2024", "202405{n:02d}", "5/{n}/2024"]
)
def test_days_are_no_numbers_to_call(tmp_path: Path, day: str) -> None:
    path = tmp_path / "list.csv"
    rows = [f"4711{n};{day.format(n=n)};{WORDS} {n}" for n in range(10, 19)]
    path.write_text("\n".join(["id;Pvm;Teksti", *rows]), encoding="utf-8")
    fields = open_source(path).field_map.fields
    assert "contacts" not in fields
    assert fields.get("posted_at", ("Pvm",)) == ("Pvm",)


@pytest.mark.parametrize("number", ["06.39.98.00.{n}", "+33 6 39 98 00 {n}", "06-39-98-00-{n}"])
def test_numbers_to_call_are(tmp_path: Path, number: str) -> None:
    path = tmp_path / "list.csv"
    rows = [f"4711{n};{number.format(n=n)};{WORDS} {n}" for n in range(10, 19)]
    path.write_text("\n".join(["id;Pvm;Teksti", *rows]), encoding="utf-8")
    assert open_source(path).field_map.fields["contacts"] == ("Pvm",)


def test_what_a_posting_quotes_and_lists_within_it_are_no_title(tmp_path: Path) -> None:
    path = tmp_path / "posts.json"
    posts = [
        {
            "rawContent": f"{WORDS} {n}",
            "quotedTweet": {"rawContent": f"What another person wrote about it {n}"},
            "entities": [{"_": "MessageEntityUrl", "offset": n, "length": 4}],
        }
        for n in range(6)
    ]
    path.write_text(json.dumps(posts), encoding="utf-8")
    found = [one for one in open_source(path).records() if isinstance(one, AdRecord)]
    assert [one.body for one in found] == [f"{WORDS} {n}" for n in range(6)]
    assert {one.title for one in found} == {""}


@pytest.mark.parametrize("day", ["13/05/2024", "13.05.2024 14:01", "2024-05-13"])
def test_a_table_without_a_header_keeps_its_first_row(tmp_path: Path, day: str) -> None:
    path = tmp_path / "chat.csv"
    rows = [f"Ana,{day},{WORDS} {n}".replace("desk,", "desk") for n in range(4)]
    path.write_text("\n".join(rows).replace(", a", " a").replace(", bills", ""), encoding="utf-8")
    assert len(list(open_source(path).records())) == 4


def test_days_above_columns_that_are_named_are_a_header(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"id,text,13/05/2024\n4711,{WORDS.replace(',', '')},450\n", encoding="utf-8")
    assert len(list(open_source(path).records())) == 1


def test_the_list_of_a_collection_is_no_list_of_ads(tmp_path: Path) -> None:
    (tmp_path / "ads.csv").write_text("id,text\n4711,A room\n", encoding="utf-8")
    listed = {
        "resources": [{"name": "one.wacz", "path": "one.wacz", "hash": "sha256:d8", "bytes": 7}]
    }
    (tmp_path / "datapackage.json").write_text(json.dumps(listed), encoding="utf-8")
    found = list(open_source(tmp_path).records())
    assert [one.body for one in found if isinstance(one, AdRecord)] == ["A room"]
    assert len(found) == 1
