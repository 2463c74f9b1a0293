# SPDX-License-Identifier: GPL-3.0-or-later
"""A filter bound to a case and to who asks: what was read there, and what is new to whom."""

from __future__ import annotations

from dataclasses import replace

from app.triage.expressions import parse_chosen
from indexing.store import readings
from indexing.store.case import Case
from indexing.store.queue_filter import Filter


def meant(case: Case, expression: str, *, only_own: bool = False) -> Filter | None:
    """The filter of what was typed, bound; raises as ``expressions.parse_filter``."""
    return bound(case, parse_chosen(expression), only_own=only_own)


def bound(case: Case, chosen: Filter | None, *, only_own: bool = False) -> Filter | None:
    """The filter as the person at work means it in this case.

    Args:
        case: the open case; its actor is who asks.
        chosen: as ``expressions`` read it; None stays None.
        only_own: what other people set, and what rules suggest, counts as absent.
    """
    if chosen is None:
        return None
    by = case.actor if only_own else ""
    found = {one for name in chosen.readings for one in readings.clusters_with(case, name, by=by)}
    return replace(
        chosen,
        actor=case.actor,
        only_own=only_own,
        found=tuple(sorted(found)),
        nots=tuple(filter(None, (bound(case, one, only_own=only_own) for one in chosen.nots))),
    )
