# SPDX-License-Identifier: GPL-3.0-or-later
"""Accepted indicators of a cluster read together: one sentence per dimension, never a number.

The only published rule that combines indicators without weights of its own making (ILO and
European Commission, operational indicators, 2009): a dimension is present with two strong ones, or
one strong and one medium or weak, or three medium, or two medium and one weak. Only what people
accepted or added counts; what a rule suggests counts for nothing here. Which indicators belong to
which dimension is said by the codebook, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.i18n import _, in_language
from app.triage.documents import Document
from indexing.store import clusters, marks
from indexing.store.case import Case
from indexing.store.ids import cluster_id
from indexing.store.marks import MarkRow, MarkStatus
from indexing.suggest.codebook import Codebook, Dimension

_COUNTED = (MarkStatus.ACCEPTED, MarkStatus.ADDED)
STRENGTHS = ("strong", "medium", "weak")


@dataclass(frozen=True, slots=True)
class Reading:
    """A dimension of a cluster: its accepted indicators by strength, and who accepted them."""

    cluster: int
    dimension: Dimension
    strong: tuple[str, ...]
    medium: tuple[str, ...]
    weak: tuple[str, ...]
    by: tuple[str, ...]

    @property
    def is_present(self) -> bool:
        """Whether the rule of 2009 calls the dimension present."""
        strong, medium, weak = len(self.strong), len(self.medium), len(self.weak)
        if strong:
            return strong + medium + weak >= 2
        return medium >= 3 or (medium >= 2 and weak >= 1)


def read(case: Case, book: Codebook) -> Iterator[Reading]:
    """Every dimension of every cluster in which a person accepted one of its indicators."""
    said = [row for row in marks.current(case) if row.mark.status in _COUNTED]
    told: dict[int, list[MarkRow]] = {}
    held = clusters.of_ads(case, {row.mark.target.ad for row in said if row.mark.target.ad})
    for row in said:
        target = row.mark.target
        cluster = target.cluster if target.cluster is not None else held.get(target.ad or 0)
        if cluster is not None:
            told.setdefault(cluster, []).append(row)
    for cluster in sorted(told):
        for dimension in book.dimensions:
            rows = [row for row in told[cluster] if row.mark.indicator in dimension.indicators]
            if rows:
                yield _reading(book, cluster, dimension, rows)


def _reading(
    book: Codebook, cluster: int, dimension: Dimension, rows: Sequence[MarkRow]
) -> Reading:
    found = sorted({row.mark.indicator for row in rows} & set(book.indicators))
    strong, medium, weak = (
        tuple(name for name in found if book.indicators[name].strength == strength)
        for strength in STRENGTHS
    )
    by = tuple(sorted({row.mark.by for row in rows}))
    return Reading(cluster, dimension, strong, medium, weak, by)


def document(reading: Reading) -> Document:
    """A dimension of a cluster as JSON values."""
    return {
        "cluster": cluster_id(reading.cluster),
        "dimension": reading.dimension.id,
        "label": in_language(reading.dimension.label),
        "present": reading.is_present,
        **{strength: list(getattr(reading, strength)) for strength in STRENGTHS},
        "by": list(reading.by),
        "sentence": sentence(reading),
    }


def sentence(reading: Reading) -> str:
    """What was accepted, by whom, and what the rule says of it."""
    named = {
        "strong": _("strong: {indicators}"),
        "medium": _("medium: {indicators}"),
        "weak": _("weak: {indicators}"),
    }
    accepted = "; ".join(
        named[strength].format(indicators=", ".join(getattr(reading, strength)))
        for strength in STRENGTHS
        if getattr(reading, strength)
    )
    told = (
        _(
            "{dimension}: {accepted}; accepted by {people}. By the rule of ILO and EC (2009) this "
            "dimension is present; that proves nothing by itself."
        )
        if reading.is_present
        else _(
            "{dimension}: {accepted}; accepted by {people}. Too little for the rule of ILO and EC "
            "(2009); that shows nothing to the contrary."
        )
    )
    return told.format(
        dimension=in_language(reading.dimension.label),
        accepted=accepted or _("nothing that counts"),
        people=", ".join(reading.by),
    )
