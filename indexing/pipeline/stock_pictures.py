# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures that several advertisers show who share nothing else: stock photos and stolen ones.

One advertiser may have many numbers, one in each ad, and one photo in all: that cannot be told
from a photo that everybody takes, so such a picture is marked for people and still joins. Where
each of three groups of several ads has its own contacts, there are three advertisers: then the
picture joins nothing. Who shares a second picture as well counts as one advertiser with one set of
photos.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from indexing.cluster.components import Components
from indexing.pipeline.evidence import Thing
from indexing.records import Reason

STOCK = "stock"
"""Why a picture is a hub: advertisers with contacts of their own show it."""
ADVERTISERS = 3
"""So many groups with a contact of their own and with nothing else in common."""
_ADS_OF_ADVERTISER = 3
"""Ads of a group, with and without the picture, that make it an advertiser and not a lone ad."""


@dataclass(frozen=True, slots=True)
class StockPicture:
    """Who shows a picture that may be a stock photo: groups with own contacts, and all groups.

    ``held`` says that so many of them are advertisers of several ads that it joins nothing.
    """

    contacts: int
    groups: int
    held: bool


def stock_pictures(
    motifs: Mapping[Thing, Sequence[int]],
    group_of: Mapping[int, int],
    contacts: Mapping[int, set[str]],
) -> dict[Thing, StockPicture]:
    """Motifs that groups with contacts of their own show who share nothing else.

    Args:
        motifs: the ads that show each motif.
        group_of: group of every ad by texts and contacts.
        contacts: contacts that each ad gives.
    """
    size = Counter(group_of.values())
    shown_by = {thing: sorted({group_of[ad] for ad in ads}) for thing, ads in motifs.items()}
    motifs_of: dict[int, set[Thing]] = {}
    for thing, groups in shown_by.items():
        for group in groups:
            motifs_of.setdefault(group, set()).add(thing)
    found = {}
    for thing, groups in shown_by.items():
        if len(groups) < ADVERTISERS:
            continue
        one = _advertisers(thing, groups, motifs_of)
        given: dict[int, set[str]] = {}
        for ad in motifs[thing]:
            given.setdefault(one.root(group_of[ad]), set()).update(contacts.get(ad, set()))
        own = _with_own(given)
        if len(own) >= ADVERTISERS:
            ads: Counter[int] = Counter()
            for group in groups:
                ads[one.root(group)] += size[group]
            large = [root for root in own if ads[root] >= _ADS_OF_ADVERTISER]
            found[thing] = StockPicture(len(own), len(given), len(large) >= ADVERTISERS)
    return found


def told(reason: Reason, stock: StockPicture | None) -> Reason:
    """The reason, marked where its picture may be a stock photo or a stolen one."""
    if stock is None:
        return reason
    detail = {**reason.detail, "stock": True, "contacts": stock.contacts}
    joins = reason.joins and not stock.held
    return Reason(reason.kind, reason.score, reason.threshold, detail, joins=joins)


def _advertisers(
    thing: Thing, groups: Sequence[int], motifs_of: Mapping[int, set[Thing]]
) -> Components:
    """Groups joined that share another picture beside this one."""
    joined = Components(groups)
    for one, other in combinations(groups, 2):
        if motifs_of[one] & motifs_of[other] - {thing}:
            joined.join(one, other)
    return joined


def _with_own(given: Mapping[int, set[str]]) -> list[int]:
    """Those that have a contact that no other has."""
    times = Counter(contact for contacts in given.values() for contact in contacts)
    return [
        one for one, contacts in given.items() if any(times[contact] == 1 for contact in contacts)
    ]
