# SPDX-License-Identifier: GPL-3.0-or-later
"""One act on many clusters or ads: a preview first, then one operation, all of it or nothing.

Left out are ads that wait for an answer under *possible minor*, clusters that hold one, and, for
tags, ads that the person is still to code apart from others: these are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from app.i18n import _, in_language, ngettext, number
from app.triage import codebook, protocols, reading_words, statuses
from app.triage.bulk_items import (
    ADS,
    CLUSTERS,
    NOTE,
    READING,
    STATUS,
    TAG,
    BulkAct,
    BulkPreview,
    BulkScope,
)
from app.triage.items import Changed
from app.triage.queue_bound import meant
from app.triage.second_mode import Mode, coded
from indexing.errors import BadInputError, RefusedError
from indexing.progress import Progress, Steps
from indexing.store import bulk, clusters, journal, many_marks, marks, readings, search
from indexing.store.case import Case
from indexing.store.clusters import ClusterStatus
from indexing.store.journal import Operation
from indexing.store.marks import Mark, MarkStatus, Target
from indexing.store.protocol_acts import POSSIBLE_MINOR
from indexing.store.readings import Reading, ReadingRow, Standing

_EVERY = 500
_SAMPLE = 12
_MOST_READ_AGAIN = 2_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What will change: ids of clusters or ads, and the counts of the rest."""

    act: BulkAct
    each: str
    changes: tuple[int, ...]
    preview: BulkPreview


def plan(
    case: Case, act: BulkAct, scope: BulkScope, found: Sequence[int], mode: Mode | None = None
) -> Plan:
    """What an act on these clusters or ads (``found``) would change.

    Raises:
        BadInputError: ``bulk_unreadable``, ``reading_unreadable``, ``indicator_unknown``.
        RefusedError: ``bulk_protocol``: the indicator hides what it is set on, one by one.
    """
    act = _checked(case, act, scope.each)
    there = _there(case, scope.each, found)
    protected = bulk.waiting_minors(case)
    second = _second(case, mode) if act.kind == TAG else set()
    if scope.each != ADS:
        protected = frozenset(bulk.clusters_of(case, protected))
        second = bulk.clusters_of(case, second)
    same = _same(case, act, scope.each, there)
    changes = [one for one in there if one not in same | protected | second]
    held = [one for one in there if one in protected]
    later = [one for one in there if one in second and one not in protected]
    letter = "A" if scope.each == ADS else "C"
    preview = BulkPreview(
        len(changes),
        len(there) - len(changes) - len(held) - len(later),
        len(held),
        len(later),
        tuple(f"{letter}{one}" for one in islice(changes, _SAMPLE)),
    )
    sentence = told(act, scope.each, preview.changes)
    return Plan(act, scope.each, tuple(changes), replace(preview, sentence=sentence))


def apply(case: Case, wanted: Plan, *, expected: int | None = None) -> Steps[Changed]:
    """Do what was planned, as one operation; stop iterating and nothing of it was done.

    Args:
        case: open for writing; a transaction is under way until the end.
        wanted: from ``plan`` on the same case.
        expected: the number of changes that the person saw and agreed to.

    Raises:
        BadInputError: ``bulk_changed``: meanwhile it would change another number.
    """
    if expected is not None and expected != len(wanted.changes):
        detail = {"expected": expected, "found": len(wanted.changes)}
        raise BadInputError("bulk_changed", detail=detail)
    put = _putter(case, wanted)
    total = len(wanted.changes)
    with journal.perform(case, what=f"bulk_{wanted.act.kind}", by=case.actor) as operation:
        for done in range(0, total, _EVERY):
            yield Progress("bulk", done, total)
            put(operation, wanted.changes[done : done + _EVERY])
        _ask(operation, wanted)
    yield Progress("bulk", total, total)
    sentence = told(wanted.act, wanted.each, total)
    if wanted.each != ADS:
        return Changed(sentence, clusters=True)
    few = total <= _MOST_READ_AGAIN
    return Changed(sentence, wanted.changes if few else (), clusters=True, everything=not few)


def _ask(operation: Operation, wanted: Plan) -> None:
    """Bring the ads under the protocols that an indicator asks for."""
    if wanted.act.kind != TAG or wanted.act.how in (MarkStatus.REJECTED, MarkStatus.WITHDRAWN):
        return
    case = operation.case
    asked = codebook.of_case(case).indicator(wanted.act.value).protocols
    if not asked:
        return
    is_ad = wanted.each == ADS
    concerned = wanted.changes if is_ad else clusters.members_of(case, wanted.changes)
    for protocol in asked:
        protocols.ask_in(operation, protocol, concerned)


def left_out(preview: BulkPreview) -> list[tuple[str, int]]:
    """What an act leaves as it is, in words, and of how many."""
    told = (
        (_("so already"), preview.same),
        (_("left out: an ad waits for an answer under “possible minor”"), preview.protected),
        (_("left out: you are still to code them apart from others"), preview.second),
    )
    return [(words, n) for words, n in told if n]


def clusters_there(case: Case, wanted: Sequence[int]) -> list[int]:
    """Those of these clusters that have ads, in the order given."""
    return _there(case, CLUSTERS, wanted)


