# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages saved as one MIME message, written with the standard library's own generator."""

from __future__ import annotations

import email.policy
import gzip
import hashlib
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.importers import mime_parts
from indexing.importers.mhtml import mhtml_row
from indexing.importers.origin import FileOrigin
from indexing.importers.registry import open_source
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.conformance import ROWS, ImporterConformance
from tests.indexing.importers.test_html_page import PNG, page_of_row

URL = "https://rooms.example.org/ad/7"


def message(page: str, pictures: Sequence[tuple[dict[str, str], bytes]] = ()) -> EmailMessage:
    """A message as a browser writes it: the page quoted-printable, pictures base64."""
    whole = EmailMessage(policy=email.policy.SMTP)
    whole["From"] = "<Saved by Blink>"
    whole["Snapshot-Content-Location"] = URL
    whole["Subject"] = "Zimmer frei – für zwei"
    whole["Date"] = "Sat, 21 Nov 2026 17:04:05 -0000"
    whole.set_content(page, subtype="html", cte="quoted-printable")
    whole.make_related()
    (root,) = whole.iter_parts()
    root["Content-Location"] = URL
    for names, data in pictures:
        whole.add_related(data, "image", "png", cid=names.get("cid"))
        if "at" in names:
            list(whole.iter_parts())[-1]["Content-Location"] = names["at"]
    return whole


class TestMhtml(ImporterConformance):
    format = "mhtml"
    suffix = ".mhtml"
    rows = ROWS[:1]

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        page = page_of_row(rows[0]) if rows else "<html></html>"
        plain = EmailMessage(policy=email.policy.SMTP)
        plain.set_content(page, subtype="html", cte="base64")
        plain.make_related()
        path.write_bytes(plain.as_bytes())

    @pytest.mark.parametrize("row", ROWS)
    def test_each_row_as_a_page_of_its_own(self, tmp_path: Path, row: Sequence[str]) -> None:
        (ad,) = open_source(self.made(tmp_path, [row])).records()
        assert isinstance(ad, AdRecord)
        assert (ad.source_id, ad.title, ad.body, ad.contacts[0]) == tuple(row)


PAGE = """<!DOCTYPE html><html><head><title>Zimmer frei</title><base href="{base}"></head><body>
<h1>Zimmer frei</h1><p>Ruhiges Zimmer mit Küche, nahe der Straßenbahn, ab sofort.</p>
<img src="{one}"><img src="cid:two@mhtml.blink"><img src="https://img.example.org/gone.png">
</body></html>"""
OTHER = PNG[::-1]


def written(folder: Path, name: str = "page.mhtml", *, one: str = "/p/1.png?w=9&h=2") -> Path:
    page = PAGE.format(base="https://img.example.org/", one=one.replace("&", "&amp;"))
    pictures = [
        ({"at": "https://img.example.org/p/1.png?w=9&h=2"}, PNG),
        ({"cid": "<two@mhtml.blink>"}, OTHER),
    ]
    path = folder / name
    path.write_bytes(message(page, pictures).as_bytes())
    return path


def read(path: Path) -> AdRecord:
    (ad,) = open_source(path).records()
    assert isinstance(ad, AdRecord)
    return ad


def digests(ad: AdRecord) -> list[str]:
    found = [image.read(10**6) for image in ad.images if image.read]
    return [hashlib.sha256(data or b"").hexdigest() for data in found]


def test_page_with_its_pictures_by_address_and_by_cid(tmp_path: Path) -> None:
    source = open_source(written(tmp_path))
    (ad,) = source.records()
    assert isinstance(ad, AdRecord)
    assert source.format == "mhtml"
    assert (ad.url, ad.title, ad.captured_at) == (URL, "Zimmer frei", "2026-11-21T17:04:05Z")
    assert "Küche, nahe der Straßenbahn" in ad.body
    assert digests(ad) == [hashlib.sha256(data).hexdigest() for data in (PNG, OTHER)]
    assert [image.is_found for image in ad.images] == [True, True, False]
    assert ad.extra["date_of_message"] == "Sat, 21 Nov 2026 17:04:05 -0000"
    assert ad.place == "page page.mhtml"


