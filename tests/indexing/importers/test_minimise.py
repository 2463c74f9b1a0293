# SPDX-License-Identifier: GPL-3.0-or-later
"""Columns left out or masked: nothing of them is in a row, an ad or a reject."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.importers.base import Reader
from indexing.importers.minimise import Minimise, MinimisedReader, refuse_unknown
from indexing.importers.registry import Source, open_source
from indexing.records import AdRecord, Rejected

SECRET = "quince marmalade"


def opened(file: Path, how: Minimise) -> Source:
    def around(reader: Reader) -> Reader:
        return MinimisedReader(reader, how)

    return open_source(file, around=around)


def table(folder: Path) -> Path:
    file = folder / "list.csv"
    lines = [
        "id,title,description,Kept Note,phone",
        f"1,Lamp,Green glass,{SECRET},202-555-0101",
        f"2,Chair,{SECRET},broken",
        f"3,Desk,Old oak,{SECRET} again,202-555-0101",
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("name", ["Kept Note", "kept_note", "KEPT-NOTE"])
def test_a_dropped_column_is_in_nothing(tmp_path: Path, name: str) -> None:
    source = opened(table(tmp_path), Minimise(dropped=(name,)))
    found = list(source.records())
    assert SECRET not in repr(found)
    assert [type(one) for one in found] == [AdRecord, Rejected, AdRecord]
    assert source.columns == ("id", "title", "description", "phone")


def test_the_text_of_a_rejected_row_is_kept_only_where_nothing_is_left_out(tmp_path: Path) -> None:
    whole = list(open_source(table(tmp_path)).records())[1]
    assert isinstance(whole, Rejected)
    assert whole.raw == f"2,Chair,{SECRET},broken"
    less = list(opened(table(tmp_path), Minimise(masked=("phone",))).records())[1]
    assert isinstance(less, Rejected)
    assert less.raw == ""


def test_a_masked_column_feeds_its_field_masked(tmp_path: Path) -> None:
    how = Minimise(masked=("phone",), mask=lambda text: f"masked:{len(text)}")
    ads = [x for x in opened(table(tmp_path), how).records() if isinstance(x, AdRecord)]
    assert [ad.contacts for ad in ads] == [("masked:12",), ("masked:12",)]


def test_what_is_nested_goes_with_its_column(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    person = {"name": SECRET, "phones": ["202-555-0101", "202-555-0102"]}
    rows = [{"id": n, "title": "Lamp", "person": person, "kept": [SECRET]} for n in (1, 2)]
    file.write_text(json.dumps(rows), encoding="utf-8")
    gone = list(opened(file, Minimise(dropped=("person",), masked=("kept",))).records())
    assert SECRET not in repr(gone)
    assert "202" not in repr(gone)
    hidden = list(opened(file, Minimise(masked=("person", "kept"))).records())
    assert SECRET not in repr(hidden)
    assert "202" not in repr(hidden)


def test_a_slip_in_a_name_is_refused(tmp_path: Path) -> None:
    columns = ("title", "person.name")
    refuse_unknown(("Title", "person"), columns)
    with pytest.raises(BadInputError) as caught:
        refuse_unknown(("titel",), columns)
    assert caught.value.code == "map_column_unknown"
