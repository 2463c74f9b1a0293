# SPDX-License-Identifier: GPL-3.0-or-later
"""Why rows are rejected: code -> sentence."""

from __future__ import annotations

from app.messages.marking import later as _l

REJECTS: dict[str, str] = {
    "row_width": _l("The row has {cells} cells and the header {columns}."),
    "row_empty": _l("The row is empty."),
    "row_nul": _l("The row holds zero bytes."),
    "row_encoding": _l("The row holds bytes that are not text in this encoding."),
    "row_quote": _l("A quotation mark is opened and never closed."),
    "cell_too_long": _l("A cell is longer than the limit of {limit} characters."),
    "text_too_long": _l("The text is longer than the limit of {limit} characters."),
    "json_broken": _l("The line is not valid JSON (character {character})."),
    "json_cut": _l("The line ends in the middle: the file was cut."),
    "json_too_deep": _l("The entry is nested deeper than {limit} levels."),
    "file_cut": _l("The file ends in the middle of an entry: it was cut."),
    "not_an_object": _l("The entry is not an object with fields but {found}."),
    "too_many_columns": _l("The row has more columns than the limit."),
    "too_many_images": _l("The ad names more pictures than the limit of {limit}."),
}
