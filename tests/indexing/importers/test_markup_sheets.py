# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists written as a page or as one XML file, mostly under the name of an old Excel workbook."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Sequence
from html import escape
from pathlib import Path
from time import process_time
from xml.sax.saxutils import escape as xml_escape

import pytest

from indexing.errors import BadInputError
from indexing.importers.registry import open_source
from indexing.importers.sheet_html import SheetHtml
from indexing.limits import MAX_SHEET_COLUMNS, MAX_SHEET_ROW_CHARACTERS, MAX_SHEETS
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.conformance import ImporterConformance, every

SHEET = '<Worksheet ss:Name="{}"><Table>{}</Table></Worksheet>'
HEAD = "<tr><th>ID</th><th>Title</th><th>Description</th></tr>"
XML_HEAD = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
)


def html_row(cells: Sequence[str]) -> str:
    inner = (escape(cell).replace("\n", "<br>\r\n") for cell in cells)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in inner)}</tr>\n"


def xml_row(cells: Sequence[str], kind: str = "String") -> str:
    inner = (xml_escape(cell).replace("\n", "&#10;") for cell in cells)
    data = (f'<Cell><Data ss:Type="{kind}">{cell}</Data></Cell>' for cell in inner)
    return f"<Row>{''.join(data)}</Row>\n"


class TestSheetHtml(ImporterConformance):
    format = "sheet-html"
    suffix = ".xls"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        inner = "".join(map(html_row, [columns, *rows]))
        text = f'<html><meta charset="utf-8"><body><table border="1">{inner}</table></body></html>'
        path.write_text(text, encoding="utf-8", newline="")


class TestSheetXml(ImporterConformance):
    format = "sheet-xml"
    suffix = ".xls"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        inner = "".join(map(xml_row, [columns, *rows]))
        text = f"{XML_HEAD}{SHEET.format('Ads', inner)}</Workbook>"
        path.write_text(text, encoding="utf-8", newline="")


def found(folder: Path, text: str, *, name: str = "ads.xls") -> list[AdRecord | Rejected]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return every(open_source(path))


def ads(folder: Path, text: str, *, name: str = "ads.xls") -> list[AdRecord]:
    items = found(folder, text, name=name)
    assert all(isinstance(x, AdRecord) for x in items), items
    return [x for x in items if isinstance(x, AdRecord)]


def told(items: Sequence[AdRecord | Rejected]) -> list[str]:
    return [f"{x.place}: {x.code}" if isinstance(x, Rejected) else x.source_id for x in items]


