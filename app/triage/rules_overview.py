# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of rules as the window shows them; plain frozen words. None of them is of an ad."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleItem:
    """One rule: what it finds here, and what people said of it.

    ``common`` is its base rate as a sentence; ``right`` the share of decided hits that people
    accepted, ``low`` to ``high`` its interval. ``state`` is ``on``, ``off`` or ``entry_off``: its
    entry is not suggested. ``proposal`` asks to switch it off; '' where nothing is proposed.
    """

    rule: str
    version: int
    indicator: str
    label: str
    common: str
    hits: int
    accepted: int
    rejected: int
    undecided: int
    right: float | None
    low: float | None
    high: float | None
    state: str
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class RulesOverview:
    """The base rate of all rules together, as sentences, and each rule."""

    codebook: str
    statement: str
    sentences: tuple[str, ...]
    rules: tuple[RuleItem, ...]
