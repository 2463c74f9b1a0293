# SPDX-License-Identifier: GPL-3.0-or-later
"""An ad that may be of a minor cannot be seen, exported, embedded or searched by any command."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from app.commands import search_serving
from app.commands.root import COMMANDS, cli
from app.paths import model_folder
from app.triage.bulk_items import BulkAct, BulkScope
from app.triage.case_session import CaseSession
from app.triage.overview_items import GraphWanted, Wanted
from app.triage.queue_items import Asked
from app.triage.queue_words import orders
from app.triage.searching_items import MODES, Mode, SearchAnswer, SearchAsked
from indexing.pipeline.searching import Searcher
from tests.app.commands.driving import PASSPHRASE, Ran, indexed, run
from tests.app.commands.protection_world import (
    BODY,
    FILE,
    HIDDEN,
    PHONE,
    PHONE_E164,
    SECRET_WORD,
    SHARING,
    World,
    make_world,
    opened,
    sealed,
)
from tests.faults import canaries


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """One person's computer."""
    monkeypatch.setenv("FAISCEAU_PASSPHRASE", PASSPHRASE)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Six ads, of which one is to be sealed."""
    return make_world(tmp_path)


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


def questions() -> dict[str, Callable[[CaseSession], object]]:
    """Every question of the window, asked so that it might show the ad."""
    number = int(HIDDEN[1:])
    return {
        "summary": lambda case: case.summary().images,
        "cluster_ids": lambda case: [case.cluster_ids(w) for w in ("", SECRET_WORD, HIDDEN)][1:],
        "clusters": lambda case: case.clusters(case.cluster_ids("")),
        "queue": lambda case: [case.queue(Asked(w)) for w in ("", SECRET_WORD, HIDDEN)],
        "queue_rows": lambda case: [case.queue_rows([1, 2, 3, 4], one) for one in orders()],
        "facets": lambda case: [case.facets(w) for w in ("", HIDDEN)],
        "views": lambda case: case.views(),
        "ad_ids": lambda case: [case.ad_ids(one) for one in case.cluster_ids("")],
        "ads": lambda case: case.ads([number]),
        "detail": lambda case: case.detail(number, unmasked=True),
        "compare": lambda case: case.compare(number, 1, unmasked=True),
        "chain": lambda case: case.chain(number, 1),
        "template": lambda case: [case.template(one) for one in case.cluster_ids("")],
        "template_rows": lambda case: [
            case.template_rows(one, [number]) for one in case.cluster_ids("")
        ],
        "history": lambda case: case.history(),
        "readings": lambda case: [case.readings(one) for one in case.cluster_ids("")],
        "preview_bulk": lambda case: case.preview_bulk(
            BulkAct("note", "x"), BulkScope("", (), "ads")
        ),
        "preview_turn": lambda case: [case.preview_turn(one.op) for one in case.history()],
        "bridges": lambda case: [case.bridges(one) for one in case.cluster_ids("")],
        "hubs": lambda case: case.hubs(),
        "imports": lambda case: case.imports(),
        "protection": lambda case: case.protection(),
        "suggestions": lambda case: case.suggestions(number, unmasked=True),
        "rules": lambda case: getattr(case, "rules", list)(),
        "cluster_suggestions": lambda case: [
            case.cluster_suggestions(one) for one in case.cluster_ids("")
        ],
        **of_one_cluster(),
        **of_the_overview(),
        "picture_places": lambda case: list(case.picture_places(None)),
        "listed_pictures": lambda case: case.listed_pictures(case.picture_places(None)),
        "agreement": lambda case: case.agreement(),
        "is_second": lambda case: case.is_second(),
        "codebook": lambda case: case.codebook(),
        "try_rule": lambda case: case.try_rule(RULE, 0),
    }


def of_one_cluster() -> dict[str, Callable[[CaseSession], object]]:
    """The questions of the page on one cluster, asked of every cluster."""

    def each(ask: Callable[[CaseSession, int], object]) -> Callable[[CaseSession], object]:
        return lambda case: [ask(case, one) for one in case.cluster_ids("")]

    return {
        "decide_head": each(lambda case, one: case.decide_head(one)),
        "decide_text": each(lambda case, one: case.decide_text(one, unmasked=True)),
        "decide_pictures": each(lambda case, one: case.decide_pictures(one)),
        "decide_timeline": each(lambda case, one: case.decide_timeline(one)),
        "decide_ads": each(lambda case, one: case.decide_ads(one, (), "", "9999")),
        "decide_reasons": each(lambda case, one: case.decide_reasons(one, unmasked=True)),
        "decide_suggestions": each(lambda case, one: case.decide_suggestions(one, {})),
        "decide_marks": each(lambda case, one: case.decide_marks(one)),
    }


def of_the_overview() -> dict[str, Callable[[CaseSession], object]]:
    """The questions of the overview, asked of the whole case and of the ad."""
    wanted = (Wanted(), Wanted("filter", expression=HIDDEN), Wanted("filter", expression=PHONE))

    def each(ask: Callable[[CaseSession, Wanted], object]) -> Callable[[CaseSession], object]:
        return lambda case: [ask(case, one) for one in wanted]

    return {
        "overview_timeline": each(lambda case, one: case.overview_timeline(one, "site")),
        "overview_map": each(lambda case, one: case.overview_map(one)),
        "overview_graph": each(lambda case, one: case.overview_graph(one, GraphWanted())),
        "overview_movement": each(lambda case, one: case.overview_movement(one)),
        "overview_terms": lambda case: case.overview_terms(Wanted()),
        "overview_unplaced": each(lambda case, one: case.overview_unplaced(one)),
    }


RULE = {
    "id": "R-FEE-01-own", "indicator": "FEE-01", "version": 1, "kind": "lexicon", "lang": "en",
    "unit": "sentence", "all_of": [{"any_of": ["harbour"]}], "explain": "Found: {words}.",
}  # fmt: skip

NOT_ASKED = {
    # acts and ways in; what they answer is told by the questions
    "reader", "close", "key_hex", "thumbnail", "add_tag", "withdraw_tag", "add_note", "decide",
    "split", "merge", "rule", "set_status", "undo", "redo", "unmask", "opened_picture", "purge_ad",
    "searched",
    "answer", "switch", "protect", "answer_protocol", "tidy", "stop_picture", "outside_version",
    "apply_bulk", "be_second", "draw", "go_through", "looked", "move", "put_code", "remove_view",
    "rename_view", "save_view", "say_reading", "turn_to", "unmask_cluster", "use_codebook", "warm",
    "compare_codebook", "export_codebook", "import_codebook",  # of files that hold no ad
    "clear_picture",  # asked below, of the picture
}  # fmt: skip


def test_no_question_of_the_window_is_forgotten() -> None:
    made_of = [vars(one) for one in CaseSession.__mro__ if one is not object]
    public = {name for names in made_of for name in names if not name.startswith("_")}
    assert public - set(questions()) - NOT_ASKED == set()


def test_before_it_is_sealed_questions_show_it(world: World) -> None:
    met = set()
    with opened(world.case) as case:
        session = CaseSession(case)
        for name, ask in questions().items():
            if world.told(repr(ask(session)).encode()):
                met.add(name)
        assert session.clear_picture(hashlib.sha256(world.picture).hexdigest()) is not None
    wanted = {"detail", "compare", "ads", "clusters", "decide_text", "queue_rows"}
    assert wanted - met == set()


def test_no_question_of_the_window_shows_it(world: World) -> None:
    from indexing.errors import KnownError

    sealed(world)
    sha256 = hashlib.sha256(world.picture).hexdigest()
    with opened(world.case) as case:
        session = CaseSession(case)
        for name, ask in questions().items():
            try:
                told = repr(ask(session))
            except KnownError as error:
                told = repr(error.detail)
            assert world.told(told.encode()) == [], (name, told[:400])
        assert session.thumbnail(sha256) == b""
        assert session.clear_picture(sha256) is None
        assert session.ads([2]) == []
        assert 2 not in {ad for one in session.cluster_ids("") for ad in session.ad_ids(one)}
        assert session.detail(int(SHARING[1:])).images[0].status == "protected"
        while session.undo().sentence:
            pass
        assert session.ads([2]) == []


def searches(world: World) -> Iterator[SearchAsked]:
    """What the window's search child may be asked, in each of its ways."""
    typed: dict[Mode, str] = {
        "words": SECRET_WORD,
        "meaning": BODY,
        "picture": str(world.folder / "in" / FILE),
        "like": HIDDEN,
        "contact": PHONE,
    }
    for mode in MODES:
        yield SearchAsked(mode, typed[mode])
    for only in (HIDDEN, "has:image", "tag:FEE-01", SECRET_WORD):
        yield SearchAsked("words", "room", only)
        yield SearchAsked("like", "A1", only)


def searched(world: World) -> Iterator[tuple[SearchAsked, SearchAnswer]]:
    with opened(world.case) as case:
        searcher = Searcher(case, model_folder())
        for one in searches(world):
            yield one, search_serving.answered(case, searcher, {"id": 1, **one.document()})


def test_the_search_child_finds_it_before_it_is_sealed(world: World) -> None:
    met = {one.mode for one, answer in searched(world) if 2 in {hit.ad for hit in answer.hits}}
    assert met >= {"words", "picture", "contact"}


def test_the_search_child_does_not_find_it(world: World) -> None:
    sealed(world)
    indexed(world.case)
    for one, answer in searched(world):
        assert 2 not in {hit.ad for hit in answer.hits}, one.mode
        told = json.dumps(answer.document()).replace(str(world.folder / "in" / FILE), "")
        assert world.told(told.encode()) == [], (one.mode, told[:400])


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
