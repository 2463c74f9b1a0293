# SPDX-License-Identifier: GPL-3.0-or-later
"""All saved pages of a ZIP or folder as one table, read page by page."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers.base import RawRow
from indexing.importers.html_page import page_row
from indexing.importers.member_pictures import MemberPictures, reader_of
from indexing.importers.members import place_name
from indexing.importers.page_frames import files_of_page
from indexing.records import ImageRef, Rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from indexing.importers.base import Reader
    from indexing.importers.image_folder import ImageFolder
    from indexing.importers.member_index import MemberIndex
    from indexing.importers.members import Member
    from indexing.importers.origin import Origin
    from indexing.importers.page_rows import Find
    from indexing.importers.page_text import PageImage

_SAMPLE_PAGES = 30


class PagesReader:
    """Saved pages, each a row whose place is ``page`` and its path.

    Args:
        container: the ZIP or folder, for messages.
        pages: the members that are pages.
        index: all files that lie there, for the pictures of pages.
        encoding: an encoding to read them with, or None for what each declares.
        open_other: opens a page that is no plain HTML (MHTML) with its own reader.
        chosen: the folder of pictures that a person gave besides, or None.
    """

    def __init__(
        self,
        container: Path,
        pages: Sequence[Member],
        *,
        index: MemberIndex,
        encoding: str | None,
        open_other: Callable[[Origin], Reader | None],
        chosen: ImageFolder | None,
    ) -> None:
        self.path, self.encoding = container, encoding or "utf-8"
        self._pages, self._index, self._asked = pages, index, encoding
        self._open_other, self._chosen = open_other, chosen
        self._read = 0
        sample = (row for row in islice(self.rows(), _SAMPLE_PAGES) if isinstance(row, RawRow))
        self.columns = tuple(dict.fromkeys(name for row in sample for name in row.cells))

    @property
    def size(self) -> int:
        """Bytes of all pages."""
        return sum(page.size for page in self._pages)

    def position(self) -> int:
        """Bytes of the pages read so far by the newest ``rows``."""
        return self._read

    def rows(self) -> Iterator[RawRow | Rejected]:
        """One row a page; a page that cannot be read is a reject."""
        self._read = 0
        for member in self._pages:
            yield self._row(member)
            self._read += member.size

    def _row(self, member: Member) -> RawRow | Rejected:
        place, origin = f"page {place_name(member.name)}", member.origin(self.path)
        try:
            other = self._open_other(origin)
            if other is None:
                frames = files_of_page(member.name.rpartition(".")[0], member.folder, self._opened)
                find, asked = self._finder(member.name), self._asked
                return page_row(origin, find, place=place, encoding=asked, beside=frames)
            row = next(iter(other.rows()), None)
        except BadInputError as error:
            return Rejected(place, error.code, error.detail)
        except OSError:
            return Rejected(place, "member_unreadable")
        if isinstance(row, RawRow):
            return RawRow(place, row.cells, row.pictures)
        return Rejected(place, row.code, row.detail) if row else Rejected(place, "page_empty")

    def _opened(self, path: str, limit: int) -> tuple[bytes, Find] | None:
        member = self._index.at(path)
        data = reader_of(member)(limit) if member else None
        return None if data is None else (data, self._finder(path))

    def _finder(self, name: str) -> Find:
        pictures = MemberPictures(self._index, name, self._chosen)

        def find(image: PageImage) -> ImageRef | None:
            found = pictures.named(image.untrusted_refs, image.untrusted_urls)
            if found is None:
                return None
            return ImageRef(found.name, read=reader_of(found))

        return find
