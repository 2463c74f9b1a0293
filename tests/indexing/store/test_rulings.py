# SPDX-License-Identifier: GPL-3.0-or-later
"""What people rule on shared things is append-only, audited, undone and redone, and purged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.records import Hub, MentionKind, ReasonKind, Ruling, Stamp
from indexing.records import Mention as Said
from indexing.store import audit, mentions, operations, pairs, purge, rulings
from indexing.store.case import Case, create
from tests.indexing.store import rows
from tests.indexing.store.conftest import CHEAP, META, PASSPHRASE

VALUE = "+33199000001"
PHONE = (ReasonKind.PHONE, VALUE)
OTHER = (ReasonKind.EMAIL, "office@example.org")


@pytest.fixture
def ready(case: Case) -> Case:
    """Ads 1, 2, 3; the first two give one number."""
    rows.three(case)
    said = Said(MentionKind.PHONE, VALUE, VALUE, "body", 0, len(VALUE))
    mentions.replace(case, {1: [said], 2: [said], 3: []}, Stamp("mentions", "1"))
    pairs.replace_machine(case, [], [Hub(ReasonKind.PHONE, VALUE, 2, 2, "many_groups")], "{}")
    return case


def test_a_ruling_is_superseded_not_changed(ready: Case) -> None:
    first = rulings.rule(ready, PHONE, Ruling.JOINS, by="ann", note="the shop's own line")
    rulings.rule(ready, PHONE, Ruling.HELD, by="bob")
    assert rulings.current(ready) == {PHONE: Ruling.HELD}
    old, new = rulings.history(ready)
    assert (old.ruling, old.note, old.by) == (Ruling.JOINS, "the shop's own line", "ann")
    assert old.superseded_at
    assert (new.supersedes, new.superseded_at) == (first, "")
    assert rulings.standing(ready) == [new]
    rulings.rule(ready, PHONE, Ruling.NONE, by="bob")
    assert rulings.current(ready) == {}
    assert len(rulings.history(ready)) == 3


def test_undo_and_redo(ready: Case) -> None:
    rulings.rule(ready, PHONE, Ruling.JOINS, by="ann")
    rulings.rule(ready, PHONE, Ruling.HELD, by="ann")
    key = rulings.key_of(ready, PHONE)
    undone = operations.undo(ready)
    assert undone is not None
    assert undone.kinds == {"ruling"}
    assert rulings.current(ready) == {PHONE: Ruling.JOINS}
    operations.undo(ready)
    assert rulings.current(ready) == {}
    operations.redo(ready)
    operations.redo(ready)
    assert rulings.current(ready) == {PHONE: Ruling.HELD}
    told = [line for line in audit.lines(ready) if '"ruled' in line]
    assert [json.loads(line)["action"] for line in told] == [
        "ruled", "ruled", "ruled_undone", "ruled_undone", "ruled_redone", "ruled_redone",
    ]  # fmt: skip
    assert all(json.loads(line)["objects"] == [key] for line in told)
    assert VALUE not in repr(told)


def test_a_short_name_finds_its_thing_and_tells_nothing(ready: Case) -> None:
    key = rulings.key_of(ready, PHONE)
    assert key == rulings.key_of(ready, PHONE) != rulings.key_of(ready, OTHER)
    assert "99000" not in key
    assert rulings.find(ready, key.lower()) == PHONE
    with pytest.raises(BadInputError, match="thing_unknown"):
        rulings.find(ready, "HAAAAAAAA")


def test_a_ruled_thing_is_found_when_it_is_no_hub(ready: Case) -> None:
    rulings.rule(ready, PHONE, Ruling.JOINS, by="ann")
    pairs.replace_machine(ready, [], [], "{}")
    assert rulings.find(ready, rulings.key_of(ready, PHONE)) == PHONE


def test_what_no_two_ads_carry_is_refused(ready: Case) -> None:
    with pytest.raises(BadInputError, match="thing_unknown"):
        rulings.rule(ready, OTHER, Ruling.HELD, by="ann")
    assert operations.history(ready) == []


def test_a_purge_takes_rulings_on_what_nobody_carries(ready: Case) -> None:
    rulings.rule(ready, PHONE, Ruling.JOINS, by="ann")
    purge.purge_ads(ready, [1], reason="test", by="ann")
    assert rulings.current(ready) == {PHONE: Ruling.JOINS}
    purge.purge_ads(ready, [2], reason="test", by="ann")
    assert rulings.history(ready) == []
    assert operations.undo(ready) is None


def test_carriers_where_countries_are_guessed(tmp_path: Path) -> None:
    abroad = "+44199000001"
    meta = replace(META, countries=())
    made, _ = create(tmp_path / "c.faisceau", passphrase=PASSPHRASE, meta=meta, cost=CHEAP)
    with made as case:
        rows.three(case)
        french = Said(MentionKind.PHONE, VALUE, "0199000001", "body", 0, 10)
        british = Said(MentionKind.PHONE, abroad, "0199000001", "body", 0, 10)
        mentions.replace(case, {1: [french], 2: [british], 3: []}, Stamp("mentions", "1"))
        assert rulings.carriers(case, PHONE) == rulings.carriers(case, (PHONE[0], abroad)) == [1, 2]
