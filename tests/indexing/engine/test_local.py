# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import os

import pytest

from indexing.engine.local import LocalEngine


def double(batch: list[int]) -> list[int]:
    return [2 * item for item in batch]


def die_elsewhere(parent: int) -> int:
    if os.getpid() != parent:
        os._exit(1)
    return parent


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order(workers: int) -> None:
    batches = [[i, i + 1] for i in range(9)]
    assert list(LocalEngine(workers).map(double, batches)) == [double(b) for b in batches]


def test_no_batches() -> None:
    assert list(LocalEngine(2).map(double, [])) == []


def test_a_lost_process_loses_no_batch() -> None:
    mine = os.getpid()
    assert list(LocalEngine(2).map(die_elsewhere, [mine] * 6)) == [mine] * 6
