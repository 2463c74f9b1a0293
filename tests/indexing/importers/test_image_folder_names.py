# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import pytest

from indexing.importers.registry import open_source
from indexing.records import AdRecord


@pytest.mark.parametrize("folder", ["photos", "ads-images", "ads_photos", "Ads Pictures"])
def test_pictures_beside_the_source_are_found(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "one.jpg").write_bytes(b"jpeg")
    source = tmp_path / "ads.csv"
    source.write_text(
        "id,title,description,photos\n1,Chair,A wooden chair to be collected,one.jpg\n"
    )
    (row,) = open_source(source).records()
    assert isinstance(row, AdRecord)
    assert row.images[0].path == str((tmp_path / folder / "one.jpg").resolve())
