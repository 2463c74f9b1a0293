# SPDX-License-Identifier: GPL-3.0-or-later
"""Links by shared contacts and addresses; hubs are judged by the text groups they cross."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexing.cluster.components import Components
from indexing.link.shared_mentions import (
    LINKING,
    carriers_of,
    find_hubs,
    groups_of_sites,
    reason_for,
    shared_pairs,
)
from indexing.options import LinkOptions
from indexing.pipeline.evidence import Evidence, Links, Thing
from indexing.records import Hub, ReasonKind, Ruling

CONTACTS = frozenset({ReasonKind.PHONE, ReasonKind.EMAIL, ReasonKind.HANDLE})


def link_contacts(
    evidence: Evidence, options: LinkOptions, links: Links, groups: Components
) -> dict[int, set[str]]:
    """Link by shared contacts; returns the contacts of each ad."""
    mentions = list(evidence.mentions)
    carriers = carriers_of(mentions)
    contacts: dict[int, set[str]] = {}
    for kind, value, ads in mentions:
        if LINKING.get(kind) in CONTACTS:
            for ad in ads:
                contacts.setdefault(ad, set()).add(value)
    group_of = {ad: groups.root(ad) for ad in evidence.ads}
    rulings = evidence.rulings
    sites = groups_of_sites(mentions, group_of)
    hubs = find_hubs(carriers, group_of, contacts, options, rulings=rulings, sites=sites)
    links.hubs += hubs.values()
    total = len(evidence.ads)
    for a, b, thing in shared_pairs(carriers, hubs):
        ruling = rulings.get(thing, Ruling.NONE)
        links.add(a, b, reason_for(thing, carriers[thing], None, total, ruling))
        groups.join(a, b)
    _complete(links, carriers, hubs, evidence)
    return contacts


def _complete(
    links: Links,
    carriers: Mapping[Thing, Sequence[int]],
    hubs: Mapping[Thing, Hub],
    evidence: Evidence,
) -> None:
    """Add to every linked pair whatever else its two ads share, hubs included.

    A person sees all of the evidence, not only the star that carried it.
    """
    things: dict[int, set[Thing]] = {}
    for thing, ads in carriers.items():
        for ad in ads:
            things.setdefault(ad, set()).add(thing)
    nothing: set[Thing] = set()
    for a, b in list(links.reasons):
        for thing in sorted(things.get(a, nothing) & things.get(b, nothing)):
            ruling = evidence.rulings.get(thing, Ruling.NONE)
            hub = hubs.get(thing)
            links.add(a, b, reason_for(thing, carriers[thing], hub, len(evidence.ads), ruling))
