# SPDX-License-Identifier: GPL-3.0-or-later
"""What people decide is append-only, told in the audit log, and can be undone and redone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexing.errors import BadInputError
from indexing.records import Judgement
from indexing.store import audit, clusters, judgements, marks, operations
from indexing.store.case import Case, create, open_case
from indexing.store.clusters import ClusterStatus
from indexing.store.keys import Passphrase
from indexing.store.marks import Mark, MarkStatus, Target
from tests.indexing.store import rows
from tests.indexing.store.conftest import CHEAP, META, PASSPHRASE


@pytest.fixture
def ready(case: Case) -> Case:
    """Ads 1, 2, 3 in clusters 1 (1, 2) and 2 (3)."""
    rows.three(case)
    clusters.replace(case, {1: [1, 2], 2: [3]})
    return case


def tag(target: Target, status: MarkStatus = MarkStatus.ADDED, by: str = "ann") -> Mark:
    return Mark(target, "FEE-01", status, by, "high", "n", "core", "0.1.0", "f" * 64)


def state(case: Case) -> object:
    """What holds, without row numbers and times."""
    return (
        judgements.current(case),
        sorted(repr((row.mark, row.members)) for row in marks.current(case)),
        sorted(repr(row.mark) for row in marks.notes(case)),
        [(row.cluster, row.status) for row in clusters.iterate(case)],
    )


def test_a_judgement_is_superseded_not_changed(ready: Case) -> None:
    first = judgements.decide(ready, 2, 1, Judgement.SAME, by="ann", note="why")
    judgements.decide(ready, 1, 2, Judgement.NOT_SAME, by="bob")
    assert judgements.current(ready) == {(1, 2): Judgement.NOT_SAME}
    old, new = judgements.history(ready)
    assert (old.judgement, old.note, old.by) == (Judgement.SAME, "why", "ann")
    assert old.superseded_at
    assert (new.supersedes, new.superseded_at) == (first, "")
    assert judgements.of_ad(ready, 2) == [new]
    judgements.decide(ready, 1, 2, Judgement.NONE, by="bob")
    assert judgements.current(ready) == {}


def test_unknown_ads_are_refused(ready: Case) -> None:
    for pair, code in (((1, 99), "id_unknown"), ((2, 2), "judgement_of_one_ad")):
        with pytest.raises(BadInputError, match=code):
            judgements.decide(ready, *pair, Judgement.SAME, by="ann")
    assert operations.history(ready) == []


def test_marks_on_ad_span_and_cluster(ready: Case) -> None:
    marks.add(ready, tag(Target(ad=1)))
    marks.add(ready, tag(Target(ad=1, start=0, end=4)))
    marks.add(ready, tag(Target(cluster=1)))
    clusters.replace(ready, {1: [1], 2: [2, 3]})
    assert [row.mark.target.kind for row in marks.current(ready)] == ["ad", "span", "cluster"]
    assert marks.current(ready, Target(cluster=1))[0].members == (1, 2)
    assert len(marks.current(ready, Target(ad=1))) == 1
    assert len(marks.of_ad(ready, 1)) == 3
    assert marks.of_ad(ready, 2) == []


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (Target(ad=99), "id_unknown"),
        (Target(cluster=99), "id_unknown"),
        (Target(ad=1, start=3, end=3), "span_outside"),
        (Target(ad=1, start=0, end=9999), "span_outside"),
    ],
)
def test_a_target_must_be_there(ready: Case, target: Target, code: str) -> None:
    with pytest.raises(BadInputError, match=code):
        marks.add(ready, tag(target))
    assert operations.history(ready) == []


def test_people_do_not_overwrite_each_other(ready: Case) -> None:
    marks.add(ready, tag(Target(ad=1)))
    marks.add(ready, tag(Target(ad=1), MarkStatus.REJECTED, by="bob"))
    marks.add(ready, tag(Target(ad=1), MarkStatus.UNSURE))
    assert [(row.mark.by, row.mark.status) for row in marks.current(ready)] == [
        ("bob", "rejected"),
        ("ann", "unsure"),
    ]
    assert len(marks.history(ready, Target(ad=1))) == 3


def test_notes_are_edited_and_withdrawn(ready: Case) -> None:
    marks.note(ready, Target(ad=1), "one", by="ann")
    marks.note(ready, Target(ad=1), "two", by="ann")
    assert [row.mark.note for row in marks.notes(ready)] == ["two"]
    assert marks.current(ready) == []
    operations.undo(ready)
    assert [row.mark.note for row in marks.notes(ready)] == ["one"]
    marks.note(ready, Target(ad=1), "", by="ann")
    assert marks.notes(ready) == []


def test_one_operation_holds_many_changes(ready: Case) -> None:
    with operations.perform(ready, what="tagged", by="ann") as operation:
        for ad in (1, 2, 3):
            marks.put(operation, tag(Target(ad=ad)))
        clusters.put_status(operation, 1, ClusterStatus.DONE)
    assert operation.changed().ads == {1, 2, 3}
    before = state(ready)
    undone = operations.undo(ready)
    assert undone is not None
    assert (set(undone.ads), set(undone.clusters)) == ({1, 2, 3}, {1})
    assert set(undone.kinds) == {"mark", "status"}
    assert marks.current(ready) == []
    operations.redo(ready)
    assert state(ready) == before
    assert [(row.state, row.items) for row in operations.history(ready)] == [("done", 4)]


def test_a_failed_operation_leaves_nothing(ready: Case) -> None:
    before, told = state(ready), len(list(audit.lines(ready)))
    with pytest.raises(BadInputError):
        _tag_one_and_an_unknown_one(ready)
    assert state(ready) == before
    assert len(list(audit.lines(ready))) == told


def _tag_one_and_an_unknown_one(case: Case) -> None:
    with operations.perform(case, what="tagged", by="ann") as operation:
        marks.put(operation, tag(Target(ad=1)))
        marks.put(operation, tag(Target(ad=99)))


def test_every_act_leaves_one_audit_line_without_content(ready: Case) -> None:
    told = len(list(audit.lines(ready)))
    judgements.decide(ready, 1, 2, Judgement.SAME, by="ann", note="secret words")
    marks.add(ready, tag(Target(cluster=1)))
    marks.note(ready, Target(ad=1), "secret words", by="ann")
    clusters.set_status(ready, 1, ClusterStatus.DONE, by="ann")
    clusters.set_status(ready, 1, ClusterStatus.DONE, by="ann")  # changes nothing
    operations.undo(ready)
    operations.redo(ready)
    new = [json.loads(line) for line in list(audit.lines(ready))[told:]]
    assert [(line["action"], line["objects"]) for line in new] == [
        ("judged", ["A1", "A2"]),
        ("tagged", ["C1"]),
        ("noted", ["A1"]),
        ("status_set", ["C1"]),
        ("status_set_undone", ["C1"]),
        ("status_set_redone", ["C1"]),
    ]
    assert all(line["act"] == "alteration" for line in new)
    assert "secret" not in json.dumps(new)


def test_undo_and_redo_survive_a_restart(ready: Case, case_path: Path) -> None:
    before = state(ready)
    judgements.decide(ready, 1, 2, Judgement.SAME, by="ann")
    ready.close()
    with open_case(case_path, secret=Passphrase(PASSPHRASE), mode="write") as again:
        assert operations.undo(again) is not None
        assert state(again) == before
    with open_case(case_path, secret=Passphrase(PASSPHRASE), mode="write") as again:
        assert operations.redo(again) is not None
        assert judgements.current(again) == {(1, 2): Judgement.SAME}


def test_a_new_act_drops_what_could_be_redone(ready: Case) -> None:
    judgements.decide(ready, 1, 2, Judgement.SAME, by="ann")
    operations.undo(ready)
    judgements.decide(ready, 1, 3, Judgement.UNSURE, by="ann")
    assert operations.redo(ready) is None
    assert [row.state for row in operations.history(ready)] == ["done", "dropped"]


def test_undo_passes_over_what_was_purged(ready: Case) -> None:
    judgements.decide(ready, 1, 2, Judgement.SAME, by="ann")
    marks.add(ready, tag(Target(ad=3)))
    with ready.transaction() as db:
        db.execute("DELETE FROM ads WHERE id = 3")
    undone = operations.undo(ready)
    assert undone is not None
    assert undone.what == "judged"
    assert operations.undo(ready) is None


ACTS = st.one_of(
    st.tuples(
        st.just("judge"),
        st.sampled_from([(1, 2), (1, 3), (2, 3)]),
        st.sampled_from(list(Judgement)),
    ),
    st.tuples(
        st.just("mark"),
        st.sampled_from([Target(ad=1), Target(cluster=1), Target(ad=2, start=0, end=3)]),
        st.sampled_from(list(MarkStatus)),
    ),
    st.tuples(st.just("note"), st.sampled_from([Target(ad=1)]), st.sampled_from(["", "a", "b"])),
    st.tuples(st.just("status"), st.sampled_from([1, 2]), st.sampled_from(list(ClusterStatus))),
    st.tuples(st.sampled_from(["undo", "redo"]), st.none(), st.none()),
)


def act(case: Case, what: str, on: object, value: object) -> None:
    if what == "judge":
        assert isinstance(on, tuple)
        judgements.decide(case, on[0], on[1], Judgement(str(value)), by="ann")
    elif what == "mark":
        assert isinstance(on, Target)
        marks.add(case, tag(on, MarkStatus(str(value))))
    elif what == "note":
        assert isinstance(on, Target)
        marks.note(case, on, str(value), by="ann")
    elif what == "status":
        assert isinstance(on, int)
        clusters.set_status(case, on, ClusterStatus(str(value)), by="ann")
    else:
        (operations.undo if what == "undo" else operations.redo)(case)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(ACTS, max_size=14))
def test_undoing_everything_gives_back_the_beginning_and_redoing_it_the_end(
    acts: list[tuple[str, object, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("law") / "c"
    case, _ = create(path, passphrase=PASSPHRASE, meta=META, cost=CHEAP)
    with case:
        rows.three(case)
        clusters.replace(case, {1: [1, 2], 2: [3]})
        beginning = state(case)
        kept = 0
        for what, on, value in acts:
            act(case, what, on, value)
            told = len(judgements.history(case)) + len(marks.history(case))
            assert told >= kept  # nothing is ever erased
            kept = told
        end, steps = state(case), 0
        while operations.undo(case):
            steps += 1
        assert state(case) == beginning
        for _ in range(steps):
            assert operations.redo(case)
        assert state(case) == end
        assert audit.verify(case) == []
