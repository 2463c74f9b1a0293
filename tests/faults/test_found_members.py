# SPDX-License-Identifier: GPL-3.0-or-later
"""Archives and folders made to do harm, or merely old: nothing breaks, is lost or takes forever."""

from __future__ import annotations

import io
import os
import struct
import sys
import zipfile
import zlib
from itertools import product
from pathlib import Path

import pytest

from indexing.importers import archive_contents, zip_members
from indexing.importers.image_names import names_in
from indexing.importers.member_index import MemberIndex
from indexing.importers.member_pictures import MemberPictures
from indexing.importers.members import Member, distinct, place_name
from indexing.importers.origin import FileOrigin, PartOrigin
from indexing.importers.registry import open_source
from indexing.limits import (
    MAX_ARCHIVE_ENTRIES,
    MAX_FOLDERS_UPWARD,
    MAX_JSON_DEPTH,
    MAX_PICTURE_FOLDERS,
)
from indexing.pipeline import importing
from indexing.records import AdRecord, Rejected
from indexing.store import case as cases
from indexing.store import sources
from indexing.store.keys import Argon2Cost

pytestmark = pytest.mark.timeout(60)

CSV = b"id,title,text\n1,Room,A quiet room\n2,Lamp,A green lamp\n"
PAGE = b"<html><body><h1>Room</h1>A quiet room near the old town.<img src='1.jpg'></body></html>"
META = cases.CaseMeta("Test", "Consent", "Analyst", "2031-01-01", ("FR",), ("fr",))
DEFLATE, LZMA = zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA


def entry(
    name: bytes, packed: bytes, *, method: int = 0, size: int | None = None, crc: int | None = None
) -> tuple[bytes, bytes]:
    """An entry as an archive has it, and its line of the list for a place of 0."""
    whole = len(packed) if size is None else size
    fields = (method, 0, 33, zlib.crc32(packed) if crc is None else crc, len(packed), whole)
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, *fields, len(name), 0)
    line = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, *fields, len(name), *[0] * 6)
    return local + name + packed, line + name


def archive(path: Path, *entries: tuple[bytes, bytes]) -> Path:
    body, listed = b"", b""
    for content, line in entries:
        listed += line[:42] + struct.pack("<I", len(body)) + line[46:]
        body += content
    count = len(entries)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(listed), len(body), 0)
    path.write_bytes(body + listed + end)
    return path


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", DEFLATE) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


def rejects(path: Path) -> list[tuple[str, str]]:
    rows = open_source(path).records()
    return [(row.place, row.code) for row in rows if isinstance(row, Rejected)]


def laid(names: list[str]) -> list[Member]:
    return [Member(name, 1, io.BytesIO) for name in names]


def member_of(index: MemberIndex, page: str, path: str) -> str:
    found = MemberPictures(index, page, None).named([path], [])
    return found.name if found else ""


needs_bytes = pytest.mark.skipif(sys.platform != "linux", reason="names there are always UTF-8")


@needs_bytes
@pytest.mark.parametrize("suffix", [b".csv", b".zip", b".html"])
def test_a_source_whose_name_is_no_utf_8_comes_in(tmp_path: Path, suffix: bytes) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9" + suffix))
    if suffix == b".zip":
        zipped(path, {"ads.csv": CSV})
    else:
        path.write_bytes(CSV if suffix == b".csv" else PAGE)
    case, _ = cases.create(
        tmp_path / "case", passphrase="seven quiet herons", meta=META, cost=Argon2Cost(64, 1, 1)
    )
    source = open_source(path)
    for row in source.records():
        row.place.encode()
    assert sum(1 for _ in importing.bring(case, source, importing.ImportChoices()))
    (kept,) = sources.list_sources(case)
    case.close()
    assert kept.name == f"caf\ufffd{suffix.decode()}"
    assert kept.path.endswith(kept.name)
    assert kept.added > 0


@needs_bytes
def test_places_in_files_whose_names_are_no_utf_8_stay_different(tmp_path: Path) -> None:
    for number in (b"\xe8", b"\xe9"):
        for suffix, data in ((b".csv", CSV), (b".html", PAGE)):
            name = os.fsencode(tmp_path) + b"/caf" + number + suffix
            Path(os.fsdecode(name)).write_bytes(data)
    places = [row.place for row in open_source(tmp_path).records()]
    assert len({place.encode() for place in places}) == len(places) == 6


