# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved HTML pages: one row each, with the pictures beside them or within them."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.importers.html_page import page_row
from indexing.importers.origin import FileOrigin
from indexing.importers.page_rows import files_below, nothing_beside
from indexing.importers.registry import open_source
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.conformance import ROWS, ImporterConformance

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


def page_of_row(row: Sequence[str]) -> str:
    """An ad's page as a site writes it: number and text, a link to call."""
    number, title, text, phone = row
    facts = json.dumps({"@type": "Product", "sku": number}).replace("<", "\\u003c")
    lines = "<br>".join(html.escape(line) for line in text.split("\n"))
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{html.escape(title)}</title>"
        f'<script type="application/ld+json">{facts}</script></head><body>'
        f"<p>{lines}</p>"
        f'<a href="tel:{html.escape(phone)}"></a></body></html>'
    )


class TestHtml(ImporterConformance):
    format = "html"
    suffix = ".html"
    rows = ROWS[:1]

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        page = page_of_row(rows[0]) if rows else "<!doctype html><html><body></body></html>"
        path.write_text(page, encoding="utf-8")

    @pytest.mark.parametrize("row", ROWS)
    def test_each_row_as_a_page_of_its_own(self, tmp_path: Path, row: Sequence[str]) -> None:
        (ad,) = open_source(self.made(tmp_path, [row])).records()
        assert isinstance(ad, AdRecord)
        assert (ad.source_id, ad.title, ad.body, ad.contacts[0]) == tuple(row)


def read(path: Path) -> AdRecord:
    (ad,) = open_source(path).records()
    assert isinstance(ad, AdRecord)
    return ad


def saved(folder: Path, markup: str | bytes, name: str = "Ad 1.html") -> Path:
    path = folder / name
    path.write_bytes(markup if isinstance(markup, bytes) else markup.encode())
    return path


def bytes_of(ad: AdRecord, limit: int = 1_000_000) -> list[bytes | None]:
    found: list[bytes | None] = []
    for image in ad.images:
        if image.path:
            found.append(Path(image.path).read_bytes())
        else:
            found.append(image.read(limit) if image.read else None)
    return found


def test_a_mark_of_the_web_without_address(tmp_path: Path) -> None:
    mark = "<!DOCTYPE html><!-- saved from url=(0014)about:internet --><html><body>"
    ad = read(saved(tmp_path, mark + "<p>Grey sofa, two seats, hardly used, to be fetched.</p>"))
    assert (ad.url, ad.site) == ("", "")


def test_a_picture_that_is_also_the_one_to_share_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "Ad_files").mkdir()
    (tmp_path / "Ad_files" / "sofa.png").write_bytes(PNG)
    head = '<head><meta property="og:image" content="https://example.org/i/sofa.png"></head>'
    text = "<p>Grey sofa, two seats, hardly used, to be fetched.</p>"
    page = f'<!DOCTYPE html><html>{head}<body>{text}<img src="./Ad_files/sofa.png">'
    path = saved(tmp_path, page)
    assert bytes_of(read(path.rename(tmp_path / "Ad.html"))) == [PNG]


def test_complete_page_finds_its_pictures_in_the_folder_beside(tmp_path: Path) -> None:
    (tmp_path / "Ad 1_files").mkdir()
    (tmp_path / "Ad 1_files" / "sofa é.png").write_bytes(PNG)
    path = saved(
        tmp_path,
        "<!-- saved from url=(0030)https://shop.example.org/ad/1 --><!DOCTYPE html><html><body>"
        "<h1>Sofa</h1><p>Grey sofa, two seats, hardly used, to be fetched.</p>"
        '<img src="./Ad%201_files/sofa%20%C3%A9.png"><img src="./Ad%201_files/gone.png">',
    )
    ad = read(path)
    assert (ad.url, ad.site, ad.title) == (
        "https://shop.example.org/ad/1",
        "shop.example.org",
        "Sofa",
    )
    assert bytes_of(ad) == [PNG, None]
    assert ad.images[1].untrusted_name == "https://shop.example.org/ad/Ad%201_files/gone.png"


