# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file is by its content; its name only breaks ties between kinds of text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import orjson

from indexing.errors import BadInputError
from indexing.importers import (
    byte_stream,
    chat_marks,
    compound_file,
    markup_sheets,
    page_bytes,
    sheet_xml,
    zip_members,
)
from indexing.importers.binary_starts import is_binary, magic
from indexing.importers.cdr import is_cdr
from indexing.importers.json_lines import python_object
from indexing.importers.page_sniff import is_packed, page_kind

if TYPE_CHECKING:
    from indexing.importers.origin import Origin

FORMATS = (
    *(
        "csv",
        "tsv",
        "json",
        "jsonl",
        "xml",
        "cdr",
        "xlsx",
        "ods",
        "xls",
        "sheet-html",
        "sheet-xml",
        "telegram",
        "telegram-html",
        "whatsapp",
        "meta",
    ),
    *("html", "mhtml", "warc", "wacz", "zip", "folder"),
)
_LINES_NAMES = (".jsonl", ".jl", ".ndjson", ".jsonl.gz", ".jl.gz", ".ndjson.gz")
_OTHER_NAMES = (".xlsx", ".xlsm", ".xls", ".ods", ".json")
_CUTS = re.compile(rb"^[^\r\n]*[,;\t|]")
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_ZIP = b"PK\x03\x04"
_OLD_SHEETS = (
    (re.compile(rb"\t[\x00\x02\x04\x08][\x04-\x10]\x00"), "BIFF"),
    (re.compile(rb"ID;P[^\r\n]*\r?\n(?:(?:[BCFOPW]|NN|NE);[A-Z][^\r\n]*\r?\n){3}"), "SYLK"),
    (re.compile(rb"TABLE\r?\n0,1\r?\n\""), "DIF"),
)
"""A table may begin with a column ``ID`` and one whose name begins with P: so it takes more lines.
"""
_MARKUP = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*<(!doctype html|html|head|body|\?xml|[a-z]+[ >/])", re.I
)
_SQL = re.compile(rb"\s*(?:--|/\*|#|(?:set|create|drop|insert|use|begin|start|pragma)\s)", re.I)
_SQL_LINE = re.compile(rb"^(?:create table|insert into|drop table)\s", re.I | re.M)
_MAIL = re.compile(
    rb"(?:(?!\r?\n)[A-Za-z][A-Za-z0-9-]{1,40}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){0,30}?"
    rb"(?:message-id|received|return-path|mime-version):[^\r\n]*\r?\n",
    re.I,
)
"""An e-mail: lines of names and colons, one of which only e-mails have."""
_MAIL_BYTES = 20_000
_HTML = re.compile(rb"<!doctype\s+html|<html", re.I)
_XML_START = 4096
_TAR_AT = 257
_TABLE_ROWS = re.compile(rb"<\0?t\0?r(?=[\0\s/>])", re.I)
_WIDE = (
    (re.compile(rb"\xff\xfe\0\0|\0\0\xfe\xff"), "utf-32"),
    (re.compile(rb"\xff\xfe|\xfe\xff"), "utf-16"),
    (re.compile(rb"(?:[ \t\r\n]\0)*[\[{]\0[^\0]"), "utf-16-le"),
    (re.compile(rb"(?:\0[ \t\r\n])*\0[\[{]\0[^\0]"), "utf-16-be"),
)
"""How text of two or four bytes a character begins: with its mark, or else as JSON does."""


def detect(origin: Origin, asked: str | None) -> str:
    """The format of a checked file.

    Raises:
        BadInputError: ``file_not_this_format`` with ``looks_like`` when it is none of ours or not
            the one asked for; ``format_unknown`` for a format that does not exist;
            ``archive_broken`` for a ZIP, a workbook too, that was cut off.
    """
    if asked is not None and asked not in FORMATS:
        detail = {"format": asked, "formats": list(FORMATS)}
        raise BadInputError("format_unknown", path=origin.path, detail=detail)
    start = byte_stream.head(origin)
    if not start.strip():
        raise BadInputError("file_empty", path=origin.path)
    found = _looks_like(origin, start)
    if found == "locked":
        raise BadInputError("workbook_encrypted", path=origin.path)
    if found == "broken":
        raise BadInputError("archive_broken", path=origin.path)
    if found == "csv" and origin.path.suffix.lower() in _OTHER_NAMES and not _CUTS.search(start):
        found = "text"  # named a workbook, and nothing in it looks like a table
    fits = found in FORMATS and (asked is None or _family(asked) == _family(found))
    # A person may say that text which looks like JSON is a table; never that a workbook is.
    fits = fits or (asked in ("csv", "tsv", "jsonl") and found in ("json", "jsonl"))
    fits = fits or (asked in ("csv", "tsv") and found in ("SQL", "SYLK", "DIF"))
    fits = fits or (asked == "sheet-html" and found == "HTML")
    if not fits:
        detail = {"looks_like": found, "expected": asked or ""}
        raise BadInputError("file_not_this_format", path=origin.path, detail=detail)
    return asked or found


