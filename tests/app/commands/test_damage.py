# SPDX-License-Identifier: GPL-3.0-or-later
"""A flipped byte anywhere in a case is named by ``check``, and nothing is read from it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.commands.driving import Row, run


def flip(file: Path, at: int = -1) -> None:
    data = bytearray(file.read_bytes())
    data[at if at >= 0 else len(data) // 2] ^= 0x10
    file.write_bytes(data)


def checked(case: Path) -> tuple[int, list[Row]]:
    ran = run("check", case, "--json")
    document = ran.json()
    assert set(document) == {"valid", "problems"}
    assert document["valid"] == (ran.code == 0)
    for problem in document["problems"]:
        assert set(problem) >= {"path", "problem"}
        assert problem["message"] != problem["problem"]
    return ran.code, document["problems"]


def test_a_whole_case_is_valid(case: Path) -> None:
    assert checked(case) == (0, [])


def test_every_damaged_file_is_named(case: Path) -> None:
    files = sorted(file for file in case.rglob("*") if file.is_file())
    assert len(files) >= 7  # two headers, the database, two pictures with their thumbnails
    for file in files:
        before = file.read_bytes()
        for at in (0, len(before) // 2, len(before) - 1):
            flip(file, at)
            code, problems = checked(case)
            assert code == 6, (file, at)
            assert file.relative_to(case).as_posix() in {one["path"] for one in problems}
            file.write_bytes(before)
    assert checked(case) == (0, [])


def test_every_missing_file_is_named(case: Path) -> None:
    index = case / "index"  # what is missing there is only rebuilt
    for file in sorted(f for f in case.rglob("*") if f.is_file() and index not in f.parents):
        before = file.read_bytes()
        file.unlink()
        code, problems = checked(case)
        assert code == 6
        assert file.relative_to(case).as_posix() in {one["path"] for one in problems}
        file.write_bytes(before)


@pytest.mark.parametrize("name", ["header", "header.bak"])
def test_one_good_copy_of_the_header_is_enough(case: Path, name: str) -> None:
    flip(case / name)
    _, (problem,) = checked(case)
    assert (problem["path"], problem["problem"]) == (name, "header_damaged")
    assert len(run("ads", case, "--jsonl").rows()) == 18
    # the next writer mends it
    assert run("decide", case, "A1", "A2", "same").code == 0
    assert checked(case) == (0, [])


def test_two_damaged_headers_are_the_end(case: Path) -> None:
    flip(case / "header")
    flip(case / "header.bak")
    ran = run("ads", case, "--jsonl")
    assert (ran.code, ran.error()["code"]) == (6, "header_damaged")
    assert checked(case)[0] == 6


def test_a_damaged_database_is_told(case: Path) -> None:
    flip(case / "case.db", 100)
    ran = run("ads", case, "--jsonl")
    assert (ran.code, ran.error()["code"]) == (6, "case_db_damaged")
    assert run("index", case, "--json").code == 6


def test_a_plain_database_in_its_place_is_never_opened(case: Path) -> None:
    (case / "case.db").write_bytes(b"SQLite format 3\0" + bytes(4096))
    ran = run("ads", case, "--jsonl")
    assert (ran.code, ran.error()["code"]) == (6, "case_not_encrypted")


def test_a_stray_file_is_named(case: Path) -> None:
    (case / "notes.txt").write_text("mine", encoding="utf-8")
    code, (problem,) = checked(case)
    assert (code, problem["path"], problem["problem"]) == (6, "notes.txt", "stray_file")


def test_plain_words_name_the_damage_too(case: Path) -> None:
    assert "whole" in run("check", case).err
    flip(case / "header")
    ran = run("check", case)
    assert ran.code == 6
    assert b"header: This copy of the header is damaged." in ran.out


def test_a_damaged_picture_stops_neither_list_nor_index(case: Path) -> None:
    for blob in sorted(file for file in (case / "blobs").rglob("*") if file.is_file()):
        flip(blob)
    assert len(run("ads", case, "--jsonl").rows()) == 18
    assert run("index", case, "--workers", "1", "--json").code == 0


def test_a_folder_in_a_pictures_place_is_damage_and_purge_removes_it(case: Path) -> None:
    for blob in sorted(file for file in (case / "blobs").rglob("*") if file.is_file()):
        blob.unlink()
        blob.mkdir()
    code, problems = checked(case)
    assert code == 6
    assert {one["problem"] for one in problems} == {"blob_damaged"}
    assert run("purge", case, "--ad", "A1", "--reason", "damaged", "--json").code == 0


def test_a_case_without_its_index_folder_can_be_purged(case: Path) -> None:
    shutil.rmtree(case / "index")
    assert run("purge", case, "--ad", "A1", "--reason", "old", "--json").code == 0


def test_what_the_computer_refuses_is_never_called_a_bug(tmp_path: Path) -> None:
    too_long = tmp_path / ("x" * 300)
    for words in (("ads", too_long, "--jsonl"), ("verify", too_long, "--json")):
        ran = run(*words)
        assert (ran.code, ran.error()["code"]) == (3, "disk_error")


def test_a_number_too_large_for_any_case_is_told(case: Path) -> None:
    for words in (("ads", case, "--filter", "cluster:>" + "9" * 30), ("tag", case, "A" + "9" * 30)):
        more = ("JOB-01",) if words[0] == "tag" else ()
        assert run(*words, *more, "--json").code == 3


def test_a_request_to_end_is_a_cancel(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_words: object, **_how: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr("app.commands.handing.write_bundle", ended)
    try:
        assert run("bundle", case, case.parent / "out", "--json").code == 130
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("closed", [1, 2])
def test_without_standard_output_or_error_a_command_still_ends_well(
    case: Path, closed: int
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "app", "check", str(case), "--json"],
        stdin=subprocess.DEVNULL,
        preexec_fn=lambda: os.close(closed),
        check=False,
    )
    assert ended.returncode == 0
