# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes in the person's words: what happened, where, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.i18n import _, number
from app.messages.case_errors import CASE_ERRORS
from app.messages.codebook_demands import told_demand
from app.messages.coding_errors import CODING_ERRORS
from app.messages.formats import READ, format_words, way_for
from app.messages.input_errors import INPUT_ERRORS
from app.messages.labels import labelled
from app.messages.notes import NOTES
from app.messages.places import is_inside, told_place
from app.messages.problems import PROBLEMS
from app.messages.protection_errors import PROTECTION_ERRORS
from app.messages.reading_errors import READING_ERRORS
from app.messages.refused_files import WORDS, kinds_told, remedy_words
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
    if isinstance(places := detail.get("places"), list):
        told["places"] = ", ".join(map(told_place, places))
    if "demand" in told:
        told["demand"] = told_demand(str(told["demand"]))
    for name in ("looks_like", "expected"):
        if name in told:
            told[name] = format_words(str(told[name]))
    if isinstance(limit := told.get("limit"), int):
        told["limit"] = number(limit)
    return told


def describe(error: KnownError) -> Message:
    """The message of a known error in the language in force."""
    values = _Values(
        _words(error.detail), path=error.path or "…", place=told_place(error.place or "…")
    )
    if error.code in _TOLD_APART and (told := _TOLD_APART[error.code](error)):
        return told
    text, remedy = ERRORS.get(error.code, ("", ""))
    if not text:
        return Message(_("This could not be done ({code}).").format(code=error.code), "")
    return Message(_(text).format_map(values), _(remedy).format_map(values) if remedy else "")


def _told_format(error: KnownError) -> Message | None:
    """Another format than the one asked for; what it looks like may well be one that is read."""
    wanted, found = str(error.detail.get("expected", "")), str(error.detail.get("looks_like", ""))
    if not wanted:
        return _told_other(error, found)
    words = _("{path} cannot be read as {expected}: its content looks like {looks_like}.")
    text = words.format(
        path=error.path, expected=format_words(wanted), looks_like=format_words(found)
    )
    if found not in READ:
        return Message(text, _(ERRORS[error.code][1]))
    remedy = _(
        "Leave --format out, or give --format {format}; a saved mapping may ask for a format too."
    )
    return Message(text, remedy.format(format=found))


def _told_other(error: KnownError, found: str) -> Message | None:
    """A file of a kind that is not read, for which there is a way."""
    if not (way := way_for(found)):
        return None
    text = ERRORS[error.code][0]
    path = error.path or "…"
    return Message(_(text).format(path=path, looks_like=format_words(found)), way)


def _told_nothing(error: KnownError) -> Message | None:
    """A ZIP or folder in which nothing is an ad: by kind of refusal."""
    members = error.detail.get("members")
    listed = members if isinstance(members, list) else []
    refused = [found.groups() for one in listed if (found := _MEMBER.fullmatch(str(one)))]
    told = kinds_told([(name, code) for name, code in refused])
    if not told:
        return None
    text = [_("Nothing in {path} can be read as ads.").format(path=error.path)]
    text += [f"{labelled(kind, names)}." for kind, names, _way in told]
    text += ["…"] if len(refused) >= _MEMBERS_NAMED else []
    ways = [labelled(kind, way) if len(told) > 1 else way for kind, _names, way in told if way]
    return Message(" ".join(text), " ".join([*ways, _("Or name the file with the ads itself.")]))


_MEMBERS_NAMED = 5
"""The error names so many members, however many there were."""
_MEMBER = re.compile(r"(.*) \(([a-z_]+)\)", re.DOTALL)
_TOLD_APART: Mapping[str, Callable[[KnownError], Message | None]] = {
    "file_not_this_format": _told_format,
    "archive_no_ads": _told_nothing,
}


def describe_reject(row: Rejected) -> str:
    """Why a row was not taken, or a whole file of a ZIP or folder."""
    text = "" if is_inside(row.place) else WORDS.get(row.code, "")
    text = text or REJECTS.get(row.code) or ERRORS.get(row.code, ("",))[0]
    if not text:
        return row.code
    return _(text).format_map(_Values(_words(row.detail), place=row.place, path=row.place))


def reject_remedy(place: str, code: str) -> str:
    """What to do about a whole file of a ZIP or folder that was not taken; empty for a row."""
    return "" if is_inside(place) else remedy_words(code)


def describe_note(code: str, detail: Mapping[str, object]) -> str:
    """Something to know of a source as a whole."""
    text = NOTES.get(code, "")
    return _(text).format_map(_Values(_words(detail))) if text else code


def describe_problem(code: str) -> str:
    """What a check or a verification found, in words."""
    text = PROBLEMS.get(code, "")
    return _(text) if text else code
