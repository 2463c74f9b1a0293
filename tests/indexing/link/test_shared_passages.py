# SPDX-License-Identifier: GPL-3.0-or-later
"""A footer under the ads of a whole site joins nobody; a large family of one advertiser stays."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest

from indexing.benchmark.texts import generate
from indexing.fingerprint.text_signature import signatures
from indexing.link.near_text import near_texts
from indexing.link.shared_passages import find_passages, without_passages
from indexing.link.weighed_shingles import Rarity, Shingles
from indexing.options import LinkOptions
from indexing.pipeline.text_links import group_texts

OPTIONS = LinkOptions()
SYLLABLES = ["ba", "cor", "del", "fin", "gar", "lom", "mer", "nut", "pol", "ras", "sit", "tov"]
FOOTER = (
    "Posted on the neighbourhood board of the river towns. Never pay in advance, meet in a public "
    "place and bring somebody along. The board takes no part in any sale and keeps no stock. Write "
    "to the desk at desk@example.org when an advertisement troubles you; we answer on working days."
)


def body(chooser: random.Random, words: int = 22) -> str:
    return " ".join("".join(chooser.choices(SYLLABLES, k=3)) for _ in range(words))


def site_of(ads: int, repeats: int, seed: int = 4) -> tuple[list[str], list[int]]:
    """Ads of many advertisers under one footer, each posted a few times with a changed word."""
    chooser = random.Random(seed)
    texts, truth = [], []
    for number in range(ads):
        own = body(chooser).split()
        for _ in range(repeats):
            changed = own.copy()
            changed[chooser.randrange(len(own))] = "".join(chooser.choices(SYLLABLES, k=2))
            texts.append(" ".join(changed) + ". " + FOOTER)
            truth.append(number)
    return texts, truth


def shingles_of(texts: list[str]) -> Shingles:
    found = signatures([("", text, ()) for text in texts])
    return Shingles.of([one.shingles for one in found])


def test_a_footer_joins_nobody_and_repeats_are_found_under_it() -> None:
    texts, truth = site_of(60, 3)
    found = group_texts(texts).tolist()
    assert len(set(zip(found, truth, strict=True))) == len(set(found)) == len(set(truth))


def test_without_the_rule_the_footer_would_join_all() -> None:
    texts, _ = site_of(60, 1)
    kept = LinkOptions(hub_groups=10_000)
    assert len(set(group_texts(texts, kept).tolist())) < 40
    assert len(set(group_texts(texts).tolist())) == 60


def test_a_text_that_is_a_footer_alone_joins_only_its_equals() -> None:
    texts, _ = site_of(60, 1)
    found = group_texts([*texts, FOOTER, FOOTER.upper(), FOOTER + " Thank you!"]).tolist()
    assert found[60] == found[61]
    assert found.count(found[60]) == 2


def test_a_few_advertisers_may_share_a_passage() -> None:
    texts, _ = site_of(OPTIONS.hub_groups - 1, 1)
    shingles = shingles_of(texts)
    weighed = Rarity.of(shingles).weighed(shingles, OPTIONS)
    assert not find_passages(weighed, [np.zeros(len(texts), np.int64)], OPTIONS)


@pytest.mark.parametrize("mixture", ["plain", "two_languages", "hard", "disguised"])
def test_families_of_one_advertiser_hold_no_such_passage(mixture: str) -> None:
    shingles = shingles_of([one.text for one in generate(mixture, 3000, 12)])
    counts = [OPTIONS.min_letters] * len(shingles)
    found = near_texts(shingles, counts, OPTIONS)
    assert max(Counter(found.groups.tolist()).values()) > OPTIONS.hub_groups
    assert not found.passages


def test_order_of_texts_changes_nothing() -> None:
    texts, _ = site_of(40, 2)
    mixed = texts.copy()
    random.Random(1).shuffle(mixed)
    first = dict(zip(texts, group_texts(texts).tolist(), strict=True))
    second = dict(zip(mixed, group_texts(mixed).tolist(), strict=True))
    pairs = {(first[text], second[text]) for text in texts}
    assert len(pairs) == len(set(first.values())) == len(set(second.values()))


def test_only_texts_with_the_passage_lose_anything() -> None:
    texts, _ = site_of(40, 1)
    other = "A bicycle and a bring-along helmet, working days only, answer to the desk of the house"
    shingles = shingles_of([*texts, other])
    weighed = Rarity.of(shingles).weighed(shingles, OPTIONS)
    (passage,) = find_passages(weighed, [np.r_[np.zeros(40, np.int64), 1]], OPTIONS)
    rest = without_passages(shingles, [passage])
    sizes, before = np.diff(rest.starts), np.diff(shingles.starts)
    assert sizes[-1] == before[-1]
    assert (sizes[:-1] < before[:-1] - 200).all()
    assert (sizes[:-1] > 60).all()
