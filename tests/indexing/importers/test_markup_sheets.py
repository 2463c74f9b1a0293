# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists written as a page, mostly under the name of an old Excel workbook."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from time import process_time

import pytest

from indexing.errors import BadInputError
from indexing.importers.registry import open_source
from indexing.importers.sheet_html import SheetHtml
from indexing.limits import MAX_SHEET_COLUMNS, MAX_SHEET_ROW_CHARACTERS, MAX_SHEETS
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.conformance import ImporterConformance, every
from tests.indexing.importers.markup_lists import (
    HEAD,
    ads,
    found,
    html_row,
    told,
)


class TestSheetHtml(ImporterConformance):
    format = "sheet-html"
    suffix = ".xls"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        inner = "".join(map(html_row, [columns, *rows]))
        text = f'<html><meta charset="utf-8"><body><table border="1">{inner}</table></body></html>'
        path.write_text(text, encoding="utf-8", newline="")


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


def test_fields_of_a_list_that_was_open_for_changes(tmp_path: Path) -> None:
    row = "<tr><td>1<td>Room<td><textarea name=t>Quiet &amp; dry</textarea></tr>"
    (ad,) = ads(tmp_path, f"<table>{HEAD}{row}</table>")
    assert ad.body == "Quiet & dry"


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
    of_libreoffice = '<tr><td sdval="33639980013" sdnum="1033;">3.363998E+10</td><td>Desk</td></tr>'
    table = f"<table><tr><td>Phone<td>Title<td>Text<td>Price</tr>{row}{of_libreoffice}</table>"
    ad, desk = ads(tmp_path, table)
    assert (ad.contacts, ad.body, ad.price_text) == (("33639980012",), "1E+99", "12,5 €")
    assert desk.contacts == ("33639980013",)


def test_tables_that_lay_out_the_page_and_tables_in_cells(tmp_path: Path) -> None:
    inner = "<table><tr><td>a<td>b</table>"
    table = f"<table>{HEAD}<tr><td>1<td>Room<td>Quiet {inner} dry</tr></table>"
    layout = f"<table><tr><td>Menu</td></tr><tr><td>{table}</td></tr></table>"
    (ad,) = ads(tmp_path, layout + f"<table>{HEAD}</table><table><tr><td>x<td>y</table>")
    assert (ad.place, ad.body.split()) == ("table 2 row 2", ["Quiet", "a", "b", "dry"])


def test_a_list_in_a_cell_over_the_whole_width_of_a_layout(tmp_path: Path) -> None:
    table = f"<table>{HEAD}{html_row(('1', 'Room', 'Quiet'))}</table>"
    logo = '<tr><td><img src="logo.gif"></td><td>Rooms of the town</td></tr>'
    (ad,) = ads(tmp_path, f"<table>{logo}<tr><td colspan=2>{table}</td></tr></table>")
    assert (ad.place, ad.title) == ("table 2 row 2", "Room")
    pages = "<tr><td colspan=3><table><tr><td>1<td>2</tr><tr><td>3<td>4</tr></table></td></tr>"
    _, loose = ads(tmp_path, f"<table>{HEAD}{html_row(('1', 'Room', 'Quiet'))}{pages}</table>")
    assert loose.place == "table 1 row 3"  # in a list it is text of its row


def test_rows_within_comments_are_not_read(tmp_path: Path) -> None:
    one, two, old = (html_row((n, "Room", "Quiet")) for n in "129")
    asides = f"<!-- {old} --><!--[if mso]><table><tr><td><![endif]--><!-->"
    assert told(found(tmp_path, f"<table>{HEAD}{asides}{one}{asides}{two}</table>")) == ["1", "2"]
    long = "<!--" + "word " * 300_000 + "-->"  # more than one piece of the file
    many = (f"<!-- {n:0500} {old} -->" for n in range(1_500))  # some lie over its pieces
    text = f"<table>{HEAD}{''.join(many)}{one}{long}{two}</table>"
    assert told(found(tmp_path, text)) == ["1", "2"]


