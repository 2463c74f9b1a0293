# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits and merges are operations: exact, audited, undone, and kept by every later run."""

from __future__ import annotations

import json

import pytest

from indexing.errors import BadInputError
from indexing.pipeline.indexing import recluster
from indexing.pipeline.regrouping import merge, purge_ads, split
from indexing.records import Judgement
from indexing.store import audit, clusters, judgements, operations
from indexing.store.case import Case
from tests.indexing.pipeline import linked
from tests.indexing.pipeline.linked import groups


@pytest.fixture
def ready(case: Case) -> Case:
    """Cluster of ads 1 to 5 by a number, of 6 and 7 by text, and 8 alone."""
    linked.fill(case, 8, range(1, 6))
    linked.link(case, [*(linked.phone(1, ad) for ad in range(2, 6)), linked.text(6, 7)])
    return case


def of(case: Case, ad: int) -> int:
    found = clusters.of_ad(case, ad)
    assert found is not None
    return found


def test_a_split_is_exact_and_stays(ready: Case) -> None:
    done = split(ready, of(ready, 1), [2, 4], by="ann", note="two shops")
    recluster(ready)
    wanted = {frozenset({2, 4}), frozenset({1, 3, 5}), frozenset({6, 7}), frozenset({8})}
    assert groups(ready) == wanted
    assert (done.said, done.taken_back) == (len(judgements.current(ready)), 0)
    assert {row.note for row in judgements.history(ready)} == {"two shops"}
    linked.link(ready, [*(linked.phone(2, ad) for ad in (3, 4, 5)), linked.phone(1, 2)])
    assert {frozenset({2, 4}), frozenset({1, 3, 5})} <= groups(ready)


def test_a_split_is_one_operation_with_undo_and_a_line_in_the_log(ready: Case) -> None:
    before = groups(ready)
    split(ready, of(ready, 1), [2, 4], by="ann")
    (row,) = operations.history(ready)
    assert (row.what, row.by) == ("split", "ann")
    line = next(one for one in audit.lines(ready) if '"split"' in one)
    assert {"A2", "A4"} <= set(json.loads(line)["objects"])
    operations.undo(ready)
    recluster(ready)
    assert groups(ready) == before
    operations.redo(ready)
    recluster(ready)
    assert frozenset({2, 4}) in groups(ready)


def test_what_was_said_across_a_split_is_taken_back(ready: Case) -> None:
    judgements.decide(ready, 1, 2, Judgement.SAME, by="bob")
    done = split(ready, of(ready, 1), [2], by="ann")
    recluster(ready)
    assert done.taken_back == 1
    assert judgements.current(ready)[1, 2] is Judgement.NOT_SAME
    judgements.decide(ready, 1, 8, Judgement.SAME, by="bob")
    recluster(ready)
    done = split(ready, of(ready, 8), [8, 3], by="ann")
    recluster(ready)
    assert frozenset({3, 8}) in groups(ready)
    assert done.taken_back == 1
    assert (1, 8) not in judgements.current(ready)


def test_a_merge_and_a_merge_against_an_earlier_word(ready: Case) -> None:
    done = merge(ready, [of(ready, 1), of(ready, 6), of(ready, 8)], by="ann")
    recluster(ready)
    assert frozenset(range(1, 9)) in groups(ready)
    assert (done.said, done.taken_back) == (2, 0)
    split(ready, of(ready, 1), [6, 7], by="ann")
    recluster(ready)
    assert frozenset({6, 7}) in groups(ready)
    done = merge(ready, [of(ready, 1), of(ready, 6)], by="ann")
    recluster(ready)
    assert frozenset(range(1, 9)) in groups(ready)
    assert Judgement.NOT_SAME not in judgements.current(ready).values()


