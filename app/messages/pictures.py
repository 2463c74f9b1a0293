# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a picture takes no part in joining, in the person's words."""

from __future__ import annotations

from app.i18n import _
from app.messages.input_errors import INPUT_ERRORS
from indexing.errors import KnownError


def unshown_words(error: object = None) -> str:
    """Why a picture that was asked for is not shown; without an error there is no small one."""
    if error is None:
        return _("There is no small picture of it.")
    words = {
        "blob_missing": _("Its file is missing from the case folder."),
        "blob_damaged": _("Its file in the case folder is damaged."),
        "disk_error": _("The disk could not be read."),
    }
    code = error.code if isinstance(error, KnownError) else ""
    return words.get(code, _("It could not be decoded safely, so it is not shown."))


def held_words(status: str, code: str) -> str:
    """Why a picture of this status and code joins no ads, or only when nearly equal."""
    if status == "rejected" and code in INPUT_ERRORS:
        return _(INPUT_ERRORS[code][0])
    words = {
        "rejected": _("This picture is larger than the limit and was not opened."),
        "flat": _("Nearly empty: it is not compared with others."),
        "text": _("Little but text: it joins ads only when nearly equal."),
        "protected": _("Held back: it is under protection."),
        "missing": _("Its file was not found."),
    }
    return words.get(status, code)
