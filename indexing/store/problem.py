# SPDX-License-Identifier: GPL-3.0-or-later
"""What a check found: the damaged object and a code for what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``path`` is relative to the case folder; ``problem`` is a code."""

    path: str
    problem: str
    place: str = ""
