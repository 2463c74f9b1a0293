# SPDX-License-Identifier: GPL-3.0-or-later
"""Which clusters pass a filter, in an order that says why, and how many have each value.

A cluster passes when one of its ads passes every part of the filter. The count of a value is of
the clusters that would pass if the value were chosen in place of what its own facet asks for.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.store import queue_orders
from indexing.store.facet_columns import Base, Columns, Mask, Numbers, Pairs, places
from indexing.store.queue_filter import (
    NEWS,
    Filter,
    Part,
    is_within,
    news_select,
    parts,
    seen_again,
)

if TYPE_CHECKING:
    from indexing.store.case import Case
    from indexing.store.queue_orders import Order

FACETS = (
    "status", "new", "site", "place", "month", "lang", "tag", "indicator", "has", "source",
    "format",
)  # fmt: skip
"""Keys of the filter language that are counted, in the order in which they are shown."""
_MOST_MASKS = 64
_BY_COLUMN = ("lang", "has")
"""Keys whose ads are a column of their own; each of them may be half of the case."""
_FIRST_STATUS = "todo"
# only what people decided: the others are what is left, mostly nearly all
_DECIDED = " UNION ALL ".join(
    "SELECT status, group_concat(id) FROM clusters "  # noqa: S608
    f"WHERE status {than} '{_FIRST_STATUS}' AND size > 0 GROUP BY status"
    for than in "<>"
)


@dataclass(frozen=True, slots=True)
class Facet:
    """Values of one key with their numbers of clusters, most first; ``of``: how many there are."""

    key: str
    values: tuple[tuple[str, int], ...]
    of: int


class Queue:
    """Orders and counts over one connection of one thread."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._columns = Columns(case)
        self._masks: dict[Part, Mask] = {}
        self._changes = -1
        self._orders = queue_orders.Orders(self._columns, case.actor)

    @property
    def columns(self) -> Columns:
        """The columns that are counted; whoever else counts in them reads them once."""
        return self._columns

    def _refresh(self, chosen: Filter) -> Base:
        self._columns.refresh(only_own=chosen.only_own)
        if self._changes != self._columns.changes or len(self._masks) > _MOST_MASKS:
            self._masks.clear()
            self._changes = self._columns.changes
        return self._columns.base()

    def warm(self, column: str, *, only_own: bool = False) -> None:
        """Read a column before it is asked for; '' is what all of them need."""
        self._columns.refresh(only_own=only_own)
        if column:
            self._columns.pairs(column)
        else:
            self._columns.base()

    def clusters(self, chosen: Filter, order: Order) -> array[int]:
        """The clusters with an ad that passes, in an order."""
        base = self._refresh(chosen)
        passing = _clusters(base, self._all(base, parts(chosen)))
        ranked = self._orders.ranked(order)
        found = base.ids[ranked[passing[ranked]]]
        return array("q", found.astype("<i8").tobytes())

    def counts(
        self, chosen: Filter, keys: Sequence[str] = FACETS, *, most: int = 50
    ) -> list[Facet]:
        """How many clusters have each value, facet by facet; at most so many values of each."""
        base = self._refresh(chosen)
        asked = parts(chosen)
        found = []
        for key in keys:
            mask = self._all(base, [part for part in asked if part.key != key])
            counted = self._counted(base, key, mask, chosen)
            ranked = sorted(((n, c) for n, c in counted if c), key=lambda one: (-one[1], one[0]))
            if key == "month":
                ranked.sort(reverse=True)
            found.append(Facet(key, tuple(ranked[:most]), len(ranked)))
        return found

    def progress(self, chosen: Filter) -> dict[str, int]:
        """How many of the clusters that would pass whatever their status is have each status."""
        base = self._refresh(chosen)
        mask = self._all(base, [part for part in parts(chosen) if part.key != "status"])
        return dict(self._counted(base, "status", mask, chosen))

    def names(self, key: str, wanted: Sequence[int], *, only_own: bool) -> dict[int, list[str]]:
        """The values of a column in each of these clusters."""
        self._columns.refresh(only_own=only_own)
        return _names(self._columns.base(), self._columns.pairs(key), wanted)

    def _counted(
        self, base: Base, key: str, mask: Mask | None, chosen: Filter
    ) -> list[tuple[str, int]]:
        if key in ("status", "new"):
            return self._of_clusters(base, key, _clusters(base, mask), chosen)
        pairs = self._columns.pairs(key)
        counted = _distinct(pairs, mask)
        if key == "has":
            passing = int(_clusters(base, self._without(base, pairs, mask)).sum())
            return [("image", counted[0] if counted else 0), ("none", passing)]
        return list(zip(pairs.names, counted, strict=True))

    def _of_clusters(
        self, base: Base, key: str, passing: Mask, chosen: Filter
    ) -> list[tuple[str, int]]:
        if key == "status":
            rest, rows = _FIRST_STATUS, self._columns.rows(_DECIDED)
        else:
            rest, told = NEWS[-1], NEWS[:-1]
            asked = [(word, *news_select(word, chosen.actor)) for word in told]
            rows = [(word, self._columns.ids(select, values)) for word, select, values in asked]
        found = [(name, int(passing[_numbers_of(base, ids)].sum())) for name, ids in rows]
        left = int(passing.sum()) - sum(count for _name, count in found)
        return [*found, (rest, left)] if left else found

    def _without(self, base: Base, pairs: Pairs, mask: Mask | None) -> Mask:
        import numpy as np

        kept = np.ones(len(base.ads), np.bool_) if mask is None else mask.copy()
        kept[pairs.places] = False
        return kept

    def _all(self, base: Base, asked: Sequence[Part]) -> Mask | None:
        """The ads that pass every part; None when nothing is asked."""
        found: Mask | None = None
        for part in asked:
            mask = self._mask(base, part)
            found = mask if found is None else found & mask
        return found

    def _mask(self, base: Base, part: Part) -> Mask:
        import numpy as np

        if part not in self._masks:
            if part.key in _BY_COLUMN:
                mask = self._by_column(base, part)
            elif any(part.days):
                mask = self._by_day(base, part)
            elif part.of == "ads":
                ids = self._columns.ids(part.select, part.values)
                mask = np.zeros(len(base.ads), np.bool_)
                mask[places(base, ids)] = True
            else:
                ids = self._columns.ids(part.select, part.values)
                clusters = np.zeros(len(base.ids), np.bool_)
                clusters[_numbers_of(base, ids)] = True
                mask = clusters[base.cluster_of]
            self._masks[part] = ~mask if part.excluded else mask
        return self._masks[part]

    def _by_day(self, base: Base, part: Part) -> Mask:
        """The same from the days in memory: a quarter of a case is many pages to decrypt."""
        import numpy as np

        pairs = self._columns.pairs("day")
        wanted = np.array([is_within(day, *part.days) for day in pairs.names], np.bool_)
        mask = np.zeros(len(base.ads), np.bool_)
        mask[pairs.places[wanted[pairs.values]]] = True
        mask[places(base, self._columns.ids(*seen_again(*part.days)))] = True
        return mask

    def _by_column(self, base: Base, part: Part) -> Mask:
        """The same from a column that is in memory: its values are asked for letter by letter."""
        import numpy as np

        pairs = self._columns.pairs(part.key)
        wanted = set(part.values) or {"image"}
        numbers = [number for number, name in enumerate(pairs.names) if name in wanted]
        mask = np.zeros(len(base.ads), np.bool_)
        mask[pairs.places[np.isin(pairs.values, numbers)]] = True
        return mask


