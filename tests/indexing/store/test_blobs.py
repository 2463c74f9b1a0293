# SPDX-License-Identifier: GPL-3.0-or-later
"""Blobs and index files: encrypted, bound to their meaning, whole or not there."""

from __future__ import annotations

import hashlib
import os
import shutil

import pytest

from indexing.errors import BadInputError, CaseDamagedError
from indexing.store import blobs, index_files
from indexing.store.case import Case, create
from tests.indexing.store.conftest import CHEAP, META, PASSPHRASE

DATA = b"a drawing of a house " * 50
SHA = hashlib.sha256(DATA).hexdigest()


def test_round_trip(case: Case) -> None:
    name = blobs.put(case, "image", SHA, DATA)
    assert blobs.get(case, "image", SHA) == DATA
    assert blobs.has(case, "image", SHA)
    assert list(blobs.names(case)) == [name]
    assert list(blobs.check(case)) == []
    file = case.path / "blobs" / name[:2] / name
    assert b"drawing" not in file.read_bytes()
    assert SHA not in name
    assert blobs.delete(case, "image", SHA)
    assert not blobs.delete(case, "image", SHA)
    with pytest.raises(CaseDamagedError) as caught:
        blobs.get(case, "image", SHA)
    assert caught.value.code == "blob_missing"


def test_empty_blob(case: Case) -> None:
    blobs.put(case, "thumb", SHA, b"")
    assert blobs.get(case, "thumb", SHA) == b""
    assert list(blobs.check(case)) == []


def test_every_flipped_byte_is_noticed(case: Case) -> None:
    name = blobs.put(case, "image", SHA, b"short")
    file = case.path / "blobs" / name[:2] / name
    whole = file.read_bytes()
    for at in range(len(whole)):
        data = bytearray(whole)
        data[at] ^= 1 << at % 8
        file.write_bytes(data)
        with pytest.raises(CaseDamagedError) as caught:
            blobs.get(case, "image", SHA)
        assert caught.value.code == "blob_damaged"
        found = list(blobs.check(case))
        assert [problem.path for problem in found] == [f"blobs/{name[:2]}/{name}"]
    for cut in (0, 3, 20, len(whole) - 1):
        file.write_bytes(whole[:cut])
        assert len(list(blobs.check(case))) == 1


def test_blob_in_the_place_of_another_is_noticed(case: Case) -> None:
    one = blobs.put(case, "image", SHA, DATA)
    other = blobs.put(case, "thumb", SHA, b"other")
    folder = case.path / "blobs"
    shutil.copy(folder / one[:2] / one, folder / other[:2] / other)
    assert [problem.problem for problem in blobs.check(case)] == ["blob_damaged"]


def test_same_picture_has_another_name_in_another_case(case: Case) -> None:
    path = case.path.parent / "two.faisceau"
    two, _ = create(path, passphrase=PASSPHRASE, meta=META, cost=CHEAP)
    with two:
        assert blobs.name(case, "image", SHA) != blobs.name(two, "image", SHA)


def test_foreign_file_among_blobs(case: Case) -> None:
    (case.path / "blobs" / "note.txt").write_text("x")
    assert [problem.problem for problem in blobs.check(case)] == ["stray_file"]


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_full_disk_is_told_and_leaves_nothing(
    case: Case, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    blobs.put(case, "image", SHA, DATA)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, call, full)
        with pytest.raises(BadInputError) as caught:
            blobs.put(case, "image", SHA, b"new")
    assert caught.value.code == "disk_full"
    assert blobs.get(case, "image", SHA) == DATA
    assert not list((case.path / "blobs").rglob(".new-*"))


def test_short_writes_are_carried_on(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, bytes(data[:7])))
    blobs.put(case, "image", SHA, DATA)
    assert blobs.get(case, "image", SHA) == DATA


def test_index_files(case: Case) -> None:
    assert index_files.get(case, "meaning") is None
    index_files.put(case, "meaning", DATA)
    assert index_files.get(case, "meaning") == DATA
    assert list(index_files.check(case)) == []
    (file,) = (case.path / "index").iterdir()
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    assert index_files.get(case, "meaning") is None
    assert [problem.problem for problem in index_files.check(case)] == ["index_damaged"]
    assert index_files.clear(case) == 1
    assert list((case.path / "index").iterdir()) == []


def test_a_folder_in_place_of_an_index_file_is_damage_that_heals(case: Case) -> None:
    def spoil() -> None:
        index_files.put(case, "texts", DATA)
        (file,) = (case.path / index_files.FOLDER).iterdir()
        file.unlink()
        file.mkdir()
        (file / "stray").write_bytes(b"x")

    spoil()
    assert index_files.get(case, "texts") is None
    assert [problem.problem for problem in index_files.check(case)] == ["index_damaged"]
    index_files.put(case, "texts", DATA)
    assert index_files.get(case, "texts") == DATA
    spoil()
    assert index_files.clear(case) == 1
