# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages that SingleFile writes as "self-extracting ZIP": a shell in HTML around a ZIP."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.importers.registry import open_source
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.conformance import every

COMMENT = (
    "<!--\n Page saved with SingleFile \n url: https://example.org/1 \n"
    " saved date: Mon May 06 2024 07:08:00 GMT+0000\n-->"
)
SHELL = (
    f"<!DOCTYPE html> <html data-sfz>{COMMENT}<meta charset=windows-1252><title></title>"
    "<body hidden><div id=sfz-wait-message>Please wait...</div><script></script><!--"
)
PAGE = f"<!DOCTYPE html> <html>{COMMENT}<title>Room</title><p>Quiet room<img src=images/0.png>"
PICTURE = (Path(__file__).parents[2] / "app/commands/real_files/actor/images/bike.png").read_bytes()


def packed(path: Path, page: str = "index.html") -> Path:
    path.write_text(SHELL, encoding="utf-8")
    told = {
        "originalUrl": "https://example.org/1",
        "title": "Room",
        "archiveTime": "2024-05-06T07:08:00.000Z",
        "indexFilename": "index.html",
        "resources": {"images/0.png": "https://example.org/0.png"},
    }
    with zipfile.ZipFile(path, "a") as inner:
        inner.writestr(page, PAGE)
        inner.writestr("manifest.json", json.dumps(told))
        inner.writestr("images/0.png", PICTURE)
    with path.open("ab") as file:
        file.write(b"--></body></html>")
    return path


def test_the_page_within_is_the_ad(tmp_path: Path) -> None:
    source = open_source(packed(tmp_path / "room.html"))
    (ad,) = every(source)
    assert isinstance(ad, AdRecord)
    assert (source.format, ad.place) == ("zip", "page index.html")
    assert (ad.title, ad.body, ad.url) == ("Room", "Quiet room", "https://example.org/1")
    assert ad.captured_at == "2024-05-06T07:08:00+00:00"
    assert [image.untrusted_name for image in ad.images] == ["images/0.png"]


def test_among_others_it_is_told_and_they_are_read(tmp_path: Path) -> None:
    packed(tmp_path / "room.html")
    (tmp_path / "desk.html").write_text("<title>Desk</title><p>Old desk")
    desk, room = every(open_source(tmp_path))
    assert isinstance(desk, AdRecord)
    assert isinstance(room, Rejected)
    assert (desk.title, room.place, room.code) == ("Desk", "page room.html", "page_packed")


def test_a_shell_around_nothing_is_no_ad(tmp_path: Path) -> None:
    path = packed(tmp_path / "room.html")
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(BadInputError, match="archive_broken"):
        open_source(path)


def test_a_table_that_holds_such_a_page(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    path.write_text(f'id,title,body\n1,Room,"{SHELL}"\n', encoding="utf-8")
    (ad,) = every(open_source(path))
    assert isinstance(ad, AdRecord)
    assert ad.title == "Room"


def test_asked_for_as_a_page_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="file_not_this_format"):
        open_source(packed(tmp_path / "room.html"), format="html")