_AS_SAVED = """<!DOCTYPE html> <html lang=fr><!--
 Page saved with SingleFile{space}
 url: https://rooms.example.org/annonce/7{space}
 saved date: Sat Nov 21 2026 18:04:05 GMT+0100 (heure normale d’Europe centrale)
--><meta charset=utf-8>
<style>:root{--sf-img-2:url("data:image/png;base64,%s")}</style>
<title>Chambre</title><body><h1>Chambre</h1><p>Chambre calme, près du tram, à louer de suite.</p>
<img src="data:image/png;base64,%s"><img src="data:image/svg+xml,<svg/>" style="background-image:
var(--sf-img-2)!important"><img src=data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=>"""
SINGLE_FILE = _AS_SAVED.replace("{space}", " ")


def test_single_file_gives_address_date_and_the_pictures_within(tmp_path: Path) -> None:
    other = PNG[::-1]
    texts = [base64.b64encode(data).decode() for data in (other, PNG)]
    ad = read(saved(tmp_path, SINGLE_FILE % tuple(texts)))
    assert ad.url == "https://rooms.example.org/annonce/7"
    assert ad.captured_at == "2026-11-21T18:04:05+01:00"
    assert ad.extra["saved_as_written"].endswith("(heure normale d’Europe centrale)")
    assert ad.extra["language_of_page"] == "fr"
    digests = [hashlib.sha256(data or b"").hexdigest() for data in bytes_of(ad)]
    assert digests == [hashlib.sha256(data).hexdigest() for data in (PNG, other)]


def test_picture_within_gives_no_more_than_asked_for(tmp_path: Path) -> None:
    text = base64.b64encode(PNG).decode()
    ad = read(saved(tmp_path, f'<html><p>Lamp<img src="data:image/png;base64,{text}">'))
    assert bytes_of(ad, 100) == [PNG[:100]]


def test_pictures_never_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(PNG)
    inner = tmp_path / "pages"
    inner.mkdir()
    (inner / "link.png").symlink_to(tmp_path / "secret.png")
    names = (
        "../secret.png ..%2Fsecret.png ..\\secret.png x/../../secret.png link.png"
        f" {tmp_path}/secret.png file://{tmp_path}/secret.png javascript:secret.png"
        " ..%5Csecret.png %2E%2E/secret.png secret.png%00 //secret.png"
    ).split()
    images = "".join(f'<img src="{name}">' for name in names)
    ad = read(saved(inner, f"<html><body><p>Lessons in the evening.</p>{images}"))
    assert not any(image.is_found for image in ad.images)
    assert bytes_of(read(saved(tmp_path, '<html><p>x<img src="secret.png">'))) == [PNG]


def test_page_of_a_folder_names_its_place_and_its_fault(tmp_path: Path) -> None:
    path = saved(tmp_path, "<html><body><p>Lessons</p><img src=a.png>")
    saved(tmp_path, PNG, "a.png")
    row = page_row(FileOrigin(path), files_below(tmp_path), place="page in/Ad 1.html")
    assert not isinstance(row, Rejected)
    assert (row.place, row.cells["text"], len(row.pictures)) == ("page in/Ad 1.html", "Lessons", 1)
    empty = saved(tmp_path, "<html><body><script>x</script></body></html>", "b.html")
    assert page_row(FileOrigin(empty), nothing_beside) == Rejected("page b.html", "page_empty", {})


def test_markup_under_the_name_of_a_table_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, "<!doctype html><html><p>Please sign in", "export.csv")
    with pytest.raises(BadInputError, match="file_not_this_format"):
        open_source(path)


def test_too_large_and_too_many_tags_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, "<html>" + "<p>a" * 100)
    monkeypatch.setattr("indexing.importers.html_tokens.MAX_PAGE_PIECES", 50)
    with pytest.raises(BadInputError, match="page_too_many_tags"):
        open_source(path)
    monkeypatch.setattr("indexing.importers.page_bytes.MAX_PAGE_MARKUP_BYTES", 100)
    with pytest.raises(BadInputError, match="page_too_large"):
        open_source(path)
    monkeypatch.setattr("indexing.importers.html_page.MAX_SAVED_PAGE_BYTES", 10)
    with pytest.raises(BadInputError, match="page_too_large") as caught:
        open_source(path)
    assert caught.value.detail == {"limit": 10}
