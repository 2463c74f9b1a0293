# SPDX-License-Identifier: GPL-3.0-or-later
"""A sealed ad in the window: read, second reading and order, by the passphrase of a role alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import settings
from app.triage.case_session import CaseSession
from app.triage.protection_items import SealedAct
from indexing.errors import CaseLockedError, KnownError, RefusedError
from indexing.store.case import Case
from tests.app.commands.driving import PASSPHRASE, run
from tests.app.commands.protection_world import (
    BODY,
    HIDDEN,
    TITLE,
    World,
    make_world,
    opened,
    sealed,
)

SECRET = "grey geese"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """An ad that Ann sealed for the role Desk; Bea is at work."""
    monkeypatch.setenv("FAISCEAU_PASSPHRASE", PASSPHRASE)
    settings.put("analyst", "Ann")
    made = make_world(tmp_path)
    secret = tmp_path / "role.txt"
    secret.write_text(SECRET + "\n")
    sealed(made)
    named = run("protocol", "role", made.case, "Desk", "--new-passphrase-file", secret)
    assert named.code == 0
    settings.put("analyst", "Bea")
    return made


@pytest.fixture
def case(world: World) -> Iterator[Case]:
    with opened(world.case) as found:
        yield found


def wanted(act: str, passphrase: str = SECRET, reference: str = "") -> SealedAct:
    return SealedAct("P1", act, "Desk", passphrase, reference)


def test_the_texts_are_read_by_the_role_and_it_is_recorded(case: Case) -> None:
    session = CaseSession(case)
    told = dict(session.read_sealed(wanted("read")))
    assert (told["Title"], told["Text"]) == (TITLE, BODY)
    (kept,) = session.protection().sealed
    assert kept.state_words.startswith("sealed")
    assert SECRET not in repr(wanted("read"))


@pytest.mark.parametrize("act", ["read", "confirm", "no-concern", "preserve", "delete", "release"])
def test_without_the_role_nothing_is_read_or_done(case: Case, act: str, world: World) -> None:
    session = CaseSession(case)
    before = session.protection().sealed
    for one in (wanted(act, "grey goose", "Order 1"), SealedAct("P1", act, "", "", "Order 1")):
        with pytest.raises(KnownError) as refused:
            (session.read_sealed if act == "read" else session.carry_out_sealed)(one)
        assert isinstance(refused.value, CaseLockedError | RefusedError)
        assert world.told(repr(refused.value.detail).encode()) == []
    assert session.protection().sealed == before


def test_no_step_is_skipped_and_none_is_by_who_sealed_it(case: Case) -> None:
    session = CaseSession(case)
    for act in ("preserve", "delete", "release"):
        with pytest.raises(RefusedError, match="protected_step"):
            session.carry_out_sealed(wanted(act, reference="Order 1"))
    case.actor = "Ann"
    with pytest.raises(RefusedError, match="second_person"):
        session.carry_out_sealed(wanted("confirm"))
    case.actor = "Bea"
    assert "an order is to be given" in session.carry_out_sealed(wanted("confirm")).sentence
    with pytest.raises(RefusedError, match="order_reference"):
        session.carry_out_sealed(wanted("delete"))
    with pytest.raises(RefusedError, match="protected_step"):
        session.carry_out_sealed(wanted("release", reference="Order 1"))
    assert session.carry_out_sealed(wanted("delete", reference="Order 1")).everything
    with pytest.raises(RefusedError, match="protected_step"):
        session.read_sealed(wanted("read"))


def test_released_it_is_in_the_case_again(case: Case) -> None:
    session = CaseSession(case)
    number = int(HIDDEN[1:])
    assert session.ads([number]) == []
    session.carry_out_sealed(wanted("no-concern"))
    session.carry_out_sealed(wanted("release", reference="Order 7"))
    assert session.detail(number, unmasked=True).body == BODY
