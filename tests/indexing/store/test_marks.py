# SPDX-License-Identifier: GPL-3.0-or-later
"""What a decision rests on is kept with it, through undo, purge and older cases."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from indexing.errors import BadInputError
from indexing.records import ImageStatus
from indexing.store import clusters, images, marks, migrations, operations, purge
from indexing.store.case import Case, open_case
from indexing.store.keys import Passphrase
from indexing.store.marks import Mark, MarkStatus, Origin, Target
from indexing.store.schema_deciding import schema_deciding
from tests.indexing.store import rows
from tests.indexing.store.conftest import PASSPHRASE

ORIGIN = Origin("R-FEE-01-fr", 2, {"values": {"ads": 7}, "spans": [["body", 0, 4]]})
ANSWER = Mark(
    Target(ad=1),
    "FEE-01",
    MarkStatus.REJECTED,
    "ann",
    "low",
    "a deposit for keys",
    "core",
    "0.1.0",
    "f" * 64,
    indicator_version=3,
    origin=ORIGIN,
    alternative="a lawful deposit",
    suggestion_visible=True,
)


@pytest.fixture
def ready(case: Case) -> Case:
    """Ads 1, 2, 3 in clusters 1 (1, 2) and 2 (3); ad 1 has a title and two pictures, one there."""
    rows.fill(case, [rows.ad(2, title="Lamp", images=["a", "b"]), rows.ad(3), rows.ad(4)])
    images.put(case, 1, 1, "b.png", b"drawing")
    clusters.replace(case, {1: [1, 2], 2: [3]})
    return case


def test_everything_that_was_said_is_kept(ready: Case) -> None:
    row = marks.add(ready, ANSWER)
    (found,) = marks.current(ready)
    assert found.mark == ANSWER
    assert found == marks.get(ready, row)
    assert str(uuid.UUID(found.uid)) == found.uid
    assert (found.mark.origin.kind, Origin().kind) == ("rule", "analyst")


def test_an_answer_supersedes_and_undo_brings_the_first_back_whole(ready: Case) -> None:
    first = marks.add(ready, ANSWER)
    marks.add(ready, Mark(Target(ad=1), "FEE-01", MarkStatus.ADDED, "ann"))
    (now_held,) = marks.current(ready)
    assert (now_held.mark.origin, now_held.mark.suggestion_visible) == (Origin(), None)
    assert now_held.supersedes == first
    operations.undo(ready)
    assert [row.mark for row in marks.current(ready)] == [ANSWER]
    assert len({row.uid for row in marks.history(ready)}) == 3


def test_a_withdrawal_repeats_nothing_of_what_was_said(ready: Case) -> None:
    gone = marks.withdrawn(ANSWER, by="ann")
    assert (gone.status, gone.note, gone.alternative, gone.confidence) == ("withdrawn", "", "", "")
    assert (gone.origin, gone.indicator_version) == (ANSWER.origin, 3)


def test_pictures_and_titles_are_targets(ready: Case) -> None:
    marks.add(ready, replace(ANSWER, target=Target(ad=1, picture=1)))
    marks.add(ready, replace(ANSWER, target=Target(ad=1, start=0, end=4, layer="title")))
    marks.add(ready, replace(ANSWER, target=Target(ad=1, start=0, end=4)))
    found = marks.current(ready)
    assert [row.mark.target.kind for row in found] == ["image", "span", "span"]
    (stored,) = [one for one in images.of_ad(ready, 1) if one.status is not ImageStatus.MISSING]
    assert [row.picture_sha256 for row in found] == [stored.sha256, "", ""]
    assert marks.current(ready, Target(ad=1, start=0, end=4, layer="title")) == [found[1]]
    assert [row.mark.target for row in marks.of_ad(ready, 1)] == [row.mark.target for row in found]


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (Target(ad=1, picture=0), "id_unknown"),  # named, but not there
        (Target(ad=1, picture=7), "id_unknown"),
        (Target(ad=1, start=0, end=5, layer="title"), "span_outside"),
        (Target(ad=1, start=0, end=2, layer="price"), "span_outside"),
    ],
)
def test_targets_that_are_not_there(ready: Case, target: Target, code: str) -> None:
    with pytest.raises(BadInputError, match=code):
        marks.add(ready, replace(ANSWER, target=target))
    assert marks.history(ready) == []


def test_a_reading_is_no_tag(ready: Case) -> None:
    reading = Mark(Target(ad=1), marks.READ, MarkStatus.ADDED, "ann", suggestion_visible=False)
    marks.add(ready, reading)
    marks.add(ready, ANSWER)
    assert [row.mark for row in marks.readings(ready)] == [reading]
    assert [row.mark for row in marks.current(ready)] == [ANSWER]
    assert [row.mark for row in marks.of_ad(ready, 1)] == [ANSWER]
    assert [row.mark for row in marks.said(ready)] == [ANSWER]
    operations.undo(ready)
    operations.undo(ready)
    assert marks.readings(ready) == []


def test_what_was_undone_was_not_said(ready: Case) -> None:
    marks.add(ready, ANSWER)
    accepted = replace(ANSWER, status=MarkStatus.ACCEPTED)
    marks.add(ready, accepted)
    operations.undo(ready)
    assert [row.mark.status for row in marks.said(ready)] == ["rejected", "rejected"]
    operations.redo(ready)
    assert marks.said(ready)[-1].mark == accepted


def test_evidence_on_a_cluster_goes_with_any_of_its_ads(ready: Case) -> None:
    quoting = replace(ORIGIN, evidence={"names": ["Quercus"]})
    for cluster in (1, 2):
        marks.add(ready, replace(ANSWER, target=Target(cluster=cluster), origin=quoting))
    purge.purge_ads(ready, [2], reason="asked for", by="ann")
    assert [row.mark.origin.evidence for row in marks.current(ready)] == [
        {},
        {"names": ["Quercus"]},
    ]


def test_a_case_from_before_keeps_its_marks(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    place = migrations.MIGRATIONS.index(schema_deciding)
    old = ("uid", "layer", "picture", "picture_sha256")
    rows.three(case)
    marks.add(case, replace(ANSWER, origin=Origin()))
    for table in ("draw_ads", "draws"):
        case.db.conn.execute(f"DROP TABLE {table}")
    case.db.conn.execute("DROP TRIGGER evidence_quotes_ads")
    for column in (
        *old, "indicator_version", "rule", "rule_version", "evidence", "alternative",
        "suggestion_visible",
    ):  # fmt: skip
        case.db.conn.execute(f"ALTER TABLE marks DROP COLUMN {column}")
    case.db.conn.execute(f"PRAGMA user_version={place}")
    path = case.path
    case.close()
    monkeypatch.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[: place + 1])
    with open_case(path, secret=Passphrase(PASSPHRASE), mode="write") as opened:
        (found,) = marks.current(opened)
        assert str(uuid.UUID(found.uid)) == found.uid
        assert found.mark == replace(
            ANSWER, indicator_version=0, origin=Origin(), alternative="", suggestion_visible=None
        )
