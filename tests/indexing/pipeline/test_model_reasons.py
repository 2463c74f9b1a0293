# SPDX-License-Identifier: GPL-3.0-or-later
"""What models found outlives a run that lacks them, and is the same in later and in full runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from indexing.engine.local import LocalEngine
from indexing.options import LinkOptions
from indexing.pipeline import adding, model_reasons
from indexing.pipeline.indexing import IndexChoices, index
from indexing.pipeline.model_reasons import kept, settle_meaning, stage_of
from indexing.progress import run
from indexing.records import AdRecord, CandidatePair, Reason, ReasonKind
from indexing.store import ads, pairs, sources, text_groups
from indexing.store.case import Case
from tests.indexing.link.test_disguised import advert, disguised
from tests.indexing.pipeline import linked
from tests.indexing.pipeline.linked import groups
from tests.tiny_encoder import make_wheels, packaging_module
from tests.tiny_similarity import make_folder

MEANING = Reason(ReasonKind.MEANING, 0.4, 0.28, {"languages": ["en", "fr"]}, joins=False)
DISGUISED = Reason(ReasonKind.NEAR_TEXT, 0.8, 0.7, {"method": "retsim"})
HUB = Reason(ReasonKind.PHONE, 0.1, 0.0, {"value": linked.PHONE, "hub": True}, joins=False)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> IndexChoices:
    root = tmp_path_factory.mktemp("tiny")
    manifest, wheels = make_wheels(root)
    packaging_module("models").build(root / "tiny", manifest=manifest, wheels=wheels)
    similar = make_folder(root / "retsim")
    return IndexChoices(LocalEngine(1), root / "tiny", similar, LinkOptions(meaning=-1.0))


def bring(case: Case, texts: list[str], name: str) -> None:
    source = sources.begin(case, name, name * 8, "csv", "utf-8", {})
    rows = [
        AdRecord(place=f"{name} {n}", source_id=f"{name}{n}", body=t) for n, t in enumerate(texts)
    ]
    ads.add_batch(case, source, rows, seen=ads.SeenCounts())


def links(case: Case) -> dict[tuple[int, int], set[str]]:
    return {
        (pair.a, pair.b): {stage_of(one) for one in pair.reasons} for pair in pairs.iterate(case)
    }


def test_a_run_without_models_loses_nothing(
    case: Case, models: IndexChoices, tmp_path: Path
) -> None:
    texts = [advert(n) for n in range(30)]
    bring(case, [*texts, disguised(texts[3], 0.35)], "one")
    run(index(case, models))
    before, drawn = links(case), groups(case)
    assert {"disguised", "meaning"} <= set().union(*before.values())
    none = replace(models, model=tmp_path / "none", similarity=None, full=True)
    report = run(index(case, none))
    assert [one.name for one in report.stages if one.left_out] == ["disguised", "meaning"]
    assert groups(case) == drawn
    assert {places: found - {""} for places, found in links(case).items()} == {
        places: found - {""} for places, found in before.items()
    }
    run(index(case, models))
    assert (links(case), groups(case)) == (before, drawn)


def test_what_a_model_does_not_find_again_goes(case: Case, models: IndexChoices) -> None:
    bring(case, [advert(n) for n in range(30)], "one")
    run(index(case, models))
    before = links(case)
    wrong = CandidatePair(1, 2, (DISGUISED,))
    pairs.put(case, [wrong])
    run(index(case, replace(models, full=True)))
    assert links(case) == before


def test_meaning_stands_alone_also_when_it_comes_later(
    case: Case, models: IndexChoices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "SMALL_CASE", 5)
    monkeypatch.setattr(adding, "MOST_ADDED", 0.9)
    texts = [f"{advert(n)} 01 99 00 40 {n // 2:02d}" for n in range(12)]
    bring(case, texts[:8], "one")
    run(index(case, replace(models, model=tmp_path / "none", similarity=None)))
    bring(case, texts[8:], "two")
    report = run(index(case, replace(models, similarity=None)))
    assert report.unsettled == 4
    found = links(case)
    assert any(stages == {"meaning"} for stages in found.values())
    assert all(stages == {"meaning"} for stages in found.values() if "meaning" in stages)


def test_meaning_goes_where_something_else_ties_or_a_text_stands_for_no_group(case: Case) -> None:
    linked.fill(case, 8)
    text_groups.put(case, {ad: 5 if ad == 6 else ad for ad in range(1, 9)})
    found = [
        (1, 2, (MEANING,)),
        (1, 6, (MEANING,)),
        (3, 4, (MEANING, HUB)),
        (3, 7, (MEANING, DISGUISED)),
    ]
    linked.link(case, [CandidatePair(*one) for one in found])
    settle_meaning(case)
    assert {(one.a, one.b): one.reasons for one in pairs.iterate(case)} == {
        (1, 2): (MEANING,),
        (3, 4): (MEANING,),
        (3, 7): (DISGUISED,),
    }


def test_what_is_kept_beside_what_is_found() -> None:
    near = Reason(ReasonKind.NEAR_TEXT, 0.6, 0.28, {})
    phone = linked.phone(3, 4)
    before = {(1, 2): (DISGUISED,), (3, 4): (DISGUISED, MEANING), (5, 6): (MEANING,)}
    found = list(kept([CandidatePair(1, 2, (near,)), phone], before))
    assert [(one.a, one.b, one.reasons) for one in found] == [
        (1, 2, (near, DISGUISED)),
        (3, 4, (*phone.reasons, DISGUISED)),
        (5, 6, (MEANING,)),
    ]
    assert model_reasons.stage_of(near) == ""
