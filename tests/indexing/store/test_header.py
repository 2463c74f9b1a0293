# SPDX-License-Identifier: GPL-3.0-or-later
"""The header survives the loss of a copy and tells damage from a wrong passphrase."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from indexing.errors import BadInputError, CaseDamagedError, CaseLockedError
from indexing.store import header
from indexing.store.case import Case, change_passphrase, open_case
from indexing.store.keys import Passphrase
from tests.indexing.store.conftest import CHEAP, PASSPHRASE

SECRET = Passphrase(PASSPHRASE)


def spoil(file: Path, at: int = 200) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)


@pytest.mark.parametrize("lost", header.NAMES)
@pytest.mark.parametrize("how", ["flipped", "deleted", "emptied", "cut"])
def test_one_copy_is_enough_and_the_other_is_mended(case: Case, lost: str, how: str) -> None:
    case.close()
    file = case.path / lost
    whole = file.read_bytes()
    if how == "flipped":
        spoil(file)
    elif how == "deleted":
        file.unlink()
    else:
        file.write_bytes(b"" if how == "emptied" else whole[:-5])
    with open_case(case.path, secret=SECRET, mode="read") as reading:
        assert reading.bad_copies == (lost,)
    with open_case(case.path, secret=SECRET, mode="write") as writing:
        assert writing.bad_copies == (lost,)
    assert (case.path / "header").read_bytes() == (case.path / "header.bak").read_bytes()


def test_both_copies_damaged(case: Case) -> None:
    case.close()
    for name in header.NAMES:
        spoil(case.path / name)
    with pytest.raises(CaseDamagedError) as caught:
        open_case(case.path, secret=SECRET, mode="write")
    assert caught.value.code == "header_damaged"


def test_wrong_passphrase_beside_a_damaged_copy(case: Case) -> None:
    case.close()
    spoil(case.path / "header")
    with pytest.raises(CaseLockedError):
        open_case(case.path, secret=Passphrase("wrong"), mode="write")


def test_every_flipped_bit_of_a_copy_is_noticed(case: Case) -> None:
    data = (case.path / "header").read_bytes()
    for at in range(0, len(data), 7):
        changed = bytearray(data)
        changed[at] ^= 1 << at % 8
        with pytest.raises((ValueError, BadInputError)):
            header.decode(bytes(changed))


def test_forged_copy_with_a_right_checksum_is_not_believed(case: Case) -> None:
    case.close()
    for name in header.NAMES:
        found = header.decode((case.path / name).read_bytes())
        forged = header.encode(found, b"some other key")
        (case.path / name).write_bytes(forged)
    with pytest.raises(CaseDamagedError) as caught:
        open_case(case.path, secret=SECRET, mode="write")
    assert caught.value.code == "header_damaged"


def test_header_tells_nothing_of_the_case(case: Case) -> None:
    text = (case.path / "header").read_text()
    for word in (case.meta.purpose, case.meta.responsible, case.meta.retain_until):
        assert word not in text
    assert json.loads(text)["case_id"] == case.meta.case_id


def test_newer_format_is_refused_not_guessed(case: Case) -> None:
    case.close()
    document = json.loads((case.path / "header").read_text())
    for name in header.NAMES:
        (case.path / name).write_bytes(header.canonical({**document, "version": 2}))
    with pytest.raises(BadInputError) as caught:
        open_case(case.path, secret=SECRET, mode="write")
    assert caught.value.code == "case_newer"


def test_full_disk_leaves_the_header_as_it_was(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: (case.path / name).read_bytes() for name in header.NAMES}

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(BadInputError) as caught:
            change_passphrase(case, "never", cost=CHEAP)
    assert caught.value.code == "disk_full"
    assert {name: (case.path / name).read_bytes() for name in header.NAMES} == before
    assert not list(case.path.glob(".new-*"))
    case.close()
    open_case(case.path, secret=SECRET, mode="write").close()
