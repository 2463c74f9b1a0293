# SPDX-License-Identifier: GPL-3.0-or-later
"""Small made-up ads for the tests of the store."""

from __future__ import annotations

from collections.abc import Sequence

from indexing.records import AdRecord, ImageRef, Rejected
from indexing.store import ads, sources
from indexing.store.case import Case


def begin(case: Case, name: str = "a.csv") -> int:
    """A source."""
    return sources.begin(case, f"/data/{name}", "0" * 64, "csv", "utf-8", {"body": ["text"]})


def fill(case: Case, rows: Sequence[AdRecord | Rejected], name: str = "a.csv") -> list[int]:
    """One whole pass over a source of these rows; the ads."""
    result = ads.add_batch(case, begin(case, name), rows, seen=ads.SeenCounts())
    return result.ads


def ad(number: int, body: str = "", *, images: Sequence[str] = (), **texts: str) -> AdRecord:
    """An ad in row ``number``."""
    return AdRecord(
        place=f"row {number}",
        body=body or f"Room {number} to let near the station",
        images=tuple(ImageRef(name) for name in images),
        **texts,  # type: ignore[arg-type]
    )


def three(case: Case) -> list[int]:
    """Three ads."""
    return fill(case, [ad(2), ad(3), ad(4)])
