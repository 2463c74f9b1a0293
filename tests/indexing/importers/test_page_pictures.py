# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the names of a picture is taken: the large one, and never another ad's."""

from __future__ import annotations

import base64
import email.message
from pathlib import Path

import pytest

from indexing.importers.page_images import image_refs
from indexing.importers.page_text import read_page
from indexing.importers.registry import open_source
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.test_composite import laid
from tests.indexing.importers.web_archives import PICTURE, Recorder, page

LARGE = PICTURE + b"large"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 20
PREVIEW = b"\xff\xd8\xff\xe0" + bytes(range(256))
WORDS = "<p>A quiet room near the tram, with a desk and a lamp.</p>"


def names(markup: str, url: str = "") -> list[tuple[str, ...]]:
    return [image.untrusted_refs for image in read_page(markup.encode(), url=url).images]


def ads(path: Path) -> list[AdRecord]:
    return [row for row in open_source(path).records() if isinstance(row, AdRecord)]


def rejects(path: Path) -> list[tuple[str, str]]:
    rows = open_source(path).records()
    return [(row.place, row.code) for row in rows if isinstance(row, Rejected)]


def pictures(ad: AdRecord) -> list[bytes | None]:
    found = []
    for ref in ad.images:
        there = Path(ref.path).read_bytes() if ref.path else None
        found.append(ref.read(100_000) if ref.read else there)
    return found


def written_in(data: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<a href=l.jpg><img src=s.jpg data-full=f.jpg></a>", ("l.jpg", "f.jpg", "s.jpg")),
        ("<img src=s.jpg data-src=m.jpg srcset='l.jpg 2x'>", ("l.jpg", "m.jpg", "s.jpg")),
        ("<img srcset='l.avif 2x, m.jpg 1x' src=s.jpg>", ("m.jpg", "s.jpg", "l.avif")),
        ("<picture><source data-srcset='l.jpg'><img src=s.jpg></picture>", ("l.jpg", "s.jpg")),
        ("<picture><source srcset='l.jpg'><img src=data:,></picture>", ("l.jpg",)),
        ("<a href=l.jpg><img src=s.jpg width=1></a>", None),
    ],
)
def test_the_largest_comes_first(markup: str, expected: tuple[str, ...] | None) -> None:
    assert names(markup) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("<div data-bg=/p/1.jpg>", [("/p/1.jpg",)]),
        ("<div data-background-image=\"url('1.jpg')\">", [("1.jpg",)]),
        ("<div data-background='https://example.org/1'>", [("https://example.org/1",)]),
        ("<div data-bg=dark data-background='#fff'>", []),
    ],
)
def test_backgrounds_that_a_script_would_set(tag: str, expected: list[tuple[str, ...]]) -> None:
    assert names(f"{tag}words</div>") == expected


def test_a_picture_that_a_script_made_is_found_in_its_message(tmp_path: Path) -> None:
    """Messengers in the browser show all theirs so; the address says only that it is one."""
    made = "blob:https://rooms.example.org/517603a5-6b55"
    parts = email.message.EmailMessage()
    parts["Snapshot-Content-Location"] = "https://rooms.example.org/1"
    parts.set_content(f"<html><body>{WORDS}<img src='{made}'></body></html>", subtype="html")
    parts.add_related(PICTURE, "image", "png", headers=[f"Content-Location: {made}"])
    path = tmp_path / "a.mhtml"
    path.write_bytes(b"From: <Saved by Blink>\r\n" + parts.as_bytes())
    assert [pictures(ad) for ad in ads(path)] == [[PICTURE]]


def test_many_names_leave_the_last_its_place() -> None:
    found = {"srcset": ", ".join(f"{n}.jpg {n}w" for n in range(1, 90)), "src": "s.jpg"}
    refs = image_refs(found)
    assert (len(refs), refs[0], refs[-1]) == (50, "89.jpg", "s.jpg")


