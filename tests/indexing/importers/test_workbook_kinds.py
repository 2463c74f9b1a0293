# SPDX-License-Identifier: GPL-3.0-or-later
"""ODS and XLS: cells as typed, passwords told, and what would spread refused before it is read."""

from __future__ import annotations

import contextlib
import errno
import struct
import tempfile
import time
import tracemalloc
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.errors import BadInputError, KnownError
from indexing.importers import ods_limits, workbook_mends
from indexing.importers.compound_file import CompoundError, CompoundFile
from indexing.importers.origin import FileOrigin
from indexing.importers.registry import open_source
from indexing.importers.sheet_size import damaged
from indexing.records import AdRecord
from tests.indexing.importers import workbooks
from tests.indexing.importers.conformance import ImporterConformance, every
from tests.indexing.importers.workbooks import ods_cell, record

DATA = Path(__file__).parent / "data"
ROW = "<table:table-row{}>{}</table:table-row>"


class TestOds(ImporterConformance):
    format = "ods"
    suffix = ".ods"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        workbooks.write_ods(path, workbooks.ods_table("Ads", [columns, *rows]))


class TestXls(ImporterConformance):
    format = "xls"
    suffix = ".xls"
    longest_cell = 30_000  # Excel itself allows 32,767

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        workbooks.write_xls(path, [columns, *rows])


@pytest.mark.parametrize("suffix", [".ods", ".xls"])
@pytest.mark.parametrize("name", ["right", "wrong"])
def test_workbooks_of_real_programs(tmp_path: Path, suffix: str, name: str) -> None:
    """``list.ods`` was written by odfpy 1.4, ``list.xls`` by xlwt 1.3."""
    path = tmp_path / f"list{suffix if name == 'right' else '.xlsx'}"
    path.write_bytes((DATA / f"list{suffix}").read_bytes())
    source = open_source(path)
    one, two, three, four, five = (ad for ad in every(source) if isinstance(ad, AdRecord))
    assert source.format == suffix[1:]
    assert [ad.place for ad in (one, two, three, four, five)] == [
        "sheet Annonces row 3",
        "sheet Annonces row 5",
        "sheet Annonces row 6",
        "sheet Suite row 2",
        "sheet Suite row 3",
    ]
    assert (one.source_id, one.body) == (
        "001",
        "Le soir, près du tram.\nDébutants bienvenus.",
    )
    assert (one.contacts, two.contacts) == (("06 39 98 00 01",), ("0639980002",))
    assert (one.posted_at, two.posted_at) == ("2024-05-06T07:08:00", "2024-05-07")
    assert (one.price_text, two.price_text, three.price_text) == ("12.5", "19.99", "0.00001")
    assert one.extra == {"compteur": "2025550101", "actif": "TRUE"}
    assert two.extra == {"compteur": "123456789012345", "actif": "FALSE"}
    assert three.extra == {"compteur": "150000000000000000"}


@pytest.mark.parametrize(("name", "sheet"), [("breaks.ods", "Ads"), ("unnamed.ods", "Table1")])
def test_ods_that_its_reader_takes_apart(name: str, sheet: str) -> None:
    """``breaks.ods`` was written by pyexcel-ods3 0.6.1, ``unnamed.ods`` by odswriter 0.5.0."""
    (ad,) = every(open_source(DATA / name))
    assert isinstance(ad, AdRecord)
    assert (ad.place, ad.source_id) == (f"sheet {sheet} row 2", "001")
    assert ad.body == "Quiet; dry\nsecond\tline"


def test_breaks_and_tables_without_name_at_any_place_of_the_pieces() -> None:
    xml = (
        b'<table:table table:style-name="a">a<text:line-break/>b<text:tab text:tab-ref="1"/>c'
        b'</table:table><table:table  table:name="Own"><text:tabular/></table:table><table:table>'
    )
    mended = (
        b'<table:table table:name="Table1" table:style-name="a">a\nb\tc</table:table>'
        b'<table:table  table:name="Own"><text:tabular/></table:table>'
        b'<table:table table:name="Table3">'
    )
    for size in (1, 2, 9, 50, 1_000):
        pieces = (xml[at : at + size] for at in range(0, len(xml), size))
        assert b"".join(workbook_mends.completed_xml(pieces)) == mended


