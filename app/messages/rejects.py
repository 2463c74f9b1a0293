# SPDX-License-Identifier: GPL-3.0-or-later
"""Why rows are rejected: code -> sentence."""

from __future__ import annotations

from app.messages.marking import later as _l

REJECTS: dict[str, str] = {
    "row_width": _l("The row has {cells} cells and the header {columns}."),
    "row_empty": _l("The row is empty."),
    "row_nul": _l("The row holds a zero character, which no text has."),
    "row_encoding": _l("The row holds bytes that are not text in this encoding."),
    "quote_unclosed": _l("A quotation mark opens a cell and is never closed."),
    "quote_broken": _l("A quotation mark stands inside a quoted cell without being doubled."),
    "cell_too_long": _l("A cell is longer than the limit."),
    "json_broken": _l("The entry is not valid JSON."),
    "json_cut": _l("The entry ends in the middle: the file was cut."),
    "json_too_deep": _l("The entry is nested deeper than {limit} levels."),
    "page_empty": _l("The page holds neither words nor a picture."),
    "page_too_large": _l("The page is larger than the limit of {limit} bytes."),
    "page_too_many_tags": _l("The page has more than {limit} tags and was not read."),
    "page_missing": _l("No page is in it."),
    "file_cut": _l("The file ends in the middle of an entry: it was cut."),
    "not_an_object": _l("The entry is not an object with fields but {found}."),
    "too_many_columns": _l("The entry has {columns} fields, more than the limit of {limit}."),
}
