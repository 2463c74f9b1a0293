# SPDX-License-Identifier: GPL-3.0-or-later
"""Why rows are rejected: code -> sentence."""

from __future__ import annotations

from app.messages.marking import later as _l

REJECTS: dict[str, str] = {
    "row_width": _l("Row and header differ in length; cells: {cells}, columns: {columns}."),
    "row_header": _l("The names of the columns stand here once more; this is no ad."),
    "row_empty": _l("The row is empty."),
    "row_nul": _l("The row holds a zero character, which no text has."),
    "row_encoding": _l("The row holds bytes that are not text in this encoding."),
    "quote_unclosed": _l("A quotation mark opens a cell and is never closed."),
    "quote_broken": _l("A quotation mark stands inside a quoted cell without being doubled."),
    "cell_too_long": _l("A cell is longer than the limit."),
    "item_too_long": _l("The entry is longer than {limit} bytes."),
    "json_broken": _l("The entry is not valid JSON."),
    "json_cut": _l("The entry ends in the middle: the file was cut."),
    "xml_broken": _l("The XML is damaged here; nothing behind it was read."),
    "json_too_deep": _l("The entry is nested deeper than {limit} levels."),
    "protected_known": _l("This ad is under protection; it does not come back into view."),
    "known_hash": _l("A picture of it is on a list of known hashes; the ad was sealed."),
    "page_empty": _l("The page holds neither words nor a picture."),
    "page_too_large": _l("The page is larger than the limit of {limit} bytes."),
    "page_too_many_tags": _l("The page has more than {limit} tags and was not read."),
    "page_packed": _l("The page is packed within the file; import this file by its own name."),
    "meta_html": _l("A page of a Facebook or Instagram download in HTML holds many posts."),
    "page_missing": _l("No page is in it."),
    "lines_empty": _l("From here on {limit} lines are empty; what follows was not read."),
    "file_cut": _l("The file ends in the middle of an entry: it was cut."),
    "not_an_object": _l("The entry is not an object with fields but {found}."),
    "too_many_columns": _l("The entry has {columns} fields, more than the limit of {limit}."),
    "web_cut": _l("The record ends in the middle: the archive was cut."),
    "web_length": _l(
        "The record is not as long as it says; it was left out and the next one read."
    ),
    "web_header": _l("The headers of the record cannot be read."),
    "web_gzip": _l("The packed record is damaged."),
    "web_bomb": _l("The record unpacks to far more than it should and was not read."),
    "web_too_many": _l("From here on the archive is given up: too much of it is damaged."),
    "web_one_piece": _l(
        "The archive is packed in one piece, not record by record. All of it was read, only more"
        " slowly."
    ),
    "web_revisit_alone": _l(
        "The page was found unchanged and not stored again, and the record with its content is not"
        " in this archive."
    ),
    "web_encoding": _l("The page is packed as {encoding}, which is not read here."),
    "cdr_page_missing": _l("The page that this picture belongs to is not in the file."),
    "archive_name": _l(
        "This file has no name or one that leads out of the archive; it was not opened."
    ),
    "archive_name_twice": _l(
        "The archive holds another file of this name, which was read instead."
    ),
    "archive_link": _l("This is a link or a device, not a file; it was not followed."),
    "archive_encrypted": _l("This file is protected with a password."),
    "archive_method": _l("This file is packed in a way that is not read here (method {method})."),
    "archive_ratio": _l("This file unpacks to far more than it should and was not opened."),
    "archive_too_deep": _l("This archive lies in an archive inside the source; it was not opened."),
    "archive_parts": _l("More than {limit} tables lie here; this one was not read."),
    "member_no_ads": _l(
        "This file looks like {looks_like} and no column in it names a part of an ad."
    ),
    "not_a_message": _l("The line stands before the first message."),
    "member_unreadable": _l("This file is damaged or cannot be read."),
}
