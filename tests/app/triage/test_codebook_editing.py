# SPDX-License-Identifier: GPL-3.0-or-later
"""A unit's own codebook over a real case: switched, added to, refused, undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.triage import codebook, codebook_editing, rule_figures, rule_trial
from app.triage.case_session import CaseSession
from app.views import rule_kinds
from app.views.code_forms import entry_fits
from indexing.errors import BadInputError
from indexing.records import AdRecord, Stamp
from indexing.store import ads, audit, codebooks, marks, sources, suggestions, text_groups
from indexing.store import case as cases
from indexing.store.ads import SeenCounts
from indexing.store.case import Case, CaseMeta
from indexing.store.keys import Argon2Cost
from indexing.store.marks import Mark, MarkStatus, Origin, Target
from indexing.store.suggestions import SuggestionRow

RULE = "R-FEE-01-en"
ENTRY: dict[str, Any] = {
    "id": "UNI-01", "version": 1, "group": "FEE", "label": "Keys are paid for",
    "definition": "A payment for keys is asked.", "evidence_types": ["text_span"],
    "suggest": {"mode": "lexicon", "default": "on"}, "strength": "weak",
    "evidence": {"grade": "E4", "note": "Seen by the unit."},
    "sources": [{"ref": "ILO2012", "locator": "p. 1"}],
    "false_positives": "Deposits that are given back.",
}  # fmt: skip
OWN_RULE: dict[str, Any] = {
    "id": "R-UNI-01-en", "indicator": "UNI-01", "version": 1, "kind": "lexicon", "lang": "en",
    "unit": "sentence", "all_of": [{"any_of": ["keys"]}], "explain": "Found: {words}.",
}  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    meta = CaseMeta("purpose", "basis", "me", "2099-01-01")
    cheap = Argon2Cost(memory_kib=64, iterations=1, lanes=1)
    made, _key = cases.create(
        tmp_path / "x.faisceau", passphrase="correct horse battery", meta=meta, cost=cheap
    )
    number = sources.begin(
        made, tmp_path / "ads.csv", sha256="0" * 64, format="csv", encoding="utf-8", field_map={}
    )
    rows = [AdRecord(f"row {n}", body="Keys") for n in range(2, 34)]
    ads.add_batch(made, number, rows, seen=SeenCounts())
    yield made
    made.close()


@pytest.fixture
def session(case: Case) -> CaseSession:
    return CaseSession(case)


def running(case: Case) -> set[str]:
    return {rule["id"] for rule in codebook.of_case(case).running()}


def state(case: Case, rule: str) -> str:
    return next(one.state for one in rule_figures.read(case).rules if one.rule == rule)


def test_a_rule_is_switched_off_recorded_and_undone(case: Case) -> None:
    session = CaseSession(case)
    assert RULE in running(case)
    told = session.switch(RULE, on=False)
    assert RULE in told.sentence
    assert RULE not in running(case)
    assert state(case, RULE) == "off"
    assert codebook.of_case(case).extends == "thb-som-core@0.2.0"
    assert any("codebook_changed" in line for line in audit.lines(case))
    assert "thb-som-core-own 1.0.0" in session.history()[0].sentence
    assert session.undo().everything
    assert RULE in running(case)
    assert codebook.of_case(case).sha256 == codebook.shipped().sha256
    session.redo()
    assert RULE not in running(case)


def test_switching_on_again_makes_a_version_of_its_own(case: Case) -> None:
    session = CaseSession(case)
    session.switch(RULE, on=False)
    session.switch(RULE, on=True)
    assert RULE in running(case)
    assert [one.version for one in codebooks.history(case)][-2:] == ["1.0.0", "1.0.1"]


def test_an_entry_is_switched_off_with_all_its_rules(case: Case) -> None:
    CaseSession(case).switch("FEE-01", on=False)
    assert not [name for name in running(case) if name.startswith("R-FEE-01")]
    assert state(case, RULE) == "entry_off"


def test_own_entries_and_rules_are_added_and_switched(case: Case) -> None:
    codebook_editing.put(case, "indicators", ENTRY)
    codebook_editing.put(case, "rules", OWN_RULE)
    assert "R-UNI-01-en" in running(case)
    codebook_editing.switch(case, "R-UNI-01-en", on=False)
    assert state(case, "R-UNI-01-en") == "off"
    codebook_editing.switch(case, "R-UNI-01-en", on=True)
    assert state(case, "R-UNI-01-en") == "on"
    codebook_editing.switch(case, "UNI-01", on=False)
    assert "R-UNI-01-en" not in running(case)


def test_the_same_rule_again_is_a_new_version(case: Case) -> None:
    codebook_editing.put(case, "indicators", ENTRY)
    for _time in range(2):
        codebook_editing.put(case, "rules", OWN_RULE)
    (rule,) = [one for one in codebook.of_case(case).rules if one["id"] == "R-UNI-01-en"]
    assert rule["version"] == 2


def test_a_version_that_was_undone_is_given_to_nothing_else(
    case: Case, session: CaseSession
) -> None:
    """Suggestions of the version that was undone are still kept, and are not those of another."""

    def rule() -> tuple[int, object]:
        (found,) = [one for one in codebook.of_case(case).rules if one["id"] == "R-UNI-01-en"]
        return found["version"], found["all_of"][0]["any_of"]

    codebook_editing.put(case, "indicators", ENTRY)
    codebook_editing.put(case, "rules", OWN_RULE)
    codebook_editing.put(case, "rules", {**OWN_RULE, "all_of": [{"any_of": ["locks"]}]})
    assert rule() == (2, ["locks"])
    session.undo()
    assert rule() == (1, ["keys"])
    codebook_editing.put(case, "rules", {**OWN_RULE, "all_of": [{"any_of": ["doors"]}]})
    assert rule() == (3, ["doors"])
    session.undo()
    session.undo()
    codebook_editing.put(case, "rules", {**OWN_RULE, "all_of": [{"any_of": ["gates"]}]})
    assert rule() == (4, ["gates"])
    by_version: dict[str, set[str]] = {}
    for pin in codebooks.history(case):
        by_version.setdefault(f"{pin.id} {pin.version}", set()).add(pin.sha256)
    assert all(len(files) == 1 for files in by_version.values())


@pytest.mark.parametrize("without", ["sources", "false_positives", "evidence"])
def test_what_the_format_refuses_changes_nothing(case: Case, without: str) -> None:
    entry = {key: value for key, value in ENTRY.items() if key != without}
    before = codebook.of_case(case).sha256
    with pytest.raises(BadInputError) as refused:
        codebook_editing.put(case, "indicators", entry)
    assert refused.value.code == "codebook_refused"
    assert "UNI-01" in str(refused.value.place)
    assert codebook.of_case(case).sha256 == before
    assert codebooks.history(case) == []


def test_a_poor_rule_is_proposed_for_switching_off_and_stays_on(case: Case) -> None:
    spans = (("body", 0, 4, 0),)
    row = SuggestionRow(RULE, 1, "FEE-01", "ad", "1", (1,), spans, {}, {})
    none: dict[int, list[SuggestionRow]] = {ad: [] for ad in range(1, 33)}
    suggestions.replace_of_ads(case, none | {1: [row]}, (), Stamp("suggest", "x"))
    version = next(rule["version"] for rule in codebook.of_case(case).rules if rule["id"] == RULE)
    for decided in range(1, 31):
        found = next(one for one in rule_figures.read(case).rules if one.rule == RULE)
        assert not found.proposal
        origin = Origin(RULE, version)
        mark = Mark(Target(ad=decided), "FEE-01", MarkStatus.REJECTED, "me", origin=origin)
        marks.add(case, mark)
    overview = rule_figures.read(case)
    assert overview.sentences[0].startswith("1 of 32 ads here have a suggestion of their own")
    found = next(one for one in overview.rules if one.rule == RULE)
    assert (found.accepted, found.rejected, found.state) == (0, 30, "on")
    assert "0 of 30" in found.proposal
    CaseSession(case).switch(RULE, on=False)
    assert not next(one for one in rule_figures.read(case).rules if one.rule == RULE).proposal


CONTACTS: dict[str, Any] = {
    "id": "R-UNI-01-links", "indicator": "UNI-01", "version": 1, "kind": "entity",
    "entity_types": ["handle"], "steps_any": ["lookalike"], "explain": "{kind}: {value}.",
}  # fmt: skip
COUNT: dict[str, Any] = {
    "id": "R-UNI-01-texts", "indicator": "UNI-01", "version": 1, "kind": "cluster",
    "group_by": "text_cluster", "statistic": "sites", "threshold": 2, "window_days": 7,
    "explain": "{ads} ads share {key}: {value}, the limit is {threshold}.",
}  # fmt: skip
PATTERN: dict[str, Any] = {
    "id": "R-UNI-01-days", "indicator": "UNI-01", "version": 1, "kind": "regex", "lang": "en",
    "pattern": r"(?P<days>\d{1,3}) days", "value": "days",
    "compare": {"op": ">", "value": 60}, "explain": "{value} days.",
}  # fmt: skip


def test_every_kind_of_rule_comes_back_as_a_form_would_write_it(session: CaseSession) -> None:
    assert session.codebook().drafts == {}
    session.put_code("indicators", ENTRY)
    for rule in (OWN_RULE, CONTACTS, COUNT, PATTERN):
        session.put_code("rules", rule)
    drafts = session.codebook().drafts
    assert set(drafts) == {"UNI-01", *(one["id"] for one in (OWN_RULE, CONTACTS, COUNT, PATTERN))}
    assert all(rule_kinds.fits(one) for one in drafts.values() if "kind" in one)
    assert entry_fits(drafts["UNI-01"], session.codebook().book.references)
    unlike = {**COUNT, "threshold": {"quantile": 0.99, "within": "case", "min_groups": 100}}
    assert not rule_kinds.fits(unlike)
    assert not entry_fits({**ENTRY, "label": {"en": "Keys", "fr": "Clés"}}, {})


def test_a_changed_rule_has_another_version_and_stays_switched_off(session: CaseSession) -> None:
    session.put_code("indicators", ENTRY)
    session.put_code("rules", OWN_RULE)
    session.switch("R-UNI-01-en", on=False)
    told = session.put_code("rules", {**OWN_RULE, "all_of": [{"any_of": ["keys", "badge"]}]})
    draft = session.codebook().drafts["R-UNI-01-en"]
    assert draft["version"] == 2
    assert "expires" in draft
    assert told.sentence == "Changed in the codebook: R-UNI-01-en"


def test_a_count_is_tried_over_all_ads_at_once(session: CaseSession, case: Case) -> None:
    session.put_code("indicators", ENTRY)
    source = sources.begin(case, "more.csv", "1" * 64, "csv", "utf-8", {})
    rows = [
        AdRecord(f"row {n}", body="Keys", site=f"{n}.example", posted_at=f"2026-05-0{n}")
        for n in (1, 2, 3)
    ]
    found = ads.add_batch(case, source, rows, seen=SeenCounts()).ads
    text_groups.put(case, dict.fromkeys(found, found[0]))
    page = session.try_rule(COUNT, 0)
    assert [(one.ad, one.sentence) for one in page.hits] == [
        (found[0], f"3 ads share A{found[0]}: 3, the limit is 2.")
    ]
    assert page.read == page.of == len(ads.ids(case))
    assert session.try_rule(COUNT, page.last).read == 0
    assert not list(suggestions.iterate(case))


def test_a_count_is_not_tried_in_a_very_large_case(
    session: CaseSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.put_code("indicators", ENTRY)
    monkeypatch.setattr(rule_trial, "MOST_COUNTED", 3)
    with pytest.raises(BadInputError, match="trial_of_groups"):
        session.try_rule(COUNT, 0)
