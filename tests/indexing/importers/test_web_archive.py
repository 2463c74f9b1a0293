# SPDX-License-Identifier: GPL-3.0-or-later
"""Web archives: pages as rows, pictures by address, damage told and stepped over."""

from __future__ import annotations

import base64
import gzip
import hashlib
import random
import tracemalloc
import zlib
from pathlib import Path

import brotli
import pytest

from indexing.errors import KnownError
from indexing.importers import web_records
from indexing.importers.http_body import decoded
from indexing.importers.registry import open_source
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.web_archives import PICTURE, Recorder, page, small, wacz


def every(path: Path) -> list[AdRecord | Rejected]:
    return list(open_source(path).records())


def ads(path: Path) -> list[AdRecord]:
    return [row for row in every(path) if isinstance(row, AdRecord)]


def rejects(path: Path) -> list[tuple[str, str]]:
    return [(row.place, row.code) for row in every(path) if isinstance(row, Rejected)]


def pictures(ad: AdRecord) -> list[bytes | None]:
    return [ref.read(10_000) if ref.read else None for ref in ad.images]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.bin"])
def test_each_page_is_a_row_with_its_picture(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with Recorder(path) as warc:
        picture = "<img src='/p/1.png'><img src='//example.org/none.png'>"
        warc.add("https://example.org/1", page("Room", more=picture))
        warc.add("https://example.org/p/1.png", PICTURE, "image/png")
        warc.add("https://example.org/gone", page("Gone"), status="404 Not Found")
        warc.add("https://example.org/style.css", b"p{}", "text/css")
        warc.add("https://example.org/kept", page("Kept"), "text/html", record="resource")
    source = open_source(path)
    one, two = (row for row in source.records() if isinstance(row, AdRecord))
    assert source.format == "warc"
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.position() == source.size_hint() == path.stat().st_size
    assert (one.place, one.url, one.title) == ("record 1", "https://example.org/1", "Room")
    assert one.source_id == warc.ids[0]
    assert one.captured_at.endswith("Z")
    assert "quiet room" in one.body
    assert sorted(pictures(one), key=str) == sorted([PICTURE, None], key=str)
    assert (two.place, two.title) == ("record 5", "Kept")


def test_rows_are_the_same_on_each_pass_and_start_skips(tmp_path: Path) -> None:
    source = open_source(small(tmp_path / "a.warc.gz"))
    rows = list(source.records())
    assert rows == list(source.records())
    assert rows[1:] == list(source.records(1))


def test_captured_twice_is_two_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    with Recorder(path) as warc:
        for when, title in (("2024-01-01T00:00:00Z", "Old"), ("2024-02-01T00:00:00Z", "New")):
            warc.add("https://example.org/1", page(title), warc={"WARC-Date": when})
    found = [(ad.title, ad.captured_at) for ad in ads(path)]
    assert found == [("Old", "2024-01-01T00:00:00Z"), ("New", "2024-02-01T00:00:00Z")]


def test_of_two_captures_the_picture_nearest_in_time(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    markup = page("Room", more="<img src='/p.png'>")
    with Recorder(path) as warc:
        for month in (1, 6):
            date = {"WARC-Date": f"2024-0{month}-01T00:00:00Z"}
            warc.add("https://example.org/p.png", PICTURE + bytes([month]), "image/png", warc=date)
            warc.add("https://example.org/1", markup, warc=date)
    assert [pictures(ad) for ad in ads(path)] == [[PICTURE + b"\x01"], [PICTURE + b"\x06"]]


def test_redirects_base_and_revisits_lead_to_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    digest = digest_of(PICTURE)
    with Recorder(path) as warc:
        names = "<img src='moved.png'><img src='again.png'><img src='round.png'>"
        base = "<base href='https://example.org/x/'>"
        warc.add("https://example.org/1", page("Room", more=base + names))
        warc.add(
            "https://example.org/x/moved.png", b"", status="302 Found",
            headers=(("Location", "/y/there.png"),),
        )  # fmt: skip
        warc.add(
            "https://example.org/x/round.png", b"", status="301 Moved",
            headers=(("Location", "round.png"),),
        )  # fmt: skip
        warc.add("http://example.org/y/there.png", PICTURE, "image/png")
        warc.revisit("https://example.org/x/again.png", digest, "2024-02-01T00:00:00Z", "image/png")
    (ad,) = ads(path)
    assert pictures(ad).count(PICTURE) == 2
    assert pictures(ad).count(None) == 1


def test_a_page_found_unchanged_is_a_row_of_its_own(tmp_path: Path) -> None:
    path, digest = tmp_path / "a.warc.gz", digest_of(page("Room"))
    with Recorder(path) as warc:
        warc.add("https://example.org/1", page("Room"))
        warc.revisit("https://example.org/1", digest, "2024-02-01T00:00:00Z")
        warc.revisit("https://example.org/2", "sha1:NOTHERE", "2024-02-01T00:00:00Z")
    assert [(ad.place, ad.title) for ad in ads(path)] == [
        ("record 1", "Room"),
        ("record 2", "Room"),
    ]
    assert ads(path)[1].captured_at == "2024-02-01T00:00:00Z"
    assert rejects(path) == [("record 3", "web_revisit_alone")]


def digest_of(body: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def test_a_revisit_that_names_only_address_and_time(tmp_path: Path) -> None:
    path, when = tmp_path / "a.warc.gz", "2024-01-01T00:00:00Z"
    with Recorder(path) as warc:
        warc.add("https://example.org/1", page("Room"), warc={"WARC-Date": when})
        warc.revisit("https://example.org/1", "sha256:of-another-kind", "2024-02-01T00:00:00Z")
    assert [ad.title for ad in ads(path)] == ["Room", "Room"]


def chunked(body: bytes) -> bytes:
    pieces = [body[at : at + 50] for at in range(0, len(body), 50)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def raw(body: bytes) -> bytes:
    return zlib.compress(body)[2:-4]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress, (("Content-Encoding", "gzip"),)),
        (gzip.compress, (("Content-Encoding", "x-gzip"),)),
        (zlib.compress, (("Content-Encoding", "deflate"),)),
        (raw, (("Content-Encoding", "deflate"),)),
        (chunked, (("Transfer-Encoding", "chunked"),)),
        (
            lambda text: chunked(gzip.compress(text)),
            (("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")),
        ),
        (brotli.compress, (("Content-Encoding", "br"),)),
        (
            lambda text: chunked(brotli.compress(text)),
            (("Transfer-Encoding", "chunked"), ("Content-Encoding", "br")),
        ),
        # stored decoded under the old headers, as browsers record
        (bytes, (("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip"))),
        (bytes, (("Content-Encoding", "br"),)),
    ],
)
def test_encodings_of_the_answer(
    tmp_path: Path, body: object, headers: tuple[tuple[str, str]]
) -> None:
    path = tmp_path / "a.warc"
    assert callable(body)
    with Recorder(path) as warc:
        warc.add("https://example.org/1", body(page("Room")), headers=headers)
    assert [ad.title for ad in ads(path)] == ["Room"]


def test_an_encoding_that_is_not_read_is_told(tmp_path: Path) -> None:
    path = small(tmp_path / "a.warc.gz", 1)
    with path.open("ab") as file, Recorder(tmp_path / "b.warc.gz") as warc:
        warc.add("https://example.org/b", b"\x8b\x02\x80", headers=(("Content-Encoding", "br"),))
        warc.__exit__()
        file.write((tmp_path / "b.warc.gz").read_bytes())
    assert len(ads(path)) == 1
    assert rejects(path) == [("record 3", "web_encoding")]


def test_brotli_is_unpacked_no_further_than_asked() -> None:
    packed = brotli.compress(bytes(30_000_000), quality=1)
    assert len(packed) < 20_000
    tracemalloc.start()
    try:
        assert len(decoded(packed, "", "br", 3_000_000)) == 3_000_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 15_000_000


def test_a_page_in_brotli_that_was_cut_is_read_as_far_as_it_goes() -> None:
    text = page("Room", " ".join(map(str, range(20_000))))
    packed = brotli.compress(text)
    told = decoded(packed[: len(packed) // 2], "", "br", 1_000_000)
    assert len(text) > len(told) > 1_000
    assert text.startswith(told)


@pytest.mark.parametrize(
    ("kind", "codec"),
    [("text/html; charset=windows-1251", "cp1251"), ("text/html; charset=x", "utf-8")],
)
def test_charset_of_the_header(tmp_path: Path, kind: str, codec: str) -> None:
    path = tmp_path / "a.warc"
    with Recorder(path) as warc:
        text = "<html><title>x</title><p>Кімната біля трамвая, тиха і світла</p></html>"
        warc.add("https://example.org/1", text.encode(codec), kind)
    assert "Кімната" in ads(path)[0].body


def test_an_archive_packed_in_one_piece_is_read_and_told(tmp_path: Path) -> None:
    whole = small(tmp_path / "a.warc", 5).read_bytes()
    path = tmp_path / "one.warc.gz"
    path.write_bytes(gzip.compress(whole))
    assert len(ads(path)) == 5
    assert [pictures(ad) for ad in ads(path)] == [[PICTURE + bytes([n])] for n in range(5)]
    assert rejects(path) == [("member 1", "web_one_piece")]


def test_marks_bring_back_records_deep_inside_one_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexing.importers.inflated._SPACING", 1_000)
    monkeypatch.setattr("indexing.importers.inflated._MOST_MARKS", 8)
    noise = random.Random(3).randbytes(200_000)
    with Recorder(tmp_path / "a.warc") as warc:
        for n in range(6):
            warc.add(f"https://example.org/{n}", page(f"Room {n}", more=f"<img src='/{n}.png'>"))
            warc.add(f"https://example.org/{n}.png", noise + bytes([n]), "image/png")
    path = tmp_path / "one.warc.gz"
    path.write_bytes(gzip.compress((tmp_path / "a.warc").read_bytes()))
    for n, ad in reversed(list(enumerate(ads(path)))):
        assert ad.images[0].read is not None
        assert ad.images[0].read(1_000_000) == noise + bytes([n])


def test_a_cut_archive_keeps_what_comes_before(tmp_path: Path) -> None:
    path = small(tmp_path / "a.warc")
    path.write_bytes(path.read_bytes()[:-150])
    assert [ad.title for ad in ads(path)] == ["Room 0", "Room 1", "Room 2"]
    assert rejects(path) == [("record 6", "web_cut")]
    packed = small(tmp_path / "b.warc.gz")
    packed.write_bytes(packed.read_bytes()[:-150])
    assert rejects(packed) == [("record 6", "web_gzip")]


@pytest.mark.parametrize("difference", [-20, 20])
@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_a_wrong_length_costs_only_its_record(tmp_path: Path, name: str, difference: int) -> None:
    plain = small(tmp_path / "plain.warc").read_bytes()
    at = plain.index(b"Content-Length: ", plain.index(b"WARC/1", 10)) + 16
    length = int(plain[at : at + 3])
    wrong = plain[:at] + str(length + difference).encode() + plain[at + 3 :]
    path = tmp_path / name
    if name.endswith(".gz"):
        records = [b"WARC/1." + part for part in wrong.split(b"WARC/1.")[1:]]
        path.write_bytes(b"".join(map(gzip.compress, records)))
    else:
        path.write_bytes(wrong)
    codes = {"web_length", "web_cut"} if name.endswith(".gz") else {"web_length"}
    ((place, code),) = rejects(path)
    assert place == "record 2"
    assert code in codes
    assert [ad.title for ad in ads(path)] == ["Room 0", "Room 1", "Room 2"]


def test_a_damaged_member_costs_only_its_record(tmp_path: Path) -> None:
    path = small(tmp_path / "a.warc.gz", 4)
    data = bytearray(path.read_bytes())
    third = [at for at in range(len(data)) if data[at : at + 3] == b"\x1f\x8b\x08"][2]
    data[third + 40 : third + 60] = b"\xff" * 20
    path.write_bytes(data)
    assert rejects(path) == [("record 3", "web_gzip")]
    assert [ad.title for ad in ads(path)] == ["Room 0", "Room 2", "Room 3"]


def test_headers_without_end_are_given_up(tmp_path: Path) -> None:
    rest = small(tmp_path / "a.warc", 1).read_bytes()
    path = tmp_path / "b.warc"
    path.write_bytes(b"WARC/1.0\r\nX: " + b"y" * 2_000_000 + b"\r\n\r\n" + rest)
    assert rejects(path) == [("record 1", "web_header")]
    assert [ad.title for ad in ads(path)] == ["Room 0"]


def test_a_record_of_a_gigabyte_of_nothing_is_refused(tmp_path: Path) -> None:
    head = b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://example.org/0\r\n"
    head += b"Content-Type: text/html\r\nContent-Length: 1000000000\r\n\r\n<html>"
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = b"\0" * 1_000_000
    parts = [packer.compress(head), *(packer.compress(zeros) for _ in range(1000)), packer.flush()]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(parts) + small(tmp_path / "b.warc.gz", 1).read_bytes())
    assert rejects(path) == [("record 1", "web_bomb")]
    assert [ad.title for ad in ads(path)] == ["Room 0"]


def test_too_much_damage_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_records, "MAX_WEB_FAULTS", 10)
    path = tmp_path / "a.warc"
    path.write_bytes(small(tmp_path / "b.warc", 1).read_bytes() + b"WARC/1.0\r\n\r\n" * 100)
    assert [code for _, code in rejects(path)] == ["web_header"] * 10 + ["web_too_many"]


ARC = b"""filedesc://IA-001102.arc 0.0.0.0 19960923142103 text/plain 76
1 0 Alexa Internet
URL IP-address Archive-date Content-type Archive-length

"""


@pytest.mark.parametrize("packed", [False, True])
def test_arc(tmp_path: Path, packed: bool) -> None:
    head = b"filedesc://a.arc 0.0.0.0 19960923142103 text/plain 77\n"
    about = b"1 0 Example\nURL IP-address Archive-date Content-type Archive-length\n"
    head = head.replace(b" 77", b" %d" % len(about)) + about + b"\n"
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page("Lamp")
    line = b"http://example.org/lamp 192.0.2.1 19970102030405 text/html %d\n" % len(body)
    records = [head, line + body + b"\n"]
    path = tmp_path / "a.arc"
    path.write_bytes(b"".join(map(gzip.compress, records) if packed else records))
    (ad,) = every(path)
    assert isinstance(ad, AdRecord)
    assert (ad.title, ad.url, ad.place) == ("Lamp", "http://example.org/lamp", "record 2")
    assert ad.captured_at == "1997-01-02T03:04:05Z"
    assert ad.source_id == ""


def test_wacz_tells_hashes_and_the_signed_hash_apart(tmp_path: Path) -> None:
    warc = small(tmp_path / "a.warc.gz")
    name, unverified = f"archive/{warc.name}", "wacz_signature_unverified"
    for changed, signed, codes in (
        ("", "", {"wacz_hashes_right", "wacz_digest_none"}),
        (name, "", {"wacz_hashes_right", "wacz_hashes_wrong", "wacz_digest_none"}),
        ("", "right", {"wacz_hashes_right", "wacz_digest_right", unverified}),
        ("", "0" * 64, {"wacz_hashes_right", "wacz_digest_wrong", unverified}),
    ):
        source = open_source(wacz(tmp_path / "a.wacz", warc, changed=changed, signed=signed))
        assert source.format == "wacz"
        assert {note.code for note in source.notes} == codes
        rows = [row for row in source.records() if isinstance(row, AdRecord)]
        assert [row.place for row in rows] == [f"{name}: record {n}" for n in (1, 3, 5)]
        assert [pictures(row) for row in rows] == [[PICTURE + bytes([n])] for n in range(3)]


def test_wacz_gives_a_page_without_words_its_listed_text(tmp_path: Path) -> None:
    with Recorder(tmp_path / "a.warc.gz") as warc:
        warc.add("https://example.org/0", b"<html><body><script>x()</script></body></html>")
    (row,) = every(wacz(tmp_path / "a.wacz", tmp_path / "a.warc.gz"))
    assert isinstance(row, AdRecord)
    assert (row.title, row.body, row.url) == ("L", "Said", "https://example.org/0")


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.wacz"])
def test_damaged_bytes_never_crash(tmp_path: Path, name: str) -> None:
    chance = random.Random(name)
    path = small(tmp_path / name.replace(".wacz", ".warc.gz"))
    whole = (wacz(tmp_path / name, path) if name == "a.wacz" else path).read_bytes()
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 30)] = chance.randbytes(chance.randint(0, 30))
        damaged = tmp_path / f"x-{name}"
        damaged.write_bytes(data)
        try:
            rows = every(damaged)
        except KnownError:
            continue
        assert len({row.place for row in rows}) == len(rows)
        for row in rows:
            if isinstance(row, AdRecord):
                pictures(row)


@pytest.mark.slow
def test_many_damaged_bytes_never_crash(tmp_path: Path) -> None:
    whole = small(tmp_path / "a.warc.gz").read_bytes()
    chance = random.Random(1)
    for _ in range(2_000):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 10)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 60)] = chance.randbytes(chance.randint(0, 60))
        (tmp_path / "x.warc.gz").write_bytes(data)
        try:
            every(tmp_path / "x.warc.gz")
        except KnownError:
            continue
