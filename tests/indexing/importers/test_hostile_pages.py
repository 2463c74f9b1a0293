# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages made to do harm, and pages broken at random: read, or refused with a reason."""

from __future__ import annotations

import base64
import io
import os
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from indexing.importers.base import RawRow
from indexing.importers.html_page import page_row
from indexing.importers.mhtml import mhtml_row
from indexing.importers.origin import PartOrigin
from indexing.importers.page_rows import files_below
from indexing.limits import MAX_IMAGES_PER_AD
from indexing.records import Rejected
from tests.indexing.importers.test_html_page import PNG, SINGLE_FILE
from tests.indexing.importers.test_mhtml import PAGE, URL, message

Outcome = tuple[str, int]
Read = Callable[[PartOrigin], RawRow | Rejected]


def outcome(data: bytes, read: Read | None = None) -> Outcome:
    """The code of a reject or ``row`` with the number of its pictures; texts are checked."""
    origin = PartOrigin(Path("page"), lambda: io.BytesIO(data), len(data))
    row = read(origin) if read else page_row(origin, files_below(Path("/nonexistent")))
    if isinstance(row, Rejected):
        return row.code, 0
    for name, cell in row.cells.items():
        for text in cell if isinstance(cell, list) else [cell]:
            assert isinstance(text, str)
            assert "\0" not in text, name
            assert text.encode("utf-8") is not None
    assert len(row.pictures) <= MAX_IMAGES_PER_AD
    for picture in row.pictures:
        assert picture.read
        content = picture.read(1000)
        assert content is None or len(content) <= 1000
    return "row", len(row.pictures)


def repeated(piece: str, times: int) -> bytes:
    return (piece * times).encode()


