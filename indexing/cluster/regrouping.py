# SPDX-License-Identifier: GPL-3.0-or-later
"""Judgements that make groups exactly as a person drew them: as few as will do, contradicting none.

A split is one *not the same* between the two sides. Where the links would then leave an ad on the
wrong side, or alone, one *same* with its own side is added, and so on until drawing the groups
again gives the two sides exactly. A merge is one *same* between each group and the first, with
the same care. What was said before and speaks against it is taken back in the same operation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from indexing.cluster.components import cluster
from indexing.cluster.strength import thing_of
from indexing.records import CandidatePair, Judgement, Reason, ReasonKind

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


def plan_move(
    members: Sequence[int],
    links: Sequence[CandidatePair],
    judged: Mapping[Places, Judgement],
    groups: tuple[Sequence[int], Sequence[int], Sequence[int]],
) -> dict[Places, Judgement]:
    """What to say so that some ads of a group leave the rest of it and join another group.

    Args:
        members: the ads of both groups.
        links: the links among them.
        judged: what people said of pairs of them.
        groups: the ads that move, the rest of their group, and the group that they join.
    """
    moved, rest, wanted = (sorted(one) for one in groups)
    sides = (sorted({*moved, *wanted}), rest)
    left = set(sides[0])
    said = {}
    for places, judgement in judged.items():
        inside = len(left & set(places))
        if (judgement is Judgement.SAME and inside == 1) or (
            judgement is Judgement.NOT_SAME and inside == 2
        ):
            said[places] = Judgement.NONE
    said[_pair(moved[0], rest[0])] = Judgement.NOT_SAME
    said[_pair(moved[0], wanted[0])] = Judgement.SAME
    return _settled(members, links, (judged, said), sides)


def plan_keeping(
    around: tuple[Sequence[int], Sequence[CandidatePair], Mapping[Places, Judgement]],
    sides: Sequence[Sequence[int]],
    said: Mapping[Places, Judgement],
    gone: Collection[int],
) -> dict[Places, Judgement]:
    """What to say so that a split or merge goes on standing without the ads that go.

    Args:
        around: the ads of the sides and of their groups, the links among them, what people said.
        sides: the ads as they were drawn, those that go among them.
        said: what the split or merge said, as far as its ads are there.
        gone: the ads that go.

    Returns:
        New judgements on pairs of which nothing is said; none where the split was taken back.
    """
    members, links, judged = around
    absent = set(gone)
    if not all(set(side) - absent for side in sides) or _is_taken_back(said, judged):
        return {}
    group = {ad: number for number, one in enumerate(cluster(members, links, judged)) for ad in one}
    part_of = {ad: (number, group[ad]) for number, side in enumerate(sides) for ad in side}
    parts: dict[Places, list[int]] = {}  # of a side, what was one group until now
    for ad in sorted(part_of.keys() - absent):
        parts.setdefault(part_of[ad], []).append(ad)
    new: dict[Places, Judgement] = {}
    for pair, word in said.items():
        a, b = (parts.get(part_of[ad], [ad])[0] if ad in absent else ad for ad in pair)
        if word is Judgement.NOT_SAME and judged.get(pair) is word and absent.isdisjoint((a, b)):
            new[_pair(a, b)] = word
    stay = [ad for ad in members if ad not in absent]
    words = {pair: word for pair, word in judged.items() if absent.isdisjoint(pair)}
    _settled(stay, without(links, absent), (words, new), list(parts.values()))
    return {pair: word for pair, word in new.items() if pair not in judged}


def _is_taken_back(said: Mapping[Places, Judgement], judged: Mapping[Places, Judgement]) -> bool:
    """Is there a word of a split (or, without one, of a merge) and does none hold any more?"""
    for word in (Judgement.NOT_SAME, Judgement.SAME):
        pairs = [pair for pair, one in said.items() if one is word]
        if pairs:
            return all(judged.get(pair) is not word for pair in pairs)
    return False


def without(links: Sequence[CandidatePair], gone: Collection[int]) -> list[CandidatePair]:
    """The links as a run without these ads would make them: stars get another middle."""
    absent = set(gone)
    kept = [link for link in links if absent.isdisjoint((link.a, link.b))]
    stars: dict[object, tuple[Reason, set[int]]] = {}
    for link in links:
        for reason in link.reasons:
            thing: object = thing_of(reason)
            if reason.kind is ReasonKind.SAME_TEXT and reason.joins:
                thing = min(link.a, link.b)
            if thing is not None:
                stars.setdefault(thing, (reason, set()))[1].update((link.a, link.b))
    for reason, carriers in stars.values():
        first, *others = sorted(carriers - absent) or (0,)
        if not absent.isdisjoint(carriers):
            kept += (CandidatePair(first, other, (reason,)) for other in others)
    return kept


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
