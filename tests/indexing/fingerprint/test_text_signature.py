# SPDX-License-Identifier: GPL-3.0-or-later
"""Text signatures: the compiled reading of words is what ``normalise.words`` gives, slowly."""

from __future__ import annotations

import hashlib
from itertools import groupby, pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexing.benchmark.texts import generate
from indexing.fingerprint import text_signature
from indexing.fingerprint.shingle_kernels import hashed_shingles, word_letters
from indexing.fingerprint.text_signature import signature, signatures
from indexing.normalise import fold_text, words

ALPHABET = "ab é1 04@$€£.,_*-дя ж٣漢字ßñ\n!o i'"


def read(texts: list[str]) -> tuple[list[str], list[list[int]]]:
    points, starts = text_signature._points(texts)
    table, leet = text_signature._letters_for(points), text_signature._leet()
    spans = (starts[:-1], starts[:-1], starts[1:])
    kept, places, counts = word_letters(points, spans, table, leet)
    pairs = zip(places[:-1].tolist(), places[1:].tolist(), strict=True)
    return ["".join(map(chr, kept[a:b].tolist())) for a, b in pairs], counts.tolist()


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.text(alphabet=ALPHABET, max_size=40), max_size=6))
def test_words_are_read_as_the_slow_way_reads_them(raw: list[str]) -> None:
    folded = [fold_text(one) for one in raw]
    found, counts = read(folded)
    assert found == [words(one) for one in folded]
    signs = [sum("\u3400" <= c <= "\u9fff" for c in one) for one in found]
    letters = [len(one.replace(" ", "")) + two for one, two in zip(found, signs, strict=True)]
    assert counts == [[number, number] for number in letters]


def test_words_of_disguised_ads_are_read_alike() -> None:
    folded = [fold_text(one.text) for one in generate("disguised", 400, 6)]
    assert read(folded)[0] == [words(one) for one in folded]


def folded_in_one(texts: list[tuple[str, str]]) -> list[str]:
    raw = [f"{title}\n{body}" for title, body in texts]
    points, begins, _bodies, ends = text_signature._folded(raw, [len(one) for one, _ in texts])
    spans = zip(begins.tolist(), ends.tolist(), strict=True)
    return [text_signature._characters(points[a:b]) for a, b in spans]


def folded_slowly(title: str, body: str) -> str:
    first, second = fold_text(title), fold_text(body)
    return second if second.startswith(first) else f"{first}\n{second}"


MIXED = ALPHABET + "аеосхαοιІṁéßﬁ½ＡＢ①🔟\u200b\u0301\u0000\u3000\ud800ñกำकिحً"


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(MIXED, max_size=12), st.text(MIXED, max_size=40)), max_size=6))
def test_many_are_folded_at_once_as_one_by_one(texts: list[tuple[str, str]]) -> None:
    texts += [(title, title + body) for title, body in texts]
    assert folded_in_one(texts) == [folded_slowly(*one) for one in texts]


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=200))
def test_any_characters_are_folded_alike(title: str, body: str) -> None:
    assert folded_in_one([(title, body)]) == [folded_slowly(title, body)]


@settings(deadline=None)
@given(st.text(MIXED + " \u2028\u0085\u00a0", max_size=60))
def test_exact_signatures_hash_the_folded_text_without_spaces(body: str) -> None:
    written = "".join(fold_text(body).split()).encode("utf-8", "replace")
    assert signature("", body).exact == hashlib.blake2b(written, digest_size=16).digest()


@settings(deadline=None)
@given(st.lists(st.text("abcdefghij ", max_size=300), max_size=4))
def test_shingles_are_those_of_a_sort_by_comparison(texts: list[str]) -> None:
    points, starts = text_signature._points(texts)
    hashes, places = hashed_shingles(points, starts, 5)
    for number, (a, b) in enumerate(pairwise(places.tolist())):
        grams = {text_signature._characters(kept) for kept in windows(texts[number])}
        assert hashes[a:b].tolist() == sorted(set(hashes[a:b].tolist()))
        assert b - a == len(grams)


def windows(text: str) -> list[NDArray[np.uint32]]:
    """The 5-grams of a text in which no character is said twice."""
    said_once = "".join(one for one, _run in groupby(text))
    points = text_signature._points([said_once])[0]
    return [points[at : at + 5] for at in range(len(points) - 4)]


def test_many_at_once_are_signed_as_one_by_one() -> None:
    ads = [(f"Title {n}", one.text, ()) for n, one in enumerate(generate("hard", 40, 8))]
    ads += [("", "", ()), ("only a title", "", ()), ("", "\ud800 lone", ())]
    for whole, (title, body, other) in zip(signatures(ads), ads, strict=True):
        alone = signature(title, body, other)
        assert (whole.exact, whole.count, whole.in_body) == (
            alone.exact,
            alone.count,
            alone.in_body,
        )
        assert np.array_equal(whole.shingles, alone.shingles)


def test_a_title_counts_apart_from_the_body() -> None:
    one = signature("Wooden chair", "to give away")
    assert (one.count, one.in_body) == (21, 10)
    assert signature("To give", "to give away").count == 10


def test_shingles_are_sorted_and_unique() -> None:
    points = np.frombuffer("abcdeabcdefg".encode("utf-32-le"), np.uint32)
    hashes, starts = hashed_shingles(points, np.array([0, 12], np.int64), 5)
    assert starts.tolist() == [0, len(hashes)]
    assert len(hashes) == 7
    assert np.all(np.diff(hashes.astype(np.int64)) > 0)


def test_a_category_is_no_text_where_there_is_no_body() -> None:
    category = "Category: management and administration of companies, full time, all regions"
    bare = signature("Managing director", "")
    assert signature("Managing director", "", (category,)).exact == bare.exact
    assert signature("Managing director", "", (category,)).in_body == 0
    told = signature("Managing director", "", (category, category.replace("all", "some") * 2))
    assert told.exact != bare.exact
    assert told.in_body > 100