def test_web_archive_gives_the_large_one_where_it_has_it(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    with Recorder(path) as warc:
        more = "<a href='/l/1.png'><img src='/s/1.png'></a><a href='/l/2.png'><img src='/s/2.png'>"
        warc.add("https://example.org/1", page("Room", more=more))
        for name, data in {"s/1.png": PICTURE, "s/2.png": PICTURE, "l/1.png": LARGE}.items():
            warc.add(f"https://example.org/{name}", data, "image/png")
    assert pictures(ads(path)[0]) == [LARGE, PICTURE]


def test_a_saved_picture_goes_before_one_elsewhere_that_is_only_called_alike(
    tmp_path: Path,
) -> None:
    markup = "<a href=https://example.org/77/1.png><img src='./{0}_files/s.png'></a>" + WORDS
    laid(
        tmp_path,
        {
            "Room.html": markup.format("Room").encode(),
            "Room_files/s.png": PICTURE,
            "Lamp.html": markup.format("Lamp").encode(),
            "Lamp_files/s.png": LARGE,
            "Lamp_files/1.png": LARGE + b"1",
        },
    )
    found = {ad.place: pictures(ad) for ad in ads(tmp_path)}
    assert found == {"page Room.html": [PICTURE], "page Lamp.html": [LARGE]}


def test_a_path_that_is_there_goes_before_what_another_path_only_names(tmp_path: Path) -> None:
    """The large one was not saved at its path; what is called so elsewhere may be any picture."""
    markup = "<a href='large/1.png'><img src='Room_files/s.png'></a>" + WORDS
    files = {"Room.html": markup.encode(), "more/1.png": LARGE, "Room_files/s.png": PICTURE}
    laid(tmp_path, files)
    assert [pictures(ad) for ad in ads(tmp_path)] == [[PICTURE]]
    (tmp_path / "Room_files" / "s.png").unlink()
    assert [pictures(ad) for ad in ads(tmp_path)] == [[LARGE]]


def test_the_folder_of_another_page_gives_no_picture(tmp_path: Path) -> None:
    """Browsers leave out what does not load, and half of all pages have a ``1.png``."""
    pages = ("Room.html", "Room_2.htm", "Lamp.old.html", "Lamp.html")
    markup = "<img src='{}_files/1.png'>" + WORDS
    laid(
        tmp_path,
        {
            **{x: markup.format(x.rpartition(".")[0]).encode() for x in pages},
            "Room_2_files/deep/1.png": LARGE,
            "Lamp.old_files/s.png": PICTURE,
        },
    )
    found = {ad.place.split()[1]: pictures(ad) for ad in ads(tmp_path)}
    assert found.pop("Room_2.htm") == [LARGE]
    assert set(found) == {"Room.html", "Lamp.old.html", "Lamp.html"}
    assert list(found.values()) == [[None]] * 3


def test_pages_in_folders_of_their_own_share_no_pictures(tmp_path: Path) -> None:
    markup = f"<img src='img/1.png'>{WORDS}".encode()
    given, chosen = tmp_path / "given", tmp_path / "chosen"
    laid(given, {"a/page.html": markup, "b/page.html": markup, "a/img/1.png": PICTURE})
    assert [pictures(ad) for ad in ads(given)] == [[PICTURE], [None]]
    laid(chosen, {"1.png": LARGE})
    with_more = open_source(given, images=chosen).records()
    assert [pictures(ad) for ad in with_more if isinstance(ad, AdRecord)] == [[PICTURE], [LARGE]]


@pytest.mark.parametrize(("name", "is_there"), [("page.html", True), ("b/page.html", False)])
def test_for_a_path_from_the_page_on_folders_beside_it_are_not_asked(
    tmp_path: Path, name: str, *, is_there: bool
) -> None:
    laid(tmp_path, {name: f"<img src='img/1.png'>{WORDS}".encode(), "a/deep/1.png": PICTURE})
    assert [pictures(ad) for ad in ads(tmp_path)] == [[PICTURE if is_there else None]]


def test_a_page_below_another_takes_none_of_its_pictures(tmp_path: Path) -> None:
    markup = f"<img src='images/1.png'><img src='/logo/2.png'>{WORDS}".encode()
    pages = dict.fromkeys(("index.html", "17/room.html", "18/room.html"), markup)
    laid(tmp_path, {**pages, "images/1.png": PICTURE, "logo/2.png": LARGE})
    found = {ad.place: pictures(ad) for ad in ads(tmp_path)}
    assert found.pop("page index.html") == [PICTURE, LARGE]
    assert list(found.values()) == [[LARGE, None]] * 2  # a path from the top of the site


def test_of_hosts_that_were_copied_the_right_one_is_asked(tmp_path: Path) -> None:
    markup = f"<img src='https://cdn.example.org/images/1.png'>{WORDS}".encode()
    files = {"www.example.org/17.html": markup, "www.example.org/images/1.png": LARGE}
    laid(tmp_path, {**files, "cdn.example.org/images/1.png": PICTURE})
    assert [pictures(ad) for ad in ads(tmp_path)] == [[PICTURE]]


def test_a_page_that_was_renamed_with_its_folder(tmp_path: Path) -> None:
    """Windows renames both and leaves the paths; the next page is saved under the old name."""
    markup = f"<img src='./My%20site_files/1.png'>{WORDS}".encode()
    laid(
        tmp_path,
        {
            "ad1.html": markup,
            "ad1_files/1.png": PICTURE,
            "My site.html": markup,
            "My site_files/1.png": LARGE,
            "copy.html": markup,
        },
    )
    found = {ad.place: pictures(ad) for ad in ads(tmp_path)}
    assert found == {
        "page ad1.html": [PICTURE],
        "page My site.html": [LARGE],
        "page copy.html": [LARGE],
    }


def test_a_preview_gives_way_to_the_picture_it_stands_for(tmp_path: Path) -> None:
    """Pages show a small blurred picture that is written into them until a script is there."""
    markup = f"<html><body>{WORDS}<img src='{written_in(PREVIEW)}' data-src='p/1.png'>"
    laid(tmp_path, {"a.html": markup.encode(), "p/1.png": LARGE})
    assert pictures(ads(tmp_path)[0]) == [LARGE]
    (tmp_path / "p" / "1.png").unlink()
    assert pictures(ads(tmp_path)[0]) == [PREVIEW]


def test_a_picture_written_in_is_taken_before_any_other_of_its_names(tmp_path: Path) -> None:
    markup = f"<html><body>{WORDS}<img src='{written_in(JPEG)}' data-src='p/1.png'>"
    laid(tmp_path, {"a.html": markup.encode(), "p/1.png": LARGE})
    assert pictures(ads(tmp_path)[0]) == [JPEG]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>", [("1.jpg",)]),
        ("<img src=data:,> \n", [("1.jpg",)]),
        ("<img src=data:,>words", []),
        ("<img src=x.jpg>", [("x.jpg",)]),
        ("<img src=x.svg>", []),
        ("", []),
    ],
)
def test_what_a_script_would_put_in_the_place_of_a_blank(
    before: str, expected: list[tuple[str, ...]]
) -> None:
    """Within ``noscript`` also stand the marks of those who count visitors."""
    assert names(f"{WORDS}{before}<noscript><img src=1.jpg></noscript>") == expected


