# SPDX-License-Identifier: GPL-3.0-or-later
"""What an attack on the readers of web archives found, each as the few bytes that did it."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from indexing.importers import http_body, inflated, wacz_pages, web_index, web_records
from indexing.importers.origin import FileOrigin
from indexing.importers.registry import open_source
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.web_archives import PICTURE

pytestmark = pytest.mark.timeout(60)

DAY = "2024-01-01T00:00:00Z"
HTML = b"Content-Type: text/html\r\n"
PAGE = (
    b"<html><head><title>Room</title></head><body>A room to let, quiet and sunny.%s</body></html>"
)


def record(
    name: str,
    body: bytes,
    http: bytes | None = HTML,
    *,
    kind: str = "response",
    when: str = DAY,
    more: bytes = b"",
) -> bytes:
    block = body if http is None else b"HTTP/1.1 200 OK\r\n" + http + b"\r\n" + body
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://example.org/{name}\r\n"
    head += f"WARC-Date: {when}\r\nContent-Length: {len(block)}\r\n"
    return head.encode() + more + b"\r\n" + block + b"\r\n\r\n"


def pages(count: int) -> list[bytes]:
    return [record(f"{n}.html", PAGE % b"%d" % n) for n in range(count)]


def read(path: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """Addresses of the pages, and the rejects."""
    rows = list(open_source(path).records())
    assert len({row.place for row in rows}) == len(rows)
    return (
        [row.url.rsplit("/", 1)[1] for row in rows if isinstance(row, AdRecord)],
        [(row.place, row.code) for row in rows if isinstance(row, Rejected)],
    )


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def wacz(path: Path, warc: bytes, **files: bytes) -> Path:
    names = {"pages": "pages/pages.jsonl", "further": "pages/extraPages.jsonl"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", files.pop("package", b'{"resources": []}'))
        archive.writestr("archive/a.warc", warc)
        if "digest" in files:
            archive.writestr("datapackage-digest.json", files.pop("digest"))
        for name, data in files.items():
            archive.writestr(names[name], data)
    return path


@pytest.mark.parametrize("left", [1, 3, 7])
def test_a_page_told_by_its_first_bytes_where_few_of_them_were_read_yet(
    tmp_path: Path, left: int
) -> None:
    """Only what was left of a read was looked at, and the page was lost without a word."""
    size = 7_000
    while True:
        whole = record("a.html", PAGE % b"", b"X: %s\r\n" % (b"p" * size))
        if not (missing := 8_192 - left - whole.index(b"<html>")):
            break
        size += missing
    path = written(tmp_path / "a.warc", whole + record("b.html", PAGE % b"", b"X: x\r\n"))
    assert read(path) == (["a.html", "b.html"], [])


WRONG = {
    "long": (b"Content-Length: ", b"Content-Length: 1"),
    "longer": (b"Content-Length: ", b"Content-Length: 100000"),
    "short": (b"A room", b"A big big room"),
    "headers": (b"Content-Length: ", b"Content-Length: x"),
}


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
@pytest.mark.parametrize("wrong", WRONG)
def test_a_damaged_record_costs_only_itself_in_one_piece_too(
    tmp_path: Path, name: str, wrong: str
) -> None:
    """Where all was packed in one piece, everything behind the record was lost, and not told."""
    parts = pages(10)
    parts[2] = parts[2].replace(*WRONG[wrong], 1)
    whole = b"".join(parts)
    path = written(tmp_path / name, gzip.compress(whole) if name.endswith(".gz") else whole)
    found, rejects = read(path)
    assert found == [f"{n}.html" for n in range(10) if n != 2]
    assert rejects[0][0] == "record 3"
    assert rejects[1:] == ([("member 1", "web_one_piece")] if name.endswith(".gz") else [])


def test_the_rest_of_one_piece_that_cannot_be_unpacked_is_told(tmp_path: Path) -> None:
    noise = record("noise", random.Random(1).randbytes(20_000))
    packed = gzip.compress(b"".join((*pages(4), noise, *pages(4))))
    path = written(tmp_path / "a.warc.gz", packed[: len(packed) // 2])
    found, rejects = read(path)
    assert len(found) == 4
    assert rejects == [
        ("record 5", "web_gzip"),
        ("member 1", "web_one_piece"),
        ("record 6", "web_too_many"),
    ]


def test_far_lengths_in_one_piece_are_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each one unpacks all that lies behind it."""
    monkeypatch.setattr(web_records, "MAX_WEB_BYTES_LOST", 10_000_000)
    bad = record("x", b"").replace(b"Content-Length: ", b"Content-Length: 9999999")
    path = written(tmp_path / "a.warc.gz", gzip.compress(bad * 100 + bytes(1_000_000)))
    codes = [getattr(x, "code", "") for x in web_records.Archive(FileOrigin(path)).records()]
    assert set(codes[:-1]) == {"web_cut"}
    assert codes[-1] == "web_too_many"
    assert len(codes) < 30


