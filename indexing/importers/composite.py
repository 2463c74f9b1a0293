# SPDX-License-Identifier: GPL-3.0-or-later
"""A ZIP or folder as one source: every readable member a part of its own, saved pages one part.

What is not understood is told with its name and reason, and the rest is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers.member_kinds import Kind
from indexing.importers.source import Note
from indexing.records import AdRecord, Rejected

if TYPE_CHECKING:
    from pathlib import Path

    from indexing.importers.field_map import FieldMap
    from indexing.importers.source import Part


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands in a ZIP or folder: its parts, what was refused and why, and what is neither."""

    parts: Sequence[NamedPart]
    refused: Sequence[Rejected]
    beside: Mapping[Kind, int]


class NamedPart:
    """A part under the name of its member, which stands before each place in it.

    Args:
        part: the table.
        name: its member.
        pages: for a part whose places are pages, what stands before the path of each.
    """

    def __init__(self, part: Part, name: str, *, pages: str | None = None) -> None:
        self._part = part
        self._pages = pages
        self._state = ""
        self.name = name
        self.format, self.encoding = part.format, part.encoding
        self.columns, self.delimiter = part.columns, part.delimiter

    @property
    def field_map(self) -> FieldMap:
        """Columns of the fields."""
        return self._part.field_map

    @field_map.setter
    def field_map(self, mapping: FieldMap) -> None:
        self._part.field_map = mapping

    def records(self, start: int = 0) -> Iterator[AdRecord | Rejected]:
        """Rows of the part; a member that breaks while it is read ends with a reject."""
        self._state = "begun"
        try:
            for row in self._part.records(start):
                yield replace(row, place=self._place(row.place))
        except BadInputError as error:
            yield Rejected(self.name, error.code, error.detail)
        except OSError:
            yield Rejected(self.name, "member_unreadable")
        self._state = "ended"

    def rewind(self) -> None:
        """Count as not begun again."""
        self._state = ""

    def _place(self, place: str) -> str:
        if self._pages is None:
            return f"{self.name}: {place}"
        return f"page {self._pages}{place.removeprefix('page ')}"

    @property
    def skipped(self) -> Mapping[str, int]:
        """What is no ad, counted by code."""
        return self._part.skipped

    @property
    def notes(self) -> Sequence[Note]:
        """What the part tells of itself, with its name."""
        return [Note(x.code, {**x.detail, "member": self.name}) for x in self._part.notes]

    def position(self) -> int:
        """Bytes read so far; none before its rows are asked for."""
        size = self.size_hint() or 0
        if self._state == "begun":
            return min(self._part.position(), size)
        return size if self._state else 0

    def size_hint(self) -> int | None:
        """Bytes of the member."""
        return self._part.size_hint()


class _Refusals:
    """What no reader took, as a part that holds nothing but rejects."""

    name, format, encoding, delimiter = "", "", "", ""
    columns: tuple[str, ...] = ()
    skipped: Mapping[str, int] = {}
    notes: Sequence[Note] = ()

    def __init__(self, rows: Sequence[Rejected], mapping: FieldMap) -> None:
        self._rows = rows
        self.field_map = mapping

    def records(self, start: int = 0) -> Iterator[AdRecord | Rejected]:
        return islice(self._rows, start, None)

    def position(self) -> int:
        return 0

    def size_hint(self) -> int | None:
        return 0


class CompositeSource:
    """The parts of a ZIP or folder, read one after another.

    Fields, columns and encoding shown for the whole are those of its largest part.
    """

    def __init__(
        self, path: Path, name: str, contents: Contents, digest: Callable[[], str]
    ) -> None:
        if not contents.parts:
            seen = [f"{x.place} ({x.code})" for x in contents.refused[:5]]
            detail = {"members": seen, "found": ", ".join(seen)}
            raise BadInputError("archive_no_ads", path=path, detail=detail)
        self.path, self.name, self.format = path, path.name, name
        self._named, self._contents, self._digest = tuple(contents.parts), contents, digest
        self._largest = max(self._named, key=lambda part: part.size_hint() or 0)
        self.encoding, self.delimiter = self._largest.encoding, self._largest.delimiter
        names = [column for part in self._named for column in part.columns]
        self.columns = tuple(dict.fromkeys((*self._largest.columns, *names)))

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the ZIP, or of a folder's list of names and hashes."""
        return self._digest()

    @property
    def field_map(self) -> FieldMap:
        """The fields of the largest part."""
        return self._largest.field_map

    @field_map.setter
    def field_map(self, mapping: FieldMap) -> None:
        for part in self._named:
            part.field_map = replace(part.field_map, date_order=mapping.date_order)
        self._largest.field_map = mapping

    @property
    def parts(self) -> Sequence[Part]:
        """Every part in the order of names, and last what was refused."""
        if not self._contents.refused:
            return self._named
        return (*self._named, _Refusals(self._contents.refused, self.field_map))

    def records(self, start: int = 0) -> Iterator[AdRecord | Rejected]:
        """Rows of all parts, after the first ``start`` of them."""
        return islice(self._rows(), start, None)

    def _rows(self) -> Iterator[AdRecord | Rejected]:
        for part in self._named:
            part.rewind()
        for part in self._named:
            yield from part.records()
        yield from self._contents.refused

    def preview(self, count: int) -> list[AdRecord | Rejected]:
        """The first rows of each part in turn, so that every part is seen."""
        share = max(1, count // len(self._named))
        rows = [row for part in self._named for row in islice(part.records(), share)]
        return rows[:count]

    @property
    def skipped(self) -> Mapping[str, int]:
        """What is no ad, counted by code over all parts."""
        total: Counter[str] = Counter()
        for part in self._named:
            total.update(part.skipped)
        return total

    @property
    def notes(self) -> Sequence[Note]:
        """What parts tell of themselves, and how many files are neither parts nor refused."""
        beside = [Note(f"beside_{kind}", {"n": n}) for kind, n in self._contents.beside.items()]
        return (*(note for part in self._named for note in part.notes), *beside)

    def size_hint(self) -> int | None:
        """Bytes of all parts, unpacked."""
        return sum(part.size_hint() or 0 for part in self._named)

    def position(self) -> int:
        """Bytes of the parts read so far."""
        return sum(part.position() for part in self._named)
