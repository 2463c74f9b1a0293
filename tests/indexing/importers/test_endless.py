# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that unpack, or go on with nothing, without end."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.importers import byte_stream, delimited, json_lines
from indexing.importers.registry import open_source
from indexing.records import AdRecord, Rejected
from tests.indexing.importers.conformance import every

ROW = b"1,Room\n"
OBJECT = b'{"id":"1","title":"Room"}\n'


@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_packed_file_that_unpacks_too_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_pieces: bool
) -> None:
    monkeypatch.setattr(byte_stream, "INFLATED_FREE_BYTES", 50_000)
    path = tmp_path / "ads.csv.gz"
    piece = gzip.compress(ROW * 4_000, 9)
    rest = piece * 5 if in_pieces else gzip.compress(ROW * 20_000, 9)
    path.write_bytes(gzip.compress(b"id,title\n") + rest)
    with pytest.raises(BadInputError, match="file_bomb"):
        every(open_source(path))
    monkeypatch.setattr(byte_stream, "MAX_INFLATED_RATIO", 2_000)
    assert len(every(open_source(path))) == 20_000


@pytest.mark.parametrize(
    ("name", "first", "row"), [("ads.csv", b"id,title\n", ROW), ("ads.jsonl", b"", OBJECT)]
)
def test_lines_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, first: bytes, row: bytes
) -> None:
    for module in (delimited, json_lines):
        monkeypatch.setattr(module, "MAX_EMPTY_LINES", 50)
    path = tmp_path / name
    path.write_bytes(first + row + b"\n" * 49 + row + b"\n" * 50 + row)
    *ads, last = every(open_source(path))
    assert [type(ad) for ad in ads] == [AdRecord, AdRecord]
    assert isinstance(last, Rejected)
    assert (last.code, last.detail["limit"]) == ("lines_empty", 50)


def test_nothing_before_the_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MAX_EMPTY_LINES", 50)
    (tmp_path / "ads.csv").write_bytes(b"\n" * 60 + b"id,title\n" + ROW)
    with pytest.raises(BadInputError, match="no_columns"):
        open_source(tmp_path / "ads.csv")
