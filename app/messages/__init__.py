# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes in the person's words: what happened, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.i18n import _
from app.messages.case_errors import CASE_ERRORS
from app.messages.codebook_demands import told_demand
from app.messages.coding_errors import CODING_ERRORS
from app.messages.input_errors import INPUT_ERRORS
from app.messages.notes import NOTES
from app.messages.places import told_place
from app.messages.problems import PROBLEMS
from app.messages.protection_errors import PROTECTION_ERRORS
from app.messages.reading_errors import READING_ERRORS
from app.messages.rejects import REJECTS
from indexing.errors import KnownError
from indexing.records import Rejected

ERRORS: Mapping[str, tuple[str, str]] = {
    **CASE_ERRORS,
    **CODING_ERRORS,
    **INPUT_ERRORS,
    **PROTECTION_ERRORS,
    **READING_ERRORS,
}


@dataclass(frozen=True, slots=True)
class Message:
    """What happened, and the remedy ('' when there is none)."""

    text: str
    remedy: str


class _Values(dict[str, object]):
    """Values for a message; one that is missing shows as an ellipsis, never as a failure."""

    def __missing__(self, key: str) -> str:
        return "…"


def _words(detail: Mapping[str, object]) -> dict[str, object]:
    """Details as they are told: lists as words with commas, demands on a codebook as words."""
    told = {
        key: ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
        for key, value in detail.items()
    }
    if "demand" in told:
        told["demand"] = told_demand(str(told["demand"]))
    return told


def describe(error: KnownError) -> Message:
    """The message of a known error in the language in force."""
    values = _Values(
        _words(error.detail), path=error.path or "…", place=told_place(error.place or "…")
    )
    text, remedy = ERRORS.get(error.code, ("", ""))
    if not text:
        return Message(_("This could not be done ({code}).").format(code=error.code), "")
    return Message(_(text).format_map(values), _(remedy).format_map(values) if remedy else "")


def describe_reject(row: Rejected) -> str:
    """Why a row was not taken."""
    text = REJECTS.get(row.code) or ERRORS.get(row.code, ("",))[0]  # a file among others
    if not text:
        return row.code
    return _(text).format_map(_Values(_words(row.detail), place=row.place, path=row.place))


def describe_note(code: str, detail: Mapping[str, object]) -> str:
    """Something to know of a source as a whole."""
    text = NOTES.get(code, "")
    return _(text).format_map(_Values(_words(detail))) if text else code


def describe_problem(code: str) -> str:
    """What a check or a verification found, in words."""
    text = PROBLEMS.get(code, "")
    return _(text) if text else code
