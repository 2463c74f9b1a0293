# SPDX-License-Identifier: GPL-3.0-or-later
"""Rival readings of a cluster as the window shows them, and as a person says them."""

from __future__ import annotations

from dataclasses import dataclass

STANDINGS = ("open", "leaning", "held", "set_aside")
"""How a person stands to a reading, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class PointItem:
    """What speaks for or against; ``place`` counts from 1 in its statement.

    ``target`` is what it points to (``A12``, ``A12:3-9``, ``A12–A15``), '' for words alone;
    ``ad`` the ad to go to.
    """

    place: int
    side: str
    target: str
    words: str
    by: str
    at: str
    ad: int | None = None


@dataclass(frozen=True, slots=True)
class StatementItem:
    """What one person says of a reading now; ``came_from`` the cluster of which it was said."""

    by: str
    at: str
    standing: str
    note: str = ""
    points: tuple[PointItem, ...] = ()
    is_own: bool = False
    came_from: str = ""


@dataclass(frozen=True, slots=True)
class RivalItem:
    """One reading and what people say of it."""

    reading: str
    label: str
    statements: tuple[StatementItem, ...] = ()

    @property
    def own(self) -> StatementItem | None:
        """What the person at work says of it."""
        return next((one for one in self.statements if one.is_own), None)


@dataclass(frozen=True, slots=True)
class ReadingsView:
    """The readings of a cluster; ``offered`` are others that could be added, with their words."""

    cluster: int
    rivals: tuple[RivalItem, ...] = ()
    offered: tuple[tuple[str, str], ...] = ()
    is_hidden: bool = False
    """What others said is hidden: a second reader is at work."""


@dataclass(frozen=True, slots=True)
class NewReading:
    """What a person says of a reading; None leaves standing or note as it was.

    ``speaks_for`` and ``speaks_against`` are added; ``dropped`` are places of points to take away.
    """

    cluster: int
    reading: str
    standing: str | None = None
    note: str | None = None
    speaks_for: tuple[str, ...] = ()
    speaks_against: tuple[str, ...] = ()
    dropped: tuple[int, ...] = ()
