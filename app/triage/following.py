# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters follow a judgement at once, in the transaction of the judgement itself.

In very large cases drawing them again takes too long for one click; there the next index run
does it, and the person is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from app.i18n import _, ngettext, number
from app.triage.items import Changed
from indexing.store import ads, clusters
from indexing.store.case import Case

MOST_ADS = 30_000
_MOST_NAMED = 4


def redraw(case: Case, *, like: Mapping[int, int] | None = None) -> Changed:
    """Draw the clusters again from links and judgements as they stand; tells which changed.

    After an undo or redo, ``like`` is where ads were: clusters are named as they were then.
    """
    if ads.count(case) > MOST_ADS:
        return Changed(
            _("Clusters follow with the next “Find what belongs together”: this case is large.")
        )
    before = clusters.current(case)
    if not before:
        return Changed()
    # not at the top: the pipeline costs a sixth of a second that the start of the window needs
    from indexing.pipeline.indexing import recluster

    recluster(case, like=like, by_act=like is None)
    after = clusters.current(case)
    moved = [ad for ad in sorted({*before, *after}) if before.get(ad) != after.get(ad)]
    if not moved:
        return Changed(_("The clusters stay as they are."))
    sizes = Counter(after.values())
    touched = {places[ad] for ad in moved for places in (before, after) if ad in places}
    return Changed(_told(sorted(touched), sizes), tuple(moved), clusters=True)


def _told(touched: Sequence[int], sizes: Counter[int]) -> str:
    now = [
        ngettext("{cluster} with {n} ad", "{cluster} with {n} ads", sizes[one]).format(
            cluster=f"C{one}", n=number(sizes[one])
        )
        for one in touched
        if sizes[one]
    ]
    gone = [f"C{one}" for one in touched if not sizes[one]]
    told = [_("Clusters now: {clusters}.").format(clusters=_some(now))] if now else []
    if gone:
        told.append(_("No longer there: {clusters}.").format(clusters=_some(gone)))
    return " ".join(told)


def _some(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    if more <= 0:
        return ", ".join(names)
    return ", ".join(names[:_MOST_NAMED]) + " " + _("and {n} more").format(n=more)
