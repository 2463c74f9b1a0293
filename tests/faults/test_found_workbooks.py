# SPDX-License-Identifier: GPL-3.0-or-later
"""ODS and XLS that a guard once took otherwise than the reader, and honest ones that it refused."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.importers.base import unique_names
from indexing.importers.registry import open_source
from tests.indexing.importers import workbooks
from tests.indexing.importers.workbooks import ods_cell, record

pytestmark = pytest.mark.timeout(60)

TEXTS, CELLS = workbooks.shared([["url", "text"], ["https://example.org/1", "Lamp"]])
BEGIN = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
CHART = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0020, 0, 0, 0, 0))
END = record(0x000A)
RESULT = record(0x0207, struct.pack("<HB", 1, 0) + b"x")


def code_of(path: Path) -> str:
    """Of a file that is refused before its reader opens it, which would not come back."""
    with pytest.raises(BadInputError) as caught:
        open_source(path)
    return caught.value.code


def rows_of(path: Path) -> int:
    return len(list(open_source(path).records()))


def number(row: int, column: int) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, 1.0))


def formula(row: int, parts: bytes, column: int = 0) -> bytes:
    head = struct.pack("<HHHd6xH", row, column, 0, 1.0, len(parts))
    return record(0x0006, head + parts)


def named(row: int, text: int) -> bytes:
    return record(0x00FD, struct.pack("<HHHI", row, 1, 0, text))


def stream(cells: bytes, *, texts: bytes = TEXTS, sheets: int = 1) -> bytes:
    return workbooks.workbook_stream(cells, texts=texts, sheets=sheets, extent=(2, 2))


def xls(tmp_path: Path, *streams: bytes, patch: Callable[[bytearray], None] | None = None) -> Path:
    """A workbook of one or two streams, ``Workbook`` and ``Book``, changed in its bytes."""
    path = tmp_path / "ads.xls"
    workbooks.write_compound(path, dict(zip(("Workbook", "Book"), streams, strict=False)))
    data = bytearray(path.read_bytes())
    if patch:
        patch(data)
    path.write_bytes(data)
    return path


def entry(data: bytearray, number: int) -> int:
    """Where an entry of the directory stands; 0 is the root."""
    (sector,) = struct.unpack_from("<I", data, 48)
    return int((sector + 1) * 512 + 128 * number)


def ods(tmp_path: Path, *tables: str) -> Path:
    whole = "".join(
        f'<table:table table:name="T{n}">{rows}</table:table>' for n, rows in enumerate(tables)
    )
    workbooks.write_ods(tmp_path / "ads.ods", whole)
    return tmp_path / "ads.ods"


def row(cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


HEAD = row(ods_cell("url") + ods_cell("text"))
WIDE = (
    '<table:table-cell table:number-columns-repeated="8" office:value-type="float"'
    ' office:value="1">{}</table:table-cell>'
)
NESTED = {
    "a cell in a cell": row(WIDE.format("<table:table-cell/>"), 1_000_000),
    "a covered cell in a cell": row(WIDE.format("<table:covered-table-cell/>"), 1_000_000),
    "a row in a row": row(WIDE.format("") + row(""), 1_000_000),
    "a table in a cell": row(
        WIDE.format(f"<table:table>{row('<table:table-cell/>')}</table:table>"), 1_000_000
    ),
}


@pytest.mark.parametrize("name", NESTED)
def test_what_is_repeated_holds_no_other(tmp_path: Path, name: str) -> None:
    assert code_of(ods(tmp_path, HEAD, *([NESTED[name]] * 60))) == "workbook_damaged"


def test_tables_of_one_name_lose_no_rows(tmp_path: Path) -> None:
    first, second = (
        workbooks.ods_table("Ads", [["url", "text"], [f"https://example.org/{n}", "Lamp"]])
        for n in (1, 2)
    )
    workbooks.write_ods(tmp_path / "ads.ods", first + second)
    assert code_of(tmp_path / "ads.ods") == "workbook_damaged"
    workbooks.write_ods(tmp_path / "ads.ods", first + second.replace('"Ads"', '"More"'))
    assert rows_of(tmp_path / "ads.ods") == 2


def test_sheets_of_one_name_lose_no_rows(tmp_path: Path) -> None:
    two = stream(CELLS, sheets=2)
    assert rows_of(xls(tmp_path, two)) == 2
    assert code_of(xls(tmp_path, two.replace(b"S1", b"S0"))) == "workbook_damaged"


def test_a_ring_in_the_list_of_tables(tmp_path: Path) -> None:
    def ring(data: bytearray) -> None:
        number = len(data) // 512 - 1
        data += b"\xff" * 508 + struct.pack("<I", number)
        struct.pack_into("<II", data, 68, number, 1)

    assert code_of(xls(tmp_path, stream(CELLS), patch=ring)) == "file_not_this_format"


FAR = stream(number(0, 0) + number(65_535, 255), sheets=60)


def test_the_reader_takes_the_first_entry_of_whatever_kind(tmp_path: Path) -> None:
    def kind(data: bytearray) -> None:
        data[entry(data, 1) + 66] = 1

    assert code_of(xls(tmp_path, FAR, stream(CELLS), patch=kind)) == "workbook_damaged"


def test_the_reader_takes_a_name_up_to_its_end(tmp_path: Path) -> None:
    def length(data: bytearray) -> None:
        struct.pack_into("<H", data, entry(data, 1) + 64, 0)

    assert code_of(xls(tmp_path, FAR, stream(CELLS), patch=length)) == "xlsx_bomb"


def test_the_reader_takes_a_name_by_its_byte_order_mark(tmp_path: Path) -> None:
    def mark(data: bytearray) -> None:
        at = entry(data, 1)
        data[at : at + 64] = b"\xef\xbb\xbfWorkbook".ljust(64, b"\0")

    path = xls(tmp_path, FAR, stream(CELLS), patch=mark)
    assert code_of(path) == "file_not_this_format"


@pytest.mark.parametrize("number", [0, 2])
def test_the_root_is_the_first_entry_and_no_other(tmp_path: Path, number: int) -> None:
    def root(data: bytearray) -> None:
        data[entry(data, number) + 66] = 5 if number else 2

    path = xls(tmp_path, stream(CELLS), stream(CELLS), patch=root)
    assert code_of(path) == "file_not_this_format"


def test_a_table_of_chains_beyond_the_end(tmp_path: Path) -> None:
    def beyond(data: bytearray) -> None:
        (first,) = struct.unpack_from("<I", data, 76)
        struct.pack_into("<II", data, 76, 90_000, first)  # the reader would leave it out

    assert code_of(xls(tmp_path, stream(CELLS), patch=beyond)) == "file_not_this_format"


def test_a_workbook_inside_another_is_not_its_double(tmp_path: Path) -> None:
    """A sheet that is embedded as an object has a stream of the same name, below the first."""

    def same(data: bytearray) -> None:
        at = entry(data, 2)
        data[at : at + 64] = "Workbook".encode("utf-16-le").ljust(64, b"\0")
        struct.pack_into("<H", data, at + 64, 18)

    assert rows_of(xls(tmp_path, stream(CELLS), stream(number(0, 0)), patch=same)) == 1


def test_results_without_a_formula_are_cells(tmp_path: Path) -> None:
    far = stream(RESULT + number(60_000, 250), sheets=60)
    assert code_of(xls(tmp_path, far)) == "xlsx_bomb"
    hidden = CHART + formula(60_000, b"\x1e\x01\x00", 250) + END  # passed over by the reader
    far = stream(hidden + RESULT + number(60_000, 250), sheets=60)
    assert code_of(xls(tmp_path, far)) == "xlsx_bomb"


def test_a_second_table_of_texts_does_not_hide_the_first(tmp_path: Path) -> None:
    long, _ = workbooks.shared([["url", "text"], ["a", "Z" * 30_000]])
    cells = b"".join(named(row, 3) for row in range(60_000))
    after = stream(cells, texts=BEGIN + long + END + TEXTS)
    assert code_of(xls(tmp_path, after)) == "xlsx_bomb"
    assert code_of(xls(tmp_path, stream(cells, texts=long + TEXTS))) == "workbook_damaged"


@pytest.mark.parametrize("page", [1200, 1252])
def test_texts_are_counted_as_the_reader_holds_them(tmp_path: Path, page: int) -> None:
    """A text of so many letters in 32,000 cells is over the limit in bytes only."""
    letters = 12_000 if page == 1200 else 6_000
    texts, _ = workbooks.shared([["url", "text"], ["a", "\u4e00" * letters]])
    code_page = record(0x0042, struct.pack("<H", page))
    cells = b"".join(named(row, 3) for row in range(32_000))
    assert code_of(xls(tmp_path, stream(cells, texts=code_page + texts))) == "xlsx_bomb"


def within_each_other(sheets: int, records: int) -> bytes:
    """A part of many records in which each of the sheets begins a little later."""
    names = [f"S{n:03d}".encode() for n in range(sheets)]
    place = len(BEGIN) + sum(12 + len(name) for name in names) + len(TEXTS) + 4 + 20
    listed = b"".join(
        record(0x0085, struct.pack("<IBBBB", place + 4 * n, 0, 0, len(name), 0) + name)
        for n, name in enumerate(names)
    )
    return BEGIN + listed + TEXTS + END + BEGIN + bytes(4 * records) + CELLS + END


def test_sheets_within_each_other(tmp_path: Path) -> None:
    assert code_of(xls(tmp_path, within_each_other(100, 1_000_000))) == "xlsx_bomb"
    assert rows_of(xls(tmp_path, within_each_other(1, 10))) == 1


FORMULAS = {
    "brackets": (b"\x1e\x01\x00" + b"\x15" * 60_000, 3),
    "brackets in short ones": (b"\x1e\x01\x00" + b"\x15" * 8_000, 300),
    "spaces": (b"\x1e\x01\x00" + b"\x19\x40\x00\xff" * 2_000, 100),
    "names": (b"\x23\1\0\0\0" + b"\x23\1\0\0\0\x08" * 1_300, 300),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas_that_the_reader_writes_out_for_ever(tmp_path: Path, name: str) -> None:
    parts, count = FORMULAS[name]
    label = struct.pack("<HBBH8x", 0, 0, 255, 0) + b"\1" + ("\u4e00" * 255).encode("utf-16-le")
    cells = CELLS + b"".join(formula(row, parts) for row in range(2, 2 + count))
    path = xls(tmp_path, stream(cells, texts=record(0x0018, label) + TEXTS))
    assert code_of(path) in ("workbook_damaged", "xlsx_bomb")


def test_a_formula_longer_than_a_record_may_be(tmp_path: Path) -> None:
    long, short = (b"\x1e\x01\x00" + b"\x15" * count for count in (8_300, 8_000))
    assert code_of(xls(tmp_path, stream(CELLS + formula(2, long)))) == "workbook_damaged"
    assert rows_of(xls(tmp_path, stream(CELLS + formula(2, short)))) == 2


def test_formulas_as_people_write_them(tmp_path: Path) -> None:
    spaced = b"\x1e\x01\x00" + b"\x19\x40\x00\x04" + b"\x1e\x02\x00\x03\x15"
    cells = CELLS + b"".join(formula(row, spaced) for row in range(2, 5_002))
    assert rows_of(xls(tmp_path, stream(cells))) == 5_001


def test_a_format_in_a_far_cell_is_no_cell(tmp_path: Path) -> None:
    blank = record(0x0201, struct.pack("<HHH", 65_535, 255, 0))
    assert rows_of(xls(tmp_path, stream(CELLS + blank))) == 1


def test_cells_below_a_chart_are_read_and_counted(tmp_path: Path) -> None:
    below = named(2, 3)
    assert rows_of(xls(tmp_path, stream(CELLS + CHART + END + below))) == 2
    far = stream(CELLS + CHART + END + number(65_535, 255))
    assert code_of(xls(tmp_path, far)) == "xlsx_bomb"
    inside = CHART + number(65_535, 255) + END  # numbers of the chart, no cells
    assert rows_of(xls(tmp_path, stream(CELLS + inside))) == 1


def test_many_columns_of_one_name() -> None:
    names = unique_names(["a", "a (2)", "a", *["b"] * 200_000, "a", ""])
    assert names[:5] == ("a", "a (2)", "a (3)", "b", "b (2)")
    assert names[-3:] == ("b (200000)", "a (4)", "column 200005")
