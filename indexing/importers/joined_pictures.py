# SPDX-License-Identifier: GPL-3.0-or-later
"""A second file, of pictures, joined to the ads by a column that both have.

It stands around the reader of the ads: each row gets one more column with the names of its
pictures. The second file is read once; nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers.base import RawRow, Reader
from indexing.importers.field_names import field_of, key_of
from indexing.importers.image_names import ImageName, names_in
from indexing.importers.json_values import text_of
from indexing.limits import MAX_IMAGES_PER_AD, MAX_JOINED_PICTURES

if TYPE_CHECKING:
    from pathlib import Path

    from indexing.records import Rejected

COLUMN = "joined pictures"
_SAMPLE_ROWS = 200
_MOST_KEPT = 2 * MAX_IMAGES_PER_AD
"""Names of one ad: more are never looked for, and each row of the ad would hold all of them."""
_PATHS = frozenset({"path", "file", "filename", "localpath", "imagename"})
_OWN_IDS = frozenset({"id", "oid"})
"""Names of numbers that in a file of pictures are more often the picture's own than its ad's."""


@dataclass(frozen=True, slots=True)
class PictureTable:
    """Pictures by the value that joins them.

    ``ads_column`` is the column of the ads' file ('' when nobody said), ``own_column`` the other.
    """

    ads_column: str
    own_column: str
    pictures: Mapping[str, Sequence[ImageName]]
    skipped: int
    """Rows of the second file that name no picture or have no value to join by."""


def read_table(reader: Reader, join: str) -> PictureTable:
    """Read the second file.

    Args:
        reader: of the second file.
        join: the column of both files, or ``COLUMN_OF_ADS=COLUMN_OF_PICTURES``; '' takes the
            columns whose names say that they hold the number of an ad.

    Raises:
        BadInputError: ``join_column_unknown``, ``join_no_pictures`` or ``join_too_many``.
    """
    ads_column, _equals, own = join.partition("=")
    column = _found(own or ads_column or _number_column(reader.columns), reader)
    sample = [row for row in islice(reader.rows(), _SAMPLE_ROWS) if isinstance(row, RawRow)]
    sources = _picture_columns(reader.columns, column, sample)
    if not sources:
        columns = {"columns": list(reader.columns)[:200]}
        raise BadInputError("join_no_pictures", path=reader.path, detail=columns)
    pictures: dict[str, list[ImageName]] = {}
    count = skipped = 0
    for row in reader.rows():
        cells = row.cells if isinstance(row, RawRow) else {}
        key = text_of(cells.get(column)).strip()
        names = _names(cells, sources) if key else []
        count, skipped = count + len(names), skipped + (not names)
        if count > MAX_JOINED_PICTURES:
            limit = {"limit": MAX_JOINED_PICTURES}
            raise BadInputError("join_too_many", path=reader.path, detail=limit)
        if names:
            kept = pictures.setdefault(key, [])
            kept += names[: _MOST_KEPT - len(kept)]
    return PictureTable(ads_column.strip(), column, pictures, skipped)


def _names(cells: Mapping[str, object], sources: Sequence[str]) -> list[ImageName]:
    """A path and an address in one row are two names of one picture."""
    found = [name for source in sources for name in names_in(cells.get(source))]
    paths = [name for name in found if name.untrusted_path]
    addresses = [name for name in found if not name.untrusted_path]
    if len(paths) == 1 == len(addresses):
        return [ImageName(paths[0].untrusted_path, addresses[0].untrusted_url)]
    return found[:MAX_IMAGES_PER_AD]


def _number_column(columns: Sequence[str]) -> str:
    """The column that by its name holds the number of an ad; '' when there is none."""
    ranked = [(key_of(x) in _OWN_IDS, match[1], x) for x in columns if (match := field_of(x))
              and match[0] == "source_id"]  # fmt: skip
    return min(ranked)[2] if ranked else ""


def joins(table: PictureTable, columns: Sequence[str]) -> str:
    """The column of the ads that a second file joins to; '' when these columns have none."""
    wanted = table.ads_column or table.own_column
    same = [x for x in columns if x == wanted or key_of(x) == key_of(wanted)]
    if same or table.ads_column:
        return same[0] if same else ""
    named = [(match[1], x) for x in columns if (match := field_of(x)) and match[0] == "source_id"]
    return min(named)[1] if named else ""


def _found(name: str, reader: Reader) -> str:
    for column in reader.columns:
        if column == name.strip() or key_of(column) == key_of(name):
            return column
    detail = {"column": name.strip(), "columns": list(reader.columns)[:200]}
    raise BadInputError("join_column_unknown", path=reader.path, detail=detail)


def _picture_columns(
    columns: Sequence[str], join: str, sample: Sequence[RawRow]
) -> tuple[str, ...]:
    """Columns of a second file that name pictures: by their names, else whatever is an address."""
    others = [column for column in columns if column != join]
    named = [x for x in others if (field_of(x) or ("",))[0] == "images" or key_of(x) in _PATHS]
    addresses = [x for x in others if (field_of(x) or ("",))[0] == "url"]
    values = [x for x in others if any(_is_picture(row.cells.get(x)) for row in sample)]
    return tuple(dict.fromkeys((*named, *addresses))) if named or addresses else tuple(values[:2])


def _is_picture(cell: object) -> bool:
    text = text_of(cell).lower()
    return text.endswith((".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"))


class JoinedReader:
    """A reader of ads whose rows also name the pictures of a second file."""

    def __init__(self, reader: Reader, table: PictureTable) -> None:
        self._reader, self._table = reader, table
        self.path: Path = reader.path
        self.encoding = reader.encoding
        self._key = joins(table, reader.columns)
        self.columns = (*reader.columns, COLUMN)

    def __getattr__(self, name: str) -> object:
        # what a format tells beside: its delimiter, what it passed over
        return getattr(self._reader, name)

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``rows``."""
        return self._reader.position()

    def rows(self) -> Iterator[RawRow | Rejected]:
        """Rows with one more cell, the pictures that the second file has for them."""
        for row in self._reader.rows():
            if isinstance(row, RawRow):
                names = self._table.pictures.get(text_of(row.cells.get(self._key)).strip(), ())
                cell = [
                    {"path": name.untrusted_path, "url": name.untrusted_url}
                    if name.untrusted_path and name.untrusted_url
                    else name.shown
                    for name in names
                ]
                cells = {**row.cells, COLUMN: cell}
                yield RawRow(row.place, cells, row.pictures)
            else:
                yield row