def kind_of(folder: Path, text: str, name: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return open_source(path).format


def test_cells_as_a_reader_of_the_page_sees_them(tmp_path: Path) -> None:
    one = (
        '<tr><td>="7"<td><a href="https://example.org/7"><b>Room</b> to\n let</a>'
        "<td>Quiet &amp; dry<br style='mso-data-placement:same-cell;'>near <i>the</i> tram"
        '<td><a href="tel:+33639980012">Call</a><td><img src="a.jpg"><img src=\'b/b.jpg\'>'
    )
    head = "<tr><th>ID<th>Title<th>Text<th>Contact<th>Photos"
    (ad,) = ads(tmp_path, f"<table>{head}{one}</table>")
    assert (ad.source_id, ad.title, ad.body) == ("7", "Room to let", "Quiet & dry\nnear the tram")
    assert ad.url == "https://example.org/7"
    assert [image.untrusted_name for image in ad.images] == ["a.jpg", "b/b.jpg"]
    assert ad.contacts == ("Call", "+33639980012")
    assert ad.place == "table 1 row 2"


def test_cells_over_several_columns_and_rows(tmp_path: Path) -> None:
    rows = (
        "<tr><td colspan=3>List of May</td></tr><tr><td>ID<td>City<td>Title<td>Text</tr>"
        "<tr><td>1<td rowspan=2>Lyon<td>Room<td>Quiet</tr><tr><td>2<td>Desk<td>Old</tr>"
        "<tr><td>3<td colspan=2>Lamp<td>New</tr>"
    )
    one, two, three = ads(tmp_path, f"<table>{rows}</table>")
    assert (one.place_text, one.title, one.body) == ("Lyon", "Room", "Quiet")
    assert (two.place_text, two.title, two.body) == ("", "Desk", "Old")
    assert (three.place_text, three.title, three.body) == ("Lamp", "", "New")


def test_numbers_that_excel_shortened(tmp_path: Path) -> None:
    row = (
        '<tr><td x:num="33639980012">3.36E+10</td><td>Room</td><td x:num="1e999999999">1E+99</td>'
        '<td x:num="12.5">12,5 €</td></tr>'
    )
    table = f"<table><tr><td>Phone<td>Title<td>Text<td>Price</tr>{row}</table>"
    (ad,) = ads(tmp_path, table)
    assert (ad.contacts, ad.body, ad.price_text) == (("33639980012",), "1E+99", "12,5 €")


def test_tables_that_lay_out_the_page_and_tables_in_cells(tmp_path: Path) -> None:
    inner = "<table><tr><td>a<td>b</table>"
    table = f"<table>{HEAD}<tr><td>1<td>Room<td>Quiet {inner} dry</tr></table>"
    layout = f"<table><tr><td>Menu</td></tr><tr><td>{table}</td></tr></table>"
    (ad,) = ads(tmp_path, layout + f"<table>{HEAD}</table><table><tr><td>x<td>y</table>")
    assert (ad.place, ad.body.split()) == ("table 2 row 2", ["Quiet", "a", "b", "dry"])


def test_a_list_in_several_tables_with_one_header(tmp_path: Path) -> None:
    """Some programs begin a table for each page, or each ad, and repeat the names."""
    tables = "".join(f"<table>{HEAD}{html_row((str(n), 'Room', 'Quiet'))}</table>" for n in (1, 2))
    again = f"<table>{HEAD}{html_row(('3', 'Desk', 'Old'))}{HEAD}{html_row(('4', 'x', 'y'))}"
    items = found(tmp_path, tables + again + "</table>")
    assert told(items) == ["1", "2", "3", "table 3 row 3: row_header", "4"]


def test_tables_that_are_no_lists_are_told(tmp_path: Path) -> None:
    other = f"<table>{html_row(('made', 'by'))}{html_row(('x', 'y'))}</table>"
    path = tmp_path / "ads.xls"
    path.write_text(f"{other}<table>{HEAD}{html_row(('1', 'Room', 'Quiet'))}</table>{other}")
    source = open_source(path)
    assert told(every(source)) == ["1"]
    assert [(note.code, note.detail) for note in source.notes] == [("tables_passed", {"n": 2})]


def test_without_known_names_all_tables_are_lists(tmp_path: Path) -> None:
    table = f"<table>{html_row(('otsake', 'kuvaile'))}{html_row(('Room', 'Quiet and dry'))}</table>"
    (ad,) = ads(tmp_path, table)
    assert "Quiet and dry" in (ad.body, *ad.extra.values())


@pytest.mark.parametrize("name", ["export.xls", "export.csv", "export.xlsx"])
def test_the_page_that_asks_for_a_password_is_no_list(tmp_path: Path, name: str) -> None:
    form = "<tr><td>User</td><td><input name=u></td></tr><tr><td>Password<td><input name=p></tr>"
    with pytest.raises(BadInputError) as caught:
        found(tmp_path, f"<html><body><form><table>{form}</table></form></body></html>", name=name)
    assert caught.value.code == "file_not_this_format"


def test_a_page_with_a_table_in_it_stays_a_page(tmp_path: Path) -> None:
    table = f"<table>{HEAD}{html_row(('1', 'Room', 'Quiet')) * 3}</table>"
    words = "<p>A long text about rooms that somebody lets near the tram.</p>"
    assert kind_of(tmp_path, f"<html><body>{table}</body></html>", "a.html") == "sheet-html"
    assert kind_of(tmp_path, f"<html><body>{words}{table}</body></html>", "b.html") == "html"
    labels = html_row(("Title", "Room")) + html_row(("Price", "50")) + html_row(("City", "Lyon"))
    assert kind_of(tmp_path, f"<html><body><table>{labels}</table></body></html>", "c.html") == (
        "html"
    )
    path = tmp_path / "b.html"
    assert told(every(open_source(path, format="sheet-html")))[:1] == ["1"]
    assert open_source(tmp_path / "a.html", format="html").format == "html"


@pytest.mark.parametrize(
    ("declared", "written"), [("windows-1252", "cp1252"), ("utf-8", "utf-8"), ("", "utf-16")]
)
def test_the_encoding_of_a_page(tmp_path: Path, declared: str, written: str) -> None:
    path = tmp_path / "ads.xls"
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    text = f"<html>{meta if declared else ''}<table>{HEAD}{html_row(('1', 'Été', 'Où ?'))}</table>"
    path.write_bytes(text.encode(written))
    (ad,) = every(open_source(path))
    assert isinstance(ad, AdRecord)
    assert (ad.title, ad.body) == ("Été", "Où ?")


def test_a_page_that_breaks_off(tmp_path: Path) -> None:
    items = found(tmp_path, f"<table>{HEAD}{html_row(('1', 'Room', 'Quiet'))}<tr><td>2<td>De")
    assert told(items) == ["1", "table 1 row 3: file_cut"]


def test_rows_that_do_not_fit(tmp_path: Path) -> None:
    wide = html_row(("2", "Room", "Quiet", *[""] * 6, "more")) * 1
    rows = [html_row((str(n), "Room", "Quiet")) for n in range(30)]
    far = f"<tr><td colspan={MAX_SHEET_COLUMNS}>2<td>3</tr>"
    text = f"<table>{HEAD}{''.join(rows)}{wide}{far}{html_row(('9', 'a', 'b'))}</table>"
    assert told(found(tmp_path, text))[30:] == [
        "table 1 row 32: row_width",
        "table 1 row 33: too_many_columns",
        "9",
    ]


def test_a_row_without_end_is_rejected_and_the_next_one_read(tmp_path: Path) -> None:
    long = f"<tr><td>2<td>{'wide ' * (MAX_SHEET_ROW_CHARACTERS // 5 + 100_000)}</tr>"
    tags = f"<tr><td>3<td>{'<b>' * 1_100_000}</tr>"
    rows = [html_row((str(n), "Room", "Quiet")) for n in (1, 4)]
    items = found(tmp_path, f"<table>{HEAD}{rows[0]}{long}{tags}{rows[1]}</table>")
    assert told(items) == [
        "1",
        "table 1 row 3: cell_too_long",
        "table 1 row 4: cell_too_long",
        "4",
    ]


def test_too_many_lists_of_different_kinds(tmp_path: Path) -> None:
    tables = (
        f"<table><tr><td>title<td>text<td>x{n}</tr><tr><td>a<td>b</tr></table>"
        for n in range(MAX_SHEETS + 1)
    )
    with pytest.raises(BadInputError) as caught:
        found(tmp_path, "".join(tables))
    assert caught.value.code == "too_many_sheets"


@pytest.mark.parametrize(
    "piece",
    [
        "<tr><td rowspan=9 colspan=16000>a<td rowspan=9>b</tr>",
        "<tr>",
        "<table><tr><td>title<td>text<td colspan=1990><td>x</tr></table>",
        "<table><tr><td>",
        "<table><tr><td>a<td>b<tr><td>",
        "</table>",
        "<td rowspan=100000>x",
    ],
)
def test_cost_is_in_step_with_the_bytes(piece: str) -> None:
    def cost(count: int) -> tuple[float, int]:
        text = io.StringIO(piece * (count // len(piece)))
        tracemalloc.start()
        began = process_time()
        for _ in SheetHtml().rows(text):
            pass
        spent, most = process_time() - began, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return spent, most

    cost(50_000)
    small, large = cost(200_000), cost(800_000)
    assert large[0] < 12 * max(small[0], 0.05)
    assert large[1] < 400_000_000


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
