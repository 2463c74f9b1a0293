# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds a cluster together, and what is held back between clusters."""

from __future__ import annotations

import pytest

from indexing.pipeline.bridging import connections, main_reason
from indexing.pipeline.indexing import recluster
from indexing.records import CandidatePair, Judgement, ReasonKind
from indexing.store import clusters, judgements, pairs
from indexing.store.case import Case
from tests.indexing.pipeline import linked
from tests.indexing.pipeline.linked import phone, text


def strong(a: int, b: int) -> CandidatePair:
    return text(a, b, 0.9)


@pytest.fixture
def ready(case: Case) -> Case:
    """Two texts of three ads each tied by one number; three more ads held by one weak link."""
    linked.fill(case, 10, (2, 4, 5))
    triangles = [
        strong(a, b) for x in (1, 4, 7) for a, b in ((x, x + 1), (x + 1, x + 2), (x, x + 2))
    ]
    linked.link(case, [*triangles, phone(2, 4), phone(2, 5), text(6, 7, 0.44)])
    return case


def of(case: Case, ad: int) -> int:
    found = clusters.of_ad(case, ad)
    assert found is not None
    return found


def test_a_number_ties_two_texts_and_a_weak_link_is_held(ready: Case) -> None:
    found = connections(ready, of(ready, 1))
    assert found.size == 6
    ((bridge, link),) = found.bridges
    assert bridge.thing == (ReasonKind.PHONE, linked.PHONE)
    assert {len(bridge.side), bridge.rest} == {3}
    reason = main_reason(link)
    assert reason is not None
    assert reason.kind is ReasonKind.PHONE
    (held,) = found.held
    assert (held.a, held.b, held.cluster) == (6, 7, of(ready, 7))


def test_what_a_person_kept_apart_is_not_held(ready: Case) -> None:
    judgements.decide(ready, 5, 8, Judgement.NOT_SAME, by="ann")
    recluster(ready)
    assert connections(ready, of(ready, 1)).held == ()


def test_a_word_of_a_person_is_told_as_such(ready: Case) -> None:
    judgements.decide(ready, 1, 10, Judgement.SAME, by="ann")
    recluster(ready)
    found = connections(ready, of(ready, 1))
    (said,) = [bridge for bridge, link in found.bridges if main_reason(link) is None]
    assert (found.size, said.side, said.a, said.b) == (7, (10,), 10, 1)


def test_links_among_many_ads_are_read_in_proportion(case: Case) -> None:
    ads = linked.fill(case, 800)
    linked.link(case, [text(a, a + 1) for a in ads[:-1]])

    def steps(count: int) -> int:
        taken = [0]

        def step() -> int:
            taken[0] += 1
            return 0

        case.db.conn.set_progress_handler(step, 100)
        assert len(pairs.among(case, ads[:count])) == count - 1
        case.db.conn.set_progress_handler(None, 100)
        return taken[0]

    assert steps(800) < 3 * steps(400)
