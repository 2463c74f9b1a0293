# SPDX-License-Identifier: GPL-3.0-or-later
"""Rejected rows and refused files as lines for a terminal, with what to do about the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app import messages
from app.commands import console
from app.i18n import _
from app.messages.labels import labelled
from app.messages.places import is_inside, told_place
from indexing.records import Rejected
from indexing.store.import_records import source_id

_NOT_MENDED = frozenset({"protected_known", "known_hash"})


def lines(rows: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """A line for each, and under the first file of each kind what to do.

    Args:
        rows: place, code, and the reason in words of each.
    """
    told: set[str] = set()
    for place, code, words in rows:
        # an error of a file may name it by itself
        yield "  " + (words if words.startswith(place) else labelled(told_place(place), words))
        remedy = messages.reject_remedy(place, code)
        if remedy and remedy not in told:
            told.add(remedy)
            yield f"    → {remedy}"


def tell_mending(source: int, rows: Iterable[Rejected]) -> None:
    """Say how rejected rows are mended, where there are any; a refused file is no row.

    Args:
        source: number of the import in the case, 0 in a dry run.
        rows: what was rejected.
    """
    if source and any(is_inside(row.place) and row.code not in _NOT_MENDED for row in rows):
        words = _("  → To mend the rejected rows: faisceau rejects CASE {source} FILE.csv")
        console.show(words.format(source=source_id(source)))
