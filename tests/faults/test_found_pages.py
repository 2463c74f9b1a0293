# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved pages, messages and exports that once took minutes or the memory of the machine.

Each costs what its bytes cost: what grew with their square would not end within the time given.
"""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from urllib.parse import urljoin

import pytest

from indexing.importers import html_tokens, page_text, page_walk
from indexing.importers.base import RawRow
from indexing.importers.html_tokens import TooManyPiecesError
from indexing.importers.mhtml import mhtml_row
from indexing.importers.mime_parts import parts
from indexing.importers.origin import PartOrigin
from indexing.importers.page_images import image_refs
from indexing.importers.page_marks import SavedMark, mark_of
from indexing.importers.page_text import read_page
from indexing.importers.page_walk import walk
from indexing.importers.telegram_page import PageWalk
from indexing.limits import MAX_IMAGES_PER_AD, MAX_PAGE_ADDRESS, MAX_PAGE_NAMES

pytestmark = pytest.mark.timeout(60)
SITE = "https://rooms.example.org"
TOO_LONG = f"{SITE}/" + "b/" * (MAX_PAGE_ADDRESS // 2)
TEXT = "<p>A quiet room in the old town, sunny, from next month on.</p>"


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (f'<base href="{TOO_LONG}">', ""),
        (f'<base href="{TOO_LONG}"><base href="/late/">', f"{SITE}/ad/7"),
        ("", TOO_LONG),
        (f'<link rel="canonical" href="{SITE}/ad/7">', TOO_LONG),
        (f'<base href="{"b/" * 1_990}">', f"{SITE}/{'a/' * 1_000}"),
    ],
    ids=["base", "later base", "url", "canonical", "together"],
)
def test_names_of_pictures_are_joined_to_no_overlong_address(head: str, url: str) -> None:
    images = "".join(f'<img src="{n}.jpg">' for n in range(300))
    page = read_page(f"{head}{TEXT}{images}".encode(), url=url)
    assert len(page.images) == MAX_IMAGES_PER_AD
    assert all(len(x) < MAX_PAGE_ADDRESS for image in page.images for x in image.untrusted_urls)


def test_address_that_is_not_too_long_stays_the_base() -> None:
    page = read_page(f'<base href="/late/">{TEXT}<img src=1.jpg>'.encode(), url=f"{SITE}/ad/7")
    assert page.images[0].untrusted_urls == (f"{SITE}/late/1.jpg",)


@pytest.mark.parametrize("name", ["{n}.jpg", "{n}/../blank.gif"], ids=["apart", "all one"])
def test_only_so_many_names_are_joined(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0

    def counted(base: str, ref: str) -> str:
        nonlocal calls
        calls += 1
        return urljoin(base, ref)

    monkeypatch.setattr(page_text, "urljoin", counted)
    images = "".join(f'<img src="{name.format(n=n)}">' for n in range(15_000))
    page = read_page(f"{TEXT}{images}".encode(), url=f"{SITE}/ad/7")
    assert 1 <= len(page.images) <= MAX_IMAGES_PER_AD
    assert calls <= MAX_PAGE_NAMES


@pytest.mark.parametrize(
    "comment",
    [
        "Page saved with SingleFile" + "\n" * 9_900,
        "Page saved with SingleFile\n url: " + "x" * 9_900,
        "Page saved with SingleFile\n url:" + " " * 9_900,
        "Page saved with SingleFile\n url: x\n saved date:" + "\n" * 9_900,
    ],
    ids=["line ends", "letters", "spaces", "date"],
)
def test_marks_that_are_none(comment: str) -> None:
    assert mark_of([comment] * 2_000) in (SavedMark(), SavedMark("x"))


def test_mark_with_empty_lines_is_read() -> None:
    date = "Sat Nov 21 2026 17:04:05 GMT+0100 (CET)"
    text = f"\n Page saved with SingleFile \r\n\n url: {SITE}/ad/7 \r\n saved date: {date}\n"
    assert mark_of(["[if IE]", text]) == SavedMark(
        f"{SITE}/ad/7", date, "2026-11-21T17:04:05+01:00"
    )


def test_regions_and_headings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_walk, "_MAX_KEPT", 40_000)
    headings, regions = "<h1>x</h1>" * 40_000, "<header></header>" * 49_000
    page = read_page(f"{headings}{regions}{TEXT}".encode())
    assert "quiet room" in page.text


def test_header_with_the_heading_is_of_the_ad() -> None:
    markup = f"<header>Menu</header><header>Top<h1>Room</h1></header>{TEXT}<footer>Help</footer>"
    page = read_page(markup.encode())
    assert page.text.split("\n")[:2] == ["Top", "Room"]
    assert page.around.split("\n") == ["Menu", "Help"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<header><h1>Rooms Example</h1></header>", ""),
        ("<h1>Welcome</h1>", "<footer><h1>Others like it</h1></footer>"),
        ("", "<footer><h1>Others like it</h1></footer>"),
    ],
)
def test_headings_around_the_ad_do_not_bring_the_name_of_the_site(before: str, after: str) -> None:
    title = "<title>Room near the park - Rooms Example</title>"
    ad = f"<main><h1>Room near the park</h1>{TEXT}</main>"
    assert read_page(f"{title}{before}{ad}{after}".encode()).title == "Room near the park"
    others = f"<main><h1>Room near the park</h1><h1>Contact</h1>{TEXT}</main>"
    found = read_page(f"{title}{before}{others}{after}".encode())
    assert found.title == "Room near the park - Rooms Example"  # of two no one says which it is


def test_declarations_for_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_walk, "_MAX_KEPT", 150_000)
    page = walk("<script type=ld+json>1</script>" * 150_000)
    assert len(page.data) == 150_000


def test_declarations_are_read_up_to_their_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_walk, "MAX_PAGE_DATA_CHARACTERS", 10)
    page = walk("".join(f"<script type=ld+json>{x}</script>" for x in ("12345", "123456", "67890")))
    assert page.data == ["12345", "67890"]


def test_sets_of_one_name() -> None:
    found = {"src": "a.jpg", "srcset": "b.jpg " * 30_000}
    for _ in range(2_000):
        assert image_refs(found) == ("b.jpg", "a.jpg")


def test_widest_of_a_set_comes_first() -> None:
    found = {"srcset": "a.jpg 300w, b.jpg 900w, a.jpg 600w", "src": "c.jpg"}
    assert image_refs(found) == ("b.jpg", "a.jpg", "c.jpg")


def test_pages_written_into_a_page_count_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_tokens, "MAX_PAGE_PIECES", 1_000)
    frame = '<iframe srcdoc="{}"></iframe>'
    assert "quiet room" in read_page(f"{TEXT}{frame.format('a<b>' * 400)}".encode()).text
    with pytest.raises(TooManyPiecesError):
        read_page((TEXT + frame.format("a<b>" * 400) * 2).encode())


def chat_page(inner: str) -> str:
    message = f'<div class="message default clearfix" id="message1">{inner}</div>'
    return f'<div class="page_header"><div class="text bold">Rooms</div></div>{message}'


def test_classes_of_all_that_encloses_a_link() -> None:
    names = [" ".join(f"{n * 75 + k:x}" for k in range(75)) for n in range(50)]
    opened = "".join(f'<div class="{some}">' for some in names)
    (message,) = PageWalk(chat_page(opened + "<a href=x></a>" * 250_000)).messages()
    assert not message.files


def test_classes_that_mean_something_are_kept() -> None:
    inner = (
        '<div class="from_name">Ana</div><div class="forwarded body"><div class="from_name">Bo'
        '</div><div class="text">Room<div class="x y z">free</div></div></div>'
        f'<div class="bot_button_row"><a href="{SITE}/7"></a></div>'
    )
    walk_of_chat = PageWalk(chat_page(inner))
    (message,) = walk_of_chat.messages()
    assert walk_of_chat.chat == "Rooms"
    assert (message.text("from"), message.text("forwarded_from")) == ("Ana", "Bo")
    assert message.text("text") == "Roomfree"
    assert message.links == [(f"{SITE}/7", "")]


ROOT = f"--B\r\nContent-Type: text/html\r\nContent-Location: {SITE}/\r\n\r\n"
HEAD = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n'


def test_lines_of_blanks_that_look_like_delimiters() -> None:
    line = "--a" + " " * 98_000 + "x\r\n"
    inner = f"--B\r\nContent-Type: multipart/mixed\r\n\r\n{line}" * 100
    found = list(parts(f"{HEAD}{ROOT}{TEXT}\r\n{inner}--B--\r\n".encode()))
    assert [part.kind for part in found] == ["text/html"]


@pytest.mark.parametrize("blanks", ["", " \t", " " * 5_000])
def test_boundary_that_is_not_told_is_found(blanks: str) -> None:
    lines = f"--{'c' * 300}\r\n--a{blanks}\r\nContent-Type: text/html\r\n\r\n"
    data = f"Content-Type: multipart/related\r\n\r\n{lines}{TEXT}\r\n--a--"
    (part,) = parts(data.encode())
    assert part.kind == "text/html"
    assert data[part.start : part.stop] == TEXT


@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "packed"])
def test_pictures_of_a_message_are_not_unpacked_one_by_one(is_packed: bool) -> None:
    images = "".join(f'<img src="{n}.png">' for n in range(50))
    pictures = "".join(
        f"--B\r\nContent-Type: image/png\r\nContent-Location: {SITE}/{n}.png\r\n\r\npicture {n}\r\n"
        for n in range(50)
    )
    data = f"{HEAD}{ROOT}{TEXT}{images}\r\n{pictures}--B--\r\n".encode()
    content = gzip.compress(data) if is_packed else data
    read: list[_Counted] = []

    def opened() -> io.BytesIO:
        read.append(_Counted(content))
        return read[-1]

    row = mhtml_row(PartOrigin(Path("ad.mhtml"), opened, len(content)))
    assert isinstance(row, RawRow)
    assert len(row.pictures) == 50
    read.clear()
    for n, picture in enumerate(row.pictures):
        assert picture.read
        assert picture.read(1000) == f"picture {n}".encode()
        assert picture.read(3) == b"pic"
    assert sum(file.given for file in read) <= len(data)


class _Counted(io.BytesIO):
    """Bytes that count how many of them were asked for."""

    given = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.given += len(data)
        return data
