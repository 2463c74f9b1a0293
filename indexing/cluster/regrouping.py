# SPDX-License-Identifier: GPL-3.0-or-later
"""Judgements that make groups exactly as a person drew them: as few as will do, contradicting none.

A split is one *not the same* between the two sides. Where the links would then leave an ad on the
wrong side, or alone, one *same* with its own side is added, and so on until drawing the groups
again gives the two sides exactly. A merge is one *same* between each group and the first, with
the same care. What was said before and speaks against it is taken back in the same operation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from indexing.cluster.components import cluster
from indexing.records import CandidatePair, Judgement

Places = tuple[int, int]
_ROUNDS = 4
"""Rounds in which one ad of each stray part is tied; after them every stray ad is."""


def plan_split(
    members: Sequence[int],
    links: Sequence[CandidatePair],
    judged: Mapping[Places, Judgement],
    chosen: Iterable[int],
) -> dict[Places, Judgement]:
    """What to say so that ``chosen`` and the rest of one group become two groups.

    Args:
        members: the group, and any ads around it that links or judgements tie to it.
        links: the links among them.
        judged: what people said of pairs of them.
        chosen: the ads to set apart; all in one group, and not the whole of it.

    Returns:
        New judgements by pair; ``Judgement.NONE`` takes an earlier one back.
    """
    picked = set(chosen)
    group = next(one for one in cluster(members, links, judged) if picked <= set(one))
    sides = (sorted(picked), sorted(set(group) - picked))
    said = {
        places: Judgement.NONE
        for places, judgement in judged.items()
        if judgement is Judgement.SAME
        and set(places) <= set(group)
        and len(picked & set(places)) == 1
    }
    said[_pair(sides[0][0], sides[1][0])] = Judgement.NOT_SAME
    return _settled(members, links, (judged, said), sides)


def plan_merge(
    members: Sequence[int],
    links: Sequence[CandidatePair],
    judged: Mapping[Places, Judgement],
    groups: Sequence[Sequence[int]],
) -> dict[Places, Judgement]:
    """What to say so that these groups become one; see ``plan_split``."""
    whole = {ad for group in groups for ad in group}
    said = {
        places: Judgement.NONE
        for places, judgement in judged.items()
        if judgement is Judgement.NOT_SAME and set(places) <= whole
    }
    first = min(groups[0])
    for group in groups[1:]:
        said[_pair(first, min(group))] = Judgement.SAME
    return _settled(members, links, (judged, said), (sorted(whole),))


def _settled(
    members: Sequence[int],
    links: Sequence[CandidatePair],
    words: tuple[Mapping[Places, Judgement], dict[Places, Judgement]],
    wanted: Sequence[Sequence[int]],
) -> dict[Places, Judgement]:
    """Add *same* until each wanted group is whole; the first ad of each is its anchor."""
    judged, said = words
    for turn in range(_ROUNDS + 2):
        found = cluster(members, links, {**judged, **said})
        place = {ad: number for number, group in enumerate(found) for ad in group}
        stray = [(side[0], ad) for side in wanted for ad in side if place[ad] != place[side[0]]]
        if not stray:
            break
        if turn < _ROUNDS:  # one ad of each stray part may bring the others with it
            stray = list({(anchor, place[ad]): (anchor, ad) for anchor, ad in stray}.values())
        if turn == _ROUNDS + 1:
            stray = [(side[0], ad) for side in wanted for ad in side[1:]]
        for anchor, ad in stray:
            said[_pair(anchor, ad)] = Judgement.SAME
    return said


def _pair(a: int, b: int) -> Places:
    return min(a, b), max(a, b)
