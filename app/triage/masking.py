# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts are covered until a person gives a reason; covering never changes a text's length.

Known mentions are covered by their spans; what merely looks like a number or an address is
covered too, so that an ad that was not indexed yet shows nothing either. Digits that adjoin a
covered number are covered with it: it may have been read wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.triage import digit_clusters
from app.triage.digit_clusters import Cluster, clusters

BULLET = digit_clusters.BULLET
COVERED = frozenset({"phone", "email", "handle", "iban", "wallet"})
_NUMBERS = frozenset({"phone", "iban", "wallet"})
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_LONG_DIGITS = re.compile(r"\d{6,}")


def cover(kind: str, raw: str) -> str:
    """``raw`` with its telling characters covered: last two or, of a name, the first stay."""
    if kind == "email":
        name, at, domain = raw.partition("@")
        return _keep_first(name) + at + domain
    if kind == "handle":
        platform, colon, name = raw.rpartition(":")
        return platform + colon + _keep_first(name)
    if kind == "url":
        return _LONG_DIGITS.sub(_keep_last_of, raw)
    return _keep_last(raw) if kind in COVERED else raw


def cover_text(text: str, spans: Iterable[tuple[str, int, int]] = ()) -> str:
    """A text with its mentions, ``(kind, start, end)``, and all look-alikes covered."""
    covered: set[int] = set()
    for kind, start, end in spans:
        text = text[:start] + cover(kind, text[start:end]) + text[end:]
        if kind in _NUMBERS:
            covered.update(i for i, c in enumerate(text[start:end], start) if c == BULLET)
    text = _EMAIL.sub(_email_of, text)
    found = clusters(text, covered)
    return _with_bullets(text, (one for one in found if one.is_long or one.was_covered))


def cover_remains(text: str) -> str:
    """A text that was covered, with the digits covered that adjoin a covered number."""
    return _with_bullets(text, (one for one in clusters(text) if one.was_covered))


def _with_bullets(text: str, secret: Iterable[Cluster]) -> str:
    chars = list(text)
    for cluster in secret:
        kept = cluster.kept or frozenset(cluster.shown[-2:])
        for place in cluster.shown:
            if place not in kept:
                chars[place] = BULLET
    return "".join(chars)


def _keep_first(name: str) -> str:
    places = [i for i, char in enumerate(name) if char.isalnum()]
    covered = set(places[1:] if len(places) > 1 else places)
    return "".join(BULLET if i in covered else char for i, char in enumerate(name))


def _keep_last(raw: str) -> str:
    covered = {i for i, char in enumerate(raw) if char.isalnum()}
    covered -= set(sorted(covered)[-2:])
    return "".join(BULLET if i in covered else char for i, char in enumerate(raw))


def _keep_last_of(match: re.Match[str]) -> str:
    return _keep_last(match[0])


def _email_of(match: re.Match[str]) -> str:
    return cover("email", match[0])
