# SPDX-License-Identifier: GPL-3.0-or-later
"""The day on which an ad was seen, as sorting and filters use it."""

from __future__ import annotations


def day_seen(posted_at: str, captured_at: str) -> str:
    """The date posted, else captured, where it is ISO 8601; else ''."""
    day = posted_at if is_iso(posted_at) else captured_at
    return day if is_iso(day) else ""


def is_iso(text: str) -> bool:
    """Does a text begin as an ISO 8601 date does?"""
    return len(text) >= 10 and text[4] == "-" == text[7] and text[:4].isdecimal()