def ads_of(case: Case, words: str, found: Sequence[int], *, only_own: bool = False) -> list[int]:
    """The ads that match a filter, of these clusters; ``only_own`` as in ``queue_bound``."""
    only = meant(case, words, only_own=only_own)
    if only is None:
        return clusters.members_of(case, found)
    matching = search.ids(case, only)
    inside = set(found)
    return [ad for ad, cluster in clusters.of_ads(case, matching).items() if cluster in inside]


def told(act: BulkAct, each: str, changes: int) -> str:
    """An act on many as a sentence."""
    if each == ADS:
        many = ngettext("{n} ad", "{n} ads", changes).format(n=number(changes))
    else:
        many = ngettext("{n} cluster", "{n} clusters", changes).format(n=number(changes))
    words = {
        STATUS: statuses.word(act.value),
        READING: f"{reading_words.reading_label(act.value)}: "
        + reading_words.standing_word(act.how or "open"),
        TAG: f"{act.value} {codebook.label(act.value)}".strip(),
        NOTE: _("note"),
    }[act.kind]
    return _("{many} – {words}").format(many=many, words=words)


def _checked(case: Case, act: BulkAct, each: str) -> BulkAct:
    if act.kind in (STATUS, READING) and each == ADS:
        raise BadInputError("bulk_unreadable", detail={"what": act.kind})
    if act.kind == STATUS:
        known: tuple[str, ...] = statuses.STATUSES
    elif act.kind == READING:
        known, act = (act.value,), replace(act, how=act.how or Standing.OPEN)
        act = replace(act, value=readings.checked(act.value))
        known = (act.value,)
    elif act.kind == NOTE:
        known = (act.value,) if act.value.strip() else ()
    else:
        return _checked_tag(case, act)
    if act.value not in known:
        raise BadInputError("bulk_unreadable", detail={"what": act.kind})
    return act


def _checked_tag(case: Case, act: BulkAct) -> BulkAct:
    indicator = codebook.of_case(case).indicator(act.value)
    if POSSIBLE_MINOR in indicator.protocols:
        raise RefusedError(
            "bulk_protocol",
            detail={"indicator": f"{indicator.id} {in_language(indicator.label)}"},
        )
    return replace(act, value=indicator.id, how=act.how or MarkStatus.ADDED)


def _there(case: Case, each: str, found: Sequence[int]) -> list[int]:
    if each == ADS:
        return bulk.ads_there(case, found)
    there = bulk.statuses(case, found)
    return [one for one in found if one in there]


def _second(case: Case, mode: Mode | None) -> set[int]:
    held = bulk.to_be_coded(case, case.actor)
    return held - coded(case) if mode is not None and mode.is_second else held


def _same(case: Case, act: BulkAct, each: str, there: Sequence[int]) -> set[int]:
    if act.kind == STATUS:
        found = bulk.statuses(case, there)
        return {cluster for cluster, status in found.items() if status == act.value}
    if act.kind == READING:
        held = bulk.held_readings(case, act.value, case.actor)
        if act.how == Standing.WITHDRAWN:
            return set(there) - set(held)
        return {
            cluster
            for cluster, row in held.items()
            if row.said.standing == act.how and act.note in ("", row.said.note)
        }
    model = _mark(case, act, Target())
    if model.status is MarkStatus.WITHDRAWN:
        ads, groups = bulk.said_at_all(case, model)
        return set(there) - (ads if each == ADS else groups)
    ads, groups = bulk.said_alike(case, model)
    return ads if each == ADS else groups


def _putter(case: Case, wanted: Plan) -> Callable[[Operation, Sequence[int]], None]:
    act = wanted.act
    if act.kind == STATUS:
        status = ClusterStatus(act.value)

        def stand(operation: Operation, some: Sequence[int]) -> None:
            for one in some:
                clusters.put_status(operation, one, status)

        return stand
    if act.kind == READING:
        held = bulk.held_readings(case, act.value, case.actor)

        def say(operation: Operation, some: Sequence[int]) -> None:
            for one in some:
                readings.put(operation, _said(case, act, one, held.get(one)), held=held.get(one))

        return say
    codebook.settle(case)
    model = _mark(case, act, Target())
    is_ad = wanted.each == ADS

    def mark(operation: Operation, some: Sequence[int]) -> None:
        targets = [Target(ad=one) if is_ad else Target(cluster=one) for one in some]
        many_marks.put(operation, model, targets)

    return mark


def _said(case: Case, act: BulkAct, cluster: int, before: ReadingRow | None) -> Reading:
    said = Reading(cluster, act.value, Standing(act.how), case.actor, act.note)
    if before is None:
        return said
    held = before.said
    return replace(said, note=act.note or held.note, points=held.points, reading=held.reading)


def _mark(case: Case, act: BulkAct, target: Target) -> Mark:
    if act.kind == NOTE:
        return Mark(target, marks.NOTE, MarkStatus.ADDED, case.actor, note=act.value)
    book = codebook.of_case(case)
    return Mark(
        target=target,
        indicator=act.value,
        status=MarkStatus(act.how),
        by=case.actor,
        confidence=act.confidence,
        note=act.note,
        codebook=book.id,
        codebook_version=book.version,
        codebook_sha256=book.sha256,
        indicator_version=book.indicator(act.value).version,
    )
