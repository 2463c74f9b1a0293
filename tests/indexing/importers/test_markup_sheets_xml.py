# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists written as one XML file, mostly under the name of an old Excel workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import process_time

import pytest

from indexing.errors import BadInputError
from indexing.importers.markup_sheets import MarkupSheetReader
from indexing.importers.origin import FileOrigin
from indexing.importers.registry import open_source
from indexing.limits import MAX_SHEET_ROW_CHARACTERS
from tests.indexing.importers.conformance import ImporterConformance, every
from tests.indexing.importers.markup_lists import (
    SHEET,
    XML_HEAD,
    ads,
    found,
    html_row,
    told,
    xml_row,
)


class TestSheetXml(ImporterConformance):
    format = "sheet-xml"
    suffix = ".xls"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        inner = "".join(map(xml_row, [columns, *rows]))
        text = f"{XML_HEAD}{SHEET.format('Ads', inner)}</Workbook>"
        path.write_text(text, encoding="utf-8", newline="")


def test_types_and_places_of_a_workbook_in_xml(tmp_path: Path) -> None:
    head = xml_row(("ID", "Title", "Text", "Date", "Note", "Free"))
    row = (
        '<Row ss:Index="5"><Cell><Data ss:Type="Number">1.2345678901234E+13</Data></Cell>'
        '<Cell ss:HRef="https://example.org/7"><ss:Data ss:Type="String" xmlns="x"><B>Ro</B>om'
        '</ss:Data><Comment><ss:Data>seen</ss:Data></Comment></Cell><Cell ss:Index="4">'
        '<Data ss:Type="DateTime">2024-05-06T07:08:00.000</Data></Cell>'
        '<Cell ss:Index="6"><Data ss:Type="Boolean">1</Data></Cell></Row>'
    )
    merged = (
        '<Row><Cell ss:MergeAcross="1"><Data ss:Type="Number">8</Data></Cell>'
        '<Cell><Data ss:Type="String">Quiet</Data></Cell></Row>'
    )
    second = SHEET.format("Ads", xml_row(("Title", "Text")) + xml_row(("Desk", "Old")))
    text = f"{XML_HEAD}{SHEET.format('Ads', head + row + merged)}{second}</Workbook>"
    one, two, three = ads(tmp_path, text, name="ads.xml")
    assert (one.place, two.place, three.place) == (
        "sheet Ads row 5",
        "sheet Ads row 6",
        "sheet (2) row 2",
    )
    assert (one.source_id, one.title, one.body) == ("12345678901234", "Room", "")
    assert one.url == "https://example.org/7"
    assert one.posted_at.startswith("2024-05-06T07:08")
    assert one.extra["Free"] == "TRUE"
    assert (two.source_id, two.body, three.title) == ("8", "Quiet", "Desk")


def test_links_in_many_columns_cost_no_more_than_others(tmp_path: Path) -> None:
    names = [f"c{n}" for n in range(1_990)]

    def cost(cell: str) -> float:
        rows = xml_row(("ID", "Title", *names)) + f"<Row>{cell * 1_990}</Row>" * 30
        path = tmp_path / "ads.xls"
        path.write_text(XML_HEAD + SHEET.format("Ads", rows) + "</Workbook>")
        reader = MarkupSheetReader(FileOrigin(path), None, kind="sheet-xml")
        began = process_time()
        assert len(list(reader.rows())) == 30
        return process_time() - began

    assert cost('<Cell ss:HRef="x"/>') < 2 * cost("<Cell><Data>x</Data></Cell>")


def test_hidden_sheets_of_a_workbook_in_xml_are_told(tmp_path: Path) -> None:
    sheet = xml_row(("ID", "Title")) + xml_row(("1", "Room"))
    options = "<WorksheetOptions><Visible>{}</Visible></WorksheetOptions></Worksheet>"
    hidden = [
        SHEET.format(name, sheet).replace("</Worksheet>", options.format(kind))
        for name, kind in (("Old", "SheetHidden"), ("Older", "SheetVeryHidden"), ("A", "Visible"))
    ]
    path = tmp_path / "ads.xls"
    path.write_text(f"{XML_HEAD}{''.join(hidden)}{SHEET.format('B', sheet)}</Workbook>")
    source = open_source(path)
    assert [x.place for x in every(source)] == ["sheet A row 2", "sheet B row 2"]
    assert [(note.code, note.detail) for note in source.notes] == [
        ("sheets_hidden", {"n": 2, "sheets": "Old, Older"})
    ]


