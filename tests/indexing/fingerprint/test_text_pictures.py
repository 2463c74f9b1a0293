# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of text are told from photos, and no photo is taken for text."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from PIL import Image

from indexing import images
from indexing.benchmark.drawn import drawn
from indexing.benchmark.drawn_text import TEXT_KINDS
from indexing.benchmark.transforms import TRANSFORMS
from indexing.fingerprint.image_hash import fingerprint
from indexing.fingerprint.text_pictures import mostly_text
from indexing.records import ImageStatus
from tests.indexing.sandbox.drawings import packed


@pytest.mark.parametrize("quality", [15, 80])
@pytest.mark.parametrize("kind", sorted(TEXT_KINDS))
def test_pictures_of_text_are_told_so(kind: str, quality: int) -> None:
    for seed in range(4):
        data = packed(TEXT_KINDS[kind](seed), quality=quality)
        made = fingerprint(images.decode(data).decoded(), "")
        assert made.status is ImageStatus.TEXT
        assert made.parts == ()


@pytest.mark.parametrize(
    "name", ["jpeg10", "screenshot", "screendark", "bigtext", "banner", "gamma05", "letterbox"]
)
def test_no_changed_photo_is_taken_for_text(name: str) -> None:
    for seed in range(3):
        changed = TRANSFORMS[name](drawn(seed), Random(seed), ())
        made = fingerprint(images.decode(packed(changed)).decoded(), "")
        assert made.status is ImageStatus.OK


def test_a_small_picture_on_a_white_page_is_no_text() -> None:
    page = Image.new("L", (500, 500), 255)
    page.paste(drawn(5, 190, 190).convert("L"), (150, 150))
    assert not mostly_text(np.asarray(page))


@pytest.mark.parametrize("shape", [(1, 1), (3, 400), (40, 20)])
def test_tiny_and_blank_pictures_are_no_text(shape: tuple[int, int]) -> None:
    assert not mostly_text(np.full(shape, 255, np.uint8))
    assert not mostly_text(np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8))
