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
    is one, or was none and is none, is told anew only in links of these ads, and the ads of the
    links that changed are returned: what older links tell of its carriers stays as it was.
    """
    touched: set[int] = set()
    chosen = options or LinkOptions()
    with case.transaction():
        standing = _Standing(case, new)
        named = {names[0]: names for names in (names_of(case, thing) for thing in things)}
        pictures = {value for kind, value in named if kind is ReasonKind.SAME_IMAGE}
        if pictures and standing.linked:
            touched.update(link_pictures(case, frozenset(pictures), chosen))
        for thing, names in named.items():
            carriers = rulings.carriers(case, thing)
            if thing[0] is ReasonKind.SAME_IMAGE:
                touched.update(carriers)
            else:
                touched.update(_Relinked(standing, names, carriers, chosen).save())
        standing.save()
    return tuple(sorted(touched))


class _Standing:
    """What holds for every thing that is linked again, and links as they change, saved together."""

    def __init__(self, case: Case, new: frozenset[int] | None) -> None:
        self.case, self.new = case, new
        self.ads = ads.count(case)
        self.linked = pairs.count(case) > 0
        self.said = ruled_things(case)
        self.hubs = {(hub.kind, hub.value): hub for hub in pairs.hubs(case)}
        self._changed: dict[tuple[int, int], CandidatePair] = {}
        self._of_new = {
            ad: {(pair.a, pair.b): pair for pair in pairs.of_ad(case, ad)} for ad in new or ()
        }

    def change(self, pair: CandidatePair) -> None:
        """Put a link in place of what stands for its ads, with the next saving."""
        key = (pair.a, pair.b)
        self._changed[key] = pair
        for ad in key:
            if ad in self._of_new:
                self._of_new[ad][key] = pair

    def save(self) -> None:
        """Store the links that changed since the last saving."""
        pairs.put(self.case, self._changed.values())
        self._changed.clear()

    def among(self, carriers: Sequence[int], only: frozenset[int] | None) -> list[CandidatePair]:
        """The links among carriers of a thing, or those of some of the added ads among them."""
        if only is None:
            self.save()
            return pairs.among(self.case, carriers)
        inside = set(carriers)
        found = {key: pair for ad in only for key, pair in self._of_new[ad].items()}
        return [pair for key, pair in found.items() if pair.reasons and inside.issuperset(key)]


class _Relinked:
    """A shared thing as it links now: a hub or not, its carriers, which of them are directories."""

    def __init__(
        self,
        standing: _Standing,
        names: Sequence[Thing],
        carriers: Sequence[int],
        options: LinkOptions,
    ) -> None:
        self.case, self.standing = standing.case, standing
        self.names, self.thing, self.carriers = names, names[0], carriers
        self.said = standing.said.get(self.thing, Ruling.NONE)
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

    def save(self) -> set[int]:
        """Store the hub, and the links by this thing; returns the ads concerned."""
        self._save_hub()
        if len(self.carriers) < 2 or not self.standing.linked:
            return set(self.carriers)
        only = self._only()
        reasons = {
            listed: reason_for(
                self.thing, self.carriers, self.hub, self.standing.ads, self.said, listed=listed
            )
            for listed in (False, True)
        }
        changed = {}
        for pair in self.standing.among(self.carriers, only):
            listed = not self.listing.isdisjoint((pair.a, pair.b))
            changed[pair.a, pair.b] = _with(pair, self.names, reasons[listed])
        hubs = {} if self.hub is None else {self.thing: self.hub}
        for one, other, _thing in shared_pairs({self.thing: self.carriers}, hubs, self.listing):
            a, b = sorted((one, other))
            if only is None or not only.isdisjoint((a, b)):
                reason = reasons[not self.listing.isdisjoint((a, b))]
                changed.setdefault((a, b), CandidatePair(a, b, (reason,)))
        for pair in changed.values():
            self.standing.change(pair)
        return set(self.carriers) if only is None else {ad for key in changed for ad in key}

    def _save_hub(self) -> None:
        stored = {name: self.standing.hubs.get(name) for name in self.names}
        wanted = {**dict.fromkeys(self.names), self.thing: self.hub}
        for (kind, value), hub in wanted.items():
            if hub != stored[kind, value]:
                pairs.put_hub(self.case, kind, value, hub)

    def _only(self) -> frozenset[int] | None:
        """The added ads that carry the thing, where older links by it hold as they are."""
        new, was = self.standing.new, self.standing.hubs.get(self.thing)
        # under several names older links may tell it by one that is no longer the first
        if new is None or len(self.names) > 1 or (was is None) != (self.hub is None):
            return None
        return new.intersection(self.carriers)


def _with(pair: CandidatePair, names: Sequence[Thing], reason: Reason) -> CandidatePair:
    """The pair with this reason for the thing; without reasons where hubs alone are left."""
    others = tuple(one for one in pair.reasons if (one.kind, one.detail.get("value")) not in names)
    found = (*others, reason)
    if all(one.detail.get("hub") for one in found):
        return replace(pair, reasons=())
    return replace(pair, reasons=found)
