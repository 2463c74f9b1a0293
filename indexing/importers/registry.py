# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens a source file with the importer of its format and maps its rows to ads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers import byte_stream, field_map, sniff
from indexing.importers.ad_rows import ad_of
from indexing.importers.base import RawRow, Reader
from indexing.importers.delimited import DelimitedReader
from indexing.importers.html_page import HtmlPageReader
from indexing.importers.image_folder import ImageFolder
from indexing.importers.json_document import JsonDocumentReader
from indexing.importers.json_lines import JsonLinesReader
from indexing.importers.mhtml import MhtmlReader
from indexing.importers.origin import FileOrigin, Origin
from indexing.importers.telegram_json import TelegramJsonReader
from indexing.importers.workbook import WorkbookReader

if TYPE_CHECKING:
    from indexing.importers.field_map import FieldMap
    from indexing.records import AdRecord, Rejected

_SAMPLE_ROWS = 200


def _csv(origin: Origin, encoding: str | None) -> Reader:
    return DelimitedReader(origin, encoding)


def _tsv(origin: Origin, encoding: str | None) -> Reader:
    return DelimitedReader(origin, encoding, tabs=True)


READERS: Mapping[str, Callable[[Origin, str | None], Reader]] = {
    "csv": _csv,
    "tsv": _tsv,
    "json": JsonDocumentReader,
    "jsonl": JsonLinesReader,
    "xlsx": WorkbookReader,
    "html": HtmlPageReader,
    "mhtml": MhtmlReader,
    "telegram": TelegramJsonReader,
}


class Source:
    """One source file, opened and mapped; its rows are streamed as often as asked."""

    def __init__(self, reader: Reader, name: str, mapping: FieldMap, images: ImageFolder) -> None:
        self.path = reader.path
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
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def records(self, start: int = 0) -> Iterator[AdRecord | Rejected]:
        """Every read row as an ad or a reject, after the first ``start`` of them."""
        for row in islice(self._reader.rows(), start, None):
            yield ad_of(row, self.field_map, self._images) if isinstance(row, RawRow) else row

    def preview(self, count: int) -> list[AdRecord | Rejected]:
        """The first rows."""
        return list(islice(self.records(), count))

    @property
    def skipped(self) -> Mapping[str, int]:
        """What the newest ``records`` passed over because it is no ad, counted by code."""
        return dict(getattr(self._reader, "skipped", {}))

    def size_hint(self) -> int | None:
        """Size of the file in bytes, the measure of ``position``."""
        try:
            return self.path.stat().st_size
        except OSError:
            return None

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``records``."""
        return self._reader.position()


def open_source(  # noqa: PLR0913 - each is something that a person may say
    path: Path,
    *,
    images: Path | None = None,
    format: str | None = None,  # noqa: A002 - the word of the command line
    encoding: str | None = None,
    overrides: Mapping[str, str] | None = None,
    profile: FieldMap | None = None,
    around: Callable[[Reader], Reader] | None = None,
) -> Source:
    """Open a source file: its format by content, its fields by name and value.

    Args:
        path: the file.
        images: folder of its pictures; None looks beside the file.
        format: the format it must have (``csv tsv json jsonl xlsx``).
        encoding: the encoding of its text, instead of the detected one.
        overrides: a person's columns for fields, ``{"body": "texte+suite"}``.
        profile: a saved field map, instead of a guess.
        around: what stands between the file and everything else (columns left out, masked, joined).

    Raises:
        BadInputError: nothing usable can come from this file; the code says why.
    """
    byte_stream.check_file(path)
    if images is not None and not images.is_dir():
        raise BadInputError("images_missing", path=images)
    origin = FileOrigin(path)
    name = sniff.detect(origin, format)
    try:
        reader = READERS[name](origin, encoding)
        reader = around(reader) if around else reader
        sample = list(islice(reader.rows(), _SAMPLE_ROWS))
    except OSError as error:
        raise BadInputError("file_unreadable", path=path) from error
    if not sample:
        raise BadInputError("no_rows", path=path, detail={"columns": list(reader.columns)[:50]})
    rows = [row for row in sample if isinstance(row, RawRow)]
    mapping = _known(profile, reader) if profile else field_map.guess(reader.columns, rows)
    mapping = field_map.with_overrides(mapping, overrides or {}, reader.columns)
    return Source(reader, name, mapping, ImageFolder(path, images))


def _known(profile: FieldMap, reader: Reader) -> FieldMap:
    """The columns of a profile that this file has; refused when it has none of them."""
    fields = {
        name: kept
        for name, columns in profile.fields.items()
        if (kept := tuple(column for column in columns if column in reader.columns))
    }
    if not fields:
        wanted = [column for columns in profile.fields.values() for column in columns]
        detail = {"columns": list(reader.columns)[:200], "wanted": wanted}
        raise BadInputError("profile_mismatch", path=reader.path, detail=detail)
    reasons = {name: profile.reasons[name] for name in fields}
    return field_map.FieldMap(fields, reasons, profile.date_order)