def _family(name: str) -> str:
    families = {"tsv": "csv", "jsonl": "json", "cdr": "json", "telegram": "json", "whatsapp": "csv"}
    families |= {"telegram-html": "html", "sheet-html": "html", "sheet-xml": "xml"}
    return {**families, "meta": "json"}.get(name, name)


def _looks_like(origin: Origin, start: bytes) -> str:
    if start.startswith(_ZIP) or is_packed(start):
        return _zip_kind(origin)
    if magic := _magic(start):
        return compound_file.kind(origin) if magic == "OLE" else magic
    if page := page_kind(origin.path, start):
        if chat_marks.is_telegram_page(start):
            return "telegram-html"
        return "sheet-html" if page != "mhtml" and _is_list(start, page) else page
    if wide := _wide(start):
        start = start.decode(wide, "replace").encode("utf-8", "replace")
    elif is_binary(start):
        return "binary"
    if _MARKUP.match(start):
        if sheet_xml.NAMESPACE.encode() in start[:_XML_START]:
            return "sheet-xml"
        if _SPREADSHEET in start[:_XML_START]:
            return "FODS"
        return "HTML" if _HTML.search(start[:_XML_START]) else "xml"
    return _text_kind(origin.name, start.removeprefix(b"\xef\xbb\xbf"))


def _is_list(start: bytes, page: str) -> bool:
    if len(_TABLE_ROWS.findall(start)) < 1 + (page == "html"):
        return False
    text = start.decode(_wide(start) or page_bytes.declared(start) or "utf-8", "replace")
    return markup_sheets.begins_with_list(text, is_named_table=page == "HTML")


def _wide(start: bytes) -> str:
    return next((encoding for pattern, encoding in _WIDE if pattern.match(start)), "")


def _magic(start: bytes) -> str:
    if found := magic(start):
        return found
    if old := next((name for pattern, name in _OLD_SHEETS if pattern.match(start)), ""):
        return old
    return "TAR" if start[_TAR_AT:].startswith(b"ustar") else ""


def _zip_kind(origin: Origin) -> str:
    names = zip_members.names(origin)
    if names is None:
        return "broken"
    lower = {name.lower().replace("\\", "/") for name in names}
    if "xl/workbook.xml" in lower:
        return "xlsx"
    if "word/document.xml" in lower:
        return "DOCX"
    if "xl/workbook.bin" in lower:
        return "XLSB"
    if "index/document.iwa" in lower:
        return "Numbers"
    if {"mimetype", "content.xml"} <= lower:
        kind = zip_members.start_of(origin, "mimetype", 100)
        return "ods" if kind.startswith(_SPREADSHEET) else "OpenDocument"
    if "datapackage.json" in lower and any(name.startswith("archive/") for name in lower):
        return "wacz"
    return "zip"


def _text_kind(name: str, start: bytes) -> str:
    """``json``, ``jsonl``, ``csv``, or ``EML`` or ``SQL``, which are not read.

    Lines that each are an object make JSON lines.
    """
    if kind := chat_marks.kind_of_text(start):
        return kind
    if _MAIL.match(start[:_MAIL_BYTES]):
        return "EML"
    if _SQL.match(start) and _SQL_LINE.search(start):
        return "SQL"
    lines = [line.strip() for line in start.splitlines()[:40]]
    lines = [line for line in lines if line]
    opening = start.lstrip()[:1]
    if opening == b"{":  # else the comma belongs to an array
        lines = [line.removesuffix(b",") for line in lines]
    whole = sum(_is_object(line) for line in lines)
    named_lines = name.lower().endswith(_LINES_NAMES)
    if whole and 2 * whole >= len(lines) and (len(lines) > 1 or named_lines):
        return "cdr" if is_cdr(start) else "jsonl"
    if named_lines and (opening == b"{" or whole):
        return "cdr" if is_cdr(start) else "jsonl"
    if opening == b"{" or (opening == b"[" and re.match(rb"\s*\[\s*[\[{\]\"\d]", start)):
        return "cdr" if opening == b"[" and is_cdr(start) else "json"
    return "jsonl" if whole and named_lines else "csv"


def _is_object(line: bytes) -> bool:
    if not line.startswith(b"{"):
        return False
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return python_object(line.decode("utf-8", "replace")) is not None
