# SPDX-License-Identifier: GPL-3.0-or-later
"""Measuring: figures with their goals, agreement with a truth, cost in a fresh process.

Agreement is counted over all pairs of items (Rand's pair counting, 1971), so that a large group
weighs with the square of its size. Cost is CPU time, not wall time: it says the same on a machine
that does other work beside.
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside its goal."""

    name: str
    value: float
    goal: float
    at_least: bool
    """The value should be at least the goal; otherwise at most."""
    detail: Mapping[str, object] = field(default_factory=dict)
    unit: str = "ratio"
    """``ratio`` for shares and quotients of costs, else what is counted."""

    @property
    def met(self) -> bool:
        """The goal is reached; never where nothing was measured."""
        return self.value >= self.goal if self.at_least else self.value <= self.goal


def not_measured(name: str, goal: float, at_least: bool, missing: str) -> Figure:
    """A figure without a value, for want of a library or of a model."""
    return Figure(name, math.nan, goal, at_least, {"missing": missing})


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a grouping agrees with the truth; 1.0 where there is no pair to be wrong about."""

    precision: float
    """Of the pairs put together, the share that belongs together."""
    recall: float
    """Of the pairs that belong together, the share that was put together."""

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def as_dict(self) -> dict[str, float]:
        """Rounded values for a report."""
        return {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
        }


def _pairs(groups: NDArray[np.int64]) -> int:
    """Number of pairs that stand together in a grouping."""
    import numpy as np

    counts = np.unique(groups, return_counts=True)[1].astype(np.int64)
    return int((counts * (counts - 1) // 2).sum())


def _common(found: NDArray[np.int64], truth: NDArray[np.int64]) -> NDArray[np.int64]:
    """The grouping of items that stand together in both."""
    import numpy as np

    first = np.unique(found, return_inverse=True)[1].astype(np.int64)
    second = np.unique(truth, return_inverse=True)[1].astype(np.int64)
    return first * (int(second.max(initial=0)) + 1) + second


def agreement(found: Sequence[int], truth: Sequence[int]) -> Agreement:
    """Agreement of two groupings, each a group number per item."""
    import numpy as np

    ours, theirs = np.asarray(found, np.int64), np.asarray(truth, np.int64)
    right, together, belonging = _pairs(_common(ours, theirs)), _pairs(ours), _pairs(theirs)
    return Agreement(
        precision=right / together if together else 1.0,
        recall=right / belonging if belonging else 1.0,
    )


def recall_of_tier(
    found: Sequence[int], truth: Sequence[int], tiers: Sequence[int], tier: int
) -> float:
    """Recall over the pairs of which at least one item is of ``tier``; 1.0 where there is none."""
    import numpy as np

    ours, theirs = np.asarray(found, np.int64), np.asarray(truth, np.int64)
    others = np.asarray(tiers) != tier
    both = _common(ours, theirs)
    belonging = _pairs(theirs) - _pairs(theirs[others])
    right = _pairs(both) - _pairs(both[others])
    return right / belonging if belonging else 1.0


def singletons_alone(found: Sequence[int], truth: Sequence[int]) -> float:
    """Share of the items alone in truth that are alone as found; 1.0 where there is none."""
    import numpy as np

    def alone(groups: Sequence[int]) -> NDArray[np.bool_]:
        _, places, counts = np.unique(
            np.asarray(groups, np.int64), return_inverse=True, return_counts=True
        )
        result: NDArray[np.bool_] = counts[places] == 1
        return result

    meant = alone(truth)
    return float(alone(found)[meant].mean()) if meant.any() else 1.0


def growth_exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Exponent b of cost = a * size^b, by least squares of the logarithms."""
    import numpy as np

    slope, _ = np.polyfit(np.log(sizes), np.log(costs), 1)
    return float(slope)


@dataclass(frozen=True, slots=True)
class Measured(Generic[T]):
    """What a function gave in a process of its own, and what it cost there."""

    result: T
    cpu_seconds: float
    """User and system time of the process, its threads and its own children."""
    peak_bytes: int
    """Highest resident memory above that before the call; 0 where it cannot be known."""


def measured(
    function: Callable[..., T], *arguments: object, warm_up: Sequence[object] | None = None
) -> Measured[T]:
    """Call a module-level function in a fresh process and weigh it there.

    With ``warm_up`` arguments it is called once before, so that imports, compiled code and
    buffers made once are not counted.

    Raises:
        RuntimeError: if the process fails; its name and message are in the text.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_weigh, args=(theirs, function, arguments, warm_up))
    child.start()
    theirs.close()
    try:
        problem, result = ours.recv()
    except EOFError as error:
        raise RuntimeError(f"{function.__qualname__}: ended early") from error
    except KeyboardInterrupt:
        child.terminate()
        raise
    finally:
        child.join()
    if problem:
        raise RuntimeError(f"{function.__qualname__}: {problem}")
    answer: Measured[T] = result
    return answer


def _weigh(
    answers: Connection,
    function: Callable[..., Any],
    arguments: Sequence[object],
    warm_up: Sequence[object] | None,
) -> None:
    try:
        if warm_up is not None:
            function(*warm_up)
        base = _restart_peak()
        began = cpu_seconds()
        result = function(*arguments)
        spent = cpu_seconds() - began
        answers.send(("", Measured(result, spent, max(0, _peak() - base))))
    except Exception as error:  # noqa: BLE001 - told to the parent, which raises
        answers.send((f"{type(error).__name__}: {error}", None))


def cpu_seconds() -> float:
    """User and system time of this process, and of its children that have ended."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def _restart_peak() -> int:
    """Start counting the peak anew where the system can (Linux); resident bytes now."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _peak()


def _peak() -> int:
    """Highest resident bytes of this process since the count began, else ever; 0 if unknown."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:
        return 0
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest if sys.platform == "darwin" else highest * 1024
