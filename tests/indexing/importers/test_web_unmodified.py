# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers "not modified", which say nothing of the type of what they refer to."""

from __future__ import annotations

from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders

from tests.indexing.importers.test_web_archive import ads
from tests.indexing.importers.web_archives import PICTURE, Recorder, page

FIRST, LATER = "2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z"


@pytest.mark.parametrize("has_headers", [True, False])
def test_a_page_not_modified_is_a_sighting_and_a_picture_is_none(
    tmp_path: Path, has_headers: bool
) -> None:
    path = tmp_path / "a.warc.gz"
    answer = StatusAndHeaders("304 Not Modified", [("ETag", '"a"')], protocol="HTTP/1.1")
    with Recorder(path) as warc:
        warc.add("https://example.org/1", page("Room"), warc={"WARC-Date": FIRST})
        warc.add("https://example.org/1.png", PICTURE, "image/png", warc={"WARC-Date": FIRST})
        for uri in ("https://example.org/1", "https://example.org/1.png"):
            again = warc._writer.create_revisit_record(
                uri,
                "sha1:OTHER",
                uri,
                FIRST,
                http_headers=answer if has_headers else None,
                warc_headers_dict={"WARC-Date": LATER},
            )
            warc._writer.write_record(again)
    assert [(ad.title, ad.captured_at) for ad in ads(path)] == [("Room", FIRST), ("Room", LATER)]