def test_tables_without_name_are_several_sheets_unless_within_each_other(tmp_path: Path) -> None:
    rows = ROW.format("", ods_cell("id") + ods_cell("title"))
    rows += ROW.format("", ods_cell("{0}") + ods_cell("Room {0}"))
    tables = "".join(f"<table:table>{rows.format(n)}</table:table>" for n in (1, 2))
    named = f'<table:table table:name="Mine">{rows.format(3)}</table:table>'
    path = tmp_path / "ads.ods"
    workbooks.write_ods(path, tables + named)
    assert [x.place for x in every(open_source(path))] == [
        "sheet Table1 row 2",
        "sheet Table2 row 2",
        "sheet Mine row 2",
    ]
    workbooks.write_ods(path, tables + named.replace("Mine", "Table2"))
    assert code_of(path) == "workbook_damaged"  # two of one name
    within = "<table:table><table:table-row/></table:table>"
    workbooks.write_ods(path, tables + named.replace("</table:table>", f"{within}</table:table>"))
    assert [x.place for x in every(open_source(path))] == ["sheet Mine row 2"]


def code_of(path: Path) -> str:
    with pytest.raises(BadInputError) as caught:
        every(open_source(path))
    return caught.value.code


def test_a_password_is_told(tmp_path: Path) -> None:
    """``locked.xlsx`` was locked by msoffcrypto-tool 6.1 with the password ``demo``."""
    assert code_of(DATA / "locked.xlsx") == "workbook_encrypted"
    table = workbooks.ods_table("Ads", [["id"], ["1"]])
    manifest = b'<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/>'
    workbooks.write_ods(tmp_path / "a.ods", table, manifest=manifest)
    assert code_of(tmp_path / "a.ods") == "workbook_encrypted"
    locked = workbooks.workbook_stream(b"", more=record(0x002F, bytes(6)))
    workbooks.write_compound(tmp_path / "a.xls", {"Workbook": locked})
    assert code_of(tmp_path / "a.xls") == "workbook_encrypted"


def test_other_files_of_the_same_containers_are_not_workbooks(tmp_path: Path) -> None:
    workbooks.write_compound(tmp_path / "letter.xls", {"WordDocument": b"text"})
    with zipfile.ZipFile(tmp_path / "letter.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x/>")
    for name, found in (("letter.xls", "OLE"), ("letter.ods", "OpenDocument")):
        with pytest.raises(BadInputError, match="file_not_this_format") as caught:
            open_source(tmp_path / name)
        assert caught.value.detail["looks_like"] == found


TEXT = ods_cell("wide " * 400)
MANY_CELLS = '<table:table-cell table:number-columns-repeated="99999999"'
BOMBS = {
    "repeated cell": ROW.format(
        "", ods_cell("id").replace("<table:table-cell", MANY_CELLS)
    ),
    "repeated row": ROW.format("", ods_cell("id"))
    + ROW.format(' table:number-rows-repeated="99999999"', ods_cell("1")),
    "far corner": ROW.format("", ods_cell("id"))
    + ROW.format(' table:number-rows-repeated="900000"', "<table:table-cell/>")
    + ROW.format("", '<table:table-cell table:number-columns-repeated="900"/>' + ods_cell("1")),
    "repeated text": ROW.format("", ods_cell("id"))
    + ROW.format(' table:number-rows-repeated="900000"', TEXT),
    "hidden by a sign": ROW.format(
        "",
        '<table:table-cell table:formula="of:=1&gt;2>" office:value-type="string"'
        ' table:number-columns-repeated="99999999"><text:p>id</text:p></table:table-cell>',
    ),
    "a longer number than any": ROW.format(
        f' table:number-rows-repeated="{10**30}"', ods_cell("id")
    ),
    "spaces": ROW.format("", ods_cell("id").replace("id", 'id<text:s text:c="999999999"/>')),
    "a packed megabyte": ROW.format("", ods_cell("id"))
    + ROW.format("", ods_cell("a" * 70_000_000)),
    "packed zeros in a name": ROW.format("", ods_cell("id"))
    + f'<table:table-row table:style-name="{"a" * 70_000_000}"/>',
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_ods_bombs_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "ads.ods"
    table = f'<table:table table:name="Ads">{BOMBS[name]}</table:table>'
    workbooks.write_ods(path, table)
    tracemalloc.start()
    assert code_of(path) == "xlsx_bomb"
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100_000_000


def test_what_a_zip_says_of_its_size_is_believed_where_it_is_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ROW.format("", "<table:table-cell/>")
    table = f'<table:table table:name="Ads">{row * 500_000}</table:table>'
    workbooks.write_ods(tmp_path / "a.ods", table)
    data = (tmp_path / "a.ods").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.ods") as archive:
        size = struct.pack("<I", archive.getinfo("content.xml").file_size)
    assert data.count(size) == 2  # before the part and in the list of parts
    (tmp_path / "lie.ods").write_bytes(data.replace(size, struct.pack("<I", 1_000)))
    assert code_of(tmp_path / "lie.ods") == "xlsx_bomb"
    monkeypatch.setattr(ods_limits, "_check_content", None)  # not needed for what says so
    assert code_of(tmp_path / "a.ods") == "xlsx_bomb"


def test_more_rows_than_a_spreadsheet_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["id", "title"], *([str(n), "Lamp"] for n in range(99))]
    tables = workbooks.ods_table("Ads", rows) + workbooks.ods_table("More", rows)
    workbooks.write_ods(tmp_path / "a.ods", tables)
    monkeypatch.setattr(ods_limits, "MAX_SHEET_ROWS", 100)  # of each sheet
    assert len(list(open_source(tmp_path / "a.ods").records())) == 198
    monkeypatch.setattr(ods_limits, "MAX_SHEET_ROWS", 99)
    assert code_of(tmp_path / "a.ods") == "xlsx_bomb"


