# SPDX-License-Identifier: GPL-3.0-or-later
"""Delimited tables: damage is reported row by row, and the rest comes in."""

from __future__ import annotations

import csv
import gzip
import tempfile
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.errors import BadInputError, KnownError
from indexing.importers.registry import open_source
from indexing.limits import MAX_CELL_CHARACTERS
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.conformance import ImporterConformance, every


class TestCsv(ImporterConformance):
    format = "csv"
    suffix = ".csv"
    delimiter = ","

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=self.delimiter)
            writer.writerows([columns, *rows])


class TestSemicolons(TestCsv):
    delimiter = ";"


class TestTabs(TestCsv):
    suffix = ".tsv"
    delimiter = "\t"


class TestBars(TestCsv):
    suffix = ".txt"
    delimiter = "|"


class TestGzip(TestCsv):
    suffix = ".csv.gz"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        plain = path.with_suffix("")
        super().write(plain, columns, rows)
        path.write_bytes(gzip.compress(plain.read_bytes()) if rows or columns else b"")
        plain.unlink()


def found(tmp_path: Path, content: bytes) -> list[AdRecord | Rejected]:
    path = tmp_path / "ads.csv"
    path.write_bytes(content)
    return every(open_source(path))


def summary(items: list[AdRecord | Rejected]) -> list[tuple[str, str]]:
    return [(item.place, item.code if isinstance(item, Rejected) else item.title) for item in items]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b'2,"Two,b', "quote_unclosed"),
        (b'2,"Two" and,a,half"', "quote_broken"),
        (b"2,Two", "row_width"),
        (b"2,Two,b,more", "row_width"),
        (b",,", "row_empty"),
        (b"2,T\0wo,b", "row_nul"),
        (b"2,Tw\xff\xfe,b", "row_encoding"),
        (b"2,Two," + b"x" * (MAX_CELL_CHARACTERS + 1), "cell_too_long"),
        (b"2,Two," + b"x" * 2_000_001, "cell_too_long"),
    ],
)
def test_one_broken_row_in_the_middle(tmp_path: Path, row: bytes, code: str) -> None:
    items = found(tmp_path, b"id,title,body\n1,One,a\n" + row + b"\n3,Three,c\n4,Four,d\n")
    wanted = [("row 2", "One"), ("row 3", code), ("row 4", "Three"), ("row 5", "Four")]
    assert summary(items) == wanted
    assert isinstance(items[1], Rejected)
    assert items[1].detail.get("line", 3) == 3


def test_quote_that_swallows_the_rest_costs_one_row(tmp_path: Path) -> None:
    rest = b"".join(b"%d,Title %d,text\n" % (n, n) for n in range(3, 500))
    items = found(tmp_path, b'id,title,body\n1,One,a\n2,Two,"open\n' + rest)
    assert [item.place for item in items if isinstance(item, Rejected)] == ["row 3"]
    assert len(items) == 499


def test_cut_last_row_is_reported(tmp_path: Path) -> None:
    items = found(tmp_path, b'id,title,body\n1,One,a\n2,Two,"the end is mis')
    assert summary(items)[-1] == ("row 3", "quote_unclosed")


def test_cut_gzip_keeps_what_came_before(tmp_path: Path) -> None:
    rows = b"".join(b"%d,Title %d,%d\n" % (n, n, n**9) for n in range(3000))
    path = tmp_path / "ads.csv.gz"
    path.write_bytes(gzip.compress(b"id,title,body\n" + rows)[:9000])
    items = every(open_source(path))
    assert len(items) > 100
    assert [x.code for x in items if isinstance(x, Rejected)] == ["file_cut"]


def test_blank_lines_are_no_rows_and_lines_count_on(tmp_path: Path) -> None:
    items = found(tmp_path, b"\nid,title\r\n\r\n1,One\r\n\r\n2\r\n")
    assert summary(items) == [("row 2", "One"), ("row 3", "row_width")]
    assert isinstance(items[1], Rejected)
    assert items[1].detail["line"] == 6


def test_backslash_escapes_and_stray_quotes(tmp_path: Path) -> None:
    items = found(tmp_path, b'id,title\n1,"a \\"b\\", c"\n2,"say "hi" now"\n3,5" pipe\n')
    assert summary(items) == [
        ("row 2", 'a "b", c'),
        ("row 3", 'say hi" now"'),
        ("row 4", '5" pipe'),
    ]


