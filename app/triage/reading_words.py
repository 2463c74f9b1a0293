# SPDX-License-Identifier: GPL-3.0-or-later
"""Readings and standings in the person's words, and points as people write them.

``A12`` an ad, ``A12:30-42`` a passage, ``A12 - A15`` what ties two ads, ``A12 [RULE]`` a
suggestion on an ad, ``[RULE]`` one on the cluster; words may follow each, or stand alone.
"""

from __future__ import annotations

import re

from app.i18n import _
from app.triage.targets import parse_target, target_text
from indexing.store.ids import ad_id, parse_ad
from indexing.store.marks import Target
from indexing.store.reading_points import Point, Side

_POINT = re.compile(
    r"\s*(?:(?P<target>[Aa][1-9]\d{0,17}(?:(?:\.(?:title|body))?:\d{1,9}-\d{1,9})?)(?![\w:.])"
    r"(?:\s*[-–]\s*(?P<other>[Aa][1-9]\d{0,17})(?!\w))?)?"
    r"\s*(?:\[(?P<rule>[\w.-]{1,60})\])?[\s,;:]*(?P<words>.*)",
    re.DOTALL,
)


def reading_label(reading: str) -> str:
    """A reading in the person's words; words of their own stay as they are."""
    words = {"benign": _("Benign"), "spam": _("Spam"), "scam": _("Scam")}
    return words.get(reading, reading)


def standing_word(standing: str) -> str:
    """A standing in the person's words."""
    words = {
        "open": _("still open"),
        "leaning": _("leaning"),
        "held": _("held"),
        "set_aside": _("set aside"),
        "withdrawn": _("taken away"),
    }
    return words.get(standing, standing)


def person_stands(person: str, standing: str) -> str:
    """How a person stands to a reading, in a few words."""
    return _("{person}: {standing}").format(person=person, standing=standing_word(standing))


def stands(cluster: int, reading: str, standing: str) -> str:
    """A statement as a sentence."""
    return _("{cluster} – {reading}: {standing}").format(
        cluster=f"C{cluster}", reading=reading_label(reading), standing=standing_word(standing)
    )


def parse_point(side: str, text: str) -> Point:
    """What a person wrote for or against a reading."""
    found = _POINT.fullmatch(text)
    if found is None:
        return Point(Side(side), text.strip())
    target = parse_target(found["target"]) if found["target"] else Target()
    other = parse_ad(found["other"]) if found["other"] else None
    return Point(
        Side(side),
        found["words"].strip(),
        target.ad,
        other,
        target.start,
        target.end,
        target.layer,
        found["rule"] or "",
    )


def point_target(point: Point) -> str:
    """What a point points to, as people write it; '' for words alone."""
    parts = []
    if point.ad is not None:
        named = target_text(Target(point.ad, None, point.start, point.end, point.layer))
        parts = [named if point.other is None else f"{named}–{ad_id(point.other)}"]
    if point.rule:
        parts.append(f"[{point.rule}]")
    return " ".join(parts)
