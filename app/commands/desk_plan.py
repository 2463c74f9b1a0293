# SPDX-License-Identifier: GPL-3.0-or-later
"""What a child process that measures the window is told, and what it answers: JSON, line by line.

The case's secret goes over standard input, never as an argument.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

FLAG = "--measure-window"
"""The program called with this one argument measures its own window."""
FILTERS = (
    "lang:fr", "site:room-finder", "cluster:>20", "from:2022-01-01 to:2022-03-31", "has:image",
    "place:Paris", "indicator:OBF-01", "status:looking", '"bunk bed"', "lamp garden -sofa",
)  # fmt: skip
"""What is typed into the queue's box, one after the other."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to measure: ``desk`` on a case that is looked at, ``busy`` on one that is indexed."""

    kind: str
    case: str
    passphrase: str
    steps: int = 40
    """Scroll steps of each kind."""
    seconds: float = 60.0
    """How long indexing is watched at most."""

    def as_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self))


def task_of(line: str) -> Task:
    """As written by ``as_json``."""
    return Task(**json.loads(line))


Measured = Mapping[str, object]
"""What a child answers: numbers by name."""
