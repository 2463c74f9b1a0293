# SPDX-License-Identifier: GPL-3.0-or-later
"""A small case with everything that goes into a bundle, and bundles of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from app.bundles.write import BundleChoices, BundleReport, write_bundle
from indexing.pipeline.reading import EXTRACT
from indexing.pipeline.templating import template_clusters
from indexing.progress import run
from indexing.records import (
    AdRecord,
    CandidatePair,
    ImageFingerprint,
    ImageRef,
    ImageStatus,
    Judgement,
    Mention,
    MentionKind,
    Reason,
    ReasonKind,
)
from indexing.store import ads, clusters, images, judgements, marks, mentions, pairs, sources
from indexing.store.case import Case, CaseMeta, create
from indexing.store.keys import Argon2Cost
from indexing.store.marks import Mark, MarkStatus, Target

PASSPHRASE = "correct horse battery"
CHEAP = Argon2Cost(memory_kib=64, iterations=1, lanes=1)
META = CaseMeta(
    purpose="Test of bundles\nwith a second line",
    legal_basis="Consent",
    responsible="Analyst One",
    retain_until="2031-01-01",
)
PHONE, SPACED = "+33639981234", "06 39 98 12 34"
EMAIL, HANDLE = "quiet.room@example.org", "quietroom77"
PICTURES = (b"\x89PNG\r\n\x1a\n drawing one", b"\xff\xd8\xff drawing two", b"not a picture")
SAYING = f'Quiet room <img src="http://tracker.invalid/x.png"> near the station, call {SPACED} or'


def record(number: int, *, pictures: int = 0) -> AdRecord:
    """An ad that gives its contacts in every field."""
    return AdRecord(
        place=f"row {number + 1}",
        source_id=f"s{number}",
        url=f"https://example.org/room/{number}?tel=%2B33639981234&user={HANDLE}",
        site="example.org",
        title=f"Room {number} {EMAIL}",
        body=f"{SAYING} {EMAIL} or {HANDLE}",
        posted_at=f"2026-01-{number:02d}",
        place_text=f"call{PHONE}",
        author=HANDLE,
        contacts=(SPACED,),
        price_text="=20+20",
        images=tuple(ImageRef(f"{HANDLE}-{n}.png") for n in range(pictures)),
        extra={"telegram": f"@{HANDLE}", "remark": f"x0639981234 {EMAIL.upper()}"},
    )


def fill(case: Case, *, pictures: int = 3) -> list[int]:
    """Four ads; three in one cluster, linked, judged, tagged and noted."""
    source = sources.begin(case, f"/home/someone/{HANDLE}.csv", "0" * 64, "csv", "utf-8", {})
    rows = [record(n, pictures=pictures if n == 1 else 0) for n in range(1, 5)]
    numbers = ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads
    for position in range(pictures):
        data = PICTURES[position]
        sha256 = images.put(case, numbers[0], position, f"{HANDLE}-{position}.png", data)
        if position == 2 and sha256:
            broken = ImageFingerprint(sha256, 0, 0, ImageStatus.REJECTED, code="image_format")
            images.set_fingerprint(case, broken)
    for ad in numbers:
        mentions.replace(case, {ad: _mentions(ads.get(case, ad).body)}, EXTRACT)
    reason = Reason(ReasonKind.PHONE, 1.0, 0.0, {"value": PHONE, "ads": 4})
    pairs.replace_machine(
        case,
        [CandidatePair(a, b, (reason,)) for a, b in pairwise(numbers[:3])],
        [],
        '{"near_text": 0.5}',
    )
    clusters.replace(case, {1: numbers[:3], 2: numbers[3:]})
    run(template_clusters(case))
    judgements.decide(
        case, numbers[0], numbers[1], Judgement.SAME, by="Analyst One", note=f"see {EMAIL}"
    )
    tag = Mark(Target(ad=numbers[0]), "TPC-01", MarkStatus.ADDED, "Analyst One", note=SPACED)
    marks.add(case, tag)
    marks.note(case, Target(cluster=1), f"<b>ask {HANDLE}</b>", by="Analyst One")
    return numbers


def _mentions(body: str) -> list[Mention]:
    told = (
        (MentionKind.PHONE, PHONE, SPACED),
        (MentionKind.EMAIL, EMAIL, EMAIL),
        (MentionKind.HANDLE, f"telegram:{HANDLE}", HANDLE),
    )
    return [
        Mention(kind, value, raw, "body", body.index(raw), body.index(raw) + len(raw))
        for kind, value, raw in told
    ]


def bundled(case: Case, out: Path, **choices: object) -> BundleReport:
    """Write a bundle to its end."""
    return run(write_bundle(case, out, BundleChoices(**choices), by="Analyst One"))  # type: ignore[arg-type]


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """The filled case."""
    made, _ = create(tmp_path / "one.faisceau", passphrase=PASSPHRASE, meta=META, cost=CHEAP)
    with made:
        fill(made)
        yield made


@pytest.fixture
def bundle(case: Case, tmp_path: Path) -> Path:
    """A bundle of the whole case in clear."""
    return bundled(case, tmp_path / "out").path


@pytest.fixture
def copied(bundle: Path, tmp_path: Path) -> Path:
    """A copy of the bundle, to be tampered with."""
    return Path(shutil.copytree(bundle, tmp_path / "copy"))
