# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app.i18n import in_language, set_language
from app.triage import codebook
from indexing.errors import CaseDamagedError
from indexing.store import codebooks, marks
from indexing.store.case import Case
from indexing.store.marks import Mark, MarkStatus, Target
from indexing.suggest.codebook_file import read
from tests.indexing.store import filled
from tests.indexing.store.conftest import case, case_path  # noqa: F401 - fixtures
from tests.indexing.suggest import small_book
from tests.indexing.suggest.test_codebook_file import own_file


def own_book(folder: Path) -> bytes:
    document = own_file()
    document["codebook"]["extends"] = "thb-som-core@0.2.0"
    document["switch"] = {"FEE-01": "off"}
    document["indicators"][0]["sources"][0]["ref"] = "ILO2009"
    return small_book.write(folder, document).read_bytes()


def test_a_case_without_a_pin_reads_the_shipped_codebook(case: Case) -> None:  # noqa: F811
    assert codebook.of_case(case) is codebook.shipped()
    assert codebooks.current(case) is None
    assert codebook.settle(case) is codebook.shipped()
    held = codebooks.current(case)
    assert held is not None
    assert held.sha256 == hashlib.sha256(codebook.SHIPPED.read_bytes()).hexdigest()
    assert codebook.settle(case).sha256 == held.sha256
    assert len(codebooks.history(case)) == 1


def test_a_case_decided_under_the_draft_stays_with_it(case: Case) -> None:  # noqa: F811
    draft = codebook.SHIPPED.with_name("thb-som-core-0.1.0.yaml").read_bytes()
    sha256 = hashlib.sha256(draft).hexdigest()
    ad = filled.fill(case)[0]
    mark = Mark(Target(ad=ad), "FEE-01", MarkStatus.ADDED, "Ann", codebook_sha256=sha256)
    marks.add(case, mark)
    assert codebook.of_case(case).version == "0.1.0"
    codebook.settle(case)
    assert codebooks.data(case, sha256) == draft


def test_a_pinned_codebook_outlives_the_program_that_shipped_it(
    case: Case,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = own_book(tmp_path)
    book = read(data)
    codebook.pin(case, book, data)
    codebook._read_before.clear()
    monkeypatch.setattr(codebook, "shipped_bytes", lambda _name, _version: None)
    again = codebook.of_case(case)
    assert again == book
    assert again.extends == "thb-som-core@0.2.0"
    assert not again.indicators["FEE-01"].suggested
    assert codebook.label("FEE-90", again) == "Frais locaux"
    assert codebook.label("FEE-90") == ""


def test_a_codebook_that_the_case_lost_is_told(case: Case) -> None:  # noqa: F811
    with pytest.raises(CaseDamagedError, match="codebook_damaged"):
        codebook.by_hash(case, "e" * 64)


def test_words_are_of_the_language_in_force() -> None:
    words = {"fr": "oui", "en": "yes"}
    told = []
    for language in ("fr", "es", "en"):
        set_language(language)
        told.append(in_language(words))
    assert told == ["oui", "yes", "yes"]
    assert in_language({"pt": "sim"}) == "sim"
    assert in_language({}) == ""
