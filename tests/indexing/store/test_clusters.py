# SPDX-License-Identifier: GPL-3.0-or-later
"""Links and clusters are replaced whole; ids and what people said of them stay."""

from __future__ import annotations

import pytest

from indexing.errors import BadInputError
from indexing.records import CandidatePair, Hub, Reason, ReasonKind
from indexing.store import ads, cluster_counts, clusters, list_facts, pairs
from indexing.store.case import Case
from indexing.store.clusters import ClusterStatus
from indexing.store.list_facts import Sizes
from indexing.store.queue_filter import Filter
from tests.indexing.store import rows

NEAR = Reason(ReasonKind.NEAR_TEXT, 0.8, 0.42, {"é": [1, 2]})
PHONE = Reason(ReasonKind.PHONE, 1.0, 1.0, {}, joins=False)


def test_links_are_replaced_with_their_reasons(case: Case) -> None:
    one, two, three = rows.three(case)
    found = [CandidatePair(one, two, (NEAR, PHONE)), CandidatePair(two, three, (PHONE,))]
    hub = Hub(ReasonKind.PHONE, "+33639980001", 40, 13)
    assert pairs.replace_machine(case, iter(found), [hub], '{"near_text": 0.4}') == 2
    assert list(pairs.iterate(case)) == found
    assert pairs.of_ad(case, two) == found
    assert pairs.of_ad(case, three) == found[1:]
    assert pairs.hubs(case) == [hub]
    run = pairs.last_run(case)
    assert run is not None
    assert run.options == {"near_text": 0.4}
    assert run.counts == {"links": 2}
    pairs.replace_machine(case, [], [], "{}")
    assert (pairs.count(case), pairs.hubs(case)) == (0, [])


def test_links_are_paged(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "_PAGE", 2)
    numbers = rows.fill(case, [rows.ad(n) for n in range(2, 7)])
    found = [CandidatePair(a, b, (NEAR,)) for a in numbers for b in numbers if a < b]
    pairs.replace_machine(case, found, [], "{}")
    assert list(pairs.iterate(case)) == found


def test_clusters_tell_size_dates_and_reasons(case: Case) -> None:
    one, two, three = rows.fill(
        case,
        [
            rows.ad(2, posted_at="2024-02-01"),
            rows.ad(3, posted_at="last week", captured_at="2024-01-05"),
            rows.ad(4, title="Title"),
        ],
    )
    pairs.replace_machine(
        case,
        [CandidatePair(one, two, (NEAR, PHONE)), CandidatePair(one, three, (NEAR,))],
        [],
        "{}",
    )
    big, small = clusters.next_ids(case, 2)
    clusters.replace(case, {big: [one, two], small: [three]})
    first, second = clusters.iterate(case)
    assert (first.cluster, first.size, first.ads) == (big, 2, (one, two))
    assert (first.first_seen, first.last_seen) == ("2024-01-05", "2024-02-01")
    assert first.reasons == {"near_text": 1, "phone": 1}
    assert (second.first_seen, second.reasons) == ("", {})
    assert clusters.get(case, small) == second
    assert [row.ad for row in ads.of_cluster(case, big)] == [one, two]
    assert list_facts.sizes(case) == Sizes(ads=3, clusters=2, images=0)


def test_an_id_is_never_given_twice(case: Case) -> None:
    one, two, three = rows.three(case)
    clusters.replace(case, {7: [one], 2: [two, three]})
    assert clusters.next_id(case) == 8
    clusters.replace(case, {2: [one, two, three]})
    assert clusters.next_id(case) == 9
    assert [row.cluster for row in clusters.iterate(case)] == [2]
    with pytest.raises(BadInputError, match="id_unknown"):
        clusters.get(case, 7)
    assert clusters.current(case) == {one: 2, two: 2, three: 2}
    assert clusters.of_ad(case, one) == 2


def test_status_stays_with_the_id(case: Case) -> None:
    one, two, three = rows.three(case)
    clusters.replace(case, {1: [one, two], 2: [three]})
    clusters.set_status(case, 1, ClusterStatus.LOOKING, by="x")
    clusters.replace(case, {1: [one], 2: [two, three]})
    assert [row.status for row in clusters.iterate(case)] == ["looking", "todo"]


def test_lists_are_ordered_and_filtered(case: Case) -> None:
    numbers = rows.fill(
        case,
        [rows.ad(n, posted_at=f"2024-01-0{n}", title=f"T{n}", site=f"s{n}") for n in range(1, 7)],
    )
    clusters.replace(case, {1: numbers[:1], 2: numbers[1:3], 3: numbers[3:]})
    clusters.set_templates(case, {3: "T *"})
    assert clusters.ids(case) == [3, 2, 1]
    one, largest = clusters.get_many(case, [1, 3])
    assert (one.cluster, largest.cluster) == (1, 3)
    assert (one.first_ad, largest.first_ad) == (numbers[0], numbers[3])
    assert largest.template == "T *"
    assert clusters.ids(case, only=Filter()) == [3, 2, 1]
    assert clusters.ids(case, only=Filter(sites=("s2", "s6"))) == [3, 2]


def test_a_template_goes_with_any_ad_it_may_quote(case: Case) -> None:
    one, two, three = rows.three(case)
    clusters.replace(case, {1: [one, two], 2: [three]})
    clusters.set_templates(case, {1: "a", 2: "b"})
    with case.transaction() as db:
        db.execute("DELETE FROM ads WHERE id = ?", [one])
    cluster_counts.refresh(case)
    assert [(row.size, row.template) for row in clusters.iterate(case)] == [(1, ""), (1, "b")]
