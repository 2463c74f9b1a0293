# SPDX-License-Identifier: GPL-3.0-or-later
"""Remarks that programs leave in the pages they save: from where, and when."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

# atomic, so that no run of spaces or letters is tried again in pieces
_SINGLE_FILE = re.compile(
    r"(?>\s*)Page saved with SingleFile(?=[^\S\n]*\n)(?>\s*)url:(?>\s*)"
    r"((?>\S{1,4000}))(?>[^\n]*)\n(?:(?>\s*)saved date:(?>\s*)([^\n]{1,200}))?",
    re.IGNORECASE,
)
_BROWSER = re.compile(r"\s*saved from url=\(\d{1,6}\)(\S{1,4000})")
_HTTRACK = re.compile(
    r"\s*Mirrored from (\S{1,4000}) by HTTrack [^,\n]{1,200},([^,\n]{2,5},[^\n]{1,60})"
)
_SCRIPT_DATE = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d{4})"
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 - reads better


@dataclass(frozen=True, slots=True)
class SavedMark:
    """What a saving program says: the address, the moment as it wrote it and as ISO 8601."""

    url: str = ""
    saved: str = ""
    captured_at: str = ""


def mark_of(comments: Sequence[str]) -> SavedMark:
    """The first mark of a saving program among the comments of a page."""
    for comment in comments:
        if found := _SINGLE_FILE.match(comment):
            saved = (found[2] or "").strip()
            return SavedMark(found[1], saved, script_date(saved))
        if found := _BROWSER.match(comment):
            # "about:internet" marks a page as one from outside, and tells no address
            return SavedMark("" if found[1].lower().startswith("about:") else found[1])
        if found := _HTTRACK.match(comment):
            url = found[1] if "://" in found[1] else f"http://{found[1]}"
            return SavedMark(url, found[2].strip(), mail_date(found[2]))
    return SavedMark()


def script_date(untrusted_text: str) -> str:
    """ISO 8601 of a date as JavaScript writes it, its name of the zone left out; else empty."""
    found = _SCRIPT_DATE.match(untrusted_text)
    if not found or found[1] not in _MONTHS:
        return ""
    month = _MONTHS.index(found[1]) + 1
    text = f"{found[3]}-{month:02d}-{found[2]}T{found[4]}{found[5][:3]}:{found[5][3:]}"
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return ""
    return text


def mail_date(untrusted_text: str) -> str:
    """ISO 8601 of a date as mails write it (RFC 2822; zone ``-0000`` is UTC); else empty."""
    try:
        moment = parsedate_to_datetime(untrusted_text.strip()[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
