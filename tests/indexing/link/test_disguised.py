# SPDX-License-Identifier: GPL-3.0-or-later
"""Disguised texts: led to their group by what they still share, joined by two signs only."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from indexing.benchmark.texts import generate
from indexing.fingerprint.text_signature import signatures
from indexing.link.disguised import (
    REPRESENTATIVES,
    Candidates,
    GroupedTexts,
    Near,
    Pair,
    candidates,
    differences_alike,
    disguised_pairs,
    nearest_pairs,
    representatives,
    what_differs,
)
from indexing.options import LinkOptions
from indexing.pipeline.text_links import group_texts

WORDS = [
    "lamp", "chair", "garden", "table", "window", "bread", "river", "piano", "bicycle", "lesson",
    "harvest", "station", "basket", "orchard", "carpet", "engine", "kitchen", "blanket", "copper",
    "ladder", "mirror", "pencil", "bottle", "hammer", "pillow", "curtain", "saddle", "barrel",
    "candle", "ribbon", "wagon", "violin", "stable", "bucket", "meadow", "cellar", "market",
    "bridge",
]  # fmt: skip
OPTIONS = LinkOptions()


def advert(number: int) -> str:
    return " ".join(random.Random(number).choices(WORDS, k=40))


def disguised(text: str, share: float) -> str:
    """Some words written as nobody else writes them."""
    chance = random.Random(text)
    return " ".join(w[::-1] + w if chance.random() < share else w for w in text.split())


def grouped(texts: list[str], groups: list[int]) -> GroupedTexts:
    signed = signatures([("", text, ()) for text in texts])
    starts = np.concatenate([[0], np.cumsum([len(one.shingles) for one in signed])])
    return GroupedTexts(
        hashes=np.concatenate([one.shingles for one in signed]),
        starts=starts.astype(np.int64),
        letters=np.array([one.count for one in signed]),
        groups=np.array(groups),
    )


@pytest.fixture(scope="module")
def texts() -> GroupedTexts:
    """Thirty advertisers; the last text is the fourth's, with a third of its words disguised."""
    plain = [advert(n) for n in range(30)]
    return grouped([*plain, disguised(plain[3], 0.35)], list(range(31)))


def found_pairs(found: Candidates) -> set[tuple[int, int]]:
    return {(int(a), int(b)) for a, b in found.pairs}


def near(texts: GroupedTexts, cosine: float) -> dict[int, np.ndarray]:
    """Vectors of which every two have this cosine."""
    count = len(texts.letters)
    away = np.eye(count, dtype=np.float32) * np.sqrt(1 - cosine)
    vectors = np.hstack([np.full((count, 1), np.sqrt(cosine), np.float32), away])
    return dict(enumerate(vectors))


def test_a_suspect_is_led_to_the_text_it_copies(texts: GroupedTexts) -> None:
    found = candidates(texts, OPTIONS)
    assert (30, 3) in found_pairs(found)
    best = found.shared[found_pairs_rows(found, 30, 3)]
    assert best > 0.8
    others = [shared for (a, b), shared in zip(found.pairs, found.shared, strict=True)
              if {int(a), int(b)} != {30, 3}]  # fmt: skip
    assert all(shared < 0.7 for shared in others)


def found_pairs_rows(found: Candidates, a: int, b: int) -> int:
    return next(n for n, pair in enumerate(found.pairs.tolist()) if pair == [a, b])


def told(
    texts: GroupedTexts,
    found: Candidates,
    vectors: dict[int, np.ndarray],
    alike: float = 1.0,
) -> list[Pair]:
    pairs = nearest_pairs(found, vectors, OPTIONS)
    return list(disguised_pairs(texts, pairs, [alike] * len(pairs), OPTIONS))


def test_two_signs_join_and_one_does_not(texts: GroupedTexts) -> None:
    found = candidates(texts, OPTIONS)
    pairs = {(a, b): reason for a, b, reason in told(texts, found, near(texts, 0.8))}
    assert pairs[3, 30].joins
    assert pairs[3, 30].detail["method"] == "retsim"
    assert pairs[3, 30].detail["cosine"] == pairs[3, 30].score == 0.8
    assert pairs[3, 30].threshold == OPTIONS.disguised
    assert told(texts, found, near(texts, 0.6)) == []


