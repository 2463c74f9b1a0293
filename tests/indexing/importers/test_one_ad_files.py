# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders with a file for each ad that does not name its pictures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexing.importers.registry import open_source
from indexing.records import AdRecord
from tests.indexing.importers.test_composite import laid, zipped
from tests.indexing.importers.web_archives import PICTURE

ONE = json.dumps({"title": "Room", "text": "A quiet room near the tram"}).encode()
TWO = json.dumps([{"title": "Room", "text": "Quiet"}, {"title": "Desk", "text": "Old"}]).encode()


def pictures(path: Path) -> list[list[str]]:
    ads = [x for x in open_source(path).records() if isinstance(x, AdRecord)]
    assert all(ref.read and ref.read(1_000) for ad in ads for ref in ad.images)
    return [[ref.untrusted_name for ref in ad.images] for ad in ads]


@pytest.mark.parametrize("packed", [False, True])
def test_pictures_called_like_the_file(tmp_path: Path, packed: bool) -> None:
    files = {f"ad_{n}.json": ONE for n in (1, 2, 11)}
    files |= {"ad_1.jpg": PICTURE, "ad_1_2.jpg": PICTURE, "ad_11.jpg": PICTURE, "b.jpg": PICTURE}
    path = zipped(tmp_path / "a.zip", files) if packed else laid(tmp_path / "a", files)
    assert pictures(path) == [["ad_1.jpg", "ad_1_2.jpg"], ["ad_11.jpg"], []]


def test_pictures_in_the_folder_of_the_ad(tmp_path: Path) -> None:
    files = {f"{name}/info.json": ONE for name in ("a", "b", "c")}
    files |= {f"a/{n}.jpg": PICTURE for n in (1, 2)} | {"b/info.jpg": PICTURE, "b/9.jpg": PICTURE}
    assert pictures(laid(tmp_path, files)) == [["a/1.jpg", "a/2.jpg"], ["b/info.jpg"], []]


@pytest.mark.parametrize(
    "files",
    [
        {"a/info.json": TWO, "a/1.jpg": PICTURE},
        {"a/one.json": ONE, "a/two.json": ONE, "a/1.jpg": PICTURE},
        {"info.json": ONE, "1.jpg": PICTURE},
        {"a/info.json": ONE, "a/more/1.jpg": PICTURE, "2.jpg": PICTURE},
        {"a/ads.csv": b"title,text\nRoom,Quiet\n", "a/1.jpg": PICTURE},
    ],
    ids=["two ads", "two files", "top", "other folders", "table"],
)
def test_pictures_that_may_be_those_of_another(tmp_path: Path, files: dict[str, bytes]) -> None:
    assert not any(pictures(laid(tmp_path, files)))


def test_a_picture_that_is_named_and_there_goes_before(tmp_path: Path) -> None:
    named = json.dumps({"title": "Room", "text": "Quiet", "photo": "1.jpg"}).encode()
    files = {"a/info.json": named, "a/1.jpg": PICTURE, "a/info.jpg": PICTURE, "a/2.jpg": PICTURE}
    assert pictures(laid(tmp_path, files)) == [["1.jpg"]]
