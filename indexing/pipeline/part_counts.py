# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of each part of a source: rows are batched part by part, so that each is counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from indexing.importers.registry import Source
from indexing.records import AdRecord, Rejected

_TELLING = frozenset(("title", "body", "contacts", "images", "url"))


@dataclass(slots=True)
class PartCounts:
    """One part of a source; ``read = added + known + rejected`` always."""

    name: str
    format: str
    encoding: str
    profile: dict[str, object]
    read: int = 0
    added: int = 0
    known: int = 0
    rejected: int = 0

    @property
    def tells_of_ads(self) -> bool:
        """Whether any of its columns is a field by which an ad can be looked at or compared."""
        fields = self.profile.get("fields")
        return isinstance(fields, dict) and not _TELLING.isdisjoint(fields)

    def as_dict(self) -> dict[str, object]:
        """JSON values, as reports show them."""
        return {
            "name": self.name,
            "format": self.format,
            "encoding": self.encoding,
            "read": self.read,
            "added": self.added,
            "known": self.known,
            "rejected": self.rejected,
            "profile": self.profile,
        }


Batch = list[AdRecord | Rejected]


def batches(
    source: Source, parts: list[PartCounts], size: int
) -> Iterator[tuple[PartCounts, Batch]]:
    """Rows of a source in batches, each of one part; ``parts`` is filled on the way.

    What no reader took comes last and belongs to no part: its counts are not added to ``parts``.
    """
    for part in source.parts:
        counts = PartCounts(part.name, part.format, part.encoding, part.field_map.as_dict())
        if part.format:
            parts.append(counts)
        rows = part.records()
        while batch := list(islice(rows, size)):
            counts.read += len(batch)
            yield counts, batch
