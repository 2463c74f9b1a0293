# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates are kept beside their cluster, renewed when its ads change, and erased with an ad."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from indexing.pipeline.templating import (
    Constant,
    PieceKind,
    compared_text,
    is_current,
    lay_ads,
    stored_templates,
    template_clusters,
    templates_of,
)
from indexing.progress import run
from indexing.records import AdRecord
from indexing.store import ads, clusters, purge, sources
from indexing.store.case import Case

PLACES = ("Ulmkel", "Esros", "Garbra", "Wolban")
STRANGER = "Oak table with four chairs, barely used, to be picked up by Sunday"


def room(place: str) -> str:
    return f"Room to let in {place} near the market hall, quiet house, long stays are welcome"


def fill(case: Case, bodies: Sequence[str], title: str = "Rooms") -> None:
    source = sources.begin(case, f"{len(bodies)}{title}.csv", "0" * 64, "csv", "utf-8", {})
    rows = [
        AdRecord(place=f"row {n}", title=title, body=body) for n, body in enumerate(bodies, start=1)
    ]
    ads.add_batch(case, source, rows, seen=ads.SeenCounts())


def test_templates_are_kept_with_their_places(case: Case) -> None:
    fill(case, [*map(room, PLACES), STRANGER])
    clusters.replace(case, {1: [1, 2, 3, 4, 5]})
    assert run(template_clusters(case)) == 1
    row = clusters.get(case, 1)
    found = stored_templates(row)
    assert found is not None
    assert (found.sizes, found.odd, found.read) == ((4,), 1, 5)
    (template,) = found.templates
    assert template.odd == (5,)
    for part in template.parts:
        for told in (part,) if isinstance(part, Constant) else part.values:
            text = compared_text(ads.get(case, told.at.text))
            assert text[told.at.start : told.at.end] == told.text
    assert templates_of(case, row) == found


def test_only_changed_clusters_are_made_anew(case: Case) -> None:
    fill(case, [*map(room, PLACES), STRANGER])
    clusters.replace(case, {1: [1, 2], 2: [3, 4], 3: [5]})
    assert run(template_clusters(case)) == 2
    assert run(template_clusters(case)) == 0
    assert clusters.get(case, 3).template == ""
    clusters.replace(case, {1: [1, 2, 3], 2: [4], 3: [5]})
    row = clusters.get(case, 1)
    assert not is_current(row)
    assert stored_templates(row) is None
    assert sum(templates_of(case, row).sizes) == 3
    assert run(template_clusters(case, only=[2, 3])) == 0
    assert run(template_clusters(case, only=[1])) == 1
    assert is_current(clusters.get(case, 1))


def test_a_few_new_ads_are_laid_on_the_template_that_stands(case: Case) -> None:
    fill(case, list(map(room, PLACES)))
    clusters.replace(case, {1: [1, 2, 3, 4]})
    run(template_clusters(case))
    before = clusters.get(case, 1).template
    fill(case, [room("Tamsel"), STRANGER], title="More rooms")
    clusters.replace(case, {1: [1, 2, 3, 4, 5]})
    assert run(template_clusters(case)) == 0
    found = stored_templates(clusters.get(case, 1))
    assert found is not None
    (laid,) = lay_ads(case, found, [5])
    assert laid.template == 0
    assert run(template_clusters(case, settled=True)) == 1
    assert clusters.get(case, 1).template != before
    clusters.replace(case, {1: [1, 2, 3, 4, 5, 6]})
    assert run(template_clusters(case)) == 0
    clusters.replace(case, {1: [2, 3, 4, 5, 6]})  # an ad that it quotes went elsewhere
    assert not is_current(clusters.get(case, 1))
    assert run(template_clusters(case)) == 1


def test_a_cluster_without_template_is_not_looked_at_again(case: Case) -> None:
    fill(case, [STRANGER, "Piano lessons at your home in the evening"], title="")
    clusters.replace(case, {1: [1, 2]})
    assert run(template_clusters(case)) == 1
    found = stored_templates(clusters.get(case, 1))
    assert found is not None
    assert (found.templates, found.odd) == ((), 2)
    assert run(template_clusters(case)) == 0


def test_purging_a_quoted_ad_erases_the_template(case: Case) -> None:
    fill(case, list(map(room, PLACES)))
    clusters.replace(case, {1: [1, 2, 3, 4]})
    run(template_clusters(case))
    assert "Ulmkel" in clusters.get(case, 1).template
    purge.purge_ads(case, [1], reason="asked for", by="Analyst One")
    row = clusters.get(case, 1)
    assert row.template == ""
    assert run(template_clusters(case)) == 1
    assert "Ulmkel" not in clusters.get(case, 1).template
    assert "Esros" in clusters.get(case, 1).template


def test_an_ad_deleted_meanwhile_is_not_quoted(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(case, list(map(room, PLACES)))
    clusters.replace(case, {1: [1, 2, 3, 4]})
    steps = template_clusters(case)
    really = ads.get_many

    def while_reading(one: Case, wanted: Sequence[int]) -> list[ads.AdRow]:
        rows = really(one, wanted)
        purge.purge_ads(case, [2], reason="asked for", by="Analyst One")
        return rows

    monkeypatch.setattr(ads, "get_many", while_reading)
    run(steps)
    assert clusters.get(case, 1).template == ""


def test_every_ad_lies_on_the_template_that_explains_most(case: Case) -> None:
    lessons = [f"Piano lessons for beginners at home, ask for {n}" for n in ("Léon", "Ana")]
    fill(case, [*map(room, PLACES), *lessons, STRANGER], title="")
    clusters.replace(case, {1: [1, 2, 3, 4, 5, 6, 7]})
    found = templates_of(case, clusters.get(case, 1))
    laid = list(lay_ads(case, found, [7, 5, 1]))
    assert [(one.ad, one.template) for one in laid] == [(7, None), (5, 1), (1, 0)]
    slots = [one for one in laid[2].pieces if one.kind is PieceKind.SLOT]
    assert [room("Ulmkel")[one.start : one.end] for one in slots] == ["Ulmkel"]
