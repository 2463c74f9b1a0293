# SPDX-License-Identifier: GPL-3.0-or-later
"""Decisions answer suggestions: the rule and what it showed are kept, and counted per rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import settings
from tests.app.commands.driving import Row, indexed, run
from tests.app.commands.test_suggesting import filled, use
from tests.indexing.suggest.books import FEE_EN, HOURS, PHONE, book, indicator


@pytest.fixture
def suggested(monkeypatch: pytest.MonkeyPatch, empty: Path, tmp_path: Path) -> Path:
    """A case of five ads under a small codebook."""
    made = book(FEE_EN, HOURS, PHONE, FEE_01=indicator("FEE-01", strength="weak", grade="E2"))
    use(monkeypatch, made)
    return filled(empty, tmp_path)


def tag(case: Path, target: str, status: str, *options: object) -> Row:
    return run("tag", case, target, "FEE-01", "--status", status, *options, "--json").json()


@pytest.mark.parametrize("target", ["A1", "A1:2-46", "A1.title:0-7"])
def test_an_answer_keeps_what_the_rule_showed(suggested: Path, target: str) -> None:
    said = tag(suggested, target, "rejected", "--alternative", "a lawful fee")
    origin = said["origin"]
    assert (origin["kind"], origin["rule"], origin["rule_version"]) == ("rule", "R-FEE-01-en", 1)
    assert origin["evidence"]["sentence"] == "Found: “registration fee”, “job”."
    assert origin["evidence"]["base_rate"]["of"] == 4
    assert [span["text"] for span in origin["evidence"]["spans"]] == ["registration fee", "job"]
    assert said["suggestion_visible"] is True


def test_evidence_is_kept_covered(suggested: Path) -> None:
    said = run("tag", suggested, "A4", "OBF-01", "--status", "accepted", "--json").json()
    assert said["origin"]["rule"] == "R-OBF-01-phone"
    assert "trois" not in str(said)
    assert "639" not in str(said)


def test_who_looks_alone_answers_nothing(suggested: Path) -> None:
    for status, options in (
        ("added", ()),
        ("rejected", ("--suggestions", "hidden")),
    ):
        said = tag(suggested, "A1", status, *options)
        assert said["origin"]["kind"] == "analyst"
    assert tag(suggested, "A5", "rejected")["origin"]["kind"] == "analyst"  # nothing is suggested


def test_a_rule_is_named_by_its_id_and_nothing_else(suggested: Path) -> None:
    named = tag(suggested, "A5", "added", "--rule", "r-fee-01-EN")  # no hit there; still a rule
    assert (named["origin"]["rule"], named["origin"]["evidence"]) == ("R-FEE-01-en", {})
    for rule in ("R-LAB-01-hours", "no such rule"):
        ran = run("tag", suggested, "A1", "FEE-01", "--rule", rule, "--json")
        assert (ran.code, ran.error()["code"]) == (3, "rule_unknown")
        assert "…" not in ran.error()["message"]


def test_a_decision_outlives_its_suggestion(
    suggested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tag(suggested, "A1", "accepted")
    other = book(HOURS, FEE_01=indicator("FEE-01"))
    use(monkeypatch, other)
    indexed(suggested)
    (held,) = run("tags", suggested, "--jsonl").rows()
    assert held == {name: before[name] for name in held}


TEXT = "A quiet room with a desk and a large garden behind the old water mill, ask for the key. "
SHARED = {
    "id": "R-TPC-04-text",
    "indicator": "TPC-04",
    "version": 3,
    "kind": "cluster",
    "group_by": "text_cluster",
    "statistic": "separate_contacts",
    "threshold": 2,
    "explain": {"en": "{ads} ads, {value} contacts."},
}


def test_a_decision_on_a_cluster_answers_what_its_ads_share(
    monkeypatch: pytest.MonkeyPatch, empty: Path, tmp_path: Path
) -> None:
    made = book(FEE_EN, SHARED)
    use(monkeypatch, made)
    case = filled(empty, tmp_path, *(("Room", TEXT + f"06 39 98 00 {n}") for n in (21, 22, 23)))
    (found,) = [row for row in run("suggest", case, "--jsonl").rows() if row["target"][0] == "C"]
    words = ("tag", case, found["target"], "TPC-04", "--status", "accepted", "--json")
    origin = run(*words).json()["origin"]
    assert (origin["rule"], origin["rule_version"]) == ("R-TPC-04-text", 3)
    assert origin["evidence"]["sentence"] == found["sentence"] == "3 ads, 3 contacts."
    assert origin["evidence"]["values"] == found["evidence"]["values"]
    assert "ads" not in origin["evidence"]
    other = run("tag", case, "C1", "TPC-04", "--status", "accepted", "--json").json()
    assert other["origin"]["kind"] == "analyst"


def test_what_a_purged_ad_showed_goes_with_it(suggested: Path) -> None:
    tag(suggested, "A1", "accepted")
    cluster = run("ads", suggested, "--jsonl").rows()[0]["cluster"]
    held = tag(suggested, cluster, "rejected")
    assert held["target_details"]["kind"] == "cluster"
    ran = run("purge", suggested, "--ad", "A1", "--reason", "asked for", "--json")
    assert ran.code == 0, ran.err
    assert "registration" not in str(run("tags", suggested, "--jsonl").rows())


def test_rules_are_counted_and_none_is_switched_off_by_itself(suggested: Path) -> None:
    tag(suggested, "A1", "rejected")
    tag(suggested, "A2", "rejected")
    settings.put("analyst", "Bob")
    tag(suggested, "A2", "accepted")
    document = run("codebook", "rules", suggested, "--json").json()
    assert (document["least_precision"], document["decisions_needed"]) == (0.25, 30)
    counted = {row["rule"]: row for row in document["rules"]}
    fee, hours = counted["R-FEE-01-en"], counted["R-LAB-01-hours"]
    assert (fee["hits"], fee["accepted"], fee["rejected"], fee["undecided"]) == (2, 0, 1, 1)
    assert (fee["precision"], fee["proposal"], fee["current"]) == (0.0, None, True)
    assert (hours["hits"], hours["precision"], hours["interval"]) == (1, None, None)
    words = ("codebook", "rules", suggested, "--decisions", 1)
    poor = {row["rule"]: row for row in run(*words, "--json").json()["rules"]}["R-FEE-01-en"]
    assert poor["proposal"] == "switch_off"
    assert "0 of 1" in poor["sentence"]
    assert poor["sentence"] in run(*words).out.decode("utf-8")
    assert len(run("suggest", suggested, "--jsonl").rows()) == 4


def test_flagged_ads_are_drawn_beside_those_by_chance(suggested: Path) -> None:
    words = ("--random", 2, "--flagged", 9, "--seed", 3, "--strata", "--json")
    drawn = run("coding", "draw", suggested, *words).json()
    assert (drawn["population"], drawn["flagged"]) == (5, 4)
    strata = {row["ad"]: row["stratum"] for row in drawn["ads"]}
    by_chance = {ad for ad, stratum in strata.items() if stratum == "random"}
    assert len(by_chance) == 2
    assert set(strata) - by_chance == {"A1", "A2", "A3", "A4"} - by_chance