def test_a_comment_without_end_costs_its_own_row(tmp_path: Path) -> None:
    rows = [html_row((str(n), "Room", "Quiet")) for n in range(3)]
    broken = "<tr><td>8<td>Desk <!-- old<td>x</tr>"
    for others, later in ((rows, ""), (rows * 4_000, "<!-- made -->")):
        text = f"<table>{HEAD}{broken}{''.join(others)}{later}</table>"
        items = found(tmp_path, text)
        assert told(items) == ["8", *(["0", "1", "2"] * (len(others) // 3))]


def test_a_page_without_the_ends_of_its_rows(tmp_path: Path) -> None:
    rows = "<TR><TD>1<TD>Room<TD>Quiet<TR><TD>2<TD>Desk<TD>Old"
    text = f"<HTML><BODY><TABLE>{HEAD}{rows}"
    assert told(found(tmp_path, f"{text}</BODY></HTML>\n<!-- made -->")) == ["1", "2"]
    *_, cut = found(tmp_path, text)
    assert isinstance(cut, Rejected)
    assert (cut.code, cut.raw.split("\t")) == ("file_cut", ["2", "Desk", "Old"])


def test_the_page_of_a_sheet_that_google_gives(tmp_path: Path) -> None:
    def line(number: int, *cells: str) -> str:
        inner = "".join(f"<td>{cell}</td>" for cell in cells)
        return f"<tr><th><div>{number}</div></th>{inner}</tr>"

    letters = "<thead><tr><th></th><th>A</th><th>B</th><th>C</th></tr></thead>"
    rows = line(1, "ID", "Title", "Description") + line(2, "1", "Room", "Quiet")
    text = f'<div class="ritz"><table>{letters}{rows}{line(3, "2", "Desk", "Old")}</table></div>'
    assert kind_of(tmp_path, text, "Rooms.html") == "sheet-html"
    one, two = ads(tmp_path, text, name="Rooms.html")
    assert (one.source_id, one.title, two.body) == ("1", "Room", "Old")
    own = f"<table>{html_row(('', 'A', 'B'))}{html_row(('x', 'Room', 'Quiet'))}</table>"
    (ad,) = ads(tmp_path, own)
    assert ad.extra["A"] == "Room"


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


def test_boxes_to_tick_are_no_fields_to_fill_in(tmp_path: Path) -> None:
    row = '<tr><td><input type="checkbox" name="c">1<td>Room<td>Quiet<input type=HIDDEN></tr>'
    state = '<form><input type="hidden" name="__VIEWSTATE" value="x">'
    assert told(found(tmp_path, f"{state}<table>{HEAD}{row}</table></form>")) == ["1"]
    asked = f'<form><input name="user"><input type="password"></form><table>{HEAD}{row}</table>'
    with pytest.raises(BadInputError) as caught:
        found(tmp_path, asked)
    assert caught.value.code == "file_not_this_format"


def test_an_old_page_laid_out_with_tables_stays_a_page(tmp_path: Path) -> None:
    words = "A quiet room that somebody lets near the tram, with a desk and a view of the garden. "
    layout = f"<table><tr><td>Menu</td><td>{words * 3}</td></tr></table>"
    others = f"<table>{HEAD}{html_row(('1', 'Room', 'Quiet')) * 3}</table>"
    assert kind_of(tmp_path, f"<html>{layout}{others}</html>", "a.html") == "html"
    facts = html_row(("Price", "City", "Phone")) + html_row(("50", "Lyon", "06 39 98 00 12"))
    one = f"<html><table>{facts}<tr><td colspan=3>{words}</td></tr></table></html>"
    assert kind_of(tmp_path, one, "b.html") == "html"


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
    text = f"<table>{HEAD}{html_row(('1', 'Room', 'Quiet'))}<tr><td>2"
    for end in ("", "<td>De", "<td>Desk</td><td>"):
        assert told(found(tmp_path, text + end)) == ["1", "table 1 row 3: file_cut"]


def test_a_packed_page_that_breaks_off(tmp_path: Path) -> None:
    rows = [html_row((str(n), sha256(str(n).encode()).hexdigest(), "Quiet")) for n in range(99)]
    packed = gzip.compress(f"<table>{HEAD}{''.join(rows)}</table>".encode())
    path = tmp_path / "ads.xls.gz"
    for missing in range(9, 80):  # some of these end between two rows
        path.write_bytes(packed[:-missing])
        *_, last = every(open_source(path))
        assert isinstance(last, Rejected)
        assert last.code == "file_cut"


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


def test_columns_beside_have_names_of_their_own(tmp_path: Path) -> None:
    head = "<tr><td>Title<td>Title href<td>contacts<td>contacts</tr>"
    cells = '<td><a href="https://example.org/7">Room</a><td>x<td>one<td><a href="tel:7">two</a>'
    source = tmp_path / "ads.xls"
    source.write_text(f"<table>{head}<tr>{cells}</tr></table>")
    columns = open_source(source).columns
    assert columns[4:] == ("Title href (2)", "contacts (3)")
    (ad,) = every(open_source(source))
    assert isinstance(ad, AdRecord)
    assert {"one", "two", "7"} <= set(ad.contacts)


def test_a_tag_that_begins_where_a_row_is_given_up(tmp_path: Path) -> None:
    start = f"<table>{HEAD}<tr><td>1<td>"
    piece = 1 << 18
    for more in range(5):  # the row is given up in the middle of the next one's tag
        size = -(-MAX_SHEET_ROW_CHARACTERS // piece) * piece
        long = start + "x" * (size - len(start) - more)
        row = html_row(("2", "Room", "Quiet"))
        assert told(list(found(tmp_path, f"{long}{row}</table>"))) == [
            "table 1 row 2: cell_too_long",
            "2",
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
        "<!--",
        "<tr><!--",
        "<!-- -->",
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


@pytest.mark.parametrize(
    ("start", "piece"),
    [("", "<tr><td rowspan=16000 colspan=2>"), ("<td rowspan=16000>" * 8_000, "<tr><td>x")],
)
def test_rows_below_cells_that_reach_down_cost_no_more_than_others(start: str, piece: str) -> None:
    def cost(text: str) -> float:
        began = process_time()
        for _ in SheetHtml().rows(io.StringIO(text)):
            pass
        return process_time() - began

    text = f"<table><tr>{start}{piece * 6_000}"
    assert cost(text) < 8 * max(cost(text.replace("16000", "1")), 0.05)


def test_signs_that_no_address_holds(tmp_path: Path) -> None:
    row = '<tr><td>1<td><a href="https://example.org/\0a">Room</a><td><img src="a\0.jpg"></tr>'
    (ad,) = ads(tmp_path, f"<table><tr><td>ID<td>Title<td>Photos</tr>{row}</table>")
    assert (ad.url, ad.images[0].untrusted_name) == ("https://example.org/a", "a.jpg")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1" * 60, "1e999999999", "x", "1e-99999999"])
def test_a_number_that_is_none_leaves_what_was_shown(tmp_path: Path, number: str) -> None:
    """Cut after forty digits, a longer number was another one."""
    row = f'<tr><td>1<td x:num="{number}">3.36E+10<td>Room</tr>'
    (ad,) = ads(tmp_path, f"<table><tr><td>ID<td>Phone<td>Title</tr>{row}</table>")
    assert ad.contacts == ("3.36E+10",)
