# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawn pictures: the same for one number, really different for two, rich enough to be hashed."""

import numpy as np
import pdqhash

from indexing.benchmark.drawn import drawn


def test_a_number_gives_the_same_picture_every_time() -> None:
    assert drawn(5, 120, 160).tobytes() == drawn(5, 120, 160).tobytes()
    assert drawn(5, 120, 160).size == (120, 160)


def test_pictures_of_different_numbers_are_unrelated_and_rich() -> None:
    hashed = [pdqhash.compute(np.asarray(drawn(seed, 200, 256))) for seed in range(12)]
    assert all(quality >= 50 for _bits, quality in hashed)
    distances = [
        int((first != second).sum())
        for place, (first, _) in enumerate(hashed)
        for second, _ in hashed[place + 1 :]
    ]
    assert min(distances) > 80
    assert 118 < sum(distances) / len(distances) < 138
