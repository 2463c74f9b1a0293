# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's ruling on a shared thing, and the links of that thing as they follow from it.

Only links by the thing itself change at once. What the next full index run would weigh anew
(whether other things are hubs, now that groups changed) is left to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from indexing.link.shared_mentions import directories, find_hubs, reason_for, shared_pairs
from indexing.options import LinkOptions
from indexing.pipeline.evidence import Thing
from indexing.records import CandidatePair, Hub, Reason, Ruling
from indexing.store import ads, pairs, rulings
from indexing.store.case import Case


def relink(
    case: Case, things: Iterable[Thing], options: LinkOptions | None = None
) -> tuple[int, ...]:
    """Link the carriers of these things again, as people ruled; returns the carriers.

    Whether a thing that nobody rules on any more is a hub is judged by the text groups it crosses,
    as an index run does for contacts.
    """
    touched: set[int] = set()
    with case.transaction():
        for thing in things:
            carriers = rulings.carriers(case, thing)
            touched.update(carriers)
            _relink(case, thing, carriers, options or LinkOptions())
    return tuple(sorted(touched))


def _relink(case: Case, thing: Thing, carriers: Sequence[int], options: LinkOptions) -> None:
    said = rulings.current(case).get(thing, Ruling.NONE)
    hub: Hub | None = None
    listing: frozenset[int] = frozenset()
    if len(carriers) > 1:
        group_of, contacts = rulings.surroundings(case, carriers)
        ruled = {thing: said}
        hub = find_hubs({thing: carriers}, group_of, contacts, options, rulings=ruled).get(thing)
        listing = directories(contacts, options)
    pairs.put_hub(case, *thing, hub)
    if len(carriers) < 2 or not pairs.count(case):
        return
    total = ads.count(case)
    reasons = {
        listed: reason_for(thing, carriers, hub, total, said, listed=listed)
        for listed in (False, True)
    }
    changed = {}
    for pair in pairs.among(case, carriers):
        listed = not listing.isdisjoint((pair.a, pair.b))
        changed[pair.a, pair.b] = _with(pair, thing, reasons[listed])
    hubs = {} if hub is None else {thing: hub}
    for one, other, _thing in shared_pairs({thing: carriers}, hubs, listing):
        a, b = sorted((one, other))
        reason = reasons[not listing.isdisjoint((a, b))]
        changed.setdefault((a, b), CandidatePair(a, b, (reason,)))
    pairs.put(case, changed.values())


def _with(pair: CandidatePair, thing: Thing, reason: Reason) -> CandidatePair:
    """The pair with this reason for the thing; without reasons where hubs alone are left."""
    others = tuple(one for one in pair.reasons if (one.kind, one.detail.get("value")) != thing)
    found = (*others, reason)
    if all(one.detail.get("hub") for one in found):
        return replace(pair, reasons=())
    return replace(pair, reasons=found)
