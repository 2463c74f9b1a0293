# SPDX-License-Identifier: GPL-3.0-or-later
"""Cells of an XLSX file that lie far out are found in whatever way they are written.

The reader takes memory for all cells up to the farthest one, and where there is none, it ends the
whole program.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from indexing.errors import BadInputError
from indexing.importers import sheet_corner, workbook_limits
from indexing.importers.origin import FileOrigin
from indexing.importers.registry import open_source
from indexing.importers.shared_texts import said_count
from indexing.records import AdRecord
from tests.indexing.importers.conformance import every

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
FIRST = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>'
SECOND = '<row r="2"><c r="A2" t="inlineStr"><is><t>7</t></is></c></row>'


def sheet(rows: str) -> bytes:
    return (
        f'<worksheet xmlns="{SPACE}" xmlns:x="u"><sheetData>{rows}</sheetData></worksheet>'.encode()
    )


def book_of(path: Path, changed: Mapping[str, bytes], *, extra: bytes = b"") -> Path:
    """A workbook of one sheet, some of its parts changed or added."""
    plain = path.with_name("plain.xlsx")
    openpyxl.Workbook().save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {entry.filename: old.read(entry) for entry in old.infolist()}
        for name, data in {**parts, **changed}.items():
            entry = zipfile.ZipInfo(name)
            entry.extra = extra if name not in parts else b""
            new.writestr(entry, data)
    return path


def code_of(path: Path) -> str:
    with pytest.raises(BadInputError) as caught:
        workbook_limits.check(FileOrigin(path))
    return caught.value.code


FAR = {
    "more digits than a row has": '<c r="C90000000"><v>1</v></c>',
    "digits beyond every number": f'<c r="C{"9" * 400}"><v>1</v></c>',
    "more letters than a column has": '<c r="ZZZZZZ1"><v>1</v></c>',
    "letters beyond every number": f'<c r="{"Z" * 40}1"><v>1</v></c>',
    "a row beyond the last": '<c r="A1048577"><v>1</v></c>',
    "a column beyond the last": '<c r="XFE1"><v>1</v></c>',
    "spaces at the sign": '<c r = "XFD90000"><v>1</v></c>',
    "lines at the sign": '<c\nr\n=\n"XFD90000"><v>1</v></c>',
    "nothing before the name": '<c s="1"r="XFD90000"><v>1</v></c>',
    "other marks": "<c r='XFD90000'><v>1</v></c>",
    "small letters": '<c r="xfd90000"><v>1</v></c>',
    "a prefix": '<x:c r="XFD90000"><x:v>1</x:v></x:c>',
    "a sign that is told": '<c r="&#88;FD90000"><v>1</v></c>',
    "a sign that ends no tag": '<c s=">" r="XFD90000"><v>1</v></c>',
    "behind a long tag": f'<c s="{" " * 600_000}" r="XFD90000"><v>1</v></c>',
    "a row far down, its cell unnamed": '</row><row r="4000000000"><c><v>1</v></c>',
    "a row of no number": '</row><row r="XFD9"><c><v>1</v></c>',
    "no row": '<c r="XFD"><v>1</v></c>',
    "no cell": '<c r=""><v>1</v></c>',
}


@pytest.mark.parametrize("rows", FAR.values(), ids=FAR)
def test_a_cell_far_out_is_found_however_it_is_written(tmp_path: Path, rows: str) -> None:
    whole = sheet(FIRST + f"<row>{rows}</row>")
    path = book_of(tmp_path / "ads.xlsx", {SHEET: whole})
    assert code_of(path) in ("xlsx_bomb", "workbook_damaged")


@pytest.mark.parametrize("rows", ["<row/>" * 1_048_577, '<row><c r="A1"/></row>' * 1_048_577])
def test_more_rows_than_a_sheet_has_are_refused(tmp_path: Path, rows: str) -> None:
    assert code_of(book_of(tmp_path / "ads.xlsx", {SHEET: sheet(rows)})) == "workbook_damaged"


@pytest.mark.parametrize("bare", ["<c><v>1</v></c>", '<c t="n"><v>1</v></c>'])
@pytest.mark.parametrize("row", ["<row>", '<row spans="1:4">', '<row r="{}">'])
def test_unnamed_cells_are_counted_by_pattern_as_by_the_parser(row: str, bare: str) -> None:
    rows = "".join(f"{row.format(n + 1)}{bare * (n % 7)}</row>" for n in range(60_000))
    whole = sheet(rows)
    by_pattern, read = sheet_corner.Corner(), sheet_corner.ReadCorner()
    for at in range(0, len(whole), 50_000):
        by_pattern.see(whole[at : at + 50_000])
    read.see(whole)
    read.end()
    assert not by_pattern.is_odd
    assert by_pattern.seen == read.seen
    assert (read.row, read.column) == (60_000, 6)
    assert by_pattern.cells() == read.cells() == 360_000


def test_unnamed_cells_are_counted_from_the_row_that_says_where_it_lies(tmp_path: Path) -> None:
    many = "<c><v>1</v></c>" * 30
    rows = f'<row r="900000">{many}</row><row>{many}</row>'
    assert code_of(book_of(tmp_path / "ads.xlsx", {SHEET: sheet(rows)})) == "xlsx_bomb"
    corner = sheet_corner.ReadCorner()
    corner.see(sheet(rows + '<row r="900005"><c r="C900007"><v>1</v></c><c/></row>'))
    corner.end()
    assert (corner.row, corner.column, corner.seen) == (900_007, 30, 62)


ODD = {
    "prefixes": f"{FIRST}{SECOND}".replace("<", "<x:").replace("<x:/", "</x:"),
    "unnamed": "".join(
        f"<row><c t='inlineStr'><is><t>{text}</t></is></c></row>" for text in ("id", "7")
    ),
    "far row without a cell": f'{FIRST}{SECOND}<row r="1048576" ht="15"></row>',
}


@pytest.mark.parametrize("rows", ODD.values(), ids=ODD)
def test_what_other_programs_write_is_read(tmp_path: Path, rows: str) -> None:
    [ad] = every(open_source(book_of(tmp_path / "ads.xlsx", {SHEET: sheet(rows)})))
    assert ad.place == "sheet Sheet row 2"


def test_a_picture_in_a_workbook_that_looks_like_cells_is_none(tmp_path: Path) -> None:
    changed = {SHEET: sheet(FIRST + SECOND), "xl/media/image1.jpeg": b"\xff\xd8<c \x00<row \xff"}
    assert every(open_source(book_of(tmp_path / "ads.xlsx", changed)))


def test_a_picture_that_the_workbook_calls_a_sheet_never_reaches_the_reader(tmp_path: Path) -> None:
    """Signs before the first tag do not hold up the reader."""
    far = b"\xff\xd8" + sheet('<row r="1"><c r = "XFD90000"><v>1</v></c></row>')
    names = b'<Relationships><Relationship Id="rId1" Target="media/Image1.jpeg"/></Relationships>'
    path = book_of(
        tmp_path / "ads.xlsx", {"xl/media/image1.jpeg": far, "xl/_rels/workbook.xml.rels": names}
    )
    with pytest.raises(BadInputError, match="workbook_damaged"):
        open_source(path)


@pytest.mark.parametrize("name", ["content.xml", "Content.XML"])
def test_a_workbook_of_two_kinds_is_refused(tmp_path: Path, name: str) -> None:
    changed = {SHEET: sheet(FIRST + SECOND), name: b""}
    assert code_of(book_of(tmp_path / "ads.xlsx", changed)) == "workbook_damaged"


def test_a_part_of_two_names_goes_by_the_one_that_was_weighed(tmp_path: Path) -> None:
    """Python goes by the first name, and the reader by the second, if it is given the file."""
    name = SHEET.encode()
    field = struct.pack("<BI", 1, zlib.crc32(b"a.xml")) + name
    extra = struct.pack("<HH", 0x7075, len(field)) + field
    far = sheet('<row r="1"><c r="XFD90000"><v>1</v></c></row>')
    changed = {SHEET: sheet(FIRST + SECOND), "a.xml": far}
    assert len(every(open_source(book_of(tmp_path / "ads.xlsx", changed, extra=extra)))) == 1


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    for other in ("xl\\worksheets\\sheet1.xml", "XL/worksheets/Sheet1.xml"):
        changed = {SHEET: sheet(FIRST + SECOND), other: sheet(FIRST)}
        assert code_of(book_of(tmp_path / "ads.xlsx", changed)) == "workbook_damaged"


def test_two_lists_of_parts_are_one_to_the_reader(tmp_path: Path) -> None:
    """Python takes the last list; the reader an earlier one where that is not as it should be."""
    far = book_of(tmp_path / "far.xlsx", {SHEET: sheet('<row><c r="XFD90000"><v>1</v></c></row>')})
    near = book_of(tmp_path / "near.xlsx", {SHEET: sheet(FIRST + SECOND)})
    whole = tmp_path / "ads.xlsx"
    second = bytearray(near.read_bytes())
    end = second.rindex(b"PK\5\6")
    second[end + 4 : end + 6] = b"\1\0"  # the number of this disk
    whole.write_bytes(far.read_bytes() + bytes(second))
    assert len(every(open_source(whole))) == 1


def test_a_workbook_of_one_sheet_twice_is_refused(tmp_path: Path) -> None:
    book = (
        f'<workbook xmlns="{SPACE}" xmlns:r="u"><sheets><sheet name="A" sheetId="1" r:id="rId1"/>'
        '<sheet name="B" sheetId="2" r:id="rId1"/></sheets></workbook>'
    )
    changed = {SHEET: sheet(FIRST + SECOND), "xl/workbook.xml": book.encode()}
    assert code_of(book_of(tmp_path / "ads.xlsx", changed)) == "workbook_damaged"


def test_a_format_in_a_far_cell_is_no_cell(tmp_path: Path) -> None:
    rows = f'{FIRST}{SECOND}<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    for written in (rows, rows.replace("<c ", "<c  ")):
        path = book_of(tmp_path / "ads.xlsx", {SHEET: sheet(written)})
        assert len(every(open_source(path))) == 1


def test_signs_that_xml_has_not_are_passed_over(tmp_path: Path) -> None:
    text = SECOND.replace("7", "7\x0b&#11;\uffff").replace("<c ", "<c  ")
    path = book_of(tmp_path / "ads.xlsx", {SHEET: sheet(FIRST + text)})
    assert len(every(open_source(path))) == 1


def test_a_long_format_is_refused(tmp_path: Path) -> None:
    styles = f'<styleSheet xmlns="{SPACE}"><numFmt formatCode="{"0" * 5_000}"/></styleSheet>'
    assert (
        code_of(book_of(tmp_path / "ads.xlsx", {"xl/styles.xml": styles.encode()})) == "xlsx_bomb"
    )


LOST = {
    "rows that are not ended": "<row>" + "<c><v>1</v></c><row>" * 16_000 + "</row>" * 16_001,
    "rows in a note": "<row>" + "<c><v>1</v></c><!--</row><row>-->" * 16_000 + "</row>",
    "another reference": '<row><c r="A2" r="XFD90000"><v>1</v></c></row>',
    "rows in rows": '<row r="1">' + "<row>" * 900_000 + "</row>" * 900_000
    + "<c><v>1</v></c>" * 60 + "</row>",
}  # fmt: skip


@pytest.mark.parametrize("rows", LOST.values(), ids=LOST)
def test_rows_are_counted_where_they_end(tmp_path: Path, rows: str) -> None:
    first = f'<row><c r="A1"><v>1</v></c></row>{rows}<row r="90000"><c><v>1</v></c></row>'
    path = book_of(tmp_path / "ads.xlsx", {SHEET: sheet(first)})
    assert code_of(path) in ("xlsx_bomb", "workbook_damaged")


CELLS = {
    "two numbers": '<c r="{0}" t="s"><v>0</v><v>1</v></c>',
    "no number": '<c r="{0}" t="s"><v>x</v></c>',
    "spaces": '<c r="{0}" t = "s"><v>1</v></c>',
    "nothing before the name": '<c r="{0}"t="s"><v>1</v></c>',
}
TEXTS = {
    "within one": "<si><r/><si></si>{}</si>",
    "plain": "<si><t>id</t></si>{}",
    "more in a note": "<!--<si><si>--><si><t>id</t></si>{}",
    "spread": "<si\n><t>id</t></si\n>{}",
}


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_a_long_text_in_many_cells_is_found_however_it_is_written(
    tmp_path: Path, cell: str, texts: str
) -> None:
    cells = "".join(cell.format(f"A{n}") for n in range(2, 40_002))
    long = f"<si\n><t>{'wide ' * 6_000}</t></si>"
    changed = {
        SHEET: sheet(f"<row>{cells}</row>"),
        "xl/sharedStrings.xml": f'<sst xmlns="{SPACE}">{texts.format(long)}</sst>'.encode(),
    }
    path = book_of(tmp_path / "ads.xlsx", changed)
    assert code_of(path) in ("xlsx_bomb", "workbook_damaged")


SAID = ["99999999", f"{2**64 - 1:d}", "0" * 80 + "99999999", "&#57;9999999", "+99999999"]


@pytest.mark.parametrize("end", ["</sst>", ""], ids=["ended", "cut"])
@pytest.mark.parametrize("between", ["=", " = ", f"{' ' * 70}=", f"={' ' * 70}"])
@pytest.mark.parametrize("number", SAID)
def test_a_table_that_says_it_holds_more_texts_than_any_is_refused(
    tmp_path: Path, number: str, between: str, end: str
) -> None:
    """The reader takes memory for all of them at once, and the whole process ends if it fails."""
    texts = f'<sst xmlns="{SPACE}" uniqueCount{between}"{number}">{end}'
    path = book_of(tmp_path / "ads.xlsx", {"xl/sharedStrings.xml": texts.encode()})
    assert code_of(path) == "xlsx_bomb"


def test_the_number_is_found_where_pieces_meet() -> None:
    text = b'<sst uniqueCount="99999999"><si>'
    for cut in range(len(text)):
        assert said_count([text[:cut], text[cut:]]) == 99_999_999


@pytest.mark.parametrize("number", ["10000000", "3", "", "many"])
def test_a_table_may_say_a_number_that_is_wrong_within_bounds(tmp_path: Path, number: str) -> None:
    texts = f'<sst xmlns="{SPACE}" uniqueCount="{number}"><si><t>uniqueCount = ?</t></si></sst>'
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c></row>'
    rows += '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    changed = {SHEET: sheet(rows), "xl/sharedStrings.xml": texts.encode()}
    [ad] = open_source(book_of(tmp_path / "ads.xlsx", changed)).records()
    assert isinstance(ad, AdRecord)
    assert ad.title == "uniqueCount = ?"
