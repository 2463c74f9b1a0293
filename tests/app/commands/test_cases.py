# SPDX-License-Identifier: GPL-3.0-or-later
"""Making a case, the ways into it, its retention, and its end."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from app.commands import cases as case_commands
from app.commands import console
from indexing.store.case import Case
from indexing.store.purge import certificate_is_good
from tests.app.commands.conftest import Built
from tests.app.commands.driving import NEW, PASSPHRASE, run

TEMPORARY_FILES = (".new-",)


def test_new_prints_the_recovery_key_once(tmp_path: Path) -> None:
    folder = tmp_path / "new.faisceau"
    document = run("new", folder, *NEW, "--json").json()
    assert set(document) >= {"case", "case_id", "recovery_key"}
    assert {one.name for one in folder.iterdir()} == {
        "header", "header.bak", "case.db", "blobs", "index",
    }  # fmt: skip
    spoken = run("new", tmp_path / "other", *NEW)
    assert len(spoken.out.split()) == 1
    assert spoken.out.decode().strip() not in spoken.err


@pytest.mark.parametrize("left_out", range(0, 8, 2))
def test_new_refuses_without_each_of_its_reasons(tmp_path: Path, left_out: int) -> None:
    words = [*NEW[:left_out], *NEW[left_out + 2 :]]
    ran = run("new", tmp_path / "new.faisceau", *words, "--json")
    assert (ran.code, ran.error()["code"]) == (7, "case_field_missing")
    assert not (tmp_path / "new.faisceau").exists()


@pytest.mark.parametrize(
    ("day", "code", "exits"),
    [
        ("soon", "case_date_unreadable", 3),
        ("2020-01-01", "retention_past", 7),
        ("2035-02-30", "case_date_unreadable", 3),
    ],
)
def test_new_wants_a_day_to_come(tmp_path: Path, day: str, code: str, exits: int) -> None:
    ran = run("new", tmp_path / "c", *NEW[:6], "--retain-until", day, "--json")
    assert (ran.code, ran.error()["code"]) == (exits, code)


def test_new_never_writes_over_anything(case: Path, tmp_path: Path) -> None:
    assert run("new", case, *NEW, "--json").error()["code"] == "case_exists"
    file = tmp_path / "a-file"
    file.write_text("mine", encoding="utf-8")
    assert run("new", file, *NEW, "--json").code == 3
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("command", ["ads", "clusters", "links", "tags", "search", "check"])
def test_there_is_no_such_case(tmp_path: Path, command: str) -> None:
    more = ["lamp"] if command == "search" else []
    style = "--json" if command == "check" else "--jsonl"
    ran = run(command, tmp_path / "no.faisceau", *more, style)
    assert (ran.code, ran.error()["code"]) == (3, "case_missing")
    ran = run(command, tmp_path, *more, style)
    assert (ran.code, ran.error()["code"]) == (3, "case_not_a_case")


@pytest.mark.parametrize("content", [b"%s\r\n", b"%s\n", b"%s", b"\xef\xbb\xbf%s\r\nmore\r\n"])
def test_the_passphrase_comes_from_the_first_line_of_a_file(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.delenv("FAISCEAU_PASSPHRASE")
    file = tmp_path / "words.txt"
    file.write_bytes(content % PASSPHRASE.encode())
    assert run("clusters", case, "--passphrase-file", file, "--jsonl").code == 0


def test_a_passphrase_that_cannot_be_had(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FAISCEAU_PASSPHRASE")
    ran = run("ads", case, "--jsonl")
    assert (ran.code, ran.error()["code"]) == (4, "passphrase_needed")
    ran = run("ads", case, "--jsonl", "--passphrase-file", tmp_path / "no")
    assert (ran.code, ran.error()["code"]) == (3, "file_missing")
    strange = tmp_path / "strange"
    strange.write_bytes(b"\xff\xfe\x00")
    ran = run("ads", case, "--jsonl", "--passphrase-file", strange)
    assert (ran.code, ran.error()["code"]) == (3, "file_unreadable")


@pytest.mark.parametrize("word", ["three old cranes", "", "seven quiet heron", "é" * 500])
def test_a_wrong_passphrase_opens_nothing(
    case: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setenv("FAISCEAU_PASSPHRASE", word)
    for words in (("ads", case, "--jsonl"), ("index", case, "--json"), ("check", case, "--json")):
        ran = run(*words)
        assert (ran.code, ran.error()["code"]) == (4, "passphrase_wrong")
        assert word == "" or word not in ran.err


def test_a_changed_passphrase_replaces_the_old_one(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "new.txt"
    new.write_text("nine brown otters\n", encoding="utf-8")
    assert run("passphrase", case, "--new-passphrase-file", new, "--json").json()["changed"]
    assert run("clusters", case).code == 4
    monkeypatch.setenv("FAISCEAU_PASSPHRASE", "nine brown otters")
    assert run("clusters", case).code == 0
    assert run("check", case, "--json").json()["valid"]


def test_an_empty_new_passphrase_is_refused(case: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.txt"
    new.write_text("\n", encoding="utf-8")
    ran = run("passphrase", case, "--new-passphrase-file", new, "--json")
    assert (ran.code, ran.error()["code"]) == (3, "passphrase_empty")
    assert run("clusters", case).code == 0


def test_the_recovery_key_sets_a_new_passphrase(
    pristine: Built, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FAISCEAU_PASSPHRASE")
    key, new = tmp_path / "key.txt", tmp_path / "new.txt"
    key.write_text(pristine.recovery_key.lower() + "\n", encoding="utf-8")
    new.write_text("nine brown otters", encoding="utf-8")
    files = ["--recovery-key-file", key, "--new-passphrase-file", new]
    assert run("recover", case, *files, "--json").json()["changed"]
    monkeypatch.setenv("FAISCEAU_PASSPHRASE", "nine brown otters")
    assert run("clusters", case).code == 0
    assert run("recover", case, *files).code == 0  # the key stays valid


def test_a_recovery_key_that_does_not_fit(case: Path, tmp_path: Path) -> None:
    key, new = tmp_path / "key.txt", tmp_path / "new.txt"
    new.write_text("nine brown otters", encoding="utf-8")
    files = ["--recovery-key-file", key, "--new-passphrase-file", new, "--json"]
    key.write_text("ABCD-EFGH", encoding="utf-8")
    ran = run("recover", case, *files)
    assert (ran.code, ran.error()["code"]) == (4, "recovery_key_mistyped")
    other = run("new", tmp_path / "other", *NEW, "--json").json()["recovery_key"]
    key.write_text(str(other), encoding="utf-8")
    ran = run("recover", case, *files)
    assert (ran.code, ran.error()["code"]) == (4, "recovery_key_wrong")


def test_a_purged_ad_is_gone_everywhere(case: Path) -> None:
    gone = ("A3", "A10")
    before = {row["ad"]: row["cluster"] for row in run("ads", case, "--jsonl").rows()}
    words = [word for ad in gone for word in ("--ad", ad)]
    document = run("purge", case, *words, "--reason", "sent in error", "--json").json()
    assert document["purged"] == list(gone)
    certificate = document["certificate"]
    assert certificate_is_good(certificate)
    assert certificate["rows"]["ads"] == 2
    rows = {row["ad"]: row["cluster"] for row in run("ads", case, "--jsonl").rows()}
    assert rows == {ad: cluster for ad, cluster in before.items() if ad not in gone}
    for link in run("links", case, "--jsonl").rows():
        assert not {link["a"], link["b"]} & set(gone)
    assert run("search", case, "tricot", "--jsonl").rows() == []
    assert len(run("search", case, "--phone", "0639980001", "--jsonl").rows()) == 3
    members = [ad for row in run("clusters", case, "--jsonl").rows() for ad in row["ads"]]
    assert sorted(members) == sorted(rows)
    assert run("explain", case, "A3", "A1", "--json").error()["code"] == "id_unknown"
    assert run("check", case, "--json").json()["valid"]
    assert run("audit", case, "--verify", "--json").json()["valid"]


def test_ids_of_purged_ads_are_never_given_again(pristine: Built, case: Path) -> None:
    assert run("purge", case, "--ad", "A18", "--reason", "test", "--yes").code == 0
    assert run("import", case, pristine.source, "--json").json()["sources"][0]["added"] == 1
    assert "A19" in {row["ad"] for row in run("ads", case, "--jsonl").rows()}


@pytest.mark.parametrize(
    ("words", "code", "exits"),
    [
        (("--ad", "A1"), "reason_missing", 7),
        (("--ad", "A1", "--reason", " "), "reason_missing", 7),
        (("--ad", "A99", "--reason", "x"), "id_unknown", 3),
        (("--reason", "x"), "usage", 2),
        (("--ad", "A1", "--all", "--reason", "x"), "usage", 2),
        (("--expired", "--reason", "x"), "retention_running", 7),
    ],
)
def test_a_purge_that_is_refused_deletes_nothing(
    case: Path, words: tuple[str, ...], code: str, exits: int
) -> None:
    ran = run("purge", case, *words, "--json")
    assert (ran.code, ran.error()["code"]) == (exits, code)
    assert len(run("ads", case, "--jsonl").rows()) == 18


def test_a_purged_case_is_gone(case: Path) -> None:
    document = run("purge", case, "--all", "--reason", "work has ended", "--json").json()
    assert document["purged"] == "case"
    assert certificate_is_good(document["certificate"])
    assert not case.exists()


def test_a_killed_purge_of_a_case_is_finished_by_another(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexing.store.purge._remove_files", lambda _path: None)
    assert run("purge", case, "--all", "--reason", "work has ended", "--json").code == 0
    ran = run("ads", case, "--jsonl")
    assert (ran.code, ran.error()["code"]) == (7, "case_purged")
    monkeypatch.undo()
    monkeypatch.setenv("FAISCEAU_PASSPHRASE", PASSPHRASE)
    ran = run("purge", case, "--all", "--reason", "work has ended", "--json")
    assert (ran.code, ran.json()["certificate"]) == (0, None)
    assert not case.exists()


@pytest.fixture
def overdue(case: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The case on a day after its retention date."""

    def is_overdue(opened: Case) -> bool:
        return datetime.date.fromisoformat(opened.meta.retain_until) < datetime.date(2036, 1, 1)

    monkeypatch.setattr(console, "is_overdue", is_overdue)
    return case


