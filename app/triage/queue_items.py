# SPDX-License-Identifier: GPL-3.0-or-later
"""What the queue of clusters shows and keeps, as plain frozen words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FOUND = "found"
"""The order of a fixed list, as a search gave it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything that the queue lists now: all clusters that match ``filter``, in ``order``.

    Of a fixed list (``order`` is ``FOUND``) ``clusters`` names them, and ``filter`` is empty.
    """

    filter: str
    order: str
    count: int
    clusters: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the queue asks for.

    ``current`` is the cluster looked at, ``row`` its place in ``old``, the list shown until now.
    ``stays``: only an act of the person made this question, so the cluster stays where it stood.
    """

    filter: str = ""
    order: str = "size"
    current: int | None = None
    old: Sequence[int] = ()
    row: int = -1
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The clusters that match, and where to go in them.

    ``place`` is where the cluster looked at stands, else the one that came after it in the old
    list, else the last before it; -1 in an empty list. ``is_kept``: it is still listed.
    ``was_last``: nothing that came after it is left. ``status`` is that of the cluster looked at.
    ``statuses`` counts the clusters that match whatever their status is.
    """

    ids: Sequence[int]
    place: int
    is_kept: bool
    was_last: bool
    status: str = ""
    statuses: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value: as people read it, how many clusters have it, and the term that asks for it."""

    shown: str
    count: int
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class FacetItem:
    """Values of one facet, most first; ``of`` is how many there are in all."""

    key: str
    title: str
    values: tuple[FacetValue, ...]
    of: int


@dataclass(frozen=True, slots=True)
class ViewItem:
    """A view that the person at work keeps."""

    view: int
    name: str
    filter: str
    order: str
