# SPDX-License-Identifier: GPL-3.0-or-later
"""Several files of ads in one folder: numbers begin anew in each, and pictures stay with theirs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexing.importers.registry import open_source
from indexing.records import AdRecord
from tests.indexing.importers.test_composite import laid
from tests.indexing.importers.web_archives import PICTURE

TABLE = b"id,title,text,photo\n1,Room,Quiet and near,%s\n2,Lamp,Green glass,%s\n"


def read(folder: Path) -> dict[str, list[bytes | None]]:
    """The pictures of each ad, by its place, what is behind the sample picture alone."""
    found: dict[str, list[bytes | None]] = {}
    rows = open_source(folder).records()
    for row in (x for x in rows if isinstance(x, AdRecord)):
        data = [ref.read(10_000) if ref.read else None for ref in row.images]
        found[row.place] = [x.removeprefix(PICTURE) if x else None for x in data]
    return found


def batch(name: str, *, photos: tuple[str, str], there: dict[str, bytes]) -> dict[str, bytes]:
    files = {f"{name}/{path}": PICTURE + data for path, data in there.items()}
    table = TABLE % tuple(photo.encode() for photo in photos)
    return {f"{name}/ads.csv": table.replace(b"Room", b"Room " + name.encode()), **files}


def test_a_picture_that_is_missing_is_not_taken_from_another_batch(tmp_path: Path) -> None:
    photos = ("1.jpg", "2.jpg")
    first = batch("a", photos=photos, there={"images/1.jpg": b"a1", "images/2.jpg": b"a2"})
    second = batch("b", photos=photos, there={"images/1.jpg": b"b1"})
    assert read(laid(tmp_path, first | second)) == {
        "a/ads.csv: row 2": [b"a1"],
        "a/ads.csv: row 3": [b"a2"],
        "b/ads.csv: row 2": [b"b1"],
        "b/ads.csv: row 3": [None],
    }


def test_pictures_called_after_an_ad_stay_with_their_batch(tmp_path: Path) -> None:
    first = batch("a", photos=("", ""), there={"pics/x/1_1.jpg": b"a1", "pics/x/2_1.jpg": b"a2"})
    second = batch("b", photos=("", ""), there={"pics/x/1_1.jpg": b"b1"})
    assert read(laid(tmp_path, first | second)) == {
        "a/ads.csv: row 2": [b"a1"],
        "a/ads.csv: row 3": [b"a2"],
        "b/ads.csv: row 2": [b"b1"],
        "b/ads.csv: row 3": [],
    }


@pytest.mark.parametrize("where", ["stored/deep/2.jpg", "photos/2024/2.jpg", "list/more/2.jpg"])
def test_a_folder_that_is_no_batch_is_asked(tmp_path: Path, where: str) -> None:
    files = batch("list", photos=("1.jpg", "2.jpg"), there={})
    files |= {where: PICTURE + b"2"}
    assert read(laid(tmp_path, files))["list/ads.csv: row 3"] == [b"2"]


@pytest.mark.parametrize("folder", ["a-stuff/stored", "a stored", "a.more/x", "a/x"])
def test_the_folder_called_after_a_file_is_that_files(tmp_path: Path, folder: str) -> None:
    named = {"a.json": "Room", "b.json": "Lamp", "a b.json": "Sofa", "x/a.json": "Desk"}
    files = {
        name: json.dumps([{"title": title, "text": "Quiet", "photo": "1.jpg"}]).encode()
        for name, title in named.items()
    }
    assert read(laid(tmp_path, {**files, f"{folder}/1.jpg": PICTURE + b"a"})) == {
        "a.json: item 1": [b"a"],
        "a b.json: item 1": [None],
        "b.json: item 1": [None],
        "x/a.json: item 1": [None],
    }


def test_two_of_one_name_are_no_answer(tmp_path: Path) -> None:
    files = batch("list", photos=("1.jpg", "2.jpg"), there={"x/1.jpg": b"x", "y/1.jpg": b"y"})
    assert read(laid(tmp_path, files))["list/ads.csv: row 2"] == [None]


def test_a_picture_called_like_the_file_of_one_ad_lies_with_it(tmp_path: Path) -> None:
    ad = {"title": "Room", "text": "Quiet"}
    there = {f"{n}/ad.json": json.dumps({**ad, "id": f"r{n}"}).encode() for n in range(2)}
    there |= {"more/ad.jpg": PICTURE + b"more", "1/ad.jpg": PICTURE + b"1"}
    assert read(laid(tmp_path, there)) == {"0/ad.json: item 1": [], "1/ad.json: item 1": [b"1"]}


def test_of_very_many_alike_none_is_taken(tmp_path: Path) -> None:
    files = batch("list", photos=("1.jpg", "2.jpg"), there={})
    files |= {"more/1.jpg": PICTURE, "more/2.jpg": PICTURE}
    for n in range(120):
        files |= {f"b{n}/ads.csv": b"", f"b{n}/2.jpg": PICTURE}
        files |= {f"b{n}/1.jpg": PICTURE} if n < 50 else {}
    assert list(read(laid(tmp_path, files)).values()) == [[b""], [None]]
