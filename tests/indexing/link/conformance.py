# SPDX-License-Identifier: GPL-3.0-or-later
"""What every linker is held to: on items drawn by chance it finds what comparing all would find.

A linker's test inherits from :class:`Conformance` and says how items are drawn, what the index
finds and what comparing everything finds. The slow side shares no step with the index that chooses
what to compare. Where a linker keeps few of many equal pairs, the law is that of :class:`Grouped`;
where it is approximate by design, the test overrides ``agree`` and says in words what is promised.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
import pytest

from indexing.cluster.components import Components

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEW, MANY = 300, 5_000
SEED = 3
Items = TypeVar("Items")
Pair = tuple[int, int]
NUMBERS = [FEW, pytest.param(MANY, marks=[pytest.mark.slow, pytest.mark.timeout(1_800)])]


class Conformance(ABC, Generic[Items]):
    """The law of an exact index: the same pairs, each once."""

    least = 0.2
    """Pairs that the truth holds at least, as a share of the items: no truth proves nothing."""

    @abstractmethod
    def items(self, number: int, seed: int) -> Items:
        """Items by chance, many of them near to another at all distances."""

    @abstractmethod
    def index_pairs(self, items: Items) -> list[Pair]:
        """What the linker finds."""

    @abstractmethod
    def brute_pairs(self, items: Items) -> set[Pair]:
        """What comparing everything finds."""

    def agree(self, number: int, found: set[Pair], truth: set[Pair]) -> None:
        """What holds between the two."""
        assert found == truth

    @pytest.mark.parametrize("number", NUMBERS)
    def test_the_index_agrees_with_comparing_everything(self, number: int) -> None:
        items = self.items(number, SEED)
        truth = self.brute_pairs(items)
        assert len(truth) >= self.least * number
        found = self.index_pairs(items)
        assert len(found) == len(set(found))
        self.agree(number, set(found), truth)


class Grouped(Conformance[Items]):
    """The law of a linker that keeps what tells the groups: right pairs, and the same groups."""

    def agree(self, number: int, found: set[Pair], truth: set[Pair]) -> None:
        assert found <= truth
        assert parts(number, found) == parts(number, truth)


def parts(number: int, pairs: Iterable[Pair]) -> list[list[int]]:
    """The groups that pairs make of so many items."""
    groups = Components(range(number))
    for a, b in pairs:
        groups.join(a, b)
    return groups.groups()


def near_rows(
    count: int, near: Callable[[int], NDArray[np.bool_]], usable: NDArray[np.bool_]
) -> Iterator[Pair]:
    """Pairs (smaller first) of the usable rows that ``near`` says of one row against all."""
    for place in np.flatnonzero(usable).tolist():
        for other in np.flatnonzero(near(place) & usable).tolist():
            if other != place:
                yield min(place, other), max(place, other)


def common_weights(
    hashes: NDArray[np.uint32], starts: NDArray[np.int64], weights: NDArray[np.float64]
) -> Iterator[NDArray[np.float64]]:
    """Of each text what its shingles weigh that every text holds as well; no pair is left out."""
    owner = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    order = np.argsort(hashes, kind="stable")
    listed, holders = hashes[order], owner[order]
    for begin, end in pairwise(starts):
        own = hashes[begin:end]
        first = np.searchsorted(listed, own, "left")
        held = np.searchsorted(listed, own, "right") - first
        offset = np.repeat(np.cumsum(held) - held, held)
        postings = np.repeat(first, held) + np.arange(held.sum()) - offset
        weight = np.repeat(weights[begin:end], held)
        yield np.bincount(holders[postings], weight, len(starts) - 1).astype(np.float64)
