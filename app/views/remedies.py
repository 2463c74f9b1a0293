# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do about an error, as the window has it: by the names of its lines and menus.

Messages are written for both ways of working. Where one names a switch, a command or a file of the
program, the window says what a person finds in front of them; only what the window cannot do is
left to the command line, and said to be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.i18n import _
from app.messages.marking import later as _l

_OF_THE_COMMAND_LINE = re.compile(r"(?<![\w-])--[a-z]|\bfaisceau [a-z]|\b(?:docs|packaging)/")

TEXTS: Mapping[str, str] = {
    "profile_wrong": _l("This profile is not a saved mapping."),
}
REMEDIES: Mapping[str, str] = {
    "archive_no_ads": _l(
        "Choose the file with the ads, or the folder in which it lies. The folder of its pictures "
        "belongs in the line “Pictures”."
    ),
    "blob_damaged": _l("Restore the file from a copy of the case."),
    "blob_missing": _l("Restore its folder “blobs” from a copy of the case."),
    "bundle_empty": _l("Choose the whole case, or another cluster."),
    "case_db_damaged": _l("Restore case.db from a copy of the case."),
    "case_missing": _l("Choose the folder where it is now, or make a new case."),
    "codebook_damaged": _l("Restore case.db from a copy of the case."),
    "encoding_unknown": _l("Choose another in the line “Encoding”."),
    "file_is_folder": _l(
        "Choose the file inside it. The folder of pictures belongs in the line “Pictures”."
    ),
    "file_not_this_format": _l(
        "Tables, JSON, lists in XML, saved pages, chats and web archives are read, also in a ZIP "
        "file or a folder. Pictures alone belong in the line “Pictures”."
    ),
    "images_missing": _l("Check the folder in the line “Pictures”."),
    "item_protected": _l("A second person opens it under its role: “Protection…” in the menu."),
    "join_column_unknown": _l(
        "Say in the line “Joined by” which column of the ads and which of the pictures are the "
        "same, as in id=ad_id."
    ),
    "model_missing": _l("Run the set-up of the program again."),
    "model_wrong": _l("Run the set-up of the program again."),
    "not_mended_table": _l(
        "Choose “Export rejected rows…”, mend the file that is written, and choose that one here."
    ),
    "passphrase_wrong": _l(
        "Try again, or use the recovery key; with it a new passphrase is set on the command line: "
        "faisceau recover."
    ),
    "picture_protected": _l("Follow the protocol of your unit."),
    "profile_mismatch": _l(
        "Choose another in the line “Profile” or none, and say under “How columns are understood” "
        "what each column is."
    ),
    "profile_wrong": _l("Choose another in the line “Profile”, or none."),
    "purge_incomplete": _l(
        "Delete it again. If it stays, the whole case is to be purged on the command line: "
        "faisceau purge."
    ),
    "reader_missing": _l("Run the set-up of the program again."),
    "redaction_unread": _l("Run “Find what belongs together” to its end, then export again."),
    "retention_overdue": _l("It is purged on the command line: faisceau purge."),
    "sealed_damaged": _l("Restore the case folder from a copy."),
}


def in_window(code: str, text: str, remedy: str) -> tuple[str, str]:
    """What happened and what to do, in words of the window where it has some."""
    if code in TEXTS and _OF_THE_COMMAND_LINE.search(text):
        text = _(TEXTS[code])
    if code in REMEDIES and _OF_THE_COMMAND_LINE.search(remedy):
        remedy = _(REMEDIES[code])
    return text, remedy
