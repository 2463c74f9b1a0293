# SPDX-License-Identifier: GPL-3.0-or-later
"""Linking new ads to a case that is linked already, at the cost of the new ads.

Texts are compared with what shares a MinHash band, under the rarity weights of the last full run;
contacts of the new ads are linked anew, as after a ruling; new pictures are compared with all.
Only the clusters that any of this touches are drawn again. A full run settles what moved
meanwhile: weights, and hubs among things that no new ad carries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexing.cluster.components import cluster, counts
from indexing.cluster.naming import name_clusters
from indexing.link.shared_mentions import LINKING
from indexing.options import LinkOptions
from indexing.pipeline import ruling
from indexing.pipeline.adding_pictures import link_pictures
from indexing.pipeline.adding_texts import link_new_texts
from indexing.pipeline.evidence import Links, Thing
from indexing.pipeline.text_index import TextIndex
from indexing.records import Judgement, ReasonKind
from indexing.store import ads, clusters, images, lost_ads, neighbours, pairs, text_groups
from indexing.store import mentions as stored_mentions
from indexing.store.case import Case

SMALL_CASE = 2_000
"""Distinct texts below which all are linked anew: it takes a second or two."""
MOST_ADDED = 0.1
"""Share of further texts from which the weights are settled again."""
_MOST_TOUCHED = 0.5


def worth_adding(index: TextIndex, new: Sequence[int]) -> bool:
    """Is linking only the new ads worth it, and near enough to a full run?"""
    added = len(index.ads) - index.rarity.texts + len(new)
    return index.rarity.texts >= SMALL_CASE and added <= MOST_ADDED * index.rarity.texts


def add_links(
    case: Case,
    index: TextIndex,
    new: Sequence[int],
    options: LinkOptions,
    *,
    grown: Sequence[int] = (),
) -> tuple[Links, TextIndex, set[int]]:
    """Link new ads, in the caller's transaction.

    Args:
        case: the caller writes in it.
        index: of the texts that are linked.
        new: ads that were never linked.
        options: as the index was made under.
        grown: linked ads that gained contacts or pictures since; their texts are what they were.

    Returns:
        The links by text, the index with the new texts, and the ads whose links changed.
    """
    links, larger = link_new_texts(case, index, new, options)
    changed = links.take_changed()
    pairs.put(case, changed)
    ads.add_duplicates(case, links.duplicate_of)
    text_groups.put(case, links.text_group)
    touched = {*new, *(ad for pair in changed for ad in (pair.a, pair.b))}
    carriers = [*new, *grown]
    touched.update(ruling.relink(case, _things(case, carriers), options, new=frozenset(carriers)))
    pictures = frozenset(one.sha256 for one in images.of_ads(case, carriers) if one.sha256)
    if pictures:
        touched.update(link_pictures(case, pictures, options))
    return links, larger, touched


def _things(case: Case, new: Sequence[int]) -> list[Thing]:
    """What the new ads mention and may link by, and the front pages of the sites they name."""
    carried = [
        (LINKING[kind], value) for kind, value in stored_mentions.carried(case, new, LINKING)
    ]
    fronts = [(kind, value.partition("/")[0]) for kind, value in carried if kind is ReasonKind.URL]
    return list(dict.fromkeys((*carried, *fronts)))


def redraw(case: Case, touched: Iterable[int]) -> bool:
    """Draw the clusters of these ads anew, with all that any counting link ties to them.

    In the caller's transaction. Returns False, with nothing done, when that is most of the case.
    """
    part = set(touched)
    most = _MOST_TOUCHED * ads.count(case)
    edge = part
    while edge:
        numbers = set(clusters.of_ads(case, edge).values())
        grown = part.union(clusters.members_of(case, numbers))
        if len(grown) > most:
            return False
        edge = _beyond(case, sorted(grown)) - grown
        part = grown | edge
    members = sorted(part)
    judged = {
        (min(ad, other), max(ad, other)): judgement
        for ad, other, judgement in neighbours.judged_of(case, members)
        if judgement is not Judgement.NONE
    }
    groups = cluster(members, pairs.among(case, members), judged)
    before = clusters.of_ads(case, members)
    gone = lost_ads.by_cluster(case)
    named = name_clusters(groups, before, clusters.next_id(case), gone)
    clusters.replace(case, named, among=before)
    return True


def _beyond(case: Case, part: Sequence[int]) -> set[int]:
    """Ads that a counting link or a judgement ties to a part of the case."""
    tied = {ad for link in pairs.leaving(case, part) if counts(link) for ad in (link.a, link.b)}
    return tied | {other for _ad, other, _judgement in neighbours.judged_of(case, part)}
