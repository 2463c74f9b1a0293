# SPDX-License-Identifier: GPL-3.0-or-later
"""Readings, acts on many and steps through the history, answered from memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.triage.bulk_items import BulkAct, BulkPreview, BulkScope
from app.triage.items import Changed
from app.triage.past_items import TurnPreview
from app.triage.reading_items import (
    NewReading,
    PointItem,
    ReadingsView,
    RivalItem,
    StatementItem,
)

if TYPE_CHECKING:
    from tests.app.views.fake import FakeCase


@dataclass
class FakeReadings:
    """What was said of cluster 1, and what was done to many."""

    said: list[NewReading] = field(default_factory=list)
    done: list[tuple[BulkAct, BulkScope]] = field(default_factory=list)
    turned: list[int] = field(default_factory=list)
    changes: int = 7


class FakeDeciding:
    """Questions and acts over a ``FakeCase``."""

    case: FakeCase

    def readings(self, cluster: int) -> ReadingsView:
        canary = self.case.canary
        offered = [("benign", "Benign"), ("spam", "Spam"), ("scam", "Scam")]
        if cluster != 1:
            return ReadingsView(cluster, (), tuple(offered))
        other = PointItem(1, "for", "A2", "one phone" + canary, "Bea" + canary, "2026-11-01", 2)
        bea = StatementItem("Bea" + canary, "2026-11-01T10:00", "held", "sure" + canary, (other,))
        rivals = {"scam": RivalItem("scam", "Scam", (bea,))}
        for new in self.case.readings.said:
            self._add(rivals, new)
        left = tuple(one for one in offered if one[0] not in rivals)
        return ReadingsView(cluster, tuple(rivals.values()), left)

    def _add(self, rivals: dict[str, RivalItem], new: NewReading) -> None:
        label = {"benign": "Benign", "scam": "Scam"}.get(new.reading, new.reading)
        rival = rivals.get(new.reading, RivalItem(new.reading, label))
        own = rival.own or StatementItem("me", "2026-11-22T00:00", "open", is_own=True)
        points = [one for one in own.points if one.place not in new.dropped]
        for side, texts in (("for", new.speaks_for), ("against", new.speaks_against)):
            points += [PointItem(0, side, "", text, "me", "2026-11-22") for text in texts]
        numbered = tuple(replace(one, place=n) for n, one in enumerate(points, 1))
        note = own.note if new.note is None else new.note
        own = replace(own, standing=new.standing or own.standing, note=note, points=numbered)
        others = tuple(one for one in rival.statements if not one.is_own)
        kept = others if own.standing == "withdrawn" else (own, *others)
        rivals[new.reading] = replace(rival, statements=kept)

    def say_reading(self, new: NewReading) -> Changed:
        self.case.readings.said.append(new)
        return Changed(f"C{new.cluster} – {new.reading}", clusters=True)

    def move(self, places: tuple[int, int], ads: Sequence[int], note: str = "") -> Changed:
        told = ", ".join(f"A{ad}" for ad in ads)
        self.case.log.append(f"move {told} from C{places[0]} to C{places[1]}: {note}")
        return Changed("moved", tuple(ads), clusters=True)

    def preview_bulk(self, act: BulkAct, scope: BulkScope) -> BulkPreview:
        n = self.case.readings.changes
        sentence = f"{n} – {act.value}"
        return BulkPreview(n, 2, 1, 1, ("C1", "C2" + self.case.canary), sentence)

    def apply_bulk(
        self, act: BulkAct, scope: BulkScope, expected: int, step: Callable[[int, int], bool]
    ) -> Changed:
        for done in range(0, expected, 100):
            if not step(done, expected):
                return Changed("Stopped; nothing was changed.")
        self.case.readings.done.append((act, scope))
        return Changed(f"{expected} – {act.value}", clusters=True)

    def preview_turn(self, operation: int) -> TurnPreview:
        later = [item for item in self.case.done if item.op > operation and not item.undone]
        told = tuple(item.sentence for item in reversed(later))
        return TurnPreview(operation, True, len(later), told, ("Sealed: A9",))

    def turn_to(self, operation: int) -> Changed:
        self.case.readings.turned.append(operation)
        for place, item in enumerate(self.case.done):
            if item.op > operation:
                self.case.done[place] = replace(item, undone=True)
        return Changed("2 acts undone.", everything=True)
