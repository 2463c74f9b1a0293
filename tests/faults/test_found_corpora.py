# SPDX-License-Identifier: GPL-3.0-or-later
"""Honest files as other programs write them, which were refused or read in the wrong way."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from indexing import images
from indexing.errors import BadInputError
from indexing.importers import encodings
from indexing.importers.origin import FileOrigin
from indexing.importers.registry import open_source
from indexing.records import AdRecord
from tests.indexing.importers import workbooks
from tests.indexing.importers.workbooks import record

pytestmark = pytest.mark.timeout(60)

ROWS = [["url", "text"], ["https://example.org/1", "Lamp of green glass"]]


def only_ad(path: Path) -> AdRecord:
    (ad,) = open_source(path).records()
    assert isinstance(ad, AdRecord)
    return ad


def code_of(path: Path) -> str:
    with pytest.raises(BadInputError) as caught:
        open_source(path)
    return caught.value.code


# --- workbooks -----------------------------------------------------------------------------------


def write_below(folder: Path, above: int) -> None:
    """The rows in all kinds of workbook, below so many empty ones and beside an empty column."""
    book = openpyxl.Workbook()
    for number, cells in enumerate(ROWS, start=above + 1):
        for column, text in enumerate(cells, start=2):
            book.worksheets[0].cell(number, column, text)
    book.save(folder / "ads.xlsx")
    empty = f'<table:table-row table:number-rows-repeated="{above}"><table:table-cell/>'
    before = f"{empty}</table:table-row>" if above else ""
    table = workbooks.ods_table("Sheet", ROWS)
    workbooks.write_ods(
        folder / "ads.ods", table.replace("<table:table-row>", f"{before}<table:table-row>", 1)
    )
    texts, _ = workbooks.shared(ROWS)
    moved = b"".join(
        record(0x00FD, struct.pack("<HHHI", above + row, column, 0, 2 * row + column))
        for row in (0, 1)
        for column in (0, 1)
    )
    stream = workbooks.workbook_stream(moved, texts=texts, extent=(above + 2, 2))
    workbooks.write_compound(folder / "ads.xls", {"Workbook": stream})


@pytest.mark.parametrize("above", [0, 3, 30])
def test_rows_are_counted_from_the_top_of_the_sheet(tmp_path: Path, above: int) -> None:
    write_below(tmp_path, above)
    for name in ("ads.xlsx", "ads.ods", "ads.xls"):
        ad = only_ad(tmp_path / name)
        assert ad.place.rpartition(" row ")[2] == str(above + 2), name
        assert ad.body == "Lamp of green glass", name


def laid_out(cells: str) -> str:
    """XML as it is written for people: each tag on a line of its own, but for the text."""
    return cells.replace("><", ">\n      <").replace(">\n      </text:p>", "></text:p>")


def test_an_ods_laid_out_for_people(tmp_path: Path) -> None:
    text = "<text:p>Lamp <text:span>of</text:span> <text:span>glass</text:span></text:p>"
    row = (
        "<table:table-row><table:table-cell/><table:covered-table-cell/>"
        f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
        '<table:table-cell table:number-columns-repeated="3"></table:table-cell></table:table-row>'
    )
    head = workbooks.ods_table("Ads", [["url", "title", "text"]])
    table = head.replace("</table:table>", f"{row}</table:table>")
    workbooks.write_ods(tmp_path / "flat.ods", table)
    workbooks.write_ods(tmp_path / "laid out.ods", laid_out(table))
    flat, wide = (only_ad(tmp_path / name) for name in ("flat.ods", "laid out.ods"))
    assert (wide.place, wide.title, wide.url) == (flat.place, flat.title, flat.url)
    assert wide.body == "Lamp of glass"


def test_a_long_ods_laid_out_for_people(tmp_path: Path) -> None:
    rows = [ROWS[0], *([f"https://example.org/{n}", f"Lamp {n} " * 20] for n in range(12_000))]
    workbooks.write_ods(tmp_path / "ads.ods", laid_out(workbooks.ods_table("Ads", rows)))
    ads = list(open_source(tmp_path / "ads.ods").records())
    assert len(ads) == 12_000
    assert [ad.url for ad in ads if isinstance(ad, AdRecord)] == [row[0] for row in rows[1:]]


def encrypted(name: str) -> bytes:
    return (
        '<manifest:manifest><manifest:file-entry manifest:full-path="content.xml"'
        ' manifest:media-type="text/xml"/>'
        f'<manifest:file-entry manifest:media-type="" manifest:full-path="{name}">'
        "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    ).encode()


def test_macros_alone_under_a_password(tmp_path: Path) -> None:
    table = workbooks.ods_table("Ads", ROWS)
    workbooks.write_ods(
        tmp_path / "ads.ods", table, manifest=encrypted("Basic/Standard/Module1.xml")
    )
    assert only_ad(tmp_path / "ads.ods").body == "Lamp of green glass"
    workbooks.write_ods(tmp_path / "ads.ods", table, manifest=encrypted("content.xml"))
    assert code_of(tmp_path / "ads.ods") == "workbook_encrypted"


OF_OFFICE = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
MACROS = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"


@pytest.mark.parametrize("target", ["", "macrosheets/sheet9.xml"])
def test_a_macro_among_the_sheets(tmp_path: Path, target: str) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.worksheets[0].append(row)
    book.save(tmp_path / "plain.xlsx")
    number = "rId99" if target else ""
    module = f'<sheet name="Module1" sheetId="9" {OF_OFFICE} r:id="{number}"/>'
    link = f'<Relationship Id="rId99" Type="{MACROS}" Target="{target}"/>' if target else ""
    with (
        zipfile.ZipFile(tmp_path / "plain.xlsx") as old,
        zipfile.ZipFile(tmp_path / "ads.xlsx", "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            data = data.replace(b"</sheets>", f"{module}</sheets>".encode())
            data = data.replace(b"</Relationships>", f"{link}</Relationships>".encode())
            new.writestr(name, data)
    assert only_ad(tmp_path / "ads.xlsx").body == "Lamp of green glass"


@pytest.mark.parametrize("name", ["WORKBOOK", "BOOK"])
def test_an_old_workbook_named_in_capitals(tmp_path: Path, name: str) -> None:
    texts, cells = workbooks.shared(ROWS)
    stream = workbooks.workbook_stream(cells, texts=texts, extent=(2, 2))
    workbooks.write_compound(tmp_path / "ads.xls", {name: stream})
    assert only_ad(tmp_path / "ads.xls").body == "Lamp of green glass"
    far = b"".join(
        record(0x0203, struct.pack("<HHHd", r, c, 0, 1.0)) for r, c in ((0, 0), (65_535, 255))
    )
    bomb = workbooks.workbook_stream(far, sheets=60, extent=(2, 2))
    workbooks.write_compound(tmp_path / "ads.xls", {name: bomb})
    assert code_of(tmp_path / "ads.xls") == "xlsx_bomb"


def test_a_root_that_begins_where_the_workbook_does(tmp_path: Path) -> None:
    """Some programs write zeros for what they do not use."""
    workbooks.write_xls(tmp_path / "ads.xls", ROWS)
    data = bytearray((tmp_path / "ads.xls").read_bytes())
    (directory,) = struct.unpack_from("<I", data, 48)
    struct.pack_into("<IQ", data, (directory + 1) * 512 + 116, 0, 0)
    (tmp_path / "ads.xls").write_bytes(data)
    assert only_ad(tmp_path / "ads.xls").body == "Lamp of green glass"


# --- pictures ------------------------------------------------------------------------------------


@pytest.mark.parametrize("frames", [[0], [0x7FFFFFFF, 1], [1, 1]])
def test_a_picture_whose_further_frames_are_in_disorder(frames: list[int]) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (30, 20), (10, 20, 30)).save(stream, "PNG")
    data = stream.getvalue()
    chunks = b""
    for count in frames:
        body = b"acTL" + struct.pack(">II", count, 0)
        chunks += struct.pack(">I", 8) + body + struct.pack(">I", zlib.crc32(body))
    picture = images.decode(data[:33] + chunks + data[33:])
    assert (picture.width, picture.height) == (30, 20)


# --- encodings -----------------------------------------------------------------------------------

TEXTS = {
    "fr": "Chambre meublée à louer près de la gare, été comme hiver. Ménage compris, très calme.",
    "de": "Möbliertes Zimmer, große Küche, schöne Aussicht über die Dächer, nahe der Universität",
    "es": "Habitación pequeña en el centro, señora mayor busca compañía para la mañana. ¿Interesa?",
    "pl": "Pokój do wynajęcia, łazienka i kuchnia wspólna, świeżo po remoncie, blisko źródła",
    "cs": "Pronajmu světlý pokoj, tichý dům, příjemní sousedé, v létě chladno, žádné kouření",
    "sk": "Prenajmem svetlú izbu, tichý dom, príjemní susedia, v lete chládok, žiadne fajčenie",
    "hu": "Világos szoba kiadó erdő mellett, csendes ház, kedves szomszédok, fűtés és víz külön",
    "ro": "Cameră luminoasă de închiriat, casă liniştită, vecini plăcuţi, preţ fără încălzire",
    "tr": "Kiralık aydınlık oda, sakin ev, iyi komşular, ısıtma ve su ücrete dahil değildir",
    "lt": "Nuomojamas šviesus kambarys, ramus namas, malonūs kaimynai, šildymas įskaičiuotas",
    "lv": "Izīrē gaišu istabu, klusa māja, jauki kaimiņi, apkure un ūdens iekļauti cenā",
}
TABLES = [
    *(("fr", x) for x in ("cp1252", "mac-roman", "cp858")),
    *(("de", x) for x in ("cp1252", "mac-roman", "cp858")),
    *(("es", x) for x in ("cp1252", "mac-roman")),
    *((tongue, x) for tongue in ("pl", "cs", "sk", "hu", "ro") for x in ("cp1250", "iso8859-2")),
    *(("cs", "cp852"), ("tr", "cp1254"), ("tr", "iso8859-9"), ("lt", "cp1257"), ("lv", "cp1257")),
]


@pytest.mark.parametrize(("tongue", "encoding"), TABLES)
def test_letters_are_those_of_the_language(tmp_path: Path, tongue: str, encoding: str) -> None:
    path = tmp_path / "ads.csv"
    path.write_bytes(f"id;body\r\n1;{TEXTS[tongue]}\r\n".encode(encoding))
    assert only_ad(path).body == TEXTS[tongue]


ALONE = (
    *("£450", "450 £", "£ 450", "450 €", "25 m²", "20° C", "3º izq, nº 5", "© 2020", "½ hour"),
    *("don’t – “so”…", "Müller", "Zoë", "Hôtel", "Straße", "El Niño", "Où ?", "À louer", "CAFÉ"),
    *("¿Qué tal?", "¡Hola!", "«voilà»", "São João", "cœur", "Ménage, 25€/h", "Århus", "één"),
)


@pytest.mark.parametrize("rows", [1, 40])
@pytest.mark.parametrize("text", ALONE)
def test_a_few_signs_alone_are_western(tmp_path: Path, text: str, rows: int) -> None:
    """However often a sign comes again, it tells no more of the table than once."""
    path = tmp_path / "ads.csv"
    path.write_bytes(
        b"id;body\r\n" + "".join(f"{n};{text}\r\n" for n in range(rows)).encode("cp1252")
    )
    ads = list(open_source(path).records())
    assert {ad.body for ad in ads if isinstance(ad, AdRecord)} == {text}


ORNAMENTS = (
    *("•••••• new ••••••", "———— new ————", "«««« new »»»»", "¡¡¡¡Oferta!!!!", "€€€€ cheap"),
    *("Trèèèèèès calme", "Schööööön", "ÉÉÉÉ", "°°°°° calm °°°°°", "·•·•·•·• new", "………… more"),
)


@pytest.mark.parametrize("beside", ["", TEXTS["fr"]])
@pytest.mark.parametrize("text", ORNAMENTS)
def test_ornaments_are_no_other_alphabet(tmp_path: Path, text: str, beside: str) -> None:
    rows = [text, *[beside] * 5] if beside else [text]
    path = tmp_path / "ads.csv"
    lines = (f"{n};{row}\r\n" for n, row in enumerate(rows))
    path.write_bytes("".join(["id;body\r\n", *lines]).encode("cp1252"))
    ads = list(open_source(path).records())
    assert [ad.body for ad in ads if isinstance(ad, AdRecord)] == rows


@pytest.mark.parametrize("line", [b"A" * 3_990 + b" \xe9", b"\xe9\xe8" * 30_000, b"a\xe9" * 1_900])
def test_long_words_do_not_hold_up_the_vote(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "ads.csv"
    path.write_bytes(b"id;body\n" + b"".join(b"%d;%s\n" % (n, line) for n in range(60)))
    start = time.process_time()
    encodings.detect(FileOrigin(path))
    assert time.process_time() - start < 5


def test_no_letter_is_cut_for_the_detector(tmp_path: Path) -> None:
    text = "靠近火车站的安静房间出租，家具齐全，邻居友好，价格可以商量。" * 150
    path = tmp_path / "ads.csv"
    path.write_bytes(f"id,body\n1,a{text}\n2,{text}\n".encode("gb18030"))
    bodies = [ad.body for ad in open_source(path).records() if isinstance(ad, AdRecord)]
    assert bodies == [f"a{text}", text]


def test_dos_tables_of_cyrillic_are_not_latin(tmp_path: Path) -> None:
    text = "Сдаётся светлая комната в тихом доме недалеко от вокзала, хорошие соседи. " * 20
    path = tmp_path / "ads.csv"
    path.write_bytes(f"id;body\n1;{text}\n".encode("cp855"))
    assert only_ad(path).body.strip() == text.strip()
