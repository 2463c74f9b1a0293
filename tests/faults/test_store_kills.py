# SPDX-License-Identifier: GPL-3.0-or-later
"""A killed writer loses nothing that it confirmed, and a full disk is told and survived."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.records import AdRecord
from indexing.store import ads, audit, blobs, sources
from indexing.store.case import Case, CaseMeta, create, open_case
from indexing.store.checks import check
from indexing.store.keys import Argon2Cost, Passphrase

SECRET = Passphrase("correct horse battery")
ROOT = Path(__file__).parents[2]
WRITER = """
import hashlib, sys
from pathlib import Path
from indexing.records import AdRecord
from indexing.store import ads, audit, blobs, images, sources
from indexing.store.case import open_case
from indexing.store.keys import Passphrase
case = open_case(Path(sys.argv[1]), secret=Passphrase(sys.argv[2]), mode="write")
start = int(sys.argv[3])
source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
seen = ads.SeenCounts()
for batch in range(start, start + 100_000):
    with case.transaction():
        rows = [AdRecord(place=f"row {n}", body=f"canaryword {batch} {n}") for n in range(20)]
        added = ads.add_batch(case, source, rows, seen=seen)
        images.put(case, added.ads[0], 0, "canaryname.png", b"canarypicture %d" % batch)
        audit.record(case, audit.Act.COLLECTION, "batch", objects=[str(batch)])
    sys.stdout.write(f"{batch}" + chr(10))
    sys.stdout.flush()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The folder of a new, closed case."""
    meta = CaseMeta("Test canarypurpose", "Consent", "Analyst", "2031-01-01")
    folder = tmp_path / "one.faisceau"
    cost = Argon2Cost(memory_kib=64, iterations=1, lanes=1)
    create(folder, passphrase=SECRET.text, meta=meta, cost=cost)[0].close()
    return folder


def write_until_killed(path: Path, start: int, seconds: float) -> list[int]:
    """Run a writer, kill it after some time; returns the batches that it confirmed."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), SECRET.text, str(start)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert writer.stdout is not None
    first = writer.stdout.readline()
    time.sleep(seconds)
    writer.kill()
    rest, _ = writer.communicate()
    return [int(line) for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]


def assert_nothing_lost(path: Path, confirmed: list[int]) -> None:
    with open_case(path, secret=SECRET, mode="write") as case:
        assert audit.verify(case) == []
        for batch in confirmed:
            query = "SELECT count(*) FROM ads WHERE body LIKE ?"
            assert case.db.execute(query, (f"canaryword {batch} %",)).fetchone()[0] == 20
            picture = b"canarypicture %d" % batch
            assert blobs.get(case, "image", hashlib.sha256(picture).hexdigest()) == picture
        total = ads.count(case)
        assert total % 20 == 0
        assert total - 20 * len(confirmed) in (0, 20)  # one batch may stand unconfirmed
    assert check(path, SECRET) == []
    assert not list(path.rglob(".new-*"))


def assert_no_plain_text(path: Path) -> None:
    for file in path.rglob("*"):
        data = file.read_bytes().lower() if file.is_file() else b""
        assert b"canary" not in data
        assert b"c\0a\0n\0a\0r\0y" not in data
        assert "canary" not in file.name


def kill_rounds(path: Path, rounds: int) -> None:
    chance = random.Random(rounds)
    confirmed: list[int] = []
    for number in range(rounds):
        confirmed += write_until_killed(path, number * 100_000, chance.random() * 0.4)
        assert_no_plain_text(path)
        # Batches that were stored and not confirmed are counted from the case itself.
        with open_case(path, secret=SECRET, mode="read") as case:
            stored = {
                int(row[0].split()[1]) for row in case.db.execute("SELECT body FROM ads").fetchall()
            }
        assert set(confirmed) <= stored
        assert len(stored - set(confirmed)) <= 1
        confirmed = sorted(stored)
        assert_nothing_lost(path, confirmed)


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_killed_writer_loses_nothing_confirmed(path: Path) -> None:
    kill_rounds(path, 3)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_writer_killed_many_times_loses_nothing_confirmed(path: Path) -> None:
    kill_rounds(path, 60)


def add(case: Case, source: int, start: int) -> None:
    rows = [
        AdRecord(place=f"row {n}", body="word " * 400 + str(n)) for n in range(start, start + 20)
    ]
    ads.add_batch(case, source, rows, seen=ads.SeenCounts())


def add_until_full(case: Case, source: int, done: list[int]) -> None:
    for start in range(0, 100_000, 20):
        add(case, source, start)
        done.append(start)


def test_full_database_is_told_and_nothing_confirmed_is_lost(path: Path) -> None:
    with open_case(path, secret=SECRET, mode="write") as case:
        source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
        pages = case.db.execute("PRAGMA page_count").fetchone()[0]
        case.db.execute(f"PRAGMA max_page_count={pages + 60}")
        done: list[int] = []
        with pytest.raises(BadInputError) as caught:
            add_until_full(case, source, done)
        assert caught.value.code == "disk_full"
        assert 0 < 20 * len(done) == ads.count(case)
    with open_case(path, secret=SECRET, mode="write") as case:
        assert ads.count(case) == 20 * len(done)
    assert check(path, SECRET) == []


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a small file system")
def test_full_file_system(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(small)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("may not mount a small file system")
    try:
        fill_the_disk(small / "one.faisceau")
    finally:
        subprocess.run(["umount", str(small)], check=True)


def store_until_full(case: Case, source: int, stored: list[str]) -> None:
    for start in range(0, 100_000, 20):
        add(case, source, start)
        picture = os.urandom(20_000)
        sha256 = hashlib.sha256(picture).hexdigest()
        blobs.put(case, "image", sha256, picture)
        stored.append(sha256)


def fill_the_disk(folder: Path) -> None:
    meta = CaseMeta("Test", "Consent", "Analyst", "2031-01-01")
    cost = Argon2Cost(memory_kib=64, iterations=1, lanes=1)
    case, _ = create(folder, passphrase=SECRET.text, meta=meta, cost=cost)
    stored: list[str] = []
    with case:
        source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
        with pytest.raises(BadInputError) as caught:
            store_until_full(case, source, stored)
        assert caught.value.code == "disk_full"
    with open_case(folder, secret=SECRET, mode="read") as case:
        assert ads.count(case) >= 20 * len(stored)
        for sha256 in stored:
            assert hashlib.sha256(blobs.get(case, "image", sha256)).hexdigest() == sha256
    assert check(folder, SECRET) == []
