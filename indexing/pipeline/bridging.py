# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds the parts of a cluster together, and what is too weak to tie it to other clusters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexing.cluster.bridges import LISTED, Bridge, bridges
from indexing.cluster.components import strongest
from indexing.cluster.strength import Thing, strength, thing_of
from indexing.records import CandidatePair, Judgement, Reason
from indexing.store import clusters, neighbours, pairs
from indexing.store.case import Case

_MOST_HELD = 20


@dataclass(frozen=True, slots=True)
class HeldLink:
    """The strongest link to another cluster that was too weak to join the two."""

    a: int
    b: int
    cluster: int
    link: CandidatePair


@dataclass(frozen=True, slots=True)
class Connections:
    """Bridges inside a cluster, and held links to other clusters, strongest first.

    A bridge comes with its link; one without reasons is a person's word.
    """

    size: int
    bridges: tuple[tuple[Bridge, CandidatePair], ...]
    held: tuple[HeldLink, ...]


def connections(case: Case, cluster: int, most: int = LISTED) -> Connections:
    """The weakest connections of a cluster; raises ``id_unknown``."""
    members = clusters.get(case, cluster).ads
    judged = {
        (min(ad, other), max(ad, other)): judgement
        for ad, other, judgement in neighbours.judged_of(case, members)
    }
    links = pairs.among(case, members)
    found = bridges(members, links, judged, most)
    told = zip(found, _links_of(found, links), strict=True)
    return Connections(len(members), tuple(told), _held(case, members, judged))


def _links_of(found: Iterable[Bridge], links: Sequence[CandidatePair]) -> list[CandidatePair]:
    by_pair = {(one.a, one.b): one for one in links}
    of_thing: dict[Thing, Reason] = {}
    for one in links:
        for reason in one.reasons:
            thing = thing_of(reason)
            if thing is not None and reason.joins:
                of_thing.setdefault(thing, reason)
    result = []
    for bridge in found:
        places = (min(bridge.a, bridge.b), max(bridge.a, bridge.b))
        nothing = CandidatePair(*places, ())
        link = by_pair.get(places, nothing)
        if bridge.thing is not None and not link.reasons:
            # two carriers that the star of links does not tie to each other
            link = CandidatePair(*places, (of_thing[bridge.thing],))
        result.append(link)
    return result


def _held(
    case: Case, members: Sequence[int], judged: Mapping[tuple[int, int], Judgement]
) -> tuple[HeldLink, ...]:
    inside = set(members)
    apart = {
        ad
        for places, judgement in judged.items()
        if judgement is Judgement.NOT_SAME
        for ad in places
        if ad not in inside
    }
    kept_apart = {clusters.of_ad(case, ad) for ad in apart}
    best: dict[int, tuple[int, HeldLink]] = {}
    for link in pairs.leaving(case, members):
        weight = max((strength(one) for one in link.reasons if one.joins), default=0)
        a, b = (link.a, link.b) if link.a in inside else (link.b, link.a)
        other = clusters.of_ad(case, b) if weight else None
        if other is None or other in kept_apart:
            continue
        if weight > best.get(other, (0, None))[0]:
            best[other] = (weight, HeldLink(a, b, other, link))
    found = sorted(best.values(), key=lambda one: (-one[0], one[1].cluster))
    return tuple(held for _weight, held in found[:_MOST_HELD])


def main_reason(link: CandidatePair) -> Reason | None:
    """The reason of a link that a short list tells; None where a person's word is the link."""
    return strongest(link.reasons) if link.reasons else None
