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
from indexing.pipeline.adding_pictures import link_pictures
from indexing.pipeline.evidence import Thing
from indexing.pipeline.ruled import names_of, ruled_things
from indexing.records import CandidatePair, Hub, Reason, ReasonKind, Ruling
from indexing.store import ads, pairs, rulings
from indexing.store.case import Case


def relink(
    case: Case,
    things: Iterable[Thing],
    options: LinkOptions | None = None,
    *,
    new: frozenset[int] | None = None,
) -> tuple[int, ...]:
    """Link the carriers of these things again, as people ruled; returns the carriers.

    Whether a thing that nobody rules on any more is a hub is judged by the text groups it crosses,
    as an index run does. With ``new`` (ads that are being added) a thing that was a hub and still
    is one is told only in links of these ads.
    """
    touched: set[int] = set()
    chosen = options or LinkOptions()
    with case.transaction():
        hubs = {(hub.kind, hub.value) for hub in pairs.hubs(case)} if new is not None else set()
        named = {names[0]: names for names in (names_of(case, thing) for thing in things)}
        pictures = {value for kind, value in named if kind is ReasonKind.SAME_IMAGE}
        if pictures and pairs.count(case):
            touched.update(link_pictures(case, frozenset(pictures), chosen))
        for thing, names in named.items():
            carriers = rulings.carriers(case, thing)
            touched.update(carriers)
            if thing[0] is not ReasonKind.SAME_IMAGE:
                only = new if thing in hubs else None
                _Relinked(case, names, carriers, chosen).save(only)
    return tuple(sorted(touched))


class _Relinked:
    """A shared thing as it links now: a hub or not, its carriers, which of them are directories."""

    def __init__(
        self, case: Case, names: Sequence[Thing], carriers: Sequence[int], options: LinkOptions
    ) -> None:
        self.case, self.names, self.thing, self.carriers = case, names, names[0], carriers
        self.said = ruled_things(case).get(self.thing, Ruling.NONE)
        self.hub: Hub | None = None
        self.listing: frozenset[int] = frozenset()
        if len(carriers) > 1:
            self._judge(options)

    def _judge(self, options: LinkOptions) -> None:
        group_of, contacts = rulings.surroundings(self.case, self.carriers)
        self.listing = directories(contacts, options)
        kind, value = self.thing
        if kind is ReasonKind.PHONE:  # contacts may hold its national part alone
            own = value[-rulings.NATIONAL_DIGITS :]
            contacts = {
                ad: {value if c == own else c for c in all_} for ad, all_ in contacts.items()
            }
        sites = {value: rulings.groups_of_site(self.case, value)} if kind is ReasonKind.URL else {}
        found = find_hubs(
            {self.thing: self.carriers},
            group_of,
            contacts,
            options,
            rulings={self.thing: self.said},
            sites=sites,
        )
        self.hub = found.get(self.thing)

    def save(self, only: frozenset[int] | None) -> None:
        """Store the hub, and the links by this thing; of a hub that stays one, of some ads."""
        for kind, value in self.names:
            pairs.put_hub(self.case, kind, value, None)
        pairs.put_hub(self.case, *self.thing, self.hub)
        if len(self.carriers) < 2 or not pairs.count(self.case):
            return
        total = ads.count(self.case)
        reasons = {
            listed: reason_for(self.thing, self.carriers, self.hub, total, self.said, listed=listed)
            for listed in (False, True)
        }
        changed = {}
        for pair in self._linked(only if self.hub else None):
            listed = not self.listing.isdisjoint((pair.a, pair.b))
            changed[pair.a, pair.b] = _with(pair, self.names, reasons[listed])
        hubs = {} if self.hub is None else {self.thing: self.hub}
        for one, other, _thing in shared_pairs({self.thing: self.carriers}, hubs, self.listing):
            a, b = sorted((one, other))
            reason = reasons[not self.listing.isdisjoint((a, b))]
            changed.setdefault((a, b), CandidatePair(a, b, (reason,)))
        pairs.put(self.case, changed.values())

    def _linked(self, only: frozenset[int] | None) -> Iterable[CandidatePair]:
        """The links among the carriers, or those of some ads among them."""
        if only is None:
            return pairs.among(self.case, self.carriers)
        inside = set(self.carriers)
        found = (pair for ad in only & inside for pair in pairs.of_ad(self.case, ad))
        return [pair for pair in found if {pair.a, pair.b} <= inside]


def _with(pair: CandidatePair, names: Sequence[Thing], reason: Reason) -> CandidatePair:
    """The pair with this reason for the thing; without reasons where hubs alone are left."""
    others = tuple(one for one in pair.reasons if (one.kind, one.detail.get("value")) not in names)
    found = (*others, reason)
    if all(one.detail.get("hub") for one in found):
        return replace(pair, reasons=())
    return replace(pair, reasons=found)
