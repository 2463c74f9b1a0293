# SPDX-License-Identifier: GPL-3.0-or-later
"""The day on which an ad was seen, as sorting and filters use it."""

from __future__ import annotations


def day_seen(first: str, second: str) -> str:
    """The first of two dates that is ISO 8601; '' if neither is.

    An ad goes by the date posted, else captured; a later sighting of it by the date captured.
    """
    return next((day for day in (first, second) if is_iso(day)), "")


def is_iso(text: str) -> bool:
    """Does a text begin as an ISO 8601 date does?"""
    return len(text) >= 10 and text[4] == "-" == text[7] and text[:4].isdecimal()