BOMBS = {
    "nested tags": (repeated("<div>", 999_000) + b"end", "row"),
    "too many tags": (repeated("<div>", 1_000_001), "page_too_many_tags"),
    "misnested signs": (
        "".join(f"<p><b id={n}>" for n in range(100_000)).encode() + b"end",
        "row",
    ),
    "attributes of one tag": (
        b"<p " + "".join(f"a{n}=1 " for n in range(500_000)).encode() + b">end",
        "row",
    ),
    "pictures": (repeated("<p>a<img src=x.png>", 100_000), "row"),
    "sets of pictures": (b"<p>a<img srcset='" + b"," * 5_000_000 + b"'>", "row"),
    "open quotation marks": (repeated("<a b=\"<a b='", 500_000) + b"end", "page_empty"),
    "angle brackets": (repeated("<", 5_000_000), "row"),
    "ends of nothing": (repeated("</x>", 900_000) + b"end", "row"),
    "comments": (b"<p>a" + repeated("<!--", 3_000_000), "row"),
    "entities": (repeated("&#9a", 3_000_000), "row"),
    "digits of an entity": (b"<p>a&#" + b"9" * 10_000_000, "row"),
    "scripts": (b"<p>a" + repeated("<script>", 1_000_000), "row"),
    "styles": (b"<p>a<b style='" + repeated("url(", 1_000_000) + b"'>", "row"),
    "regions": (repeated("<main><nav>", 100_000) + b"end", "row"),
    "roles": (repeated("<div role=main>", 100_000) + b"end", "row"),
    "starts of pictures": (b"<p>a" + repeated("data:image/", 1_000_000), "row"),
    "declared lists": (
        b'<p>a<script type="application/ld+json">' + b"[" * 900_000 + b"</script>",
        "row",
    ),
    "frames in frames": (
        b"<p>a" + repeated("<iframe srcdoc='<p>b<iframe srcdoc=x>'>", 50_000),
        "row",
    ),
    "names of frames": (b"<p>a" + repeated("<iframe src=x_files/y.html>", 100_000), "row"),
    "marks of utf-16": (b"\xff\xfe" + b"\xd8\x00" * 1_000_000, "row"),
    "markup without end": (b"<p>" + b"a" * 20_000_001, "page_too_large"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_end_in_a_row_or_a_reason(name: str) -> None:
    data, expected = BOMBS[name]
    assert outcome(data)[0] == expected


def test_picture_of_fifty_megabytes_costs_few_times_its_size() -> None:
    data = b'<p>a<img src="data:image/png;base64,' + b"A" * 50_000_000 + b'">'
    tracemalloc.start()
    try:
        assert outcome(data) == ("row", 1)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * len(data)


MESSAGE = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
HEADERS = [
    f"{header}{piece * 7_000}"
    for header in ("Content-Type: multipart/related; boundary=b", "Subject: ", "Date: ",
                   "Content-Type: text/html; charset=", "Content-Location: ")
    for piece in ('"', ';"', ";", "=?a?b?", "(", ";a*0*=b'c'd", "\\", ";boundary*=utf-8''%")
]  # fmt: skip


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header[:52])
def test_hostile_headers(header: str) -> None:
    data = b"MIME-Version: 1.0\n" + header.encode() + b"\n\n--b\nContent-Type: text/html\n\n<p>x"
    assert outcome(data, mhtml_row)[0] in ("row", "page_missing")


@pytest.mark.parametrize(
    "body",
    [
        b"--b\n" * 1_000_000,
        b"\n" * 5_000_000,
        b"--b\nContent-Type: image/png\nContent-Location: a\n\nx\n" * 100_000,
        b"--b\nContent-Type: multipart/related; boundary=b\n\n" * 20_000,
        b"--b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n"
        + b"=\n" * 5_000_000,
        b"--b\nContent-Type: text/html\nContent-Transfer-Encoding: x-unknown\n\n\0\0",
    ],
    ids=["delimiters", "empty lines", "parts", "containers", "soft breaks", "coding"],
)
def test_hostile_messages(body: bytes) -> None:
    assert outcome(MESSAGE + body, mhtml_row)[0] in ("row", "page_missing", "page_empty")


def seed_pages() -> list[bytes]:
    texts = [base64.b64encode(data).decode() for data in (PNG, PNG[::-1])]
    page = SINGLE_FILE % tuple(texts)
    facts = '<script type="application/ld+json">{"@type":"Offer","price":[1,{"value":2}]}</script>'
    rest = (
        f"{facts}<main><h1>a</h1><nav><select><option>b</select></nav><pre>c</pre>"
        "<picture><source srcset='a 1x, b 2x'><img src=c alt=✆ data-src=d></picture>"
        "<iframe srcdoc='&lt;p>x'></iframe><a href='tel:1'>e</a><time datetime=2026-01-02></time>"
    )
    return [
        page.encode(),
        rest.encode(),
        (page + rest).encode("utf-16"),
        rest.encode("cp1252", "replace"),
    ]


def seed_messages() -> list[bytes]:
    page = PAGE.format(base=URL, one="/p/1.png")
    return [
        message(page, [({"at": "https://rooms.example.org/p/1.png"}, PNG)]).as_bytes(),
        message(page, [({"cid": "<two@mhtml.blink>"}, PNG)]).as_bytes(),
    ]


@st.composite
def damaged(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A page with pieces cut out, doubled, moved, or overwritten."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        stop = min(len(data), start + draw(st.integers(0, 200)))
        to = draw(st.integers(0, len(data)))
        kind = draw(st.sampled_from(["cut", "double", "overwrite", "insert"]))
        if kind == "cut":
            del data[start:stop]
        elif kind == "double":
            data[to:to] = data[start:stop] * draw(st.integers(1, 20))
        elif kind == "overwrite":
            data[start:stop] = draw(st.binary(max_size=20))
        else:
            data[to:to] = draw(st.sampled_from(_PIECES))
    return bytes(data)


_PIECES = [
    *(b"<", b">", b"</", b"<!--", b"-->", b"<script>", b"<title>", b"<svg>", b"<main>", b"</main>"),
    *(b"\0", b"&#", b"&#x110000;", b'"', b"'", b"=", b"data:image/png;base64,", b"\xff\xfe"),
    *(b"<base href=http://[>", b"<meta charset=utf-7>", b"<meta charset=utf-16>", b"\r\n\r\n"),
    *(b"=?utf-8?b?/w==?=", b"Content-Type: multipart/mixed\r\n", b"boundary=", b"charset*=x'y'%ff"),
    *(b"Date: \xff\r\n", b"Content-Transfer-Encoding: base64\r\n", b"--", b"\xed\xa0\x80"),
    *(
        b"<iframe srcdoc='<p>'>",
        b'<script type="application/ld+json">{"@type":"Product","sku":1e999}',
    ),
]
SHORT = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
LONG_SECONDS = float(os.environ.get("FAISCEAU_FUZZ_SECONDS", "3600"))
CODES = ("row", "page_empty", "page_missing", "file_not_this_format")


PAGES = damaged(seed_pages()) | st.binary(max_size=300)
MESSAGES = damaged(seed_messages()) | st.binary(max_size=300).map(MESSAGE.__add__)


@SHORT
@given(PAGES)
def test_damaged_pages(data: bytes) -> None:
    assert outcome(data)[0] in CODES


@SHORT
@given(MESSAGES)
def test_damaged_messages(data: bytes) -> None:
    assert outcome(data, mhtml_row)[0] in CODES


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", ["pages", "messages"])
def test_damaged_for_an_hour(kind: str) -> None:
    """Rounds with new seeds until the time that ``FAISCEAU_FUZZ_SECONDS`` gives is over."""
    read, drawn = (None, PAGES) if kind == "pages" else (mhtml_row, MESSAGES)
    end, number = time.monotonic() + LONG_SECONDS, 0
    while time.monotonic() < end:
        number += 1

        @seed(number)
        @settings(SHORT, max_examples=1000, database=None)
        @given(drawn)
        def one_round(data: bytes) -> None:
            assert outcome(data, read)[0] in CODES

        one_round()
