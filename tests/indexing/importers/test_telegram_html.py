# SPDX-License-Identifier: GPL-3.0-or-later
"""Telegram Desktop's HTML export: texts, times, senders, pictures, pages that follow, damage."""

from __future__ import annotations

import hashlib
import html
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexing.errors import BadInputError, KnownError
from indexing.importers.registry import Source, open_source
from indexing.importers.source import Note
from indexing.limits import MAX_PAGE_MARKUP_BYTES
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.chat_conformance import ChatConformance
from tests.indexing.importers.conformance import every

HEAD = """<!DOCTYPE html>
<html>
 <head>
  <meta charset="utf-8"/>
  <title>Exported Data</title>
  <link href="css/style.css" rel="stylesheet"/>
  <script src="js/script.js" type="text/javascript"></script>
 </head>
 <body onload="CheckLocation();">
  <div class="page_wrap">
   <div class="page_header">
    <div class="content">
     <div class="text bold">
Rooms &amp; rides
     </div>
    </div>
   </div>
   <div class="page_body chat_page">
    <div class="history">
"""
TAIL = """
    </div>
   </div>
  </div>
 </body>
</html>
"""
SERVICE = """     <div class="message service" id="message-1">
      <div class="body details">
3 August 2023
      </div>
     </div>
"""
DATE = "03.08.2023 14:05:11 UTC+02:00"


def message(
    number: str, text: str = "", *, sender: str = "Ana", inner: str = "", date: str = DATE
) -> str:
    """One message as the program writes it; ``inner`` stands between sender and text."""
    name = f'<div class="from_name">\n{html.escape(sender)} \n       </div>' if sender else ""
    words = html.escape(text).replace("\n", "<br>")
    body = f'<div class="text">\n{words}\n       </div>' if text else ""
    joined = "" if sender else " joined"
    return f"""     <div class="message default clearfix{joined}" id="message{number}">
      <div class="pull_left userpic_wrap">
       <div class="userpic userpic3"><div class="initials">
A
       </div></div>
      </div>
      <div class="body">
       <div class="pull_right date details" title="{date}">
14:05
       </div>
       {name}
       {inner}
       {body}
       <span class="reactions"><span class="reaction"><span class="userpics">
       <div class="userpic"><div class="initials">Bo</div></div></span></span></span>
      </div>
     </div>
"""


def page(*messages: str) -> str:
    return HEAD + "".join(messages) + TAIL


def written(folder: Path, *messages: str, name: str = "messages.html") -> Path:
    path = folder / name
    path.write_text(page(*messages), encoding="utf-8")
    return path


def ads_of(source: Source) -> list[AdRecord]:
    return [item for item in every(source) if isinstance(item, AdRecord)]


def codes(source: Source) -> list[tuple[str, str]]:
    return [(x.place, x.code if isinstance(x, Rejected) else "") for x in every(source)]


class TestTelegramHtml(ChatConformance):
    format = "telegram-html"
    suffix = ".html"
    fields = frozenset(
        ["source_id", "url", "site", "title", "body", "posted_at", "author", "contacts", "images"]
    )

    def written_id(self, number: str) -> str:
        return f"Rooms & rides/{number}"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        messages = [message(x[0], x[2], sender=x[1]) for x in rows]
        path.write_text(page(*messages), encoding="utf-8")


def test_a_message_keeps_what_it_says(tmp_path: Path) -> None:
    inner = """<div class="reply_to details">
In reply to <a href="#go_to_message4" onclick="return GoToMessage(4)">this message</a>
       </div>
       <div class="text">
Room near <strong>the tram</strong> &#128522;<br><br>see <a href="https://rooms.example.org/7">here</a>
 or <a href="https://example.org/a">example.org/a</a> <a href="" onclick="return X()">@rooms</a>
       </div>"""
    source = open_source(written(tmp_path, SERVICE, message("5", inner=inner)))
    [ad] = ads_of(source)
    assert ad.place == "message 2"
    assert ad.source_id == "Rooms & rides/5"
    assert ad.body == "Room near the tram 😊\n\nsee here\n or example.org/a @rooms"
    assert ad.contacts == ("https://rooms.example.org/7",)
    assert ad.posted_at == "2023-08-03T14:05:11+02:00"
    assert (ad.author, ad.site) == ("Ana", "Telegram")
    assert ad.extra == {
        "chat": "Rooms & rides",
        "date.raw": DATE,
        "reply_to_message_id": "4",
    }
    assert source.skipped == {"service_message": 1}


