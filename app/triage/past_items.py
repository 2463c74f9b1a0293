# SPDX-License-Identifier: GPL-3.0-or-later
"""What a step back through the history would do, as the window shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TurnPreview:
    """The acts that would be undone (or done again), first things first; ``count`` is of all.

    ``is_undo`` tells which; ``stays`` are later acts that cannot be undone, as sentences.
    """

    operation: int
    is_undo: bool
    count: int
    sentences: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
