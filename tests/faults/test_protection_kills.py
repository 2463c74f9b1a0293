# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed at any moment, an ad is under protection whole or as it was; never half."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexing.records import AdRecord
from indexing.store import ads, audit, erasure, images, protected, sealing, sources
from indexing.store.case import CaseMeta, create, open_case
from indexing.store.checks import check
from indexing.store.keys import Argon2Cost, Passphrase
from indexing.store.protected import State

SECRET = Passphrase("correct horse battery")
ROOT = Path(__file__).parents[2]
SEALER = """
import sys
from pathlib import Path
from indexing.pipeline import protecting
from indexing.store import ads, protected, sealing
from indexing.store.case import open_case
from indexing.store.keys import Passphrase
from indexing.store.protected import State
case = open_case(Path(sys.argv[1]), secret=Passphrase(sys.argv[2]), mode="write")
sys.stdout.write("go" + chr(10))
sys.stdout.flush()
for ad in ads.ids(case)[:4]:
    sealed = protecting.protect(case, [ad], indicator="MIN-01", by="One")
    sealing.finish(case, sealed.words)
    case.actor = "Two"
    item = protected.get(case, sealed.items[0])
    if ad % 2:
        sealing.say(case, item, State.NO_CONCERN, role=None)
        item = protected.get(case, item.number)
        sealing.order(case, item, State.RELEASED, role=None, reference="7")
        sealing.finish(case)
"""
ADS = 40


def picture(ad: int) -> bytes:
    return f"canarypicture {ad} ".encode() * 900


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed case; two ads each show one picture."""
    folder = tmp_path / "one.faisceau"
    meta = CaseMeta("Test", "Consent", "Analyst", "2031-01-01")
    case, _ = create(folder, passphrase=SECRET.text, meta=meta, cost=Argon2Cost(64, 1, 1))
    with case:
        source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
        rows = [AdRecord(place=f"row {n}", body=f"canaryword{n}x") for n in range(1, ADS + 1)]
        for ad in ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads:
            images.put(case, ad, 0, f"{ad}.png", picture((ad + 1) // 2))
    return folder


def seal_until_killed(path: Path, seconds: float) -> None:
    command = [sys.executable, "-c", SEALER, str(path), SECRET.text]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "go\n"
        time.sleep(seconds)
        process.kill()
        process.communicate()


def assert_never_half(path: Path) -> int:
    """Every ad is in the case or under protection, with its picture; returns how many are."""
    with open_case(path, secret=SECRET, mode="write") as case:
        assert not erasure.is_pending(case)
        pages = b"".join(erasure.pages(case))
        under = {one.ad for one in protected.items(case) if one.state is not State.RELEASED}
        assert under.isdisjoint(ads.ids(case))
        assert under | set(ads.ids(case)) == set(range(1, ADS + 1))
        for ad in range(1, ADS + 1):
            assert (f"canaryword{ad}x".encode() in pages) == (ad not in under)
            sha256 = hashlib.sha256(picture((ad + 1) // 2)).hexdigest()
            if not protected.protecting(case, sha256):
                assert images.read(case, sha256) == picture((ad + 1) // 2)
                assert ad not in under
            else:
                assert not images.is_there(case, sha256)
        for item in protected.items(case):
            if item.state in protected.LIVE:
                assert all(there for _name, there in sealing.problems(case))
        assert audit.verify(case) == []
    assert check(path, SECRET) == []
    for file in path.rglob("*"):
        assert not file.is_file() or b"canary" not in file.read_bytes()
    return len(under)


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
@pytest.mark.parametrize("rounds", [5, pytest.param(60, marks=pytest.mark.slow)])
def test_killed_sealing_is_whole_or_nothing(path: Path, rounds: int) -> None:
    chance = random.Random(rounds)
    sealed = [0]
    for _ in range(rounds):
        seal_until_killed(path, chance.random() * 0.35)
        sealed.append(assert_never_half(path))
        if sealed[-1] > ADS - 6:
            break
    assert sealed[-1] > 0
