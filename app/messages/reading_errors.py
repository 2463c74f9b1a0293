# SPDX-License-Identifier: GPL-3.0-or-later
"""Known errors around readings and acts on many: code -> (what happened, what to do)."""

from __future__ import annotations

from app.messages.marking import later as _l

READING_ERRORS: dict[str, tuple[str, str]] = {
    "reading_unreadable": (
        _l("A reading is one line of at most {most} letters."),
        _l("Write benign, spam, scam or a few words of your own."),
    ),
    "reading_points": (
        _l("What speaks for or against needs words or an ad, and there may be {most} points."),
        _l("Write up to {words} letters, or begin with an ad such as A12."),
    ),
    "reading_point_unknown": (
        _l("There is no point {place} in what you said."),
        _l("faisceau readings lists them with their numbers."),
    ),
    "bulk_unreadable": (
        _l("This cannot be done to many at once: {what}."),
        _l("A status and a reading are of clusters; a note needs words."),
    ),
    "bulk_protocol": (
        _l("{indicator} takes each ad that it is set on out of sight: never many at once."),
        _l("Look at each ad, and set it there."),
    ),
    "bulk_changed": (
        _l("It would change {found} now, not {expected}."),
        _l("Look at the preview again: the case has changed meanwhile."),
    ),
    "bulk_confirm": (
        _l("It would change {changes}; from 100 on you confirm the number."),
        _l("Look with --dry-run, then add --confirm {changes}."),
    ),
}