def test_the_picture_to_share_is_none_of_its_own_where_the_page_knows_no_host() -> None:
    share = "<meta property=og:image content='https://example.org/p/1.jpg'>"
    markup = f"{share}{WORDS}<img src=/p/1.jpg>"
    assert names(markup) == [("/p/1.jpg", "https://example.org/p/1.jpg")]
    assert names(f"{share}<img src=/p/2.jpg>") == [("/p/2.jpg",), ("https://example.org/p/1.jpg",)]


@pytest.mark.parametrize(
    ("host", "sign"), [("rooms.example.org:8080", "?"), ("rooms.example.org+8080", "@")]
)
def test_pictures_called_by_their_address(tmp_path: Path, host: str, sign: str) -> None:
    """So wget writes them: with the query, and no suffix that tells a picture."""
    markup = f"{WORDS}<img src='http://rooms.example.org:8080/photo.php?id=7&amp;w=320'>"
    laid(
        tmp_path,
        {
            f"{host}/view.php{sign}id=7": f"<!DOCTYPE html><html><body>{markup}".encode(),
            f"{host}/photo.php{sign}id=7&w=320": JPEG,
            f"{host}/photo.php{sign}id=8&w=320": PICTURE,
            f"{host}/robots.txt": b"User-agent: *\nAllow: /\n",
            "hts-log.txt": b"HTTrack launched\n",
        },
    )
    assert [pictures(ad) for ad in ads(tmp_path)] == [[JPEG]]
    assert rejects(tmp_path) == []


@pytest.mark.parametrize("data", [JPEG, PICTURE, b"RIFF\x00\x01\x00\x00WEBPVP8 " + bytes(99)])
def test_a_picture_called_a_page_is_no_ad(tmp_path: Path, data: bytes) -> None:
    laid(tmp_path, {"a.html": f"{WORDS}<img src=b.html>".encode(), "b.html": data})
    assert [pictures(ad) for ad in ads(tmp_path)] == [[data]]
    assert rejects(tmp_path) == []


@pytest.mark.parametrize("data", [b"%PDF-1.7\n\x00\x01\x02", bytes(range(32)) * 50])
def test_other_bytes_called_a_page_are_told(tmp_path: Path, data: bytes) -> None:
    laid(tmp_path, {"a.html": WORDS.encode(), "b.html": data})
    assert len(ads(tmp_path)) == 1
    assert rejects(tmp_path) == [("page b.html", "file_not_this_format")]


@pytest.mark.parametrize("kind", ["text/html", "", "application/octet-stream"])
def test_picture_that_a_server_calls_something_else(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.warc"
    with Recorder(path) as warc:
        more = "<img src='/photo.php?id=7'>"
        warc.add("https://example.org/1", page("Room", more=more))
        warc.add("https://example.org/photo.php?id=7", JPEG, kind)
    assert [pictures(ad) for ad in ads(path)] == [[JPEG]]
    assert rejects(path) == []


def test_bytes_that_a_server_calls_a_page_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    with Recorder(path) as warc:
        warc.add("https://example.org/1", page("Room"))
        warc.add("https://example.org/2", b"%PDF-1.7\n\x00\x01\x02", "text/html")
    assert len(ads(path)) == 1
    assert [code for _, code in rejects(path)] == ["file_not_this_format"]
