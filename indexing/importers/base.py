# SPDX-License-Identifier: GPL-3.0-or-later
"""What every importer gives: raw rows with their place, read again from the start when asked.

A reader knows nothing of ads; ``ad_rows`` maps its rows. That keeps one file per format small.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from indexing.importers.byte_stream import UNREADABLE
from indexing.limits import MAX_REJECT_CHARACTERS

if TYPE_CHECKING:
    from pathlib import Path

    from indexing.records import ImageRef, Rejected


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as the source holds it: column name to text, number, list or None."""

    place: str
    cells: Mapping[str, object]
    pictures: tuple[ImageRef, ...] = ()
    """Pictures that the source itself holds (parts of a page, records of a web archive)."""


class Reader(Protocol):
    """One opened source file of one format."""

    path: Path
    """For messages."""
    encoding: str
    columns: tuple[str, ...]

    def rows(self) -> Iterator[RawRow | Rejected]:
        """Read from the first row on; each call starts anew, numbering is always the same."""
        ...

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``rows``."""
        ...


def unique_names(untrusted_names: list[str]) -> tuple[str, ...]:
    """Column names made unique and never empty, in the order of the columns."""
    names: list[str] = []
    taken: set[str] = set()
    copies: dict[str, int] = {}  # of each name so far: many may be the same
    for number, untrusted in enumerate(untrusted_names, start=1):
        name = unique = untrusted.strip() or f"column {number}"
        copy = copies.get(name, 1)
        while unique in taken:
            copy += 1
            unique = f"{name} ({copy})"
        copies[name] = copy
        taken.add(unique)
        names.append(unique)
    return tuple(names)


def raw_text(untrusted_lines: Iterable[str]) -> str:
    """A row as its source has it, for a person to mend; cut where it is longer than the limit."""
    pieces: list[str] = []
    left = MAX_REJECT_CHARACTERS
    for untrusted_line in untrusted_lines:
        pieces.append(untrusted_line[:left])
        left -= len(pieces[-1])
        if not left:
            break
    text = "".join(pieces).rstrip("\r\n").encode("utf-8", "replace").decode("utf-8")
    return text.replace(UNREADABLE, "\ufffd").replace("\0", "\ufffd")
