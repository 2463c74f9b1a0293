# SPDX-License-Identifier: GPL-3.0-or-later
"""A page of a list reads what its rows need: no decision of other rows, however many there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from app.triage import list_rows
from app.triage.second_mode import Mode
from indexing.benchmark.desk_case import DeskSize, make_case
from indexing.progress import run
from indexing.store import clusters, marks
from indexing.store.case import Case
from indexing.store.marks import Mark, MarkStatus, Target

PAGE = 32
MOST_AN_AD, MOST_A_CLUSTER = 14, 14
"""Rows of the database that one row of a list may take."""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    made = run(make_case(tmp_path_factory.mktemp("rows") / "a.faisceau", DeskSize(900, 20)))
    yield made
    made.close()


class Counting:
    """A connection that counts the rows that it hands out."""

    def __init__(self, conn: Any) -> None:
        self._conn = conn
        self.rows = 0
        self.questions = 0

    def execute(self, *words: Any) -> Iterator[Any]:
        self.questions += 1
        found = self._conn.execute(*words).fetchall()
        self.rows += len(found)
        return _Answer(found)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)


class _Answer(Iterator[Any]):
    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = list(rows)

    def __next__(self) -> Any:
        if not self._rows:
            raise StopIteration
        return self._rows.pop(0)

    def fetchall(self) -> list[Any]:
        return list(self)

    def fetchone(self) -> Any:
        return next(self, None)


def counted(case: Case, monkeypatch: pytest.MonkeyPatch) -> Counting:
    counting = Counting(case.db.conn)
    monkeypatch.setattr(case.db, "conn", counting)
    return counting


def tag(case: Case, ad: int, status: MarkStatus = MarkStatus.ADDED, by: str = "one") -> None:
    marks.add(case, Mark(Target(ad), "TPC-01", status, by=by))


def test_a_page_of_ads_reads_few_rows(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    for ad in range(200, 600):
        tag(case, ad)
    counting = counted(case, monkeypatch)
    found = list_rows.of_ads(case, range(1, PAGE + 1), Mode())
    assert len(found) == PAGE
    assert counting.rows <= MOST_AN_AD * PAGE
    assert counting.questions < 10


def test_a_page_of_clusters_reads_few_rows(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = clusters.ids(case)[:PAGE]
    counting = counted(case, monkeypatch)
    found = list_rows.of_clusters(case, ids, Mode())
    assert [one.cluster for one in found] == ids
    assert found[0].size > 10
    assert counting.rows <= MOST_A_CLUSTER * PAGE
    assert counting.questions < 10


def test_tags_are_counted_but_for_rejected_ones(case: Case) -> None:
    tag(case, 700)
    tag(case, 700, MarkStatus.UNSURE, by="two")
    tag(case, 700, MarkStatus.REJECTED, by="three")
    marks.note(case, Target(700), "Ask again.", by="one")
    (item,) = list_rows.of_ads(case, [700], Mode())
    assert (item.tags, item.notes) == (2, 1)


def test_a_second_reader_sees_no_tags_of_others_before_coding(case: Case) -> None:
    tag(case, 710, by="somebody else")
    tag(case, 711, by=case.actor)
    second = Mode(is_second=True)
    assert [one.tags for one in list_rows.of_ads(case, [710, 711], second)] == [0, 1]
    marks.add(case, Mark(Target(710), marks.READ, MarkStatus.ADDED, by=case.actor))
    assert [one.tags for one in list_rows.of_ads(case, [710, 711], second)] == [1, 1]


def test_tags_of_clusters(case: Case) -> None:
    cluster = clusters.ids(case)[0]
    marks.add(case, Mark(Target(cluster=cluster), "TPC-01", MarkStatus.ADDED, by="one"))
    (item,) = list_rows.of_clusters(case, [cluster], Mode())
    assert item.tags == 1
