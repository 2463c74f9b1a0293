# SPDX-License-Identifier: GPL-3.0-or-later
"""Orders of the queue. Each counts something about ads and where they stood; none is about people.

Ties are by cluster id, so that the same case gives the same order on every machine.
"""

from __future__ import annotations

from typing import Literal, get_args

from indexing.store.facet_columns import Columns, Mask, Numbers

Order = Literal["size", "new", "places", "time", "sites", "indicators", "last", "status"]
ORDERS: tuple[Order, ...] = get_args(Order)
_STATUS_RANKS = (
    "CASE status WHEN 'looking' THEN 3 WHEN 'todo' THEN 2 WHEN 'set_aside' THEN 1 ELSE 0 END"
)
# One column and no size: then a narrow index is read and not the table with its templates, which
# takes five times as long. Clusters without ads are left out by who asks.
_OF_CLUSTERS = (
    "SELECT group_concat(id), group_concat({expression}) FROM clusters "
    "WHERE {expression} IS NOT NULL"
)
_DAY = "CAST(julianday(substr({column}, 1, 10)) AS INTEGER)"
_NEVER, _LOOKED = 1, 2
_AT_ONCE = ("new", "status")
"""Orders that may change with anything that is written."""
_SPREADS: dict[Order, str] = {"places": "place", "sites": "site", "indicators": "evidence"}


def known(order: str) -> Order | None:
    """The order of this name; None when there is none."""
    return next((one for one in ORDERS if one == order), None)


class Orders:
    """The orders of one case, kept until something changes."""

    def __init__(self, columns: Columns, actor: str) -> None:
        self._columns = columns
        self._actor = actor
        self._held: dict[Order, tuple[tuple[object, object], Numbers]] = {}
        self._at, self._moment = -1, object()

    def ranked(self, order: Order) -> Numbers:
        """Numbers of all clusters (places in ``Base.ids``), first in the queue first."""
        import numpy as np

        rests = self._rests_on(order)
        held = self._held.get(order)
        if held is None or any(one is not other for one, other in zip(held[0], rests, strict=True)):
            keys = self._measures(order)
            ids = np.arange(len(self._columns.base().ids))
            # lexsort: the last key counts first
            held = self._held[order] = rests, np.lexsort((ids, *(-key for key in reversed(keys))))
        return held[1]

    def _rests_on(self, order: Order) -> tuple[object, object]:
        """What an order is counted from; it holds while these are the very same objects."""
        base = self._columns.base()
        if order in _SPREADS:
            return base, self._columns.pairs(_SPREADS[order])
        if self._at != self._columns.changes:
            self._at, self._moment = self._columns.changes, object()
        return base, self._moment if order in _AT_ONCE else None

    def _measures(self, order: Order) -> list[Numbers]:
        """What the order counts, the first key first; greater comes first."""
        if order in _SPREADS:
            return self._spread(_SPREADS[order])
        others = {
            "size": self._size,
            "new": self._new,
            "time": self._time,
            "last": self._last,
            "status": self._status,
        }
        return others[order]()

    def _size(self) -> list[Numbers]:
        import numpy as np

        base = self._columns.base()
        return [np.bincount(base.cluster_of, minlength=len(base.ids))]

    def _spread(self, column: str) -> list[Numbers]:
        import numpy as np

        base, pairs = self._columns.base(), self._columns.pairs(column)
        first = firsts(pairs.values, pairs.clusters)
        return [np.bincount(pairs.clusters[first], minlength=len(base.ids)), *self._size()]

    def _time(self) -> list[Numbers]:
        import numpy as np

        first = self._of_clusters(_DAY.format(column="first_seen"))
        last = self._of_clusters(_DAY.format(column="last_seen"))
        return [np.where((first < 0) | (last < 0), -1, last - first), *self._size()]

    def _last(self) -> list[Numbers]:
        return [self._of_clusters(_DAY.format(column="last_seen"))]

    def _status(self) -> list[Numbers]:
        return [self._of_clusters(_STATUS_RANKS), *self._size()]

    def _new(self) -> list[Numbers]:
        import numpy as np

        base, (size,) = self._columns.base(), self._size()
        ids, last, before = self._columns.table(
            "SELECT group_concat(cluster), group_concat(last_ad), group_concat(size) "
            "FROM looks WHERE actor = ?",
            [self._actor],
        )
        known = np.isin(ids, base.ids)
        numbers = np.searchsorted(base.ids, ids[known])
        since = np.full(len(base.ids), np.iinfo(np.int64).max)
        since[numbers] = last[known]
        then = np.zeros(len(base.ids), np.int64)
        then[numbers] = before[known]
        late = base.ads > since[base.cluster_of] if len(base.ids) else base.ads > 0
        came = np.bincount(base.cluster_of[late], minlength=len(base.ids))
        looked = since < np.iinfo(np.int64).max
        came = np.where(looked, np.maximum(came, size - then), size)
        group = np.where(looked, np.where(came > 0, _LOOKED, 0), _NEVER)
        return [group, np.where(group == 0, size, came)]

    def _of_clusters(self, expression: str) -> Numbers:
        """A whole number of each cluster; the least where there is none."""
        import numpy as np

        base = self._columns.base()
        ids, told = self._columns.table(_OF_CLUSTERS.format(expression=expression))
        known = np.isin(ids, base.ids)
        found = np.full(len(base.ids), -1, np.int64)
        found[np.searchsorted(base.ids, ids[known])] = told[known]
        return found


def firsts(values: Numbers, clusters: Numbers) -> Mask:
    """The first pair of each value and cluster; pairs are sorted by both."""
    import numpy as np

    first = np.ones(len(values), np.bool_)
    first[1:] = (values[1:] != values[:-1]) | (clusters[1:] != clusters[:-1])
    return first
