# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from indexing.errors import BadInputError
from indexing.suggest.codebook import load

CORE = Path("resources/codebooks/thb-som-core-0.1.0.yaml")


def changed(tmp_path: Path, change: Any) -> Path:
    book = yaml.safe_load(CORE.read_text(encoding="utf-8"))
    change(book)
    file = tmp_path / "book.yaml"
    file.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
    return file


def test_the_shipped_codebook_is_accepted_and_complete_in_three_languages() -> None:
    book = load(CORE)
    assert (book.id, book.version, len(book.indicators)) == ("thb-som-core", "0.1.0", 65)
    for indicator in book.indicators.values():
        assert set(indicator.label) >= {"en", "fr", "es"}
        assert indicator.sources
        assert indicator.innocent_reading
        assert all(reference in book.references for reference, _ in indicator.sources)


def test_contradicted_entries_are_never_suggested() -> None:
    book = load(CORE)
    contradicted = [i for i in book.indicators.values() if i.grade == "E0"]
    assert contradicted
    assert not any(indicator.suggested for indicator in contradicted)


@pytest.mark.parametrize(
    "change",
    [
        lambda book: book["indicators"][0].update(sources=[]),
        lambda book: book["indicators"][0].update(false_positives=""),
        lambda book: book["indicators"][0].pop("definition"),
        lambda book: book["indicators"][1].update(id=book["indicators"][0]["id"]),
        lambda book: book["indicators"][0].update(group="XXX"),
        lambda book: book["rules"][0].update(indicator="ZZZ-99"),
        lambda book: book["codebook"].update(format="other/2"),
    ],
)
def test_entries_that_cannot_be_checked_are_refused(tmp_path: Path, change: Any) -> None:
    with pytest.raises(BadInputError) as caught:
        load(changed(tmp_path, change))
    assert caught.value.code == "codebook_refused"
    assert caught.value.place


def test_files_that_are_no_codebook(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(b"a: [1, 2\n\xff")
    deep = tmp_path / "deep.yaml"
    deep.write_bytes(b"[" * 900_000 + b"]" * 900_000)  # ends the process where it is built
    laughs = tmp_path / "laughs.yaml"
    laughs.write_text("a: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b]\n", encoding="utf-8")
    codes = []
    for file in (tmp_path / "absent.yaml", broken, deep, laughs):
        with pytest.raises(BadInputError) as caught:
            load(file)
        codes.append(caught.value.code)
    assert codes == ["file_missing", *["codebook_broken"] * 3]


def test_unknown_indicator() -> None:
    book = load(CORE)
    assert book.indicator("fee-01").id == "FEE-01"
    with pytest.raises(BadInputError, match="indicator_unknown"):
        book.indicator("FEE-99")