def false_starts(count: int) -> bytes:
    """A damaged member, then bytes that begin like packed ones."""
    packed = gzip.compress(b"WARC/1.0\r\nWARC-Type: x\r\nContent-Length: 5\r\n\r\n")
    return packed[:-8] + bytes(range(1, 9)) + b"\x1f\x8b\x08\xff" * count


def test_what_follows_too_many_false_starts_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_records, "MAX_WEB_FAULTS", 10)
    one, two, *rest = map(gzip.compress, pages(10))
    for count, found, codes in (
        (90, 10, ["web_gzip"]),
        (101, 2, ["web_gzip", "web_too_many"]),
    ):
        path = written(tmp_path / "a.warc.gz", b"".join((one, two, false_starts(count), *rest)))
        names, rejects = read(path)
        assert len(names) == found
        assert [code for _, code in rejects] == codes


def test_false_starts_with_endless_names(tmp_path: Path) -> None:
    """Names of packed files were read byte by byte up to 8 kB, for each of 100,000 starts."""
    junk = false_starts(0) + b"\x1f\x8b\x08" * 100_001
    path = written(tmp_path / "a.warc.gz", gzip.compress(pages(1)[0]) + junk)
    found, rejects = read(path)
    assert found == ["0.html"]
    assert [code for _, code in rejects] == ["web_gzip", "web_too_many"]


def test_a_damaged_member_behind_a_damaged_one_is_told(tmp_path: Path) -> None:
    """Its check sum, right behind its few bytes, is no reason to take it for none."""
    packed = [bytearray(gzip.compress(part)) for part in pages(4)]
    packed[1][10:20] = b"\xff" * 10
    packed[2][-8:-4] = b"\xff" * 4
    found, rejects = read(written(tmp_path / "a.warc.gz", b"".join(packed)))
    assert found == ["0.html", "3.html"]
    assert rejects == [("record 2", "web_gzip"), ("record 3", "web_gzip")]


@pytest.mark.parametrize("name", ["ts", "url", "title"])
def test_a_listed_page_with_brackets_in_brackets(tmp_path: Path, name: str) -> None:
    """Writing such a value out ends the import: Python gives up at some depth."""
    deep = b"[" * 1000 + b"]" * 1000
    fields = {"url": b'"http://example.org/0.html"', "title": b'"T"', "ts": b'""', name: deep}
    line = b"{" + b", ".join(b'"%s": %s' % (k.encode(), v) for k, v in fields.items()) + b"}\n"
    path = wacz(tmp_path / "a.wacz", pages(1)[0], pages=line)
    assert read(path) == (["0.html"], [])


def test_hashes_with_brackets_in_brackets(tmp_path: Path) -> None:
    deep = b"[" * 1000 + b"]" * 1000
    for package, digest in (
        (b'{"resources": [{"path": "archive/a.warc", "hash": %s}]}' % deep, b"{}"),
        (b"{}", b'{"hash": %s, "signedData": {}}' % deep),
        (b"{}", b'{"signedData": {"hash": %s}}' % deep),
        (b"{}", b'{"signedData": {"software": %s, "domain": %s}}' % (deep, deep)),
    ):
        path = wacz(tmp_path / "a.wacz", pages(1)[0], package=package, digest=digest)
        codes = {note.code for note in open_source(path).notes}
        assert "wacz_digest_right" not in codes
        assert "wacz_hashes_right" not in codes


