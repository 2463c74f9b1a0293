# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated ads: the same by seed, truth that holds, slots where they are said to be."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from indexing.benchmark.texts import MIXTURES, GeneratedAd, generate, group_sizes
from indexing.benchmark.texts_bank import LANGUAGES, SLOTS, bank

FICTION = re.compile(r"202-555-01\d\d|07700 900\d\d\d|01[ .-]?99[ .-]?00|06[ .-]?39[ .-]?98")
ADS = 400


@pytest.fixture(scope="module", params=MIXTURES)
def mixture(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def ads(mixture: str) -> list[GeneratedAd]:
    return generate(mixture, ADS, 3)


def test_the_same_seed_gives_the_same_ads(mixture: str, ads: list[GeneratedAd]) -> None:
    assert generate(mixture, ADS, 3) == ads
    assert generate(mixture, ADS, 4) != ads


def test_there_are_as_many_as_asked_for(ads: list[GeneratedAd]) -> None:
    assert len(ads) == ADS


@pytest.mark.parametrize("number", [0, 1, 2, 3, 11])
def test_any_number_can_be_asked_for(number: int) -> None:
    for name in MIXTURES:
        assert len(generate(name, number, 1)) == number


def test_there_is_no_other_mixture() -> None:
    with pytest.raises(ValueError, match="sweet"):
        generate("sweet", 1, 1)


def test_ads_have_some_sixty_words(ads: list[GeneratedAd]) -> None:
    mean = sum(len(ad.text.split()) for ad in ads) / len(ads)
    assert 40 < mean < 90


def test_two_fifths_stand_alone_and_sizes_have_a_heavy_tail() -> None:
    sizes = group_sizes(50_000, random.Random(2))
    assert sum(sizes) == 50_000
    assert sizes.count(1) == pytest.approx(20_000, abs=5)
    assert 100 <= max(sizes) <= 400
    assert sum(size <= 30 for size in sizes) > 0.99 * len(sizes)


def test_an_advertiser_has_one_language(ads: list[GeneratedAd]) -> None:
    spoken = defaultdict(set)
    for ad in ads:
        spoken[ad.group].add(ad.language)
    assert {len(languages) for languages in spoken.values()} == {1}
    assert len({ad.language for ad in ads}) >= 2


def test_one_posting_of_a_group_is_clean_and_exact_ones_equal_it(ads: list[GeneratedAd]) -> None:
    exact = defaultdict(set)
    for ad in ads:
        if ad.tier == 0:
            exact[ad.group].add(ad.text)
    assert {len(texts) for texts in exact.values()} == {1}
    assert set(exact) == {ad.group for ad in ads}
    assert Counter(ad.tier for ad in ads).keys() == {0, 1, 2, 3}


def test_spans_lie_in_order_inside_the_text(ads: list[GeneratedAd]) -> None:
    for ad in ads:
        edges = [edge for span in ad.slots for edge in span]
        assert edges == sorted(edges)
        assert all(0 <= begin < end <= len(ad.text) for begin, end in ad.slots)


def test_slots_of_clean_ads_are_what_was_drawn() -> None:
    for ad in generate("two_languages", ADS, 5):
        if ad.tier > 1:
            continue
        values = [ad.text[begin:end] for begin, end in ad.slots]
        outside = list(ad.text)
        for begin, end in ad.slots:
            outside[begin:end] = " " * (end - begin)
        phones = [value for value in values if FICTION.search(value)]
        assert bool(phones) == bool(FICTION.search(ad.text))
        assert not FICTION.search("".join(outside))


def test_reposts_keep_what_is_no_slot() -> None:
    groups = defaultdict(set)
    for ad in generate("plain", ADS, 6):
        if ad.tier > 1:
            continue
        rest, at = [], 0
        for begin, end in ad.slots:
            rest.append(ad.text[at:begin])
            at = end
        groups[ad.group].add("|".join([*rest, ad.text[at:]]))
    assert {len(skeletons) for skeletons in groups.values()} == {1}


def test_noise_changes_more_than_slots() -> None:
    clean = {ad.group: set(ad.text.split()) for ad in generate("plain", 2_000, 7) if ad.tier == 0}
    kept = defaultdict(list)
    for ad in generate("plain", 2_000, 7):
        words = set(ad.text.split())
        kept[ad.tier].append(len(words & clean[ad.group]) / len(words | clean[ad.group]))
    means = [sum(kept[tier]) / len(kept[tier]) for tier in range(4)]
    assert means == sorted(means, reverse=True)
    assert means[0] == 1.0
    assert means[3] < means[1] - 0.1


def test_advertisers_of_the_plain_mixture_share_little() -> None:
    ads = [ad for ad in generate("plain", 1_500, 8) if ad.tier == 0]
    texts = {ad.group: ad for ad in ads}
    grams = {
        group: {ad.text[at : at + 5] for at in range(len(ad.text) - 4)}
        for group, ad in texts.items()
    }
    rng = random.Random(9)
    for _ in range(5_000):
        first, second = rng.sample(sorted(grams), 2)
        both = len(grams[first] & grams[second])
        assert both / len(grams[first] | grams[second]) < 0.35


def test_advertisers_of_the_hard_mixture_copy_each_other() -> None:
    clean = {ad.group: ad.text for ad in generate("hard", 600, 8) if ad.tier == 0}
    families = defaultdict(list)
    for group, text in clean.items():
        families[group // 6].append({text[at : at + 5] for at in range(len(text) - 4)})
    shared = [
        len(first & second) / len(first | second)
        for members in families.values()
        for first, second in pairwise(members)
    ]
    assert sum(shared) / len(shared) > 0.15


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_wordings_of_a_sentence_have_the_same_fields(language: str) -> None:
    words = bank(language)
    pairs = [*words.openings, *words.bodies, *words.lists, *words.closings]
    for first, second in pairs:
        assert Counter(first[1::2]) == Counter(second[1::2]), first
        made_up = {"brand", "street", "phone", "city"}
        assert set(first[1::2]) <= set(words.words) | made_up
    assert SLOTS - {"phone", "city"} <= set(words.words)
