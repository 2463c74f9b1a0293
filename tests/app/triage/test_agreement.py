# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks become codes, and codes figures: who said what of which ad, and how far they agree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.triage import agreement, coding
from app.triage.agreement import of_codes
from app.triage.agreement_measures import cohen_kappa, krippendorff_alpha
from indexing.store.draws import Stratum
from indexing.store.marks import READ, Mark, MarkRow, MarkStatus, Target

ADDED, REJECTED = MarkStatus.ADDED, MarkStatus.REJECTED


def row(
    by: str,
    target: Target,
    status: MarkStatus = ADDED,
    indicator: str = "FEE-01",
    *,
    visible: bool | None = None,
    book: str = "core",
) -> MarkRow:
    mark = Mark(
        target, indicator, status, by, codebook=book, indicator_version=1,
        suggestion_visible=visible,
    )  # fmt: skip
    return MarkRow(1, mark, (), "2026-01-01T00:00:00+00:00", None, "")


def gone_through(by: str, ads: range, *, visible: bool | None = None) -> list[MarkRow]:
    return [row(by, Target(ad=ad), indicator=READ, visible=visible) for ad in ads]


def said(codes: coding.Codes, thing: str = "A1") -> dict[str, str]:
    return {by: code.word for by, code in codes["FEE-01"][thing].items()}


def test_passages_and_pictures_speak_for_their_ad() -> None:
    held = [
        row("ann", Target(ad=1), REJECTED),
        row("ann", Target(ad=1, start=0, end=4)),
        row("bob", Target(ad=1, picture=0), MarkStatus.UNSURE),
        row("bob", Target(ad=1), REJECTED),
        row("cyd", Target(ad=1), REJECTED),
        row("dan", Target(ad=1), MarkStatus.UNSURE),
        row("dan", Target(ad=1, start=0, end=4)),
        row("ann", Target(cluster=1), MarkStatus.ACCEPTED),
    ]
    codes = coding.codes(held, [])
    assert said(codes) == {"ann": "present", "bob": "unsure", "cyd": "absent", "dan": "present"}
    assert said(codes, "C1") == {"ann": "present"}


def test_absent_is_said_by_who_read_the_ad_through() -> None:
    held = [row("ann", Target(ad=1)), row("ann", Target(ad=2))]
    readings = gone_through("bob", range(1, 2))
    codes = coding.codes(held, readings)
    assert said(codes) == {"ann": "present", "bob": "absent"}
    assert said(codes, "A2") == {"ann": "present"}  # bob did not read it
    other = [row("ann", Target(ad=1), book="own of the unit")]
    assert said(coding.codes(other, readings)) == {"ann": "present"}  # not in what bob coded by


@pytest.mark.parametrize(
    ("mark", "reading", "blind"),
    [(True, None, False), (False, None, True), (None, None, None), (None, False, True),
     (True, False, False), (None, True, False)],
)  # fmt: skip
def test_blind_is_known_from_the_mark_or_else_the_reading(
    mark: bool | None, reading: bool | None, blind: bool | None
) -> None:
    readings = gone_through("ann", range(1, 2), visible=reading)
    codes = coding.codes([row("ann", Target(ad=1), visible=mark)], readings)
    assert codes["FEE-01"]["A1"]["ann"].blind is blind


@pytest.mark.parametrize(
    ("first", "second", "blind"),
    [(True, None, False), (True, False, False), (None, False, None), (False, False, True)],
)
def test_who_saw_one_suggestion_is_not_blind(
    first: bool | None, second: bool | None, blind: bool | None
) -> None:
    held = [
        row("ann", Target(ad=1), visible=first),
        row("ann", Target(ad=1, picture=0), visible=second),
    ]
    assert coding.codes(held, [])["FEE-01"]["A1"]["ann"].blind is blind


def two_hundred() -> coding.Codes:
    """Ads 1 to 200, read by two people; a yes of both on 1, of one on 2, of the other on 3."""
    held = [
        row("ann", Target(ad=1)), row("bob", Target(ad=1)),
        row("ann", Target(ad=2)), row("bob", Target(ad=3)),
    ]  # fmt: skip
    everything = range(1, 201)
    readings = gone_through("ann", everything, visible=False)
    return coding.codes(held, readings + gone_through("bob", everything, visible=False))


def test_the_figures_of_a_rare_indicator() -> None:
    (found,) = of_codes(two_hundred(), {})
    whole = found.all
    assert (whole.n, whole.coders, whole.raw_agreement) == (200, ("ann", "bob"), 0.99)
    assert whole.prevalence == 4 / 400
    assert whole.kappa == pytest.approx(0.4949, abs=5e-5)
    assert whole.positive_agreement == 0.5
    assert whole.interval is not None
    assert found.versions == (1,)
    assert [one.thing for one in found.disagreements] == ["A2", "A3"]
    assert [[code.word for code in one.codes] for one in found.disagreements] == [
        ["present", "absent"], ["absent", "present"],
    ]  # fmt: skip
    assert found.parts["blind"] == whole
    assert found.parts["assisted"].n == 0


