# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import hashlib
import json

import pytest

from indexing.errors import CaseDamagedError
from indexing.store import audit, codebooks, marks
from indexing.store.case import Case
from indexing.store.codebooks import Pin
from indexing.store.marks import Mark, MarkStatus, Target
from tests.indexing.store import filled

OLD, NEW = b"codebook: old\n" * 50, b"codebook: new\n" * 50


def pin_of(data: bytes, version: str) -> Pin:
    return Pin("small", version, hashlib.sha256(data).hexdigest())


def test_a_new_case_is_pinned_to_nothing(case: Case) -> None:
    assert codebooks.current(case) is None
    assert codebooks.history(case) == []
    assert codebooks.data(case, "0" * 64) is None


def test_the_newest_pin_holds_and_old_files_stay(case: Case) -> None:
    old, new = pin_of(OLD, "1.0.0"), pin_of(NEW, "1.1.0")
    codebooks.pin(case, old, OLD)
    codebooks.pin(case, new, NEW)
    codebooks.pin(case, new, NEW)  # again: nothing happens
    assert [one.version for one in codebooks.history(case)] == ["1.0.0", "1.1.0"]
    held = codebooks.current(case)
    assert held is not None
    assert (held.sha256, held.by) == (new.sha256, case.actor)
    assert held.at
    assert codebooks.data(case, old.sha256) == OLD
    assert codebooks.data_of(case, "small", "1.0.0") == OLD
    assert codebooks.data_of(case, "small", "9.0.0") is None
    lines = [json.loads(line) for line in audit.lines(case)]
    told = [line["detail"]["version"] for line in lines if line["action"] == "codebook_pinned"]
    assert told == ["1.0.0", "1.1.0"]


def test_a_pin_back_to_an_older_codebook_is_a_pin_of_its_own(case: Case) -> None:
    for data, version in ((OLD, "1.0.0"), (NEW, "1.1.0"), (OLD, "1.0.0")):
        codebooks.pin(case, pin_of(data, version), data)
    assert [one.version for one in codebooks.history(case)] == ["1.0.0", "1.1.0", "1.0.0"]


def test_bytes_that_are_not_the_pinned_ones_are_not_taken(case: Case) -> None:
    with pytest.raises(ValueError, match=pin_of(OLD, "1.0.0").sha256):
        codebooks.pin(case, pin_of(OLD, "1.0.0"), NEW)
    assert codebooks.current(case) is None


def test_a_damaged_file_is_told(case: Case) -> None:
    old = pin_of(OLD, "1.0.0")
    codebooks.pin(case, old, OLD)
    for damaged in (b"not packed", b""):
        with case.transaction() as db:
            db.conn.execute("UPDATE codebook_files SET data = ?", [damaged])
        with pytest.raises(CaseDamagedError, match="codebook_damaged"):
            codebooks.data(case, old.sha256)


def test_which_codebooks_decisions_were_made_under(case: Case) -> None:
    ad = filled.fill(case)[0]
    for sha256, indicator in (("a" * 64, "FEE-01"), ("b" * 64, "FEE-02"), ("a" * 64, "FEE-03")):
        mark = Mark(Target(ad=ad), indicator, MarkStatus.ADDED, "Ann", codebook_sha256=sha256)
        marks.add(case, mark)
    assert codebooks.used(case) == ["a" * 64, "b" * 64]