def test_an_overdue_case_opens_only_to_be_looked_through_and_purged(
    overdue: Path, pristine: Built
) -> None:
    for words in (
        ("ads", overdue, "--jsonl"),
        ("clusters", overdue, "--jsonl"),
        ("links", overdue, "--jsonl"),
        ("tags", overdue, "--jsonl"),
        ("explain", overdue, "A1", "A2", "--json"),
        ("search", overdue, "lamp", "--jsonl"),
        ("import", overdue, pristine.source, "--json"),
        ("index", overdue, "--json"),
        ("decide", overdue, "A1", "A2", "same", "--json"),
        ("tag", overdue, "A1", "FEE-01", "--json"),
        ("passphrase", overdue, "--json"),
    ):
        ran = run(*words)
        assert (ran.code, ran.error()["code"]) == (7, "retention_overdue"), words
        assert "2035-01-01" in ran.error()["message"]
    assert run("check", overdue, "--json").code == 0
    assert run("audit", overdue, "--verify", "--json").code == 0
    assert run("audit", overdue, "--jsonl").code == 0
    assert run("purge", overdue, "--ad", "A1", "--reason", "due", "--json").code == 0
    assert run("purge", overdue, "--expired", "--reason", "due", "--json").code == 0
    assert not overdue.exists()


def test_today_is_not_overdue(empty: Path) -> None:
    assert run("ads", empty).code == 0
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    case_commands._refuse_past(today)


def test_the_log_is_shown_line_by_line_and_verifies(case: Path) -> None:
    lines = run("audit", case, "--jsonl").rows()
    assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))
    document = run("audit", case, "--verify", "--json").json()
    assert document == {"valid": True, "problems": []}
    assert run("audit", case, "--verify", "--jsonl").rows() == []
    assert all(json.loads(line) for line in run("audit", case).out.splitlines())