def test_chance_and_flagged_ads_are_told_apart() -> None:
    strata = dict.fromkeys((f"A{n}" for n in range(1, 151)), Stratum.RANDOM)
    strata |= dict.fromkeys((f"A{n}" for n in range(151, 171)), Stratum.FLAGGED)
    (found,) = of_codes(two_hundred(), strata)
    assert (found.parts["random"].n, found.parts["flagged"].n, found.all.n) == (150, 20, 200)
    assert found.parts["random"].raw_agreement == pytest.approx(148 / 150)
    assert found.parts["flagged"].kappa is None  # all absent: nothing to tell apart


def test_blind_and_assisted_codes_are_never_mixed() -> None:
    held = [
        row("ann", Target(ad=1), visible=False), row("bob", Target(ad=1), visible=True),
        row("ann", Target(ad=2), visible=True), row("bob", Target(ad=2), REJECTED, visible=True),
        row("ann", Target(ad=3), visible=False), row("bob", Target(ad=3), visible=False),
    ]  # fmt: skip
    (found,) = of_codes(coding.codes(held, []), {})
    assert (found.all.n, found.parts["blind"].n, found.parts["assisted"].n) == (3, 1, 1)
    assert found.parts["blind"].raw_agreement == 1
    assert found.parts["assisted"].raw_agreement == 0


def test_three_people_have_alpha_and_pairs_and_no_kappa() -> None:
    held = [
        row("ann", Target(ad=1)), row("bob", Target(ad=1)), row("cyd", Target(ad=1), REJECTED),
        row("ann", Target(ad=2), REJECTED), row("bob", Target(ad=2)),
        row("cyd", Target(ad=3)), row("ann", Target(ad=3), MarkStatus.UNSURE),
    ]  # fmt: skip
    (found,) = of_codes(coding.codes(held, []), {})
    assert found.all.kappa is None
    assert found.all.alpha == krippendorff_alpha([(True, True, False), (False, True, None)])
    assert found.all.unsure == 1
    pairs = {pair.coders: pair for pair in found.pairs}
    assert set(pairs) == {("ann", "bob"), ("ann", "cyd"), ("bob", "cyd")}
    assert pairs["ann", "bob"].kappa == cohen_kappa([(True, True), (False, True)])
    assert [one.thing for one in found.disagreements] == ["A1", "A2", "A3"]


def test_places_are_compared_where_both_marked_some() -> None:
    held = [
        row("ann", Target(ad=1, start=0, end=10)), row("bob", Target(ad=1, start=4, end=10)),
        row("ann", Target(ad=2, start=0, end=10)), row("bob", Target(ad=2)),
        row("ann", Target(ad=3, start=0, end=10)),
        row("bob", Target(ad=3, start=0, end=10, layer="title")),
        row("ann", Target(ad=4, start=0, end=9)),
        row("bob", Target(ad=4, start=0, end=9), REJECTED),
    ]  # fmt: skip
    (found,) = of_codes(coding.codes(held, []), {})
    assert found.all.span_f1 == pytest.approx(2 * 1 / 4)


def test_how_sure_people_are_is_compared_in_its_order() -> None:
    def sure(by: str, ad: int, confidence: str) -> MarkRow:
        found = row(by, Target(ad=ad))
        return replace(found, mark=replace(found.mark, confidence=confidence))

    said = [("low", "low"), ("medium", "high"), ("high", "high"), ("low", "medium")]
    held = [
        sure(by, ad, confidence)
        for ad, pair in enumerate(said, 1)
        for by, confidence in zip(("ann", "bob"), pair, strict=True)
    ]
    held.append(sure("ann", 1, ""))  # another mark of hers, without a word on it
    held += [sure("ann", 5, "high"), row("bob", Target(ad=5), REJECTED)]
    (found,) = of_codes(coding.codes(held, []), {})
    levels = ("low", "medium", "high")
    assert found.all.confidence_alpha == krippendorff_alpha(said, levels=levels)
    nearer = krippendorff_alpha(said)
    assert nearer is not None
    assert (found.all.confidence_alpha or 0) > nearer


def test_one_person_agrees_with_nobody() -> None:
    (found,) = of_codes(coding.codes([row("ann", Target(ad=1))], []), {})
    assert (found.all.n, found.all.coders, found.all.prevalence) == (0, (), None)
    assert (found.all.alpha, found.all.interval, found.disagreements) == (None, None, ())


def test_an_interval_is_reckoned_once_for_the_same_units() -> None:
    agreement._interval.cache_clear()
    of_codes(two_hundred(), {})
    assert agreement._interval.cache_info().hits >= 1
