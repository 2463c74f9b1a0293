# SPDX-License-Identifier: GPL-3.0-or-later
"""Agreement and draws as the window shows them; plain frozen words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FigureItem:
    """Figures of one part of the codes; None where one is not defined.

    ``part`` is ``all``, ``blind``, ``assisted``, ``random`` or ``flagged``.
    """

    part: str
    n: int
    coders: tuple[str, ...]
    prevalence: float | None
    raw: float | None
    positive: float | None
    kappa: float | None
    alpha: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class DisputeItem:
    """One thing on which people say different things, and who says what."""

    thing: str
    said: str


@dataclass(frozen=True, slots=True)
class AgreementItem:
    """One indicator: figures of all codes, then of the parts that have any."""

    indicator: str
    label: str
    figures: tuple[FigureItem, ...]
    notes: tuple[str, ...]
    disputes: tuple[DisputeItem, ...]


@dataclass(frozen=True, slots=True)
class DrawnItem:
    """One ad of a draw, in the order of coding, and whether the person at work went through it."""

    place: int
    ad: int
    done: bool


@dataclass(frozen=True, slots=True)
class AgreementView:
    """Agreement on every indicator, and the newest draw; nothing of others while ``is_hidden``."""

    how_to_read: str
    indicators: tuple[AgreementItem, ...]
    is_hidden: bool = False
    draw: int = 0
    drawn: tuple[DrawnItem, ...] = ()
