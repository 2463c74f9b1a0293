# SPDX-License-Identifier: GPL-3.0-or-later
"""Ads over time and over places: counts of any part of a case, from columns in memory.

Which ads are meant is one mask over the ads that are in clusters; a sealed ad is in none, so it
is never counted. An ad counts once on the day it was posted (else captured), and once for each
place that it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexing.records import MentionKind, ReasonKind
from indexing.store.facet_columns import Base, Columns, Mask, Numbers, Pairs, places
from indexing.store.queue_filter import Filter, Part, parts

Thing = tuple[ReasonKind, str]
_MOST_MASKS = 32


@dataclass(frozen=True, slots=True)
class Scope:
    """Which ads are looked at; everything that is given must hold.

    Attributes:
        only: a filter.
        days: first and last day, ISO; ('', '') is any, also without a date.
        towns: values of places as mentions have them; any of them.
        thing: a contact, an address or a picture that the ads carry.
    """

    only: Filter | None = None
    days: tuple[str, str] = ("", "")
    towns: tuple[str, ...] = ()
    thing: Thing | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """Ads by day: each day once and ascending, and for each the counts of the groups in order.

    ``groups`` has '' for all others, and for ads without a value. ``undated``: ads of no known day.
    """

    days: tuple[str, ...]
    groups: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    undated: int


@dataclass(frozen=True, slots=True)
class Towns:
    """Ads by place: of each value, of each cell of values, and how many name no place at all."""

    ads: int
    named: int
    by_town: Mapping[str, int]
    by_cell: Mapping[str, int]


class Overview:
    """Counts in columns, over one connection of one thread."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self.only_own = False
        """What other people set, and what rules suggest, counts as absent."""
        self._masks: dict[Part, Mask] = {}
        self._changes = -1

    def names(self) -> tuple[str, ...]:
        """Every place that is named in the case, as mentions have it."""
        self._base()
        return self._columns.pairs("town").names

    def days(self, scope: Scope, by: str = "", most: int = 6) -> Days:
        """How many ads there are on each day, split by the largest values of a column or not.

        Args:
            scope: which ads; its ``days`` are not heeded, so that what lies outside is seen too.
            by: ``site``, ``lang`` or '' for no split.
            most: values of the split that are told apart.
        """
        import numpy as np

        base = self._base()
        mask = self._mask(base, scope, without="days")
        pairs = self._columns.pairs("day")
        kept = mask[pairs.places]
        days, ads = pairs.values[kept], pairs.places[kept]
        group_of, groups = self._groups(base, by, mask, most)
        counted = np.bincount(
            days.astype(np.int64) * len(groups) + group_of[ads],
            minlength=len(pairs.names) * len(groups),
        ).reshape(-1, len(groups))
        used = np.flatnonzero(counted.any(axis=1)).tolist()
        return Days(
            tuple(pairs.names[day] for day in used),
            groups,
            tuple(tuple(counted[day].tolist()) for day in used),
            int(mask.sum()) - len(ads),
        )

    def towns(self, scope: Scope, cells: Mapping[str, str]) -> Towns:
        """How many ads name each place, and each cell (the cell of a place by ``cells``).

        The places of the scope itself are not heeded, so that the others are seen too.
        """
        import numpy as np

        base = self._base()
        mask = self._mask(base, scope, without="towns")
        pairs = self._columns.pairs("town")
        kept = mask[pairs.places]
        towns, ads = pairs.values[kept], pairs.places[kept].astype(np.int64)
        counted = np.bincount(towns, minlength=len(pairs.names))
        named = np.zeros(len(base.ads), np.bool_)
        named[ads] = True
        return Towns(
            int(mask.sum()),
            int(named.sum()),
            {name: n for name, n in zip(pairs.names, counted.tolist(), strict=True) if n},
            _by_cell(pairs.names, towns, ads, cells),
        )

    def count(self, scope: Scope) -> int:
        """How many ads there are."""
        return int(self._mask(self._base(), scope).sum())

    def ads(self, scope: Scope, limit: int) -> list[int]:
        """The first ads by number; at most ``limit``."""
        import numpy as np

        base = self._base()
        found: list[int] = np.sort(base.ads[self._mask(base, scope)])[:limit].tolist()
        return found

    def clusters(self, scope: Scope, most: int) -> tuple[list[tuple[int, int]], int]:
        """The clusters with most ads that are looked at (id, ads), and how many there are."""
        import numpy as np

        base = self._base()
        counted = np.bincount(base.cluster_of[self._mask(base, scope)], minlength=len(base.ids))
        order = np.lexsort((base.ids, -counted))[:most]
        found = [(int(base.ids[n]), int(counted[n])) for n in order.tolist() if counted[n]]
        return found, int(np.count_nonzero(counted))

    def unplaced(self, scope: Scope, limit: int) -> list[int]:
        """The first ads that name no place."""
        import numpy as np

        base = self._base()
        mask = self._mask(base, scope, without="towns").copy()
        mask[self._columns.pairs("town").places] = False
        found: list[int] = np.sort(base.ads[mask])[:limit].tolist()
        return found

    def _base(self) -> Base:
        self._columns.refresh(only_own=self.only_own)
        if self._changes != self._columns.changes or len(self._masks) > _MOST_MASKS:
            self._masks.clear()
            self._changes = self._columns.changes
        return self._columns.base()

    def _groups(
        self, base: Base, by: str, mask: Mask, most: int
    ) -> tuple[Numbers, tuple[str, ...]]:
        """The number of the group of each ad, and the names of the groups, largest first."""
        import numpy as np

        group_of = np.zeros(len(base.ads), np.int64)
        if not by:
            return group_of, ("",)
        pairs = self._columns.pairs(by)
        kept = mask[pairs.places]
        counted = np.bincount(pairs.values[kept], minlength=len(pairs.names))
        largest = [n for n in np.argsort(-counted, kind="stable")[:most].tolist() if counted[n]]
        rank = np.full(max(len(pairs.names), 1), len(largest), np.int64)
        rank[largest] = np.arange(len(largest))
        group_of[:] = len(largest)
        group_of[pairs.places] = rank[pairs.values]
        return group_of, (*(pairs.names[n] for n in largest), "")

    def _mask(self, base: Base, scope: Scope, *, without: str = "") -> Mask:
        import numpy as np

        found: Mask = np.ones(len(base.ads), np.bool_)
        for part in _parts(scope, without):
            found = found & self._of_part(base, part)
        if scope.towns and without != "towns":
            found = found & self._chosen(base, "town", scope.towns)
        if any(scope.days) and without != "days":
            names = self._columns.pairs("day").names
            first, last = scope.days[0], scope.days[1] or "9"
            within = [name for name in names if first <= name <= last]
            found = found & self._chosen(base, "day", within)
        return found

    def _chosen(self, base: Base, column: str, names: Iterable[str]) -> Mask:
        import numpy as np

        pairs: Pairs = self._columns.pairs(column)
        wanted = set(names)
        values = np.array([name in wanted for name in pairs.names], np.bool_)
        found: Mask = np.zeros(len(base.ads), np.bool_)
        if len(values):
            found[pairs.places[values[pairs.values]]] = True
        return found

    def _of_part(self, base: Base, part: Part) -> Mask:
        import numpy as np

        if part not in self._masks:
            ids = self._columns.ids(part.select, part.values)
            if part.of == "ads":
                mask = np.zeros(len(base.ads), np.bool_)
                mask[places(base, ids)] = True
            else:
                mask = np.isin(base.ids, ids)[base.cluster_of]
            self._masks[part] = ~mask if part.excluded else mask
        return self._masks[part]


