# SPDX-License-Identifier: GPL-3.0-or-later
"""The three protocols: what tags and suggestions bring under them, and what people decide.

A person's word that an ad may be of a minor hides it at once. What a rule suggests only asks: the
pictures are out of sight until somebody has answered.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.triage import codebook
from indexing.errors import BadInputError
from indexing.store import (
    ads,
    clusters,
    journal,
    marks,
    protocol_acts,
    suggestions,
)
from indexing.store.case import Case
from indexing.store.ids import ad_id
from indexing.store.journal import Operation
from indexing.store.marks import Mark, MarkRow, MarkStatus, Target
from indexing.store.protocol_acts import OPEN, POSSIBLE_MINOR, PROTOCOLS, Act, Standing
from indexing.suggest.codebook import Codebook

Document = dict[str, object]
_SAID = (MarkStatus.ACCEPTED, MarkStatus.ADDED)
RULES = "rules"
"""Who asks where a rule points to an ad."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What followed from a tag: ads that were sealed, with their items, and ads to be asked of."""

    sealed: tuple[int, ...] = ()
    items: tuple[int, ...] = ()
    asked: tuple[int, ...] = ()


def checked(protocol: str) -> str:
    """The name of a protocol; raises ``protocol_unknown``."""
    name = protocol.strip().casefold().replace("-", "_")
    if name not in PROTOCOLS:
        raise BadInputError(
            "protocol_unknown", detail={"protocol": protocol[:40], "known": list(PROTOCOLS)}
        )
    return name


def indicators_of(book: Codebook, protocol: str) -> frozenset[str]:
    """The indicators of a codebook that ask for a protocol."""
    by_rule = {rule["indicator"] for rule in book.rules if rule.get("protocol") == protocol}
    entries = {one.id for one in book.indicators.values() if protocol in one.protocols}
    return frozenset(by_rule | entries)


def ask(case: Case) -> dict[str, list[int]]:
    """Bring under each protocol what rules and tags point to and nobody answered yet."""
    book = codebook.of_case(case)
    wanted = {protocol: indicators_of(book, protocol) for protocol in PROTOCOLS}
    found: dict[str, set[int]] = {protocol: set() for protocol in PROTOCOLS}
    for row in suggestions.iterate(case):
        for protocol in PROTOCOLS:
            if row.indicator in wanted[protocol]:
                found[protocol].update(row.ads)
    asked: dict[str, list[int]] = {}
    with case.transaction():
        for protocol in PROTOCOLS:
            asked[protocol] = protocol_acts.ask(case, protocol, found[protocol], by=RULES)
    return asked


def record(case: Case, mark: Mark) -> tuple[MarkRow | None, Followed]:
    """Keep a tag and do what it asks for, all or nothing; every tag of a person goes this way.

    Returns:
        The tag as it was kept, also where it was sealed with its ad; and what followed.
    """
    with journal.perform(case, what="tagged", by=mark.by) as operation:
        row = marks.get(case, marks.put(operation, mark))
        return row, follow(operation, mark)


def follow(operation: Operation, mark: Mark) -> Followed:
    """Do what a tag asks for, inside the operation that recorded it.

    A tag of *possible_minor* on an ad, a passage or a picture of it seals the ad; on a cluster, or
    where the person is unsure, it asks. Undo takes back what was asked, but for *possible_minor*:
    what hides pictures stays until somebody answers.
    """
    case = operation.case
    entry = codebook.of_case(case).indicators.get(mark.indicator)
    if entry is None or not entry.protocols or mark.status not in (*_SAID, MarkStatus.UNSURE):
        return Followed()
    concerned = _ads(case, mark.target)
    sealed: list[int] = []
    items: list[int] = []
    asked: list[int] = []
    for protocol in entry.protocols:
        certain = mark.status in _SAID
        if protocol == POSSIBLE_MINOR and certain and mark.target.cluster is None:
            done = apply(case, protocol, concerned, indicator=mark.indicator)
            sealed += done.sealed
            items += done.items
        else:
            asked += ask_in(operation, protocol, concerned)
    return Followed(tuple(sealed), tuple(items), tuple(asked))


def ask_in(operation: Operation, protocol: str, concerned: Sequence[int]) -> list[int]:
    """Ask for a protocol on ads of which nobody said anything, as a part of an operation."""
    if protocol == POSSIBLE_MINOR:
        return protocol_acts.ask(operation.case, protocol, concerned, by=operation.by)
    new = protocol_acts.unsaid(operation.case, protocol, concerned)
    for ad in new:
        protocol_acts.put(operation, protocol, ad, Act.ASKED)
    return new


def apply(case: Case, protocol: str, wanted: Sequence[int], *, indicator: str = "") -> Followed:
    """Put ads under a protocol on a person's word; *possible_minor* seals them at once.

    Ads that say the same are asked about. What the disk still holds of sealed ads goes with
    ``sealing.tidy``.
    """
    for ad in wanted:
        ads.get(case, ad)
    if protocol != POSSIBLE_MINOR:
        with journal.perform(case, what="protocol_applied", by=case.actor) as operation:
            for ad in wanted:
                protocol_acts.put(operation, protocol, ad, Act.APPLIED)
        return Followed(asked=tuple(wanted))
    # not at the top: the pipeline costs a sixth of a second that the start of the window needs
    from indexing.pipeline import protecting

    with case.transaction():
        alike = protecting.say_the_same(case, wanted)
        sealed = protecting.protect(case, wanted, indicator=indicator, by=case.actor)
        asked = protocol_acts.ask(case, protocol, alike, by=case.actor)
    return Followed(sealed.ads, sealed.items, tuple(asked))


def decide(case: Case, protocol: str, ad: int, act: Act) -> None:
    """Answer what a protocol asks of an ad.

    Raises:
        BadInputError: ``protocol_not_asked``, ``id_unknown``.
        RefusedError: ``item_protected``.
    """
    ads.get(case, ad)
    if ad not in {one.ad for one in protocol_acts.standing(case, protocol)}:
        detail = {"protocol": protocol, "id": ad_id(ad)}
        raise BadInputError("protocol_not_asked", detail=detail)
    with journal.perform(case, what="protocol_answered", by=case.actor) as operation:
        protocol_acts.put(operation, protocol, ad, act)


def queue(case: Case, protocols: Sequence[str] = PROTOCOLS) -> Iterator[Document]:
    """Where ads stand under protocols; those that wait for a decision come first."""
    for protocol in protocols:
        for one in protocol_acts.standing(case, protocol):
            yield _document(one)


def _document(one: Standing) -> Document:
    return {
        "protocol": one.protocol,
        "ad": ad_id(one.ad),
        "state": str(one.act),
        "waiting": one.act in OPEN,
        "by": one.by,
        "at": one.at,
        "since": one.since,
        "posted_at": one.posted_at or None,
        "hours_since_posted": _hours(one.posted_at),
    }


def _hours(posted_at: str) -> int | None:
    """Hours since a date, None where it cannot be read or lies ahead."""
    try:
        then = datetime.datetime.fromisoformat(posted_at)
    except ValueError:
        return None
    now = datetime.datetime.now(datetime.UTC)
    hours = (now - (then if then.tzinfo else then.replace(tzinfo=datetime.UTC))).total_seconds()
    return int(hours // 3600) if hours >= 0 else None


def _ads(case: Case, target: Target) -> tuple[int, ...]:
    if target.cluster is not None:
        return tuple(clusters.members(case, target.cluster))
    return (target.ad,) if target.ad is not None else ()
