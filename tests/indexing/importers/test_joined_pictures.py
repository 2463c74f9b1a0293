# SPDX-License-Identifier: GPL-3.0-or-later
"""A second file of pictures: joined by a column that both files have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.importers.joined_pictures import read_table
from indexing.importers.registry import open_reader
from indexing.limits import MAX_IMAGES_PER_AD
from indexing.pipeline.importing import ImportChoices, open_source
from indexing.records import AdRecord

ADS = "ad_id,title,description\n7,Lamp,Green glass\n8,Desk,Old oak\n9,Vase,Blue\n"
PICTURES = (
    "id,advt_id,url,path\n1,7,https://example.org/a.jpg,a.jpg\n2,7,,b.jpg\n3,8,,c.jpg\n4,,,x.jpg\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ads.csv").write_text(ADS, encoding="utf-8")
    (tmp_path / "pictures.csv").write_text(PICTURES, encoding="utf-8")
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(b"picture")
    return tmp_path


def pictures(folder: Path, join: str = "") -> list[list[tuple[str, bool]]]:
    choices = ImportChoices(images_table=folder / "pictures.csv", join=join)
    source = open_source(folder / "ads.csv", choices)
    ads = [row for row in source.records() if isinstance(row, AdRecord)]
    return [[(one.untrusted_name, one.is_found) for one in ad.images] for ad in ads]


@pytest.mark.parametrize("join", ["", "ad_id=advt_id", "AD ID=advt_id"])
def test_rows_of_pictures_come_to_their_ads(folder: Path, join: str) -> None:
    assert pictures(folder, join) == [
        [("a.jpg", True), ("b.jpg", True)],
        [("c.jpg", False)],
        [],
    ]


def test_one_name_for_both_files(folder: Path) -> None:
    text = PICTURES.replace("advt_id", "ad_id")
    (folder / "pictures.csv").write_text(text, encoding="utf-8")
    assert pictures(folder, "ad_id") == pictures(folder)
    assert len(pictures(folder, "ad_id")[0]) == 2


def test_json_of_addresses_alone_finds_files_by_their_name(folder: Path) -> None:
    rows = [{"advt_id": "9", "url": f"https://example.org/x/{n}"} for n in ("a.jpg?w=1", "z.jpg")]
    (folder / "pictures.csv").write_text(json.dumps(rows), encoding="utf-8")
    assert [found for _name, found in pictures(folder)[2]] == [True, False]


def test_rows_that_name_no_ad_are_counted(folder: Path) -> None:
    table = read_table(open_reader(folder / "pictures.csv"), "ad_id=advt_id")
    assert table.skipped == 1


@pytest.mark.parametrize(
    ("join", "code"),
    [
        ("ad_id=number", "join_column_unknown"),
        ("number=advt_id", "join_column_unknown"),
        ("title", "join_column_unknown"),
    ],
)
def test_columns_that_are_not_there(folder: Path, join: str, code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        pictures(folder, join)
    assert caught.value.code == code


def test_a_file_without_pictures(folder: Path) -> None:
    (folder / "pictures.csv").write_text("advt_id,colour\n7,red\n", encoding="utf-8")
    with pytest.raises(BadInputError) as caught:
        pictures(folder)
    assert caught.value.code == "join_no_pictures"


def test_too_many_pictures_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexing.importers.joined_pictures.MAX_JOINED_PICTURES", 2)
    with pytest.raises(BadInputError) as caught:
        pictures(folder)
    assert caught.value.code == "join_too_many"


def test_of_one_ad_no_more_pictures_are_held_than_are_looked_for(tmp_path: Path) -> None:
    """Each row of an ad that came ten thousand times held all its ten thousand pictures."""
    rows = "".join(f"9,p{n}.jpg\n" for n in range(MAX_IMAGES_PER_AD * 5))
    (tmp_path / "pictures.csv").write_text(f"ad_id,path\n{rows}8,q.jpg\n", encoding="utf-8")
    table = read_table(open_reader(tmp_path / "pictures.csv"), "ad_id")
    assert [len(table.pictures[key]) for key in ("9", "8")] == [2 * MAX_IMAGES_PER_AD, 1]
