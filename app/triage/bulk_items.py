# SPDX-License-Identifier: GPL-3.0-or-later
"""One act on many clusters or ads: what is wanted, and what it would change."""

from __future__ import annotations

from dataclasses import dataclass

STATUS, TAG, READING, NOTE = "status", "tag", "reading", "note"
KINDS = (STATUS, TAG, READING, NOTE)
CLUSTERS, ADS = "clusters", "ads"
MUST_CONFIRM = 100
"""From so many changes on a person types the number, or names it on the command line."""


@dataclass(frozen=True, slots=True)
class BulkScope:
    """On what: everything that matches ``words``, or these clusters; each cluster, or each ad."""

    words: str = ""
    clusters: tuple[int, ...] = ()
    each: str = CLUSTERS


@dataclass(frozen=True, slots=True)
class BulkAct:
    """What: ``value`` is a status, an indicator, a reading or the text of a note.

    ``how`` is the status of a tag or the standing of a reading.
    """

    kind: str
    value: str
    how: str = ""
    confidence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What an act would change, in counts; ``sample`` names a few of those that change.

    ``same`` are so already; ``protected`` hold an ad that waits for an answer under *possible
    minor*; ``second`` are to be coded by the person apart from others, and are not yet.
    """

    changes: int
    same: int = 0
    protected: int = 0
    second: int = 0
    sample: tuple[str, ...] = ()
    sentence: str = ""

    @property
    def total(self) -> int:
        """How many were looked at."""
        return self.changes + self.same + self.protected + self.second

    @property
    def must_confirm(self) -> bool:
        """Whether the person has to give the number."""
        return self.changes > MUST_CONFIRM
