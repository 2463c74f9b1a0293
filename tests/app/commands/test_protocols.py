# SPDX-License-Identifier: GPL-3.0-or-later
"""The protocols on the command line: tags, readings, orders, lists of known hashes."""

from __future__ import annotations

import hashlib
import json

import pytest

from app import settings
from app.triage.case_session import CaseSession
from app.triage.items import NewTag, Target
from indexing.errors import RefusedError
from indexing.store import erasure
from tests.app.commands.driving import indexed, run
from tests.app.commands.protection_world import (
    BODY,
    HIDDEN,
    NOTE,
    PHONE,
    PHONE_E164,
    SHARING,
    TITLE,
    World,
    opened,
    sealed,
)
from tests.faults import canaries


def test_released_it_is_there_again(world: World) -> None:
    before = {row["ad"]: row for row in run("ads", world.case, "--jsonl").rows()}
    sealed(world)
    refused = run("protocol", "second", world.case, "P1", "no-concern", "--json")
    assert (refused.code, refused.error()["code"]) == (7, "second_person")
    secret = world.folder / "role.txt"
    secret.write_text("grey geese\n")
    role = ("--role", "Desk", "--role-passphrase-file", secret)
    named = run("protocol", "role", world.case, "Desk", "--new-passphrase-file", secret, "--json")
    assert named.json()["opens"] == 1
    wrong = world.folder / "wrong.txt"
    wrong.write_text("grey goose\n")
    settings.put("analyst", "Reader Two")
    asked = ("protocol", "second", world.case, "P1", "no-concern", "--json")
    assert run(*asked, "--role", "Desk", "--role-passphrase-file", wrong).code == 4
    assert run(*asked).error()["code"] == "role_needed"
    read = run("protocol", "read", world.case, "P1", *role, "--json").json()
    assert (read["title"], read["body"]) == (TITLE, BODY)
    order = ("protocol", "order", world.case, "P1", "release", *role, "--json")
    assert run(*order, "--reference", "Order 7").error()["code"] == "protected_step"
    assert run(*asked, *role).json()["state"] == "no_concern"
    assert run(*order).error()["code"] == "order_reference"
    assert run(*order, "--reference", "Order 7").json()["state"] == "released"
    indexed(world.case)
    after = {row["ad"]: row for row in run("ads", world.case, "--jsonl").rows()}
    assert set(after) == set(before)
    for name in ("title", "body", "site", "place", "mentions", "images", "source_id"):
        assert after[HIDDEN][name] == before[HIDDEN][name], name
        assert after[SHARING][name] == before[SHARING][name], name
    assert NOTE.encode() in run("tags", world.case, "--jsonl").out
    assert run("check", world.case).code == 0
    assert run("audit", world.case, "--verify").code == 0
    assert b"released by order" in run("protocol", "items", world.case).out
    (item,) = run("protocol", "items", world.case, "--jsonl").rows()
    assert [one["step"] for one in item["steps"]] == ["sealed", "opened", "no_concern", "released"]


def test_a_tag_of_a_possible_minor_seals_at_once(world: World) -> None:
    ran = run("tag", world.case, HIDDEN, "MIN-01", "--note", NOTE, "--json").json()
    assert ran["sealed"] == ["P1"]
    assert (ran["note"], ran["origin"]) == ("", None)
    assert HIDDEN not in {row["ad"] for row in run("ads", world.case, "--jsonl").rows()}


def test_unsure_and_clusters_ask_and_hide_the_pictures(world: World) -> None:
    sha256 = hashlib.sha256(world.picture).hexdigest()
    ran = run("tag", world.case, HIDDEN, "MIN-01", "--status", "unsure", "--json").json()
    assert "sealed" not in ran
    queue = run("protocol", "list", world.case, "--jsonl").rows()
    assert [(one["protocol"], one["ad"], one["state"]) for one in queue] == [
        ("possible_minor", HIDDEN, "asked")
    ]
    with opened(world.case) as case:
        assert CaseSession(case).thumbnail(sha256) == b""
    out = world.folder / "out"
    assert run("bundle", world.case, out).code == 0
    assert canaries.leaks([out], world.needles()) == []
    lift = ("protocol", "decide", world.case, HIDDEN, "lift", "--protocol", "possible_minor")
    assert run(*lift).code == 0
    with opened(world.case) as case:
        assert CaseSession(case).thumbnail(sha256) != b""


