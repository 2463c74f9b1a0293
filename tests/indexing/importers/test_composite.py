# SPDX-License-Identifier: GPL-3.0-or-later
"""ZIP files and folders as sources: parts, pages, pictures, and what is not understood."""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from pathlib import Path

import pytest

from indexing.errors import BadInputError, KnownError
from indexing.importers.registry import Source, open_source
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.web_archives import PICTURE, page, small

CSV = "id,title,description,photos\n1,Room,A quiet room near the tram,1.png\n2,Lamp,Green,\n"
LINES = '{"id":"9","title":"Lesson","description":"Guitar in the evening","img":"9.png"}\n'


def contents(folder: Path) -> dict[str, bytes]:
    """A source of every kind, with what belongs to it."""
    return {
        "ads.csv": CSV.encode(),
        "images/1.png": PICTURE,
        "lists/more.jsonl": LINES.encode(),
        "lists/images/9.png": PICTURE + b"9",
        "pages/Bicycle.html": page("Bicycle", more="<img src='Bicycle_files/a%20b.png'>"),
        "pages/Bicycle_files/a b.png": PICTURE + b"b",
        "pages/Bicycle_files/frame.html": page("Frame"),
        "pages/Bicycle_files/style.css": b"p{}",
        "web/a.warc.gz": small(folder / "a.warc.gz", 1).read_bytes(),
        "README.txt": b"These are ads, collected in May.\nRead them well, please.\n",
        "copy/hts-cache/old.html": b"<html><body><h1>Room</h1></body></html>",
        "paper.pdf": b"%PDF-1.7\n\x00\x01\x02",
    }


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def laid(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def ads(source: Source) -> list[AdRecord]:
    return [row for row in source.records() if isinstance(row, AdRecord)]


def rejects(source: Source) -> list[tuple[str, str]]:
    return [(row.place, row.code) for row in source.records() if isinstance(row, Rejected)]


def pictures(ad: AdRecord) -> list[bytes | None]:
    return [ref.read(10_000) if ref.read else None for ref in ad.images]


@pytest.fixture(params=["zip", "folder"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Source:
    files = contents(tmp_path)
    if request.param == "zip":
        return open_source(zipped(tmp_path / "all.zip", files))
    return open_source(laid(tmp_path / "all", files))


def test_every_readable_member_is_a_part(source: Source) -> None:
    names = [(part.name, part.format) for part in source.parts if part.format]
    assert names == [
        ("ads.csv", "csv"),
        ("lists/more.jsonl", "jsonl"),
        ("web/a.warc.gz", "warc"),
        ("*.html", "html"),
    ]
    assert [(ad.place, ad.title) for ad in ads(source)] == [
        ("ads.csv: row 2", "Room"),
        ("ads.csv: row 3", "Lamp"),
        ("lists/more.jsonl: line 1", "Lesson"),
        ("web/a.warc.gz: record 1", "Room 0"),
        ("page pages/Bicycle.html", "Bicycle"),
    ]


def test_what_is_not_understood_is_told_and_furniture_is_not(source: Source) -> None:
    assert rejects(source) == [
        ("README.txt", "member_no_ads"),
        ("paper.pdf", "file_not_this_format"),
    ]
    assert {note.code: note.detail["n"] for note in source.notes} == {
        "beside_picture": 3, "beside_furniture": 3,
    }  # fmt: skip


def test_each_part_finds_its_pictures(source: Source) -> None:
    found = {ad.title: pictures(ad) for ad in ads(source)}
    assert found["Room"] == [PICTURE]
    assert found["Lesson"] == [PICTURE + b"9"]
    assert found["Bicycle"] == [PICTURE + b"b"]
    assert found["Room 0"] == [PICTURE + b"\x00"]


def test_passes_are_equal_and_end_at_the_size(source: Source) -> None:
    rows = list(source.records())
    assert rows == list(source.records()) == [x for part in source.parts for x in part.records()]
    assert rows[3:] == list(source.records(3))
    assert source.position() == source.size_hint()
    places = [row.place for row in rows]
    assert len(set(places)) == len(places)


def test_hash_of_a_zip_is_of_the_file_and_of_a_folder_of_its_list(tmp_path: Path) -> None:
    files = {"b.csv": CSV.encode(), "a/é.txt": b"x", "a.csv": CSV.encode()}
    path = zipped(tmp_path / "a.zip", files)
    assert open_source(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items()]
    lines.sort(key=lambda line: line[66:].encode())
    expected = hashlib.sha256("".join(lines).encode()).hexdigest()
    assert open_source(laid(tmp_path / "x", files)).sha256 == expected


def test_an_archive_inside_is_read_and_one_inside_that_is_not(tmp_path: Path) -> None:
    deep = zipped(tmp_path / "deep.zip", {"c.csv": CSV.encode()}).read_bytes()
    files = {"b.csv": CSV.encode(), "1.png": PICTURE, "deep.zip": deep}
    inner = zipped(tmp_path / "inner.zip", files).read_bytes()
    found = open_source(zipped(tmp_path / "a.zip", {"x/inner.zip": inner}))
    assert [ad.place for ad in ads(found)] == [
        "x/inner.zip/b.csv: row 2", "x/inner.zip/b.csv: row 3",
    ]  # fmt: skip
    assert pictures(ads(found)[0]) == [PICTURE]
    assert rejects(found) == [("x/inner.zip/deep.zip", "archive_too_deep")]


def test_a_scrapy_project_with_its_store(tmp_path: Path) -> None:
    url = "https://example.org/p/1.jpg?w=2"
    name = f"full/{hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()}.jpg"
    stored = f'[{{"url":"{url}","path":"{name}"}}]'
    item = f'{{"title":"Room","description":"Quiet","image_urls":["{url}"],"images":{stored}}}\n'
    files = {"shop/out/items.jl": item.encode(), f"shop/store/{name}": PICTURE}
    files["shop/shop/spider.py"] = b"import scrapy\n\nclass Shop(scrapy.Spider):\n    name = 'x'\n"
    found = open_source(laid(tmp_path / "project", files))
    assert [pictures(ad) for ad in ads(found)] == [[PICTURE]]
    assert [place for place, _ in rejects(found)] == ["shop/shop/spider.py"]


def test_a_folder_of_ads_that_are_a_file_each(tmp_path: Path) -> None:
    ad = '{"title":"Room %s","text":"Quiet","images":[{"url":"%s"},{"url":"gone.png"}]}'
    files = {f"{n}.json": (ad % (n, "1.png")).encode() for n in "12"} | {"images/1.png": PICTURE}
    found = open_source(laid(tmp_path / "ads", files))
    assert [(x.place, x.title) for x in ads(found)] == [
        ("1.json: item 1", "Room 1"), ("2.json: item 1", "Room 2")
    ]  # fmt: skip
    assert [len(x.images) for x in ads(found)] == [2, 2]


@pytest.mark.parametrize(
    ("reference", "member"),
    [
        ("../img/a.png", "img/a.png"),
        ("/img/a.png", "img/a.png"),
        ("a.png?v=3", "pages/a.png"),
        ("https://example.org/img/a.png", "example.org/img/a.png"),
    ],
)
def test_pictures_of_a_copied_site(tmp_path: Path, reference: str, member: str) -> None:
    files = {"pages/1.html": page("Room", more=f"<img src='{reference}'>"), member: PICTURE}
    (ad,) = ads(open_source(zipped(tmp_path / "a.zip", files)))
    assert pictures(ad) == [PICTURE]


def test_nothing_outside_is_found(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    row = 'id,title,photos\n1,Room,"../secret.png,/secret.png,x/../../secret.png"\n'
    folder = laid(tmp_path / "in", {"ads.csv": row.encode()})
    (folder / "linked.png").symlink_to(tmp_path / "secret.png")
    (folder / "linked").symlink_to(tmp_path)
    (folder / "more.csv").symlink_to(tmp_path / "secret.png")
    found = open_source(folder)
    assert pictures(ads(found)[0]) == [None, None, None]
    links = ["linked", "linked.png", "more.csv"]
    assert sorted(rejects(found)) == [(name, "archive_link") for name in links]


def test_a_choice_has_to_fit_one_part(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.csv": CSV.encode(), "b.csv": b"id,texte\n5,Velo bleu\n"})
    found = ads(open_source(path, overrides={"body": "texte"}))
    assert [ad.body for ad in found] == ["A quiet room near the tram", "Green", "Velo bleu"]
    with pytest.raises(BadInputError, match="map_column_unknown"):
        open_source(path, overrides={"body": "nowhere"})


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, "archive_empty"),
        ({"a.png": PICTURE}, "archive_no_ads"),
        ({"a.txt": b"hello"}, "archive_no_ads"),
    ],
)
def test_nothing_to_read_is_an_error(tmp_path: Path, files: dict[str, bytes], code: str) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    with pytest.raises(BadInputError, match=code):
        open_source(laid(folder, files))
    with pytest.raises(BadInputError, match=f"{code}|file_not_this_format"):
        open_source(zipped(tmp_path / "a.zip", files))


def refused(path: Path) -> list[tuple[str, str]]:
    return rejects(open_source(path))


def test_hostile_names_links_and_doubles(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = 0o120777 << 16
    names = [
        "../up.csv",
        "/root.csv",
        "C:\\evil.csv",
        "a/../../b.csv",
        "x\\..\\..\\c.csv",
        "n\ne.csv",
    ]
    with (  # noqa: PT031
        pytest.warns(UserWarning, match="Duplicate"),
        zipfile.ZipFile(path, "w") as archive,
    ):
        archive.writestr("ads.csv", "id,title\n0,Old\n")
        archive.writestr("ads.csv", CSV)
        archive.writestr(link, "/etc/hostname")
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), CSV)
    found = dict(refused(path))
    assert found.pop("link.csv") == "archive_link"
    assert found.pop("ads.csv") == "archive_name_twice"
    assert list(found.values()) == ["archive_name"] * len(names)
    assert [ad.title for ad in ads(open_source(path))] == ["Room", "Lamp"]


def patched(path: Path, name: bytes, offset: int, value: bytes) -> Path:
    """The list entry of a name, changed at an offset."""
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    while data[at + 46 : at + 46 + len(name)] != name:
        at = data.index(b"PK\x01\x02", at + 1)
    data[at + offset : at + offset + len(value)] = value
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("offset", "value", "code"),
    [(8, b"\x01\x00", "archive_encrypted"), (10, b"\x0c\x00", "archive_method")],
)
def test_locked_and_odd_members(tmp_path: Path, offset: int, value: bytes, code: str) -> None:
    path = zipped(tmp_path / "a.zip", {"a.csv": CSV.encode(), "b.csv": CSV.encode()})
    assert refused(patched(path, b"b.csv", offset, value)) == [("b.csv", code)]


