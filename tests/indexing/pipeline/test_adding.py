# SPDX-License-Identifier: GPL-3.0-or-later
"""New ads in a linked case: what a full run would make of them, and when a full run is made."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from indexing.benchmark.texts import generate
from indexing.engine.local import LocalEngine
from indexing.pipeline import adding, indexing
from indexing.pipeline.indexing import IndexChoices, IndexReport, index
from indexing.progress import Steps, run
from indexing.records import AdRecord, Judgement, ReasonKind
from indexing.store import ads, clusters, images, index_files, judgements, pairs, sources
from indexing.store.case import Case
from tests.indexing.link.test_shared_passages import site_of
from tests.properties.worlds import WORDS, picture

PHONE = "01 99 00 40 {:02d}"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "SMALL_CASE", 50)
    monkeypatch.setattr(adding, "MOST_ADDED", 0.5)


@pytest.fixture
def choices(tmp_path: Path) -> IndexChoices:
    return IndexChoices(engine=LocalEngine(1), model=tmp_path / "none")


def records(count: int) -> list[AdRecord]:
    """Generated ads, some of which also give a telephone that others give."""
    found = []
    for number, one in enumerate(generate("two_languages", count, 9)):
        body = one.text + (f" {PHONE.format(number % 30)}" if number % 17 == 0 else "")
        found.append(AdRecord(place=f"row {number}", source_id=str(number), body=body))
    return found


def bring(case: Case, rows: Sequence[AdRecord], name: str) -> None:
    source = sources.begin(case, name, name * 8, "csv", "utf-8", {})
    ads.add_batch(case, source, rows, seen=ads.SeenCounts())


def groups(case: Case) -> set[frozenset[int]]:
    return {frozenset(one.ads) for one in clusters.iterate(case)}


def indexed(case: Case, choices: IndexChoices, *, full: bool = False) -> IndexReport:
    chosen = IndexChoices(choices.engine, choices.model, full=full)
    return run(index(case, chosen))


def agreement(one: set[frozenset[int]], other: set[frozenset[int]]) -> float:
    """Share of pairs in one cluster that both have."""

    def together(found: set[frozenset[int]]) -> set[tuple[int, int]]:
        return {(a, b) for group in found for a in group for b in group if a < b}

    first, second = together(one), together(other)
    return len(first & second) / max(len(first | second), 1)


def test_added_ads_fall_where_a_full_run_puts_them(case: Case, choices: IndexChoices) -> None:
    rows = records(900)
    bring(case, rows[:700], "one")
    assert indexed(case, choices).unsettled == 0
    bring(case, rows[700:], "two")
    report = indexed(case, choices)
    assert 100 < report.unsettled <= 200
    added = groups(case)
    assert len(set().union(*added)) == 900
    assert indexed(case, choices, full=True).unsettled == 0
    assert agreement(added, groups(case)) > 0.995


def test_added_bit_by_bit_and_again(case: Case, choices: IndexChoices) -> None:
    rows = records(600)
    bring(case, rows[:450], "a")
    indexed(case, choices)
    for start in range(450, 600, 50):
        bring(case, rows[start : start + 50], f"b{start}")
        indexed(case, choices)
    before, links = groups(case), pairs.count(case)
    assert indexed(case, choices).links == links
    assert groups(case) == before


def test_unsettled_counts_the_ads_that_came_since_all_were_linked(
    case: Case, choices: IndexChoices
) -> None:
    rows = records(300)
    bring(case, rows[:250], "one")
    indexed(case, choices)
    repeats = [replace(one, place=f"again {one.place}", source_id="") for one in rows[:20]]
    bring(case, repeats, "two")
    assert indexed(case, choices).unsettled == 20
    assert indexed(case, choices).unsettled == 20
    bring(case, rows[250:260], "three")
    assert indexed(case, choices).unsettled == 30
    assert indexed(case, choices, full=True).unsettled == 0


def test_only_new_texts_are_linked(
    case: Case, choices: IndexChoices, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = records(300)
    bring(case, rows[:250], "one")
    indexed(case, choices)
    bring(case, rows[250:], "two")

    def refuse(*_given: object) -> None:
        raise AssertionError("everything was linked anew")

    monkeypatch.setattr(indexing, "find_links", refuse)
    indexed(case, choices)


def test_a_number_that_becomes_a_hub_stops_joining(case: Case, choices: IndexChoices) -> None:
    bodies = [one.text for one in generate("plain", 400, 4)]
    shared = " " + PHONE.format(7)
    few = [bodies[n] + shared for n in range(4)]
    bring(case, [AdRecord(f"r{n}", body=body) for n, body in enumerate(bodies[10:] + few)], "one")
    indexed(case, choices)
    assert any({391, 392, 393, 394} <= group for group in groups(case))
    strangers = [one.text + shared for one in generate("two_languages", 400, 77)][:150]
    bring(case, [AdRecord(f"s{n}", body=body) for n, body in enumerate(strangers)], "two")
    assert indexed(case, choices).unsettled
    added = groups(case)
    assert pairs.hubs(case)
    assert max(len(group) for group in added) < 60
    indexed(case, choices, full=True)
    assert agreement(added, groups(case)) > 0.98


def test_judgements_hold_while_ads_come(case: Case, choices: IndexChoices) -> None:
    rows = records(500)
    bring(case, rows[:400], "one")
    indexed(case, choices)
    large = max(groups(case), key=len)
    one, other = sorted(large)[:2]
    judgements.decide(case, one, other, Judgement.NOT_SAME, by="Analyst", note="")
    bring(case, rows[400:], "two")
    indexed(case, choices)
    assert not any({one, other} <= group for group in groups(case))


def test_without_its_index_file_everything_is_linked_anew(
    case: Case, choices: IndexChoices
) -> None:
    rows = records(300)
    bring(case, rows[:250], "one")
    indexed(case, choices)
    index_files.clear(case)
    bring(case, rows[250:], "two")
    assert indexed(case, choices).unsettled == 0


def interrupted(case: Case, choices: IndexChoices, after: str) -> None:
    """Index, and be killed when this stage tells that it is done."""
    for progress in index(case, choices):
        if progress.stage == after and progress.done == progress.total:
            return


@pytest.mark.parametrize("added", [0, 60])
def test_killed_after_linking_the_clusters_are_drawn_by_the_next_run(
    case: Case, choices: IndexChoices, added: int
) -> None:
    rows = records(300)
    if added:
        bring(case, rows[:-added], "one")
        indexed(case, choices)
        bring(case, rows[-added:], "two")
    else:
        bring(case, rows, "one")
    interrupted(case, choices, "link")
    indexed(case, choices)
    found = groups(case)
    assert len(set().union(*found)) == 300
    indexed(case, choices, full=True)
    assert agreement(found, groups(case)) > 0.99


def test_a_stage_that_was_left_out_is_made_up_for_on_all_ads(
    case: Case, choices: IndexChoices, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(case, records(200), "one")
    indexed(case, choices)  # there is no model
    scopes: list[frozenset[int] | None] = []

    def relate(*_given: object, new: frozenset[int] | None = None) -> Steps[int]:
        scopes.append(new)
        yield from ()
        return 0

    monkeypatch.setattr(indexing, "relate_meaning", relate)
    for _again in range(2):
        indexed(case, choices)
    assert scopes == [None]


def test_killed_before_disguised_texts_were_sought_again_all_is_linked_anew(
    case: Case, choices: IndexChoices, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scopes: list[frozenset[int] | None] = []

    def rescue(*_given: object, new: frozenset[int] | None = None) -> Steps[int]:
        scopes.append(new)
        yield from ()
        return 0

    monkeypatch.setattr(indexing, "rescue_disguised", rescue)
    choices = replace(choices, similarity=tmp_path)
    rows = records(240)
    bring(case, rows[:200], "one")
    run(index(case, choices))
    bring(case, rows[200:220], "two")
    assert run(index(case, choices)).unsettled
    bring(case, rows[220:], "three")
    interrupted(case, choices, "link")
    assert run(index(case, choices)).unsettled == 0
    assert [new and len(new) for new in scopes] == [None, 20, None]


def reasons(case: Case) -> dict[tuple[int, int], set[tuple[str, bool, object]]]:
    return {
        (pair.a, pair.b): {
            (one.kind.value, one.joins, one.detail.get("why")) for one in pair.reasons
        }
        for pair in pairs.iterate(case)
        if any(one.kind is ReasonKind.PHONE for one in pair.reasons)
    }


def test_a_directory_that_comes_later_joins_nobody(case: Case, choices: IndexChoices) -> None:
    bodies = [one.text for one in generate("plain", 200, 4)]
    numbers = [PHONE.format(at) for at in range(20)]
    bodies += [f"{bodies[at]} {number}" for at, number in enumerate(numbers)]
    bring(case, [AdRecord(f"r{n}", body=body) for n, body in enumerate(bodies)], "one")
    indexed(case, choices)
    before = groups(case)
    bring(case, [AdRecord("l", body="Seen this week: " + ", ".join(numbers))], "two")
    assert indexed(case, choices).unsettled
    assert groups(case) == {*before, frozenset({len(bodies) + 1})}
    added = reasons(case)
    assert any((len(bodies) + 1) in places for places in added)
    indexed(case, choices, full=True)
    assert reasons(case) == added


def test_a_photo_that_comes_bit_by_bit_is_common_at_last(case: Case, choices: IndexChoices) -> None:
    bodies = [one.text for one in generate("plain", 400, 4)]
    data, hashed = picture(1, 0)
    bring(case, [AdRecord(f"r{n}", body=body) for n, body in enumerate(bodies)], "one")
    for step in range(6):
        rows = [
            AdRecord(
                f"p{step}.{n}", body=" ".join(random.Random(9 * step + n).choices(WORDS, k=40))
            )
            for n in range(9)
        ]
        source = sources.begin(case, f"s{step}", "0" * 64, "csv", "utf-8", {})
        for ad in ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads if step else ():
            images.put(case, ad, 0, "photo.png", data)
            images.set_fingerprint(case, hashed)
        indexed(case, choices)
    added = pairs.hubs(case)
    assert [(hub.kind, hub.ads, hub.groups) for hub in added] == [(ReasonKind.SAME_IMAGE, 45, 45)]
    indexed(case, choices, full=True)
    assert pairs.hubs(case) == added


def test_ads_added_under_the_footer_of_a_site_join_nobody_by_it(
    case: Case, choices: IndexChoices
) -> None:
    texts, truth = site_of(70, 2)
    rows = [
        AdRecord(place=f"row {number}", source_id=str(number), body=text)
        for number, text in enumerate(texts)
    ]
    first = [row for number, row in enumerate(rows) if truth[number] < 50 or number % 2]
    later = [row for row in rows if row not in first]
    bring(case, first, "one")
    indexed(case, choices)
    bring(case, later, "two")
    assert indexed(case, choices).unsettled == len(later)
    added = groups(case)
    assert all(len(group) == 2 for group in added)
    indexed(case, choices, full=True)
    assert groups(case) == added
