# SPDX-License-Identifier: GPL-3.0-or-later
"""A generated case as files for the import: one CSV and a folder of pictures."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from indexing.benchmark.mixed import MixedAd, Shown

WIDTH, HEIGHT = 480, 600
_COLUMNS = ("id", "site", "title", "text", "contact", "photos")
_TITLE_WORDS = 5


def write_ads(ads: Iterable[MixedAd], path: Path) -> Path:
    """Write the ads as CSV; a title is the first words of the text."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(_COLUMNS)
        for ad in ads:
            title = " ".join(ad.body.split()[:_TITLE_WORDS])
            photos = ",".join(shown.name for shown in ad.pictures)
            rows.writerow((ad.source_id, ad.site, title, ad.body, ad.contact_cell, photos))
    return path


def write_pictures(ads: Sequence[MixedAd], folder: Path) -> int:
    """Draw and edit every picture that the ads show; returns how many files were written."""
    from indexing.benchmark.drawn import drawn
    from indexing.benchmark.transforms import TRANSFORMS

    folder.mkdir(parents=True, exist_ok=True)
    wanted: dict[int, set[Shown]] = {}
    for ad in ads:
        for shown in ad.pictures:
            wanted.setdefault(shown.drawing, set()).add(shown)
    for drawing, files in wanted.items():
        plain = drawn(drawing, WIDTH, HEIGHT)
        for shown in sorted(files, key=lambda one: one.name):
            image = plain
            if shown.edit:
                image = TRANSFORMS[shown.edit](plain, random.Random(shown.name), ())
            image.save(folder / shown.name, quality=88)
    return sum(len(files) for files in wanted.values())
