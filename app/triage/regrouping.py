# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits, merges and rulings, each with the clusters as they follow, in one transaction.

The pipeline is imported where it is needed: at the top it would cost the window's start a sixth
of a second.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.i18n import _, ngettext
from app.messages.kinds import kind_word
from app.triage import following, hubs, past
from app.triage.documents import covered_value
from app.triage.items import Changed
from indexing.records import Ruling
from indexing.store import moves, operations, rulings
from indexing.store.case import Case


def split(case: Case, cluster: int, ads: Sequence[int], note: str) -> Changed:
    """Set ads of a cluster apart from its others."""
    from indexing.pipeline import regrouping

    with case.transaction():
        done = regrouping.split(case, cluster, ads, by=case.actor, note=note)
        moved = following.redraw(case)
    words = ngettext(
        "{n} ad of {cluster} is set apart.", "{n} ads of {cluster} are set apart.", len(set(ads))
    ).format(n=len(set(ads)), cluster=f"C{cluster}")
    return past.with_clusters(words + _taken_back(done.taken_back), done.ads, moved)


def move(case: Case, places: tuple[int, int], ads: Sequence[int], note: str) -> Changed:
    """Take ads out of one cluster and put them into another."""
    from indexing.pipeline import regrouping

    with case.transaction():
        done = regrouping.move(case, places, ads, by=case.actor, note=note)
        moved = following.redraw(case)
    n = len(set(ads))
    words = ngettext(
        "{n} ad moved from {cluster} to {other}.", "{n} ads moved from {cluster} to {other}.", n
    ).format(n=n, cluster=f"C{places[0]}", other=f"C{places[1]}")
    return past.with_clusters(words + _taken_back(done.taken_back), done.ads, moved)


def merge(case: Case, wanted: Sequence[int], note: str) -> Changed:
    """Make clusters one."""
    from indexing.pipeline import regrouping

    with case.transaction():
        done = regrouping.merge(case, wanted, by=case.actor, note=note)
        moved = following.redraw(case)
    names = ", ".join(f"C{one}" for one in dict.fromkeys(wanted))
    words = _("{clusters} are one cluster now.").format(clusters=names)
    return past.with_clusters(words + _taken_back(done.taken_back), done.ads, moved)


def _taken_back(number: int) -> str:
    if not number:
        return ""
    return " " + ngettext(
        "{n} earlier judgement that spoke against it is taken back.",
        "{n} earlier judgements that spoke against it are taken back.",
        number,
    ).format(n=number)


def rule(case: Case, thing: rulings.Thing, ruling: Ruling, note: str) -> Changed:
    """Say whether a shared thing joins its ads."""
    from indexing.pipeline.ruling import relink

    with case.transaction():
        rulings.rule(case, thing, ruling, by=case.actor, note=note)
        carriers = relink(case, [thing])
        moved = following.redraw(case)
    words = hubs.told(ruling, kind_word(thing[0].value), covered_value(*thing))
    return past.with_clusters(words, carriers, moved)


def follow(case: Case, *turned: operations.Changed, is_undo: bool) -> Changed:
    """Links and clusters after operations were undone or done again."""
    kinds = {kind for one in turned for kind in one.kinds}
    carriers: tuple[int, ...] = ()
    if "ruling" in kinds:
        from indexing.pipeline.ruling import relink

        rows = [
            rulings.get(case, int(item.new or 0))
            for one in turned
            if "ruling" in one.kinds
            for item in operations.items(case, one.operation)
            if item.kind == "ruling"
        ]
        carriers = relink(case, list(dict.fromkeys(row.thing for row in rows if row is not None)))
    if not {"judgement", "ruling"} & kinds:
        return Changed()
    like = moves.of(case, [one.operation for one in turned], is_undo=is_undo)
    moved = following.redraw(case, like=like)
    return Changed(moved.sentence, (*moved.ads, *carriers), clusters=moved.clusters)
