# SPDX-License-Identifier: GPL-3.0-or-later
"""What every importer has to do, asked of ZIPs, folders and web archives as well."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexing.errors import BadInputError
from indexing.importers import sniff
from indexing.importers.registry import READERS, open_source
from indexing.records import AdRecord
from tests.indexing.importers import web_archives
from tests.indexing.importers.conformance import COLUMNS, ROWS, ImporterConformance, every
from tests.indexing.importers.test_html_page import page_of_row


def table_of(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([columns, *rows])
    return written.getvalue().encode()


class Unpacked(ImporterConformance):
    """For what is measured by what it unpacks to."""

    def test_position_ends_at_the_size(self, tmp_path: Path) -> None:
        source = open_source(self.made(tmp_path))
        size = source.size_hint() or 0
        for _ in source.records():
            assert 0 <= source.position() <= size
        assert source.position() == size > 0


class ArchiveConformance(Unpacked):
    """For what holds other sources and is no reader itself."""

    empty = ("archive_no_ads", "archive_empty")

    def test_is_registered(self) -> None:
        assert self.format in sniff.FORMATS
        assert self.format not in READERS

    def test_without_rows_it_says_so(self, tmp_path: Path) -> None:
        with pytest.raises(BadInputError) as caught:
            open_source(self.made(tmp_path, []))
        assert caught.value.code in self.empty


class TestZip(ArchiveConformance):
    format = "zip"
    suffix = ".zip"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("lists/ads.csv", table_of(columns, rows))
            archive.writestr("lists/style.css", "p{}")


class TestZipInZip(ArchiveConformance):
    format = "zip"
    suffix = ".zip"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("ads.csv", table_of(columns, rows))
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("inner.zip", inner.getvalue())


class TestFolder(ArchiveConformance):
    """A folder has no bytes of its own: its hash and its damage are those of what is in it."""

    format = "folder"
    suffix = ""

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        (path / "lists").mkdir(parents=True)
        (path / "lists" / "ads.csv").write_bytes(table_of(columns, rows))

    def test_hash_is_of_the_file_as_it_lies_there(self, tmp_path: Path) -> None:
        path = self.made(tmp_path)
        before = open_source(path).sha256
        assert before == open_source(path).sha256
        (path / "lists" / "ads.csv").write_bytes(table_of(COLUMNS, ROWS[:2]))
        assert open_source(path).sha256 != before

    def test_missing_file_and_folder(self, tmp_path: Path) -> None:
        with pytest.raises(BadInputError, match="file_missing"):
            open_source(tmp_path / "none")
        (tmp_path / "empty").mkdir()
        with pytest.raises(BadInputError, match="archive_empty"):
            open_source(tmp_path / "empty", format="folder")

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_damaged_bytes_never_crash(self, data: st.DataObject) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = self.made(Path(folder))
            whole = bytearray((path / "lists" / "ads.csv").read_bytes())
            start = data.draw(st.integers(0, len(whole)))
            whole[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))
            (path / "lists" / "ads.csv").write_bytes(whole)
            self.read_or_known_error(path, data.draw(st.sampled_from([None, self.format])))


class WebConformance(ImporterConformance):
    """For pages in an archive: an ad's number is that of its record."""

    fields = frozenset({"source_id", "url", "title", "body", "contacts", "captured_at"})

    def recorded(self, path: Path, rows: Sequence[Sequence[str]]) -> None:
        with web_archives.Recorder(path) as archive:
            archive.add("https://example.org/style.css", b"p{}", "text/css")
            for row in rows:
                page = page_of_row(row).encode()
                archive.add(f"https://example.org/{row[0]}", page)

    def test_round_trip_of_every_cell(self, tmp_path: Path) -> None:
        source = open_source(self.made(tmp_path))
        ads = [item for item in every(source) if isinstance(item, AdRecord)]
        assert source.format == self.format
        found = [(x.url.rsplit("/", 1)[1], x.title, x.body, x.contacts[0]) for x in ads]
        assert found == list(self.rows)
        assert len({x.source_id for x in ads}) == len(ads)

    def test_field_map_has_a_reason_for_each_field(self, tmp_path: Path) -> None:
        source = open_source(self.made(tmp_path))
        assert set(source.field_map.fields) == set(source.field_map.reasons)
        assert self.fields <= set(source.field_map.fields)


class TestWarc(WebConformance):
    format = "warc"
    suffix = ".warc.gz"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.recorded(path, rows)


class TestPlainWarc(TestWarc):
    suffix = ".warc"


class TestWacz(Unpacked, WebConformance):
    format = "wacz"
    suffix = ".wacz"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        inner = path.with_name("inner.warc.gz")
        self.recorded(inner, rows)
        web_archives.wacz(path, inner)
        inner.unlink()
