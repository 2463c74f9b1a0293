# SPDX-License-Identifier: GPL-3.0-or-later
"""Workbooks written by hand, as small as their readers allow: ODS, and XLS in its container."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)
_SECTOR, _END, _FREE = 512, 0xFFFFFFFE, 0xFFFFFFFF


def ods_cell(text: str) -> str:
    """A cell of text; its lines are paragraphs."""
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def write_ods(path: Path, tables: str, *, manifest: bytes = b"", prolog: str = "") -> None:
    """An ODS file with the given tables as XML."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {_SPACES}>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest or b"<manifest/>")


def ods_table(name: str, rows: Sequence[Sequence[str]]) -> str:
    """A table as XML."""
    lines = (
        "<table:table-row>" + "".join(map(ods_cell, row)) + "</table:table-row>" for row in rows
    )
    return f'<table:table table:name="{name}">{"".join(lines)}</table:table>'


def record(kind: int, data: bytes = b"") -> bytes:
    """A record of a workbook stream."""
    return struct.pack("<HH", kind, len(data)) + data


def shared(rows: Sequence[Sequence[str]]) -> tuple[bytes, bytes]:
    """The record of shared texts, and the cells that name them."""
    texts = list(dict.fromkeys(text for row in rows for text in row))
    number = {text: at for at, text in enumerate(texts)}
    cells = [
        record(0x00FD, struct.pack("<HHHI", r, c, 0, number[text]))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    parts, here = [], struct.pack("<II", len(cells), len(texts))
    for text in texts:
        data = text.encode("utf-16-le")
        here += struct.pack("<HB", len(data) // 2, 1)
        while len(here) + len(data) > 8_000:
            room = max(0, 8_000 - len(here)) // 2 * 2
            parts.append(here + data[:room])
            here, data = b"\x01", data[room:]
        here += data
    kinds = [0x00FC] + [0x003C] * len(parts)
    return b"".join(map(record, kinds, [*parts, here])), b"".join(cells)


def sheet_part(cells: bytes, *, extent: tuple[int, int] = (1, 1)) -> bytes:
    """A sheet's records around its cells."""
    stated = struct.pack("<IIHHH", 0, extent[0], 0, extent[1], 0)
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    return begin + record(0x0200, stated) + cells + record(0x000A)


def workbook_stream(
    cells: bytes,
    *,
    texts: bytes = b"",
    sheets: int = 1,
    more: bytes = b"",
    extent: tuple[int, int] = (1, 1),
    same: bool = False,
) -> bytes:
    """A whole stream whose sheets have the same cells; ``more`` stands before the sheets."""
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    begin += more + record(0x0042, struct.pack("<H", 1200))
    bounds = [f"S{n}".encode() for n in range(sheets)]
    length = sum(4 + 8 + len(name) for name in bounds)
    place = len(begin) + length + len(texts) + 4
    part = sheet_part(cells, extent=extent)
    places = [place + (0 if same else n * len(part)) for n in range(sheets)]
    listed = (
        record(0x0085, struct.pack("<IBBBB", at, 0, 0, len(name), 0) + name)
        for at, name in zip(places, bounds, strict=True)
    )
    return begin + b"".join(listed) + texts + record(0x000A) + part * (1 if same else sheets)


def write_xls(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """An XLS file with one sheet of texts."""
    texts, cells = shared(rows)
    extent = (len(rows), max(map(len, rows)))
    write_compound(path, {"Workbook": workbook_stream(cells, texts=texts, extent=extent)})


def write_compound(path: Path, streams: dict[str, bytes]) -> None:
    """A compound file; every stream is padded to the size that keeps it out of small sectors."""
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    sectors: list[bytes] = []
    chains: list[int] = []
    starts: dict[str, int] = {}

    def put(data: bytes) -> int:
        start, count = len(chains), -(-len(data) // _SECTOR)
        sectors.extend(
            data[n * _SECTOR : (n + 1) * _SECTOR].ljust(_SECTOR, b"\0") for n in range(count)
        )
        chains.extend([*range(start + 1, start + count), _END])
        return start

    for name, data in padded.items():
        starts[name] = put(data)
    entries = [_entry("Root Entry", 5, _END, 0)]
    entries += [_entry(name, 2, starts[name], len(data)) for name, data in padded.items()]
    directory = put(b"".join(entries))
    tables = -(-(len(chains) + 1) // 127)  # they have to name themselves as well
    first = len(chains)
    chains.extend([0xFFFFFFFD] * tables)
    whole = struct.pack(f"<{len(chains)}I", *chains)
    put_tables = [
        whole[n * _SECTOR : (n + 1) * _SECTOR].ljust(_SECTOR, b"\xff") for n in range(tables)
    ]
    header = struct.pack(
        "<8s16xHHHHH6x9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6,
        0, tables, directory, 0, 4096, _END, 0, _END, 0,
    )  # fmt: skip
    listed = [*range(first, first + tables)] + [_FREE] * (109 - tables)
    path.write_bytes(header + struct.pack("<109I", *listed) + b"".join([*sectors, *put_tables]))


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", _FREE, _FREE, _FREE if kind == 2 else 1)
    head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1) + links
    return head + bytes(36) + struct.pack("<IQ", start, size)
