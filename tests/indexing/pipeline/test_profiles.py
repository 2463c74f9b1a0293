# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved mappings: read as an import wrote them, refused when they are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.importers.field_map import FieldMap
from indexing.pipeline.profiles import read_profile


def test_a_mapping_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = FieldMap({"title": ("alpha",), "body": ("beta", "gamma")}, {})
    file = tmp_path / "profile.json"
    file.write_text(json.dumps(written.as_dict()), encoding="utf-8")
    assert read_profile(file).fields == written.fields


@pytest.mark.parametrize(
    "content", [b"", b"7", b"[1]", b"a: [", b"fields: 7", b"fields: {title: 7}", b"\xff\xfe"]
)
def test_what_is_no_mapping_is_refused_with_its_file(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "profile.yaml"
    file.write_bytes(content)
    with pytest.raises(BadInputError) as caught:
        read_profile(file)
    assert (caught.value.code, caught.value.path) == ("profile_wrong", str(file))


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        read_profile(tmp_path / "no.yaml")
    assert caught.value.code == "file_missing"
