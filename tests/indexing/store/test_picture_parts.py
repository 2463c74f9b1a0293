# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of a picture come back from their bytes, and damage is noticed."""

from dataclasses import replace

import pytest

from indexing.records import PicturePart
from indexing.store.picture_parts import pack, unpack

PANEL = PicturePart("panel", (0, 120, 1000, 873), b"p" * 32, b"d" * 32, 100, b"v" * 224)
CROP = PicturePart("aspect", (100, 0, 900, 1000), b"q" * 32, b"e" * 32, 0)


@pytest.mark.parametrize("parts", [(), (PANEL,), (CROP, PANEL, CROP)])
def test_parts_come_back(parts: tuple[PicturePart, ...]) -> None:
    assert unpack(pack(parts)) == parts


@pytest.mark.parametrize("size", [1, 70, 76, 301])
def test_a_record_cut_short_is_noticed(size: int) -> None:
    data = pack([PANEL, CROP])
    with pytest.raises(ValueError, match="record"):
        unpack(data[:size])


def test_only_known_kinds_and_whole_hashes_are_kept() -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the kind is looked up in a tuple
        pack([replace(PANEL, kind="corner")])
    with pytest.raises(ValueError, match="hash"):
        pack([replace(PANEL, dhash=b"short")])
