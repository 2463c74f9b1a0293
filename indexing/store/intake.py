# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of a batch before they are stored: what they are known by, and which are known already.

What can be asked for the whole batch at once is: a query for every row would double the time of
an import.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexing.records import TEXT_FIELDS, AdRecord, Rejected
from indexing.store import ad_keys, sighting_rows
from indexing.store.sighting_rows import Row
from indexing.store.storable import storable

if TYPE_CHECKING:
    from indexing.store.case import Case
    from indexing.store.content_counts import ContentCounts

_DIGEST_BYTES = 20
_MOST_TWINS = 32
_ASKED = 500
"""Values in one query."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A row as it came in: its identity, what it may be recognised by, and its equals before it."""

    record: AdRecord
    content: bytes
    ordinal: int
    identity: bytes
    told: Row
    keys: tuple[int, ...]

    def twins(self) -> frozenset[bytes]:
        """Identities of the equal rows before it; the first of them."""
        return frozenset(_identity(self.content, n) for n in range(min(self.ordinal, _MOST_TWINS)))


def read(
    source: int, rows: Sequence[AdRecord | Rejected], before: ContentCounts
) -> tuple[list[Incoming | Rejected], Counter[bytes]]:
    """The rows of a batch, and how often each content is in it.

    Args:
        source: that they are of.
        rows: of the batch.
        before: how often each content was met in this pass already.
    """
    met: Counter[bytes] = Counter()
    found: list[Incoming | Rejected] = []
    for row in rows:
        if isinstance(row, Rejected):
            found.append(row)
            continue
        record = storable(row)
        content = content_hash(record)
        ordinal = before[content] + met[content]
        met[content] += 1
        told = sighting_rows.row_of(source, record)
        keys = ad_keys.of_row(record.site, told.source_id, told.address)
        identity = _identity(content, ordinal)
        found.append(Incoming(record, content, ordinal, identity, told, tuple(keys)))
    return found, met


def known(case: Case, rows: Iterable[Incoming | Rejected]) -> dict[bytes, tuple[int, int]]:
    """The ad and the sighting of every row that is there already, by its identity."""
    wanted = [row.identity for row in rows if isinstance(row, Incoming)]
    found: dict[bytes, tuple[int, int]] = {}
    for part in _parts(wanted):
        marks = ", ".join("?" * len(part))
        for identity, ad, n in case.db.conn.execute(
            f"SELECT identity, id, 1 FROM ads WHERE identity IN ({marks}) "  # noqa: S608
            f"UNION ALL SELECT identity, ad, n FROM captures WHERE identity IN ({marks})",
            [*part, *part],
        ):
            found[bytes(identity)] = (ad, n)
    return found


def stored_keys(case: Case, rows: Iterable[Incoming | Rejected]) -> set[int]:
    """Those keys of these rows that some ad of the case has."""
    wanted = [key for row in rows if isinstance(row, Incoming) for key in row.keys]
    found: set[int] = set()
    for part in _parts(sorted(set(wanted))):
        marks = ", ".join("?" * len(part))
        query = f"SELECT DISTINCT key FROM ad_keys WHERE key IN ({marks})"  # noqa: S608
        found.update(key for (key,) in case.db.conn.execute(query, part))
    return found


def content_hash(record: AdRecord) -> bytes:
    """Hash of everything in an ad but its place."""
    parts: list[Any] = [getattr(record, name) for name in TEXT_FIELDS]
    parts += [
        list(record.contacts),
        [image.untrusted_name for image in record.images],
        dict(record.extra),
    ]
    canonical = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(canonical.encode(), digest_size=_DIGEST_BYTES).digest()


def _identity(content: bytes, ordinal: int) -> bytes:
    return hashlib.blake2b(content + ordinal.to_bytes(8), digest_size=_DIGEST_BYTES).digest()


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _ASKED):
        yield values[start : start + _ASKED]