def test_ads_that_say_the_same_are_asked_about(world: World) -> None:
    ran = run("protocol", "apply", world.case, "possible_minor", "A5", "--json").json()
    assert ran["asked"] == ["A6"]


def test_urgent_items_stand_in_a_list_until_somebody_answers(world: World) -> None:
    assert run("protocol", "apply", world.case, "urgent", "A4", "A1").code == 0
    first = run("protocol", "list", world.case, "--protocol", "urgent", "--jsonl").rows()
    assert [(one["ad"], one["waiting"]) for one in first] == [("A1", True), ("A4", True)]
    assert all(one["hours_since_posted"] > 0 for one in first)
    told = run("protocol", "list", world.case).out.decode("utf-8").splitlines()
    assert f"{first[0]['hours_since_posted']} hours ago" in told[0]
    assert "under the protocol" in told[0]
    settings.put("analyst", "Desk Officer")
    assert run("protocol", "decide", world.case, "A1", "refer-now", "--json").code == 0
    then = run("protocol", "list", world.case, "--jsonl").rows()
    assert [(one["ad"], one["state"], one["by"]) for one in then] == [
        ("A4", "applied", "Analyst One"),
        ("A1", "refer_now", "Desk Officer"),
    ]
    assert run("protocol", "decide", world.case, "A5", "refer-now").code == 3
    assert run("protocol", "decide", world.case, "A4", "lift").code == 2
    assert run("protocol", "apply", world.case, "nothing", "A4").code == 3


def test_an_urgent_tag_asks(world: World) -> None:
    assert run("tag", world.case, "A4", "COE-05").code == 0
    (one,) = run("protocol", "list", world.case, "--jsonl").rows()
    assert (one["protocol"], one["ad"], one["state"]) == ("urgent", "A4", "asked")


def test_protected_migrants_leave_covered(world: World) -> None:
    assert run("protocol", "apply", world.case, "protect_migrants", HIDDEN).code == 0
    out = world.folder / "out"
    assert run("bundle", world.case, out).code == 0
    numbers = [PHONE, PHONE_E164, PHONE.replace(" ", "")]
    wanted = {form: one for one in numbers for form in canaries.forms(one.encode())}
    assert canaries.leaks([out], wanted) == []
    assert not [one for one in out.rglob("*") if one.parent.name == HIDDEN]
    items = [json.loads(one) for one in (out / "data" / "items.jsonl").read_text().splitlines()]
    mine = next(one for one in items if one["ad"] == HIDDEN)
    assert mine["place_text"] == ""
    other = next(one for one in items if one["ad"] == "A5")
    assert any("06 39 98 00 18" in text for text in other["contacts"])


def test_hash_lists(world: World) -> None:
    file = world.folder / "known.csv"
    md5 = hashlib.new("md5", world.picture, usedforsecurity=False).hexdigest()
    file.write_text(f"md5,category\n{md5},1\n{'0' * 32},0\n")
    refused = run("hashlist", "add", world.case, file, "--json")
    assert (refused.code, refused.error()["code"]) == (3, "hash_list_categories")
    made = run("hashlist", "add", world.case, file, "--category", "1", "--json").json()
    assert (made["list"], made["entries"], made["sealed"]) == ("known", 1, [HIDDEN, SHARING])
    assert md5 not in run("hashlist", "list", world.case, "--jsonl").out.decode()
    assert run("hashlist", "add", world.case, file, "--category", "1").code == 3
    assert run("hashlist", "remove", world.case, "known").code == 0
    assert run("hashlist", "remove", world.case, "known").code == 3
    items = run("protocol", "items", world.case, "--jsonl").rows()
    assert [(one["code"], one["indicator"]) for one in items] == [("known_hash", "known")] * 2


def test_the_window_protects_like_the_command_line(world: World) -> None:
    with opened(world.case) as case:
        session = CaseSession(case)
        tag = NewTag(Target(ad=2), "MIN-01", "high", NOTE)
        told = session.add_tag(tag)
        assert told.everything
        assert "A2 is sealed as P1" in told.sentence
        session.tidy()
        assert not erasure.is_pending(case)
        session.protect("urgent", 4)
        assert session.answer_protocol("urgent", 4, "refer_now").sentence == "A4: refer now"
        found = session.protection()
        assert [(one.item, one.ad, one.pictures) for one in found.sealed] == [("P1", "A2", 1)]
        assert [(one.ad, one.state_words) for one in found.asked] == [(4, "refer now")]
        assert found.roles == ()
        with pytest.raises(RefusedError):
            session.add_tag(tag)
