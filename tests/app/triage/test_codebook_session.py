# SPDX-License-Identifier: GPL-3.0-or-later
"""The codebook editor over a real case: tried, compared, taken over, handed out and in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.triage import codebook
from app.triage.case_session import CaseSession
from indexing.errors import BadInputError
from indexing.store import codebooks
from indexing.store.case import Case
from tests.app.triage.test_codebook_editing import OWN_RULE, case

__all__ = ["case"]

RULE: dict[str, Any] = {
    "id": "R-FEE-01-own", "indicator": "FEE-01", "version": 1, "kind": "lexicon", "lang": "en",
    "unit": "sentence", "all_of": [{"any_of": ["keys"]}], "explain": "Found: {words}.",
}  # fmt: skip


def test_a_rule_is_tried_page_by_page_and_nothing_is_kept(case: Case) -> None:
    session = CaseSession(case)
    page = session.try_rule(RULE, 0)
    assert (page.read, page.of, page.last) == (32, 32, 32)
    assert [hit.ad for hit in page.hits] == list(range(1, 33))
    assert page.hits[0].sentence == "Found: “Keys”."
    assert [one.text for one in page.hits[0].evidence] == ["Keys"]
    assert session.try_rule(RULE, 32).read == 0
    assert codebooks.history(case) == []
    assert session.suggestions(1) == []


def test_a_trial_of_an_entry_that_is_off_is_told_too(case: Case) -> None:
    session = CaseSession(case)
    session.switch("FEE-01", on=False)
    assert len(session.try_rule(RULE, 30).hits) == 2


@pytest.mark.parametrize(
    ("change", "demand"),
    [
        ({"indicator": "UNI-01"}, "known_indicator"),
        ({"explain": "Found: {price}."}, "known_placeholder"),
        ({"all_of": []}, "minItems"),
    ],
)
def test_a_rule_that_would_be_refused_is_refused_on_trial(
    case: Case, change: dict[str, Any], demand: str
) -> None:
    with pytest.raises(BadInputError) as refused:
        CaseSession(case).try_rule(RULE | change, 0)
    assert refused.value.code == "codebook_refused"
    assert refused.value.detail["demand"] == demand


def test_what_is_the_units_own_is_told_apart(case: Case) -> None:
    session = CaseSession(case)
    assert session.codebook().own == frozenset()
    session.put_code("rules", RULE)
    session.switch("R-FEE-01-fr", on=False)
    found = session.codebook()
    assert found.own == {"R-FEE-01-own"}
    assert [rule["id"] for rule in found.off] == ["R-FEE-01-fr"]


def test_the_difference_is_told_before_another_codebook_is_used_and_undone(
    case: Case, tmp_path: Path
) -> None:
    session = CaseSession(case)
    assert session.compare_codebook("").is_none
    session.put_code("rules", RULE)
    back = session.compare_codebook("")
    assert back.changes == ("Rule R-FEE-01-own: gone.",)
    file = tmp_path / "unit.yaml"
    file.write_text(
        "codebook: {id: unit-b, version: 1.0.0, format: ths-codebook/1, languages: [en], "
        "title: Unit B, extends: thb-som-core@0.2.0}\nswitch: {FEE-01: 'off'}\n",
        encoding="utf-8",
    )
    told = session.compare_codebook(str(file))
    assert told.name == "unit-b 1.0.0"
    assert any("no rule points to it any more" in one for one in told.changes)
    before = codebook.of_case(case).sha256
    session.use_codebook(str(file))
    assert codebook.of_case(case).id == "unit-b"
    session.undo()
    assert codebook.of_case(case).sha256 == before


def test_a_codebook_goes_out_and_comes_back_as_known(case: Case, tmp_path: Path) -> None:
    session = CaseSession(case)
    out = tmp_path / "book.qdc"
    session.export_codebook(str(out))
    assert out.read_bytes().startswith(b"<?xml")
    told = session.import_codebook(str(out), str(tmp_path / "draft.yaml"))
    assert "known here already" in told.sentence
    assert not (tmp_path / "draft.yaml").exists()


def test_a_folder_that_cannot_be_written_is_told(case: Case, tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as refused:
        CaseSession(case).export_codebook(str(tmp_path / "no" / "book.qdc"))
    assert refused.value.code == "out_unwritable"


def test_a_rule_of_no_entry_is_refused(case: Case) -> None:
    with pytest.raises(BadInputError):
        CaseSession(case).put_code("rules", OWN_RULE)
