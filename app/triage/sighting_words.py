# SPDX-License-Identifier: GPL-3.0-or-later
"""How often an ad was seen, and where from, in words; apart from what reads the case."""

from __future__ import annotations

from app.i18n import _, ngettext, number
from app.triage.items import SightingItem


def times_seen(times: int) -> str:
    """How often an ad was seen, in words."""
    return ngettext("Seen {n} time", "Seen {n} times", times).format(n=number(times))


def sentence(item: SightingItem) -> str:
    """Where a sighting comes from and, in short, what was new in it."""
    parts = [f"{item.source_name}, {item.place}"]
    if item.imported:
        parts.append(_("imported {date}").format(date=item.imported))
    if item.pictures:
        new = ngettext("{n} new picture", "{n} new pictures", item.pictures)
        parts.append(new.format(n=number(item.pictures)))
    return " · ".join(parts)