def test_an_entity_is_refused(tmp_path: Path) -> None:
    prolog = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    workbooks.write_ods(
        tmp_path / "a.ods", workbooks.ods_table("Ads", [["id"], ["1"]]), prolog=prolog
    )
    assert code_of(tmp_path / "a.ods") == "xlsx_bomb"


def test_tables_in_tables_are_added_up(tmp_path: Path) -> None:
    rows = ROW.format(' table:number-rows-repeated="1000000"', ods_cell("1"))
    nested = "".join(f'<table:table table:name="{n}">{rows}' for n in range(50))
    workbooks.write_ods(tmp_path / "a.ods", nested + "</table:table>" * 50)
    assert code_of(tmp_path / "a.ods") == "xlsx_bomb"


def test_deep_xml_is_read(tmp_path: Path) -> None:
    depth = 200_000
    text = "<text:span>" * depth + "Room" + "</text:span>" * depth
    cell = (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )
    rows = ROW.format("", ods_cell("title")) + ROW.format("", cell)
    path = tmp_path / "a.ods"
    workbooks.write_ods(path, f'<table:table table:name="Ads">{rows}</table:table>')
    (ad,) = every(open_source(path))
    assert isinstance(ad, AdRecord)
    assert ad.title == "Room"


def cell_at(row: int, column: int, text: int = 0) -> bytes:
    return record(0x00FD, struct.pack("<HHHI", row, column, 0, text))


