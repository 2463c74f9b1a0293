# SPDX-License-Identifier: GPL-3.0-or-later
"""Linkers of contacts and of meaning against comparing everything."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from indexing.cluster.components import Components
from indexing.link import meaning
from indexing.link.shared_mentions import carriers_of, find_hubs, shared_pairs
from indexing.options import LinkOptions
from indexing.pipeline.contact_links import link_contacts
from indexing.pipeline.evidence import Evidence, Links
from indexing.records import MentionKind, ReasonKind, Ruling
from tests.indexing.link.conformance import Conformance, Grouped, Pair, parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

OPTIONS = LinkOptions()
KINDS = (MentionKind.PHONE, MentionKind.EMAIL, MentionKind.HANDLE, MentionKind.PRICE)


@dataclass(frozen=True, slots=True, eq=False)
class Mentions:
    """Contacts with the ads that carry them, the text group of each ad, and what people ruled."""

    listed: list[tuple[MentionKind, str, list[int]]]
    group_of: dict[int, int]
    rulings: dict[tuple[ReasonKind, str], Ruling]

    def contacts(self) -> list[tuple[str, set[int]]]:
        return [(value, set(ads)) for kind, value, ads in self.listed if kind in KINDS[:3]]

    def of_ads(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for value, ads in self.contacts():
            for ad in ads:
                found.setdefault(ad, set()).add(value)
        return found


def mentions(number: int, seed: int) -> Mentions:
    """Contacts carried by few or by very many, ads in text groups, a few ads that list many."""
    rng = random.Random(seed)
    found = []
    for at in range(number):
        many = rng.choices((1, 2, 3, 6, 12, 30, 80), (40, 30, 12, 5, 1, 2, 1))[0]
        block = range(number)
        if many <= 6:  # neighbours, so that there are many groups and not one
            block = range(6 * rng.randrange(number // 6), number)[:6]
        carriers = rng.choices(block, k=many)
        if rng.random() < 0.3:
            carriers.append(rng.randrange(number // 100))
        found.append((rng.choice(KINDS), f"value{at}", carriers))
    rulings = {
        (ReasonKind(kind.value), value): rng.choice((Ruling.JOINS, Ruling.HELD))
        for kind, value, _ads in found
        if kind is not MentionKind.PRICE and rng.random() < 0.03
    }
    return Mentions(found, {ad: ad - ad % rng.choice((1, 1, 2)) for ad in range(number)}, rulings)


def slow_hubs(items: Mentions) -> set[str]:
    """More groups than the limit; the lower limit where most bring a contact only they have."""
    of_ad, group_of = items.of_ads(), items.group_of
    held = set()
    for value, ads in items.contacts():
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


class TestHubs(Conformance[Mentions]):
    """The things that are held back; pairs here are (number of the thing, 0)."""

    least = 0.005

    def items(self, number: int, seed: int) -> Mentions:
        return mentions(number, seed)

    def index_pairs(self, items: Mentions) -> list[Pair]:
        hubs = find_hubs(carriers_of(items.listed), items.group_of, items.of_ads(), OPTIONS)
        return [(int(value.removeprefix("value")), 0) for _kind, value in hubs]

    def brute_pairs(self, items: Mentions) -> set[Pair]:
        return {(int(value.removeprefix("value")), 0) for value in slow_hubs(items)}


class TestSharedMentions(Grouped[Mentions]):
    """Any two ads that share what is no hub are in one part, and no others are."""

    def items(self, number: int, seed: int) -> Mentions:
        return mentions(number, seed)

    def index_pairs(self, items: Mentions) -> list[Pair]:
        carriers = carriers_of(items.listed)
        hubs = find_hubs(carriers, items.group_of, {}, OPTIONS)
        found = {(min(a, b), max(a, b)) for a, b, _thing in shared_pairs(carriers, hubs)}
        return sorted(found)

    def brute_pairs(self, items: Mentions) -> set[Pair]:
        group = items.group_of
        return {
            pair
            for _value, ads in items.contacts()
            if len({group[ad] for ad in ads}) <= OPTIONS.hub_groups
            for pair in combinations(sorted(ads), 2)
        }


class TestContactLinks(Grouped[Mentions]):
    """Groups by texts and contacts: hubs, ads that list many contacts and rulings as they are."""

    def items(self, number: int, seed: int) -> Mentions:
        return mentions(number, seed)

    def index_pairs(self, items: Mentions) -> list[Pair]:
        ads = sorted(items.group_of)
        evidence = Evidence(ads, {}, items.listed, (), {}, items.rulings)
        links, groups = Links(), Components(ads)
        for ad, group in items.group_of.items():
            groups.join(ad, group)
        before = {ad: groups.root(ad) for ad in ads}
        link_contacts(evidence, OPTIONS, links, groups)
        joined = [
            pair for pair, told in links.reasons.items() if any(reason.joins for reason in told)
        ]
        text = [(ad, group) for ad, group in before.items() if ad != group]
        assert parts(len(ads), [*joined, *text]) == groups.groups()
        return joined

    def brute_pairs(self, items: Mentions) -> set[Pair]:
        hubs = slow_hubs(items)
        ruled = {value: ruling for (_kind, value), ruling in items.rulings.items()}
        lists = {ad for ad, own in items.of_ads().items() if len(own) > OPTIONS.directory_contacts}
        assert lists
        assert hubs & ruled.keys()
        found = set()
        for value, ads in items.contacts():
            word = ruled.get(value, Ruling.NONE)
            if word is Ruling.HELD or (value in hubs and word is not Ruling.JOINS):
                continue
            among = ads if word is Ruling.JOINS else ads - lists
            found |= set(combinations(sorted(among), 2))
        return found


# meaning


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """Unit vectors of texts, and the language of each."""

    given: NDArray[np.float32]
    tongues: list[str]


class TestMeaning(Conformance[Vectors]):
    """The nearest of each text; sums taken in another order differ in the last digits."""

    def items(self, number: int, seed: int) -> Vectors:
        """A narrow cone, placed by language, around shared topics."""
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
        return Vectors(found.astype(np.float32), tongues)

    def index_pairs(self, items: Vectors) -> list[Pair]:
        pairs = list(meaning.meaning_pairs(items.given, items.tongues, OPTIONS))
        self.scores = {(a, b): reason.score for a, b, reason in pairs}
        return [(a, b) for a, b, _reason in pairs]

    def brute_pairs(self, items: Vectors) -> set[Pair]:
        self.truth = slow_meaning_pairs(items.given, items.tongues)
        return set(self.truth)

    def agree(self, number: int, found: set[Pair], truth: set[Pair]) -> None:
        both: Mapping[Pair, float] = {**self.scores, **self.truth}
        assert {pair for pair in found ^ truth if abs(both[pair] - OPTIONS.meaning) > 1e-4} == set()
        assert all(abs(self.scores[pair] - self.truth[pair]) < 0.001 for pair in found & truth)


class TestMeaningOfNewTexts(TestMeaning):
    """With a fifth of the texts new: of each of these the nearest, old or new."""

    def index_pairs(self, items: Vectors) -> list[Pair]:
        new = frozenset(range(0, len(items.tongues), 5))
        pairs = list(meaning.meaning_pairs(items.given, items.tongues, OPTIONS, new=new))
        self.scores = {(a, b): reason.score for a, b, reason in pairs}
        return [(a, b) for a, b, _reason in pairs]

    def brute_pairs(self, items: Vectors) -> set[Pair]:
        self.truth = slow_meaning_pairs(items.given, items.tongues, step=5)
        return set(self.truth)


def slow_meaning_pairs(
    given: NDArray[np.float32], tongues: Sequence[str], step: int = 1
) -> dict[Pair, float]:
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
    for place in range(0, len(moved), step):
        scores = moved @ moved[place]
        scores[place] = -2
        for other in np.argsort(-scores, kind="stable")[: OPTIONS.meaning_neighbours]:
            if scores[other] >= OPTIONS.meaning:
                found[min(place, int(other)), max(place, int(other))] = float(scores[other])
    return found
