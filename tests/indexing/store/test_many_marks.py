# SPDX-License-Identifier: GPL-3.0-or-later
"""Undo of very many marks does what undo of each would do."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.store import clusters, many_marks, marks, operations
from indexing.store.case import Case, create
from indexing.store.journal import Operation
from indexing.store.marks import Mark, MarkStatus, Target
from tests.indexing.store import rows
from tests.indexing.store.conftest import CHEAP, META, PASSPHRASE

Told = list[tuple[object, ...]]


def tag_all(case: Case, status: str, by: str, note: str = "") -> None:
    model = Mark(Target(), "FEE-01", MarkStatus(status), by, "low", note, "core", "1", "f" * 64)
    with operations.perform(case, what="bulk_tag", by=by) as operation:
        targets = [*(Target(ad=ad) for ad in range(1, 7)), Target(cluster=1)]
        if many_marks.FROM == 1:
            many_marks.put(operation, model, targets[:4])
            many_marks.put(operation, model, targets[4:])
            return
        for target in targets:
            marks.put(operation, replace(model, target=target))


def lived(case: Case) -> Told:
    """A life of undo and redo, with a change from outside and a deleted ad; everything kept."""
    numbers = rows.fill(case, [rows.ad(n) for n in range(2, 8)])
    clusters.replace(case, {1: numbers[:2], 2: numbers[2:]})
    tag_all(case, "added", "ann", "one")
    tag_all(case, "rejected", "ann", "two")
    tag_all(case, "unsure", "bob")
    told: Told = []
    for turn in (operations.undo, operations.undo, operations.redo, operations.undo):
        done = turn(case)
        assert done is not None
        told.append((sorted(done.ads), sorted(done.clusters), sorted(done.kinds), done.kept))
    with case.transaction() as db:
        db.execute("UPDATE marks SET note = 'else' WHERE ad = 3 AND superseded_at IS NULL")
        db.execute("DELETE FROM ads WHERE id = 4")
    for turn in (operations.redo, operations.undo, operations.undo, operations.redo):
        done = turn(case)
        assert done is not None
        told.append((sorted(done.ads), sorted(done.clusters), sorted(done.kinds), done.kept))
    told += [
        (row.row, row.mark, row.members, row.supersedes, bool(row.superseded_at))
        for row in marks.history(case)
    ]
    return told


def test_as_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for least, most in ((1_000, 5_000), (1, 5_000), (1, 3)):
        monkeypatch.setattr(many_marks, "FROM", least)
        monkeypatch.setattr(many_marks, "_ROUND", most)
        folder = tmp_path / f"{least}-{most}"
        with create(folder, passphrase=PASSPHRASE, meta=META, cost=CHEAP)[0] as case:
            found.append(lived(case))
    assert found[0] == found[1] == found[2]
    assert any(one[3] for one in found[0][:8])  # something was said otherwise meanwhile


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    mark = Mark(Target(), "FEE-01", MarkStatus.ADDED, "ann")
    with create(tmp_path / "c", passphrase=PASSPHRASE, meta=META, cost=CHEAP)[0] as case:
        rows.three(case)
        for target in (Target(ad=99), Target(cluster=99)):
            with pytest.raises(BadInputError, match="id_unknown"), _tagging(case) as operation:
                many_marks.put(operation, mark, [Target(ad=1), target])
        assert marks.history(case) == []


def _tagging(case: Case) -> AbstractContextManager[Operation]:
    return operations.perform(case, what="bulk_tag", by="ann")
