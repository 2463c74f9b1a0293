# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds a cluster together: kinds of evidence with examples, and the contacts its ads share.

How many ads of the whole case give a contact stands beside it: what few give says more.
"""

from __future__ import annotations

from app.triage import sentences
from app.triage.decide_items import (
    MOST_CONTACTS,
    ContactItem,
    DecideReasons,
    Example,
    HoldItem,
)
from app.triage.documents import covered_value
from app.triage.picture_words import with_pictures
from indexing.pipeline import holding
from indexing.records import CandidatePair, Judgement, MentionKind, Reason
from indexing.store import cluster_facts, clusters, neighbours, pairs
from indexing.store.case import Case
from indexing.store.ids import ad_id

_CONTACTS = (
    MentionKind.PHONE,
    MentionKind.EMAIL,
    MentionKind.HANDLE,
    MentionKind.URL,
    MentionKind.WALLET,
    MentionKind.IBAN,
)


def read(case: Case, cluster: int, *, clear: bool = False) -> DecideReasons:
    """The reasons of a cluster; the caller has had clear contacts logged.

    Raises:
        BadInputError: ``id_unknown``.
    """
    members = clusters.get(case, cluster).ads
    hubs = {(hub.kind.value, hub.value) for hub in pairs.hubs(case)}
    shared, total = cluster_facts.contacts(case, cluster, _CONTACTS, MOST_CONTACTS)
    return DecideReasons(
        size=len(members),
        holds=tuple(_hold(case, one, clear=clear) for one in holding.holds(case, cluster)),
        contacts=tuple(
            ContactItem(
                one.kind.value,
                one.value if clear else covered_value(one.kind.value, one.value),
                one.ads,
                one.in_case,
                (one.kind.value, one.value) in hubs,
            )
            for one in shared
        ),
        total_contacts=total,
        judged=_judged(case, members),
    )


def _judged(case: Case, members: tuple[int, ...]) -> int:
    inside = set(members)
    said = {
        (min(ad, other), max(ad, other))
        for ad, other, judgement in neighbours.judged_of(case, members)
        if judgement is Judgement.SAME and ad in inside and other in inside
    }
    return len(said)


def _hold(case: Case, found: holding.Hold, *, clear: bool) -> HoldItem:
    strongest, weakest = found.strongest, found.weakest
    if strongest is None or weakest is None:
        raise ValueError(found.kind)
    return HoldItem(
        kind=found.kind.value,
        links=found.links,
        shown_only=found.shown_only,
        strongest=_example(case, *strongest, clear=clear),
        weakest=None if weakest[0] is strongest[0] else _example(case, *weakest, clear=clear),
        other_reading=sentences.other_reading(strongest[1]),
    )


def _example(case: Case, link: CandidatePair, reason: Reason, *, clear: bool) -> Example:
    alone = CandidatePair(link.a, link.b, (reason,))
    told = with_pictures(case, alone).reasons[0]
    words = sentences.sentence(told, ad_id(link.b), unmasked=clear)
    return Example(link.a, link.b, words, sentences.numbers(told))
