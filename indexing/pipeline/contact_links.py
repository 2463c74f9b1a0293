# SPDX-License-Identifier: GPL-3.0-or-later
"""Links by shared contacts and addresses; hubs are judged by the text groups they cross."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexing.cluster.components import Components
from indexing.link.shared_mentions import (
    LINKING,
    carriers_of,
    directories,
    find_hubs,
    groups_of_sites,
    reason_for,
    shared_pairs,
)
from indexing.options import LinkOptions
from indexing.pipeline.evidence import Evidence, Links, Thing
from indexing.records import Hub, MentionKind, Reason, ReasonKind, Ruling

CONTACTS = frozenset({ReasonKind.PHONE, ReasonKind.EMAIL, ReasonKind.HANDLE})


def link_contacts(
    evidence: Evidence, options: LinkOptions, links: Links, groups: Components
) -> dict[int, set[str]]:
    """Link by shared contacts; returns the contacts of each ad."""
    mentions = list(evidence.mentions)
    carriers = carriers_of(mentions)
    contacts = contacts_of(mentions)
    group_of = {ad: groups.root(ad) for ad in evidence.ads}
    rulings = evidence.rulings
    sites = groups_of_sites(mentions, group_of)
    hubs = find_hubs(carriers, group_of, contacts, options, rulings=rulings, sites=sites)
    links.hubs += hubs.values()
    shared = _Shared(carriers, hubs, directories(contacts, options), evidence)
    for a, b, thing in shared_pairs(carriers, hubs, shared.listing):
        reason = shared.reason(a, b, thing)
        links.add(a, b, reason)
        if reason.joins:
            groups.join(a, b)
    _complete(links, shared)
    return contacts


@dataclass(frozen=True, slots=True)
class _Shared:
    """What ads share by their texts, the hubs among it, and the ads that are directories."""

    carriers: Mapping[Thing, Sequence[int]]
    hubs: Mapping[Thing, Hub]
    listing: frozenset[int]
    evidence: Evidence

    def reason(self, a: int, b: int, thing: Thing) -> Reason:
        """The reason that two ads share this."""
        return reason_for(
            thing,
            self.carriers[thing],
            self.hubs.get(thing),
            len(self.evidence.ads),
            self.evidence.rulings.get(thing, Ruling.NONE),
            listed=a in self.listing or b in self.listing,
        )


def contacts_of(
    mentions: Iterable[tuple[MentionKind, str, Sequence[int]]],
) -> dict[int, set[str]]:
    """The telephone numbers, mail addresses and account names that each ad gives."""
    contacts: dict[int, set[str]] = {}
    for kind, value, ads in mentions:
        if LINKING.get(kind) in CONTACTS:
            for ad in ads:
                contacts.setdefault(ad, set()).add(value)
    return contacts


def _complete(links: Links, shared: _Shared) -> None:
    """Add to every linked pair whatever else its two ads share, hubs included.

    A person sees all of the evidence, not only the star that carried it.
    """
    things: dict[int, set[Thing]] = {}
    for thing, ads in shared.carriers.items():
        for ad in ads:
            things.setdefault(ad, set()).add(thing)
    nothing: set[Thing] = set()
    for a, b in list(links.reasons):
        for thing in sorted(things.get(a, nothing) & things.get(b, nothing)):
            links.add(a, b, shared.reason(a, b, thing))