def test_texts_with_sentences_of_their_own_do_not_join(texts: GroupedTexts) -> None:
    found = candidates(texts, OPTIONS)
    unlike = told(texts, found, near(texts, 0.8), OPTIONS.disguised_rest - 0.01)
    assert unlike
    assert not any(reason.joins for *_, reason in unlike)
    assert unlike[0][2].detail["differences"] == 0.65


def test_what_differs_is_the_other_spelling_or_the_other_sentence() -> None:
    first = "bring the old lamp to the quiet garden door"
    assert what_differs(first, "bring the o1d lqmp to the quiet gqrden door") == (
        "old lamp garden",
        "o1d lqmp gqrden",
    )
    assert what_differs(first, first) == ("", "")
    assert what_differs("", "a b") == ("", "a b")


def test_little_difference_is_no_difference() -> None:
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> np.ndarray:
        asked.extend(texts)
        return np.eye(len(texts), 8, dtype=np.float32)

    long = [f"{word}s and {word}" for word in WORDS[:8]]
    pairs = [("a b c", "a d c"), (" ".join(long[:4]), " ".join(long[4:]))]
    assert differences_alike(pairs, encode) == [1.0, 0.0]
    assert len(asked) == 2
    assert differences_alike([], encode) == []


def test_the_texts_to_encode_are_those_of_the_candidates(texts: GroupedTexts) -> None:
    found = candidates(texts, OPTIONS)
    assert {3, 30} <= set(found.texts()) <= set(range(31))


def test_a_text_that_is_like_its_case_is_no_suspect() -> None:
    plain = [advert(n) for n in range(10)]
    twice = grouped([*plain, *(text + " lamp" for text in plain)], list(range(20)))
    assert not len(candidates(twice, replace(OPTIONS, disguised_novelty=0.3)).pairs)


def test_texts_of_one_group_are_not_paired(texts: GroupedTexts) -> None:
    joined = replace_groups(texts, np.where(np.arange(31) == 30, 3, texts.groups))
    assert (30, 3) not in found_pairs(candidates(joined, OPTIONS))


def replace_groups(texts: GroupedTexts, groups: np.ndarray) -> GroupedTexts:
    return GroupedTexts(texts.hashes, texts.starts, texts.letters, groups)


def test_a_large_group_moves_only_on_two_words() -> None:
    plain = [advert(n) for n in range(30)]
    odd = [disguised(plain[3], 0.35) + " " + WORDS[n] for n in range(3)]
    texts = grouped([*plain, *odd], [*range(30), 30, 30, 30])
    one_row = Candidates(np.array([[30, 3]]), np.array([0.9]))
    two_rows = Candidates(np.array([[30, 3], [31, 3]]), np.array([0.9, 0.9]))
    vectors = near(texts, 0.8)
    assert [r.joins for *_, r in told(texts, one_row, vectors)] == [False]
    assert all(r.joins for *_, r in told(texts, two_rows, vectors))


@pytest.mark.parametrize(("shared", "lone", "beside"), [(0.43, False, True), (0.45, True, True)])
def test_two_lone_texts_need_more_than_a_text_and_a_group(
    texts: GroupedTexts, shared: float, lone: bool, beside: bool
) -> None:
    said = [Near(30, 3, 0.8, shared)]
    two = replace_groups(texts, np.where(texts.groups == 4, 3, texts.groups))
    assert [r.joins for *_, r in disguised_pairs(texts, said, [1.0], OPTIONS)] == [lone]
    assert [r.joins for *_, r in disguised_pairs(two, said, [1.0], OPTIONS)] == [beside]


def test_near_vectors_of_texts_that_share_little_say_nothing() -> None:
    vectors = dict(enumerate(np.ones((2, 1), np.float32)))
    for shared, told_of in ((0.17, 0), (0.19, 1)):
        row = Candidates(np.array([[0, 1]]), np.array([shared]))
        assert len(nearest_pairs(row, vectors, OPTIONS)) == told_of


def test_each_suspect_speaks_for_one_group_only(texts: GroupedTexts) -> None:
    rows = Candidates(np.array([[30, 3], [30, 7]]), np.array([0.9, 0.6]))
    pairs = told(texts, rows, near(texts, 0.8))
    assert [(a, b) for a, b, _ in pairs] == [(3, 30)]


