# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import random

import numpy as np

from indexing.fingerprint.text_signature import TextSignature, signature
from indexing.link.near_text import near_text_pairs, near_text_pairs_slowly, same_text_pairs
from indexing.options import LinkOptions

WORDS = [
    "maison",
    "jardin",
    "table",
    "chaise",
    "garage",
    "cuisine",
    "fenêtre",
    "lampe",
    "tapis",
    "armoire",
    "велосипед",
    "стол",
    "окно",
    "كرسي",
    "طاولة",
    "نافذة",
    "window",
    "bicycle",
    "ladder",
    "hammer",
    "paint",
    "roller",
    "bucket",
    "shelf",
    "drawer",
    "mattress",
    "mirror",
    "carpet",
    "kettle",
    "toaster",
    "freezer",
    "sofa",
    "cushion",
    "curtain",
    "wardrobe",
    "cupboard",
    "stove",
    "heater",
]
OPTIONS = LinkOptions()


def texts(seed: int, templates: int, copies: int) -> list[str]:
    chooser = random.Random(seed)
    result = []
    for _ in range(templates):
        words = [chooser.choice(WORDS) + chooser.choice("abcdefgh") for _ in range(30)]
        for _ in range(copies):
            changed = words.copy()
            for _ in range(4):
                changed[chooser.randrange(30)] = chooser.choice(WORDS)
            result.append(" ".join(changed) + f" {chooser.randrange(10**6)}")
    return result


def signatures(bodies: list[str]) -> list[TextSignature]:
    return [signature("", body) for body in bodies]


def linked(bodies: list[str]) -> dict[tuple[int, int], float]:
    found = signatures(bodies)
    pairs = near_text_pairs([s.shingles for s in found], [s.count for s in found], OPTIONS)
    return {(a, b): reason.score for a, b, reason in pairs}


def test_agrees_with_brute_force() -> None:
    found = signatures(texts(1, 60, 3))
    shingles, counts = [s.shingles for s in found], [s.count for s in found]
    truth = {(a, b): r.score for a, b, r in near_text_pairs_slowly(shingles, counts, OPTIONS)}
    fast = {(a, b): r.score for a, b, r in near_text_pairs(shingles, counts, OPTIONS)}
    assert set(fast.items()) <= set(truth.items())
    assert len(fast) >= 0.97 * len(truth) > 100


def test_copies_are_linked_and_strangers_are_not() -> None:
    pairs = linked(texts(2, 40, 2))
    assert {(2 * i, 2 * i + 1) for i in range(40)} <= set(pairs)
    assert all(a // 2 == b // 2 for a, b in pairs)


def test_little_text_joins_nothing() -> None:
    assert linked(["short ad", "short ad!"]) == {}


def test_empty_and_single() -> None:
    assert linked([]) == {}
    assert linked(["maison jardin table"]) == {}
    assert linked(["", "", "😀😀😀"]) == {}


def test_a_thousand_copies_cost_no_million_pairs() -> None:
    pairs = linked(texts(3, 1, 1000))
    assert 999 <= len(pairs) < 60_000


def test_signature_survives_storage() -> None:
    one = signature("Titre", "Chaise à vendre, 25 €, كرسي خشبي")
    again = TextSignature.from_bytes(one.to_bytes())
    assert (again.exact, again.count, again.in_body) == (one.exact, one.count, one.in_body)
    assert np.array_equal(again.shingles, one.shingles)


def test_disguise_and_spacing_do_not_change_the_exact_signature() -> None:
    assert (
        signature("", "Wooden  chair, 25 EUR").exact == signature("", "WOODEN chair,\n25 EUR").exact
    )
    assert (
        signature("", "Wooden chair, 25 EUR").exact != signature("", "Wooden chair, 26 EUR").exact
    )


def test_same_text_links_every_repeat_to_the_first() -> None:
    pairs = list(same_text_pairs([b"a", b"b", b"a", b"a"], [True] * 4))
    assert [(a, b) for a, b, _ in pairs] == [(0, 2), (0, 3)]
    assert all(reason.joins for *_, reason in pairs)
    assert [r.joins for *_, r in same_text_pairs([b"a", b"a"], [False, False])] == [False]