def _clusters(base: Base, mask: Mask | None) -> Mask:
    import numpy as np

    if mask is None:
        return np.ones(len(base.ids), np.bool_)
    passing = np.zeros(len(base.ids), np.bool_)
    passing[base.cluster_of[mask]] = True
    return passing


def _numbers_of(base: Base, ids: Numbers) -> Numbers:
    """The numbers of these clusters; those that have no ads are left out."""
    import numpy as np

    if not len(base.ids):
        return np.zeros(0, np.int64)
    near = np.searchsorted(base.ids, ids)
    near[near == len(base.ids)] = 0
    found: Numbers = near[base.ids[near] == ids]
    return found


def _distinct(pairs: Pairs, mask: Mask | None) -> list[int]:
    import numpy as np

    values, clusters = pairs.values, pairs.clusters
    if mask is not None:
        kept = mask[pairs.places]
        values, clusters = values[kept], clusters[kept]
    first = queue_orders.firsts(values, clusters)
    counted: list[int] = np.bincount(values[first], minlength=len(pairs.names)).tolist()
    return counted


def _names(base: Base, pairs: Pairs, wanted: Sequence[int]) -> dict[int, list[str]]:
    import numpy as np

    chosen = np.zeros(len(base.ids), np.bool_)
    chosen[_numbers_of(base, np.array(list(wanted), np.int64))] = True
    kept = chosen[pairs.clusters] if len(base.ids) else np.zeros(0, np.bool_)
    values, clusters = pairs.values[kept], pairs.clusters[kept]
    first = queue_orders.firsts(values, clusters)
    found: dict[int, list[str]] = {cluster: [] for cluster in wanted}
    for value, number in zip(values[first].tolist(), clusters[first].tolist(), strict=True):
        found[int(base.ids[number])].append(pairs.names[value])
    return found
