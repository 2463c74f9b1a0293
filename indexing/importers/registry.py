# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens a source file with the importer of its format and maps its rows to ads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers import byte_stream, field_map, folder_members, sniff, zip_members
from indexing.importers.archive_contents import contents, folder_digest
from indexing.importers.base import RawRow, Reader
from indexing.importers.cdr import CdrReader
from indexing.importers.composite import CompositeSource
from indexing.importers.delimited import DelimitedReader
from indexing.importers.html_page import HtmlPageReader
from indexing.importers.image_folder import ImageFolder
from indexing.importers.json_document import JsonDocumentReader
from indexing.importers.json_lines import JsonLinesReader
from indexing.importers.markup_sheets import MarkupSheetReader
from indexing.importers.meta_download import MetaReader
from indexing.importers.mhtml import MhtmlReader
from indexing.importers.origin import FileOrigin, Origin
from indexing.importers.source import FileSource, Reading, Source, file_digest
from indexing.importers.telegram_html import TelegramHtmlReader
from indexing.importers.telegram_json import TelegramJsonReader
from indexing.importers.wacz import WaczReader
from indexing.importers.web_archive import WebArchiveReader
from indexing.importers.whatsapp import WhatsAppReader
from indexing.importers.workbook import WorkbookReader
from indexing.importers.xml_items import XmlReader

if TYPE_CHECKING:
    from indexing.importers.ad_rows import Pictures
    from indexing.importers.field_map import FieldMap
    from indexing.importers.members import Members

__all__ = ["READERS", "FileSource", "Source", "open_source"]

_SAMPLE_ROWS = 200


def _csv(origin: Origin, encoding: str | None) -> Reader:
    return DelimitedReader(origin, encoding)


def _tsv(origin: Origin, encoding: str | None) -> Reader:
    return DelimitedReader(origin, encoding, tabs=True)


def _ods(origin: Origin, encoding: str | None) -> Reader:
    return WorkbookReader(origin, encoding, kind="ods")


def _xls(origin: Origin, encoding: str | None) -> Reader:
    return WorkbookReader(origin, encoding, kind="xls")


def _sheet_html(origin: Origin, encoding: str | None) -> Reader:
    return MarkupSheetReader(origin, encoding, kind="sheet-html")


def _sheet_xml(origin: Origin, encoding: str | None) -> Reader:
    return MarkupSheetReader(origin, encoding, kind="sheet-xml")


READERS: Mapping[str, Callable[[Origin, str | None], Reader]] = {
    "csv": _csv,
    "tsv": _tsv,
    "json": JsonDocumentReader,
    "jsonl": JsonLinesReader,
    "xml": XmlReader,
    "cdr": CdrReader,
    "xlsx": WorkbookReader,
    "ods": _ods,
    "xls": _xls,
    "sheet-html": _sheet_html,
    "sheet-xml": _sheet_xml,
    "html": HtmlPageReader,
    "mhtml": MhtmlReader,
    "meta": MetaReader,
    "telegram": TelegramJsonReader,
    "telegram-html": TelegramHtmlReader,
    "whatsapp": WhatsAppReader,
    "warc": WebArchiveReader,
    "wacz": WaczReader,
}


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
    """Open a source: its format by content, its fields by name and value.

    Args:
        path: a file, or a ZIP or folder of files.
        images: folder of its pictures; None looks beside the file, or inside the ZIP or folder.
        format: the format it must have, one of ``sniff.FORMATS``.
        encoding: the encoding of its text, instead of the detected one.
        overrides: a person's columns for fields, ``{"body": "texte+suite"}``.
        profile: a saved field map, instead of a guess.
        around: what stands between the file and everything else (columns left out, masked, joined).

    Raises:
        BadInputError: nothing usable can come from this source; the code says why.
    """
    if images is not None and not images.is_dir():
        raise BadInputError("images_missing", path=images)
    how = Reading(images, format, encoding, overrides or {}, profile, around)
    if path.is_dir():
        return _folder(path, how)
    byte_stream.check_file(path)
    origin = FileOrigin(path)
    name = sniff.detect(origin, format)
    if name == "zip":
        return _composite(path, name, zip_members.members(origin), how, file_digest(path))
    try:
        return _mapped(READERS[name](origin, encoding), name, ImageFolder(path, images), how)
    except OSError as error:
        raise BadInputError("file_unreadable", path=path) from error


