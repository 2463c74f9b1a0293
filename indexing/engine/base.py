# SPDX-License-Identifier: GPL-3.0-or-later
"""The one interface of engines: map a function over batches, results in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

B = TypeVar("B")
R = TypeVar("R")


class Engine(Protocol):
    """Runs a pure, picklable function over batches; the same stage runs on every engine."""

    name: str

    def map(self, function: Callable[[B], R], batches: Iterable[B]) -> Iterator[R]:
        """Results in the order of the batches; only a few batches are taken ahead of need."""
        ...
