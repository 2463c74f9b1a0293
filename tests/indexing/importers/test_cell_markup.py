# SPDX-License-Identifier: GPL-3.0-or-later
"""HTML that a scraper left in cells: read where it is plainly markup, the cell itself kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.importers.cell_markup import links, plain
from indexing.importers.registry import open_source
from indexing.records import AdRecord


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("Caf&eacute; &amp; bar", "Café & bar"),
        ("It&#39;s 5&#x20AC;", "It's 5€"),
        ("first<br>second<BR />third", "first\nsecond\nthird"),
        ("first<br>\nsecond", "first\nsecond"),
        ("<p>One</p>\n<p>Two <b>bold</b></p>", "One\n\nTwo bold"),
        ("a<br><br>b", "a\n\nb"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("a&lt;br&gt;b", "a\nb"),
        ("<p>a &lt;b&gt; c</p>", "a <b> c"),
        ("06 39<span class='x'> 98</span> 00 01", "06 39 98 00 01"),
        ("<style>p{a:b}</style><p>Room</p><!-- no -->", "Room"),
        ("&amp;amp;", "&amp;"),
    ],
)
def test_markup_is_read(cell: str, shown: str) -> None:
    assert plain(cell) == shown


@pytest.mark.parametrize(
    "cell",
    [
        "5 < 7 & 7 > 5",
        "<3 you, R&B, AT&T; <a lot of fun> <name@example.org>",
        "&nothing; &; &#; a&b; &copy without its end",
        "x <b and c> d",
        "<https://example.org/?a=1&copy=2&lt=3>",
        "line one\nline two  with  spaces",
    ],
)
def test_what_only_looks_like_markup_stays(cell: str) -> None:
    assert plain(cell) == cell


@given(st.text(alphabet="<>/&;#abprx= \"'\n1", max_size=80))
def test_any_text_gives_text(cell: str) -> None:
    shown = plain(cell)
    assert "\0" not in shown
    assert len(shown) <= len(cell) * 2 + 2


def test_links_of_contact_in_a_cell() -> None:
    cell = '<a href="tel:+33639980001">call</a> <a href="/more">x</a> <a href=mailto:a@example.org>'
    assert links(cell) == ["+33639980001", "a@example.org"]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_the_ad_has_the_text_and_keeps_the_cell(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"ads{suffix}"
    row = {
        "id": "1",
        "title": "Room &amp; garden",
        "description": "Quiet<br>near the <a href='tel:202-555-0101'>tram</a>",
        "url": "https://example.org/?a=1&amp;b=2",
        "note": "a &amp; b",
    }
    lines = [",".join(row), ",".join(row.values())] if suffix == ".csv" else [json.dumps(row)]
    path.write_text("\n".join(lines) + "\n")
    (ad,) = open_source(path).records()
    assert isinstance(ad, AdRecord)
    assert (ad.title, ad.body) == ("Room & garden", "Quiet\nnear the tram")
    assert ad.url == "https://example.org/?a=1&b=2"
    assert ad.contacts == ("202-555-0101",)
    assert ad.extra == {key: row[key] for key in ("title", "description", "url", "note")}


def test_a_chat_keeps_what_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    lines = ("[01/05/2024 10:00:01] Ana: use &amp; and <br> here", "[02/05/2024 10:00:02] Bo: ok")
    path.write_text("\n".join(lines) + "\n")
    first = next(iter(open_source(path).records()))
    assert isinstance(first, AdRecord)
    assert first.body == "use &amp; and <br> here"


@pytest.mark.parametrize(
    "piece",
    ["<script>", "<script>a</script>", "<!--", "<br> ", " ", "<a b='", "<a x=y ", "&#1", "\n "],
)
def test_long_cells_take_no_squared_time(piece: str) -> None:
    """A million letters: with squared time each of these would run into the limit of a test."""
    assert plain("<br>" + piece * (1_000_000 // len(piece)) + "x").endswith("x")
