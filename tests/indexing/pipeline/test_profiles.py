# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved mappings: read as an import wrote them, refused when they are none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.importers.field_map import FieldMap
from indexing.pipeline.profiles import (
    Profile,
    from_dict,
    list_profiles,
    read_profile,
    save_profile,
)


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


WHOLE = Profile(
    fields={"title": ("alpha",), "body": ("beta", "gamma")},
    name="Room lists",
    dropped=("origin",),
    masked=("phone",),
    encoding="cp1252",
    format="csv",
    date_order="dmy",
)


def test_a_profile_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "rooms.yaml"
    assert save_profile(WHOLE, file) == WHOLE
    assert read_profile(file) == WHOLE
    assert read_profile(file).sha256 == WHOLE.sha256
    assert file.read_text(encoding="utf-8").startswith("format: faisceau-profile/1\n")


def test_the_hash_changes_with_anything_in_it_and_with_nothing_else() -> None:
    others = [
        replace(WHOLE, fields={"title": ("alpha",)}),
        replace(WHOLE, name="Rooms"),
        replace(WHOLE, version=2),
        replace(WHOLE, dropped=()),
        replace(WHOLE, masked=()),
        replace(WHOLE, encoding=""),
        replace(WHOLE, format=""),
        replace(WHOLE, date_order="mdy"),
    ]
    assert len({WHOLE.sha256, *(one.sha256 for one in others)}) == 9
    again = replace(WHOLE, fields=dict(reversed(list(WHOLE.fields.items()))))
    assert again.sha256 == WHOLE.sha256


def test_saving_a_changed_profile_counts_its_version_on(tmp_path: Path) -> None:
    file = tmp_path / "rooms.yaml"
    save_profile(WHOLE, file)
    assert save_profile(WHOLE, file).version == 1
    changed = replace(WHOLE, dropped=("origin", "age"))
    assert save_profile(changed, file).version == 2
    assert read_profile(file).dropped == ("origin", "age")


@pytest.mark.parametrize(
    "change",
    [
        {"format": "faisceau-profile/2"},
        {"version": 0},
        {"version": "one"},
        {"drop": "origin"},
        {"mask": [7]},
        {"read_as": []},
        {"read_as": {"date_order": "ydm"}},
        {"name": "line\nbreak"},
    ],
)
def test_a_profile_with_one_wrong_part_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadInputError) as caught:
        from_dict(WHOLE.as_dict() | change)
    assert caught.value.code == "profile_wrong"


def test_the_folder_of_profiles_lists_what_is_one(tmp_path: Path) -> None:
    save_profile(WHOLE, tmp_path / "rooms.yaml")
    (tmp_path / "other.yaml").write_text("a: 1", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("a: 1", encoding="utf-8")
    assert [profile for _file, profile in list_profiles(tmp_path)] == [WHOLE]
    assert list(list_profiles(tmp_path / "none")) == []


def test_columns_that_a_file_lacks_are_named() -> None:
    assert WHOLE.missing_in(("alpha", "gamma")) == ("beta",)
