# SPDX-License-Identifier: GPL-3.0-or-later
"""What each person coded: for one indicator and one thing present, absent, unsure, or not coded.

A thing is an ad, with its passages and pictures, or a cluster. *Absent* is said by rejecting, or
by having read the ad through and not marked the indicator; an ad that somebody never read through
is not coded, whatever others say of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indexing.store import marks
from indexing.store.case import Case
from indexing.store.ids import ad_id, cluster_id
from indexing.store.marks import MarkRow, MarkStatus

CONFIDENCES = ("low", "medium", "high")
PRESENT = (MarkStatus.ACCEPTED, MarkStatus.ADDED)
"""What says that an indicator is there."""


@dataclass(frozen=True, slots=True)
class Code:
    """What one person says of one indicator on one thing.

    ``present`` is None for *unsure*. ``blind``: no suggestion was in sight; None: not known.
    ``rows`` are their marks; none where the ad was only read through.
    """

    by: str
    present: bool | None
    blind: bool | None
    rows: tuple[MarkRow, ...] = ()

    @property
    def confidence(self) -> str | None:
        """How sure the person is that it is present, at the place where they are surest."""
        said = [row.mark.confidence for row in self.rows if row.mark.status in PRESENT]
        return max(filter(None, said), key=CONFIDENCES.index, default=None)

    @property
    def word(self) -> str:
        """``present``, ``absent`` or ``unsure``."""
        return {True: "present", False: "absent", None: "unsure"}[self.present]


Codes = Mapping[str, Mapping[str, Mapping[str, Code]]]
"""By indicator, thing (``A12``, ``C7``) and person."""


def read(case: Case) -> Codes:
    """What everybody coded, as it stands now."""
    return codes(marks.current(case), marks.readings(case))


def codes(held: Iterable[MarkRow], readings: Iterable[MarkRow]) -> Codes:
    """The codes that these marks and readings say."""
    said: dict[str, dict[str, dict[str, list[MarkRow]]]] = {}
    books: dict[str, set[str]] = {}
    for row in held:
        mark = row.mark
        books.setdefault(mark.indicator, set()).add(mark.codebook)
        people = said.setdefault(mark.indicator, {}).setdefault(thing(row), {})
        people.setdefault(mark.by, []).append(row)
    read_through = {(thing(row), row.mark.by): row for row in readings}
    found: dict[str, dict[str, dict[str, Code]]] = {}
    for indicator, things in said.items():
        for name, by in read_through:
            if read_through[name, by].mark.codebook in books[indicator]:
                things.setdefault(name, {}).setdefault(by, [])
        found[indicator] = {
            name: {by: _code(by, rows, read_through.get((name, by))) for by, rows in people.items()}
            for name, people in things.items()
        }
    return found


def thing(row: MarkRow) -> str:
    """The ad or the cluster that a mark is about."""
    target = row.mark.target
    return ad_id(target.ad or 0) if target.cluster is None else cluster_id(target.cluster)


def _code(by: str, rows: list[MarkRow], reading: MarkRow | None) -> Code:
    statuses = {row.mark.status for row in rows}
    present: bool | None = bool(statuses & {*PRESENT})
    if not present and MarkStatus.UNSURE in statuses:
        present = None
    default = None if reading is None else reading.mark.suggestion_visible
    visible = [
        default if row.mark.suggestion_visible is None else row.mark.suggestion_visible
        for row in rows
    ] or [default]
    blind = None if None in visible else not any(visible)
    if True in visible:
        blind = False
    return Code(by, present, blind, tuple(rows))
