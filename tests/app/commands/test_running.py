# SPDX-License-Identifier: GPL-3.0-or-later
"""How commands behave as processes: usage, streams, Ctrl+C, a reader that goes, a second writer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.commands.root import COMMANDS
from indexing.store.case import open_case
from indexing.store.keys import Passphrase
from tests.app.commands.conftest import Built
from tests.app.commands.driving import PASSPHRASE, run

ROOT = Path(__file__).resolve().parents[3]
ALONE = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")


# Where the tests themselves run in the background, Ctrl+C is ignored and that is inherited.
_START = (
    "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "runpy.run_module('app', run_name='__main__', alter_sys=True)"
)


def started(*words: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _START, *map(str, words)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(command: str) -> None:
    ran = run(command, "--help")
    assert ran.code == 0
    assert ran.out.startswith(b"Usage: faisceau " + command.encode())


def test_the_program_explains_itself_without_hidden_commands() -> None:
    out = run("--help").out
    assert b"import" in out
    assert b"preview" not in out


@pytest.mark.parametrize(
    "words",
    [
        ("fly", "--json"),
        ("ads", "--json"),
        ("ads", "--jsonl"),
        ("index", "x", "--workers", "0", "--json"),
        ("import", "x", "--json"),
        ("import", "x", "y", "--map", "title", "--json"),
        ("search", "x", "--limit", "many", "--jsonl"),
        ("purge", "x", "--json"),
    ],
)
def test_wrong_usage_is_told_as_such(words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert (ran.code, ran.error()["code"]) == (2, "usage")


@pytest.mark.parametrize("command", ["ads", "clusters", "links", "search"])
def test_a_list_as_one_document_is_an_array(case: Path, command: str) -> None:
    more = ["market"] if command == "search" else []
    document = json.loads(run(command, case, *more, "--json").out)
    assert document == run(command, case, *more, "--jsonl").rows()


def test_an_empty_list_is_a_document_too(empty: Path) -> None:
    assert run("ads", empty, "--json").out == b"[]\n"
    assert run("ads", empty, "--jsonl").out == b""


def test_a_bug_is_told_without_ad_text(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("green glass and a brass foot")

    monkeypatch.setattr("app.commands.looking.explain", broken)
    ran = run("explain", case, "A1", "A2", "--json")
    assert (ran.code, ran.error()["code"]) == (1, "bug")
    report = Path(str(ran.error()["path"])).read_text(encoding="utf-8")
    assert "ValueError" in report
    assert "looking.py" in report
    assert "green glass" not in report + ran.err


def test_progress_goes_to_standard_error_only(case: Path) -> None:
    ran = run("index", case, "--workers", "1", "--progress", "jsonl", "--json")
    ran.json()
    events = [json.loads(line) for line in ran.err.splitlines() if line.startswith("{")]
    assert {event["stage"] for event in events} >= {"link", "cluster"}
    assert all(set(event) == {"stage", "done", "total"} for event in events)
    assert "link" not in run("index", case, "--workers", "1", "--progress", "none").err


def test_a_second_writer_is_sent_away_and_readers_are_not(pristine: Built, case: Path) -> None:
    with open_case(case, secret=Passphrase(PASSPHRASE), mode="write"):
        for words in (
            ("import", case, pristine.source, "--json"),
            ("index", case, "--json"),
            ("decide", case, "A1", "A2", "same", "--json"),
        ):
            process = started(*words)
            out, _ = process.communicate()
            assert process.returncode == 4
            assert json.loads(out)["error"]["code"] == "case_in_use"
        reader = started("ads", case, "--jsonl")
        out, err = reader.communicate()
        assert reader.returncode == 0, err
        assert len(out.splitlines()) == 18


def test_a_reader_that_goes_away_is_no_error(case: Path) -> None:
    for words in (("ads", case, "--jsonl"), ("ads", case), ("audit", case, "--jsonl")):
        process = started(*words)
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read()
        process.stderr.close()
        assert (process.wait(), err) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_list_that_finds_no_room_is_told(case: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "app", "ads", str(case), "--jsonl"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 3, done.stderr
    assert b"disk is full" in done.stderr
    assert b"Traceback" not in done.stderr


def test_nothing_is_loaded_that_a_command_does_not_need() -> None:
    code = (
        "import sys; from app.__main__ import main; main(['--help']); "
        "print(*[m for m in ('torch','faiss','PIL','numpy','PySide6') if m in sys.modules], "
        "file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True)
    assert done.stderr.split() == []


def big_source(folder: Path, rows: int) -> Path:
    file = folder / "big.csv"
    with file.open("w", encoding="utf-8") as stream:
        stream.write("id,title,description\n")
        for n in range(rows):
            stream.write(f"{n},Lamp {n},Green glass with foot number {n} and shade {n * 7}\n")
    return file


@ALONE
@pytest.mark.parametrize("command", ["import", "index"])
def test_ctrl_c_keeps_what_was_confirmed(empty: Path, tmp_path: Path, command: str) -> None:
    file = big_source(tmp_path, 30_000)
    if command == "index":
        file = big_source(tmp_path, 3_000)
        assert run("import", empty, file, "--json").code == 0
    words = [file] if command == "import" else ["--workers", "2"]
    process = started(command, empty, *words, "--json", "--progress", "jsonl")
    assert process.stderr is not None
    for line in process.stderr:
        if json.loads(line)["done"]:
            break
    time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: its workers get it too
    out, err = process.communicate()
    assert process.returncode == 130, err
    assert json.loads(out)["error"]["code"] == "cancelled"
    assert b"Traceback" not in err
    kept = run("ads", empty, "--jsonl").rows()
    assert len(kept) > 0
    if command == "import":
        assert len(kept) < 30_000
        assert len(kept) % 500 == 0
    assert run("check", empty, "--json").json()["valid"]


@ALONE
def test_a_terminated_command_leaves_no_process(empty: Path, tmp_path: Path) -> None:
    assert run("import", empty, big_source(tmp_path, 3_000), "--json").code == 0
    process = started("index", empty, "--workers", "2", "--progress", "jsonl")
    assert process.stderr is not None
    process.stderr.readline()
    process.terminate()
    process.communicate(timeout=30)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if not children_named(str(empty)):
            return
        time.sleep(0.1)
    raise AssertionError(children_named(str(empty)))


def children_named(word: str) -> list[str]:
    """Command lines of other processes that name a folder; empty where they cannot be seen."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if word in line and int(entry.parent.name) != os.getpid():
            found.append(line)
    return found
