# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of many ads as one list: each file once, by the first place where it is shown.

A place is one whole number, ad and position together, so that a list of them is small.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.records import ImageStatus
from indexing.store import queue_filter
from indexing.store.queue_filter import Filter

if TYPE_CHECKING:
    from indexing.store.case import Case

_SHIFT = 20
_POSITIONS = (1 << _SHIFT) - 1
_ROWS = (
    "SELECT x.value, m.sha256, i.status, i.width, i.height, "
    "(SELECT count(*) FROM ad_images t WHERE t.sha256 = m.sha256), "
    "(SELECT count(DISTINCT t.ad) FROM ad_images t WHERE t.sha256 = m.sha256) "
    "FROM json_each(?1) x CROSS JOIN ad_images m ON m.ad = x.value >> ?2 "
    "AND m.position = x.value & ?3 JOIN images i ON i.sha256 = m.sha256"
)


@dataclass(frozen=True, slots=True)
class ListedPicture:
    """A picture at the first place where it is shown; how often it is, and in how many ads."""

    place: int
    sha256: str
    status: ImageStatus
    width: int
    height: int
    times: int
    ads: int

    @property
    def ad(self) -> int:
        """The first ad that shows it."""
        return self.place >> _SHIFT

    @property
    def position(self) -> int:
        """Where it stands in that ad, from 0."""
        return self.place & _POSITIONS


def places(
    case: Case, chosen: Filter | None = None, clusters: Sequence[int] | None = None
) -> array[int]:
    """Places of the stored pictures of these ads, each file once, those shown most often first.

    Args:
        case: open.
        chosen: which ads; None means all.
        clusters: only ads of these; None means all.
    """
    condition, values = queue_filter.where(chosen)
    source = "ad_images m"
    if clusters is not None:
        condition += " AND d.cluster IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(list(clusters)))
    if condition != "1":
        source = "derived d CROSS JOIN ad_images m ON m.ad = d.ad"
    rows = case.db.conn.execute(
        f"SELECT min(m.ad << {_SHIFT} | m.position) FROM {source} "  # noqa: S608
        f"WHERE m.sha256 IS NOT NULL AND {condition} GROUP BY m.sha256 "
        "ORDER BY count(*) DESC, 1",
        values,
    )
    return array("q", [place for (place,) in rows])


def get_many(case: Case, wanted: Sequence[int]) -> list[ListedPicture]:
    """The pictures that still stand at these places, in the order given."""
    rows = case.db.conn.execute(_ROWS, [json.dumps(list(wanted)), _SHIFT, _POSITIONS])
    found = {
        place: ListedPicture(place, sha256, ImageStatus(status), *facts)
        for place, sha256, status, *facts in rows
    }
    return [found[place] for place in wanted if place in found]
