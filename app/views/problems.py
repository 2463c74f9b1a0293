# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells a failure: a known one calmly with its remedy, a bug as one."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.views.plain_text import warn
from app.views.remedies import in_window
from indexing.errors import KnownError


def words(error: Exception) -> tuple[str, str]:
    """What went wrong, and what to do."""
    if isinstance(error, KnownError):
        from app.messages import describe

        message = describe(error)
        return in_window(error.code, message.text, message.remedy)
    return (
        _("Something went wrong inside Faisceau. Your case is as it was before."),
        _("The log in the settings folder holds the details; it contains no ad text."),
    )


def tell(parent: QWidget | None, error: Exception) -> None:
    """Show what went wrong."""
    warn(parent, _("That did not work"), *words(error))


def words_of_document(document: Mapping[str, object]) -> tuple[str, str]:
    """What went wrong in a child process, and what to do; empty where it did not say."""
    told = document.get("error")
    error = told if isinstance(told, Mapping) else {}
    said = [str(error.get(key) or "") for key in ("code", "message", "remedy")]
    return in_window(*said)


def tell_document(parent: QWidget | None, document: Mapping[str, object]) -> None:
    """Show the error that a child process printed."""
    told = document.get("error")
    error = told if isinstance(told, Mapping) else {}
    said, what_to_do = words_of_document(document)
    text = said or _("The work stopped before it was done.")
    place = " · ".join(str(error[key]) for key in ("path", "place") if error.get(key))
    remedy = what_to_do or _("What was confirmed stays. Start it again to go on.")
    warn(parent, _("That did not work"), text, "\n".join(p for p in (place, remedy) if p))
