# SPDX-License-Identifier: GPL-3.0-or-later
"""Words, phones and filters find what they should; nothing that is typed can raise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from indexing.records import Mention, MentionKind, Stamp
from indexing.store import ads, clusters, images, marks, mentions, search
from indexing.store.case import Case, create
from indexing.store.marks import Mark, MarkStatus, Target
from indexing.store.queue_filter import Filter
from tests.indexing.store import rows
from tests.indexing.store.conftest import CHEAP, META, PASSPHRASE


@pytest.fixture(scope="module")
def shared_case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """Four ads: 1 and 2 in a cluster, 3 tagged, 4 with a picture and a phone."""
    path = tmp_path_factory.mktemp("search") / "c"
    case, _ = create(path, passphrase=PASSPHRASE, meta=META, cost=CHEAP)
    with case:
        rows.fill(
            case,
            [
                rows.ad(2, "Café près de la gare", site="shop.example.org", posted_at="2024-01-01"),
                rows.ad(3, "Gare et café", title="Bicyclette", posted_at="2024-02-01T10:00"),
                rows.ad(4, "Комната возле вокзала", posted_at="1 mai 2024"),
                rows.ad(5, "Bike to sell", images=["a"], captured_at="2024-02-02"),
            ],
        )
        ads.set_language(case, {1: "fr", 2: "fr", 3: "ru"})
        clusters.replace(case, {1: [1, 2], 2: [3], 3: [4]})
        images.put(case, 4, 0, "a", b"data")
        phone = Mention(MentionKind.PHONE, "+33639980001", "06 39", "body", 0, 5)
        mentions.replace(case, {4: [phone], 1: []}, Stamp("extract", "1"))
        marks.add(case, Mark(Target(cluster=2), "FEE-01", MarkStatus.ADDED, "x"))
        marks.add(case, Mark(Target(ad=1), "FEE-01", MarkStatus.REJECTED, "x"))
        yield case


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cafe", {1, 2}),
        ("CAFÉ gare", {1, 2}),
        ('"la gare"', {1}),
        ("gare -bicyclette", {1}),
        ('gare -"la gare"', {2}),
        ("bi", set()),
        ("bi*", {2, 4}),
        ("комната", {3}),
        ("-gare", set()),
        ("gare OR bike", set()),
        ("title:bicyclette", set()),
        ('"', set()),
        ("", set()),
    ],
)
def test_words(shared_case: Case, query: str, found: set[int]) -> None:
    hits = search.words(shared_case, query)
    assert {ad for ad, _ in hits} == found
    assert [score for _, score in hits] == sorted((s for _, s in hits), reverse=True)


def test_words_within_a_filter(shared_case: Case) -> None:
    hits = search.words(shared_case, "gare", chosen=Filter(posted_from="2024-01-15"))
    assert [ad for ad, _ in hits] == [2]


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("+33 6 39 98 00 01", [4]),
        ("06.39.98.00.01", [4]),
        ("980001", [4]),
        ("٠٦٣٩٩٨٠٠٠١", [4]),
        ("80001", []),
        ("0639980002", []),
        ("x", []),
    ],
)
def test_phone(shared_case: Case, number: str, found: list[int]) -> None:
    assert search.phone(shared_case, number) == found


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        (Filter(), [1, 2, 3, 4]),
        (Filter(cluster=1), [1, 2]),
        (Filter(cluster_size_over=1), [1, 2]),
        (Filter(sites=("example",)), [1]),
        (Filter(languages=("fr", "ru")), [1, 2, 3]),
        (Filter(tags=("FEE-01",)), [3]),
        (Filter(posted_from="2024-02-01"), [2, 4]),
        (Filter(posted_to="2024-02-01"), [1, 2]),
        (Filter(posted_from="2024-02-01", posted_to="2024-02-01"), [2]),
        (Filter(has_image=True), [4]),
        (Filter(has_image=False), [1, 2, 3]),
        (Filter(phrases=("la gare",)), [1]),
        (Filter(words=("gare",), without=("bicyclette",)), [1]),
        (Filter(without=("gare",)), [3, 4]),
        (Filter(words=("!",)), []),
        (Filter(ids=(2, 4, 99)), [2, 4]),
        (Filter(ids=()), []),
        (Filter(cluster=1, languages=("ru",)), []),
    ],
)
def test_filter(shared_case: Case, chosen: Filter, found: list[int]) -> None:
    assert search.ids(shared_case, chosen) == found
    assert search.ids(shared_case, chosen, limit=1) == found[:1]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.text(st.sampled_from("ab\"*-:^(){}+ \0\ud800²🏠中é\\'AND"), max_size=12))
@example(typed='" AND NEAR(a b, 3) *')
@example(typed='"*')
def test_nothing_typed_can_raise(shared_case: Case, typed: str) -> None:
    search.words(shared_case, typed)
    search.phone(shared_case, typed)
    search.ids(shared_case, Filter(words=(typed,), phrases=(typed,), without=(typed,)))
    search.ids(shared_case, Filter(without=(typed,)))
