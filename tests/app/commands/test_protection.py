# SPDX-License-Identifier: GPL-3.0-or-later
"""An ad that may be of a minor cannot be seen, exported, embedded or searched by any command."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click

from app.commands.root import COMMANDS, cli
from tests.app.commands.driving import Ran, indexed, run
from tests.app.commands.protection_world import (
    BODY,
    FILE,
    HIDDEN,
    PHONE,
    PHONE_E164,
    SECRET_WORD,
    World,
    opened,
    sealed,
)
from tests.faults import canaries

Calls = list[tuple[object, ...]]


def calls(world: World) -> dict[str, Calls]:
    """Every command as somebody might call it to see, find or hand on the ad."""
    case, out = world.case, world.folder / "out"
    out.mkdir(exist_ok=True)
    picture = world.folder / "in" / FILE
    return {
        "open": [],  # the window: its questions are tried by name below
        "demo": [],  # a case of its own
        "new": [],
        "passphrase": [],
        "recover": [],
        "verify": [],  # what a bundle wrote is looked through below
        "doctor": [("doctor", "--json")],
        "bench": [],
        "preview": [],  # reads a file, not a case
        "check": [("check", case, "--json"), ("check", case)],
        "audit": [("audit", case, "--jsonl"), ("audit", case, "--verify")],
        "import": [
            ("import", case, world.source, "--images", world.folder / "in", "--json"),
            ("import", case, world.source, "--images", world.folder / "in"),
        ],
        "imports": [("imports", case, "--jsonl"), ("imports", case)],
        "rejects": [("rejects", case, "S1", "--jsonl"), ("rejects", case, "S1")],
        "index": [("index", case, "--full", "--json")],
        "ads": [
            ("ads", case, "--jsonl"),
            ("ads", case, "--jsonl", "--unmask", "test"),
            ("ads", case),
        ],
        "clusters": [("clusters", case, "--jsonl"), ("clusters", case)],
        "template": [("template", case, f"C{n}", "--json") for n in range(1, 7)],
        "links": [("links", case, "--jsonl"), ("links", case, "--jsonl", "--unmask", "test")],
        "hubs": [("hubs", case, "--jsonl")],
        "explain": [("explain", case, HIDDEN, "A1", "--json"), ("explain", case, "A1", HIDDEN)],
        "compare": [("compare", case, HIDDEN, "A1", "--json"), ("compare", case, "A1", HIDDEN)],
        "search": [
            ("search", case, SECRET_WORD, "--jsonl"),
            ("search", case, "room harbour", "--jsonl"),
            ("search", case, "--phone", PHONE, "--jsonl"),
            ("search", case, "--contact", PHONE, "--jsonl"),
            ("search", case, "--image", picture, "--jsonl"),
            ("search", case, "--like", HIDDEN, "--jsonl"),
            ("search", case, "--meaning", BODY, "--jsonl"),
            ("search", case, "--filter", "tag:FEE-01", "--jsonl"),
            ("search", case, "--filter", "has:image", "--jsonl"),
        ],
        "decide": [("decide", case, HIDDEN, "A1", "same", "--json")],
        "split": [("split", case, f"C{n}", HIDDEN, "--json") for n in range(1, 7)],
        "merge-clusters": [("merge-clusters", case, "C1", "C2", "--json")],
        "bridges": [("bridges", case, f"C{n}", "--json") for n in range(1, 7)],
        "rule": [("rule", case, f"phone:{PHONE_E164}", "held", "--json")],
        "suggest": [("suggest", case, "--jsonl"), ("suggest", case, "--jsonl", "--unmask", "t")],
        "dimensions": [("dimensions", case, "--jsonl")],
        "tag": [("tag", case, HIDDEN, "FEE-02", "--json"), ("tag", case, f"{HIDDEN}#1", "FEE-02")],
        "reading": [
            ("reading", case, f"C{n}", "spam", "--for", f"{HIDDEN} as A1", "--json")
            for n in range(1, 7)
        ],
        "readings": [("readings", case), ("readings", case, "--jsonl")],
        "status": [("status", case, "looking", "--filter", HIDDEN, "--json")],
        "bulk": [
            ("bulk", case, "tag", "FEE-02", "--each", "ads", "--filter", "", "--json"),
            ("bulk", case, "note", "seen", "--filter", f"ad:{HIDDEN}", "--json"),
        ],
        "tags": [("tags", case, "--jsonl"), ("tags", case, "--jsonl", "--current")],
        "coding": [
            ("coding", "draw", case, "--random", "50", "--json"),
            ("coding", "list", case, "--jsonl"),
            ("coding", "done", case, HIDDEN, "--json"),
        ],
        "agreement": [("agreement", case, "--json")],
        "codebook": [
            ("codebook", "list", "--jsonl"),
            ("codebook", "rules", case, "--json"),
            ("codebook", "upgrade", case, "--dry-run", "--json"),
        ],
        "bundle": [
            ("bundle", case, out / "whole", "--json"),
            ("bundle", case, out / "redacted", "--redacted", "--json"),
            ("bundle", case, out / "one", "--select", HIDDEN, "--json"),
            ("bundle", case, out / "found", "--select", SECRET_WORD, "--json"),
        ],
        "protocol": [
            ("protocol", "list", case, "--jsonl"),
            ("protocol", "items", case, "--jsonl"),
            ("protocol", "items", case),
            ("protocol", "apply", case, "urgent", HIDDEN, "--json"),
            ("protocol", "decide", case, HIDDEN, "lift", "--protocol", "possible_minor"),
            ("protocol", "read", case, "P1", "--role", "Desk", "--json"),
            ("protocol", "read", case, "P1", "--json"),
            ("protocol", "second", case, "P1", "no-concern", "--json"),
            ("protocol", "order", case, "P1", "release", "--reference", "x", "--json"),
            ("protocol", "role", case, "--json"),
        ],
        "hashlist": [("hashlist", "list", case, "--jsonl")],
        "purge": [("purge", case, "--ad", HIDDEN, "--reason", "test", "--json")],  # the last one
    }


def everything(world: World) -> Iterator[tuple[tuple[object, ...], Ran]]:
    for commands in calls(world).values():
        for words in commands:
            yield words, run(*words)


def test_no_command_is_forgotten(world: World) -> None:
    """A new command has to say here how it might show a sealed ad."""
    assert set(calls(world)) == set(COMMANDS)


OF_FILES = {
    # of codebook files and lists of hashes, which hold no ad
    ("codebook", "export"), ("codebook", "import"), ("codebook", "validate"),
    ("hashlist", "add"), ("hashlist", "remove"),
}  # fmt: skip


def test_no_command_of_a_group_is_forgotten(world: World) -> None:
    context = click.Context(cli)
    groups = {name: cli.get_command(context, name) for name in COMMANDS}
    there = {
        (name, inner)
        for name, one in groups.items()
        if isinstance(one, click.Group)
        for inner in one.commands
    }
    called = {(str(words[0]), str(words[1])) for one in calls(world).values() for words in one}
    assert there - called == OF_FILES


def test_before_it_is_sealed_it_is_seen(world: World) -> None:
    """The net has holes of the right size: unsealed, the ad is met in many places."""
    met = {
        str(words[0])
        for words, ran in everything(world)
        if words[0] != "purge" and (world.told(ran.out) or HIDDEN.encode() in ran.out)
    }
    wanted = {"ads", "clusters", "search", "tags", "compare", "tag", "decide", "coding"}
    assert wanted - met == set()


def test_no_command_shows_it(world: World) -> None:
    sealed(world)
    for words, ran in everything(world):
        assert ran.code != 1, (words, ran.err)
        typed = " ".join(map(str, words))  # a message may repeat what was asked for
        assert not [one for one in world.told(ran.out) if one not in typed], (words, ran.out[:400])
        told = [one for one in world.told(ran.err.encode()) if one not in typed + FILE]
        assert not told, (words, ran.err[:400])
        if re.search(rb"\bA2\b", ran.out) and words[0] not in {
            "audit",
            "protocol",
            "merge-clusters",
        }:
            assert ran.code in (3, 7), (words, ran.out[:400])  # it repeats what was typed
    assert run("tag", world.case, HIDDEN, "FEE-02").code == 7
    assert run("explain", world.case, HIDDEN, "A1").code == 7
    assert run("bundle", world.case, world.folder / "x", "--select", HIDDEN).code != 0


def test_no_file_holds_it(world: World, own_home: Path) -> None:
    sealed(world)
    for _words, _ran in everything(world):
        pass
    folders = [world.case, world.folder / "out", own_home]
    wanted = world.needles()
    assert canaries.leaks(folders, wanted) == []
    out = [one.relative_to(world.folder) for one in (world.folder / "out").rglob("*")]
    assert any("originals" in str(one) for one in out)  # there were pictures of others
    with opened(world.case) as case:
        from indexing.store import erasure

        pages = b"".join(erasure.pages(case))
        assert [name for needle, name in wanted.items() if needle in pages] == []


def test_derived_tables_hold_nothing_of_it(world: World) -> None:
    sealed(world)
    indexed(world.case)
    with opened(world.case) as case:
        kept = {"protected", "audit", "protocol_acts", "sqlite_sequence"}
        for (table,) in case.db.execute(
            "SELECT name FROM sqlite_master WHERE type='table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        ).fetchall():
            columns = [row[1] for row in case.db.execute(f'PRAGMA table_info("{table}")')]
            if "ad" in columns and table not in kept:
                query = f'SELECT count(*) FROM "{table}" WHERE ad = 2'  # noqa: S608
                assert case.db.execute(query).fetchone()[0] == 0, table


def test_bundles_before_and_after(world: World) -> None:
    before, after = world.folder / "before", world.folder / "after"
    assert run("bundle", world.case, before).code == 0
    sealed(world)
    assert run("bundle", world.case, after).code == 0
    for folder in (before, after):
        assert run("verify", folder).code == 0
    assert len(canaries.leaks([before], world.needles())) > 1
    assert canaries.leaks([after], world.needles()) == []
    items = (after / "data" / "items.jsonl").read_text(encoding="utf-8").splitlines()
    assert HIDDEN not in {json.loads(line)["ad"] for line in items}


def test_every_tag_goes_the_way_that_protects() -> None:
    root = Path(__file__).resolve().parents[3]
    found = {
        file.relative_to(root).as_posix()
        for file in (root / "app").rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(r"\bmarks\.(add|put)\(", line) and "withdrawn" not in line
    }
    assert found <= {"app/triage/protocols.py", "app/triage/second_reading.py"}
