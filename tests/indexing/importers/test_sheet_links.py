# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses behind the cells of a workbook: those that programs make, and those of formulas."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from time import process_time

import openpyxl
import pytest

from indexing.importers import ods_limits, sheet_links, workbook_limits, xls_links
from indexing.importers.cell_links import LinkedColumns
from indexing.importers.origin import FileOrigin
from indexing.importers.registry import open_source
from indexing.records import AdRecord
from tests.indexing.importers.conformance import every
from tests.indexing.importers.workbooks import write_ods

HEAD = ("id", "title", "text", "phone")


def counted(text: str, *, stated: int | None = None) -> bytes:
    """A text as records hold it, behind its length."""
    raw = f"{text}\0".encode("utf-16-le")
    return struct.pack("<I", len(raw) if stated is None else stated) + raw


def ads(path: Path) -> list[AdRecord]:
    return [x for x in every(open_source(path)) if isinstance(x, AdRecord)]


def made(folder: Path, **links: str) -> Path:
    """Three ads, and links behind the cells that are named."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEAD)
    for number in (1, 2, 3):
        sheet.append((str(number), f"Room {number}", "Quiet & dry", "write"))
    for cell, address in links.items():
        if address.startswith("="):
            sheet[cell] = address
        else:
            sheet[cell].hyperlink = address
    other = book.create_sheet("More")
    other.append(HEAD)
    other.append(("4", "Desk", "Old", ""))
    other["B2"].hyperlink = "https://example.org/4"
    path = folder / "ads.xlsx"
    book.save(path)
    return path


def test_links_of_cells_are_read_with_their_rows(tmp_path: Path) -> None:
    path = made(
        tmp_path,
        B2="https://example.org/1?a=1&b=2",
        D2="mailto:ana@example.org",
        B3='=HYPERLINK("https://example.org/2?x=1&y","Room 2")',
        D4="tel:+33639980012",
    )
    source = open_source(path)
    assert source.columns == (*HEAD, "title href", "contacts")
    assert source.field_map.fields["url"] == ("title href",)
    one, two, three, four = ads(path)
    assert [x.url for x in (one, two, three, four)] == [
        "https://example.org/1?a=1&b=2",
        "https://example.org/2?x=1&y",
        "",
        "https://example.org/4",
    ]
    assert one.contacts == ("write", "ana@example.org")
    assert three.contacts == ("write", "+33639980012")
    assert one.title == "Room 1"


def test_links_of_an_ods_are_read_with_their_rows() -> None:
    """``links.ods`` was written by odfpy 1.4.1; its second table begins at B4."""
    path = Path(__file__).parent / "data" / "links.ods"
    source = open_source(path)
    assert source.columns == (*HEAD, "title href", "contacts")
    assert [(x.place, x.title, x.url) for x in every(source) if isinstance(x, AdRecord)] == [
        ("sheet Ads row 2", "Room 1", "https://example.org/1?a=1&b=2"),
        ("sheet Ads row 3", "Room 2", "https://example.org/2?x=1&y"),
        ("sheet Ads row 4", "Room 3", ""),  # a place in the same file
        ("sheet Ads row 5", "Room 4", "https://example.org/4"),
        ("sheet Ads row 6", "Room 4", "https://example.org/4"),
        ("sheet Suite row 5", "Desk", "https://example.org/6"),
    ]
    one, _, three, *_ = ads(path)
    assert (one.contacts, three.contacts) == (
        ("write", "ana@example.org"),
        ("call", "+33639980012"),
    )


def test_links_of_an_xls_are_read_with_their_rows() -> None:
    """``links.xls`` was written by Spreadsheet::WriteExcel 2.40; its second table begins at B3."""
    path = Path(__file__).parent / "data" / "links.xls"
    source = open_source(path)
    assert source.columns == (*HEAD, "title href", "contacts")
    found = [(x.place, x.title, x.body, x.url, x.contacts) for x in ads(path)]
    assert found == [
        (
            "sheet Ads row 2",
            "Room 1",
            "Près du parc",
            "https://example.org/1?a=1&b=2",
            ("write", "ana@example.org"),
        ),
        ("sheet Ads row 3", "Room 2", "Quiet", "", ("there",)),  # a place in the same file
        ("sheet Ads row 4", "Room 3", "Quiet", "https://example.org/3", ()),
        ("sheet Ads row 5", "Room 4", "Old", "https://example.org/3", ("photo",)),  # a file
        ("sheet Ж été row 4", "Desk", "Café, тихо", "https://example.org/6", ()),
    ]


ADDRESS = "e0c9ea79f9bace118c8200aa004ba90b"


@pytest.mark.parametrize(
    ("flags", "middle", "to"),
    [
        (0x03, bytes.fromhex(ADDRESS) + counted("https://example.org/1"), "https://example.org/1"),
        (0x03, bytes.fromhex(ADDRESS) + counted("", stated=2**32 - 1), ""),
        (0x03, bytes.fromhex(ADDRESS) + b"\1", ""),
        (0x03, bytes(16) + counted("https://example.org/1"), ""),
        (0x103, counted("https://example.org/1", stated=22), "https://example.org/1"),
        (
            0x97,
            counted("shown", stated=6)
            + counted("frame", stated=6)
            + bytes.fromhex(ADDRESS)
            + counted("https://example.org/1"),
            "https://example.org/1",
        ),
        (0x97, struct.pack("<I", 2**32 - 1), ""),
        (0x08, counted("Ads!A1", stated=7), ""),
        (0x03, bytes.fromhex(ADDRESS) + struct.pack("<I", 4) + b"\0\xd8\0\0", ""),
    ],
)
def test_records_of_links(flags: int, middle: bytes, to: str) -> None:
    record = struct.pack("<4H16xII", 1, 2, 3, 3, 2, flags) + middle
    found = sheet_links.SheetLinks()
    xls_links.add(record, "Ads", found)
    assert found.of_sheet == ({"Ads": {2: {3: to}, 3: {3: to}}} if to else {})
    for length in range(len(record) - 3):
        xls_links.add(record[:length], "Ads", sheet_links.SheetLinks())
    found = sheet_links.SheetLinks()
    for turned in ((2, 1, 3, 3), (2_000, 1, 3, 0)):  # the second would be taken for a large range
        xls_links.add(struct.pack("<4H", *turned) + record[8:], "Ads", found)
    assert not found.of_sheet


def test_links_of_an_ods_that_are_repeated_or_not_of_a_cell(tmp_path: Path) -> None:
    link = '<text:a xlink:href="https://example.org/{}">x</text:a>'
    title = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
    rows = [
        (title.format("", "id") + title.format("", "title") + title.format("", "text"), ""),
        (title.format(' table:number-columns-repeated="3"', link.format(1)), ""),
        (title.format("", "2") + title.format("", link.format(2) + link.format("second")), ""),
        (
            title.format("", "3") + title.format("", link.format("many")),
            ' table:number-rows-repeated="600"',
        ),
        (title.format("", "4") + link.format("of a row"), ""),
    ]
    table = "".join(f"<table:table-row{told}>{cells}</table:table-row>" for cells, told in rows)
    path = tmp_path / "ads.ods"
    write_ods(path, f'<table:table table:name="Ads">{table}</table:table>')
    found = ods_limits.check(FileOrigin(path)).links.of_sheet["Ads"]
    assert found[2] == dict.fromkeys(range(3), "https://example.org/1")
    assert found[3] == {1: "https://example.org/2"}
    assert len(found) == 602
    table = table.replace('"600"', '"6000"')
    write_ods(path, f'<table:table table:name="Ads">{table}</table:table>')
    assert sorted(ods_limits.check(FileOrigin(path)).links.of_sheet["Ads"]) == [2, 3, 4]


def test_a_table_that_begins_further_right(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for number, row in enumerate([HEAD, ("1", "Room", "Quiet", "")], start=3):
        for column, value in enumerate(row, start=4):
            book.worksheets[0].cell(number, column, value)
    book.worksheets[0]["E4"].hyperlink = "https://example.org/1"
    book.worksheets[0]["A4"].hyperlink = "https://example.org/of-nothing"
    book.worksheets[0]["A4"].value = None
    book.save(tmp_path / "ads.xlsx")
    source = open_source(tmp_path / "ads.xlsx")
    assert source.columns == (*HEAD, "title href")
    assert [x.url for x in ads(tmp_path / "ads.xlsx")] == ["https://example.org/1"]


def test_what_excel_makes_of_addresses_that_are_typed_adds_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    rows = (("url", "title"), ("www.Example.org/1", "Room"), ("https://example.org", "Desk"))
    for row in rows:
        sheet.append(row)
    sheet["A2"].hyperlink = "http://www.example.org/1"
    sheet["A3"].hyperlink = "https://example.org/"
    sheet["A1"].hyperlink = "https://example.org/of-the-header"
    sheet["A2"].value, sheet["A3"].value = rows[1][0], rows[2][0]  # set to the address by the link
    book.save(tmp_path / "ads.xlsx")
    source = open_source(tmp_path / "ads.xlsx")
    assert source.columns == ("url", "title")
    assert [x.url for x in ads(tmp_path / "ads.xlsx")] == ["www.Example.org/1", rows[2][0]]


def test_a_link_over_several_cells(tmp_path: Path) -> None:
    path = made(tmp_path, B2="https://example.org/list")
    rewritten(path, b'ref="B2"', b'ref="B2:B3"')
    assert [x.url for x in ads(path)][:3] == ["https://example.org/list"] * 2 + [""]
    rewritten(path, b'ref="B2:B3"', b'ref="B2:XFD1048576"')
    assert [x.url for x in ads(path)][:3] == ["https://example.org/list", "", ""]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'ref="B2"', b'ref="B0"'),
        (b'ref="B2"', b'ref="ZZZ9999999"'),
        (b'ref="B2"', b'ref="B3:A1"'),
        (b'ref="B2"', b""),
        (b'r:id="', b'r:id="no'),
        (b"<hyperlink ", b"<hyperlink <"),
        (b'TargetMode="External"', b""),
        (b"</Relationships>", b""),
    ],
)
def test_damaged_links_harm_no_row(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = made(tmp_path, B2="https://example.org/1")
    rewritten(path, old, new)
    found = ads(path)
    assert [x.title for x in found] == ["Room 1", "Room 2", "Room 3", "Desk"]
    assert [x.url for x in found[:3]] == ["", "", ""]


def test_links_beyond_the_limit_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_links, "MAX_SHEET_LINKS", 2)
    path = made(tmp_path, **{f"B{n}": f"https://example.org/{n - 1}" for n in (2, 3, 4)})
    source = open_source(path)
    assert [bool(x.url) for x in every(source) if isinstance(x, AdRecord)] == [
        True,
        True,
        False,
        False,
    ]
    assert [note.code for note in source.notes] == ["links_left"]


def test_a_link_at_any_place_of_the_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    formula = '=HYPERLINK("https://example.org/2?a=1&b","x")'
    path = made(tmp_path, B2="https://example.org/1", B3=formula)
    whole = sheet_links.links(FileOrigin(path)).of_sheet
    assert whole["Sheet"] == {
        2: {1: "https://example.org/1"},
        3: {1: "https://example.org/2?a=1&b"},
    }
    inflated = workbook_limits.inflated
    for size in (1, 7, 100):

        def small(raw, entry, size=size):  # type: ignore[no-untyped-def]
            data = b"".join(inflated(raw, entry))
            return (data[at : at + size] for at in range(0, len(data), size))

        monkeypatch.setattr(sheet_links, "inflated", small)
        assert sheet_links.links(FileOrigin(path)).of_sheet == whole


@pytest.mark.parametrize(
    "tag",
    [
        b'<hyperlink ref="A1:A999" r:id="rId1"/>',
        b'<hyperlink ref="A9000000:A9000999" r:id="rId1"/>',
        b'<hyperlink ref="A1:A999" r:id="none"/>',
        b"<hyperlink " + b"a" * 7_900 + b">",
        b'<hyperlink ref="' + b"A1:" * 2_000 + b'"/>',
        b'<c r="A1"><f>HYPERLINK("' + b"a" * 3_900,
        b'<hyperlink a="b" ' * 400,
    ],
)
def test_a_sheet_of_nothing_but_links_is_read_in_no_time(tag: bytes) -> None:
    def cost(tag: bytes, count: int) -> float:
        began = process_time()
        found = sheet_links.SheetLinks()
        data = tag * (count // len(tag))
        pieces = (data[at : at + 60_000] for at in range(0, len(data), 60_000))
        sheet_links.in_sheet(pieces, "Ads", {"rId1": "https://example.org/1"}, found)
        return process_time() - began

    cost(tag, 100_000)
    usual = cost(b'<c r="A1"><v>1</v></c>', 2_000_000)
    assert cost(tag, 2_000_000) < 20 * max(usual, 0.05)


def rewritten(path: Path, old: bytes, new: bytes) -> None:
    """The first sheet and its list of addresses, changed."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data.replace(old, new) if "sheet1.xml" in name else data)


@pytest.mark.parametrize(
    ("shown", "link", "contacts"),
    [
        ("bea@example.org", "mailto:ana@example.org", ("bea@example.org",)),
        ("06 39 98 00 11", "tel:+33639980012", ("06 39 98 00 11",)),
        ("", "mailto:ana@example.org", ()),
        ("write", "mailto:ana@example.org", ("write", "ana@example.org")),
        ("Ana@Example.org", "mailto:ana@example.org", ("Ana@Example.org", "ana@example.org")),
        ("06 39 98 00 12", "tel:+33639980012", ("06 39 98 00 12", "+33639980012")),
        ("call 06 39 98 00 12", "tel:0639980012", ("call 06 39 98 00 12", "0639980012")),
    ],
)
def test_a_link_that_a_copy_left_behind_is_nobodys_contact(
    shown: str, link: str, contacts: tuple[str, ...]
) -> None:
    columns = LinkedColumns.of(["id", "phone"])
    cells: dict[str, object] = {"id": "1", "phone": shown}
    columns.add_links(cells, {1: link})
    found = (shown, *cells.get("contacts", ()))  # type: ignore[misc]
    assert tuple(filter(None, found)) == contacts
