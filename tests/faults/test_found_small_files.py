# SPDX-License-Identifier: GPL-3.0-or-later
"""Small files that a person brings, and case folders that somebody changed to do harm."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from app import paths, settings
from app.commands import console
from indexing import plain_yaml
from indexing.errors import BadInputError, CaseDamagedError, CaseLockedError
from indexing.pipeline import profiles
from indexing.store import audit, blobs, checks, header, index_files, keys, parts
from indexing.store import case as cases
from indexing.store.keys import Argon2Cost, Passphrase
from indexing.suggest import refi_qda
from indexing.suggest.codebook_file import load

pytestmark = [
    pytest.mark.timeout(60),
    pytest.mark.skipif(sys.platform == "win32", reason="links and pipes need no rights elsewhere"),
]

WORDS = "four plain words here"
CHEAP = Argon2Cost(memory_kib=64, iterations=1, lanes=1)
META = cases.CaseMeta("Test", "Consent", "Analyst", "2031-01-01", ("FR",), ("fr",))
HUGE = 20_000_000_000
Make = Callable[[Path], object]
STRANGE: dict[str, Make] = {
    "pipe": os.mkfifo,
    "device": lambda file: file.symlink_to("/dev/zero"),
    "circle": lambda file: file.symlink_to(file.name),
}


@pytest.mark.parametrize("how", [*STRANGE, "folder", "inside a file", "nothing"])
def test_what_is_no_file_is_told_and_not_waited_for(tmp_path: Path, how: str) -> None:
    file = tmp_path / "book.yaml"
    if how in STRANGE:
        STRANGE[how](file)
    elif how == "folder":
        file.mkdir()
    elif how == "inside a file":
        file.write_bytes(b"")
        file /= "more.yaml"
    code = {"folder": "file_is_folder", "inside a file": "file_missing", "nothing": "file_missing"}
    with pytest.raises(BadInputError) as caught:
        load(file)
    assert (caught.value.code, caught.value.path) == (
        code.get(how, "file_unreadable"),
        str(file),
    )


def test_no_more_is_read_than_one_byte_too_many(tmp_path: Path) -> None:
    file = tmp_path / "book.yaml"
    file.touch()
    os.truncate(file, HUGE)
    assert len(plain_yaml.file_bytes(file, 10)) == 11
    with pytest.raises(BadInputError, match="codebook_too_large"):
        load(file)


@pytest.mark.parametrize(
    "untrusted",
    [
        b"a: 1\nb: 2\na: 3\n",
        b'a: 1\n"a": 2\n',
        b'{"x": [{"a": {"b": 1}, "a": 2}]}',
        b"a: {b: 1}\nc: [1, 2]\na: 2\n",
        b"? [x]\n: 1\n",
        b"a: &one [x]\nb: [*one, *one]\n",
        b"!!python/object/apply:os.getcwd []\n",
    ],
)
def test_what_two_people_would_read_otherwise_is_refused(untrusted: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        plain_yaml.load(untrusted)


def test_the_same_key_in_two_mappings_is_no_key_twice() -> None:
    text = b"a: {a: a, b: [a, a, {a: a}]}\nb: {a: a}\nc: a\n"
    assert plain_yaml.load(text) == {
        "a": {"a": "a", "b": ["a", "a", {"a": "a"}]},
        "b": {"a": "a"},
        "c": "a",
    }


@pytest.mark.parametrize("untrusted", [b"[" + b"a," * 1_900_000 + b"a]", b"- a\n" * 900_000])
def test_a_file_of_nothing_but_parts_is_given_up_soon(untrusted: bytes) -> None:
    before = time.thread_time()
    with pytest.raises(ValueError, match="too long"):
        plain_yaml.load(untrusted)
    assert time.thread_time() - before < 5


def test_a_codebook_of_too_many_codes_is_refused() -> None:
    def book(count: int) -> bytes:
        codes = b"<Code name='a'/>" * count
        return b"<CodeBook><Codes>" + codes + b"</Codes></CodeBook>"

    assert len(refi_qda.read(book(2_000)).codes) == 2_000
    with pytest.raises(BadInputError, match="qdc_limits"):
        refi_qda.read(book(2_001))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAISCEAU_HOME", str(tmp_path))
    return paths.settings_file()


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"theme": ' + "[" * 100_000,
        '{"font_percent": ' + "9" * 5_000 + "}",
        '{"theme": "dark"',
        "[]",
        '{"more": "' + "a" * 2_000_000 + '", "theme": "dark"}',
    ],
)
def test_settings_that_cannot_be_read_are_the_defaults(home: Path, text: str) -> None:
    home.write_text(text, encoding="utf-8")
    assert settings.get("theme") == "system"
    settings.put("theme", "light")
    assert settings.get("theme") == "light"


@pytest.mark.parametrize("how", STRANGE)
def test_settings_are_not_waited_for(home: Path, how: str) -> None:
    STRANGE[how](home)
    assert settings.get("theme") == "system"
    settings.put("theme", "light")
    assert settings.get("theme") == "light"


def test_settings_that_nothing_can_write_or_open_are_left_out(home: Path) -> None:
    deep: Any = "a"
    for _level in range(900):
        deep = [deep]
    told = {"analyst": "\ud800", "recent_cases": ["/a", "/b\0"], "newer": 7, "deep": deep}
    home.write_text(json.dumps({**told, "theme": "dark", "\ud800": 1}), encoding="utf-8")
    assert (settings.get("analyst"), settings.get("recent_cases")) == ("", [])
    assert settings.get("theme") == "dark"
    settings.put("analyst", "Zoé")
    kept = json.loads(home.read_text(encoding="utf-8"))
    assert kept == {"newer": 7, "theme": "dark", "analyst": "Zoé"}


def test_settings_saved_by_an_editor_are_read(home: Path) -> None:
    home.write_bytes(b"\xef\xbb\xbf" + b'{"theme": "dark"}\r\n')
    assert settings.get("theme") == "dark"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made, _ = cases.create(tmp_path / "one.faisceau", passphrase=WORDS, meta=META, cost=CHEAP)
    with made:
        blobs.put(made, "image", "a", b"picture")
        index_files.put(made, "words", b"index")
    return tmp_path / "one.faisceau"


def opened(folder: Path, mode: cases.Mode = "read") -> cases.Case:
    return cases.open_case(folder, secret=Passphrase(WORDS), mode=mode)


def changed(folder: Path, *statements: str) -> None:
    """What somebody who has the passphrase may do to the database."""
    case = opened(folder, "shared")
    for one in statements:
        case.db.execute(one)
    case.db.close()


def problems(folder: Path) -> set[tuple[str, str]]:
    return {(one.path, one.problem) for one in checks.check(folder, Passphrase(WORDS))}


FILES = ("header", "header.bak", "case.db", "case.db-wal", "case.db-shm", "case.db-journal")


@pytest.mark.parametrize("how", STRANGE)
@pytest.mark.parametrize("name", FILES)
def test_a_case_is_not_opened_through_a_link_or_a_pipe(folder: Path, name: str, how: str) -> None:
    (folder / name).unlink(missing_ok=True)
    STRANGE[how](folder / name)
    modes: Sequence[cases.Mode] = ("read", "shared", "write")
    for mode in modes:
        with pytest.raises(CaseDamagedError) as caught:
            opened(folder, mode)
        assert (caught.value.code, caught.value.path) == ("case_part_strange", str(folder / name))
    assert problems(folder) == {(name, "case_part_strange")} | (
        {(name, "stray_file")} if name.endswith("journal") else set()
    )


@pytest.mark.parametrize("name", ["blobs", "index"])
def test_nothing_is_removed_where_a_link_leads(folder: Path, tmp_path: Path, name: str) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "one.txt").write_text("Mine")
    (folder / name).rename(tmp_path / "aside")
    (folder / name).symlink_to(letters, target_is_directory=True)
    with suppress(CaseDamagedError), opened(folder, "write") as case:
        index_files.clear(case)
    assert (letters / "one.txt").read_text() == "Mine"
    assert problems(folder) == {(name, "case_part_strange")}


def test_no_blob_is_written_where_a_link_leads(folder: Path, tmp_path: Path) -> None:
    shelf = next(one for one in (folder / "blobs").iterdir() if one.is_dir())
    shelf.rename(tmp_path / "aside")
    shelf.symlink_to(tmp_path / "aside", target_is_directory=True)
    with pytest.raises(CaseDamagedError) as caught:
        opened(folder, "write")
    assert (caught.value.code, caught.value.path) == ("case_part_strange", str(shelf))
    assert problems(folder) == {(f"blobs/{shelf.name}", "case_part_strange")}


def test_a_case_as_it_was_made_has_nothing_strange(folder: Path) -> None:
    assert list(parts.strange(folder)) == []
    assert list(parts.strange(folder / "none")) == []
    assert problems(folder) == set()
    with opened(folder) as case:
        assert list(parts.strange(folder)) == []  # what coordinates readers is there now
        assert case.meta.purpose == "Test"


def forged_header(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Anybody can put the checksum right; only the MAC needs a key."""
    for name in header.NAMES:
        document = json.loads((folder / name).read_bytes())
        del document["checksum"]
        change(document)
        document["checksum"] = hashlib.sha256(header.canonical(document)).hexdigest()
        (folder / name).write_bytes(header.canonical(document) + b"\n")


