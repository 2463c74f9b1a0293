# SPDX-License-Identifier: GPL-3.0-or-later
"""HTML cut into pieces: by the rules of the web where they matter, and always to the end."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.importers import html_tokens
from indexing.importers.html_tokens import TooManyPiecesError, attributes, resolved, tokens


def shown(markup: str) -> list[tuple[str, str, str]]:
    return [(token.kind, token.name, token.rest) for token in tokens(markup)]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("a<b>c</b >d", [("text", "", "a"), ("start", "b", ""), ("text", "", "c"),
                         ("end", "b", " "), ("text", "", "d")]),
        ("1 < 2 && 3<4", [("text", "", "1 < 2 && 3<4")]),
        ("x<!-- <b> -->y<!-->z", [("text", "", "x"), ("comment", "", " <b> "), ("text", "", "y"),
                                  ("text", "", "z")]),
        ("<!doctype html><?php x ?></ y>t", [("text", "", "t")]),
        ("<SCRIPT>if (a<b) '</p>'</Script>t", [
            ("start", "script", ""), ("raw", "script", "if (a<b) '</p>'"), ("end", "script", ""),
            ("text", "", "t")]),
        ("<title>a &amp; <b></title>", [
            ("start", "title", ""), ("raw", "title", "a &amp; <b>"), ("end", "title", "")]),
        ('t<img src="a.png', [("text", "", "t")]),
        ("t<!-- never ends", [("text", "", "t"), ("comment", "", " never ends")]),
        ("<style>p{", [("start", "style", ""), ("raw", "style", "p{")]),
    ],
)  # fmt: skip
def test_pieces(markup: str, expected: list[tuple[str, str, str]]) -> None:
    assert shown(markup) == expected


def test_quotation_marks_shield_the_end_of_a_tag_only_around_a_value() -> None:
    assert shown('<p title="a>b">c')[0] == ("start", "p", ' title="a>b"')
    assert shown("<p it's>c")[1] == ("text", "", "c")
    assert shown('<p a=b"c>d')[1] == ("text", "", "d")


def test_attributes() -> None:
    found = attributes(""" SRC = "a&amp;b" alt='x "y"' width=10 src=second hidden data-x=""/""")
    assert found == {
        "src": "a&b", "alt": 'x "y"', "width": "10", "hidden": "", "data-x": ""
    }  # fmt: skip


def test_addresses_keep_what_only_looks_like_an_entity() -> None:
    assert attributes('href="?a=1&copy=2&lt;"') == {"href": "?a=1&copy=2<"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("caf&eacute; &amp;amp; &#8364;&#x20AC;", "café &amp; €€"),
        ("&#0000000000065;&#x0000000041;", "AA"),
        ("&#99999999999999999;&#xffffffffffff;", "\ufffd\ufffd"),
        ("&#" + "9" * 10_000 + ";", "\ufffd"),
        ("&#xD800;", "\ufffd"),
        ("a & b &unknown; &", "a & b &unknown; &"),
    ],
)
def test_entities(text: str, expected: str) -> None:
    assert resolved(text) == expected


def test_too_many_pieces_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_tokens, "MAX_PAGE_PIECES", 10)
    assert len(shown("<b>" * 10)) == 10
    with pytest.raises(TooManyPiecesError):
        shown("<b>" * 11)


@given(st.text(alphabet="<>!-/abp =\"'&#;\n\0éx", max_size=200))
def test_every_text_is_cut_to_its_end(markup: str) -> None:
    found = list(tokens(markup))
    assert sum(len(token.rest) for token in found) <= 2 * len(markup) + 10
    for token in found:
        assert token.kind in ("text", "start", "end", "raw", "comment")
        assert all(isinstance(value, str) for value in attributes(token.rest).values())


@given(st.text(alphabet="abc <>&é\n"))
def test_escaped_text_comes_back_whole(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    assert "".join(token.rest for token in tokens(escaped)) == text


def test_signs_that_begin_no_tag_cost_little_memory() -> None:
    """Five million of them took 634 MB."""
    for text in ("<" * 1_000_000, "<1" * 500_000):
        tracemalloc.start()
        found = "".join(token.rest for token in tokens(text))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found == text
        assert most < 40_000_000
    assert [x.rest for x in tokens("a <<<b>c < 1 <")] == ["a <<", "", "c < 1 <"]