XLS_BOMBS = {
    "far corner": (cell_at(0, 0) + cell_at(65_535, 255), 1, (1, 1)),
    "many far corners": (cell_at(0, 0) + cell_at(9_999, 255), 9, (1, 1)),
    "a size that is only stated": (cell_at(0, 0), 1, (2**32 - 1, 65_535)),
    "one text in every cell": (
        b"".join(cell_at(r, c, 1) for r in range(5_000) for c in range(8)), 1, (1, 1),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", XLS_BOMBS)
def test_xls_bombs_are_refused(tmp_path: Path, name: str) -> None:
    cells, sheets, extent = XLS_BOMBS[name]
    texts, _ = workbooks.shared([["id", "a" * 32_000]])
    stream = workbooks.workbook_stream(cells, texts=texts, sheets=sheets, extent=extent)
    workbooks.write_compound(tmp_path / "ads.xls", {"Workbook": stream})
    assert code_of(tmp_path / "ads.xls") == "xlsx_bomb"


def test_one_sheet_many_times(tmp_path: Path) -> None:
    cells = b"".join(cell_at(row, 15) for row in range(1_000))
    stream = workbooks.workbook_stream(cells, sheets=90, same=True)
    workbooks.write_compound(tmp_path / "ads.xls", {"Workbook": stream})
    assert code_of(tmp_path / "ads.xls") == "xlsx_bomb"


def test_too_many_sheets(tmp_path: Path) -> None:
    stream = workbooks.workbook_stream(cell_at(0, 0), sheets=101)
    workbooks.write_compound(tmp_path / "ads.xls", {"Workbook": stream})
    assert code_of(tmp_path / "ads.xls") == "too_many_sheets"
    tables = "".join(workbooks.ods_table(f"T{n}", [["id"], ["1"]]) for n in range(101))
    workbooks.write_ods(tmp_path / "ads.ods", tables)
    assert code_of(tmp_path / "ads.ods") == "too_many_sheets"


@pytest.mark.parametrize("name", ["list.xls", "links.xls", "locked.xlsx"])
def test_where_the_bytes_of_a_stream_lie(name: str) -> None:
    file = CompoundFile(FileOrigin(DATA / name))
    for stream in file.names():
        with contextlib.suppress(CompoundError):
            content = file.stream(stream)
            places = [file.place(stream, at) for at in range(0, len(content), 7)]
            assert bytes(file.data[at] for at in places) == content[::7]
            with pytest.raises(CompoundError):
                file.place(stream, len(content) + 5_000)


def test_code_pages_without_number_cost_no_time(tmp_path: Path) -> None:
    texts, cells = workbooks.shared([["id", "title"], ["1", "Room"]])
    many = record(0x0042, struct.pack("<H", 1252)) * 400_000
    stream = workbooks.workbook_stream(cells, texts=texts, more=many, extent=(2, 2))
    workbooks.write_compound(tmp_path / "ads.xls", {"Workbook": stream})
    began = time.process_time()
    every(open_source(tmp_path / "ads.xls"))
    assert time.process_time() - began < 20  # for each its place in the file: hours


def test_texts_are_unicode_whatever_the_code_page(tmp_path: Path) -> None:
    words = ["Prénom", "Ж", "1"]
    texts, cells = workbooks.shared([["id", "title", "text"], words])
    for page in (1252, 1251, 437, 0):
        odd = record(0x0042, struct.pack("<H", page))
        stream = workbooks.workbook_stream(cells, texts=texts, extent=(2, 3))
        right = record(0x0042, struct.pack("<H", 1200))
        assert stream.count(right) == 1
        path = tmp_path / "ads.xls"
        workbooks.write_compound(path, {"Workbook": stream.replace(right, odd)})
        (ad,) = every(open_source(path))
        assert isinstance(ad, AdRecord)
        assert [ad.source_id, ad.title, ad.body] == words


@pytest.mark.parametrize("table", ["ring", "outside", "shared"])
def test_chains_of_a_compound_file_end(tmp_path: Path, table: str) -> None:
    path = tmp_path / "ads.xls"
    workbooks.write_compound(path, {"Workbook": bytes(5000), "Other": bytes(5000)})
    data = bytearray(path.read_bytes())
    at = len(data) - 512  # the only table of chains is the last sector
    if table == "shared":  # both streams begin in the first sector
        entry = data.index("Other".encode("utf-16-le"))
        data[entry + 116 : entry + 120] = bytes(4)
    else:
        data[at : at + 4] = struct.pack("<I", 0 if table == "ring" else 999_999)
    path.write_bytes(data)
    assert code_of(path) == "file_not_this_format"


def xlsx_of_shared_texts(tmp_path: Path, number: int) -> Path:
    """63,000 cells of a workbook, all naming one of two texts: ``id`` or a long one."""
    plain, path = tmp_path / "plain.xlsx", tmp_path / f"{number}.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["id"])
    book.save(plain)
    cells = "".join(f'<c r="{letter}{{0}}" t="s"><v>{number}</v></c>' for letter in "ABCDEFG")
    rows = "".join(f'<row r="{n}">{cells.format(n)}</row>' for n in range(2, 9_002))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts = f'<sst xmlns="{space}"><si><t>id</t></si><si><t>{"wide " * 6_000}</t></si></sst>'
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/sharedStrings.xml", texts)
        for entry in old.infolist():
            data = old.read(entry).replace(b"</sheetData>", rows.encode() + b"</sheetData>")
            new.writestr(entry.filename, data)
    return path


def test_one_text_in_every_cell_of_xlsx(tmp_path: Path) -> None:
    assert code_of(xlsx_of_shared_texts(tmp_path, 1)) == "xlsx_bomb"
    short = open_source(xlsx_of_shared_texts(tmp_path, 0))  # and the long one in no cell
    assert short.preview(1)


@pytest.mark.parametrize("name", ["list.ods", "list.xls", "locked.xlsx"])
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_damaged_real_workbooks_never_crash(name: str, data: st.DataObject) -> None:
    whole = bytearray((DATA / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, 999_999)) * len(whole) // 1_000_000
        whole[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(bytes(whole))
        try:
            found = every(open_source(path))
        except KnownError:
            return
        assert len({item.place for item in found}) == len(found)


@pytest.mark.parametrize("name", ["list.ods", "list.xls", "books.xlsx"])
def test_a_damaged_workbook_is_called_so(tmp_path: Path, name: str) -> None:
    """Not "cannot be read, check that you may read it": nobody's rights are the reason."""
    if name == "books.xlsx":
        book = openpyxl.Workbook()
        book.worksheets[0].append(["title"])
        book.save(tmp_path / name)
    else:
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(
        whole[: len(whole) // 5] + bytes(len(whole) * 3 // 5) + whole[len(whole) * 4 // 5 :]
    )
    assert code_of(tmp_path / name) == "workbook_damaged"


def test_a_drive_that_fails_is_no_damaged_workbook(tmp_path: Path) -> None:
    assert damaged(tmp_path, OSError(errno.EIO, "lost")).code == "file_unreadable"
    assert damaged(tmp_path, OSError(errno.EINVAL, "before its begin")).code == "workbook_damaged"
