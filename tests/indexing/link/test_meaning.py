# SPDX-License-Identifier: GPL-3.0-or-later
"""Related meaning: the fast index agrees with brute force, and a raw cosine never gets out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.fingerprint import text_embedding
from indexing.link import meaning
from indexing.options import LinkOptions
from indexing.records import ReasonKind


def cone(count: int, languages: list[str], seed: int = 3) -> np.ndarray:
    """Unit vectors in a narrow cone whose place differs by language, as the encoder's do."""
    rng = np.random.default_rng(seed)
    base = rng.normal(size=32)
    shift = {language: rng.normal(size=32) * 0.4 for language in sorted(set(languages))}
    topics = rng.normal(size=(count // 4, 32)) * 0.3
    rows = [base + shift[languages[n]] + topics[n % len(topics)] for n in range(count)]
    found = np.array(rows) + rng.normal(size=(count, 32)) * 0.1
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


def brute_force(vectors: np.ndarray, languages: list[str]) -> dict[tuple[int, int], float]:
    placed = meaning.centre(vectors, languages)
    scores = placed @ placed.T
    np.fill_diagonal(scores, -2)
    near = {}
    for row in range(len(scores)):
        for column in np.argsort(-scores[row], kind="stable")[: LinkOptions().meaning_neighbours]:
            if scores[row, column] >= LinkOptions().meaning:
                near[min(row, int(column)), max(row, int(column))] = float(scores[row, column])
    return near


def test_agrees_with_brute_force() -> None:
    languages = [("en", "fr", "uk", "ar")[n % 4] for n in range(2000)]
    vectors = cone(2000, languages)
    expected = brute_force(vectors, languages)
    found = {
        (a, b): reason.score
        for a, b, reason in meaning.meaning_pairs(vectors, languages, LinkOptions())
    }
    assert len(expected) > 1000
    assert set(found) == set(expected)
    assert all(abs(found[pair] - expected[pair]) < 0.002 for pair in expected)


def test_a_reason_suggests_and_never_joins() -> None:
    languages = ["en", "fr"] * 40
    pairs = list(meaning.meaning_pairs(cone(80, languages), languages, LinkOptions()))
    assert pairs
    assert len({(a, b) for a, b, _ in pairs}) == len(pairs)
    for a, b, reason in pairs:
        assert a < b
        assert reason.kind is ReasonKind.MEANING
        assert not reason.joins
        assert reason.score >= reason.threshold == LinkOptions().meaning
        assert reason.score == round(reason.score, 3)
        assert reason.detail == {"languages": [languages[a], languages[b]]}


def test_same_vectors_many_times_over_are_not_paired_with_themselves() -> None:
    vectors = np.vstack([np.repeat(cone(4, ["en"] * 4)[:1], 20, axis=0), cone(40, ["en"] * 40)])
    pairs = list(meaning.meaning_pairs(vectors, ["en"] * 60, LinkOptions()))
    assert all(a < b for a, b, _ in pairs)


def test_a_language_of_few_texts_shares_the_common_mean() -> None:
    few = ["en"] * 30 + ["ro"] * 5 + ["?"] * 30
    vectors = cone(65, few)
    placed = meaning.centre(vectors, few)
    common = vectors - vectors.mean(axis=0)
    common /= np.linalg.norm(common, axis=1, keepdims=True)
    np.testing.assert_allclose(placed[30:], common[30:], atol=1e-5)
    own = vectors[:30] - vectors[:30].mean(axis=0)
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    np.testing.assert_allclose(placed[:30], own, atol=1e-5)


@given(st.lists(st.sampled_from(["en", "fr", "?"]), max_size=40), st.integers(0, 9))
def test_centring_gives_unit_or_zero_vectors(languages: list[str], seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(len(languages), 8)).astype(np.float32)
    length = np.linalg.norm(meaning.centre(vectors, languages), axis=1)
    assert np.all((np.abs(length - 1) < 1e-4) | (length == 0))


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_texts_give_no_pair(count: int) -> None:
    vectors = np.ones((count, 8), np.float32)
    assert list(meaning.meaning_pairs(vectors, ["en"] * count, LinkOptions())) == []


def test_each_vector_needs_its_language() -> None:
    with pytest.raises(ValueError, match="2 vectors"):
        meaning.centre(np.ones((2, 8), np.float32), ["en"])


def test_vectors_are_stamped_with_this_centring() -> None:
    assert text_embedding.CENTRING == meaning.CENTRING


def test_shipped_means_lead_until_the_case_has_texts_of_its_own() -> None:
    rng = np.random.default_rng(2)
    shipped = {"en": rng.normal(size=16).astype(np.float32), "fr": np.ones(16, np.float32)}
    away = rng.normal(size=16) * 2
    few = (shipped["en"] + rng.normal(size=(4, 16)) * 0.1).astype(np.float32)
    apart = few - shipped["en"]
    apart /= np.linalg.norm(apart, axis=1, keepdims=True)
    assert (meaning.centre(few, ["en"] * 4, shipped) * apart).sum(axis=1).min() > 0.6
    many = (shipped["en"] + away + rng.normal(size=(5000, 16))).astype(np.float32)
    own = many - many.mean(axis=0)
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    assert (meaning.centre(many, ["en"] * 5000, shipped) * own).sum(axis=1).min() > 0.99


def test_a_language_without_a_shipped_mean_starts_from_all_of_them() -> None:
    shipped = {"en": np.zeros(8, np.float32), "fr": np.full(8, 2, np.float32)}
    lone = np.array([[1, 1, 1, 1, 1, 1, 1, 2]], np.float32)
    for language in ("nl", "?"):
        placed = meaning.centre(lone, [language], shipped)
        np.testing.assert_allclose(placed, [[0, 0, 0, 0, 0, 0, 0, 1]], atol=1e-6)


def test_new_texts_alone_are_held_against_all() -> None:
    languages = ["en", "fr"] * 40
    vectors = cone(80, languages)
    whole = {(a, b) for a, b, _ in meaning.meaning_pairs(vectors, languages, LinkOptions())}
    new = frozenset({3, 40})
    part = {(a, b) for a, b, _ in meaning.meaning_pairs(vectors, languages, LinkOptions(), new=new)}
    assert part
    assert part <= whole
    assert all(set(pair) & new for pair in part)


def test_a_large_case_is_searched_through_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    languages = ["en"] * 3000
    vectors = cone(3000, languages)
    exact = {(a, b) for a, b, _ in meaning.meaning_pairs(vectors, languages, LinkOptions())}
    monkeypatch.setattr(meaning, "_FLAT", 1000)
    found = {
        (a, b): reason.score
        for a, b, reason in meaning.meaning_pairs(
            vectors.astype(np.float16), languages, LinkOptions()
        )
    }
    assert len(exact & set(found)) > 0.5 * len(exact)
    assert all(score >= LinkOptions().meaning for score in found.values())


def test_a_few_new_texts_of_a_large_case_are_searched_exactly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    languages = ["en"] * 1500
    vectors, new = cone(1500, languages), frozenset(range(0, 1500, 3))
    exact = list(meaning.meaning_pairs(vectors, languages, LinkOptions(), new=new))
    monkeypatch.setattr(meaning, "_FLAT", 1000)
    assert list(meaning.meaning_pairs(vectors, languages, LinkOptions(), new=new)) == exact
    assert exact