def test_a_forged_header_does_not_have_slot_after_slot_tried(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []

    def counted(slot: object, *_rest: object) -> None:
        tried.append(slot)

    def many(document: dict[str, Any]) -> None:
        slot = next(one for one in document["slots"] if one["kind"] == "passphrase")
        salts = [{**slot, "salt": keys.to_text(os.urandom(16))} for _ in range(1_000)]
        document["slots"] = [*salts, *document["slots"]]

    forged_header(folder, many)
    monkeypatch.setattr(keys, "open_slot", counted)
    with pytest.raises((CaseDamagedError, CaseLockedError)) as caught:
        opened(folder)
    assert tried == []
    assert caught.value.code == "header_damaged"


@pytest.mark.parametrize("cost", [[1_048_576, 20, 1], [1_048_576, 5, 16], [262_144, 17, 4]])
def test_a_forged_header_does_not_keep_the_computer_busy(folder: Path, cost: list[int]) -> None:
    def dear(document: dict[str, Any]) -> None:
        for slot in document["slots"]:
            slot["argon2id"] = cost

    forged_header(folder, dear)
    before = time.process_time()
    with pytest.raises((CaseDamagedError, CaseLockedError)):
        opened(folder)
    assert time.process_time() - before < 1


@pytest.mark.parametrize("version", ["1", True, 0, -1, None, 1.0, [1]])
def test_a_header_of_no_version_is_damaged(folder: Path, version: object) -> None:
    forged_header(folder, lambda document: document.update(version=version))
    with pytest.raises(CaseDamagedError, match="header_damaged"):
        opened(folder)


def test_a_header_of_a_newer_version_is_named(folder: Path) -> None:
    forged_header(folder, lambda document: document.update(version=2))
    with pytest.raises(BadInputError, match="case_newer") as caught:
        opened(folder)
    assert caught.value.path == str(folder / "header")


@pytest.mark.parametrize("how", [*STRANGE, "folder", "sparse", "sparse with a start", "empty"])
def test_a_blob_that_is_none_is_damaged_and_not_read(folder: Path, how: str) -> None:
    file = next(one for one in (folder / "blobs").rglob("*") if one.is_file())
    start = file.read_bytes()[:5]
    file.unlink()
    if how in STRANGE:
        STRANGE[how](file)
    elif how == "folder":
        file.mkdir()
    else:
        file.write_bytes(start if how == "sparse with a start" else b"")
        os.truncate(file, 0 if how == "empty" else HUGE)
    with opened(folder) as case, pytest.raises(CaseDamagedError, match="blob_damaged"):
        blobs.get(case, "image", "a")
    where = file.relative_to(folder).as_posix()
    assert (where, "blob_damaged") in problems(folder)


@pytest.mark.parametrize("how", [*STRANGE, "sparse"])
def test_an_index_that_is_none_is_made_anew(folder: Path, how: str) -> None:
    file = next(one for one in (folder / "index").iterdir() if one.is_file())
    file.unlink()
    if how == "sparse":
        file.touch()
        os.truncate(file, HUGE)
    else:
        STRANGE[how](file)
    with opened(folder) as case:
        assert index_files.get(case, "words") is None


ENDLESS = """CREATE VIEW audit AS WITH RECURSIVE r(n) AS (
    SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n, n line, n hash FROM r"""


def test_a_view_in_the_place_of_a_table_is_not_read(folder: Path) -> None:
    changed(folder, "DROP TABLE audit", ENDLESS)
    with pytest.raises(CaseDamagedError, match="case_db_damaged"):
        opened(folder)
    assert problems(folder) == {("case.db", "case_db_damaged")}


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER more AFTER INSERT ON judgements BEGIN DELETE FROM audit WHERE n > 1; END",
        "CREATE TABLE more (a)",
        "CREATE INDEX more ON audit (hash)",
        "DROP TRIGGER ads_are_raw",
        "DROP TABLE audit",
    ],
)
def test_a_check_names_what_the_program_did_not_make(folder: Path, statement: str) -> None:
    changed(folder, statement)
    found = [one for one in checks.check(folder, Passphrase(WORDS)) if one.path == "case.db"]
    names = {word for word in ("more", "ads_are_raw", "audit") if word in statement}
    assert {(one.problem, one.place) for one in found} & {
        ("case_db_damaged", name) for name in names
    }