@pytest.mark.parametrize("stated", [30, 5_000])
def test_a_member_of_another_size_than_stated(tmp_path: Path, stated: int) -> None:
    path = zipped(tmp_path / "a.zip", {"a.csv": CSV.encode(), "b.csv": CSV.encode()})
    patched(path, b"b.csv", 24, stated.to_bytes(4, "little"))
    rows = list(open_source(path).records())
    assert any(isinstance(row, Rejected) and row.place.startswith("b.csv") for row in rows)
    assert sum(row.place.startswith("a.csv") for row in rows) == 2


def test_a_gigabyte_of_zeros(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ads.csv", CSV)
        with archive.open("zeros.csv", "w", force_zip64=True) as member:
            for _ in range(1000):
                member.write(bytes(1_000_000))
    assert refused(path) == [("zeros.csv", "archive_ratio")]
    patched(path, b"zeros.csv", 24, (1_000_000).to_bytes(4, "little"))  # it says less than it is
    assert any(place.startswith("zeros.csv") for place, _ in refused(path))


def test_members_over_each_other(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.csv": CSV.encode(), "b.csv": CSV.encode()})
    patched(path, b"b.csv", 42, (0).to_bytes(4, "little"))
    with pytest.raises(BadInputError, match="archive_overlap"):
        open_source(path)


def test_too_many_members(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "a.zip", {"a.csv": CSV.encode()}).read_bytes()
    at, end = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    entry, count = whole[at:end], 100_001
    tail = bytearray(whole[end:])
    tail[12:16] = (len(entry) * count).to_bytes(4, "little")  # the count itself still says one
    (tmp_path / "b.zip").write_bytes(whole[:at] + entry * count + bytes(tail))
    with pytest.raises(BadInputError, match="archive_entries"):
        open_source(tmp_path / "b.zip")


def test_many_empty_members_are_no_trouble(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("ads.csv", CSV)
        for n in range(20_000):
            archive.writestr(f"x/{n}", b"")
    assert len(ads(open_source(tmp_path / "a.zip"))) == 2


def test_a_damaged_member_is_told_and_the_others_read(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(300_000).hex()
    big = f"id,title,description\n1,Room,{noise}\n2,Lamp,Green glass\n".encode()
    path = zipped(tmp_path / "a.zip", {"a.csv": CSV.encode(), "b.csv": big})
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 50] = b"\xff" * 50
    path.write_bytes(data)
    source = open_source(path)
    assert {ad.place for ad in ads(source)} == {"a.csv: row 2", "a.csv: row 3"}
    assert any(place.startswith("b.csv") for place, _ in rejects(source))


def test_damaged_bytes_never_crash(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "a.zip", contents(tmp_path)).read_bytes()
    chance = random.Random(5)
    for _ in range(25):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            at = chance.choice([chance.randrange(len(data)), len(data) - chance.randint(1, 900)])
            data[at : at + chance.randint(0, 20)] = chance.randbytes(chance.randint(0, 20))
        path = tmp_path / "x.zip"
        path.write_bytes(data)
        try:
            rows = list(open_source(path).records())
        except KnownError:
            continue
        assert len({row.place for row in rows}) == len(rows)
        for row in rows:
            if isinstance(row, AdRecord):
                pictures(row)


@pytest.mark.slow
def test_many_damaged_bytes_never_crash(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "a.zip", contents(tmp_path)).read_bytes()
    chance = random.Random(7)
    for _ in range(1_000):
        data = io.BytesIO(whole).getvalue()
        at = chance.randrange(len(data))
        data = data[:at] + chance.randbytes(chance.randint(0, 40)) + data[at + 20 :]
        (tmp_path / "x.zip").write_bytes(data)
        try:
            list(open_source(tmp_path / "x.zip").records())
        except KnownError:
            continue


def test_pages_of_a_social_network_hold_many_posts_each(tmp_path: Path) -> None:
    files = {
        "your_instagram_activity/messages/inbox/jane_1/message_1.html": page("Jane"),
        "start_here.html": page("Start"),
        "ads.csv": CSV.encode(),
    }
    rows = list(open_source(zipped(tmp_path / "a.zip", files)).records())
    assert [row.place for row in rows if isinstance(row, AdRecord)] == [
        "ads.csv: row 2",
        "ads.csv: row 3",
    ]
    told = {row.place: row.code for row in rows if isinstance(row, Rejected)}
    assert told == dict.fromkeys(list(files)[:2], "meta_html")
    del files["ads.csv"], files["your_instagram_activity/messages/inbox/jane_1/message_1.html"]
    (start,) = open_source(zipped(tmp_path / "b.zip", files)).records()
    assert isinstance(start, AdRecord)