def test_who_sent_it(tmp_path: Path) -> None:
    forwarded = """<div class="forwarded body">
        <div class="from_name">
Other board <span class="date details" title="01.08.2023 10:00:00 UTC+02:00"> 01.08.2023</span>
        </div>
        <div class="text">
A ride
        </div>
       </div>"""
    late = "03.08.2023 15:00:00 UTC+02:00"
    source = open_source(
        written(
            tmp_path,
            message("1", "A room"),
            message("2", "Another room", sender="", date=late),
            message("3", sender="Bo", inner=forwarded),
        )
    )
    ads = ads_of(source)
    assert [(ad.author, ad.body) for ad in ads] == [
        ("Ana", "A room"),
        ("Ana", "Another room"),
        ("Bo", "A ride"),
    ]
    assert ads[2].extra["forwarded_from"] == "Other board"
    assert ads[2].posted_at == "2023-08-03T14:05:11+02:00"


PHOTO = """<div class="media_wrap clearfix">
        <a class="photo_wrap clearfix pull_left" href="photos/photo_{0}.jpg">
         <img class="photo" src="photos/photo_{0}_thumb.jpg" style="width: 195px"/>
        </a>
       </div>"""
LEFT_OUT = """<div class="media_wrap clearfix">
        <div class="media clearfix pull_left media_photo">
         <div class="fill pull_left"></div>
         <div class="body">
          <div class="title bold">Photo</div>
          <div class="description">Not included, change data exporting settings to download.</div>
          <div class="status details">1280x960, 123.4 KB</div>
         </div>
        </div>
       </div>"""
FILM = """<div class="media_wrap clearfix">
        <a class="video_file_wrap clearfix pull_left" href="video_files/v.mp4">
         <div class="video_play_bg"></div><div class="video_duration">00:10</div>
         <img class="video_file" src="video_files/v_thumb.jpg"/>
        </a>
       </div>"""
FILE = """<div class="media_wrap clearfix">
        <a class="media clearfix pull_left block_link media_file" href="files/{}">
         <div class="fill pull_left"></div>
         <div class="body"><div class="title bold">plan</div>
         <div class="status details">1 KB</div></div>
        </a>
       </div>"""
CARD = """<div class="media_wrap clearfix">
        <div class="media clearfix pull_left media_contact">
         <div class="body"><div class="title bold">Cy</div>
         <div class="status details">+33 6 39 98 00 01</div></div>
        </div>
       </div>"""


def test_pictures_and_files(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "photo_1.jpg").write_bytes(b"one")
    dates = [f"03.08.2023 14:05:{second} UTC+02:00" for second in range(10, 20)]
    inners = [PHOTO.format(1), LEFT_OUT, FILM, FILE.format("plan.pdf"), FILE.format("a.png"), CARD]
    messages = [
        message(str(x), f"text {x}", inner=inner, date=date)
        for x, (inner, date) in enumerate(zip(inners, dates, strict=False))
    ]
    ads = ads_of(open_source(written(tmp_path, *messages)))
    assert [[(x.untrusted_name, x.path is not None) for x in ad.images] for ad in ads] == [
        [("photos/photo_1.jpg", True)],
        [("Not included, change data exporting settings to download.", False)],
        [("video_files/v_thumb.jpg", False)],
        [],
        [("files/a.png", False)],
        [],
    ]
    assert [ad.body for ad in ads] == [f"text {x}" for x in range(6)]
    assert "files/plan.pdf" in ads[3].extra["file"]
    assert ads[3].extra["media_title"] == "plan"
    assert ads[5].contacts == ("+33 6 39 98 00 01",)


def test_albums_are_one_row(tmp_path: Path) -> None:
    messages = [
        message("1", inner=PHOTO.format(1)),
        message("2", "A room", sender="", inner=PHOTO.format(2)),
        message("3", sender="", inner=PHOTO.format(3)),
        message("4", "A ride", sender="Bo", inner=PHOTO.format(4)),
    ]
    source = open_source(written(tmp_path, *messages))
    assert [(ad.body, len(ad.images), ad.place) for ad in ads_of(source)] == [
        ("A room", 3, "message 2"),
        ("A ride", 1, "message 4"),
    ]
    assert source.skipped == {"album_part": 2}


def test_pages_that_follow_are_read_too(tmp_path: Path) -> None:
    first = written(tmp_path, message("1", "One"))
    written(tmp_path, message("2", "Two", sender=""), name="messages2.html")
    written(tmp_path, message("3", "Three"), name="messages3.html")
    written(tmp_path, message("9", "Not its turn"), name="messages5.html")
    source = open_source(first)
    assert [(ad.place, ad.body, ad.author) for ad in ads_of(source)] == [
        ("message 1", "One", "Ana"),
        ("message 2", "Two", "Ana"),
        ("message 3", "Three", "Ana"),
    ]
    pages = [tmp_path / f"messages{x}.html" for x in ("", 2, 3)]
    assert source.position() == source.size_hint() == sum(x.stat().st_size for x in pages)
    files = [f"{x.name} sha256 {hashlib.sha256(x.read_bytes()).hexdigest()}" for x in pages[1:]]
    assert source.notes == (Note("pages_followed", {"n": 2, "files": ", ".join(files)}),)
    assert [ad.body for ad in ads_of(open_source(pages[1]))] == ["Two"]


