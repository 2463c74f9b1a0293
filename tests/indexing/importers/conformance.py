# SPDX-License-Identifier: GPL-3.0-or-later
"""What every importer has to do; a new one inherits all of it by naming itself.

Subclass ``ImporterConformance`` in a test module, set ``format`` and ``suffix``, and write a
table in ``write``. ``first`` is the number in the place of the first row.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexing.errors import BadInputError, KnownError
from indexing.importers.registry import READERS, Source, open_source
from indexing.limits import MAX_TEXT_CHARACTERS
from indexing.records import AdRecord, Rejected

COLUMNS = ("id", "title", "description", "phone")
ROWS = (
    ("1", "Room to let", "A quiet room, near the tram.\nCall in the evening.", "202-555-0101"),
    ("2", "غرفة للإيجار", "غرفة هادئة بالقرب من المحطة", "٢٠٢٥٥٥٠١٠٢"),
    ("3", "Кімната 🏠", 'She said "yes"; it\'s €5, ok?', "06 39 98 00 01"),
    ("4", "חדר להשכרה 👩‍👩‍👧", "שקט וקרוב לתחנה\u200f", "+33 6 39 98 00 02"),
)


def every(source: Source) -> list[AdRecord | Rejected]:
    return list(source.records())


class ImporterConformance:
    """Tests for one format."""

    format: ClassVar[str]
    suffix: ClassVar[str]
    longest_cell: ClassVar[int] = MAX_TEXT_CHARACTERS
    rows: ClassVar[Sequence[Sequence[str]]] = ROWS  # one row for a format that holds one

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        raise NotImplementedError

    def made(self, folder: Path, rows: Sequence[Sequence[str]] | None = None) -> Path:
        path = folder / f"ads{self.suffix}"
        self.write(path, COLUMNS, self.rows if rows is None else rows)
        return path

    def test_is_registered(self) -> None:
        assert self.format in READERS

    def test_round_trip_of_every_cell(self, tmp_path: Path) -> None:
        source = open_source(self.made(tmp_path))
        ads = [item for item in every(source) if isinstance(item, AdRecord)]
        assert source.format == self.format
        assert [(x.source_id, x.title, x.body, x.contacts[0]) for x in ads] == list(self.rows)

    def test_field_map_has_a_reason_for_each_field(self, tmp_path: Path) -> None:
        source = open_source(self.made(tmp_path))
        assert set(source.field_map.fields) == {"source_id", "title", "body", "contacts"}
        assert set(source.field_map.reasons) == set(source.field_map.fields)

    def test_hash_is_of_the_file_as_it_lies_there(self, tmp_path: Path) -> None:
        path = self.made(tmp_path)
        assert open_source(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()

    def test_places_are_distinct_and_stable(self, tmp_path: Path) -> None:
        source = open_source(self.made(tmp_path))
        places = [item.place for item in every(source)]
        assert len(set(places)) == len(self.rows)
        assert places == [item.place for item in every(source)]

    def test_start_skips_and_keeps_places(self, tmp_path: Path) -> None:
        source = open_source(self.made(tmp_path))
        assert list(source.records(2)) == every(source)[2:]

    def test_preview_is_the_beginning(self, tmp_path: Path) -> None:
        source = open_source(self.made(tmp_path))
        assert source.preview(3) == every(source)[:3]

    def test_position_ends_at_the_size(self, tmp_path: Path) -> None:
        path = self.made(tmp_path)
        source = open_source(path)
        for _ in source.records():
            assert 0 <= source.position() <= path.stat().st_size
        assert source.position() == source.size_hint() == path.stat().st_size

    def test_longest_cell_is_kept_whole(self, tmp_path: Path) -> None:
        text = "wide " * (self.longest_cell // 5)
        rows = [("1", "a", text.strip(), "x"), ("2", "b", "short", "y")]
        found = every(open_source(self.made(tmp_path, rows[: len(self.rows)])))
        bodies = [text.strip(), "short"][: len(self.rows)]
        assert [x.body for x in found if isinstance(x, AdRecord)] == bodies

    def test_without_rows_it_says_so(self, tmp_path: Path) -> None:
        with pytest.raises(BadInputError) as caught:
            open_source(self.made(tmp_path, []))
        assert caught.value.code in ("no_rows", "file_empty", "page_empty")

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "file_empty"),
            (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "file_not_this_format"),
            (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "file_not_this_format"),
            (bytes(range(256)) * 20, "file_not_this_format"),
        ],
    )
    def test_other_content_under_its_name(self, tmp_path: Path, content: bytes, code: str) -> None:
        path = tmp_path / f"ads{self.suffix}"
        path.write_bytes(content)
        with pytest.raises(BadInputError) as caught:
            open_source(path)
        assert caught.value.code == code
        assert caught.value.path == str(path)

    def test_missing_file_and_folder(self, tmp_path: Path) -> None:
        with pytest.raises(BadInputError, match="file_missing"):
            open_source(tmp_path / f"none{self.suffix}")
        folder = tmp_path / f"folder{self.suffix}"
        folder.mkdir()
        with pytest.raises(BadInputError, match="archive_empty"):
            open_source(folder)
        with pytest.raises(BadInputError, match="file_is_folder"):
            open_source(folder, format=self.format)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_damaged_bytes_never_crash(self, data: st.DataObject) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = self.made(Path(folder))
            whole = bytearray(path.read_bytes())
            # drawn as shares: a packed file is not equally long each time it is made
            start = data.draw(st.integers(0, 999_999)) * len(whole) // 1_000_000
            end = start + data.draw(st.integers(0, 40))
            whole[start:end] = data.draw(st.binary(max_size=40))
            path.write_bytes(bytes(whole))
            self.read_or_known_error(path, data.draw(st.sampled_from([None, self.format])))

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(content=st.binary(max_size=400))
    def test_any_bytes_never_crash(self, content: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"ads{self.suffix}"
            path.write_bytes(content)
            self.read_or_known_error(path, None)

    def read_or_known_error(self, path: Path, name: str | None) -> None:
        try:
            found = every(open_source(path, format=name))
        except KnownError:
            return  # refused calmly
        assert len({item.place for item in found}) == len(found)
        for item in found:
            if isinstance(item, AdRecord):
                texts = (item.title, item.body, *item.contacts, *item.extra.values())
                assert all("\0" not in text and text.encode("utf-8") is not None for text in texts)
