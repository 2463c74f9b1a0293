# SPDX-License-Identifier: GPL-3.0-or-later
"""A source of ads, opened and mapped: one file, or a ZIP or folder of several."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from indexing.importers.ad_rows import ad_of
from indexing.importers.base import RawRow

if TYPE_CHECKING:
    from pathlib import Path

    from indexing.importers.ad_rows import Pictures
    from indexing.importers.base import Reader
    from indexing.importers.field_map import FieldMap
    from indexing.importers.origin import Origin
    from indexing.records import AdRecord, Rejected


_TABLES = frozenset(
    ("csv", "tsv", "xlsx", "ods", "xls", "sheet-html", "sheet-xml", "json", "jsonl", "xml")
)
"""What scrapers write; pages are read as text already, and in a chat a sign is what was typed."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should know of a source as a whole: a code, values for its words."""

    code: str
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """How sources are to be read; what is not said is guessed.

    ``around`` stands between a reader and everything else (columns left out or masked).
    """

    images: Path | None = None
    format: str | None = None
    encoding: str | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)
    profile: FieldMap | None = None
    around: Callable[[Reader], Reader] | None = None


class Part(Protocol):
    """A table of a source, with its own format and its own fields."""

    name: str
    format: str
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    field_map: FieldMap

    def records(self, start: int = 0) -> Iterator[AdRecord | Rejected]:
        """Every read row as an ad or a reject, after the first ``start`` of them."""
        ...

    @property
    def skipped(self) -> Mapping[str, int]:
        """What the newest ``records`` passed over because it is no ad, counted by code."""
        ...

    @property
    def notes(self) -> Sequence[Note]:
        """What the newest ``records`` found out about the part as a whole."""
        ...

    def position(self) -> int:
        """Bytes read so far by the newest ``records``."""
        ...

    def size_hint(self) -> int | None:
        """Bytes that ``position`` ends at, None where that is not known."""
        ...


class Source(Part, Protocol):
    """All that one argument of an import names."""

    path: Path

    @property
    def sha256(self) -> str:
        """SHA-256 of the source as it lies on disk."""
        ...

    @property
    def parts(self) -> Sequence[Part]:
        """Its tables; those of a ZIP or folder, or the source itself."""
        ...

    def preview(self, count: int) -> list[AdRecord | Rejected]:
        """The first rows."""
        ...


def file_digest(path: Path) -> Callable[[], str]:
    """Gives the SHA-256 of a file as it lies on disk."""

    def digest() -> str:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    return digest


class FileSource:
    """One file, or one member of an archive; its rows are streamed as often as asked."""

    def __init__(self, reader: Reader, name: str, mapping: FieldMap, images: Pictures) -> None:
        self.path = reader.path
        self.name = reader.path.name
        self.format = name
        self.encoding = reader.encoding
        self.columns = reader.columns
        self.delimiter = str(getattr(reader, "delimiter", ""))
        self.field_map = mapping
        self._reader = reader
        self._images = images

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the file as it lies on disk."""
        return file_digest(self.path)()

    @property
    def parts(self) -> tuple[FileSource]:
        """Itself."""
        return (self,)

    def records(self, start: int = 0) -> Iterator[AdRecord | Rejected]:
        """Every read row as an ad or a reject, after the first ``start`` of them."""
        for row in islice(self._reader.rows(), start, None):
            if isinstance(row, RawRow):
                yield ad_of(row, self.field_map, self._images, markup=self.format in _TABLES)
            else:
                yield row

    def preview(self, count: int) -> list[AdRecord | Rejected]:
        """The first rows."""
        return list(islice(self.records(), count))

    @property
    def is_one_ad(self) -> bool:
        """Whether the file is known to hold a single ad."""
        return bool(getattr(self._reader, "is_one_ad", False))

    @property
    def skipped(self) -> Mapping[str, int]:
        """What the newest ``records`` passed over because it is no ad, counted by code."""
        return dict(getattr(self._reader, "skipped", {}))

    @property
    def notes(self) -> Sequence[Note]:
        """What the reader found out about the file as a whole."""
        notes = getattr(self._reader, "notes", ())
        is_told = bool(self.field_map.date_order)  # by a person, whatever the file does not tell
        return tuple(x for x in notes if not (is_told and x.code == "date_order_unknown"))

    def size_hint(self) -> int | None:
        """Size of the file in bytes, the measure of ``position``."""
        if isinstance(size := getattr(self._reader, "size", None), int):
            return size
        origin: Origin | None = getattr(self._reader, "origin", None)
        try:
            return self.path.stat().st_size if origin is None else origin.size()
        except OSError:
            return None

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``records``."""
        return self._reader.position()