def test_zero_characters_of_headers_stay_out_of_a_listed_page(tmp_path: Path) -> None:
    warc = record("\0x", b"<html></html>", when=f"{DAY}\0", more=b"WARC-Record-ID: <urn:\0x>\r\n")
    listed = json.dumps({"url": "http://example.org/\0x", "title": "T\0"}).encode()
    (row,) = open_source(wacz(tmp_path / "a.wacz", warc, pages=listed)).records()
    assert isinstance(row, AdRecord)
    assert (row.source_id, row.url, row.captured_at) == ("urn:x", "http://example.org/x", DAY)
    assert "\0" not in row.title


def test_of_many_captures_each_page_gets_its_own(tmp_path: Path) -> None:
    """Of the pictures of an address only those of the first sixteen days were kept."""
    parts = []
    for day in range(1, 29):
        when = f"2024-01-{day:02}T00:00:00Z"
        picture = PICTURE + bytes([day])
        parts.append(record("p.png", picture, b"Content-Type: image/png\r\n", when=when))
        parts.append(record("a.html", PAGE % b"<img src='p.png'>", when=when))
    rows = [
        row
        for row in open_source(written(tmp_path / "a.warc", b"".join(parts))).records()
        if isinstance(row, AdRecord)
    ]
    given = [row.images[0].read(1000) if row.images[0].read else None for row in rows]
    assert given == [PICTURE + bytes([day]) for day in range(1, 29)]


def test_of_too_many_captures_those_spread_over_time_are_kept() -> None:
    entries: list[tuple[float, int]] = []
    for moment in (*range(5_000), 0, 0, 0):
        web_index.add_spread(entries, float(moment), moment, 100)
        assert len(entries) <= 100
    assert entries == sorted(entries)
    assert all(abs((web_index.nearest(entries, x) or 0) - x) <= 130 for x in range(0, 5_000, 50))
    same: list[tuple[float, int]] = []
    for n in range(1_000):
        web_index.add_spread(same, 7.0, n, 100)
    assert len(same) <= 100
    assert web_index.nearest(same, 9.0) == 0
    assert web_index.nearest([], 1.0) is None


def test_a_time_of_100_kb_is_not_read_for_each_picture(tmp_path: Path) -> None:
    """10,000 names of a picture with 16 captures: each time all of the page's time was read."""
    names = b"".join(b"<img src='/x.jpg#%d'>" % n for n in range(4_000))
    parts = [
        record("x.jpg", b"", b"Content-Type: image/jpeg\r\n", kind="revisit", when=f"{DAY}{n}")
        for n in range(16)
    ]
    parts.append(record("a.html", PAGE % names, when=DAY + " 1" * 55_000))
    assert read(written(tmp_path / "a.warc", b"".join(parts)))[0] == ["a.html"]


def test_encodings_over_each_other_are_limited() -> None:
    body = PAGE
    for _ in range(5):
        body = gzip.compress(body)
    five = ", ".join(["gzip"] * 5)
    assert http_body.decoded(body, "", f"identity, {five}, ,", 1_000) == PAGE
    with pytest.raises(http_body.EncodingUnknownError) as told:
        http_body.decoded(gzip.compress(body), "", f"{five}, gzip", 1_000)
    assert len(told.value.args[0]) <= 40


def test_chunks_of_one_byte_are_joined_without_a_list_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = b"1\r\nA\r\n" * 100_000
    tracemalloc.start()
    try:
        assert http_body.decoded(body, "chunked", "", 1_000_000) == b"A" * 100_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000
    monkeypatch.setattr(http_body, "MAX_HTTP_CHUNKS", 1_000)
    with pytest.raises(http_body.EncodingUnknownError):
        http_body.decoded(body, "chunked", "", 1_000_000)


