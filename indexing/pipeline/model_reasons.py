# SPDX-License-Identifier: GPL-3.0-or-later
"""Stored reasons that models made: a run that lacks the model keeps them.

Related meaning stands alone in a link: it is told where nothing else ties two texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from indexing.link.disguised import METHOD
from indexing.records import CandidatePair, Reason, ReasonKind
from indexing.store import pairs, text_groups
from indexing.store.case import Case

_KINDS = {"disguised": ReasonKind.NEAR_TEXT, "meaning": ReasonKind.MEANING}


def stage_of(reason: Reason) -> str:
    """The stage whose model made a reason, or ''."""
    if reason.kind is ReasonKind.MEANING:
        return "meaning"
    is_disguised = reason.kind is ReasonKind.NEAR_TEXT and reason.detail.get("method") == METHOD
    return "disguised" if is_disguised else ""


def stored(case: Case) -> dict[tuple[int, int], tuple[Reason, ...]]:
    """What models made of the links that stand, by pair."""
    found: dict[tuple[int, int], tuple[Reason, ...]] = {}
    for kind in _KINDS.values():
        for pair in pairs.of_kind(case, kind):
            made = tuple(one for one in pair.reasons if stage_of(one))
            if made:
                found[pair.a, pair.b] = made
    return found


def kept(
    found: Iterable[CandidatePair], before: dict[tuple[int, int], tuple[Reason, ...]]
) -> Iterator[CandidatePair]:
    """The links found, and beside them what models made before; meaning where nothing else is."""
    left = dict(before)
    for pair in found:
        made = left.pop((pair.a, pair.b), ())
        disguised = [one for one in made if one.kind is not ReasonKind.MEANING]
        yield replace(pair, reasons=(*pair.reasons, *disguised))
    for (a, b), made in left.items():
        yield CandidatePair(a, b, made)


def forget(case: Case, stage: str) -> set[int]:
    """Take away what the model of a stage made; returns the ads that it tied."""
    changed = []
    for pair in pairs.of_kind(case, _KINDS[stage]):
        left = tuple(one for one in pair.reasons if stage_of(one) != stage)
        if len(left) < len(pair.reasons):
            hubs_alone = all(one.detail.get("hub") for one in left)
            changed.append(replace(pair, reasons=() if hubs_alone else left))
    pairs.put(case, changed)
    return {ad for pair in changed for ad in (pair.a, pair.b)}


def settle_meaning(case: Case) -> None:
    """Leave related meaning only where nothing else ties two texts that stand for their groups."""
    group = text_groups.of_all(case)
    changed = []
    for pair in pairs.of_kind(case, ReasonKind.MEANING):
        others = tuple(one for one in pair.reasons if one.kind is not ReasonKind.MEANING)
        stands = group.get(pair.a, pair.a) == pair.a and group.get(pair.b, pair.b) == pair.b
        if not all(one.detail.get("hub") for one in others):
            changed.append(replace(pair, reasons=others))
        elif others or not stands:
            alone = tuple(one for one in pair.reasons if stands and one not in others)
            changed.append(replace(pair, reasons=alone))
    pairs.put(case, changed)


def with_stored(case: Case, pair: CandidatePair) -> CandidatePair:
    """A pair with the reasons that stand for it and are not among its own."""
    standing = pairs.between(case, pair.a, pair.b)
    if standing is None:
        return pair
    own = {(one.kind, one.detail.get("value")) for one in pair.reasons}
    others = [one for one in standing.reasons if (one.kind, one.detail.get("value")) not in own]
    return CandidatePair(pair.a, pair.b, (*others, *pair.reasons))
