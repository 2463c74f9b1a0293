# SPDX-License-Identifier: GPL-3.0-or-later
"""What the log keeps of a search: in which ways, and how many ads answered; never the words."""

from __future__ import annotations

from collections.abc import Sequence

from indexing.store import audit
from indexing.store.case import Case


def note(case: Case, ways: Sequence[str], count: int) -> None:
    """Record a search.

    Args:
        case: open for writing.
        ways: ``words``, ``meaning``, ``picture``, ``like``, ``contact``, ``filter``.
        count: how many ads answered.
    """
    audit.record(case, audit.Act.CONSULTATION, "searched", count=count, detail={"by": list(ways)})
