# SPDX-License-Identifier: GPL-3.0-or-later
"""The templates of a cluster as the window shows them; every text in them is covered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartItem:
    """Words that stay (``slot`` is 0), or a slot with its most frequent values and their ads."""

    text: str
    slot: int = 0
    values: tuple[tuple[str, int], ...] = ()
    distinct: int = 0
    filled: int = 0


@dataclass(frozen=True, slots=True)
class OneTemplate:
    """One text that ``ads`` ads share."""

    ads: int
    parts: tuple[PartItem, ...]

    @property
    def slots(self) -> tuple[PartItem, ...]:
        """The parts that vary."""
        return tuple(part for part in self.parts if part.slot)


@dataclass(frozen=True, slots=True)
class TemplateItem:
    """The templates of a cluster, largest first; ``odd`` names some of the ``odd_ads``."""

    cluster: int
    ads: int
    templates: tuple[OneTemplate, ...] = ()
    odd: tuple[int, ...] = ()
    odd_ads: int = 0
    read: int = 0

    @property
    def label(self) -> str:
        """The id as people see it."""
        return f"C{self.cluster}"


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """One ad on its template: what it has in each slot. ``template`` is None for an odd one."""

    ad: int
    template: int | None
    values: tuple[str, ...] = ()
    added: str = ""
    lacking: int = 0

    @property
    def label(self) -> str:
        """The id as people see it."""
        return f"A{self.ad}"
