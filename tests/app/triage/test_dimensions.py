# SPDX-License-Identifier: GPL-3.0-or-later
"""Accepted indicators read together: the rule of 2009, sentences, no number."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.triage import dimensions
from app.triage.dimensions import Reading
from indexing.records import AdRecord
from indexing.store import ads, clusters, marks, sources
from indexing.store.case import Case, CaseMeta, create
from indexing.store.keys import Argon2Cost
from indexing.store.marks import Mark, MarkStatus, Target
from indexing.suggest.codebook import Codebook, Dimension
from tests.indexing.suggest.books import book, indicator

LURE = Dimension("lure", {"en": "Lure"}, ("AAA-01", "AAA-02", "AAA-03"))
STRENGTH = {"AAA-01": "strong", "AAA-02": "medium", "AAA-03": "weak", "BBB-01": "strong"}


@pytest.fixture
def codes() -> Codebook:
    entries = {name: indicator(name, strength=how) for name, how in STRENGTH.items()}
    return dataclasses.replace(book(), indicators=entries, dimensions=(LURE,))


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """Three ads in two clusters."""
    meta = CaseMeta("Test", "Consent", "Analyst One", "2035-01-01")
    folder = tmp_path / "one.faisceau"
    made, _ = create(folder, passphrase="herons", meta=meta, cost=Argon2Cost(64, 1, 1))
    source = sources.begin(made, "list.csv", "0" * 64, "csv", "utf-8", {})
    rows = [AdRecord(place=f"row {n}", source_id=str(n), body=f"Room {n}") for n in range(3)]
    found = ads.add_batch(made, source, rows, seen=ads.SeenCounts()).ads
    clusters.replace(made, {1: found[:2], 2: found[2:]})
    yield made
    made.close()


@pytest.mark.parametrize(
    ("strong", "medium", "weak", "present"),
    [
        (2, 0, 0, True),
        (1, 1, 0, True),
        (1, 0, 1, True),
        (1, 0, 0, False),
        (0, 3, 0, True),
        (0, 2, 1, True),
        (0, 2, 0, False),
        (0, 1, 5, False),
        (0, 0, 9, False),
        (0, 0, 0, False),
    ],
)
def test_the_rule_of_2009(strong: int, medium: int, weak: int, present: bool) -> None:
    named = [tuple(str(n) for n in range(count)) for count in (strong, medium, weak)]
    assert Reading(1, LURE, named[0], named[1], named[2], ("One",)).is_present is present


def say(case: Case, target: Target, name: str, status: MarkStatus, by: str = "One") -> None:
    marks.add(case, Mark(target, name, status, by))


def test_what_people_accepted_on_a_cluster_and_its_ads_counts_once(
    case: Case, codes: Codebook
) -> None:
    say(case, Target(ad=1, start=0, end=4), "AAA-01", MarkStatus.ACCEPTED)
    say(case, Target(ad=2), "AAA-01", MarkStatus.ACCEPTED, by="Two")
    say(case, Target(cluster=1), "AAA-03", MarkStatus.ADDED)
    say(case, Target(ad=1), "BBB-01", MarkStatus.ACCEPTED)
    (found,) = map(dimensions.document, dimensions.read(case, codes))
    assert found["sentence"] == (
        "Lure: strong: AAA-01; weak: AAA-03; accepted by One, Two. "
        "By the rule of ILO and EC (2009) this dimension is present; that proves nothing by itself."
    )
    assert (found["cluster"], found["present"], found["strong"]) == ("C1", True, ["AAA-01"])


def test_rejected_unsure_withdrawn_and_another_cluster_do_not_count(
    case: Case, codes: Codebook
) -> None:
    for number, status in enumerate((MarkStatus.REJECTED, MarkStatus.UNSURE)):
        say(case, Target(ad=1), f"AAA-0{number + 1}", status)
    assert list(dimensions.read(case, codes)) == []
    say(case, Target(ad=1), "AAA-01", MarkStatus.ACCEPTED)
    say(case, Target(ad=3), "AAA-02", MarkStatus.ACCEPTED)
    assert [one.is_present for one in dimensions.read(case, codes)] == [False, False]
    say(case, Target(ad=1), "AAA-01", MarkStatus.WITHDRAWN)
    assert [one.cluster for one in dimensions.read(case, codes)] == [2]


def test_a_codebook_without_dimensions_derives_nothing(case: Case) -> None:
    say(case, Target(ad=1), "AAA-01", MarkStatus.ACCEPTED)
    assert list(dimensions.read(case, book())) == []