def test_text_written_as_a_formula_so_that_zeros_stay(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    path.write_bytes(b'id,title,phone\n="001",Room,"=""0639980012"""\n2,="a"&"b",=""\n')
    one, two = (x for x in every(open_source(path)) if isinstance(x, AdRecord))
    assert (one.source_id, one.contacts) == ("001", ("0639980012",))
    assert (two.title, two.contacts) == ('="a"&"b"', ())


def test_empty_surplus_cells_are_accepted(tmp_path: Path) -> None:
    assert summary(found(tmp_path, b"id,title\n1,One,,\n")) == [("row 2", "One")]


def test_column_names_are_made_unique(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    path.write_bytes(b"a,a,,a (2)\n1,2,3,4\n")
    assert open_source(path).columns == ("a", "a (2)", "column 3", "a (2) (2)")


def test_header_only_has_no_rows(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no_rows"):
        found(tmp_path, b"id,title\n")


def test_images_named_csv_say_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        found(tmp_path, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    assert caught.value.detail["looks_like"] == "PNG"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet='a1,;"\n\r\\\0é 🏠', max_size=30), max_size=12))
def test_any_table_text_never_crashes(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ads.csv")
        path.write_text("id,title\n" + "\n".join(lines), encoding="utf-8", newline="")
        try:
            items = every(open_source(path))
        except KnownError:
            return
        assert [x.place for x in items] == [f"row {n}" for n in range(2, len(items) + 2)]


@pytest.mark.slow
def test_memory_is_flat_over_100000_rows(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "title", "description"))
        writer.writerows((n, f"Title {n}", f"text of ad {n}, " * 20) for n in range(100_000))
    tracemalloc.start()
    try:
        assert sum(isinstance(x, AdRecord) for x in open_source(path).records()) == 100_000
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


def test_tables_put_behind_each_other(tmp_path: Path) -> None:
    """``cat january.csv february.csv``: the second header is no ad."""
    part = b"id,title\n%d,Room\n"
    items = found(tmp_path, part % 1 + part % 2)
    assert [x.code if isinstance(x, Rejected) else x.source_id for x in items] == [
        "1",
        "row_header",
        "2",
    ]
    assert len(found(tmp_path, b"title\nRoom\ntitle\n")) == 2  # of one column it may be an ad


def test_rows_that_a_spreadsheet_quoted_once_more(tmp_path: Path) -> None:
    """Excel does so with a file of commas where semicolons are usual: each row with a quote."""
    items = found(
        tmp_path,
        b'id,title,text\n"1,""Room, big"",Quiet"\n2,Desk,Old\n"3,Lamp,""first\nsecond"""\n'
        b'"4, not ""a"" row"\n"5,Sofa,Blue"\n"6,""x,y"\n',
    )
    ads = [(x.source_id, x.title, x.body) for x in items if isinstance(x, AdRecord)]
    assert ads == [
        ("1", "Room, big", "Quiet"),
        ("2", "Desk", "Old"),
        ("3", "Lamp", "first\nsecond"),
    ]
    assert [x.place for x in items if isinstance(x, Rejected)] == ["row 5", "row 6", "row 7"]


def bodies(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "ads.csv"
    path.write_text("id,title,text,phone\n" + text, encoding="utf-8")
    return [
        f"{one.place} {one.code}" if isinstance(one, Rejected) else f"{one.source_id} {one.body}"
        for one in open_source(path).records()
    ]


@pytest.mark.parametrize("last", ['3,Monitor 24",grey,07', '3,"Monitor",grey,07'])
@pytest.mark.parametrize("between", ["", "2,Bike,red,07\n", "2,Bike,red,07\n" * 300])
def test_a_quote_that_another_one_closes_swallows_no_ad(
    tmp_path: Path, between: str, last: str
) -> None:
    found = bodies(tmp_path, f'1,"Room,quiet,06\n{between}{last}\n4,Lamp,old,08\n')
    assert found == ["row 2 quote_unclosed", *["2 red"] * between.count("\n"), "3 grey", "4 old"]


@pytest.mark.parametrize(
    "text",
    [
        "prices:\n20,30,40,50\n",
        "line one\nline two, with more, and, words",
        "2,b,c\n",
        "see\n12 rooms,b,c,d\n",
        "see\nhttps://example.org/a,b,c,d\n",
        "see\nhttps://example.org/a b,c,d,e",
        "line one\n" + '""' * 2_100_000,
    ],
)
def test_lines_of_a_text_are_no_rows(tmp_path: Path, text: str) -> None:
    found = bodies(tmp_path, f'1,Room,"{text}",06\n2,Bike,red,07\n')
    assert found[1:] == ["2 red"]
    assert found[0].startswith(("1 ", "row 2 cell_too_long"))


def test_rows_that_begin_with_words_may_have_lines_like_them(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    path.write_text('title,text,phone\nRoom,"see\nbed,desk,lamp\n",06\nBike,red,07\n', "utf-8")
    found = [one.body for one in every(open_source(path)) if isinstance(one, AdRecord)]
    assert found == ["see\nbed,desk,lamp\n", "red"]


def test_addresses_tell_rows_too(tmp_path: Path) -> None:
    row = "https://example.org/ad/{},{}\n"
    text = row.format(1, '"Room,quiet,06') + row.format(2, 'Monitor 24",grey,07')
    path = tmp_path / "ads.csv"
    path.write_text("url,title,text,phone\n" + text, encoding="utf-8")
    first, second = open_source(path).records()
    assert isinstance(first, Rejected)
    assert first.code == "quote_unclosed"
    assert isinstance(second, AdRecord)
    assert second.body == "grey"
