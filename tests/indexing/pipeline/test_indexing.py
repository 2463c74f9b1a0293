# SPDX-License-Identifier: GPL-3.0-or-later
"""Index stage by stage: stopped anywhere, run again, with and without a model."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from indexing.engine.local import LocalEngine
from indexing.errors import BadInputError
from indexing.fingerprint import text_signature
from indexing.pipeline import indexing, reading
from indexing.pipeline.indexing import IndexChoices, IndexReport, index, recluster
from indexing.progress import run
from indexing.records import AdRecord, Judgement, Stamp
from indexing.store import ads, audit, clusters, images, judgements, pairs, sources
from indexing.store.case import Case
from tests.app.commands.corpus import draw

WORDS = [
    "lamp", "chair", "garden", "table", "window", "bread", "river", "piano", "bicycle", "lesson",
    "harvest", "station", "basket", "orchard", "carpet", "engine", "kitchen", "blanket", "copper",
]  # fmt: skip


@pytest.fixture
def choices(tmp_path: Path) -> IndexChoices:
    """This process, no model."""
    return IndexChoices(engine=LocalEngine(1), model=tmp_path / "no-model")


@pytest.fixture
def filled(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """Thirty ads in groups of three by text or number, three with pictures; small batches."""
    monkeypatch.setattr(reading, "TEXTS", 7)
    monkeypatch.setattr(reading, "PICTURES", 1)
    chance = random.Random(1)
    source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
    rows = []
    for n in range(30):
        text = " ".join(random.Random(n // 3 if n < 15 else n).choices(WORDS, k=40))
        number = f" 06 39 98 00 {n // 3:02}" if n >= 15 else ""
        rows.append(AdRecord(place=f"row {n}", source_id=str(n), body=text + number))
    numbers = ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads
    for ad in numbers[:3]:
        draw(tmp_path / "one.png", ad)
        images.put(case, ad, 0, "one.png", (tmp_path / "one.png").read_bytes())
    images.put(case, numbers[3], 0, "bad.png", b"\x89PNG\r\n\x1a\n" + chance.randbytes(500))
    return case


def groups(case: Case) -> set[frozenset[int]]:
    return {frozenset(row.ads) for row in clusters.iterate(case)}


THREES = {frozenset(range(n, n + 3)) for n in range(1, 31, 3)}


def stages(report: IndexReport) -> dict[str, int]:
    return {stage.name: stage.done for stage in report.stages}


def test_groups_are_found_and_a_second_run_does_nothing(
    filled: Case, choices: IndexChoices
) -> None:
    report = run(index(filled, choices))
    assert stages(report)["extract"] == 30
    assert stages(report)["pictures"] == 4
    assert groups(filled) == THREES
    assert (report.ads, report.clusters, report.links) == (30, 10, pairs.count(filled))
    again = run(index(filled, choices))
    assert (stages(again)["extract"], stages(again)["pictures"]) == (0, 0)
    assert groups(filled) == THREES
    assert [row.cluster for row in clusters.iterate(filled)] == list(range(1, 11))


def test_a_missing_model_is_told_and_leaves_only_meaning_out(
    filled: Case, choices: IndexChoices
) -> None:
    last = run(index(filled, choices)).stages[-1]
    assert last.name == "meaning"
    assert last.left_out is not None
    assert last.left_out.code == "model_missing"


def test_another_failure_in_that_stage_is_not_swallowed(
    filled: Case, choices: IndexChoices, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise BadInputError("disk_full")

    monkeypatch.setattr("indexing.fingerprint.text_embedding.load", full)
    with pytest.raises(BadInputError, match="disk_full"):
        run(index(filled, choices))


def test_a_run_stopped_at_any_step_is_completed_by_the_next(
    filled: Case, choices: IndexChoices
) -> None:
    total = 0
    while True:
        steps = index(filled, choices)
        stopped = False
        for number, _progress in enumerate(steps):
            if number == 1:
                steps.close()
                stopped = True
                break
        total += 1
        if not stopped or total > 12:
            break
    run(index(filled, choices))
    assert groups(filled) == THREES


def test_a_broken_picture_is_kept_with_its_reason(filled: Case, choices: IndexChoices) -> None:
    run(index(filled, choices))
    states = [one.status.value for ad in range(1, 5) for one in images.of_ad(filled, ad)]
    assert states == ["ok", "ok", "ok", "rejected"]


def test_a_newer_method_makes_everything_anew(
    filled: Case, choices: IndexChoices, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(index(filled, choices))
    monkeypatch.setattr(reading, "EXTRACT", Stamp("mentions", "tomorrow"))
    assert stages(run(index(filled, choices)))["extract"] == 30


def test_signatures_of_an_older_method_are_made_anew_and_nothing_falls_apart(
    filled: Case, choices: IndexChoices, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = text_signature.STAMP.version
    with monkeypatch.context() as older:
        older.setattr(indexing, "SIGNATURE", Stamp("text-signature", "older"))
        older.setattr(reading, "SIGNATURE", Stamp("text-signature", "older"))
        stamped = reading.EXTRACT.version.replace(version, "older")
        older.setattr(reading, "EXTRACT", Stamp("mentions", stamped))
        run(index(filled, choices))
    assert stages(run(index(filled, choices)))["extract"] == 30
    assert groups(filled) == THREES


def test_judgements_stand_above_the_machine(filled: Case, choices: IndexChoices) -> None:
    run(index(filled, choices))
    judgements.decide(filled, 1, 2, Judgement.NOT_SAME, by="Analyst", note="")
    judgements.decide(filled, 4, 7, Judgement.SAME, by="Analyst", note="")
    recluster(filled)
    expected = groups(filled)
    assert frozenset(range(4, 10)) in expected
    assert not any({1, 2} <= group for group in expected)
    run(index(filled, choices))
    assert groups(filled) == expected


def test_two_workers_find_the_same(filled: Case, choices: IndexChoices) -> None:
    run(index(filled, IndexChoices(engine=LocalEngine(2), model=choices.model)))
    assert groups(filled) == THREES


def test_an_empty_case_is_indexed_too(case: Case, choices: IndexChoices) -> None:
    report = run(index(case, choices))
    assert (report.ads, report.clusters, report.links) == (0, 0, 0)
    assert any("indexed" in line for line in audit.lines(case))


def test_the_countrys_domain_of_a_site_adds_its_numbers() -> None:
    assert reading.read_in(("FR",), "ads.example.be", "fr") == ("BE", "FR")
    assert reading.read_in(("FR",), "ads.example.fr", "fr") == ("FR",)
    assert reading.read_in(("FR",), "ads.example.io", "fr") == ("FR",)
    assert reading.read_in((), "example.co.uk", "en") == ("GB",)
    assert reading.read_in((), "example.io", "ro") == ("RO",)
