# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole files refused among others, in a ZIP or a folder: why, in short, and what to do.

A file that is imported by itself is told by its error; here its name stands before the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.i18n import _
from app.messages.marking import later as _l

WORDS: Mapping[str, str] = {
    "archive_broken": _l("This archive is damaged: its list of files cannot be read."),
    "archive_entries": _l(
        "With this archive there are more than {limit} files; it was not opened."
    ),
    "archive_name": _l(
        "This file or folder has no name, one that leads out of the source, or one with signs that"
        " names do not have; it was not opened."
    ),
    "archive_overlap": _l("Files inside this archive lie over each other; it was not opened."),
    "file_bomb": _l("This file unpacks to far more than it should and was not opened."),
    "file_empty": _l("This file is empty."),
    "file_not_this_format": _l(
        "This is not a table or list of ads: its content looks like {looks_like}."
    ),
    "file_unreadable": _l("This file or folder is damaged or cannot be read."),
    "json_broken": _l("This file is not valid JSON."),
    "member_no_ads": _l(
        "This file looks like {looks_like}, and no column in it names a part of an ad."
    ),
    "member_unreadable": _l("This file or folder is damaged or cannot be read."),
    "no_columns": _l("This file has no header with column names."),
    "no_rows": _l("This file has a header and no rows."),
    "too_many_columns": _l("This file has more columns than the limit of {limit}."),
    "too_many_sheets": _l("This file has more sheets than the limit of {limit}."),
    "workbook_damaged": _l("This workbook is damaged, or not built as a workbook should be."),
    "workbook_encrypted": _l("This file is protected with a password."),
    "xlsx_bomb": _l("This file unpacks to far more than it should and was not opened."),
}
"""What is said of a row by the same code, or of a file by itself, does not fit these."""

_AGAIN = _l("Get it again from where it came from.")
_EXPORT = _l("Export it again from where it came from.")
_HARM = _l("It may be made to do harm. Unpack it on a computer you trust and look at it there.")
_NAME = _l("Give it a plain name of its own, then import again.")
_RIGHTS = _l("Check that you may read it, or get it again, then import again.")
_UNPACK = _l("Unpack it first, and import the folder.")
REMEDIES: Mapping[str, str] = {
    "archive_broken": _AGAIN,
    "archive_encrypted": _l("Unpack it with its password, and import the folder."),
    "archive_entries": _l("Import it by itself, or divide it."),
    "archive_link": _l("Import what it leads to by itself, if it belongs to the case."),
    "archive_method": _UNPACK,
    "archive_name": _NAME,
    "archive_name_twice": _NAME,
    "archive_overlap": _l("It may be made to do harm. Get it again from where it came from."),
    "archive_parts": _l("Divide the source, and import its parts one after another."),
    "archive_ratio": _HARM,
    "archive_too_deep": _UNPACK,
    "file_bomb": _HARM,
    "file_empty": _EXPORT,
    "file_not_this_format": _l(
        "docs/importing.md names what is read; pictures come along with --images."
    ),
    "file_unreadable": _RIGHTS,
    "json_broken": _l(
        "Export it again; a file that was cut in the middle can be imported as JSON lines."
    ),
    "member_no_ads": _l(
        "If it holds ads, import it by itself and name its columns: --map title=COLUMN "
        "--map body=COLUMN."
    ),
    "member_unreadable": _RIGHTS,
    "meta_html": _l("Ask for the download again as JSON, and import that."),
    "no_columns": _l("The first row has to name the columns."),
    "no_rows": _EXPORT,
    "too_many_columns": _l("Export only the columns that are needed."),
    "too_many_sheets": _l("Save the sheets that are needed as a file of their own."),
    "workbook_damaged": _l(
        "Open it where it was made and save it anew, or save its sheets as CSV."
    ),
    "workbook_encrypted": _l(
        "Open it where it was made, save it without a password, and import that file."
    ),
    "xlsx_bomb": _HARM,
}

_DAMAGED = _l("Damaged or not readable")
_LOCKED = _l("Protected with a password")
_BOMB = _l("Unpacking to far more than it should")
_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("archive_broken", "file_unreadable", "member_unreadable"), _DAMAGED),
    "workbook_damaged": _DAMAGED,
    **dict.fromkeys(("archive_encrypted", "workbook_encrypted"), _LOCKED),
    **dict.fromkeys(("archive_ratio", "file_bomb", "xlsx_bomb"), _BOMB),
    "archive_link": _l("A link, which is not followed"),
    "archive_name": _l("A name that is not taken"),
    "archive_name_twice": _l("A name that comes twice"),
    "archive_too_deep": _l("An archive in an archive inside it"),
    "file_empty": _l("Empty"),
    "file_not_this_format": _l("Not a table or list of ads"),
    "json_broken": _l("Not valid JSON"),
    "member_no_ads": _l("No column names a part of an ad"),
    "meta_html": _l("A page of a Facebook or Instagram download, in HTML"),
    "no_columns": _l("No header with column names"),
    "no_rows": _l("A header and no rows"),
}
_OTHER = _l("Not read")


def remedy_words(code: str) -> str:
    """What to do about a file that was refused among others; empty where nothing is known."""
    text = REMEDIES.get(code, "")
    return _(text) if text else ""


def kinds_told(refused: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Refused files by kind of refusal: the kind, the names, what to do.

    Args:
        refused: name and code of each.
    """
    names: dict[str, list[str]] = {}
    codes: dict[str, str] = {}
    for name, code in refused:
        kind = _KINDS.get(code, _OTHER)
        names.setdefault(kind, []).append(name)
        codes.setdefault(kind, code)
    return [(_(kind), ", ".join(names[kind]), remedy_words(code)) for kind, code in codes.items()]
