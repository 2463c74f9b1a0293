# SPDX-License-Identifier: GPL-3.0-or-later
"""Suggestions in a case: only what is new is read, stopped anywhere, and no decision is touched."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import pytest

from indexing.engine.local import LocalEngine
from indexing.pipeline import suggesting
from indexing.pipeline.indexing import IndexChoices, index
from indexing.pipeline.suggesting import suggest
from indexing.progress import run
from indexing.records import AdRecord, Stamp
from indexing.store import ads, further, further_texts, marks, mentions, sources, suggestions
from indexing.store.case import Case
from indexing.store.further import FurtherText
from indexing.store.marks import Mark, MarkStatus, Target
from indexing.store.suggestions import SuggestionRow
from indexing.suggest import reading
from tests.indexing.suggest.books import FEE_EN, FEE_FR, HOURS, PHONE, SLOW, TEXTS, book

B = TypeVar("B")
R = TypeVar("R")
ENGINE = LocalEngine(1)
BODIES = (
    "A registration fee of 50 is due before the job starts, and the visa comes after that.",
    "Les frais d'inscription sont payés avant le contrat, merci de nous appeler le matin.",
    "Kitchen help wanted, 14 hours a day in the season, meals are included in the pay.",
    "A sunny room near the station, with a desk and a garden, from the first of May.",
)


def add(case: Case, *bodies: str) -> list[int]:
    """Ads of these bodies, read by the extraction."""
    source = sources.begin(case, f"{random.random()}.csv", "0" * 64, "csv", "utf-8", {})
    rows = [AdRecord(place=f"row {n}", source_id=body, body=body) for n, body in enumerate(bodies)]
    found = ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads
    choices = IndexChoices(engine=ENGINE, model=Path("none"))
    run(index(case, choices))
    return found


@pytest.fixture
def filled(case: Case, monkeypatch: pytest.MonkeyPatch) -> Case:
    """Forty ads in four sorts; batches of seven."""
    monkeypatch.setattr(suggesting, "BATCH", 7)
    add(case, *(f"{body} Number {n}." for n in range(10) for body in BODIES))
    return case


def rows(case: Case) -> list[SuggestionRow]:
    return list(suggestions.iterate(case))


def by_rule(case: Case) -> Mapping[str, int]:
    return suggestions.ads_by_rule(case)


def test_every_sort_of_ad_is_found_by_its_rule(filled: Case) -> None:
    assert run(suggest(filled, ENGINE, book(*TEXTS))) == 40
    assert by_rule(filled) == {"R-FEE-01-en": 10, "R-FEE-01-fr": 10, "R-LAB-01-hours": 10}
    first = rows(filled)[0]
    body = ads.get(filled, first.ads[0]).body
    assert [body[start:end] for _field, start, end, _place in first.spans] == [
        "registration fee",
        "job",
    ]


def test_a_second_run_reads_nothing(filled: Case) -> None:
    run(suggest(filled, ENGINE, book(*TEXTS)))
    before = rows(filled)
    assert run(suggest(filled, ENGINE, book(*TEXTS))) == 0
    assert rows(filled) == before


def test_only_new_ads_are_read_and_all_is_as_if_read_at_once(filled: Case) -> None:
    run(suggest(filled, ENGINE, book(*TEXTS)))
    add(filled, "A deposit is asked for the visa before the first day of work, please call.")
    assert run(suggest(filled, ENGINE, book(*TEXTS))) == 1
    gradual = rows(filled)
    suggestions.keep_rules(filled, [])
    filled.db.conn.execute("DELETE FROM suggested")
    assert run(suggest(filled, ENGINE, book(*TEXTS))) == 41
    assert rows(filled) == gradual


def test_an_ad_that_is_extracted_again_is_read_again(filled: Case) -> None:
    run(suggest(filled, ENGINE, book(*TEXTS)))
    stamp = Stamp("mentions", "later")
    mentions.replace(filled, {3: mentions.of_ad(filled, 3)}, stamp)
    assert run(suggest(filled, ENGINE, book(*TEXTS))) == 1


def test_a_rule_that_goes_takes_its_suggestions_and_nothing_is_read(filled: Case) -> None:
    run(suggest(filled, ENGINE, book(*TEXTS)))
    assert run(suggest(filled, ENGINE, book(FEE_EN, FEE_FR))) == 0
    assert by_rule(filled) == {"R-FEE-01-en": 10, "R-FEE-01-fr": 10}


def test_a_rule_that_comes_or_changes_reads_all_ads(filled: Case) -> None:
    run(suggest(filled, ENGINE, book(FEE_EN)))
    assert run(suggest(filled, ENGINE, book(FEE_EN, HOURS))) == 40
    assert by_rule(filled) == {"R-FEE-01-en": 10, "R-LAB-01-hours": 10}
    assert run(suggest(filled, ENGINE, book(FEE_EN, HOURS, hours=15))) == 40
    assert by_rule(filled) == {"R-FEE-01-en": 10}


def test_stopped_after_any_batch_and_run_again(filled: Case) -> None:
    run(suggest(filled, ENGINE, book(*TEXTS)))
    whole = rows(filled)
    suggestions.keep_rules(filled, [])
    filled.db.conn.execute("DELETE FROM suggested")
    for _stop in range(6):
        steps = suggest(filled, ENGINE, book(*TEXTS))
        next(steps)
        steps.close()
    assert suggestions.ads_read(filled) == 40
    run(suggest(filled, ENGINE, book(*TEXTS)))
    assert rows(filled) == whole


def test_no_run_touches_a_decision(filled: Case) -> None:
    codes = book(*TEXTS)
    run(suggest(filled, ENGINE, codes))
    target = Target(ad=1, start=2, end=18)
    marks.add(filled, Mark(target, "FEE-01", MarkStatus.REJECTED, "One"))
    marks.add(filled, Mark(Target(ad=4), "DOC-01", MarkStatus.ADDED, "One"))
    before, found = marks.history(filled), rows(filled)
    run(index(filled, IndexChoices(ENGINE, Path("none"), codebook=codes, full=True)))
    run(suggest(filled, ENGINE, book()))
    run(suggest(filled, ENGINE, codes))
    assert marks.history(filled) == before
    assert rows(filled) == found


def test_a_rule_that_is_too_slow_is_reported_and_the_others_stand(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "RULE_SECONDS", 0.2)
    add(case, "a" * 5_000 + ". A fee is due for the visa, please call in the morning.")
    codes = book(FEE_EN, SLOW)
    run(suggest(case, ENGINE, codes))
    assert suggestions.cuts(case) == [(1, "R-LAB-01-slow")]
    assert by_rule(case) == {"R-FEE-01-en": 1}
    run(suggest(case, ENGINE, book(FEE_EN)))
    assert suggestions.cuts(case) == []


def test_disguised_numbers_by_how_they_were_read(case: Case) -> None:
    add(
        case,
        "Call zero six trois neuf neuf huit zero zero un un for the garden work, any day.",
        "Call 06 39 98 00 11 for the garden work, any day of the week is fine with us.",
    )
    run(suggest(case, ENGINE, book(PHONE)))
    assert [row.ads for row in rows(case)] == [(1,)]


def test_an_ad_in_two_languages_is_read_in_both(case: Case) -> None:
    add(case, f"{BODIES[0]}\n\n{BODIES[1]}")
    run(suggest(case, ENGINE, book(*TEXTS)))
    assert by_rule(case) == {"R-FEE-01-en": 1, "R-FEE-01-fr": 1}


def test_on_several_processes(filled: Case) -> None:
    run(suggest(filled, LocalEngine(2), book(*TEXTS)))
    several = rows(filled)
    suggestions.keep_rules(filled, [])
    filled.db.conn.execute("DELETE FROM suggested")
    run(suggest(filled, ENGINE, book(*TEXTS)))
    assert rows(filled) == several


def test_texts_in_pictures_are_read_like_the_body_once_they_are_there(
    filled: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(suggest(filled, ENGINE, book(*TEXTS)))
    english = "A fee for the visa is due before the first day of the new season here"
    shown = FurtherText("picture 1", "picture 1", english)

    def holder(_case: Case, ad: int) -> Iterator[FurtherText]:
        yield from (shown,) if ad == 2 else ()

    monkeypatch.setattr(further_texts, "_HOLDERS", (holder,))
    further.announce(filled, 2, "picture 1")
    assert run(suggest(filled, ENGINE, book(*TEXTS))) == 0
    further.mark_read(filled, 2, ["picture 1"])
    assert run(suggest(filled, ENGINE, book(*TEXTS))) == 1
    row, french = suggestions.of_ad(filled, 2)
    assert (row.rule, french.rule) == ("R-FEE-01-en", "R-FEE-01-fr")
    assert [shown.text[start:end] for _field, start, end, _place in row.spans] == ["fee", "visa"]
    assert {field for field, *_rest in row.spans} == {"picture 1"}


def test_a_place_in_the_body_comes_before_one_in_a_capture(
    filled: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = FurtherText("capture 2", "capture 2 body", BODIES[0], repeats=True)
    monkeypatch.setattr(further_texts, "_HOLDERS", (lambda _case, _ad: iter((again,)),))
    further.announce(filled, 1, "capture 2")
    run(suggest(filled, ENGINE, book(FEE_EN)))
    (row,) = suggestions.of_ad(filled, 1)
    assert [span[0] for span in row.spans] == ["body", "body", "capture 2 body", "capture 2 body"]


def test_ads_that_are_purged_meanwhile_are_passed_over(filled: Case) -> None:
    class Purging(LocalEngine):
        """An engine while which a person purges the first ads."""

        def map(self, function: Callable[[B], R], batches: Iterable[B]) -> Iterator[R]:
            for batch in batches:
                result = function(batch)
                filled.db.conn.execute("DELETE FROM ads WHERE id <= 8")
                yield result

    run(suggest(filled, Purging(1), book(*TEXTS)))
    assert min(row.ads[0] for row in rows(filled)) == 9
    assert suggestions.ads_read(filled) == 32