def test_a_log_that_a_trigger_cut_is_not_signed_over(folder: Path) -> None:
    with opened(folder, "write") as case:
        for _act in range(3):
            audit.record(case, audit.Act.ALTERATION, "looked")
    changed(folder, "CREATE TRIGGER more AFTER INSERT ON audit BEGIN DELETE FROM audit; END")
    with opened(folder, "write") as case:
        audit.record(case, audit.Act.ALTERATION, "looked")
        with pytest.raises(CaseDamagedError, match="case_db_older"):
            audit.seal(case)
    with opened(folder) as case:
        assert "audit_cut" in {one.problem for one in audit.verify(case)}


@pytest.mark.parametrize("number", [1, 2])
def test_a_line_of_the_log_that_is_nested_too_deep_was_edited(folder: Path, number: int) -> None:
    with opened(folder, "write") as case:
        audit.record(case, audit.Act.ALTERATION, "looked")
        line = '{"n":' + "[" * 100_000
        values = [line, hashlib.sha256(line.encode()).hexdigest(), number]
        case.db.conn.execute("UPDATE audit SET line = ?, hash = ? WHERE n = ?", values)
        assert "audit_line_edited" in {one.problem for one in audit.verify(case)}


@pytest.mark.parametrize("how", ["pipe", "circle", "folder"])
def test_a_profile_that_is_no_file_is_told_and_not_waited_for(tmp_path: Path, how: str) -> None:
    file = tmp_path / "mine.yaml"
    STRANGE.get(how, Path.mkdir)(file)
    with pytest.raises(BadInputError) as caught:
        profiles.read_profile(file)
    assert caught.value.code == ("file_is_folder" if how == "folder" else "file_unreadable")


@pytest.mark.parametrize("words", ["a" * 20_000, "device"])
def test_a_passphrase_without_end_is_not_read(tmp_path: Path, words: str) -> None:
    file = tmp_path / "words"
    how: Make = STRANGE.get(words) or (lambda one: one.write_text(words))
    how(file)
    with pytest.raises(BadInputError, match="file_unreadable"):
        console.passphrase(file)
