# SPDX-License-Identifier: GPL-3.0-or-later
"""Several files of ads in one folder: numbers begin anew in each, and pictures stay with theirs."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from indexing.importers.image_folder import is_of_another
from indexing.importers.image_names import ImageName
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
    files |= {where: PICTURE + b"2", "stored/deep/about.txt": b"What was taken on that day."}
    assert read(laid(tmp_path, files))["list/ads.csv: row 3"] == [b"2"]


@pytest.mark.parametrize("folder", ["a-stuff/stored", "a stored", "a.more/x", "a/x"])
def test_the_folder_called_after_a_file_is_that_files(tmp_path: Path, folder: str) -> None:
    named = {
        "a.json": "Room",
        "b.json": "Lamp",
        "a b.json": "Sofa",
        "x/a.json": "Desk",
        "y/c.json": "Bed",
    }
    files = {
        name: json.dumps([{"title": title, "text": "Quiet", "photo": "1.jpg"}]).encode()
        for name, title in named.items()
    }
    assert read(laid(tmp_path, {**files, f"{folder}/1.jpg": PICTURE + b"a"})) == {
        "a.json: item 1": [b"a"],
        "a b.json: item 1": [None],
        "b.json: item 1": [None],
        "x/a.json: item 1": [None],
        "y/c.json: item 1": [None],
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
    """Whether each may be asked would be a question for every file that misses a picture."""
    there = {"more/1.jpg": b"1", "more/2.jpg": b"2"}
    files = batch("list", photos=("1.jpg", "2.jpg"), there=there)
    for n in range(120):
        files |= {f"b{n}/ads.csv": b"", f"b{n}/1.jpg": PICTURE, f"list/x{n}/2.jpg": PICTURE}
        files |= {f"list/x{n}/ads.csv": b""}
    assert list(read(laid(tmp_path, files)).values()) == [[b"1"], [None]]


def lists(**named: str) -> dict[str, bytes]:
    """Files of one ad each, by their path, with the name of its picture."""
    ad = {"title": "Room", "text": "Quiet"}
    return {
        path: json.dumps([{**ad, "photo": photo, "text": path}]).encode()
        for path, photo in named.items()
    }


def test_a_list_of_another_kind_is_a_batch_too(tmp_path: Path) -> None:
    files = batch("a", photos=("1.jpg", "2.jpg"), there={"images/1.jpg": b"a1"})
    files |= lists(**{"b/ads.json": "2.jpg"}) | {"b/images/2.jpg": PICTURE + b"b2"}
    files |= {"c/Room.html": b"<img src=https://example.org/x/2.jpg><p>A quiet room, near.</p>"}
    assert read(laid(tmp_path, files)) == {
        "a/ads.csv: row 2": [b"a1"],
        "a/ads.csv: row 3": [None],
        "b/ads.json: item 1": [b"b2"],
        "page c/Room.html": [None],
    }


def test_the_only_one_that_may_be_asked_is_not_the_only_one(tmp_path: Path) -> None:
    """Of two elsewhere, one lies with its own list; the other is still not known to be meant."""
    files = batch("a", photos=("1.jpg", "2.jpg"), there={"images/1.jpg": b"a1"})
    files |= batch("b", photos=("", ""), there={"x/2.jpg": b"b2"}) | {"a more/2.jpg": PICTURE}
    assert read(laid(tmp_path, files))["a/ads.csv: row 3"] == [None]


@pytest.mark.parametrize("form", ["{}/3.jpg", "images/{}/3.jpg", "https://example.org/{}/3.jpg"])
@pytest.mark.parametrize("way", ["inside", "given", "beside"])
def test_of_folders_of_ads_none_lends_a_picture(tmp_path: Path, form: str, way: str) -> None:
    photos = (form.format(17), form.format(18))
    table = TABLE.replace(b"\n1,", b"\n17,").replace(b"\n2,", b"\n18,")
    source, pics = tmp_path / "source", tmp_path / ("pics" if way == "given" else "source")
    laid(source, {"ads.csv": table % tuple(photo.encode() for photo in photos)})
    laid(pics, {f"images/{name}.jpg": PICTURE + name.encode() for name in ("17/1", "18/3")})
    path = source if way == "inside" else source / "ads.csv"
    rows = open_source(path, images=pics if way == "given" else None).records()
    first, second = [
        [
            Path(ref.path).read_bytes() if ref.path else ref.read and ref.read(999)
            for ref in x.images
        ]
        for x in rows
        if isinstance(x, AdRecord)
    ]
    assert PICTURE + b"18/3" not in first
    if way != "beside" or form.startswith("images"):
        assert second == [PICTURE + b"18/3"]


@pytest.mark.parametrize(
    ("given", "number", "path", "expected"),
    [
        ("17/3.jpg", "", "pics/18/3.jpg", True),
        ("https://example.org/17/3.jpg?x=/18/", "", "18/3.jpg", True),
        ("3.jpg", "17", "18/3.jpg", True),
        ("anna\\3.jpg", "", "there/bea/3.jpg", False),
        ("there/3.jpg", "", "bea/3.jpg", True),
        ("images/3.jpg", "there", "bea/3.jpg", True),
        ("there/3.jpg", "", "there/bea/3.jpg", False),
        ("there/3.jpg", "", "3.jpg", False),
        ("17/3.jpg", "", "2024/05/3.jpg", False),
        ("images/3.jpg", "17", "batch2/3.jpg", False),
        (f"17/{'ab' * 20}.jpg", "", f"18/{'AB' * 20}.jpg", False),
    ],
)
def test_folders_of_other_ads(given: str, number: str, path: str, *, expected: bool) -> None:
    name = ImageName(untrusted_url=given) if "://" in given else ImageName(given)
    assert is_of_another(name, number, path, lambda folder: folder == "there") is expected


def test_a_chat_takes_none_of_another_chats_pictures(tmp_path: Path) -> None:
    name = "IMG-20240517-WA0001.jpg"
    line = f"17/05/2024, 10:0{{}} - Ana: {name} (file attached)\n17/05/2024, 10:09 - Bo: ok\n"
    files = {f"{x}/_chat.txt": line.format(n).encode() for n, x in enumerate(("a", "b"))}
    found = read(laid(tmp_path, {**files, f"b/{name}": PICTURE + b"b"}))
    assert [x for x in found.values() if x] == [[None], [b"b"]]


def test_a_hash_of_the_address_says_which_file(tmp_path: Path) -> None:
    files = batch("old", photos=("https://example.org/2.jpg", ""), there={})
    digest = hashlib.sha1(b"https://example.org/2.jpg", usedforsecurity=False).hexdigest()
    files |= {"ads.csv": TABLE % (b"", b""), f"full/{digest}.jpg": PICTURE + b"2"}
    assert read(laid(tmp_path, files))["old/ads.csv: row 2"] == [b"2"]


def test_a_folder_of_a_day_is_no_other_ads(tmp_path: Path) -> None:
    files = batch("list", photos=("x/1.jpg", "2.jpg"), there={})
    files |= {"stored/2024/05/1.jpg": PICTURE + b"1", "stored/2024-05-17/2.jpg": PICTURE + b"2"}
    assert [*read(laid(tmp_path, files)).values()] == [[b"1"], [b"2"]]


def test_a_batch_within_a_batch_takes_none_of_it(tmp_path: Path) -> None:
    photos = ("images/1.jpg", "2.jpg")
    top = dict.fromkeys(("images/1.jpg", "images/2.jpg", "2.jpg", "2/3.jpg"), PICTURE + b"top")
    table = TABLE % (b"images/1.jpg", b"2.jpg")
    files = batch("old", photos=photos, there={"photos/deep/3.jpg": b"old"})
    found = read(laid(tmp_path, {"ads.csv": table.replace(b"Room", b"Desk"), **top, **files}))
    assert found["ads.csv: row 2"] == found["ads.csv: row 3"] == [b"top"]
    assert found["old/ads.csv: row 2"] == found["old/ads.csv: row 3"] == [None]


def test_lists_are_no_batches_of_what_only_notes_something_above(tmp_path: Path) -> None:
    files = lists(**{"items/17.json": "images/1.jpg", "items/18.json": "2.jpg"})
    files |= {"manifest.json": b'{"made": "2024-05-17", "pages": 2}'}
    files |= {"images/readme.txt": b"What was taken on that day."}
    files |= {f"images/{n}.jpg": PICTURE + b"%d" % n for n in (1, 2)}
    found = read(laid(tmp_path, files))
    assert [found[f"items/{n}.json: item 1"] for n in (17, 18)] == [[b"1"], [b"2"]]


def test_a_path_does_not_leave_the_folder_that_it_names(tmp_path: Path) -> None:
    files = lists(**{"old/ads.json": "images/2.jpg"})
    files |= {"images/2.jpg": PICTURE + b"top", "old/images/1.jpg": PICTURE + b"old"}
    assert read(laid(tmp_path / "a", files)) == {"old/ads.json: item 1": [None]}
    del files["old/images/1.jpg"]
    assert read(laid(tmp_path / "b", files)) == {"old/ads.json: item 1": [b"top"]}


def test_folders_called_after_lists_within_a_usual_one(tmp_path: Path) -> None:
    files = lists(**{"monday.json": "1.jpg", "tuesday.json": "1.jpg", "friday.json": "2.jpg"})
    there = {"monday/1": b"m1", "monday/2": b"m2", "tuesday/1": b"t1"}
    files |= {f"images/{name}.jpg": PICTURE + data for name, data in there.items()}
    assert read(laid(tmp_path, files)) == {
        "friday.json: item 1": [None],
        "monday.json: item 1": [b"m1"],
        "tuesday.json: item 1": [b"t1"],
    }


def test_a_batch_called_like_a_number_is_no_ads_folder(tmp_path: Path) -> None:
    files = batch("1", photos=("", "https://example.org/b.jpg"), there={})
    files |= batch("2", photos=("", ""), there={"b.jpg": b"of batch 2"})
    found = read(laid(tmp_path, files))
    assert (found["1/ads.csv: row 2"], found["1/ads.csv: row 3"]) == ([], [None])


def test_a_picture_called_after_a_longer_name_is_that_files(tmp_path: Path) -> None:
    ad = {"title": "Room", "text": "Quiet"}
    named = ("ad", "ad (1)", "ad-2")
    files = {f"x/{name}.json": json.dumps({**ad, "text": name}).encode() for name in named}
    files |= {f"x/{name}.jpg": PICTURE + name.encode() for name in (*named, "ad_7")}
    assert read(laid(tmp_path, files)) == {
        "x/ad.json: item 1": [b"ad", b"ad_7"],
        "x/ad (1).json: item 1": [b"ad (1)"],
        "x/ad-2.json: item 1": [b"ad-2"],
    }


def test_pictures_beside_two_files_of_ads_belong_to_none(tmp_path: Path) -> None:
    files = batch("x", photos=("", ""), there={"a.jpg": b"", "b.jpg": b""})
    files["x/info.json"] = json.dumps({"title": "Sofa", "text": "Blue and soft"}).encode()
    assert not any(read(laid(tmp_path, files)).values())


def test_what_a_program_notes_of_a_picture_is_no_list(tmp_path: Path) -> None:
    files = lists(**{"ads.json": "1.jpg"}) | {"stored/1.jpg": PICTURE + b"1"}
    files |= {"stored/1.jpg.json": b'{"width": 100, "height": 50}'}
    assert read(laid(tmp_path, files)) == {"ads.json: item 1": [b"1"]}


def test_every_one_of_many_batches_has_its_own(tmp_path: Path) -> None:
    files: dict[str, bytes] = {}
    for n in range(120):
        there = {f"images/1_{n:03}{x}.jpg": b"%d" % n for x in "abc"} | {"images/2.jpg": b"%d" % n}
        files |= batch(f"d{n:03}", photos=("", ""), there=there)
    found = read(laid(tmp_path, files))
    assert [x for n in range(120) for x in found[f"d{n:03}/ads.csv: row 2"]] == [
        b"%d" % n for n in range(120) for _ in "abc"
    ]
    assert [found[f"d{n:03}/ads.csv: row 3"] for n in range(120)] == [
        [b"%d" % n] for n in range(120)
    ]