def open_reader(path: Path) -> Reader:
    """The reader of a second file beside the ads; BadInputError as for any source."""
    byte_stream.check_file(path)
    origin = FileOrigin(path)
    try:
        return READERS[sniff.detect(origin, None)](origin, None)
    except OSError as error:
        raise BadInputError("file_unreadable", path=path) from error


def _folder(path: Path, how: Reading) -> Source:
    if how.format not in (None, "folder"):
        raise BadInputError("file_is_folder", path=path)
    members = folder_members.members(path)
    return _composite(path, "folder", members, how, folder_digest(members))


def _composite(
    path: Path, name: str, members: Members, how: Reading, digest: Callable[[], str]
) -> CompositeSource:
    opener = _Opener()
    source = CompositeSource(path, name, contents(path, members, opener, how), digest)
    opener.refuse_unused(how, source)
    return source


class _Opener:
    """Opens parts of a ZIP or folder: a choice of the person has to fit one of them, not all."""

    def __init__(self) -> None:
        self._fitted: set[str] = set()
        self._profile_fits = False

    def reader(self, origin: Origin, name: str, encoding: str | None) -> Reader:
        """The reader of a format."""
        return READERS[name](origin, encoding)

    def table(self, origin: Origin, name: str, pictures: Pictures, reading: Reading) -> FileSource:
        """One member as a table."""
        return self.mapped(READERS[name](origin, reading.encoding), name, pictures, reading)

    def mapped(self, reader: Reader, name: str, pictures: Pictures, reading: Reading) -> FileSource:
        """An open reader with its fields, guessed where the person's choice does not fit."""
        overrides: dict[str, str] = {}
        for wanted, columns in reading.overrides.items():
            if _fits(wanted, columns, reader.columns):
                overrides[wanted] = columns
        self._fitted.update(overrides)
        if reading.profile is not None:
            try:
                part = _mapped(reader, name, pictures, replace(reading, overrides=overrides))
            except BadInputError as error:
                if error.code != "profile_mismatch":
                    raise
            else:
                self._profile_fits = True
                return part
        return _mapped(reader, name, pictures, replace(reading, overrides=overrides, profile=None))

    def refuse_unused(self, reading: Reading, source: CompositeSource) -> None:
        """Raise for a choice that fits no part at all."""
        for wanted, columns in reading.overrides.items():
            if wanted not in self._fitted:
                field_map.with_overrides(source.field_map, {wanted: columns}, source.columns)
        if reading.profile is not None and not self._profile_fits:
            _known(reading.profile, source.columns, source.path)


def _fits(wanted: str, columns: str, present: Sequence[str]) -> bool:
    try:
        field_map.with_overrides(field_map.FieldMap({}, {}), {wanted: columns}, present)
    except BadInputError as error:
        if error.code != "map_column_unknown":
            raise
        return False
    return True


def _mapped(reader: Reader, name: str, pictures: Pictures, how: Reading) -> FileSource:
    reader = how.around(reader) if how.around else reader
    sample = list(islice(reader.rows(), _SAMPLE_ROWS))
    if not sample:
        detail = {"columns": list(reader.columns)[:50]}
        raise BadInputError("no_rows", path=reader.path, detail=detail)
    rows = [row for row in sample if isinstance(row, RawRow)]
    columns = reader.columns
    mapping = (
        _known(how.profile, columns, reader.path) if how.profile else field_map.guess(columns, rows)
    )
    mapping = field_map.with_overrides(mapping, how.overrides, columns)
    return FileSource(reader, name, mapping, pictures)


def _known(profile: FieldMap, columns: Sequence[str], path: Path) -> FieldMap:
    """The columns of a profile that a source has; refused when it has none of them."""
    fields = {
        name: kept
        for name, wanted in profile.fields.items()
        if (kept := tuple(column for column in wanted if column in columns))
    }
    if not fields:
        missed = [column for wanted in profile.fields.values() for column in wanted]
        detail = {"columns": list(columns)[:200], "wanted": missed}
        raise BadInputError("profile_mismatch", path=path, detail=detail)
    reasons = {name: profile.reasons[name] for name in fields}
    return field_map.FieldMap(fields, reasons, profile.date_order)
