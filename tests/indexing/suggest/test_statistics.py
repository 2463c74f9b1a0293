# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts over ads: worked examples, what is not known, windows, quantiles."""

from __future__ import annotations

import doctest
import random
from datetime import date, timedelta

import pytest

from indexing.suggest import statistics
from indexing.suggest.rule_parsing import STATISTICS as LISTED
from indexing.suggest.statistics import STATISTICS, Post, count, quantile

DAY = date(2026, 5, 1)


def test_worked_examples_in_the_docstrings() -> None:
    result = doctest.testmod(statistics)
    assert result.attempted >= len(STATISTICS)
    assert result.failed == 0


def test_the_closed_list_is_one() -> None:
    assert set(LISTED) == set(STATISTICS)


@pytest.mark.parametrize("name", sorted(STATISTICS))
def test_what_is_not_known_counts_nothing(name: str) -> None:
    assert count(name, [Post(1), Post(2)]) is None
    assert count(name, [Post(1), Post(2)], window_days=7) is None
    assert count(name, []) is None


def test_authors_without_case_width_and_spaces() -> None:
    names = ["Ana  Lopez", "ana lopez", "ＡＮＡ Lopez", "Luis", ""]
    assert count("authors", [Post(n, author=name) for n, name in enumerate(names)]).value == 2  # type: ignore[union-attr]


def test_repeats_are_left_out_of_authors_and_volume() -> None:
    posts = [Post(1, author="Ana", day=DAY), Post(2, author="Luis", day=DAY, repeats=True)]
    assert statistics.authors(posts) == 1
    assert statistics.ads_per_day(posts) == 1


def test_a_window_takes_the_fullest_stretch_and_no_undated_ad() -> None:
    posts = [Post(n, site=f"{n}.example", day=DAY + timedelta(days=n)) for n in range(0, 30, 3)]
    posts.append(Post(99, site="undated.example"))
    found = count("sites", posts, window_days=7)
    assert found is not None
    assert found.value == 3  # days 0, 3 and 6
    assert [post.ad for post in found.posts] == [0, 3, 6]
    assert found.days == ("2026-05-01", "2026-05-07")


def test_windows_agree_with_trying_every_stretch() -> None:
    chance = random.Random(4)
    for _round in range(60):
        posts = [
            Post(n, place=chance.choice("abcdef"), day=DAY + timedelta(days=chance.randrange(25)))
            for n in range(chance.randrange(1, 15))
        ]
        window = chance.randrange(1, 12)
        tried = [
            len({p.place for p in posts if start <= p.day < start + timedelta(window)})  # type: ignore[operator]
            for start in (DAY + timedelta(days=n) for n in range(-1, 25))
        ]
        found = count("places", posts, window_days=window)
        assert found is not None
        assert found.value == max(tried)


def test_synchronous_posts_of_one_contact_are_no_occasion() -> None:
    alone = [Post(n, minute=n, advertisers=("a",)) for n in range(30)]
    assert statistics.synchronous_posts(alone) == 0
    undated = [Post(1, advertisers=("a",)), Post(2, advertisers=("b",))]
    assert statistics.synchronous_posts(undated) is None


def test_many_synchronous_occasions() -> None:
    posts = [
        Post(10 * n + k, minute=1_000 * n + k, advertisers=(contact,))
        for n in range(5)
        for k, contact in enumerate("abc")
    ]
    assert statistics.synchronous_posts(posts) == 5


@pytest.mark.parametrize(
    ("values", "share", "cut"),
    [([5], 0.99, 5), ([1] * 99 + [50], 0.99, 1), ([1] * 98 + [50, 60], 0.99, 50), ([3, 1], 0.5, 1)],
)
def test_quantiles_by_nearest_rank(values: list[float], share: float, cut: float) -> None:
    assert quantile(values, share) == cut
