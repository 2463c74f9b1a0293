# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file looks like, in words: the formats that are read, and some that are not."""

from __future__ import annotations

from app.i18n import _
from app.messages.marking import later as _l

READ: dict[str, str] = {
    "csv": _l("a table in text (CSV)"),
    "tsv": _l("a table in text with tabs (TSV)"),
    "json": _l("a JSON document"),
    "jsonl": _l("JSON lines"),
    "xml": _l("a list in XML"),
    "cdr": _l("web pages in JSON lines (CDR)"),
    "xlsx": _l("an Excel workbook (XLSX)"),
    "ods": _l("an OpenDocument workbook (ODS)"),
    "xls": _l("an old Excel workbook (XLS)"),
    "sheet-html": _l("a table written as a web page (HTML)"),
    "sheet-xml": _l("a workbook in one XML file"),
    "telegram": _l("a Telegram export (JSON)"),
    "telegram-html": _l("a Telegram export (HTML)"),
    "whatsapp": _l("a WhatsApp chat"),
    "meta": _l("a download from Facebook or Instagram (JSON)"),
    "html": _l("a web page (HTML)"),
    "mhtml": _l("a saved web page (MHTML)"),
    "warc": _l("a web archive (WARC)"),
    "wacz": _l("a web archive (WACZ)"),
    "zip": _l("a ZIP archive"),
    "folder": _l("a folder"),
}
"""What ``--format`` takes."""

_PICTURE, _PACKED, _FILM, _PROGRAM = (
    _l("a picture ({kind})"),
    _l("a packed archive ({kind})"),
    _l("a film or sound ({kind})"),
    _l("a program ({kind})"),
)
_OTHERS: dict[str, str] = {
    **dict.fromkeys(("PNG", "JPEG", "GIF", "TIFF", "BMP", "ICO", "WEBP"), _PICTURE),
    **dict.fromkeys(("TAR", "7z", "RAR", "XZ", "BZIP2", "ZSTD", "GZIP"), _PACKED),
    **dict.fromkeys(("MP3", "MP4", "OGG", "RIFF"), _FILM),
    **dict.fromkeys(("ELF", "EXE"), _PROGRAM),
    **dict.fromkeys(("DOCX", "RTF", "OpenDocument"), _l("a text document ({kind})")),
    **dict.fromkeys(("BIFF", "SYLK", "DIF"), _l("a workbook of an old program ({kind})")),
    "XLSB": _l("a binary Excel workbook (XLSB)"),
    "Numbers": _l("a workbook of Apple Numbers"),
    "FODS": _l("a flat OpenDocument workbook (FODS)"),
    "EML": _l("an e-mail"),
    "PDF": _l("a PDF document"),
    "HTML": _l("a web page (HTML)"),
    "XML": _l("XML"),
    "ZIP": _l("a ZIP archive that is empty or in several parts"),
    "OLE": _l("a file of an old office program"),
    "SQLite": _l("a database (SQLite)"),
    "SQL": _l("a dump of a database (SQL)"),
    "Parquet": _l("a table of a kind that is not read (Parquet)"),
    "text": _l("text without columns"),
    "binary": _l("data that is no text"),
}
_UNPACK = _l("Unpack it, and import the folder.")
_SAVE = _l("Open it where it was made, save it as XLSX or CSV, and import that.")
_EXPORT = _l("Export the table of ads as CSV where the file was made, and import that.")
_COPY = _l("If a table in it lists ads, copy that into a spreadsheet, and import the spreadsheet.")
_WAYS: dict[str, str] = {
    **dict.fromkeys(("TAR", "7z", "RAR", "XZ", "BZIP2", "ZSTD", "GZIP"), _UNPACK),
    **dict.fromkeys(("XLSB", "Numbers", "FODS", "BIFF", "SYLK", "DIF"), _SAVE),
    **dict.fromkeys(("SQL", "SQLite", "Parquet"), _EXPORT),
    **dict.fromkeys(("DOCX", "RTF", "OpenDocument", "PDF"), _COPY),
    "EML": _l("Save what is attached to it, and import that."),
    "HTML": _l(
        "It may be the page that asked for a password instead of giving the list: export it again."
        " If it is a saved page, call it .html."
    ),
}


def way_for(code: str) -> str:
    """What to do with a file that is not read as it is; empty where nothing better is known."""
    return _(_WAYS[code]) if code in _WAYS else ""


def format_words(code: str) -> str:
    """What a file looks like; the code itself where there are no words for it."""
    text = READ.get(code) or _OTHERS.get(code)
    return _(text).format(kind=code) if text else code
