# SPDX-License-Identifier: GPL-3.0-or-later
"""Files made to do harm, written by script: tables, archives, pages, pictures. Never committed."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl

from tests.indexing.importers import workbooks
from tests.indexing.sandbox.drawings import bombs as picture_bombs
from tests.indexing.sandbox.drawings import chunk, png_with, scan_bomb

_MEGABYTE = 1_000_000


def _one_line(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"id,title\n")
        for _ in range(1_000):
            file.write(b"a" * _MEGABYTE)


def _one_line_first(path: Path) -> None:
    with path.open("wb") as file:
        for _ in range(1_000):
            file.write(b"a" * _MEGABYTE)


def _one_quote(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b'id,title\n1,"')
        for _ in range(40):
            file.write((b"a" * 9_999 + b"\n") * 100)


def _columns(path: Path) -> None:
    with path.open("wb") as file:
        for start in range(0, 10_000_000, 100_000):
            file.write(b",".join(b"c%d" % n for n in range(start, start + 100_000)) + b",")
        file.write(b"end\n" + b"1," * 10_000_000 + b"1\n")


def _wide_rows(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"id,title\n")
        for _ in range(5):
            file.write(b"1," * 10_000_000 + b"1\n")


def _nuls(path: Path) -> None:
    chance = random.Random(1)
    with path.open("wb") as file:
        file.write(b"id,title,description\n")
        for n in range(200_000):
            cell = f"Room {n}".encode("utf-16-le" if n % 3 else "utf-16")
            file.write(b"%d,\0\0,%s\n" % (n, cell) if chance.random() < 0.9 else b"\xff\xfe\0\n")


def _all_nuls(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"id,title\n")
        file.seek(500 * _MEGABYTE)
        file.write(b"\n1,Room\n")


def _broken_rows(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"id,title\n")
        file.write(b"1,2,3\n" * 100_000)


def _quotes(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"id,title\n")
        file.write(b'1,"a"b"\n' * 20_000)


def _packed(path: Path) -> None:
    first = gzip.compress(b"id,title\n1,")
    path.write_bytes(first + gzip.compress(bytes(_MEGABYTE), 9) * 2_000)


def _packed_lines(path: Path) -> None:
    path.write_bytes(gzip.compress(b"id,title\n") + gzip.compress(b"\n" * _MEGABYTE, 9) * 2_000)


def _nested_zip(path: Path) -> None:
    inside = b"id,title\n" + b"1,Room\n" * 3_000_000
    for depth in range(8):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for n in range(1 if depth == 0 else 10):
                archive.writestr(f"{n}.csv" if depth == 0 else f"{n}.zip", inside)
        inside = packed.getvalue()
    path.write_bytes(inside)


def _zip_of_zeros(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for n in range(10):
            archive.writestr(f"{n}.csv", bytes(100 * _MEGABYTE))


def _deep_json(path: Path) -> None:
    path.write_bytes(b'{"id":' * 5_000_000)


def _laughs(path: Path) -> None:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<?xml version="1.0"?><!DOCTYPE items [<!ENTITY e0 "ha">{lines}]>'
    path.write_text(f"{head}<items><item><title>&e11;</title></item></items>", encoding="utf-8")


def _deep_xml(path: Path) -> None:
    path.write_bytes(b"<items><item>" + b"<a>" * 30_000_000)


def _long_tag(path: Path) -> None:
    path.write_bytes(b"<items><item><title>x</title></item><item a='" + b"y" * 300_000_000)


def _long_json(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b'[{"id":"1","title":"')
        for _ in range(300):
            file.write(b"a" * _MEGABYTE)
        file.write(b'"}]')


def _many_keys(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b'[{"a":1')
        for n in range(5_000_000):
            file.write(b',"k%d":1' % n)
        file.write(b"}]")


def _json_line(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b'{"id":"1","title":"Room"}\n{"id":"2","title":"')
        for _ in range(1_000):
            file.write(b"a" * _MEGABYTE)
        file.write(b'"}\n{"id":"3","title":"Lamp"}\n')


def _deep_page(path: Path) -> None:
    path.write_bytes(b"<!doctype html><html><body>" + b"<div>" * 3_000_000 + b"Room")


def _misnested_page(path: Path) -> None:
    path.write_bytes(b"<!doctype html><html><body>" + b"<p><b id=1>" * 80_000 + b"Room")


def _web_archive(path: Path) -> None:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/\r\n"
    head += b"WARC-Date: 2024-05-06T07:08:09Z\r\nWARC-Record-ID: <urn:uuid:%032d>\r\n" % 1
    head += b"Content-Type: application/http; msgtype=response\r\n"
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + bytes(600 * _MEGABYTE)
    with gzip.open(path, "wb", 6) as file:
        file.write(head + b"Content-Length: %d\r\n\r\n" % len(body))
        file.write(body)


def _ods(cells: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        rows = f"<table:table-row>{workbooks.ods_cell('id')}</table:table-row>{cells}"
        workbooks.write_ods(path, f'<table:table table:name="Ads">{rows}</table:table>')

    return write


def _ods_tags(path: Path) -> None:
    empty = "<table:table-row><table:table-cell/></table:table-row>" * 4_000_000
    workbooks.write_ods(path, f'<table:table table:name="Ads">{empty}</table:table>')


def _xls(path: Path) -> None:
    cells = b"".join(
        workbooks.record(0x00FD, struct.pack("<HHHI", row, column, 0, 0))
        for row in range(0, 65_000, 500)
        for column in (0, 255)
    )
    texts, _ = workbooks.shared([["id", "a" * 30_000]])
    stream = workbooks.workbook_stream(cells, texts=texts, sheets=60)
    workbooks.write_compound(path, {"Workbook": stream})


def _xlsx(*rows: bytes, times: int = 1) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        openpyxl.Workbook().save(path.with_suffix(".plain"))
        plain = zipfile.ZipFile(path.with_suffix(".plain"))
        with plain, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in plain.infolist():
                if "/worksheets/" not in entry.filename:
                    archive.writestr(entry.filename, plain.read(entry))
                    continue
                with archive.open(entry.filename, "w") as sheet:
                    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
                    sheet.write(b'<worksheet xmlns="%s"><sheetData>' % space)
                    for _ in range(times):
                        sheet.writelines(rows)
                    sheet.write(b"</sheetData></worksheet>")
            archive.writestr("noise.bin", random.Random(1).randbytes(4_000_000))
        path.with_suffix(".plain").unlink()

    return write


SOURCES: dict[str, Callable[[Path], None]] = {
    "one line of a gigabyte.csv": _one_line,
    "a header of a gigabyte.csv": _one_line_first,
    "a quote that never closes.csv": _one_quote,
    "ten million columns.csv": _columns,
    "rows of ten million cells.csv": _wide_rows,
    "zeros and wide letters.csv": _nuls,
    "half a gigabyte of zeros.csv": _all_nuls,
    "rows that are too wide.csv": _broken_rows,
    "quotes in quotes.csv": _quotes,
    "packed zeros.csv.gz": _packed,
    "packed line ends.csv.gz": _packed_lines,
    "zips in zips.zip": _nested_zip,
    "zip of zeros.zip": _zip_of_zeros,
    "deep.json": _deep_json,
    "laughs.xml": _laughs,
    "deep.xml": _deep_xml,
    "a tag of 300 megabytes.xml": _long_tag,
    "one text of 300 megabytes.json": _long_json,
    "five million keys.json": _many_keys,
    "one line of a gigabyte.jsonl": _json_line,
    "deep.html": _deep_page,
    "misnested.html": _misnested_page,
    "packed.warc.gz": _web_archive,
    "repeated.ods": _ods(
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell'
        ' table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
        "</table:table-row>"
    ),
    "four million rows.ods": _ods_tags,
    "far corners.xls": _xls,
    "a far corner.xlsx": _xlsx(b'<row r="1"><c r="A1"><v>1</v></c><c r = "C90000000"/></row>'),
    "rows and rows.xlsx": _xlsx(b"<row/>", times=100_000_000),
    "cells and cells.xlsx": _xlsx(b"<row>" + b"<c/>" * 17_000 + b"</row>", times=8_000),
}
"""Each name, and what writes the file."""
READABLE = ("quotes in quotes.csv", "misnested.html")
"""Those that are odd and not broken: every row of them is an ad."""


def pictures() -> dict[str, bytes]:
    """Pictures under the names of their files."""
    found = {name.replace("^", ""): data for name, (data, _) in picture_bombs().items()}
    found["a thousand scans"] = scan_bomb(scans=2_000)
    found["chunks"] = png_with(*[chunk(b"tEXt", b"k\0v")] * 200_000)
    noise = random.Random(2).randbytes(1_000)
    found["chunks that inflate"] = png_with(*[chunk(b"iCCP", b"k\0\0" + zlib.compress(noise))] * 9)
    return {f"{name}.png": data for name, data in found.items()}