def test_name_of_nothing_but_digits_is_the_page_number(tmp_path: Path) -> None:
    assert read(written(tmp_path, "104233.mhtml")).source_id == "104233"
    assert read(written(tmp_path, "page 104233.mhtml")).source_id == ""


def test_packed_message_gives_its_pictures_too(tmp_path: Path) -> None:
    path = tmp_path / "page.mhtml.gz"
    path.write_bytes(gzip.compress(written(tmp_path).read_bytes()))
    assert digests(read(path)) == [hashlib.sha256(data).hexdigest() for data in (PNG, OTHER)]


def test_cut_message_keeps_the_page_and_what_there_is_of_the_picture(tmp_path: Path) -> None:
    path = written(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"iVBOR") + 101])  # in the middle of the base64
    ad = read(path)
    assert "Straßenbahn" in ad.body
    (first, *others) = ad.images
    data = first.read(10**6) if first.read else None
    assert data
    assert PNG.startswith(data)
    assert not any(image.is_found for image in others)


def test_message_that_does_not_name_its_boundary(tmp_path: Path) -> None:
    path = written(tmp_path)
    kept = [x for x in path.read_bytes().split(b"\r\n") if b"boundary=" not in x]
    text = b"\r\n".join(kept).replace(b"multipart/related;", b"multipart/related")
    path.write_bytes(text)
    assert digests(read(path)) == [hashlib.sha256(data).hexdigest() for data in (PNG, OTHER)]


def test_containers_within_containers(tmp_path: Path) -> None:
    inner = message(PAGE.format(base=URL, one="cid:two@mhtml.blink"))
    outer = EmailMessage(policy=email.policy.SMTP)
    outer["Snapshot-Content-Location"] = "https://rooms.example.org/elsewhere"
    outer["MIME-Version"] = "1.0"
    outer["Content-Type"] = 'multipart/related; boundary="outer"'
    body = b"--outer\r\n" + inner.as_bytes() + b"\r\n--outer--\r\n"
    path = tmp_path / "page.mht"
    path.write_bytes(outer.as_bytes().rstrip() + b"\r\n\r\n" + body)
    assert read(path).title == "Zimmer frei"


def test_endless_nesting_and_endless_parts_end(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(5000)
    )
    assert list(mime_parts.parts(opened)) == []
    monkeypatch.setattr(mime_parts, "MAX_MIME_PARTS", 100)
    many = b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 10_000
    assert 0 < len(list(mime_parts.parts(many))) <= 100


def test_message_without_a_page_says_so(tmp_path: Path) -> None:
    path = tmp_path / "page.mhtml"
    text = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n\nx\n--b--\n"
    path.write_bytes(text)
    assert mhtml_row(FileOrigin(path)) == Rejected("page page.mhtml", "page_missing", {})
    with pytest.raises(BadInputError, match="page_missing"):
        open_source(path)


def test_mail_under_another_name_is_found_by_its_content(tmp_path: Path) -> None:
    path = written(tmp_path, "page.txt")
    assert open_source(path).format == "mhtml"


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Sat, 99 Nov 2026 17:04:05 -0000", "1" * 5000, "Sat, 21 Nov 99999999"]
)
def test_dates_that_are_none_stay_as_written(tmp_path: Path, date: str) -> None:
    path = written(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"Sat, 21 Nov 2026 17:04:05 -0000", date.encode()))
    assert read(path).captured_at == ""


def test_zero_characters_in_headers_are_left_out(tmp_path: Path) -> None:
    path = written(tmp_path)
    text = path.read_bytes().replace(URL.encode(), b"https://\0rooms.example.org/ad/7", 1)
    path.write_bytes(text.replace(b"<Saved by", b"<Saved\0 by"))
    ad = read(path)
    assert (ad.url, ad.extra["saved_by"]) == (URL, "<Saved by Blink>")
