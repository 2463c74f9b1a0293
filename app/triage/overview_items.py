# SPDX-License-Identifier: GPL-3.0-or-later
"""What the overview asks and is told: ads over time, over places, and what they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

ScopeName = Literal["cluster", "filter", "case"]
Split = Literal["", "site", "lang"]
NodeKind = Literal["cluster", "phone", "email", "handle", "wallet", "iban", "same_image", "group"]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which ads are looked at: a scope, and what is chosen in the three views.

    Attributes:
        scope: one cluster, what matches the filter of the queue, or the whole case.
        cluster: its number, for the scope ``cluster``.
        expression: of the filter language, for the scope ``filter``.
        days: first and last day chosen in the timeline, ISO; ('', '') is none chosen.
        cell: the cell chosen on the map, '' is none.
        node: what is chosen in the link graph, '' is nothing.
    """

    scope: ScopeName = "case"
    cluster: int = 0
    expression: str = ""
    days: tuple[str, str] = ("", "")
    cell: str = ""
    node: str = ""


@dataclass(frozen=True, slots=True)
class Bin:
    """A day, a week or a month, and its ads by group."""

    first: str
    last: str
    counts: tuple[int, ...]

    @property
    def ads(self) -> int:
        """How many ads it has."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """Ads over time; bins without ads between the first and the last are there too.

    ``groups`` are values of ``split`` as they are stored, '' is all others.
    """

    unit: Literal["day", "week", "month"]
    bins: tuple[Bin, ...]
    split: Split
    groups: tuple[str, ...]
    undated: int

    @property
    def ads(self) -> int:
        """How many ads have a day."""
        return sum(one.ads for one in self.bins)


@dataclass(frozen=True, slots=True)
class TownItem:
    """A town that ads name; ``is_ambiguous``: others of the case's countries are called so."""

    name: str
    country: str
    ads: int
    is_ambiguous: bool

    @property
    def label(self) -> str:
        """Name and country."""
        return f"{self.name} ({self.country})"


@dataclass(frozen=True, slots=True)
class PlaceItem:
    """A cell of the map: where its middle is, its ads, each once, and its towns, most ads first."""

    cell: str
    latitude: float
    longitude: float
    ads: int
    towns: tuple[TownItem, ...]

    @property
    def label(self) -> str:
        """Its largest town by ads, and how many others."""
        more = len(self.towns) - 1
        return f"{self.towns[0].label} +{more}" if more else self.towns[0].label


@dataclass(frozen=True, slots=True)
class MapItem:
    """Places, those with most ads first, and the ads that cannot be drawn."""

    places: tuple[PlaceItem, ...]
    ads: int
    unnamed: int
    """Ads that name no place."""
    unlisted: tuple[tuple[str, int], ...]
    """Places that no list of towns holds any more, with their ads."""
    has_countries: bool
    """Towns are read only where the case names its countries."""


@dataclass(frozen=True, slots=True)
class UnplacedItem:
    """Ads that name no place: what their field of the place says, covered, with how many."""

    ads: int
    read: int
    """How many of them were read for this."""
    words: tuple[tuple[str, int], ...]
    examples: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NodeItem:
    """A thing in the link graph; never a value in clear, never a picture.

    Attributes:
        key: ``C12``, ``H…`` of a shared thing, or the key of its neighbour with ``+`` for a group.
        kind: what it is.
        label: covered.
        told: a sentence about it.
        ads: how many ads it stands for.
        is_hub: so widely shared that it joins nothing.
        place: where it is drawn, each between -1 and 1.
    """

    key: str
    kind: NodeKind
    label: str
    told: str
    ads: int
    is_hub: bool = False
    place: Point = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class EdgeItem:
    """Why two nodes are joined."""

    a: str
    b: str
    told: str
    is_weak: bool = False
    """Seen and held back: it joins nothing."""


@dataclass(frozen=True, slots=True)
class GraphItem:
    """What some clusters share, around one of them, or around a shared thing."""

    center: str
    nodes: tuple[NodeItem, ...]
    edges: tuple[EdgeItem, ...]
    told: str
    """What is left out; '' where nothing is."""


@dataclass(frozen=True, slots=True)
class StepItem:
    """Days in a row on which ads name the same place, or one day on which they name several."""

    first: str
    last: str
    places: tuple[str, ...]
    at: Point | None
    """Latitude and longitude where there is one place that can be drawn."""
    cell: str
    ads: int


@dataclass(frozen=True, slots=True)
class MovementItem:
    """The places that ads of one contact or cluster name, in order of time.

    ``legs`` are numbers of steps that follow each other and can be drawn as an arrow.
    """

    label: str
    ads: int
    read: int
    """How many of the ads were read."""
    unnamed: int
    undated: int
    steps: tuple[StepItem, ...]
    legs: tuple[tuple[int, int], ...]
    is_hub: bool = False


@dataclass(frozen=True, slots=True)
class GraphWanted:
    """Which part of the graph: its centre, what was opened out, and where nodes stood before."""

    center: str = ""
    opened: tuple[str, ...] = ()
    kept: Mapping[str, Point] = field(default_factory=dict)


class OverviewQuestions(Protocol):
    """Questions of the overview."""

    def overview_timeline(self, wanted: Wanted, split: Split) -> TimelineItem:
        """Ads over time; the days chosen narrow nothing here."""
        ...

    def overview_map(self, wanted: Wanted) -> MapItem:
        """Ads over places; the place chosen narrows nothing here."""
        ...

    def overview_graph(self, wanted: Wanted, part: GraphWanted) -> GraphItem:
        """What clusters share."""
        ...

    def overview_movement(self, wanted: Wanted) -> MovementItem | None:
        """The places of the contact or cluster chosen; None where none is."""
        ...

    def overview_unplaced(self, wanted: Wanted) -> UnplacedItem:
        """What is known of ads that name no place."""
        ...

    def overview_terms(self, wanted: Wanted) -> str:
        """What is chosen, in the filter language."""
        ...