def test_what_cannot_be_split_or_merged(ready: Case) -> None:
    for ads, code in (([6], "split_outside"), ([], "split_whole"), (range(1, 6), "split_whole")):
        with pytest.raises(BadInputError, match=code):
            split(ready, of(ready, 1), list(ads), by="ann")
    with pytest.raises(BadInputError, match="merge_one"):
        merge(ready, [of(ready, 1), of(ready, 1)], by="ann")
    with pytest.raises(BadInputError, match="id_unknown"):
        merge(ready, [of(ready, 1), 999], by="ann")
    assert operations.history(ready) == []


def purged(case: Case, *gone: int) -> set[frozenset[int]]:
    """The groups after these ads are deleted one by one, and all links are found anew."""
    for ad in gone:
        purge_ads(case, [ad], reason="test", by="bob")
    left = [ad for ad in range(1, 9) if ad not in gone]
    carriers = [ad for ad in left if ad < 6]
    linked.link(case, [linked.phone(carriers[0], ad) for ad in carriers[1:]])
    return groups(case)


@pytest.mark.parametrize("gone", [[1], [1, 3], [4, 1, 5]])
def test_a_split_outlives_the_ads_that_it_hangs_on(ready: Case, gone: list[int]) -> None:
    split(ready, of(ready, 1), [2, 4], by="ann", note="told of both")
    recluster(ready)
    wanted = {frozenset({2, 4} - {*gone}), frozenset({1, 3, 5} - {*gone})}
    assert wanted <= purged(ready, *gone)
    assert {row.by for row in judgements.history(ready)} == {"ann"}
    assert audit.verify(ready) == []


def test_a_kept_split_is_told_in_the_log_and_undone_whole(ready: Case) -> None:
    split(ready, of(ready, 1), [2, 4], by="ann", note="told of A1")
    recluster(ready)
    purged(ready, 1)
    (line,) = [one for one in audit.lines(ready) if "split_kept" in one]
    assert "A1" not in json.loads(line)["objects"]
    (row,) = operations.history(ready)
    assert row.what == "split"
    operations.undo(ready)
    recluster(ready)
    assert frozenset({2, 3, 4, 5}) in groups(ready)
    operations.redo(ready)
    recluster(ready)
    assert {frozenset({2, 4}), frozenset({3, 5})} <= groups(ready)


def test_a_split_that_was_taken_back_stays_so(ready: Case) -> None:
    split(ready, of(ready, 1), [2], by="ann")
    recluster(ready)
    merge(ready, [of(ready, 1), of(ready, 2)], by="ann")
    recluster(ready)
    assert frozenset({2, 3, 4, 5}) in purged(ready, 1)
    assert Judgement.NOT_SAME not in judgements.current(ready).values()


def test_an_undone_split_of_a_deleted_ad_is_not_done_again(ready: Case) -> None:
    split(ready, of(ready, 1), [2, 4], by="ann")
    operations.undo(ready)
    assert frozenset({2, 3, 4, 5}) in purged(ready, 1)
    assert operations.redo(ready) is None


def test_a_merge_outlives_the_ad_that_it_hangs_on(ready: Case) -> None:
    merge(ready, [of(ready, 1), of(ready, 6), of(ready, 8)], by="ann")
    recluster(ready)
    purge_ads(ready, [1], reason="test", by="bob")
    purge_ads(ready, [6], reason="test", by="bob")
    linked.link(ready, [linked.phone(2, ad) for ad in (3, 4, 5)])
    assert groups(ready) == {frozenset({2, 3, 4, 5, 7, 8})}
    operations.undo(ready)
    recluster(ready)
    assert groups(ready) == {frozenset({2, 3, 4, 5}), frozenset({7}), frozenset({8})}


def test_words_on_two_ads_go_with_either(ready: Case) -> None:
    judgements.decide(ready, 1, 2, Judgement.NOT_SAME, by="ann")
    judgements.decide(ready, 3, 8, Judgement.SAME, by="ann")
    recluster(ready)
    assert frozenset({2, 4, 5}) in purged(ready, 1, 3)
    assert judgements.history(ready) == []
