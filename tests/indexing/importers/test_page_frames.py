# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames that were saved in files of their own: beside the page, within a message, in a ZIP."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from indexing.importers import page_frames
from indexing.importers.registry import open_source
from indexing.records import AdRecord
from tests.indexing.importers.test_composite import ads, laid, pictures, rejects, zipped
from tests.indexing.importers.test_html_page import PNG, bytes_of, read
from tests.indexing.importers.test_mhtml import URL, message

OWN = "Evening lessons for beginners, all tools are there."
BEGINNING = "<!DOCTYPE html><!-- saved from url=(0030)https://{}/x --><html><body>"
PAGE = (
    f"{BEGINNING.format('rooms.example.org')}<nav>menu</nav><h1>Guitar lessons</h1>"
    "<p>Guitar lessons in the evening, near the station.</p>{}</body></html>"
)


def frame(text: str, host: str = "rooms.example.org") -> bytes:
    return f"{BEGINNING.format(host)}<title>t</title><p>{text}".encode()


def saved(folder: Path, frames: dict[str, bytes], more: str = "") -> Path:
    """A page with these frames as a browser saves it, complete."""
    names = "".join(f'<iframe src="./Ad_files/{name}"></iframe>' for name in frames)
    laid(folder / "Ad_files", frames)
    path = folder / "Ad.html"
    path.write_text(PAGE.format(names + more), encoding="utf-8")
    return path


def test_a_frame_of_the_same_site_is_part_of_the_ad(tmp_path: Path) -> None:
    inner = frame(f"{OWN}<a href='tel:202-555-0101'></a><img src='./lamp.png'>")
    (tmp_path / "Ad_files").mkdir()
    (tmp_path / "Ad_files" / "lamp.png").write_bytes(PNG)
    ad = read(saved(tmp_path, {"frame.html": inner}))
    assert ad.title == "Guitar lessons"
    assert ad.body.splitlines()[-2:] == ["Guitar lessons in the evening, near the station.", OWN]
    assert ad.contacts == ("202-555-0101",)
    assert bytes_of(ad) == [PNG]


def test_a_frame_of_another_site_stays_with_the_rest(tmp_path: Path) -> None:
    inner = frame("A map.<a href='tel:202-555-0102'></a><img src='./lamp.png'>", "map.example.com")
    ad = read(saved(tmp_path, {"frame.html": inner, "none.html": b"<p>No address."}))
    assert "A map." not in ad.body
    assert ad.extra["rest_of_page"] == "menu\nA map.\nNo address."
    assert ad.extra["contacts_in_rest"] == "202-555-0102"
    assert ad.extra["pictures_in_rest"] == "1"
    assert (ad.contacts, ad.images) == ((), ())


def test_frames_of_a_menu_stay_with_the_rest(tmp_path: Path) -> None:
    (tmp_path / "Ad_files").mkdir()
    (tmp_path / "Ad_files" / "frame.html").write_bytes(frame(OWN))
    path = saved(tmp_path, {}, more='<nav><iframe src="Ad_files/frame.html"></iframe></nav>')
    assert read(path).extra["rest_of_page"] == f"menu\n{OWN}"


def test_a_page_of_nothing_but_frames_is_what_they_say(tmp_path: Path) -> None:
    files = {"menu.html": b"<p>menu", "ad.html": f"<title>Lessons</title><p>{OWN}".encode()}
    laid(tmp_path / "Ad_files", files)
    path = tmp_path / "Ad.html"
    names = "".join(f'<frame src="Ad_files/{name}">' for name in files)
    path.write_text(f"<html><frameset>{names}</frameset></html>", encoding="utf-8")
    ad = read(path)
    assert (ad.title, ad.body) == ("Lessons", f"menu\n{OWN}")


def test_pictures_written_into_page_and_frame_are_two(tmp_path: Path) -> None:
    other = PNG[::-1]
    one, two = (base64.b64encode(data).decode() for data in (PNG, other))
    inner = frame(f'{OWN}<img src="data:image/png;base64,{two}">')
    path = saved(tmp_path, {"f.html": inner}, f'<img src="data:image/png;base64,{one}">')
    assert bytes_of(read(path)) == [PNG, other]


