# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.suggest.codebook_file import load
from tests.indexing.suggest import small_book


def test_contradicted_entries_are_never_suggested(tmp_path: Path) -> None:
    book = load(small_book.write(tmp_path, small_book.book()))
    assert book.indicators["FEE-01"].suggested
    assert not book.indicators["MOV-01"].suggested


def test_rules_run_for_entries_that_are_suggested(tmp_path: Path) -> None:
    document = small_book.book()
    document["rules"].append(small_book.rule("lexicon", id="R-MOV-01-en", indicator="MOV-01"))
    book = load(small_book.write(tmp_path, document))
    assert "R-MOV-01-en" in {rule["id"] for rule in book.rules}
    assert {rule["indicator"] for rule in book.running()} == {"FEE-01"}


def test_unknown_indicator(tmp_path: Path) -> None:
    book = load(small_book.write(tmp_path, small_book.book()))
    assert book.indicator("fee-01").id == "FEE-01"
    with pytest.raises(BadInputError, match="indicator_unknown"):
        book.indicator("FEE-99")
