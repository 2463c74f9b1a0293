# SPDX-License-Identifier: GPL-3.0-or-later
"""The weakest connections of a cluster as the window and the command line tell them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.i18n import _, number
from app.triage import sentences
from app.triage.documents import Document, reason_document
from app.triage.items import AdItem
from app.triage.picture_words import with_pictures
from app.triage.regroup_items import BridgeItem, ClusterBridges, HeldItem
from indexing.pipeline.bridging import Connections, HeldLink, connections, main_reason
from indexing.records import CandidatePair, Reason
from indexing.store import clusters, rulings
from indexing.store.case import Case
from indexing.store.ids import ad_id, cluster_id

_ADS_TOLD = 200


def read(
    case: Case, cluster: int, ads_of: Callable[[Sequence[int]], list[AdItem]]
) -> ClusterBridges:
    """The connections of a cluster with the ads at both ends."""
    found = connections(case, cluster)
    ends = [ad for bridge, _link in found.bridges for ad in (bridge.a, bridge.b)]
    ends += [ad for held in found.held for ad in (held.a, held.b)]
    ads = {item.ad: item for item in ads_of(list(dict.fromkeys(ends)))}
    sizes = {row.cluster: row.size for row in clusters.get_many(case, _others(found))}
    return ClusterBridges(
        cluster,
        found.size,
        tuple(
            BridgeItem(
                ads[bridge.a],
                ads[bridge.b],
                bridge.side,
                bridge.rest,
                _kind(link),
                _told(with_pictures(case, link), bridge.b),
                _ruled(case, bridge.thing) or "",
                _numbers(link),
            )
            for bridge, link in found.bridges
        ),
        tuple(
            HeldItem(
                ads[held.a],
                ads[held.b],
                held.cluster,
                sizes.get(held.cluster, 0),
                _kind(held.link),
                _told(with_pictures(case, held.link), held.b),
                _numbers(held.link),
            )
            for held in found.held
        ),
    )


def document(case: Case, cluster: int, *, clear: bool) -> Document:
    """The connections of a cluster as JSON."""
    found = connections(case, cluster)
    return {
        "cluster": cluster_id(cluster),
        "size": found.size,
        "bridges": [
            {
                **_link_document(bridge.a, bridge.b, with_pictures(case, link), clear=clear),
                "strength": bridge.strength,
                "thing": _ruled(case, bridge.thing),
                "side": {
                    "size": len(bridge.side),
                    "ads": [ad_id(ad) for ad in bridge.side[:_ADS_TOLD]],
                },
                "rest": {"size": bridge.rest},
            }
            for bridge, link in found.bridges
        ],
        "held": [
            {
                **_link_document(held.a, held.b, with_pictures(case, held.link), clear=clear),
                "cluster": cluster_id(held.cluster),
            }
            for held in found.held
        ],
    }


def _link_document(a: int, b: int, link: CandidatePair, *, clear: bool) -> Document:
    return {
        "a": ad_id(a),
        "b": ad_id(b),
        "reasons": [reason_document(reason, clear=clear) for reason in link.reasons],
        "sentence": " ".join(_told(link, b, clear=clear)),
    }


def _told(link: CandidatePair, other: int, *, clear: bool = False) -> tuple[str, ...]:
    name = ad_id(other)
    if not link.reasons:
        return (_("A person said that it belongs with {other}.").format(other=name),)
    told = (sentences.sentence(reason, name, unmasked=clear) for reason in _telling(link))
    return tuple(dict.fromkeys(told))


def _numbers(link: CandidatePair) -> str:
    return " · ".join(dict.fromkeys(sentences.numbers(reason) for reason in _telling(link)))


def _telling(link: CandidatePair) -> list[Reason]:
    """The reasons that join, or all where none does."""
    return [reason for reason in link.reasons if reason.joins] or list(link.reasons)


def _kind(link: CandidatePair) -> str:
    reason = main_reason(link)
    return "judgement" if reason is None else reason.kind.value


def _others(found: Connections) -> list[int]:
    def cluster_of(held: HeldLink) -> int:
        return held.cluster

    return list(map(cluster_of, found.held))


def lines(told: Document) -> list[str]:
    """The connections of a cluster for a terminal.

    A number that three ads share ties each of them to the others: as a document each is a bridge
    with its own side; here each pair stands once.
    """
    found = []
    bridges, held = told["bridges"], told["held"]
    pairs: set[frozenset[str]] = set()
    for bridge in bridges if isinstance(bridges, list) else []:
        pair = frozenset((bridge["a"], bridge["b"]))
        if pair in pairs:
            continue
        pairs.add(pair)
        words = _("{side} | {rest} ads: {a} – {b}: {sentence}")
        sizes = {"side": number(bridge["side"]["size"]), "rest": number(bridge["rest"]["size"])}
        found.append(words.format(**{**bridge, **sizes}))
    for link in held if isinstance(held, list) else []:
        found.append(_("too weak to join {cluster}: {a} – {b}: {sentence}").format(**link))
    return found or [_("No single link or number holds parts of this cluster together.")]


def _ruled(case: Case, thing: rulings.Thing | None) -> str | None:
    """The short name of a thing that a person can rule on."""
    return rulings.key_of(case, thing) if thing and thing[0] in rulings.KINDS else None
