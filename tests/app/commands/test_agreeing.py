# SPDX-License-Identifier: GPL-3.0-or-later
"""Two people code the same ads: draws, blind listings, and what agreement says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import settings
from app.triage import codebook
from app.triage.agreement_documents import usual_reading
from tests.app.commands.driving import Row, run

PART = {
    "n", "coders", "prevalence", "raw_agreement", "positive_agreement", "kappa", "alpha",
    "interval", "interval_details", "span_f1", "unsure",
}  # fmt: skip


def code(case: Path, who: str, target: str, indicator: str = "FEE-01", *options: str) -> Row:
    settings.put("analyst", who)
    return run("tag", case, target, indicator, *options, "--json").json()


def done(case: Path, who: str, *ads: str, suggestions: str = "hidden") -> Row:
    settings.put("analyst", who)
    return run("coding", "done", case, *ads, "--suggestions", suggestions, "--json").json()


def agreement(case: Path) -> dict[str, Row]:
    document = run("agreement", case, "--json", "--replicates", "50").json()
    return {row["indicator"]: row for row in document["indicators"]}


def test_a_decision_keeps_what_it_rests_on(case: Path) -> None:
    said = code(case, "Ann", "A1#1", "FEE-01", "--alternative", "a deposit for keys")
    assert said["origin"] == {
        "kind": "analyst", "rule": None, "rule_version": None, "evidence": {},
    }  # fmt: skip
    assert (said["alternative"], said["suggestion_visible"]) == ("a deposit for keys", None)
    assert said["indicator_version"] == codebook.shipped().indicator("FEE-01").version
    assert (said["target"], said["target_details"]["kind"]) == ("A1#1", "image")
    assert len(said["target_details"]["sha256"]) == 64
    blind = code(case, "Ann", "A1:0-4", "FEE-01", "--suggestions", "hidden", "--reason", "why")
    assert (blind["suggestion_visible"], blind["note"]) == (False, "why")
    details = blind["target_details"]
    assert (details["text_layer"], details["start"], details["end"]) == ("body", 0, 4)
    assert len({row["uuid"] for row in run("tags", case, "--jsonl").rows()}) == 2


def test_a_blind_reader_sees_their_own_codes_only(case: Path) -> None:
    code(case, "Ann", "A1")
    code(case, "Bob", "A2")
    assert [row["by"] for row in run("tags", case, "--jsonl", "--blind").rows()] == ["Bob"]
    assert [row["by"] for row in run("tags", case, "--jsonl").rows()] == ["Ann", "Bob"]
    settings.put("analyst", "Cyd")
    assert run("tags", case, "--jsonl", "--blind", "--current").rows() == []
    assert b"Ann" not in run("tags", case, "--blind").out


def test_the_environment_names_who_acts(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.put("analyst", "Ann")
    monkeypatch.setenv("FAISCEAU_ANALYST", " Bob ")
    assert run("tag", case, "A1", "FEE-01", "--json").json()["by"] == "Bob"
    monkeypatch.setenv("FAISCEAU_ANALYST", "")
    assert run("tag", case, "A1", "FEE-01", "--json").json()["by"] == "Ann"
    assert len(run("tags", case, "--current", "--jsonl").rows()) == 2


def test_a_draw_is_repeated_by_its_seed_and_tells_no_reason(case: Path) -> None:
    first = run("coding", "draw", case, "--random", 3, "--flagged", 0, "--seed", 5, "--json").json()
    again = run("coding", "draw", case, "--random", 3, "--flagged", 0, "--seed", 5, "--json").json()
    assert first["ads"] == again["ads"]
    assert (len(first["ads"]), first["seed"], again["draw"]) == (3, 5, first["draw"] + 1)
    assert set(first["ads"][0]) == {"ad"}
    assert first["codebook"]["sha256"] == codebook.shipped().sha256
    words = ("--random", 2, "--flagged", 0, "--strata", "--json")
    told = run("coding", "draw", case, *words).json()
    assert [ad["stratum"] for ad in told["ads"]] == ["random"] * 2
    named = {row["ad"] for row in run("coding", "list", case, 1, "--jsonl").rows()}
    assert named == {ad["ad"] for ad in first["ads"]}
    assert len(run("coding", "list", case, "--jsonl").rows()) == 2  # the last one
    assert b"A" in run("coding", "list", case).out


def test_what_cannot_be_drawn_or_listed(case: Path, empty: Path) -> None:
    for words, code_ in (
        (("draw", empty), "draw_empty"),
        (("draw", case, "--random", 0, "--flagged", 0), "draw_empty"),
        (("list", case), "draw_unknown"),
    ):
        ran = run("coding", *words, "--json")
        assert (ran.code, ran.error()["code"]) == (3, code_)
        assert "…" not in ran.error()["message"]


def test_two_people_and_an_ad_that_one_of_them_did_not_read(case: Path) -> None:
    code(case, "Ann", "A1")
    done(case, "Ann", "A1", "A2", "A3")
    code(case, "Bob", "A1")
    code(case, "Bob", "A2")
    assert done(case, "Bob", "A1", "A2")["by"] == "Bob"
    run("coding", "draw", case, "--random", 100, "--json")
    found = agreement(case)["FEE-01"]
    assert set(found) >= PART
    assert (found["n"], found["coders"], found["raw_agreement"]) == (2, ["Ann", "Bob"], 0.5)
    assert found["prevalence"] == 0.75
    assert found["positive_agreement"] == pytest.approx(2 / 3)
    assert found["blind"]["n"] == 2
    assert found["assisted"]["n"] == 0
    assert found["strata"]["random"]["n"] == 2
    (parted,) = found["disagreements"]
    assert (parted["target"], [one["says"] for one in parted["codes"]]) == (
        "A2", ["absent", "present"],
    )  # fmt: skip
    assert [row["done"] for row in run("coding", "list", case, "--jsonl").rows()].count(True) == 2
    run("coding", "done", case, "A2", "--back", "--json")
    assert agreement(case)["FEE-01"]["n"] == 2  # Bob set it there, whatever he read
    assert [row["ad"] for row in run("coding", "list", case, "--jsonl").rows() if row["done"]] == [
        "A1"
    ]


def test_readings_are_no_tags_and_can_be_undone_like_any_act(case: Path) -> None:
    done(case, "Ann", "A1", "A2")
    assert run("tags", case, "--jsonl").rows() == []
    acts = run("audit", case, "--jsonl").rows()
    assert (acts[-2]["action"], acts[-2]["objects"]) == ("read_through", ["A1", "A2"])


def test_one_person_alone_and_nobody(case: Path) -> None:
    assert run("agreement", case, "--json").json()["indicators"] == []
    code(case, "Ann", "A1")
    found = agreement(case)["FEE-01"]
    assert (found["n"], found["kappa"], found["interval"]) == (0, None, None)
    assert [note["code"] for note in found["notes"]] == ["coded_once"]


def test_people_are_told_what_misleads(case: Path) -> None:
    ads = [row["ad"] for row in run("ads", case, "--jsonl").rows()]
    code(case, "Ann", ads[0])
    for who in ("Ann", "Bob"):
        done(case, who, *ads, suggestions="seen")
    found = agreement(case)["FEE-01"]
    assert [note["code"] for note in found["notes"]] == ["one_sided", "not_blind"]
    assert found["kappa"] == 0
    document = run("agreement", case, "--json").json()
    assert ".495" in document["reading"]
    ran = run("agreement", case, "--replicates", 20)
    assert "FEE-01" in ran.out.decode("utf-8")
    assert ".495" in ran.err


@pytest.mark.parametrize(
    ("alpha", "words"), [(None, None), (0.8, "reliable"), (0.667, "tentative"), (0.6, "low")]
)
def test_the_usual_reading_of_alpha(alpha: float | None, words: str | None) -> None:
    assert usual_reading(alpha) == words
