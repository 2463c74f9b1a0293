# SPDX-License-Identifier: GPL-3.0-or-later
"""A generated source with pictures, the program as a process, and what stands in a case."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexing.store import case as cases
from indexing.store.case import CaseMeta
from indexing.store.keys import Argon2Cost
from tests.app.commands.corpus import draw

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "seven quiet herons"
ROWS, PICTURES = 1_000, 24
_WORDS = [
    "lamp",
    "chair",
    "garden",
    "table",
    "window",
    "bread",
    "river",
    "piano",
    "bicycle",
    "lesson",
    "morning",
    "harvest",
    "station",
    "paint",
    "basket",
    "orchard",
    "carpet",
    "engine",
    "kitchen",
    "blanket",
    "market",
    "stone",
    "copper",
    "wool",
    "ladder",
    "harbour",
    "meadow",
]


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a case, in words that do not depend on the order of work."""

    ads: dict[str, tuple[object, ...]]
    clusters: frozenset[frozenset[str]]
    links: frozenset[tuple[str, str, str]]


def write_source(folder: Path, seed: int = 1) -> Path:
    """A CSV of ads, a part of them repeated or sharing a number, with a folder of pictures."""
    chance = random.Random(seed)
    images = folder / "pictures"
    images.mkdir()
    for number in range(PICTURES):
        draw(images / f"{number}.png", number, 200)
    texts = [" ".join(chance.choices(_WORDS, k=40)) for _ in range(ROWS)]
    file = folder / "list.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("id", "title", "description", "photos"))
        for n in range(ROWS):
            text = texts[n // 3] if n % 5 == 0 else texts[n]
            if n % 11 == 0:
                text += f" Call 06 39 98 {n % 70:02} {n % 90:02}"
            photo = f"{n % PICTURES}.png" if n % 20 == 0 else ""
            writer.writerow((n, f"{text.split()[0]} {text.split()[1]}", text, photo))
            if n == ROWS // 2:
                writer.writerow(("broken", "row"))
    return file


def new_case(folder: Path) -> Path:
    """An empty case whose passphrase is cheap to try."""
    meta = CaseMeta("Test", "Consent", "Analyst", "2035-01-01", ("FR",))
    cost = Argon2Cost(memory_kib=64, iterations=1, lanes=1)
    cases.create(folder, passphrase=PASSPHRASE, meta=meta, cost=cost)[0].close()
    return folder


def start(*words: object) -> subprocess.Popen[bytes]:
    """The program with these words, on its own."""
    environment = {
        **os.environ,
        "FAISCEAU_PASSPHRASE": PASSPHRASE,
        "FAISCEAU_MODELS": str(ROOT / "no-models"),
        "FAISCEAU_LANGUAGE": "en",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "app", *map(str, words)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def finish(*words: object) -> tuple[int, Any, bytes]:
    """Run to the end: exit code, JSON, standard error."""
    process = start(*words, "--json")
    out, err = process.communicate()
    return process.returncode, json.loads(out), err


def done(*words: object) -> Any:
    """Run to the end, which has to be a good one."""
    code, document, err = finish(*words)
    assert code == 0, err
    return document


def standing(case: Path) -> Standing:
    """Everything that ads, clusters and links are."""
    ads = done("ads", case, "--unmask", "test")
    name = {row["ad"]: row["place"] for row in ads}
    assert len(set(name.values())) == len(ads)
    return Standing(
        ads={
            row["place"]: (
                row["source_id"],
                row["body"],
                row["language"],
                name.get(row["duplicate_of"]),
                json.dumps(row["images"]),
                json.dumps(row["mentions"]),
            )
            for row in ads
        },
        clusters=frozenset(
            frozenset(name[ad] for ad in row["ads"]) for row in done("clusters", case)
        ),
        links=frozenset(
            (name[row["a"]], name[row["b"]], json.dumps(row["reasons"]))
            for row in done("links", case, "--unmask", "test")
        ),
    )


def assert_whole(case: Path) -> None:
    """Check and log find nothing."""
    assert done("check", case)["problems"] == []
    assert done("audit", case, "--verify")["valid"]
