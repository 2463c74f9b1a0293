# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes lists as a page or as one XML file, and tells what is read of them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from xml.sax.saxutils import escape as xml_escape

from indexing.importers.registry import open_source
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.conformance import every

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
