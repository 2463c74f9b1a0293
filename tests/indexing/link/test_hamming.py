# SPDX-License-Identifier: GPL-3.0-or-later
"""The fast search against the slow truth: spread rows, crowded rows, equal rows, new rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexing.link import hamming
from indexing.link.hamming import HASH_BYTES, Places, brute_force, distances, pairs_within, within

if TYPE_CHECKING:
    from numpy.typing import NDArray

RADII = [0, 31, 40, 64, 110]


def listed(batches: Iterable[Places]) -> list[tuple[int, int]]:
    return [pair for one, other in batches for pair in zip(one.tolist(), other.tolist())]  # noqa: B905


def spread(seed: int, rows: int) -> NDArray[np.uint8]:
    """Random rows, two in five of them copies with 0 to 90 bits changed."""
    chance = np.random.default_rng(seed)
    made = chance.integers(0, 256, (rows, HASH_BYTES), dtype=np.uint8)
    for row in range(rows * 3 // 5, rows):
        changed = chance.choice(256, int(chance.integers(0, 91)), replace=False)
        made[row] = made[chance.integers(0, row)] ^ np.packbits(np.isin(np.arange(256), changed))
    return made


def crowded(seed: int, rows: int) -> NDArray[np.uint8]:
    """Few different rows, each many times with a bit or two changed: full buckets."""
    chance = np.random.default_rng(seed)
    made = chance.integers(0, 256, (8, HASH_BYTES), dtype=np.uint8)[chance.integers(0, 8, rows)]
    for row in range(0, rows, 3):
        made[row, chance.integers(0, HASH_BYTES)] ^= np.uint8(1 << chance.integers(0, 8))
    return made


@pytest.fixture(params=["as it chooses", "scan", "join"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each way of searching, whatever the size would choose."""
    if request.param != "as it chooses":
        joins = request.param == "join"
        monkeypatch.setattr(hamming, "_joining_pays", lambda *a, **_: joins and a[2] < 48)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("radius", RADII)
@pytest.mark.parametrize("make", [spread, crowded])
def test_queries_find_what_comparing_everything_finds(make: object, radius: int) -> None:
    stored = make(radius, 700)  # type: ignore[operator]
    queries = np.concatenate([stored[::7], make(radius + 1, 50)])  # type: ignore[operator]
    found = listed(within(queries, stored, radius))
    assert sorted(found) == sorted(listed(brute_force(queries, stored, radius)))


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("radius", RADII)
@pytest.mark.parametrize("make", [spread, crowded])
def test_each_pair_comes_once_and_in_order(make: object, radius: int) -> None:
    rows = make(radius, 500)  # type: ignore[operator]
    truth = [pair for pair in listed(brute_force(rows, rows, radius)) if pair[0] < pair[1]]
    assert truth
    assert sorted(listed(pairs_within(rows, radius))) == sorted(truth)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("radius", [31, 64])
def test_new_rows_give_the_pairs_that_hold_a_new_one(radius: int) -> None:
    rows = spread(5, 400)
    new = np.random.default_rng(1).random(400) < 0.2
    every = listed(pairs_within(rows, radius))
    expected = [pair for pair in every if new[pair[0]] or new[pair[1]]]
    assert 0 < len(expected) < len(every)
    assert sorted(listed(pairs_within(rows, radius, new))) == sorted(expected)


def test_results_larger_than_one_batch_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hamming, "_ROOM", 2048)
    three = np.random.default_rng(2).integers(0, 256, (3, HASH_BYTES), dtype=np.uint8)
    rows = np.repeat(three, 300, axis=0)
    words = rows.view(np.uint64)
    assert len(listed(pairs_within(rows, 10))) == 3 * 300 * 299 // 2
    assert len(listed(hamming._join(words, words, 10, same=True))) == 3 * 300 * 299 // 2
    assert len(listed(hamming._join(words, words, 10, same=False))) == 3 * 300 * 300


def test_many_rows_are_joined_and_equal_ones_are_not() -> None:
    chance = np.random.default_rng(0)
    rows = chance.integers(0, 1 << 63, (30_000, 4), dtype=np.uint64)
    assert hamming._joining_pays(rows, rows, 31, same=True)
    assert not hamming._joining_pays(rows, rows, 64, same=True)
    assert not hamming._joining_pays(rows[:20], rows, 31, same=False)
    equal = np.repeat(rows[:1], 30_000, axis=0)
    assert not hamming._joining_pays(equal, equal, 31, same=True)


@pytest.mark.slow
@pytest.mark.parametrize("radius", [31, 40, 64])
@pytest.mark.parametrize("make", [spread, crowded])
def test_five_thousand_rows(make: object, radius: int) -> None:
    rows = make(9, 5000)  # type: ignore[operator]
    truth = {pair for pair in listed(brute_force(rows, rows, radius)) if pair[0] < pair[1]}
    found = listed(pairs_within(rows, radius))
    assert len(found) == len(truth)
    assert set(found) == truth


def test_nothing_to_compare() -> None:
    none = np.zeros((0, HASH_BYTES), dtype=np.uint8)
    one = np.zeros((1, HASH_BYTES), dtype=np.uint8)
    assert listed(within(none, one, 31)) == listed(within(one, none, 31)) == []
    assert listed(pairs_within(one, 31)) == listed(pairs_within(none, 31)) == []


def test_distance_counts_bits() -> None:
    one = np.zeros((1, HASH_BYTES), dtype=np.uint8)
    other = np.frombuffer(((1 << 41) - 1).to_bytes(HASH_BYTES), dtype=np.uint8)
    assert distances(one, other[None]).tolist() == [41]
