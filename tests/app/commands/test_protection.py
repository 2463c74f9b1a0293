# SPDX-License-Identifier: GPL-3.0-or-later
"""An ad that may be of a minor cannot be seen, exported, embedded or searched by any command."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from app import settings
from app.commands.root import COMMANDS
from app.triage.case_session import CaseSession
from indexing.store.case import Case, open_case
from indexing.store.keys import Passphrase
from tests.app.commands.driving import PASSPHRASE, Ran, imported, indexed, new_case, run
from tests.faults import canaries

SECRET_WORD = "Zaffrequill"
TITLE = f"Room {SECRET_WORD}"
BODY = f"A quiet room with a {SECRET_WORD}ish view of the harbour garden"
PHONE, PHONE_E164 = "06 39 98 00 17", "+33639980017"
NOTE = f"{SECRET_WORD} note of the analyst"
AUTHOR = f"{SECRET_WORD}ist"
FILE = "quillpicture.png"
HIDDEN = "A2"
SHARING = "A3"


def draw(file: Path, seed: int) -> bytes:
    picture = Image.new("RGB", (240, 180), (seed * 40 % 255, 120, 90))
    pen = ImageDraw.Draw(picture)
    for k in range(30):
        x, y = (seed * 31 + k * 47) % 200, (seed * 17 + k * 29) % 140
        pen.rectangle((x, y, x + 35, y + 22), fill=(k * 8, seed * 50 % 255, 255 - k * 8))
    picture.save(file)
    return file.read_bytes()


@dataclass
class World:
    """A case with an ad that is sealed, and everything that must not be seen of it."""

    folder: Path
    case: Path
    source: Path
    picture: bytes
    features: list[bytes] = field(default_factory=list)

    def needles(self) -> dict[bytes, str]:
        """What must not stand in any output or file, in many forms."""
        found: dict[bytes, str] = {}
        plain = [SECRET_WORD, SECRET_WORD.casefold(), PHONE, PHONE_E164, PHONE.replace(" ", "")]
        for text in [*plain, FILE]:
            for form in canaries.forms(text.encode()):
                found[form] = text
            for wide in ("utf-16-le", "utf-16-be"):
                found[text.encode(wide)] = f"{text} ({wide})"
        middle = len(self.picture) // 2
        found[self.picture[middle : middle + 24]] = "the picture"
        for value in self.features:
            found[value] = "a fingerprint of the picture"
        return found

    def told(self, data: bytes) -> list[str]:
        """What of it can be read in some bytes."""
        pattern = re.compile(b"|".join(map(re.escape, self.needles())))
        return [
            self.needles()[hit[0]]
            for piece in canaries.contents(data)
            for hit in [pattern.search(piece)]
            if hit
        ]


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """One person's computer."""
    monkeypatch.setenv("FAISCEAU_PASSPHRASE", PASSPHRASE)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Six ads: A2 is to be sealed, A3 shows its picture, A4 has its number, A1 its words."""
    folder = tmp_path / "in"
    folder.mkdir()
    rows = [
        ("Lamp", "A lamp of green glass, hardly used, near the station", "", "lamp.png"),
        (TITLE, BODY, PHONE, FILE),
        ("Bench", "A bench of oak for the hall, to be fetched on Saturday", "", "copy.png"),
        ("Bicycle", "A bicycle with three gears and new tyres for the town", "", "bike.png"),
        ("Piano", "Lessons of piano for grown-ups in the evening at home", "06 39 98 00 18", ""),
        ("Piano", "Lessons of piano for grown-ups in the evening at home!", "06 39 98 00 18", ""),
    ]
    data = draw(folder / FILE, 3)
    (folder / "copy.png").write_bytes(data)
    draw(folder / "lamp.png", 5)
    draw(folder / "bike.png", 7)
    source = folder / "ads.csv"
    with source.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(["id", "title", "description", "phone", "photos", "author", "date"])
        for n, row in enumerate(rows, 1):
            author = AUTHOR if n == 2 else "somebody"
            out.writerow([f"n{n}", *row, author, "2026-03-01"])
    case = tmp_path / "one.faisceau"
    new_case(case)
    imported(case, source, "--images", folder)
    indexed(case)
    assert run("tag", case, HIDDEN, "FEE-01", "--note", NOTE).code == 0
    assert run("decide", case, HIDDEN, "A1", "not-same", "--note", NOTE).code == 0
    made = World(tmp_path, case, source, data)
    with opened(case) as found:
        made.features = [
            bytes(row[0])[4:24]
            for table, column in (("images", "pdq"), ("images", "dhash"), ("images", "variants"))
            for row in found.db.execute(
                f"SELECT {column} FROM {table} WHERE sha256 = ?",  # noqa: S608
                [hashlib.sha256(data).hexdigest()],
            )
            if len(bytes(row[0])) >= 24
        ]
    assert made.features
    return made


def opened(case: Path, mode: str = "write") -> Case:
    return open_case(case, secret=Passphrase(PASSPHRASE), mode=mode)  # type: ignore[arg-type]


def sealed(world: World) -> None:
    ran = run("protocol", "apply", world.case, "possible-minor", HIDDEN, "--json")
    assert ran.code == 0, ran.err
    document = ran.json()
    assert document["sealed"] == [HIDDEN]
    assert document["items"] == ["P1"]
    assert document["locked_to_roles"] is False


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
        "tags": [("tags", case, "--jsonl"), ("tags", case, "--jsonl", "--current")],
        "coding": [
            ("coding", "draw", case, "--random", "50", "--json"),
            ("coding", "list", case, "--jsonl"),
        ],
        "agreement": [("agreement", case, "--json")],
        "codebook": [("codebook", "list", "--jsonl")],
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
        "bridges": lambda case: [case.bridges(one) for one in case.cluster_ids("")],
        "hubs": lambda case: case.hubs(),
        "imports": lambda case: case.imports(),
        "suggestions": lambda case: case.suggestions(number, unmasked=True),
        "cluster_suggestions": lambda case: [
            case.cluster_suggestions(one) for one in case.cluster_ids("")
        ],
    }


NOT_ASKED = {
    # acts and ways in; what they answer is told by the questions
    "reader", "close", "key_hex", "thumbnail", "add_tag", "withdraw_tag", "add_note", "decide",
    "split", "merge", "rule", "set_status", "undo", "redo", "unmask", "opened_picture", "purge_ad",
    "answer",
}  # fmt: skip


def test_no_question_of_the_window_is_forgotten() -> None:
    public = {name for name in vars(CaseSession) if not name.startswith("_")}
    assert public == set(questions()) | NOT_ASKED


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
        assert session.ads([2]) == []
        assert 2 not in {ad for one in session.cluster_ids("") for ad in session.ad_ids(one)}
        assert session.detail(int(SHARING[1:])).images[0].status == "protected"
        while session.undo().sentence:
            pass
        assert session.ads([2]) == []


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
    (item,) = run("protocol", "items", world.case, "--jsonl").rows()
    assert [one["step"] for one in item["steps"]] == ["sealed", "opened", "no_concern", "released"]


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


def test_a_tag_of_a_possible_minor_seals_at_once(world: World) -> None:
    ran = run("tag", world.case, HIDDEN, "MIN-01", "--note", NOTE, "--json").json()
    assert ran["sealed"] == ["P1"]
    assert (ran["note"], ran["origin"]) == ("", None)
    assert HIDDEN not in {row["ad"] for row in run("ads", world.case, "--jsonl").rows()}


def test_unsure_and_clusters_ask_and_hide_the_pictures(world: World) -> None:
    sha256 = hashlib.sha256(world.picture).hexdigest()
    ran = run("tag", world.case, HIDDEN, "MIN-01", "--status", "unsure", "--json").json()
    assert ran["sealed"] == []
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
    rows = {row["ad"]: row for row in run("ads", world.case, "--jsonl").rows()}
    ran = run("protocol", "apply", world.case, "possible_minor", "A5", "--json").json()
    same = [ad for ad in ("A6",) if rows[ad]["duplicate_of"] == "A5"]
    assert ran["asked"] == same


def test_urgent_items_stand_in_a_list_until_somebody_answers(world: World) -> None:
    assert run("protocol", "apply", world.case, "urgent", "A4", "A1").code == 0
    first = run("protocol", "list", world.case, "--protocol", "urgent", "--jsonl").rows()
    assert [(one["ad"], one["waiting"]) for one in first] == [("A1", True), ("A4", True)]
    assert all(one["hours_since_posted"] > 0 for one in first)
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
