# SPDX-License-Identifier: GPL-3.0-or-later
"""Dumps of crawlers: pages as rows, pictures by their stored names, both versions."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from indexing.importers.registry import Source, open_source
from indexing.records import AdRecord, Rejected

PAGE = (
    "<html><head><title>Room</title></head><body><p>A quiet room near the tram.</p></body></html>"
)
STORED = hashlib.sha256(b"picture").hexdigest().upper()


def written(path: Path, lines: list[dict[str, object]]) -> Path:
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def ads(source: Source) -> list[AdRecord]:
    return [row for row in source.records() if isinstance(row, AdRecord)]


def version_3(number: int, **more: object) -> dict[str, object]:
    return {
        "_id": f"{number:064X}",
        "content_type": "text/html",
        "crawler": "example",
        "team": "example",
        "url": f"https://example.org/{number}",
        "raw_content": PAGE,
        "response_headers": {"content-type": "text/html"},
        "timestamp_crawl": "2016-05-04T03:02:01.000005Z",
        "timestamp_index": "2016-05-04T03:02:02Z",
        "version": 3.1,
        "objects": [],
        **more,
    }


@pytest.mark.parametrize("name", ["a.jl", "a.jsonl.gz", "a.txt"])
def test_version_3(tmp_path: Path, name: str) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / STORED).write_bytes(b"picture")
    picture = {
        "obj_original_url": "https://example.org/p.jpg",
        "obj_stored_url": STORED,
        "content_type": "image/jpeg",
    }
    film = {"obj_original_url": "https://example.org/f.mp4", "content_type": "video/mp4"}
    lines = [version_3(1, objects=[picture, film]), version_3(2, extracted_text="Said already")]
    source = open_source(written(tmp_path / name, lines))
    one, two = ads(source)
    assert source.format == "cdr"
    assert (one.place, one.title, one.url) == ("line 1", "Room", "https://example.org/1")
    assert (one.source_id, one.body) == (f"{1:064X}", "A quiet room near the tram.")
    assert one.captured_at.startswith("2016-05-04T03:02:01")
    assert [(ref.untrusted_name, ref.path) for ref in one.images] == [
        (STORED, str(tmp_path / "media" / STORED))
    ]
    assert (two.title, two.body, two.images) == ("Room", "Said already", ())
    assert one.extra["team"] == "example"
    assert "raw_content" not in one.extra


def version_2(name: str, **more: object) -> dict[str, object]:
    return {
        "doc_id": name, "url": f"https://example.org/{name}", "team": "example",
        "crawler": "example", "timestamp": 1_462_330_921_000, "version": 2.0,
        "content_type": "text/html", **more,
    }  # fmt: skip


@pytest.mark.parametrize("parent", ["A", "https://example.org/A"])
def test_version_2_joins_pictures_on_their_own_lines(tmp_path: Path, parent: str) -> None:
    (tmp_path / STORED).write_bytes(b"picture")
    picture = {
        "content_type": "image/jpeg",
        "obj_original_url": "https://example.org/p.jpg",
        "obj_stored_url": f"https://store.example.org/x/{STORED}",
    }
    lines = [
        version_2("P1", obj_parent=parent, **picture),
        version_2("A", raw_content=PAGE),
        version_2("P2", obj_parent="nobody", **picture),
        version_2("B", raw_content="Only words, no markup at all", timestamp="2016-05-04T03:02:01"),
    ]
    source = open_source(written(tmp_path / "a.jl", lines))
    one, two = ads(source)
    assert [ref.path for ref in one.images] == [str(tmp_path / STORED)]
    assert (one.place, one.source_id) == ("line 2", "A")
    assert one.captured_at == "2016-05-04T03:02:01Z"
    assert (two.body, two.captured_at[:19]) == (
        "Only words, no markup at all",
        "2016-05-04T03:02:01",
    )
    rejected = [(x.place, x.code) for x in source.records() if isinstance(x, Rejected)]
    assert rejected == [("line 3", "cdr_page_missing")]
    assert source.position() == source.size_hint()


def test_a_cut_last_line_is_told(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jl", [version_3(1), version_3(2)])
    path.write_bytes(path.read_bytes()[:-100])
    rows = list(open_source(path).records())
    assert isinstance(rows[0], AdRecord)
    assert [(x.place, x.code) for x in rows if isinstance(x, Rejected)] == [("line 2", "json_cut")]


def test_other_lines_are_no_dump(tmp_path: Path) -> None:
    lines: list[dict[str, object]] = [{"id": "1", "title": "Room", "raw_content": "Quiet room"}]
    assert open_source(written(tmp_path / "a.jl", lines)).format == "jsonl"
