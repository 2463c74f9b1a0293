# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau suggest``: the contract's fields, covered contacts, targets that a tag takes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app.triage import codebook
from indexing.suggest import reading
from indexing.suggest.codebook import Codebook
from tests.app.commands.driving import Row, imported, indexed, run
from tests.indexing.suggest.books import FEE_EN, HOURS, PHONE, SLOW, book, indicator

KEYS = {
    "target", "indicator", "rule", "evidence", "sentence", "strength", "grade", "counter",
}  # fmt: skip
ADS = (
    ("Kitchen work", "A registration fee of 50 is due before the job starts, call 06 39 98 00 11."),
    ("A fee for the visa", "Warehouse work in the evening, meals included, near the old station."),
    ("Harvest", "Grapes are picked 14 hours a day, and a room is there for all who come."),
    ("Lessons", "Call zero six trois neuf neuf huit zero zero un deux for a piano lesson today."),
    ("Room", "A sunny room near the station, with a desk and a garden, from the first of May."),
)


def use(monkeypatch: pytest.MonkeyPatch, made: Codebook) -> None:
    """Let every case be pinned to this codebook."""
    for name in ("of_case", "settle"):
        monkeypatch.setattr(codebook, name, lambda _case: made)


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small codebook in place of the shipped one."""
    made = book(FEE_EN, HOURS, PHONE, FEE_01=indicator("FEE-01", strength="weak", grade="E2"))
    use(monkeypatch, made)


@pytest.fixture
def suggested(codes: None, empty: Path, tmp_path: Path) -> Path:
    """A case of five ads."""
    return filled(empty, tmp_path)


def filled(case: Path, folder: Path, *more: tuple[str, str]) -> Path:
    source = folder / "ads.csv"
    with source.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["id", "title", "description"])
        table.writerows((str(n), *ad) for n, ad in enumerate((*ADS, *more)))
    imported(case, source)
    indexed(case)
    return case


def rows(case: Path, *options: object) -> list[Row]:
    return run("suggest", case, "--jsonl", *options).rows()


def test_every_suggestion_says_all_that_the_contract_asks(suggested: Path) -> None:
    found = rows(suggested)
    assert [(row["target"], row["rule"]) for row in found] == [
        ("A1:2-46", "R-FEE-01-en"),
        ("A2.title:2-18", "R-FEE-01-en"),
        ("A3:18-32", "R-LAB-01-hours"),
        ("A4:5-52", "R-OBF-01-phone"),
    ]
    for row in found:
        assert set(row) >= KEYS
        assert row["sources"] == [{"reference": "ILO2009", "locator": "list"}]
    first = found[0]
    assert (first["strength"], first["grade"], first["counter"]) == ("weak", "E2", "Entry FEE-01.")
    assert first["sentence"] == "Found: “registration fee”, “job”."
    assert found[2]["sentence"] == "14 hours a day (12 here)."
    rate = first["evidence"]["base_rate"]
    assert (rate["hits"], rate["of"], rate["scope"]) == (2, 4, "ads_in_its_language")
    assert rate["sentence"] == "2 of 4 ads here that are in its language, 50 %."
    assert found[3]["evidence"]["base_rate"] == {
        "hits": 1,
        "of": 2,
        "share": 0.5,
        "scope": "ads_that_give_one",
        "sentence": "1 of 2 ads here that give one, 50 %.",
    }


def test_spans_are_code_points_of_the_stored_text(suggested: Path) -> None:
    ads = {row["ad"]: row for row in run("ads", suggested, "--jsonl").rows()}
    for row in rows(suggested):
        ad = ads[row["target"].partition(":")[0].partition(".")[0]]
        for span in row["evidence"]["spans"]:
            assert ad[span["field"]][span["start"] : span["end"]] == span["text"]


def test_targets_are_taken_by_tag_and_stay_decided(suggested: Path) -> None:
    for row in rows(suggested):
        document = run(
            "tag", suggested, row["target"], "FEE-01", "--status", "rejected", "--json"
        ).json()
        assert document["target"] == row["target"]
    before = run("tags", suggested, "--jsonl").rows()
    indexed(suggested)
    assert run("tags", suggested, "--jsonl").rows() == before


def test_contacts_are_covered_unless_a_reason_is_given(suggested: Path) -> None:
    covered = rows(suggested)[3]
    assert "trois" not in str(covered)
    assert "639" not in str(covered)
    clear = rows(suggested, "--unmask", "call back")[3]
    assert clear["sentence"] == "phone +33639980012: written in words."
    assert run("suggest", suggested, "--unmask", " ", "--jsonl").code == 7


def test_silent_rules_suggest_nothing_without_a_new_index(
    suggested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    off = book(FEE_EN, HOURS, FEE_01=indicator("FEE-01", suggested=False))
    use(monkeypatch, off)
    assert {row["rule"] for row in rows(suggested)} == {"R-LAB-01-hours"}
    past = book(FEE_EN | {"expires": "2020-01-01"}, HOURS | {"version": 2})
    use(monkeypatch, past)
    assert rows(suggested) == []


def test_ads_that_the_rules_have_not_read_are_told(
    suggested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "yet" not in run("suggest", suggested, "--jsonl").err
    use(monkeypatch, book(FEE_EN))
    assert "yet" not in run("suggest", suggested, "--jsonl").err
    use(monkeypatch, book(FEE_EN, HOURS | {"version": 2}))
    assert "5 ads were not held against these rules yet" in run("suggest", suggested).err
    indexed(suggested)
    assert "yet" not in run("suggest", suggested, "--jsonl").err


def test_in_words_and_in_other_languages(suggested: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = run("suggest", suggested)
    assert b"Or: Entry FEE-01." in told.out
    monkeypatch.setenv("FAISCEAU_LANGUAGE", "fr")
    assert rows(suggested)[0]["sentence"] == "Trouvé : “registration fee”, “job”."


def test_a_rule_that_was_stopped_is_told(
    empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "RULE_SECONDS", 0.2)
    use(monkeypatch, book(FEE_EN, SLOW))
    filled(empty, tmp_path, ("Slow", "a" * 5_000))
    told = run("suggest", empty, "--jsonl")
    assert "R-LAB-01-slow" in told.err
    assert len(told.rows()) == 2


def test_purged_ads_take_their_suggestions(suggested: Path) -> None:
    run("purge", suggested, "--ad", "A1", "--reason", "asked", "--json")
    assert {row["target"] for row in rows(suggested)} == {"A2.title:2-18", "A3:18-32", "A4:5-52"}
