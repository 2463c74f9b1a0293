# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest

from indexing.benchmark.texts import generate
from indexing.cluster.components import Components
from indexing.fingerprint.text_signature import TextSignature, signature
from indexing.link.near_text import Pair, all_pairs, near_texts, reasons, same_text_pairs, settled
from indexing.link.weighed_shingles import Shingles, Weighed
from indexing.options import LinkOptions
from indexing.pipeline.text_links import group_texts

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


def shingled(bodies: list[str]) -> tuple[list[np.ndarray], list[int]]:
    found = signatures(bodies)
    return [s.shingles for s in found], [s.count for s in found]


def near_text_pairs(
    shingles: list[np.ndarray], counts: list[int], options: LinkOptions
) -> Iterator[Pair]:
    return reasons(near_texts(Shingles.of(shingles), counts, options), options)


def linked(bodies: list[str]) -> dict[tuple[int, int], float]:
    found = signatures(bodies)
    pairs = near_text_pairs([s.shingles for s in found], [s.count for s in found], OPTIONS)
    return {(a, b): reason.score for a, b, reason in pairs}


def test_agrees_with_brute_force() -> None:
    found = signatures(texts(1, 60, 3))
    shingles, counts = [s.shingles for s in found], [s.count for s in found]
    truth = all_pairs(shingles, OPTIONS.near_text_least, OPTIONS)
    fast = {(a, b): r.score for a, b, r in near_text_pairs(shingles, counts, OPTIONS)}
    assert len(truth) > 100
    assert all(abs(truth[pair] - score) < 0.001 for pair, score in fast.items())
    sure = {pair for pair, score in truth.items() if score >= OPTIONS.near_text_sure}
    groups = Components(range(len(found)))
    for (a, b), _score in fast.items():
        groups.join(a, b)
    assert all(groups.root(a) == groups.root(b) for a, b in sure)


@pytest.mark.slow
def test_agrees_with_brute_force_on_five_thousand() -> None:
    found = signatures([one.text for one in generate("two_languages", 5000, 41)])
    shingles, counts = [s.shingles for s in found], [s.count for s in found]
    truth = all_pairs(shingles, OPTIONS.near_text_sure, OPTIONS)
    groups = Components(range(len(found)))
    for a, b, reason in near_text_pairs(shingles, counts, OPTIONS):
        if "groups_mean" not in reason.detail:  # sure by itself
            assert abs(truth[a, b] - reason.score) < 0.001
        groups.join(a, b)
    missed = sum(groups.root(a) != groups.root(b) for a, b in truth)
    assert missed == 0 < 1000 < len(truth)


def test_one_near_pair_does_not_chain_two_groups() -> None:
    chooser = random.Random(8)
    own = [[chooser.choice(WORDS) + chooser.choice("abcdefgh") for _ in range(30)] for _ in "ab"]
    bodies = []
    for side in own:
        for _ in range(4):
            words = side.copy()
            words[chooser.randrange(30)] = chooser.choice(WORDS)
            bodies.append(" ".join(words))
    bridging = own[0][:16] + own[1][16:]
    pairs = near_text_pairs(*shingled([*bodies, " ".join(bridging)]), OPTIONS)
    groups, held = Components(range(9)), []
    for a, b, reason in pairs:
        if reason.joins:
            groups.join(a, b)
        else:
            held.append((a, b, reason))
    assert groups.root(0) != groups.root(4)
    assert {groups.root(i) for i in range(4)} == {groups.root(0)}
    assert held
    assert all(reason.detail["held"] for _a, _b, reason in held)


def alike(shared: int, sizes: tuple[int, int]) -> tuple[Weighed, np.ndarray]:
    """Two sets of equal texts of 100 shingles, ``shared`` of them common, and a pair between."""
    own = [np.arange(100), np.arange(100 - shared, 200 - shared)]
    texts = [own[side].astype(np.uint32) for side in (0, 1) for _ in range(sizes[side])]
    given = Shingles.of(texts)
    weights = np.ones(len(given.hashes), np.uint8)
    return Weighed(given.hashes, given.starts, weights, np.full(len(texts), 100)), np.array(
        [[n, n + 1] for n in range(len(texts) - 1)]
    )


@pytest.mark.parametrize(
    ("sizes", "shared", "joins"),
    [
        ((1, 1), 62, False),  # .449 of .46 for two lone texts
        ((1, 1), 64, True),
        ((1, 3), 51, False),  # .342 of .36 for a text and a group
        ((1, 3), 55, True),
        ((3, 1), 55, True),
        ((2, 2), 60, False),  # .429 of .44 for two groups
        ((2, 2), 62, True),
    ],
)
def test_two_groups_need_more_than_a_text_and_a_group(
    sizes: tuple[int, int], shared: int, joins: bool
) -> None:
    texts, pairs = alike(shared, sizes)
    scores = np.array([texts.similarity(int(a), int(b)) for a, b in pairs])
    found = settled(texts, pairs, scores, OPTIONS)
    assert len(set(found.groups.tolist())) == (1 if joins else 2)
    between = pairs[sizes[0] - 1].tolist()
    row = found.pairs.tolist().index(between)
    assert bool(found.joins[row]) is joins
    assert abs(found.means[row] - shared / (200 - shared)) < 1e-9


def test_order_of_the_texts_changes_no_group() -> None:
    bodies = [one.text for one in generate("hard", 600, 5)]
    mixed = bodies.copy()
    random.Random(3).shuffle(mixed)

    def as_sets(given: list[str]) -> set[frozenset[str]]:
        numbers = group_texts(given)
        found: dict[int, set[str]] = {}
        for body, number in zip(given, numbers.tolist(), strict=True):
            found.setdefault(number, set()).add(body)
        return {frozenset(one) for one in found.values()}

    assert as_sets(bodies) == as_sets(mixed)


def test_spelling_tricks_leave_the_text_near() -> None:
    plain = "small wooden table with two drawers and a green lamp, pick up near the station"
    for other in (
        plain.replace("wooden", "w o o d e n").replace("green", "g.r.e.e.n"),
        plain.replace("small", "5mall").replace("table", "t4ble").replace("lamp", "l@mp"),
        plain.replace("drawers", "draaawers").replace(" and ", "_and_"),
    ):
        ((_, _, reason),) = near_text_pairs(*shingled([plain, other]), OPTIONS)
        assert reason.joins
        assert reason.score > 0.6


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
