# SPDX-License-Identifier: GPL-3.0-or-later
"""The evidence among some ads as flat columns of numbers: a million ads fit in memory.

A thing that ads share (a number, an address, a picture) is a point of its own to which each of
its carriers is tied. Links by a thing come as a star around one ad, whichever was imported first;
here all carriers are equal, so that nothing depends on the order of import.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from indexing.cluster.strength import (
    JUDGED,
    Family,
    Thing,
    family,
    strength,
    strengths,
    thing_of,
)
from indexing.records import CandidatePair, Judgement, ReasonKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class EvidenceGraph:
    """Ads by place 0, 1, …; pairs with reasons of their own; things with their carriers."""

    def __init__(self, ads: Sequence[int]) -> None:
        self.ads = sorted(set(ads))
        self.place = {ad: place for place, ad in enumerate(self.ads)}
        self.a, self.b = array("i"), array("i")
        self.text, self.picture, self.total = array("i"), array("i"), array("i")
        self.repeat_a, self.repeat_b = array("i"), array("i")
        self.things: list[Thing] = []
        self.thing_strength = array("i")
        self._number: dict[Thing, int] = {}
        self._carried, self._carrier = array("i"), array("i")

    def add(self, pair: CandidatePair) -> None:
        """Take up a pair; one that leads out of these ads is passed over."""
        a, b = self.place.get(pair.a), self.place.get(pair.b)
        if a is None or b is None or a == b:
            return
        own = False
        for reason in pair.reasons:
            thing = thing_of(reason)
            if thing is not None:
                self._add_thing(thing, strength(reason), a, b)
            elif reason.kind is ReasonKind.SAME_TEXT and reason.joins:
                self.repeat_a.append(a)
                self.repeat_b.append(b)
            else:
                own = True
        if own:
            text, picture, total = strengths(pair.reasons)
            if total:
                self._add_edge(a, b, (text, picture, total))

    def add_judgements(self, judgements: Mapping[tuple[int, int], Judgement]) -> None:
        """Tie ads that a person said are the same."""
        for (first, second), judgement in judgements.items():
            a, b = self.place.get(first), self.place.get(second)
            if judgement is Judgement.SAME and a is not None and b is not None:
                self._add_edge(a, b, (0, 0, JUDGED))

    def _add_edge(self, a: int, b: int, weights: tuple[int, int, int]) -> None:
        self.a.append(a)
        self.b.append(b)
        for column, weight in zip((self.text, self.picture, self.total), weights, strict=True):
            column.append(weight)

    def _add_thing(self, thing: Thing, weight: int, a: int, b: int) -> None:
        if not weight:
            return
        number = self._number.setdefault(thing, len(self.things))
        if number == len(self.things):
            self.things.append(thing)
            self.thing_strength.append(weight)
        elif weight > self.thing_strength[number]:
            self.thing_strength[number] = weight
        self._carried.extend((number, number))
        self._carrier.extend((a, b))

    def thing_family(self, thing: int) -> Family:
        """The family of a thing."""
        return family(self.things[thing][0])

    def carriers(self) -> Iterator[tuple[int, list[int]]]:
        """Every thing with the places of its carriers, each once.

        The link of two pictures that look the same stands at one ad of each, whichever was
        imported first; it is carried by all ads that show either.
        """
        showing: dict[str, list[int]] = {}
        pairs: list[tuple[int, list[int]]] = []
        for thing, places in self._tied():
            kind, value = self.things[thing]
            if kind is ReasonKind.NEAR_IMAGE:
                pairs.append((thing, places))
                continue
            if kind is ReasonKind.SAME_IMAGE:
                showing[value] = places
            yield thing, places
        for thing, places in pairs:
            either = (showing.get(one, []) for one in self.things[thing][1].split())
            yield thing, sorted(set(places).union(*either))

    def _tied(self) -> Iterator[tuple[int, list[int]]]:
        """Every thing with the places of the ads that its links stand at."""
        import numpy as np

        carried, carrier = numbers(self._carried), numbers(self._carrier)
        if not len(carried):
            return
        both = np.unique(carried.astype(np.int64) * len(self.ads) + carrier)
        which, where = both // len(self.ads), both % len(self.ads)
        ends = np.flatnonzero(np.diff(which)) + 1
        starts = np.concatenate([[0], ends]).tolist()
        stops = np.concatenate([ends, [len(which)]]).tolist()
        for start, stop in zip(starts, stops, strict=True):
            yield int(which[start]), where[start:stop].tolist()


def graph_of(
    ads: Sequence[int],
    pairs: Iterable[CandidatePair],
    judgements: Mapping[tuple[int, int], Judgement],
) -> EvidenceGraph:
    """The evidence among ``ads``; pairs are read once, in any order, and not kept."""
    graph = EvidenceGraph(ads)
    for pair in pairs:
        graph.add(pair)
    graph.add_judgements(judgements)
    return graph


def numbers(column: array[int]) -> NDArray[np.int32]:
    """A column for numpy, without a copy."""
    import numpy as np

    return np.frombuffer(column, np.int32) if len(column) else np.zeros(0, np.int32)
