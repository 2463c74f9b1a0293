# SPDX-License-Identifier: GPL-3.0-or-later
"""Text signatures: the compiled reading of words is what ``normalise.words`` gives, slowly."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.benchmark.texts import generate
from indexing.fingerprint import text_signature
from indexing.fingerprint.shingle_kernels import hashed_shingles, word_letters
from indexing.fingerprint.text_signature import signature, signatures
from indexing.normalise import fold_text, words

ALPHABET = "ab é1 04@$€£.,_*-дя ж٣漢字ßñ\n!o i'"


def read(texts: list[str]) -> tuple[list[str], list[list[int]]]:
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(one) for one in texts], out=starts[1:])
    points = text_signature._points("".join(texts))
    table, leet = text_signature._letters_for(points), text_signature._leet()
    kept, places, counts = word_letters(points, starts, starts[:-1].copy(), table, leet)
    pairs = zip(places[:-1].tolist(), places[1:].tolist(), strict=True)
    return ["".join(map(chr, kept[a:b].tolist())) for a, b in pairs], counts.tolist()


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.text(alphabet=ALPHABET, max_size=40), max_size=6))
def test_words_are_read_as_the_slow_way_reads_them(raw: list[str]) -> None:
    folded = [fold_text(one) for one in raw]
    found, counts = read(folded)
    assert found == [words(one) for one in folded]
    letters = [len(one.replace(" ", "")) for one in found]
    assert counts == [[number, number] for number in letters]


def test_words_of_disguised_ads_are_read_alike() -> None:
    folded = [fold_text(one.text) for one in generate("disguised", 400, 6)]
    assert read(folded)[0] == [words(one) for one in folded]


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
