# SPDX-License-Identifier: GPL-3.0-or-later
"""The overview over the store: ads over time and places, what they share, and one selection.

What is chosen in one view narrows the other two; each view keeps showing what else could be
chosen in it. Contacts go out covered, under keys that tell nothing of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from app.i18n import ngettext, number
from app.triage import overview_graph, overview_movement, overview_time
from app.triage.covering import Cover
from app.triage.expressions import Term, write_terms
from app.triage.overview_graph import Known
from app.triage.overview_items import (
    GraphItem,
    GraphWanted,
    MapItem,
    MovementItem,
    PlaceItem,
    Split,
    TimelineItem,
    TownItem,
    UnplacedItem,
    Wanted,
)
from indexing.pipeline.overview import Place, located
from indexing.store import ads, mentions, overview_links, pairs
from indexing.store.case import Case
from indexing.store.facet_columns import Columns
from indexing.store.overview import Overview, Scope
from indexing.store.queue_filter import Filter

_ADS_OF_A_WAY = 20_000
_ADS_UNPLACED = 2_000
_WORDS_TOLD = 100
_EXAMPLES = 50
_CHARACTERS = 80
_MOST_TOWNS = 20
"""Towns of one cell that a filter names."""


class Overviews:
    """Answers of the overview on one connection of one thread."""

    def __init__(
        self, case: Case, columns: Columns, chosen: Callable[[str], Filter | None]
    ) -> None:
        self._case = case
        self._chosen = chosen
        self._overview = Overview(columns)
        self._known = Known()
        self._places: dict[str, Place] = {}
        self._names: tuple[str, ...] = ()

    def keep_to_own(self, only_own: bool) -> None:
        """Let what other people set, and what rules suggest, count as absent, or not."""
        self._overview.only_own = only_own

    def timeline(self, wanted: Wanted, split: Split) -> TimelineItem:
        """Ads over time."""
        return overview_time.timeline(self._overview.days(self._scope(wanted), split), split)

    def map(self, wanted: Wanted) -> MapItem:
        """Ads over places."""
        places = self._located()
        cells = {value: place.cell for value, place in places.items() if place.cell}
        found = self._overview.towns(self._scope(wanted), cells)
        drawn: dict[str, list[Place]] = {}
        for value in found.by_town:
            if value in cells:
                drawn.setdefault(cells[value], []).append(places[value])
        items = [
            _place_item(cell, of_cell, found.by_town, found.by_cell[cell])
            for cell, of_cell in drawn.items()
        ]
        unlisted = [
            (value.split(", geonames:", 1)[0], n)
            for value, n in found.by_town.items()
            if value not in cells
        ]
        return MapItem(
            tuple(sorted(items, key=lambda one: (-one.ads, one.cell))),
            found.ads,
            found.ads - found.named,
            tuple(sorted(unlisted, key=lambda one: (-one[1], one[0]))),
            bool(self._case.meta.countries),
        )

    def graph(self, wanted: Wanted, part: GraphWanted, stopped: Iterable[str] = ()) -> GraphItem:
        """What clusters share."""
        scope = replace(self._scope(replace(wanted, node="")), thing=None)
        return overview_graph.build(
            self._case, self._overview, scope, part, self._known, frozenset(stopped)
        )

    def movement(self, wanted: Wanted) -> MovementItem | None:
        """The places of the contact or cluster that is chosen, in order of time."""
        chosen = wanted.node or (f"C{wanted.cluster}" if wanted.scope == "cluster" else "")
        if not chosen or chosen.startswith("+"):
            return None
        whole = Wanted(days=wanted.days, cell=wanted.cell, node=chosen)
        scope = self._scope(whole)
        if scope.thing is None and not chosen.startswith("C"):
            return None
        n = self._overview.count(scope)
        read = self._overview.ads(scope, _ADS_OF_A_WAY)
        rows = overview_links.steps(self._case, read)
        if scope.towns:
            rows = [row for row in rows if row[2] in scope.towns]
        found = overview_movement.movement(self._label(chosen, n), n, read, rows, self._located())
        hubs = {(hub.kind, hub.value) for hub in pairs.hubs(self._case)}
        return replace(found, is_hub=scope.thing in hubs)

    def _label(self, chosen: str, n: int) -> str:
        thing = self._known.things.get(chosen)
        if thing is None:
            count = ngettext("{n} ad", "{n} ads", n).format(n=number(n))
            return f"{chosen}, {count}"
        count = ngettext("in {n} ad", "in {n} ads", n).format(n=number(n))
        return f"{overview_graph.thing_words(thing)}, {count}"

    def unplaced(self, wanted: Wanted) -> UnplacedItem:
        """What the place field of ads says that name no place that is known."""
        scope = self._scope(wanted)
        places = self._overview.towns(scope, {})
        read = self._overview.unplaced(scope, _ADS_UNPLACED)
        words: Counter[str] = Counter()
        for row in ads.get_many(self._case, read):
            # cut after it is covered: half of a contact would not be known as one
            cover = Cover(mentions.of_ad(self._case, row.ad))
            said = " ".join(cover.read("place_text", row.place_text).split())[:_CHARACTERS]
            if said:
                words[said] += 1
        return UnplacedItem(
            places.ads - places.named,
            len(read),
            tuple(sorted(words.items(), key=lambda one: (-one[1], one[0]))[:_WORDS_TOLD]),
            tuple(read[:_EXAMPLES]),
        )

    def terms(self, wanted: Wanted) -> str:
        """What is chosen, in the filter language, to stand beside what the queue's box says."""
        told = [Term("cluster", f"C{wanted.cluster}")] if wanted.scope == "cluster" else []
        told += self._places_of(wanted)
        first, last = wanted.days
        told += [Term("from", first)] if first else []
        told += [Term("to", last)] if last else []
        if wanted.node.startswith("C"):
            told.append(Term("cluster", wanted.node))
        thing = self._known.things.get(wanted.node)
        named = overview_links.numbered(self._case, thing) if thing else None
        told += [Term("contact", f"A{named[0]}.{named[1]}")] if named else []
        return write_terms(dict.fromkeys(told))

    def _places_of(self, wanted: Wanted) -> list[Term]:
        """The towns of the cell that most of these ads name."""
        drawn = self.map(wanted).places if wanted.cell else ()
        towns = [town for place in drawn if place.cell == wanted.cell for town in place.towns]
        return [Term("place", f"={one.name}, {one.country}") for one in towns[:_MOST_TOWNS]]

    def _located(self) -> Mapping[str, Place]:
        """Every place of the case by its value; read again when there are others."""
        names = self._overview.names()
        if names != self._names:
            found = located(names, self._case.meta.countries)
            self._places, self._names = {place.value: place for place in found}, names
        return self._places

    def _scope(self, wanted: Wanted) -> Scope:
        only = self._only(wanted)
        thing = None
        if wanted.node.startswith("C"):
            only = _within(only, int(wanted.node[1:]))
        elif wanted.node in self._known.things:
            thing = self._known.things[wanted.node]
        towns = tuple(
            value
            for value, place in (self._located().items() if wanted.cell else ())
            if place.cell == wanted.cell
        )
        if wanted.cell and not towns:  # a place that the case no longer has
            only = Filter(ids=())
        return Scope(only, wanted.days, towns, thing)

    def _only(self, wanted: Wanted) -> Filter | None:
        if wanted.scope == "cluster":
            return Filter(cluster=wanted.cluster)
        if wanted.scope == "filter":
            return self._chosen(wanted.expression)
        return None


def _within(only: Filter | None, cluster: int) -> Filter:
    """A filter narrowed to one cluster; nothing where it names another one."""
    if only is None or only.cluster in (None, cluster):
        return replace(only or Filter(), cluster=cluster)
    return Filter(ids=())


def _place_item(
    cell: str, places: Sequence[Place], by_town: Mapping[str, int], n: int
) -> PlaceItem:
    towns = [
        TownItem(place.name, place.country, by_town[place.value], place.is_ambiguous)
        for place in places
    ]
    order = sorted(towns, key=lambda town: (-town.ads, town.name, town.country))
    first = places[0]
    return PlaceItem(cell, first.latitude, first.longitude, n, tuple(order))
