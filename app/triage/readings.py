# SPDX-License-Identifier: GPL-3.0-or-later
"""Rival readings of a cluster: what stands, what a person says, and as documents.

A reading is of a cluster of ads, never of a person; none is counted up or suggested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.i18n import _
from app.triage import reading_words
from app.triage.documents import Document
from app.triage.items import Changed
from app.triage.reading_items import (
    NewReading,
    PointItem,
    ReadingsView,
    RivalItem,
    StatementItem,
)
from app.triage.second_mode import Mode
from indexing.errors import BadInputError
from indexing.store import bulk, readings
from indexing.store.case import Case
from indexing.store.ids import ad_id, cluster_id
from indexing.store.reading_points import Point
from indexing.store.readings import Reading, ReadingRow, Standing

_MOST_OFFERED = 30


def view(case: Case, cluster: int, mode: Mode | None = None) -> ReadingsView:
    """The readings of a cluster, each with what people say of it; common ones are offered."""
    is_second = mode is not None and mode.is_second
    by_reading: dict[str, list[ReadingRow]] = {}
    for row in readings.of_cluster(case, cluster):
        if not is_second or row.said.by == case.actor:
            by_reading.setdefault(readings.folded(row.said.reading), []).append(row)
    rivals = tuple(
        RivalItem(
            rows[0].said.reading,
            reading_words.reading_label(rows[0].said.reading),
            tuple(_statement(case, row, cluster) for row in rows),
        )
        for rows in by_reading.values()
    )
    others = () if is_second else readings.in_use(case)[:_MOST_OFFERED]
    offered = tuple(
        (one, reading_words.reading_label(one))
        for one in (*readings.COMMON, *others)
        if readings.folded(one) not in by_reading
    )
    return ReadingsView(cluster, rivals, offered, is_hidden=is_second)


def say(case: Case, new: NewReading) -> Changed:
    """Keep what a person says of a reading.

    Raises:
        BadInputError: ``reading_unreadable``, ``reading_points``, ``id_unknown``, ``span_outside``.
    """
    said = told(case, new)
    row = readings.say(case, said)
    if row is None:
        return Changed()
    sentence = reading_words.stands(new.cluster, said.reading, said.standing)
    return Changed(sentence, clusters=True)


def told(case: Case, new: NewReading) -> Reading:
    """The whole statement that a person makes, with what they said of the reading before."""
    held = readings.held_by(case, new.cluster, new.reading, case.actor)
    points: tuple[Point, ...] = held.said.points if held else ()
    for place in new.dropped:
        if not 1 <= place <= len(points):
            raise BadInputError("reading_point_unknown", detail={"place": place})
    kept = [one for place, one in enumerate(points, 1) if place not in new.dropped]
    kept += [reading_words.parse_point("for", text) for text in new.speaks_for]
    kept += [reading_words.parse_point("against", text) for text in new.speaks_against]
    standing = new.standing or (held.said.standing if held else Standing.OPEN)
    note = new.note if new.note is not None else (held.said.note if held else "")
    reading = held.said.reading if held else new.reading
    return Reading(new.cluster, reading, Standing(standing), case.actor, note, tuple(kept))


def document(row: ReadingRow) -> Document:
    """One statement; ``cluster`` is where it belongs now, ``said_of`` that of which it was said."""
    said = row.said
    return {
        "id": row.row,
        "uuid": row.uid,
        "thread": row.thread,
        "cluster": cluster_id(row.home),
        "said_of": cluster_id(said.cluster),
        "reading": said.reading,
        "standing": said.standing.value,
        "note": said.note,
        "for": _points(said.points, "for"),
        "against": _points(said.points, "against"),
        "by": said.by,
        "at": row.at,
        "ads": [ad_id(ad) for ad in row.members],
        "supersedes": row.supersedes,
        "superseded_at": row.superseded_at or None,
    }


def documents(case: Case, rows: Sequence[ReadingRow]) -> Iterator[Document]:
    """Statements as documents; of the ads of which each was said those that are still there."""
    there = {ad_id(ad) for ad in bulk.ads_there(case, sorted({a for r in rows for a in r.members}))}
    for row in rows:
        found = document(row)
        found["ads"] = [name for name in map(ad_id, row.members) if name in there]
        yield found


def lines(rows: Iterable[ReadingRow]) -> list[str]:
    """Statements for a terminal."""
    found = []
    for row in rows:
        said = row.said
        words = reading_words.stands(row.home, said.reading, said.standing)
        found.append(f"{words}  ({said.by}, {row.at[:10]})  {said.note}".rstrip())
        marks = {"for": "+", "against": "-"}
        for place, one in enumerate(said.points, 1):
            told = " ".join(part for part in (reading_words.point_target(one), one.words) if part)
            found.append(f"    {place:2} {marks[one.side]} {told}")
    return found


def _points(points: tuple[Point, ...], side: str) -> list[Document]:
    return [
        {
            "place": place,
            "target": reading_words.point_target(one),
            "ad": None if one.ad is None else ad_id(one.ad),
            "words": one.words,
            "by": one.by,
            "at": one.at,
        }
        for place, one in enumerate(points, 1)
        if one.side == side
    ]


def _statement(case: Case, row: ReadingRow, cluster: int) -> StatementItem:
    said = row.said
    return StatementItem(
        by=said.by,
        at=row.at,
        standing=said.standing.value,
        note=said.note,
        points=tuple(
            PointItem(
                place,
                one.side.value,
                reading_words.point_target(one),
                one.words,
                one.by,
                one.at,
                one.ad,
            )
            for place, one in enumerate(said.points, 1)
        ),
        is_own=said.by == case.actor,
        came_from="" if said.cluster == cluster else cluster_id(said.cluster),
    )


def sentence(case: Case, row: int) -> str:
    """A statement of the history as a sentence."""
    found = readings.get(case, row)
    if found is None:
        return _("Said what a cluster may be (deleted since)")
    said = found.said
    return reading_words.stands(said.cluster, said.reading, said.standing)
