# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of the overview from memory."""

from __future__ import annotations

from app.triage.overview_items import (
    Bin,
    EdgeItem,
    GraphItem,
    GraphWanted,
    MapItem,
    MovementItem,
    NodeItem,
    PlaceItem,
    Split,
    StepItem,
    TimelineItem,
    TownItem,
    UnplacedItem,
    Wanted,
)

PHONE_KEY = "HAAAABBBB"
COVERED = "•• •• •• •• 42"


class FakeOverview:
    """Two towns, three days, one shared number; keeps what it was asked."""

    def _was_asked(self, wanted: Wanted) -> None:
        getattr(self, "case").overview_asked.append(wanted)  # noqa: B009 - of the whole session

    def _canary(self) -> str:
        return str(getattr(self, "case").canary)  # noqa: B009 - of the whole session

    def overview_timeline(self, wanted: Wanted, split: Split) -> TimelineItem:
        self._was_asked(wanted)
        days = ("2026-03-03", "2026-03-04", "2026-03-05")
        counts = ((2, 0), (0, 0), (1, 3))
        bins = tuple(Bin(day, day, n) for day, n in zip(days, counts, strict=True))
        if not split:
            bins = tuple(Bin(one.first, one.last, (one.ads,)) for one in bins)
        names = ("board.example" + self._canary(), "") if split else ("",)
        return TimelineItem("day", bins, split, names, 1)

    def overview_map(self, wanted: Wanted) -> MapItem:
        self._was_asked(wanted)
        lyon = TownItem("Lyon" + self._canary(), "FR", 4, is_ambiguous=False)
        lille = TownItem("Lille", "FR", 2, is_ambiguous=True)
        places = (
            PlaceItem("183:19", 45.75, 4.75, 4, (lyon,)),
            PlaceItem("203:12", 50.75, 3.0, 2, (lille,)),
        )
        return MapItem(places, 7, 1, (("Nowhere, FR", 1),), has_countries=True)

    def overview_graph(self, wanted: Wanted, part: GraphWanted) -> GraphItem:
        self._was_asked(wanted)
        center = part.center
        nodes = [
            NodeItem("C1", "cluster", "C1", "C1, 4 ads", 4, place=(0.0, 0.0)),
            NodeItem(PHONE_KEY, "phone", COVERED, f"phone {COVERED}, in 6 ads", 6, place=(0.5, 0)),
            NodeItem("C2", "cluster", "C2" + self._canary(), "C2, 2 ads", 2, place=(1.0, 0.0)),
            NodeItem("+C1", "group", "+3", "and 3 more contacts and pictures", 3, place=(0, 0.9)),
        ]
        edges = [
            EdgeItem("C1", PHONE_KEY, "4 ads of C1 give this contact." + self._canary()),
            EdgeItem("C2", PHONE_KEY, "2 ads of C2 give this contact."),
            EdgeItem("C1", "+C1", "and 3 more contacts and pictures"),
        ]
        if "C1" in part.opened:
            nodes[3] = NodeItem("HPICTURE1", "same_image", "picture", "picture, in 3 ads", 3)
            edges[2] = EdgeItem("C1", "HPICTURE1", "3 ads of C1 show this picture.")
        return GraphItem(center, tuple(nodes), tuple(edges), "")

    def overview_movement(self, wanted: Wanted) -> MovementItem | None:
        self._was_asked(wanted)
        if wanted.node != PHONE_KEY:
            return None
        steps = (
            StepItem("2026-03-03", "2026-03-03", ("Lyon (FR)",), (45.75, 4.75), "183:19", 2),
            StepItem("2026-03-05", "2026-03-05", ("Lille (FR)",), (50.75, 3.0), "203:12", 1),
        )
        return MovementItem(f"phone {COVERED}, in 6 ads", 6, 6, 3, 0, steps, ((0, 1),))

    def overview_unplaced(self, wanted: Wanted) -> UnplacedItem:
        self._was_asked(wanted)
        return UnplacedItem(1, 1, (("near the old mill" + self._canary(), 1),), (3,))

    def overview_terms(self, wanted: Wanted) -> str:
        self._was_asked(wanted)
        return 'place:"=Lyon, FR"'
