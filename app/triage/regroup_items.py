# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window shows of what holds clusters together, as plain frozen words."""

from __future__ import annotations

from dataclasses import dataclass

from app.triage.items import AdItem


@dataclass(frozen=True, slots=True)
class HubItem:
    """A thing that many ads share: why it joins nothing, and what a person ruled.

    ``key`` is its short name; ``why`` is a word for machines and ``sentence`` one for people;
    ``ruling`` is ``joins``, ``held`` or ``none``.
    """

    key: str
    kind: str
    shown: str
    ads: int
    groups: int
    why: str
    sentence: str
    ruling: str = "none"
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BridgeItem:
    """What alone ties ``side``, the smaller part of a cluster, to its ``rest`` other ads.

    ``left`` is an ad of the side, ``right`` one of the rest; ``numbers`` are values and thresholds
    of the reasons; ``thing`` is the short name of what they share, if that is the bridge.
    """

    left: AdItem
    right: AdItem
    side: tuple[int, ...]
    rest: int
    kind: str
    sentences: tuple[str, ...]
    thing: str = ""
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class HeldItem:
    """A link to another cluster that is too weak to join the two."""

    left: AdItem
    right: AdItem
    cluster: int
    size: int
    kind: str
    sentences: tuple[str, ...]
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class ClusterBridges:
    """The weakest connections of a cluster, weakest first, and what is held outside it."""

    cluster: int
    size: int
    bridges: tuple[BridgeItem, ...] = ()
    held: tuple[HeldItem, ...] = ()
