# SPDX-License-Identifier: GPL-3.0-or-later
"""Known errors of what comes in: code -> (what happened, what to do)."""

from __future__ import annotations

from app.messages.marking import later as _l

INPUT_ERRORS: dict[str, tuple[str, str]] = {
    "file_missing": (
        _l("There is no file {path}."),
        _l("Check its name and folder."),
    ),
    "search_picture": (
        _l("{path} cannot be searched for: {why}"),
        _l("Choose a picture file (JPEG, PNG, WebP, GIF or BMP), or save it as one of these."),
    ),
    "search_no_vectors": (
        _l("No ad of {path} was compared by meaning yet."),
        _l("Run “Find what belongs together” (faisceau index) to its end, then search again."),
    ),
    "file_is_folder": (
        _l("{path} is a folder, not a file."),
        _l("Name the file inside it; the folder of pictures is given with --images."),
    ),
    "file_empty": (
        _l("{path} is empty."),
        _l("Export it again from where it came from."),
    ),
    "file_unreadable": (
        _l("{path} cannot be read."),
        _l("Check that you may read it and that it is not open or protected elsewhere."),
    ),
    "file_not_this_format": (
        _l("{path} is not a table or list of ads: its content looks like {looks_like}."),
        _l("docs/importing.md names what is read; pictures come along with --images."),
    ),
    "archive_broken": (
        _l("{path} is damaged: its list of files cannot be read."),
        _l("Get it again from where it came from."),
    ),
    "archive_entries": (
        _l("{path} holds more than {limit} files and is not opened."),
        _l("Divide it, or name the folder of the ads inside it."),
    ),
    "archive_overlap": (
        _l("Files inside {path} lie over each other; it is not opened."),
        _l("It may be made to do harm. Get it again from where it came from."),
    ),
    "archive_empty": (
        _l("No file is in {path}."),
        _l("Choose the folder or ZIP file that holds the ads."),
    ),
    "archive_no_ads": (
        _l(
            "Nothing in {path} can be read as ads: no table, list or page lies in it, only "
            "pictures, films, empty files or files of the system."
        ),
        _l(
            "Name the file with the ads, or the folder in which it lies; the folder of its pictures"
            " is given with --images."
        ),
    ),
    "format_unknown": (
        _l("The format {format} is not known."),
        _l("Known formats: {formats}."),
    ),
    "encoding_unknown": (
        _l("The encoding {encoding} is not known."),
        _l("Leave --encoding out, or name one such as utf-8, cp1252 or cp1251."),
    ),
    "no_columns": (
        _l("{path} has no header with column names."),
        _l("The first row has to name the columns."),
    ),
    "no_rows": (
        _l("{path} has a header and no rows."),
        _l("Export it again from where it came from."),
    ),
    "rows_all_rejected": (
        _l("Nothing of {path} came in: every row was rejected ({rejected})."),
        _l("The import report gives the reason for each row. Mend them, or import another file."),
    ),
    "too_many_columns": (
        _l("{path} has more columns than the limit of {limit}."),
        _l("Export only the columns that are needed."),
    ),
    "too_many_sheets": (
        _l("{path} has more sheets than the limit of {limit}."),
        _l("Save the sheets that are needed as a file of their own."),
    ),
    "xlsx_bomb": (
        _l("{path} unpacks to far more than it should and is not opened."),
        _l("It may be made to do harm. Save the sheet as CSV on a computer you trust."),
    ),
    "file_bomb": (
        _l("{path} unpacks to far more than it should and is not read."),
        _l("It may be made to do harm. Unpack it on a computer you trust and look at it there."),
    ),
    "workbook_damaged": (
        _l("{path} is damaged, or not built as a workbook should be, and is not opened."),
        _l("Open it where it was made and save it anew, or save its sheets as CSV."),
    ),
    "workbook_encrypted": (
        _l("{path} is protected with a password."),
        _l("Open it where it was made, save it without a password, and import that file."),
    ),
    "json_broken": (
        _l("{path} is not valid JSON at {place}."),
        _l("Export it again; a file that was cut in the middle can be imported as JSON lines."),
    ),
    "page_empty": (
        _l("{path} holds neither words nor a picture."),
        _l("Save the page again once it is shown whole."),
    ),
    "page_too_large": (
        _l("{path} is larger than a page can be: the limit is {limit} bytes."),
        _l("Save the page without its videos, or as MHTML."),
    ),
    "page_too_many_tags": (
        _l("{path} has more than {limit} tags and is not read."),
        _l("It may be made to do harm. Save the part that is needed as a page of its own."),
    ),
    "page_packed": (
        _l("{path} holds its page packed, as a ZIP."),
        _l("Save the page again, as HTML or MHTML."),
    ),
    "page_missing": (
        _l("No page is in {path}."),
        _l("Save the page again, as HTML or MHTML."),
    ),
    "images_missing": (
        _l("There is no folder of pictures at {path}."),
        _l("Check the folder given with --images."),
    ),
    "map_field_unknown": (
        _l("{field} is not a field of an ad."),
        _l("Fields: {fields}."),
    ),
    "map_column_unknown": (
        _l("The source has no column {column}."),
        _l("Its columns: {columns}."),
    ),
    "profile_wrong": (
        _l("The file given with --profile is not a saved mapping."),
        _l("Use a file that an import wrote, or leave --profile out."),
    ),
    "profile_unwritable": (
        _l("The profile cannot be written to {path}: {reason}."),
        _l("Choose a folder that you may write to."),
    ),
    "join_column_unknown": (
        _l("{path} has no column {column} to join the pictures by."),
        _l("Say which with --join COLUMN_OF_ADS=COLUMN_OF_PICTURES. Its columns: {columns}."),
    ),
    "join_no_pictures": (
        _l("No column of {path} names pictures."),
        _l("Name the column of files or addresses images, path or url. Its columns: {columns}."),
    ),
    "join_too_many": (
        _l("{path} names more pictures than the limit of {limit}."),
        _l("Cut it into parts, and import the ads of each part with it."),
    ),
    "not_mended_table": (
        _l("{path} is not a table of rejected rows: it has no column “reject place”."),
        _l("Export the rejected rows with faisceau rejects, mend that file, and import it."),
    ),
    "out_exists": (
        _l("There is a file {path} already."),
        _l("Choose another name; nothing is written over."),
    ),
    "out_unwritable": (
        _l("{path} cannot be written: {reason}."),
        _l("Choose a folder that you may write to."),
    ),
    "source_unknown": (
        _l("No import of this case is called {id}."),
        _l("Imports of this case: {known}. faisceau imports lists them."),
    ),
    "places_damaged": (
        _l("The list of towns is not the one that came with this program: {path}."),
        _l("Install the program again."),
    ),
    "outlines_damaged": (
        _l("The outlines of countries are not those that came with this program: {path}."),
        _l("Install the program again."),
    ),
    "profile_mismatch": (
        _l("The saved mapping names no column that this source has."),
        _l("Leave --profile out, or map the fields with --map. Its columns: {columns}."),
    ),
    "image_format": (
        _l("This file is not a picture of a supported kind (JPEG, PNG, WebP, GIF, BMP)."),
        _l("Convert it, or leave it out; the ad itself is kept."),
    ),
    "image_too_large": (
        _l("This picture is larger than the limit and was not opened."),
        _l("Make a smaller copy, or leave it out; the ad itself is kept."),
    ),
    "image_broken": (
        _l("This picture is damaged and cannot be decoded."),
        _l("Get the file again if you can; the ad itself is kept."),
    ),
    "image_limits": (
        _l("Decoding this picture took too much time or memory and was stopped."),
        _l("It may be made to do harm. Leave it out; the ad itself is kept."),
    ),
    "model_missing": (
        _l("A language model is not there: {path}. All that does not need it works."),
        _l("Run: python3 packaging/start.py setup"),
    ),
    "model_wrong": (
        _l("The language model in {path} is not usable ({place}: {problem})."),
        _l("Build it anew: .venv/bin/python packaging/models.py --force"),
    ),
    "reader_missing": (
        _l("What reads the text in pictures is not there, or not as it was checked."),
        _l("Run: python3 packaging/start.py setup"),
    ),
    "codebook_too_large": (
        _l("{path} is larger than a codebook can be."),
        _l("Choose another file."),
    ),
    "codebook_broken": (
        _l("{path} is not readable as a codebook."),
        _l("A codebook is a YAML file in UTF-8."),
    ),
    "codebook_refused": (
        _l("{path} is refused as a codebook. At {place} it needs {demand}; found: {found}"),
        _l("Mend it there, then load it again."),
    ),
    "indicator_unknown": (
        _l("No indicator is called {indicator}."),
        _l("The codebook lists them: faisceau codebook list."),
    ),
    "demo_missing": (
        _l("The demo corpus is not there: {path}."),
        _l("It belongs to the program's folder resources/demo; install the program again."),
    ),
}
