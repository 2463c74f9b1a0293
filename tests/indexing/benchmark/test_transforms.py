# SPDX-License-Identifier: GPL-3.0-or-later
"""The transforms: 51, each changes the picture in its way and by its number only."""

from random import Random

import numpy as np
import pytest
from PIL.Image import Image

from indexing.benchmark.drawn import drawn
from indexing.benchmark.transforms import NEEDS_PARTNERS, TRANSFORMS


@pytest.fixture(scope="module")
def pictures() -> list[Image]:
    return [drawn(seed, 200, 250) for seed in range(4)]


def test_there_are_fifty_one() -> None:
    assert len(TRANSFORMS) == 51
    assert set(NEEDS_PARTNERS) < set(TRANSFORMS)


@pytest.mark.parametrize("name", sorted(TRANSFORMS))
def test_a_transform_is_repeatable_and_gives_another_rgb_picture(
    name: str, pictures: list[Image]
) -> None:
    first, *partners = pictures
    before = first.tobytes()
    made = TRANSFORMS[name](first, Random(3), partners)
    again = TRANSFORMS[name](first, Random(3), partners)
    assert made.mode == "RGB"
    assert made.tobytes() == again.tobytes()
    assert (made.size, made.tobytes()) != (first.size, before)
    assert first.tobytes() == before


def test_shares_are_what_their_names_say(pictures: list[Image]) -> None:
    first = pictures[0]
    assert TRANSFORMS["crop25"](first, Random(1), ()).size == (150, 188)
    for name, share in (("emoji20", 0.20), ("pixel10", 0.10)):
        made = TRANSFORMS[name](first, Random(1), ())
        changed = (np.asarray(made) != np.asarray(first)).any(axis=2).mean()
        assert changed == pytest.approx(share, abs=0.03)