def test_a_page_that_follows_and_cannot_be_read(tmp_path: Path) -> None:
    first = written(tmp_path, message("1", "One"))
    with (tmp_path / "messages2.html").open("wb") as file:
        file.truncate(MAX_PAGE_MARKUP_BYTES + 1)
    written(tmp_path, message("3", "Three"), name="messages3.html")
    assert codes(open_source(first)) == [
        ("message 1", ""),
        ("page messages2.html", "page_too_large"),
        ("message 2", ""),
    ]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    target = written(outside, message("2", "Two"), name="messages2.html")
    (inside / "messages2.html").symlink_to(target)
    assert len(ads_of(open_source(written(inside, message("1", "One"))))) == 1


def test_a_page_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, message("1", "x" * MAX_PAGE_MARKUP_BYTES))
    with pytest.raises(BadInputError, match="page_too_large"):
        open_source(path)


def test_pages_in_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("chat/messages.html", page(message("1", "One", inner=PHOTO.format(1))))
        archive.writestr("chat/messages2.html", page(message("2", "Two")))
        archive.writestr("chat/photos/photo_1.jpg", b"one")
    ads = ads_of(open_source(path))
    assert [(ad.source_id, ad.body) for ad in ads] == [
        ("Rooms & rides/1", "One"),
        ("Rooms & rides/2", "Two"),
    ]
    assert ads[0].images[0].is_found


def test_other_pages_are_no_chats(tmp_path: Path) -> None:
    path = tmp_path / "messages.html"
    path.write_text("<!DOCTYPE html><html><body><div class='message'>A room near the tram</div>")
    assert open_source(path).format == "html"


@pytest.mark.parametrize("share", [0.5, 0.7, 0.9])
def test_a_cut_page_gives_what_is_whole(tmp_path: Path, share: float) -> None:
    path = written(tmp_path, *(message(str(x), f"Room {x}") for x in range(20)))
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b'id="message10"') + int(share * 300)])
    *kept, last = every(open_source(path))
    assert [ad.body for ad in kept if isinstance(ad, AdRecord)] == [f"Room {x}" for x in range(10)]
    assert isinstance(last, Rejected)
    assert (last.place, last.code) == ("message 11", "file_cut")


def test_odd_values(tmp_path: Path) -> None:
    bidi = "\u202egnihton\u202c\u200f A room"
    messages = [
        message("", bidi, date="yesterday"),
        message("7" * 5000, "<script>alert(1)</script> & co", date=""),
        message("-5", "the\x01 end", date="99.99.9999 99:99:99 UTC+99:99"),
    ]
    ads = ads_of(open_source(written(tmp_path, *messages)))
    assert [ad.body for ad in ads] == [bidi, "<script>alert(1)</script> & co", "the\x01 end"]
    assert ads[0].posted_at == "yesterday"


def test_a_page_made_to_do_harm(tmp_path: Path) -> None:
    classes = " ".join(f"media_{x}" for x in range(200_000))
    deep = f'<div class="{classes}">' + '<div class="text"><a href="x">' * 100_000
    messages = [message("1", "One"), message("2", inner=deep), message("3", "Three")]
    assert [x[1] for x in codes(open_source(written(tmp_path, *messages)))][:1] == [""]


PIECES = st.sampled_from(
    [
        *("<div>", "</div>", '<div class="text">', '<div class="message default" id="message7">'),
        *('<a href="https://example.org">', "</a>", "<br>", "<span>", "</span>", "text", "&#0;"),
        *('<div class="date" title="x">', PHOTO, FILM, CARD, SERVICE, message("4", "A room"), TAIL),
        *("<", '"', "<!--", "<script>", '<div class="from_name">', '<img src="a.jpg">'),
    ]
)


def _never_crashes(folder: Path, text: str) -> None:
    path = folder / "messages.html"
    path.write_bytes((HEAD + message("1", "first") + text).encode("utf-8", "replace"))
    try:
        source = open_source(path)
    except KnownError:
        return
    found = every(source)
    assert len({item.place for item in found}) == len(found)
    assert found == every(source)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(pieces=st.lists(PIECES | st.text(max_size=5), max_size=25))
def test_any_markup_is_read(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    _never_crashes(tmp_path_factory.getbasetemp(), "".join(pieces))


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@settings(max_examples=30_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(pieces=st.lists(PIECES | st.text(max_size=5), max_size=60))
def test_any_markup_at_length(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    _never_crashes(tmp_path_factory.getbasetemp(), "".join(pieces))
