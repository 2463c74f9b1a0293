# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits and merges of clusters by a person: one operation each, made of judgements on pairs.

They stand for the ads as the person drew them: when ads are deleted on which the judgements hang,
the others are told instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexing.cluster.regrouping import plan_keeping, plan_merge, plan_move, plan_split
from indexing.errors import BadInputError
from indexing.records import Judgement
from indexing.store import clusters, journal, judgements, neighbours, pairs, purge, sides
from indexing.store.case import Case
from indexing.store.ids import ad_id, cluster_id
from indexing.store.journal import Operation

Words = dict[tuple[int, int], Judgement]


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What a split or merge recorded: judgements made, and earlier ones taken back."""

    said: int
    taken_back: int
    ads: tuple[int, ...]


def split(case: Case, cluster: int, chosen: Sequence[int], *, by: str, note: str = "") -> Regrouped:
    """Set ads of a cluster apart from its other ads; both sides stay whole from now on.

    The clusters themselves follow when they are drawn again.

    Raises:
        BadInputError: ``id_unknown``; ``split_outside`` for an ad of another cluster;
            ``split_whole`` when nothing would be left on one side.
    """
    members = clusters.get(case, cluster).ads
    picked = set(chosen)
    for ad in sorted(picked - set(members)):
        raise BadInputError(
            "split_outside", detail={"id": ad_id(ad), "cluster": cluster_id(cluster)}
        )
    if not picked or len(picked) == len(members):
        raise BadInputError("split_whole", detail={"cluster": cluster_id(cluster)})
    judged = _judged(case, members)
    said = plan_split(members, pairs.among(case, members), judged, picked)
    with journal.perform(case, what="split", by=by) as operation:
        sides.put(operation, (sorted(picked), sorted(set(members) - picked)))
        return _record(operation, said, judged, note)


def move(
    case: Case, places: tuple[int, int], chosen: Sequence[int], *, by: str, note: str = ""
) -> Regrouped:
    """Take ads out of one cluster and put them into another, as one operation.

    Args:
        case: open for writing.
        places: the cluster that they are in, and the one that they join.
        chosen: the ads; all of the first cluster's is a merge.
        by: who.
        note: why.

    Raises:
        BadInputError: ``id_unknown``, ``split_outside``, ``merge_one`` for one cluster twice.
    """
    members, wanted = (clusters.get(case, one).ads for one in places)
    if places[0] == places[1]:
        raise BadInputError("merge_one")
    picked = set(chosen)
    for ad in sorted(picked - set(members)):
        detail = {"id": ad_id(ad), "cluster": cluster_id(places[0])}
        raise BadInputError("split_outside", detail=detail)
    rest = sorted(set(members) - picked)
    if not picked or not rest:
        return merge(case, places, by=by, note=note)
    everyone = sorted({*members, *wanted})
    links, judged = pairs.among(case, everyone), _judged(case, everyone)
    said = plan_move(everyone, links, judged, (sorted(picked), rest, wanted))
    with journal.perform(case, what="moved", by=by) as operation:
        sides.put(operation, (sorted({*picked, *wanted}), rest))
        return _record(operation, said, judged, note)


def merge(case: Case, wanted: Sequence[int], *, by: str, note: str = "") -> Regrouped:
    """Make several clusters one; what kept their ads apart is taken back.

    Raises:
        BadInputError: ``id_unknown``; ``merge_one`` for fewer than two clusters.
    """
    groups = [clusters.get(case, one).ads for one in dict.fromkeys(wanted)]
    if len(groups) < 2:
        raise BadInputError("merge_one")
    members = sorted(ad for group in groups for ad in group)
    links, judged = pairs.among(case, members), _judged(case, members)
    said = plan_merge(members, links, judged, groups)
    with journal.perform(case, what="merged", by=by) as operation:
        sides.put(operation, (members,))
        return _record(operation, said, judged, note)


def purge_ads(case: Case, ads: Sequence[int], *, reason: str, by: str) -> purge.Certificate:
    """Delete ads for good, as ``store.purge`` does, and keep what splits and merges drew.

    What is said anew comes first, in a transaction of its own: a kill in between leaves judgements
    that say nothing new.
    """
    keep(case, ads)
    return purge.purge_ads(case, ads, reason=reason, by=by)


def keep(case: Case, gone: Sequence[int]) -> None:
    """Say of other ads what splits and merges said of these, which are about to be deleted.

    The words are those of the person who split or merged, without the note, which may quote what
    goes. Undo of the split takes them back. One that was undone cannot be done again afterwards.
    """
    with case.transaction():
        sides.drop_undone(case, gone)
        for drawn in sides.drawn_of(case, gone):
            ads = {ad for side in drawn.sides for ad in side}
            members = clusters.members_of(case, set(clusters.of_ads(case, ads).values()))
            members = sorted(ads.union(members))
            said = plan_keeping(
                (members, pairs.among(case, members), _judged(case, members)),
                drawn.sides,
                drawn.said,
                gone,
            )
            with journal.prolong(case, drawn.operation) as operation:
                for (a, b), judgement in sorted(said.items()):
                    judgements.judge(operation, a, b, judgement)


def _judged(case: Case, members: Sequence[int]) -> Words:
    inside = set(members)
    return {
        (min(ad, other), max(ad, other)): judgement
        for ad, other, judgement in neighbours.judged_of(case, members)
        if other in inside and judgement is not Judgement.NONE
    }


def _record(operation: Operation, said: Words, judged: Words, note: str) -> Regrouped:
    # what is taken back comes first: nothing recorded contradicts what holds at its time
    for (a, b), judgement in sorted(said.items(), key=lambda one: one[1] != Judgement.NONE):
        judgements.judge(operation, a, b, judgement, note=note)
    opposed = {Judgement.SAME, Judgement.NOT_SAME}
    back = sum(judged.get(places) in opposed - {word} for places, word in said.items())
    made = sum(judgement is not Judgement.NONE for judgement in said.values())
    return Regrouped(made, back, tuple(sorted(operation.ads)))