def test_members_within_members_do_not_read_the_same_headers_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines that were lost counted in plain files alone."""
    monkeypatch.setattr(web_records, "MAX_WEB_LINES_LOST", 1_000)
    inner = b"WARC/1.0\r\n" + b"a:\n" * 500
    for _ in range(40):
        size = len(inner)
        stored = b"\1" + struct.pack("<HH", size, size ^ 0xFFFF) + inner
        inner = b"WARC/1.0\r\n\x1f\x8b\x08" + bytes(6) + b"\xff" + stored
    path = written(tmp_path / "a.warc.gz", inner[10:])
    codes = [getattr(x, "code", "") for x in web_records.Archive(FileOrigin(path)).records()]
    assert codes[-1] == "web_too_many"
    assert len(codes) < 10


def test_headers_of_many_lines_are_no_headers(tmp_path: Path) -> None:
    many = record("x", b"", more=b"a:\n" * 3_000)
    some = record("y.html", PAGE % b"", more=b"a:\n" * 1_900)
    path = written(tmp_path / "a.warc", many + some + pages(1)[0])
    assert read(path) == (["y.html", "0.html"], [("record 1", "web_header")])


def test_listed_pages_of_one_address_are_limited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two lists of two million lines each, all of one address, were held in memory."""
    lines = b"".join(
        b'{"url": "http://example.org/a", "title": "%d", "ts": "2024-01-%02d"}\n' % (n, n)
        for n in range(1, 31)
    )
    other = b"".join(b'{"url": "http://example.org/%d", "title": "x"}\n' % n for n in range(100))
    monkeypatch.setattr(wacz_pages, "MAX_WACZ_PAGES", 50)
    path = wacz(tmp_path / "a.wacz", pages(1)[0], pages=lines, further=other)
    listed = open_source(path)
    assert isinstance(next(iter(listed.records())), AdRecord)
    from indexing.importers import zip_members

    members = zip_members.members(FileOrigin(path)).by_name()
    known = wacz_pages.ListedPages(
        members[name] for name in ("pages/pages.jsonl", "pages/extraPages.jsonl")
    )
    assert sum(map(len, known._known.values())) == 50
    assert len(known._known["http://example.org/a"]) <= 16
    assert int(known.cells("http://example.org/a", "2024-01-02T00:00:00Z")["title"]) <= 6
    assert int(known.cells("http://example.org/a", "2024-01-30T00:00:00Z")["title"]) >= 28


def test_a_list_of_files_beyond_the_limit_is_not_parsed_but_hashed_whole(tmp_path: Path) -> None:
    """48 MB of empty entries, 47 kB packed, took 1.5 GB."""
    package = b'{"resources": [' + b"{}," * 2_000_000 + b"{}]}"
    digest = {"hash": hashlib.sha256(package).hexdigest(), "signedData": {}}
    digest["signedData"] = {"hash": digest["hash"]}
    path = wacz(
        tmp_path / "a.wacz", pages(1)[0], package=package, digest=json.dumps(digest).encode()
    )
    source = open_source(path)
    tracemalloc.start()
    try:
        codes = {note.code for note in source.notes}
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert {"wacz_hashes_none", "wacz_digest_right"} <= codes
    assert peak < 20_000_000


def test_pages_of_one_piece_are_not_unpacked_from_far_before_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of 50,000 tiny pages unpacked up to 4 MB before it, four times."""
    parts = [
        record(f"{n}.html", b"<p>x%d" % n, None, kind="resource", more=HTML) for n in range(2_000)
    ]
    path = written(tmp_path / "a.warc.gz", gzip.compress(b"".join(parts)))
    unpacked, restart = [0], inflated.Inflated._restart

    def counted(self: inflated.Inflated, place: int) -> None:
        unpacked[0] += 1
        restart(self, place)

    monkeypatch.setattr(inflated.Inflated, "_restart", counted)
    found, rejects = read(path)
    assert len(found) == 2_000
    assert rejects == [("member 1", "web_one_piece")]
    assert unpacked[0] < 100
