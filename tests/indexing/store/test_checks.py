# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of a case names each damaged object, and damage is never shown as content."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from indexing.errors import BadInputError, CaseDamagedError, CaseLockedError
from indexing.progress import Progress
from indexing.store import images
from indexing.store.case import Case, open_case
from indexing.store.checks import check, check_steps
from indexing.store.keys import Passphrase
from tests.indexing.store.conftest import PASSPHRASE
from tests.indexing.store.filled import fill

SECRET = Passphrase(PASSPHRASE)


@pytest.fixture
def filled(case: Case) -> Path:
    """The folder of a closed case with something in it."""
    fill(case)
    case.close()
    return case.path


def flip(file: Path, at: int, bit: int = 0) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 1 << bit
    file.write_bytes(data)


def test_good_case(filled: Path) -> None:
    before = {file: file.read_bytes() for file in filled.rglob("*") if file.is_file()}
    assert check(filled, SECRET) == []
    assert {file: file.read_bytes() for file in filled.rglob("*") if file.is_file()} == before
    assert all(isinstance(step, Progress) for step in check_steps(filled, SECRET))


def test_one_flipped_bit_in_each_file_is_found_and_named(filled: Path) -> None:
    chance = random.Random(5)
    for file in sorted(file for file in filled.rglob("*") if file.is_file()):
        whole = file.read_bytes()
        where = file.relative_to(filled).as_posix()
        for at in (0, chance.randrange(len(whole)), len(whole) - 1):
            flip(file, at, chance.randrange(8))
            assert {problem.path for problem in check(filled, SECRET)} == {where}, at
            file.write_bytes(whole)
    assert check(filled, SECRET) == []


@pytest.mark.slow
def test_a_thousand_flipped_bits_in_the_database_are_found(filled: Path) -> None:
    chance = random.Random(6)
    file = filled / "case.db"
    whole = file.read_bytes()
    for _ in range(1000):
        flip(file, chance.randrange(len(whole)), chance.randrange(8))
        assert {problem.path for problem in check(filled, SECRET)} == {"case.db"}
        file.write_bytes(whole)


def test_damaged_picture_is_never_handed_out(filled: Path) -> None:
    for file in (filled / "blobs").rglob("*"):
        if file.is_file():
            flip(file, 25)
    with open_case(filled, secret=SECRET, mode="read") as case:
        for (sha256,) in list(case.db.execute("SELECT sha256 FROM images")):
            for read in (images.read, images.thumbnail):
                with pytest.raises(CaseDamagedError):
                    read(case, sha256)


def test_missing_things(filled: Path) -> None:
    gone = next(file for file in (filled / "blobs").rglob("*") if file.is_file())
    where = gone.relative_to(filled).as_posix()
    gone.unlink()
    (filled / "header.bak").unlink()
    (filled / "notes.txt").write_text("x")
    found = {(problem.path, problem.problem) for problem in check(filled, SECRET)}
    assert found == {
        (where, "blob_missing"),
        ("header.bak", "header_missing"),
        ("notes.txt", "stray_file"),
    }


def test_both_headers_damaged(filled: Path) -> None:
    for name in ("header", "header.bak"):
        flip(filled / name, 100)
    assert {problem.path for problem in check(filled, SECRET)} == {"header", "header.bak"}


def test_missing_database(filled: Path) -> None:
    (filled / "case.db").unlink()
    assert [problem.problem for problem in check(filled, SECRET)] == ["case_db_missing"]


def test_wrong_passphrase_and_no_case(filled: Path, tmp_path: Path) -> None:
    with pytest.raises(CaseLockedError):
        check(filled, Passphrase("wrong"))
    with pytest.raises(BadInputError):
        check(tmp_path / "nothing", SECRET)


def test_leftover_of_a_killed_run_is_no_damage(filled: Path) -> None:
    for folder in (filled, filled / "blobs", filled / "index"):
        (folder / ".new-00").write_bytes(b"x")
    assert check(filled, SECRET) == []


def test_damaged_database_is_an_error_and_never_other_text(filled: Path) -> None:
    with open_case(filled, secret=SECRET, mode="read") as case:
        truth = list(case.db.execute("SELECT * FROM ads"))
    file = filled / "case.db"
    whole = file.read_bytes()
    chance = random.Random(7)
    codes = set()
    for _ in range(60):
        flip(file, chance.randrange(len(whole)), chance.randrange(8))
        try:
            with open_case(filled, secret=SECRET, mode="read") as case:
                assert list(case.db.execute("SELECT * FROM ads")) == truth
        except CaseDamagedError as error:
            codes.add(error.code)
        file.write_bytes(whole)
    assert codes == {"case_db_damaged"}