def test_places_in_files_with_long_names_stay_different(tmp_path: Path) -> None:
    long = f"{'a' * 150}/{'b' * 150}"
    path = zipped(tmp_path / "ads.zip", {f"{long}/{number}.csv": CSV for number in range(2)})
    places = [row.place for row in open_source(path).records()]
    assert len(set(places)) == len(places) == 4
    assert place_name("caf\udce9\n") == "caf\\udce9\ufffd"


def test_pictures_nested_deep_in_a_cell() -> None:
    assert list(names_in('{"a":' * 700 + "{}" + "}" * 700)) == []
    inside = MAX_JSON_DEPTH // 2
    assert [x.shown for x in names_in("[" * inside + '"1.jpg"' + "]" * inside)] == ["1.jpg"]


def test_what_a_damaged_kind_is_packed_with_is_not_asked(tmp_path: Path) -> None:
    """Unpacking LZMA raises an error of its own kind."""
    packed = b"\x09\x04\x05\x00\xff\xff\xff\xff\xff" + b"no LZMA at all" * 10
    content = entry(b"content.xml", b"<a/>")
    path = archive(tmp_path / "a.ods", entry(b"mimetype", packed, method=LZMA, size=47), content)
    assert zip_members.start_of(FileOrigin(path), "mimetype", 100) == b""


def test_a_folder_for_each_page_costs_no_look_at_all_folders_for_each() -> None:
    """Folders beside each other were sorted and matched again for every page."""
    ads = [f"ad-{number:05}" for number in range(20_000)]
    index = MemberIndex(laid([f"{ad}/{name}" for ad in ads for name in ("1.jpg", "index.html")]))
    assert all(member_of(index, f"{ad}/index.html", "1.jpg") == f"{ad}/1.jpg" for ad in ads)


def test_folders_of_pictures_beside_and_above_a_page() -> None:
    names = ["a/Page-photos/5.jpg", "a/Images/1.jpg", "a/images/full/2.jpg", "a/other/3.jpg"]
    names += ["a/b/page.html", "media/4.jpg", "a/b-photos/6.jpg", "a/b/1.jpg/x", "a/b/7.jpg"]
    index = MemberIndex(laid(names))
    above = ("a", "a/Images", "a/Page-photos", "a/images", "a/images/full", "", "media")
    assert index.roots("a/b", "page") == ("a/b", *above)
    assert index.roots("a", "b")[1:4] == ("a/Images", "a/b-photos", "a/images")
    assert member_of(index, "a/b/page.html", "2.jpg") == "a/images/full/2.jpg"
    assert member_of(index, "a/b/page.html", "./7.JPG") == "a/b/7.jpg"


def test_a_name_that_is_nowhere_near_is_not_taken_from_another_ad() -> None:
    """Most sites call the first picture of every ad alike."""
    names = ["ad1/p.html", "ad2/1.jpg", "ad1/more/below.jpg", "above.jpg", "x/shop.jpg"]
    pictures = MemberPictures(MemberIndex(laid(names)), "ad1/p.html", None)
    assert pictures.named(["1.jpg"], []) is None
    assert pictures.named(["img/1.jpg"], ["https://example.org/1.jpg"]) is None
    assert pictures.named(["img/below.jpg"], []) is not None
    assert pictures.named(["img/above.jpg"], []) is not None
    address = "https://example.org/shop.jpg"
    assert pictures.named([address], [address]) is not None


def test_a_page_deep_down_looks_at_few_folders() -> None:
    deep = "a/" * 400
    index = MemberIndex(laid([f"{deep}p.html", f"{deep}1.jpg"]))
    assert len(index.roots(deep.rstrip("/"), "p")) == MAX_FOLDERS_UPWARD
    assert member_of(index, f"{deep}p.html", "1.jpg") == f"{deep}1.jpg"
    many = ["".join(letters) for letters in product(*zip("pictures", "PICTURES", strict=True))]
    wide = MemberIndex(laid([f"{folder}/1.jpg" for folder in many]))
    assert len(wide.roots("", "p")) == MAX_PICTURE_FOLDERS < len(many)


def test_folders_within_folders_are_not_kept_one_by_one() -> None:
    """Each beginning of each name was a text and a set: together far more than the archive."""
    names = [f"{number:04}/{'a/' * 480}x.csv" for number in range(500)]
    index = MemberIndex(laid(names))
    assert sum(sys.getsizeof(value) for value in vars(index).values()) < 1_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="paths are limited otherwise")
