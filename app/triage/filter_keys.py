# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of the filter language in words: what the help of the box, and the documents, tell."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import _


@dataclass(frozen=True, slots=True)
class KeyWords:
    """A key, an example that can be typed as it stands, and what it asks for."""

    key: str
    example: str
    words: str


def known_keys() -> tuple[KeyWords, ...]:
    """Every key, in the order of ``expressions.KEYS``."""
    return (
        KeyWords("site", "site:example", _("Part of the name of the site; site:=name is all")),
        KeyWords("place", "place:Lille", _("A town that the ad names, or part of its name")),
        KeyWords("lang", "lang:fr", _("The language of the ad, as a code of two letters")),
        KeyWords("from", "from:2026-01-01", _("Posted or captured on this day or later")),
        KeyWords("to", "to:2026-03-31", _("Posted or captured on this day or earlier")),
        KeyWords("month", "month:2026-03", _("Posted or captured in this month")),
        KeyWords("status", "status:todo", _("Of the cluster: todo, looking, done or set-aside")),
        KeyWords(
            "new", "new:yes",
            _("Ads came since you looked at the cluster: yes, no, or never looked at"),
        ),
        KeyWords("tag", "tag:FEE-01", _("An indicator that a person set on the ad or its cluster")),
        KeyWords("indicator", "indicator:FEE-01", _("An indicator that a rule suggests on the ad")),
        KeyWords("reading", "reading:spam", _("A reading that somebody named of the cluster")),
        KeyWords("has", "has:image", _("A picture of the ad is in the case")),
        KeyWords("no", "no:image", _("No picture of the ad is in the case")),
        KeyWords("source", "source:list.csv", _("Part of the name of the file it came from")),
        KeyWords("format", "format:csv", _("The format of the file it came from")),
        KeyWords(
            "cluster", "cluster:>5", _("In a cluster of more ads than this, or in cluster:C7")
        ),
        KeyWords("ad", "ad:A34", _("This ad; A34 or C7 alone will do")),
        KeyWords(
            "contact", "contact:A34.1",
            _("Gives the same contact as A34, its first one; the overview writes this"),
        ),
    )  # fmt: skip


def rules() -> tuple[tuple[str, str], ...]:
    """What is true of every term: an example, and what it means."""
    return (
        ("piano lesson", _("Words that must all occur, in any order")),
        ("less*", _("A word that begins like this")),
        ('"piano lesson"', _("Words side by side")),
        ("-piano", _("This word may not occur")),
        ("-site:example", _("A minus before a key: not this")),
        ("site:one site:two", _("One key given twice: any of its values")),
        ('place:"New Haven"', _("A value of several words stands in quotes")),
    )
