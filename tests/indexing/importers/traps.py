# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows, and readings of files, for tests of what tools write."""

from __future__ import annotations

from pathlib import Path

from indexing.importers.registry import open_source
from indexing.records import AdRecord, Rejected

ROWS = [
    {
        "id": f"{n}",
        "url": f"https://ads.example/{n}",
        "title": f"Room {n}",
        "description": f"A quiet room, number {n}",
        "date": f"2023-08-1{n}",
    }
    for n in range(1, 5)
]


def records(path: Path, images: Path | None = None) -> list[AdRecord | Rejected]:
    return list(open_source(path, images=images).records())


def ads(path: Path, images: Path | None = None) -> list[AdRecord]:
    found = records(path, images)
    assert not [one for one in found if isinstance(one, Rejected)]
    return [one for one in found if isinstance(one, AdRecord)]


def picture(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\xff\xd8\xff\xe0" + path.name.encode())
    return path


def names(ad: AdRecord) -> list[str]:
    return [Path(ref.path).name for ref in ad.images if ref.path]


# Dates
