# SPDX-License-Identifier: GPL-3.0-or-later
"""What the baselines reach on the generated data of this run."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from indexing.benchmark import baselines
from indexing.benchmark.measure import agreement
from indexing.benchmark.texts import MIXTURES, generate
from indexing.errors import BadInputError
from indexing.fingerprint import text_embedding

if TYPE_CHECKING:
    from numpy.typing import NDArray

COMPARED_TEXTS = 10_000
"""Texts at most for datasketch; its F1 changes little beyond."""
ENCODED_TEXTS = 200
"""Texts at most for community detection: encoding takes a fiftieth of a second each."""
CHANGED_PICTURES = 4
"""Drawn pictures at most that are changed in every way: each costs two seconds."""
Row = Mapping[str, object]


def baseline_rows(ads: int, images: int, seed: int, model: Path) -> dict[str, Row]:
    """One row for each baseline: library, version, and what it reaches; ``missing`` if not here.

    Args:
        ads: texts to be compared, at most ``COMPARED_TEXTS``.
        images: drawn pictures to be changed and found again, at most ``CHANGED_PICTURES``.
        seed: of the generated data.
        model: folder of the embedding model.
    """
    asked: tuple[tuple[str, str, Callable[[], Row]], ...] = (
        ("datasketch_c5", "datasketch", lambda: _datasketch(min(ads, COMPARED_TEXTS), seed)),
        (
            "community_detection",
            "sentence-transformers",
            lambda: _community(min(ads, ENCODED_TEXTS), seed, model),
        ),
        (
            "phash_64",
            "imagehash",
            lambda: _pictures(baselines.phashes, baselines.PHASH_RADIUS, images, seed),
        ),
        (
            "pdqhash_full_decode",
            "pdqhash",
            lambda: _pictures(baselines.pdq_hashes, baselines.PDQ_RADIUS, images, seed),
        ),
    )
    return {name: _row(library, run) for name, library, run in asked}


def _row(library: str, run: Callable[[], Row]) -> Row:
    if baselines.missing(library.replace("-", "_")):
        return {"library": library, "missing": True}
    return {"library": library, "version": metadata.version(library), "missing": False, **run()}


def _datasketch(size: int, seed: int) -> Row:
    rows: dict[str, object] = {"ads": size}
    for mixture in MIXTURES:
        made = generate(mixture, size, seed)
        began = time.process_time()
        found = baselines.datasketch_groups([ad.text for ad in made])
        spent = time.process_time() - began
        reached = agreement(found, [ad.group for ad in made]).as_dict()
        rows[mixture] = {**reached, "cpu_seconds": round(spent, 3)}
    return rows


def _community(size: int, seed: int, model: Path) -> Row:
    made = generate("plain", size, seed)
    try:
        encoder = text_embedding.load(model)
    except BadInputError as error:
        return {"model": error.code}
    began = time.process_time()
    vectors = encoder.encode([ad.text for ad in made])
    truth = [ad.group for ad in made]
    reached = {
        str(threshold): agreement(baselines.community_groups(vectors, threshold), truth).as_dict()
        for threshold in baselines.COMMUNITY_THRESHOLDS
    }
    spent = time.process_time() - began
    return {"ads": size, "cpu_seconds": round(spent, 3), "plain_by_threshold": reached}


def _pictures(hashed: Callable[[list[bytes]], NDArray[Any]], radius: int, *data: int) -> Row:
    """Share of changed pictures found again by comparing every hash with every other."""
    known, changed = _files(*data)
    began = time.process_time()
    hashes = hashed(known + changed)
    spent = time.process_time() - began
    found = baselines.pairs_by_brute_force(hashes, radius)
    searched = time.process_time() - began - spent
    count = len(known)
    own = [(a, b) for a, b in found if a < count <= b]
    right = sum(a == (b - count) % count for a, b in own)
    return {
        "pictures": count,
        "changed": len(changed),
        "radius": radius,
        "recall": round(right / len(changed), 4),
        "links_to_strangers": len(own) - right,
        "cpu_milliseconds_each": round(1_000 * spent / len(hashes), 2),
        "cpu_seconds_search": round(searched, 3),
    }


@cache
def _files(images: int, seed: int) -> tuple[list[bytes], list[bytes]]:
    """Drawn pictures, and each of them changed in every way that needs no other picture."""
    from indexing.benchmark.drawn import drawn
    from indexing.benchmark.picture_figures import jpeg
    from indexing.benchmark.transforms import NEEDS_PARTNERS, TRANSFORMS

    pictures = [drawn(seed + number) for number in range(min(images, CHANGED_PICTURES))]
    changes = sorted(set(TRANSFORMS) - set(NEEDS_PARTNERS))
    changed = [
        jpeg(TRANSFORMS[change](picture, Random(f"{seed} {place} {change}"), ()))
        for change in changes
        for place, picture in enumerate(pictures)
    ]
    return [jpeg(picture) for picture in pictures], changed
