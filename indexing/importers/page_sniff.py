# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a file is a saved page, by how it begins."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

_BEFORE = re.compile(rb"(?>(?:\s++|<!--(?>(?:[^-]++|-(?!->))*)-->|<\?xml[^>]{0,500}>)+)")
_TAGS = (
    rb"html|head|body|title|meta|base|link|style|script|frameset|noscript|main|article|section"
    rb"|header|nav|div|table|center|form|span|font|h[1-6]|p|ul|ol|a|img|br|hr|b|i"
)
_MARKUP = re.compile(rb"<(?:!doctype\s++html|(?:" + _TAGS + rb")(?=[\s/>]))", re.IGNORECASE)
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\n")
_HEADERS_END = re.compile(rb"\r?\n[ \t]*\r?\n")
_MESSAGE_MARKS = (b"multipart/related", b"snapshot-content-location:", b"saved by ")
_TABLE_NAMES = (
    ".csv",
    ".tsv",
    ".json",
    ".jsonl",
    ".ndjson",
    ".jl",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".ods",
)
_MAX_HEADERS = 65_536
_PACKED = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,99}(?:<!doctype[^<>]{0,500}>\s{0,99})?<html data-sfz>", re.IGNORECASE
)


def page_kind(path: Path, start: bytes) -> str:
    """``html`` or ``mhtml`` for a saved page, ``HTML`` for markup under the name of a table.

    A portal that asks for a password answers with a page under the name of the export: that is
    refused as the table it is not. Empty for anything else.
    """
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        start = start.decode("utf-16", "replace").encode("utf-8")
    start = start.removeprefix(codecs.BOM_UTF8)
    if _is_message(start):
        return "mhtml"
    before = _BEFORE.match(start)
    if not _MARKUP.match(start, before.end() if before else 0):
        return ""
    return "HTML" if path.suffix.lower() in _TABLE_NAMES else "html"


def is_packed(start: bytes) -> bool:
    """Whether a page is the shell around a ZIP with the page itself, as SingleFile writes it."""
    return bool(_PACKED.match(start))


def _is_message(start: bytes) -> bool:
    start = start.lstrip()
    if not _HEADER.match(start):
        return False
    end = _HEADERS_END.search(start, 0, _MAX_HEADERS)
    headers = start[: end.start() if end else _MAX_HEADERS].lower()
    is_mail = b"mime-version:" in headers or headers.startswith(b"from: <saved by ")
    return is_mail and any(mark in headers for mark in _MESSAGE_MARKS)