def test_new_texts_alone_are_asked_about(texts: GroupedTexts) -> None:
    whole = found_pairs(candidates(texts, OPTIONS))
    assert (30, 3) in found_pairs(candidates(texts, OPTIONS, new=frozenset({30})))
    assert (30, 3) in found_pairs(candidates(texts, OPTIONS, new=frozenset({3})))
    rest = found_pairs(candidates(texts, OPTIONS, new=frozenset({11})))
    assert rest <= whole
    assert all(11 in pair for pair in rest)


def test_texts_of_very_different_length_are_not_paired() -> None:
    plain = [advert(n) for n in range(30)]
    texts = grouped([*plain, " ".join(disguised(plain[3], 0.35).split()[:12])], list(range(31)))
    assert (30, 3) not in found_pairs(candidates(texts, OPTIONS))


def test_representatives_are_three_of_a_group_and_long_enough() -> None:
    texts = grouped([*(advert(n) for n in range(9)), "lamp chair"], [5] * 8 + [2, 7])
    chosen = representatives(texts, OPTIONS).tolist()
    assert chosen == [0, 3, 7, 8]
    assert sum(int(texts.groups[n]) == 5 for n in chosen) == REPRESENTATIVES


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_texts_give_nothing(count: int) -> None:
    texts = (
        grouped([advert(1)], [0])
        if count
        else GroupedTexts(
            np.zeros(0, np.uint32),
            np.zeros(1, np.int64),
            np.zeros(0, np.int64),
            np.zeros(0, np.int64),
        )
    )
    found = candidates(texts, OPTIONS)
    assert found.texts() == []
    assert told(texts, found, {}) == []


def test_empty_texts_and_identical_ones_are_harmless() -> None:
    texts = grouped(["", "?!", *[advert(1)] * 5], list(range(7)))
    found = candidates(texts, OPTIONS)
    assert all(0 <= share <= 1 for share in found.shared)


def slow_candidates(texts: GroupedTexts, options: LinkOptions) -> dict[int, tuple[float, int]]:
    """Of each suspect the text that holds most of what it shares, by comparing all with all."""
    bounds = zip(texts.starts[:-1], texts.starts[1:], strict=True)
    held = [set(texts.hashes[begin:end].tolist()) for begin, end in bounds]
    holders: dict[int, set[int]] = {}
    for text, shingles in enumerate(held):
        for one in shingles:
            holders.setdefault(one, set()).add(int(texts.groups[text]))
    total = len(set(texts.groups.tolist()))
    weight = {h: np.sqrt(np.log1p(total / len(g))) for h, g in holders.items() if len(g) > 1}
    chosen = representatives(texts, options).tolist()
    best: dict[int, tuple[float, int]] = {}
    for a in chosen:
        common = held[a] & set(weight)
        if 1 - len(common) / len(held[a]) < options.disguised_novelty:
            continue
        whole = sum(weight[h] for h in common)
        for b in chosen:
            sizes = sorted((int(texts.letters[a]), int(texts.letters[b])))
            if texts.groups[a] != texts.groups[b] and 2 * sizes[0] >= sizes[1]:
                shared = sum(weight[h] for h in common & held[b]) / whole
                best[a] = max(best.get(a, (0.0, 0)), (shared, -b))
    return {a: (shared, -b) for a, (shared, b) in best.items() if shared >= 0.48}


@pytest.mark.parametrize("mixture", ["disguised", "hard"])
def test_anchors_lead_where_comparing_all_with_all_does(mixture: str) -> None:
    ads = generate(mixture, 500, 7)
    texts = grouped([ad.text for ad in ads], group_texts([ad.text for ad in ads]).tolist())
    found = candidates(texts, OPTIONS)
    shared = dict(zip(map(tuple, found.pairs.tolist()), found.shared.tolist(), strict=True))
    truth = slow_candidates(texts, OPTIONS)
    assert len(truth) >= 5
    led = {(a, int(texts.groups[b])) for a, b in shared}
    assert np.mean([(a, int(texts.groups[b])) in led for a, (_, b) in truth.items()]) >= 0.97
    for a, (value, b) in truth.items():
        if (a, b) in shared:
            assert abs(shared[a, b] - value) < 0.06  # shingles may meet in one slot