def _by_cell(
    names: Sequence[str], towns: Numbers, ads: Numbers, cells: Mapping[str, str]
) -> dict[str, int]:
    """Ads of each cell, each ad once: only where a cell has several towns, that takes a sort."""
    import numpy as np

    known = sorted(set(cells.values()))
    number = {cell: place for place, cell in enumerate(known)}
    cell_of = np.array([number.get(cells.get(name, ""), -1) for name in names], np.int64)
    if not len(towns) or not known:
        return {}
    drawn = cell_of[towns]
    named = np.flatnonzero(np.bincount(towns, minlength=len(names)))
    several = np.bincount(cell_of[named] + 1, minlength=len(known) + 1)[1:] > 1
    alone = drawn[(drawn >= 0) & ~several[drawn]]
    counted = np.bincount(alone, minlength=len(known))
    shared = (drawn >= 0) & several[drawn]
    width = int(ads.max()) + 1
    together = np.sort(drawn[shared] * width + ads[shared])  # unique() takes ten times as long
    first = np.ones(len(together), np.bool_)
    first[1:] = together[1:] != together[:-1]
    counted += np.bincount(together[first] // width, minlength=len(known))
    return {cell: n for cell, n in zip(known, counted.tolist(), strict=True) if n}


def _parts(scope: Scope, without: str) -> Sequence[Part]:
    found = parts(scope.only)
    if scope.thing is not None and without != "thing":
        found = [*found, _carriers(scope.thing)]
    return found


def _carriers(thing: Thing) -> Part:
    kind, value = thing
    if kind is ReasonKind.SAME_IMAGE:
        return Part("thing", "ads", "SELECT ad FROM ad_images WHERE sha256 = ?", (value,))
    select = "SELECT ad FROM mentions WHERE kind = ? AND value = ?"
    return Part("thing", "ads", select, (MentionKind(kind.value).value, value))
