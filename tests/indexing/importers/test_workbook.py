# SPDX-License-Identifier: GPL-3.0-or-later
"""Workbooks: visible sheets, cells as typed, bombs refused before they are opened."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from indexing.errors import BadInputError
from indexing.importers.registry import open_source
from indexing.records import AdRecord
from tests.indexing.importers.conformance import ImporterConformance, every


class TestXlsx(ImporterConformance):
    format = "xlsx"
    suffix = ".xlsx"
    longest_cell = 30_000  # Excel itself allows 32,767

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for row in [columns, *rows]:
            sheet.append(list(row))
        book.save(path)


def test_sheets_places_and_typed_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title = "Ads"
    first.append(["Collected in May"])
    first.append(["id", "phone", "date", "is_active", "price"])
    first.append([1, 2025550101.0, datetime.datetime.fromisoformat("2024-05-06T07:08"), True, 12.5])
    first.append([])
    first.append([2, "+1 202 555 0102", "yesterday", False, "free"])
    second = book.create_sheet("More")
    second.append(["id", "title"])
    second.append(["3", "Three"])
    hidden = book.create_sheet("Notes")
    hidden.append(["id"])
    hidden.append(["9"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Empty")
    book.save(tmp_path / "ads.xlsx")
    source = open_source(tmp_path / "ads.xlsx")
    one, two, three = every(source)
    assert isinstance(one, AdRecord)
    assert isinstance(two, AdRecord)
    assert isinstance(three, AdRecord)
    (note,) = source.notes
    assert (note.code, note.detail) == ("sheets_hidden", {"n": 1, "sheets": "Notes"})
    assert [x.place for x in (one, two, three)] == [
        "sheet Ads row 3",
        "sheet Ads row 5",
        "sheet More row 2",
    ]
    assert (one.source_id, one.contacts, one.price_text) == ("1", ("2025550101",), "12.5")
    assert (one.posted_at, two.posted_at) == ("2024-05-06T07:08:00", "yesterday")
    assert one.extra == {"is_active": "TRUE"}
    assert three.title == "Three"


def rewritten(tmp_path: Path, sheet: bytes) -> Path:
    """A workbook whose sheet is the given XML."""
    plain, path = tmp_path / "plain.xlsx", tmp_path / "ads.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["id"])
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            is_sheet = entry.filename == "xl/worksheets/sheet1.xml"
            new.writestr(entry.filename, sheet if is_sheet else old.read(entry))
    return path


@pytest.mark.parametrize(
    "sheet",
    [
        b'<c r="A1" t="inlineStr"><is><t>id</t></is></c></row><row r="1048576">'
        b'<c r="XFD1048576"><v>1</v></c>',
        b'<c r="A1" t="inlineStr"><is><t>' + b"a" * 40_000_000 + b"</t></is></c>",
    ],
    ids=["far corner", "packed zeros"],
)
def test_bombs_are_refused(tmp_path: Path, sheet: bytes) -> None:
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    whole = b"<worksheet %s><sheetData><row>%s</row></sheetData></worksheet>" % (space, sheet)
    with pytest.raises(BadInputError, match="xlsx_bomb"):
        open_source(rewritten(tmp_path, whole))


def test_cells_without_references_are_no_bomb(tmp_path: Path) -> None:
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cell = b'<c t="inlineStr"><is><t>id</t></is></c>'
    rows = b"<row>" + cell * 6 + b"</row>"
    whole = b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (space, rows * 8000)
    assert len(every(open_source(rewritten(tmp_path, whole)))) == 7999


def test_workbook_cut_in_the_middle_is_refused(tmp_path: Path) -> None:
    TestXlsx().write(tmp_path / "ads.xlsx", ["id"], [["1"]])
    whole = (tmp_path / "ads.xlsx").read_bytes()
    (tmp_path / "ads.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInputError) as caught:
        open_source(tmp_path / "ads.xlsx")
    assert caught.value.code == "archive_broken"