@pytest.mark.parametrize("kind", ["zip", "folder"])
def test_in_a_zip_or_folder_a_frame_is_no_ad_of_its_own(tmp_path: Path, kind: str) -> None:
    inner = frame(f"{OWN}<img src='lamp.png'>")
    names = '<iframe src="Ad_files/f.html"></iframe>'
    files = {
        "in/Ad.html": PAGE.format(names).encode(),
        "in/Ad_files/f.html": inner,
        "in/Ad_files/lamp.png": PNG,
    }
    path = zipped(tmp_path / "a.zip", files) if kind == "zip" else laid(tmp_path / "a", files)
    source = open_source(path)
    (ad,) = ads(source)
    assert ad.body.endswith(OWN)
    assert pictures(ad) == [PNG]
    assert rejects(source) == []


def test_frames_of_a_message(tmp_path: Path) -> None:
    names = '<iframe src="cid:f1@mhtml.blink"></iframe><iframe src="/in/2"></iframe>'
    whole = message(PAGE.format(names), [({"at": "https://rooms.example.org/lamp.png"}, PNG)])
    inner = f"<p>{OWN}<img src='/lamp.png'>"
    whole.add_related(inner, subtype="html", cid="<f1@mhtml.blink>")
    list(whole.iter_parts())[-1]["Content-Location"] = "https://rooms.example.org/in/1"
    whole.add_related("<p>Für Anfänger.", subtype="html", charset="iso-8859-1")
    list(whole.iter_parts())[-1]["Content-Location"] = "https://rooms.example.org/in/2"
    path = tmp_path / "page.mhtml"
    path.write_bytes(whole.as_bytes())
    ad = read(path)
    assert ad.url == URL
    assert ad.body.splitlines()[-2:] == [OWN, "Für Anfänger."]
    assert bytes_of(ad) == [PNG]


def test_frames_outside_of_the_folder_of_the_page_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "Ad_files").mkdir()
    laid(tmp_path, {"secret.html": frame("secret"), "Other_files/f.html": frame("secret")})
    (tmp_path / "Ad_files" / "link.html").symlink_to(tmp_path.parent / "far.html")
    (tmp_path.parent / "far.html").write_bytes(frame("secret"))
    (tmp_path / "Ad_files" / "text.png").write_bytes(frame("secret"))
    names = ("../secret.html", "secret.html", "Other_files/f.html", "Ad_files/../secret.html",
             "Ad_files/link.html", "Ad_files/text.png", f"file://{tmp_path}/secret.html",
             "Ad_files/gone.html", "https://rooms.example.org/Ad_files/f.html")  # fmt: skip
    more = "".join(f"<iframe src='{name}'></iframe>" for name in names)
    ad = read(saved(tmp_path, {}, more))
    assert "secret" not in ad.body + str(ad.extra)


def test_frames_within_frames_end(tmp_path: Path) -> None:
    files = {f"{n}.html": frame(f"frame {n}<iframe src={n + 1}.html></iframe>") for n in range(9)}
    files["0.html"] += b"<iframe src=0.html></iframe>"  # shows itself
    laid(tmp_path / "Ad_files", files)
    ad = read(saved(tmp_path, {}, "<iframe src=Ad_files/0.html></iframe>"))
    assert ad.body.splitlines()[-3:] == ["frame 0", "frame 1", "frame 2"]


def test_what_is_too_large_or_too_many_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = {f"{n}.html": frame(f"frame {n}") for n in range(4)}
    path = saved(tmp_path, {"a.html": b"<p>a" * 1_000, **small, "tags.html": b"<p>" * 200})
    monkeypatch.setattr(page_frames, "MAX_FRAME_BYTES", 3_000)
    monkeypatch.setattr("indexing.importers.html_tokens.MAX_PAGE_PIECES", 100)
    ad = read(path)
    assert ad.body.splitlines()[-1] == "frame 3"
    assert ad.extra["frames_not_read"] == "2"
    monkeypatch.setattr(page_frames, "MAX_PAGE_FRAMES", 3)
    assert read(path).body.splitlines()[-1] == "frame 1"


def test_passes_are_equal(tmp_path: Path) -> None:
    source = open_source(saved(tmp_path, {"f.html": frame(OWN)}))
    first = list(source.records())
    assert first == list(source.records())
    assert isinstance(first[0], AdRecord)