def test_a_folder_too_deep_to_be_listed_is_told(tmp_path: Path) -> None:
    (tmp_path / "ads.csv").write_bytes(CSV)
    folder = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=folder)
        inner = os.open("d" * 250, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)
    assert [code for _, code in rejects(tmp_path)] == ["member_unreadable"]


def test_a_folder_that_cannot_be_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ads.csv").write_bytes(CSV)
    (tmp_path / "closed").mkdir()
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert rejects(tmp_path) == [("closed/", "member_unreadable")]


def test_a_stored_entry_of_two_sizes_is_not_taken(tmp_path: Path) -> None:
    """What was taken went beyond the stated size, and so was never held against the checksum."""
    bad = entry(b"bad.csv", CSV, size=len(CSV) - 15, crc=12345)
    path = archive(tmp_path / "ads.zip", entry(b"ads.csv", CSV), bad)
    assert rejects(path) == [("bad.csv", "member_unreadable")]
    path = archive(tmp_path / "sum.zip", entry(b"ads.csv", CSV), entry(b"bad.csv", CSV, crc=12345))
    assert [place for place, _ in rejects(path)] == ["bad.csv"]


def test_a_folder_with_content_is_told(tmp_path: Path) -> None:
    files = {"ads.csv": CSV, "more.csv/": CSV, "folder/": b""}
    assert rejects(zipped(tmp_path / "ads.zip", files)) == [("more.csv/", "archive_name")]


def test_many_refusals_of_one_name() -> None:
    """Each was counted from one again."""
    told = distinct([Rejected("a", "archive_name_twice")] * 100_000)
    assert told[-1].place == "a (100000)"
    assert len({one.place for one in told}) == len(told)


def _end_64(count: int, length: int, start: int) -> bytes:
    return struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, length, start)


def _end(size: int, comment: bytes = b"") -> bytes:
    return struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, size, 0, len(comment)) + comment


@pytest.mark.parametrize("trick", ["place", "comment", "name"])
def test_the_list_that_the_archive_reader_takes_is_counted(tmp_path: Path, trick: str) -> None:
    """One end record was checked and another one read."""
    count, head = MAX_ARCHIVE_ENTRIES + 1, b"PK\3\4" + b"\0" * 26
    _, line = entry(b"a", b"")
    small = _end_64(1, len(line), 30)
    start = len(head) + len(small)
    listed, whole = line * count, _end_64(count, len(line) * count, start)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, len(head), 1)
    _, last = entry(locator, b"")  # a name that looks like a locator, and is the list's end
    ends = {
        "place": whole + locator + _end(0xFFFFFFFF),
        "comment": whole + locator + _end(0, b"c" * 65_535),
        "name": last + _end(len(listed) + len(last)),
    }
    data = head + small + listed + ends[trick]
    assert zip_members._count(io.BytesIO(data), len(data)) > MAX_ARCHIVE_ENTRIES


def test_an_archive_of_many_with_its_large_end_is_read(tmp_path: Path) -> None:
    """The list right before a true end record, with a long comment behind."""
    body, line = entry(b"ads.csv", CSV)
    data = body + line + _end_64(1, len(line), len(body))
    data += struct.pack("<4sIQI", b"PK\6\7", 0, len(body) + len(line), 1)
    data += _end(0xFFFFFFFF, b"c" * 65_535)
    origin = PartOrigin(tmp_path / "ads.zip", lambda: io.BytesIO(data), len(data))
    (found,) = zip_members.members(origin).found
    with found.open() as file:
        assert file.read() == CSV


def test_what_every_source_had_is_still_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "ads.zip", {"ads.csv": CSV, "p/1.jpg": b"\xff\xd8", "p/a.html": PAGE})
    read = list(open_source(path).records())
    assert [row.place for row in read] == ["ads.csv: row 2", "ads.csv: row 3", "page p/a.html"]
    page = read[-1]
    assert isinstance(page, AdRecord)
    assert [ref.untrusted_name for ref in page.images] == ["p/1.jpg"]


def test_files_opened_in_vain_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ZIP of 3 MB had 20,000 of them, and each was mapped."""
    monkeypatch.setattr(archive_contents, "MAX_PARTS_TRIED", 3)
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text("1\n2\n")
    (tmp_path / "0.csv").write_text("id,title\n1,Room\n")
    found = list(open_source(tmp_path).records())
    assert [x.code for x in found if isinstance(x, Rejected)].count("archive_parts") == 3
