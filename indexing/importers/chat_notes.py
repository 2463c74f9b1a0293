# SPDX-License-Identifier: GPL-3.0-or-later
"""What readers of chats tell of a source as a whole: what they passed over, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexing.importers.source import Note


def notes_of(skipped: Mapping[str, int]) -> Sequence[Note]:
    """One note for each reason for which messages are no rows."""
    return [Note(f"skipped_{code}", {"n": n}) for code, n in sorted(skipped.items())]
