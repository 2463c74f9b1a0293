# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress of long work: a generator yields it, and every yield is a point where work may stop."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one stage is. ``total`` is None when it cannot be known beforehand."""

    stage: str
    done: int
    total: int | None = None

    def __post_init__(self) -> None:
        """Raise ValueError when the counts contradict each other."""
        if self.done < 0 or (self.total is not None and self.done > self.total):
            raise ValueError(f"{self.stage}: {self.done} of {self.total}")


Steps = Generator[Progress, None, T]
"""Long work that returns a ``T``: exhaust it to run it, stop iterating to cancel it."""


def run(steps: Steps[T]) -> T:
    """Exhaust long work and return its result."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