@pytest.mark.parametrize("kind", ["xml", "html"])
def test_fields_of_a_list_behind_a_long_one(tmp_path: Path, kind: str) -> None:
    first = [("Title", "Text"), *(("Room", "Quiet"),) * 300]
    second = [("Titel", "Telefon"), ("Desk", "0639980012")]
    if kind == "xml":
        sheets = (SHEET.format(len(x), "".join(map(xml_row, x))) for x in (first, second))
        text = f"{XML_HEAD}{''.join(sheets)}</Workbook>"
    else:
        text = "".join(f"<table>{''.join(map(html_row, x))}</table>" for x in (first, second))
    *_, ad = ads(tmp_path, text)
    assert ad.contacts == ("0639980012",)


def test_each_row_of_a_workbook_in_xml_has_a_place_of_its_own(tmp_path: Path) -> None:
    far = xml_row(("1", "Room")).replace("<Row>", '<Row ss:Index="{}">')
    rows = "".join(far.format(n) for n in (9, 9, 2, 2_000_000, 3_000_000))
    within = f"<Row><Cell><Data>8</Data></Cell>{xml_row(('9', 'Desk'))}</Row>"
    sheets = [SHEET.format(name, xml_row(("ID", "Title")) + rows) for name in ("(2)", "", "(2)")]
    last = SHEET.format("Last", xml_row(("ID", "Title")) + within)
    items = found(tmp_path, f"{XML_HEAD}{''.join(sheets)}{last}</Workbook>")
    assert told(items) == ["1"] * 15 + ["8", "9"]
    assert len({item.place for item in items}) == len(items)


def test_whole_numbers_that_are_written_with_a_fraction(tmp_path: Path) -> None:
    rows = xml_row(("ID", "Title", "Price")) + xml_row(("7.0", "639980012.00", "7.50"), "Number")
    (ad,) = ads(tmp_path, f"{XML_HEAD}{SHEET.format('Ads', rows)}</Workbook>")
    assert (ad.source_id, ad.title, ad.price_text) == ("7", "639980012", "7.50")


def test_damage_in_a_workbook_of_xml(tmp_path: Path) -> None:
    rows = xml_row(("ID", "Title")) + xml_row(("1", "Room")) + xml_row(("2", "Desk"))
    start = XML_HEAD + f'<Worksheet ss:Name="Ads"><Table>{rows}'
    assert told(found(tmp_path, start + "<Row><Cell>")) == [
        "1",
        "2",
        "sheet Ads row 4: file_cut",
    ]
    far = '<Row><Cell ss:Index="20000"><Data ss:Type="String">x</Data></Cell></Row>'
    many = f"<Row>{'<Cell/>' * (MAX_SHEET_ROW_CHARACTERS // 50)}</Row>"
    items = found(tmp_path, start + far + many + xml_row(("3", "x")) + "</Table></Worksheet>&x;")
    assert told(items) == [
        "1",
        "2",
        "sheet Ads row 4: too_many_columns",
        "sheet Ads row 5: cell_too_long",
        "3",
        "sheet Ads row 7: xml_broken",
    ]


def test_entities_of_a_workbook_in_xml_are_not_written_out(tmp_path: Path) -> None:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = XML_HEAD.replace("<Work", f'<!DOCTYPE W [<!ENTITY e0 "ha">{lines}]><Work')
    with pytest.raises(BadInputError) as caught:
        found(tmp_path, f"{head}{SHEET.format('Ads', xml_row(('ID', '&e9;')))}</Workbook>")
    assert caught.value.code == "file_bomb"
