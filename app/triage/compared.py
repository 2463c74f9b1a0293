# SPDX-License-Identifier: GPL-3.0-or-later
"""Two ads held against each other, as plain frozen words; nothing here knows Qt or SQL."""

from __future__ import annotations

from dataclasses import dataclass

from app.triage.alignment import Piece
from app.triage.items import ImageItem, MentionItem

WHOLE = (0, 0, 1000, 1000)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two ads; its texts are covered unless the comparison is unmasked."""

    ad: int
    cluster: int | None
    title: str
    body: str
    site: str = ""
    posted_at: str = ""
    language: str = ""
    mentions: tuple[MentionItem, ...] = ()
    images: tuple[ImageItem, ...] = ()

    @property
    def label(self) -> str:
        """The id as people see it."""
        return f"A{self.ad}"


@dataclass(frozen=True, slots=True)
class ComparedReason:
    """A reason with all that a person needs to weigh it."""

    kind: str
    sentence: str
    numbers: str
    compared: str
    other_reading: str
    joins: bool = True


@dataclass(frozen=True, slots=True)
class SharedThing:
    """A contact or address that both ads give; ``hub`` when so many ads do that it joins none."""

    kind: str
    shown: str
    ads: int
    hub: bool = False


@dataclass(frozen=True, slots=True)
class PicturePair:
    """Two pictures that match: SHA-256 of each, and how the right one stands to the left one.

    ``variant`` is ``upright``, ``mirrored``, ``turned_left`` … ; boxes are the parts that match,
    left, top, right, bottom in thousandths of their picture.
    """

    left: str
    right: str
    numbers: str
    variant: str = "upright"
    inverted: bool = False
    degrees: float = 0.0
    """How far the right one, mirrored back, is turned clockwise against the left one."""
    left_box: tuple[int, int, int, int] = WHOLE
    right_box: tuple[int, int, int, int] = WHOLE


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field of both ads; ``same`` is said of what stands in the ads, covered or not."""

    name: str
    left: str
    right: str
    same: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two ads side by side; ``judgement`` is what a person said of them."""

    left: Side
    right: Side
    title: tuple[Piece, ...]
    body: tuple[Piece, ...]
    words: tuple[int, int, int]
    """Words of the left text, of the right one, and those that stand in both."""
    reasons: tuple[ComparedReason, ...] = ()
    shared: tuple[SharedThing, ...] = ()
    pictures: tuple[PicturePair, ...] = ()
    fields: tuple[FieldPair, ...] = ()
    judgement: str = "none"
    unmasked: bool = False


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step of a chain of evidence."""

    left: int
    right: int
    sentence: str
    numbers: str = ""
    kinds: tuple[str, ...] = ()
    words: str = ""
    """The first words of the ad that the step comes to."""


@dataclass(frozen=True, slots=True)
class ChainTold:
    """The strongest chain between two ads; without steps, why there is none."""

    first: int
    last: int
    steps: tuple[ChainStep, ...]
    sentence: str = ""
    apart: tuple[ChainStep, ...] = ()
    """What links the two, or their clusters, without joining them."""
