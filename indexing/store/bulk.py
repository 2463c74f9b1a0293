# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on many clusters or ads at once, for one act on all of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from indexing.store import draws, marks, protocol_acts, readings
from indexing.store.clusters import ClusterStatus

if TYPE_CHECKING:
    from indexing.store.case import Case
    from indexing.store.marks import Mark
    from indexing.store.readings import ReadingRow


def statuses(case: Case, wanted: Sequence[int]) -> dict[int, ClusterStatus]:
    """The status of each of these clusters that has ads."""
    rows = case.db.conn.execute(
        "SELECT id, status FROM clusters WHERE size > 0 AND id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(wanted))],
    )
    return {cluster: ClusterStatus(status) for cluster, status in rows}


def ads_there(case: Case, wanted: Sequence[int]) -> list[int]:
    """Those of these ads that are in the case, in order."""
    rows = case.db.conn.execute(
        "SELECT id FROM ads WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        [json.dumps(list(wanted))],
    )
    return [ad for (ad,) in rows]


def said_alike(case: Case, like: Mark) -> tuple[set[int], set[int]]:
    """Ads and clusters of which the same person says just this already."""
    rows = case.db.conn.execute(
        "SELECT ad, cluster FROM marks WHERE superseded_at IS NULL AND indicator = ? AND by = ? "
        'AND status = ? AND confidence = ? AND note = ? AND "start" IS NULL AND picture IS NULL',
        [like.indicator, like.by, like.status, like.confidence, like.note],
    ).fetchall()
    return {ad for ad, _ in rows if ad}, {cluster for _, cluster in rows if cluster}


def said_at_all(case: Case, like: Mark) -> tuple[set[int], set[int]]:
    """Ads and clusters of which the same person says anything about the same indicator."""
    rows = case.db.conn.execute(
        "SELECT ad, cluster FROM marks WHERE superseded_at IS NULL AND indicator = ? AND by = ? "
        "AND status <> 'withdrawn' AND \"start\" IS NULL AND picture IS NULL",
        [like.indicator, like.by],
    ).fetchall()
    return {ad for ad, _ in rows if ad}, {cluster for _, cluster in rows if cluster}


def held_readings(case: Case, reading: str, by: str) -> dict[int, ReadingRow]:
    """What a person says of a reading, by the cluster that it belongs to now."""
    folded = readings.folded(reading)
    rows = [
        row
        for row in readings.current(case)
        if row.said.by == by and readings.folded(row.said.reading) == folded
    ]
    # of two that came together by a merge the one said of the cluster itself goes on
    return {row.home: row for row in sorted(rows, key=_is_at_home)}


def _is_at_home(row: ReadingRow) -> tuple[bool, int]:
    return row.home == row.said.cluster, -row.row


def waiting_minors(case: Case) -> frozenset[int]:
    """Ads that may be of a minor, and of which nobody has said that they are not."""
    return protocol_acts.under(case, protocol_acts.POSSIBLE_MINOR)


def to_be_coded(case: Case, by: str) -> set[int]:
    """Ads of the newest draw that a person has not gone through."""
    rows = draws.history(case)
    if not rows:
        return set()
    done = {one.mark.target.ad for one in marks.readings(case) if one.mark.by == by}
    return {ad for ad, _stratum in rows[-1].ads} - done


def clusters_of(case: Case, ads: Collection[int]) -> set[int]:
    """The clusters that these ads are in."""
    rows = case.db.conn.execute(
        "SELECT DISTINCT cluster FROM derived WHERE cluster IS NOT NULL "
        "AND ad IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(ads))],
    )
    return {cluster for (cluster,) in rows}
