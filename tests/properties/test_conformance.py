# SPDX-License-Identifier: GPL-3.0-or-later
"""Every linker against a slow truth that compares everything, on items drawn by chance."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from indexing.cluster.components import Components
from indexing.link import meaning
from indexing.link.near_images import near_image_pairs
from indexing.link.shared_mentions import carriers_of, find_hubs, shared_pairs
from indexing.options import LinkOptions
from indexing.records import ImageFingerprint, ImageStatus, MentionKind, ReasonKind

OPTIONS = LinkOptions()
HASH_BYTES, VARIANTS = 32, 7
Pair = tuple[int, int]
FEW, MANY = 600, 5_000


def sizes(few: int = FEW, many: int = MANY) -> pytest.MarkDecorator:
    """A small number of items by default, the large one on demand."""
    large = pytest.param(many, marks=[pytest.mark.slow, pytest.mark.timeout(1_800)])
    return pytest.mark.parametrize("items", [few, large])


def parts(number: int, pairs: Iterable[Pair]) -> list[list[int]]:
    groups = Components(range(number))
    for a, b in pairs:
        groups.join(a, b)
    return groups.groups()


# pictures


def flipped(hash_: bytes, bits: int, rng: random.Random) -> bytes:
    mask = sum(1 << at for at in rng.sample(range(8 * HASH_BYTES), bits))
    return (int.from_bytes(hash_) ^ mask).to_bytes(HASH_BYTES)


def families(number: int, seed: int, *, turned: bool) -> list[ImageFingerprint]:
    """Pictures in families: copies at all distances, or turned ones that are near or far."""
    rng = random.Random(seed)
    made: list[ImageFingerprint] = []
    while len(made) < number:
        pdq, dhash = rng.randbytes(HASH_BYTES), rng.randbytes(HASH_BYTES)
        variants = [rng.randbytes(HASH_BYTES) for _ in range(VARIANTS)] if turned else []
        for _ in range(rng.choice((1, 1, 2, 3, 5))):
            base = rng.choice([pdq, *variants])
            bits = rng.choice((0, 5, 12)) if turned else rng.randint(0, 60)
            made.append(
                ImageFingerprint(
                    f"{len(made):064}",
                    640,
                    480,
                    rng.choices((ImageStatus.OK, ImageStatus.FLAT), (0.95, 0.05))[0],
                    pdq=flipped(base, bits, rng),
                    pdq_quality=100,
                    dhash=flipped(dhash, rng.randint(0, 70), rng),
                    variants=b"".join(variants) if turned and base is pdq else b"",
                )
            )
    rng.shuffle(made)
    return made[:number]


def bits_apart(one: NDArray[np.uint8], many: NDArray[np.uint8]) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.unpackbits(one ^ many, axis=-1).sum(axis=-1, dtype=np.int64)
    return found


def rows(hashes: Sequence[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(hashes), np.uint8).reshape(len(hashes), -1)


def slow_image_pairs(pictures: Sequence[ImageFingerprint]) -> set[Pair]:
    """Upright: PDQ <= 40, or PDQ <= 64 and dHash <= 50; turned: PDQ <= 31; flat never."""
    pdq, dhash = rows([one.pdq for one in pictures]), rows([one.dhash for one in pictures])
    usable = np.array([one.status is ImageStatus.OK for one in pictures])
    found: set[Pair] = set()
    for place, one in enumerate(pictures):
        if one.status is not ImageStatus.OK:
            continue
        away = bits_apart(pdq[place], pdq)
        near = (away <= 40) | ((away <= 64) & (bits_apart(dhash[place], dhash) <= 50))
        for at in range(0, len(one.variants), HASH_BYTES):
            variant = np.frombuffer(one.variants[at : at + HASH_BYTES], np.uint8)
            near |= bits_apart(variant, pdq) <= 31
        found |= {
            (min(place, int(other)), max(place, int(other)))
            for other in np.flatnonzero(near & usable)
            if other != place
        }
    return found


@sizes()
@pytest.mark.parametrize("turned", [False, True])
def test_pictures(items: int, turned: bool) -> None:
    pictures = families(items, 3, turned=turned)
    truth = slow_image_pairs(pictures)
    found = [(a, b) for a, b, _reason in near_image_pairs(pictures, OPTIONS)]
    assert len(found) == len(set(found))
    assert len(truth) > items // 5
    assert set(found) <= truth
    assert parts(items, found) == parts(items, truth)
    if not turned:
        assert set(found) == truth


@sizes()
def test_new_pictures_against_all(items: int) -> None:
    """What later pictures bring, with the groups known before, is what a full run finds."""
    pictures = families(items, 4, turned=False)
    fresh = np.array([random.Random(place).random() < 0.2 for place in range(items)])
    truth = slow_image_pairs(pictures)
    old = [(a, b) for a, b in truth if not fresh[a] and not fresh[b]]
    first = {member: group[0] for group in parts(items, old) for member in group}
    groups = np.array([first[place] for place in range(items)], np.int64)
    later = [
        (a, b) for a, b, _reason in near_image_pairs(pictures, OPTIONS, new=fresh, groups=groups)
    ]
    assert all(fresh[a] or fresh[b] for a, b in later)
    assert set(later) <= truth
    assert parts(items, [*old, *later]) == parts(items, truth)


# meaning


def vectors(number: int, seed: int) -> tuple[NDArray[np.float32], list[str]]:
    """Unit vectors in a narrow cone, placed by language, around shared topics."""
    rng = np.random.default_rng(seed)
    tongues = [("en", "fr", "uk", "ar", "?")[at] for at in rng.integers(0, 5, number)]
    place = {tongue: 0.4 * rng.normal(size=48) for tongue in sorted(set(tongues))}
    topics = 0.3 * rng.normal(size=(number // 4, 48))
    centre = rng.normal(size=48)
    found = np.stack(
        [centre + place[tongue] + topics[at % len(topics)] for at, tongue in enumerate(tongues)]
    )
    found += 0.12 * rng.normal(size=found.shape)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return found.astype(np.float32), tongues


def slow_meaning_pairs(given: NDArray[np.float32], tongues: Sequence[str]) -> dict[Pair, float]:
    """Means of languages taken away one by one, all cosines, the nearest of each."""
    counts = Counter(tongues)
    overall = given.mean(axis=0)
    moved = np.empty_like(given)
    for place, tongue in enumerate(tongues):
        known = counts[tongue] >= meaning.TEXTS_FOR_A_MEAN and tongue != meaning.UNKNOWN
        same = [at for at, other in enumerate(tongues) if other == tongue] if known else []
        moved[place] = given[place] - (given[same].mean(axis=0) if same else overall)
        moved[place] /= np.linalg.norm(moved[place])
    found: dict[Pair, float] = {}
    for place in range(len(moved)):
        scores = moved @ moved[place]
        scores[place] = -2
        for other in np.argsort(-scores, kind="stable")[: OPTIONS.meaning_neighbours]:
            if scores[other] >= OPTIONS.meaning:
                found[min(place, int(other)), max(place, int(other))] = float(scores[other])
    return found


@sizes()
def test_meaning(items: int) -> None:
    given, tongues = vectors(items, 5)
    truth = slow_meaning_pairs(given, tongues)
    found = {
        (a, b): reason.score for a, b, reason in meaning.meaning_pairs(given, tongues, OPTIONS)
    }
    assert len(truth) > items // 2
    assert not {pair for pair in set(truth) ^ set(found) if not at_the_edge(pair, truth, found)}
    assert all(abs(found[pair] - truth[pair]) < 0.001 for pair in set(truth) & set(found))


def at_the_edge(pair: Pair, truth: Mapping[Pair, float], found: Mapping[Pair, float]) -> bool:
    """Sums taken in another order differ in the last digits."""
    score = truth.get(pair, found.get(pair, 0.0))
    return abs(score - OPTIONS.meaning) < 1e-4


# shared mentions

Mentions = list[tuple[MentionKind, str, list[int]]]


def shared(number: int, seed: int) -> tuple[Mentions, dict[int, int]]:
    """Contacts carried by few or by very many, ads in text groups."""
    rng = random.Random(seed)
    kinds = (MentionKind.PHONE, MentionKind.EMAIL, MentionKind.HANDLE, MentionKind.PRICE)
    found: Mentions = []
    for at in range(number):
        many = rng.choices((1, 2, 3, 6, 12, 30, 80), (20, 30, 20, 10, 8, 6, 2))[0]
        carriers = rng.choices(range(number), k=many)
        found.append((rng.choice(kinds), f"value{at}", carriers))
    return found, {ad: ad - ad % rng.choice((1, 1, 2)) for ad in range(number)}


def slow_hubs(mentions: Mentions, group_of: Mapping[int, int]) -> set[str]:
    """More groups than the limit; the lower limit where most bring a contact only they have."""
    contacts = [(value, set(ads)) for kind, value, ads in mentions if kind is not MentionKind.PRICE]
    of_ad: dict[int, set[str]] = {}
    for value, ads in contacts:
        for ad in ads:
            of_ad.setdefault(ad, set()).add(value)
    held = set()
    for value, ads in contacts:
        beside = [
            {other for ad in ads if group_of[ad] == group for other in of_ad[ad]} - {value}
            for group in sorted({group_of[ad] for ad in ads})
        ]
        alone = sum(
            any(sum(contact in some for some in beside) == 1 for contact in own) for own in beside
        )
        most = 2 * alone > len(beside)
        limit = OPTIONS.hub_groups_conflicting if most else OPTIONS.hub_groups
        if len(beside) > limit:
            held.add(value)
    return held


@sizes()
def test_hubs(items: int) -> None:
    mentions, group_of = shared(items, 6)
    own: dict[int, set[str]] = {}
    for kind, value, ads in mentions:
        if kind is not MentionKind.PRICE:
            for ad in ads:
                own.setdefault(ad, set()).add(value)
    hubs = find_hubs(carriers_of(mentions), group_of, own, OPTIONS)
    truth = slow_hubs(mentions, group_of)
    assert len(truth) > 3
    assert {value for _kind, value in hubs} == truth
    assert all(kind is not ReasonKind.URL for kind, _value in hubs)


@sizes()
def test_shared_mentions(items: int) -> None:
    """Any two ads that share what is no hub are in one part, and no others are."""
    mentions, group_of = shared(items, 7)
    carriers = carriers_of(mentions)
    hubs = find_hubs(carriers, group_of, {}, OPTIONS)
    found = [(a, b) for a, b, _thing in shared_pairs(carriers, hubs)]
    truth = [
        pair
        for kind, value, ads in mentions
        if kind is not MentionKind.PRICE and value not in {hub for _kind, hub in hubs}
        for pair in combinations(sorted(set(ads)), 2)
    ]
    assert set(found) <= set(truth)
    assert parts(items, found) == parts(items, truth)
