# SPDX-License-Identifier: GPL-3.0-or-later
"""Linkers of texts against comparing all texts with all."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from indexing.benchmark.texts import generate
from indexing.fingerprint.text_signature import signatures
from indexing.link import near_text
from indexing.link.disguised import GroupedTexts, candidates, representatives
from indexing.link.weighed_shingles import Rarity, Shingles, Weighed
from indexing.options import LinkOptions
from indexing.pipeline.text_links import group_texts
from tests.indexing.link.conformance import Conformance, Pair, common_weights, parts
from tests.indexing.link.test_shared_passages import FOOTER, body

if TYPE_CHECKING:
    from numpy.typing import NDArray

OPTIONS = LinkOptions()
ROUNDED = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Texts as the linker takes them, and how alike every two are: (texts, texts)."""

    shingles: Shingles
    counts: list[int]
    alike: NDArray[np.float32]


def shingled(bodies: list[str]) -> tuple[Shingles, list[int]]:
    signed = signatures([("", one, ()) for one in bodies])
    return Shingles.of([one.shingles for one in signed]), [one.count for one in signed]


def all_similarities(texts: Weighed) -> NDArray[np.float32]:
    """Weighted Jaccard similarity of all with all."""
    found = np.zeros((len(texts.totals),) * 2, np.float32)
    weights = texts.weights.astype(np.float64)
    for place, common in enumerate(common_weights(texts.hashes, texts.starts, weights)):
        found[place] = common / np.maximum(texts.totals[place] + texts.totals - common, 1)
    return found


class TestNearText(Conformance[Texts]):
    """MinHash proposes by chance, so it is not promised that each near pair is told.

    Promised: what is told has the similarity that is told and is near enough, and two texts that
    are sure by themselves end in one group.
    """

    def items(self, number: int, seed: int) -> Texts:
        shingles, counts = shingled([one.text for one in generate("two_languages", number, seed)])
        weighed = Rarity.of(shingles).weighed(shingles, OPTIONS)
        return Texts(shingles, counts, all_similarities(weighed))

    def index_pairs(self, items: Texts) -> list[Pair]:
        found = near_text.near_texts(items.shingles, items.counts, OPTIONS)
        assert not found.passages
        told = {(a, b): reason for a, b, reason in near_text.reasons(found, OPTIONS)}
        assert len(told) == len(found.pairs)
        for pair, reason in told.items():
            assert abs(items.alike[pair] - reason.score) < ROUNDED
            assert reason.score > reason.threshold - ROUNDED
        joined = [pair for pair, reason in told.items() if reason.joins]
        groups = [np.flatnonzero(found.groups == root) for root in np.unique(found.groups)]
        assert parts(len(items.counts), joined) == [group.tolist() for group in groups]
        return joined

    def brute_pairs(self, items: Texts) -> set[Pair]:
        enough = np.array(items.counts) >= OPTIONS.min_letters
        near = np.triu(items.alike >= OPTIONS.near_text_sure + ROUNDED, 1)
        near &= enough[:, None] & enough
        return {(int(a), int(b)) for a, b in np.argwhere(near)}

    def agree(self, number: int, found: set[Pair], truth: set[Pair]) -> None:
        home = {one: at for at, group in enumerate(parts(number, found)) for one in group}
        assert [pair for pair in truth if home[pair[0]] != home[pair[1]]] == []


class TestSameText(Conformance[list[bytes]]):
    """Every repeat with the first."""

    def items(self, number: int, seed: int) -> list[bytes]:
        chance = random.Random(seed)
        return [chance.randrange(number // 2).to_bytes(4) for _ in range(number)]

    def index_pairs(self, items: list[bytes]) -> list[Pair]:
        return [(a, b) for a, b, _ in near_text.same_text_pairs(items, [True] * len(items))]

    def brute_pairs(self, items: list[bytes]) -> set[Pair]:
        firsts = ((items.index(one), place) for place, one in enumerate(items))
        return {(first, place) for first, place in firsts if first != place}


class TestTextsUnderFooters(Conformance[list[tuple[int, str]]]):
    """With the footer of one of two sites under each, texts group by what stands above it."""

    def items(self, number: int, seed: int) -> list[tuple[int, str]]:
        chance = random.Random(seed)
        sites = (FOOTER, body(random.Random("another site"), 60))
        made: list[tuple[int, str]] = []
        while len(made) < number:
            own, owner = body(chance, 30).split(), len(made)
            for _ in range(chance.choice((1, 1, 2, 4))):
                own[chance.randrange(len(own))] = body(chance, 1)
                made.append((owner, " ".join([*own, sites[owner % 2]])))
        chance.shuffle(made)
        return made[:number]

    def index_pairs(self, items: list[tuple[int, str]]) -> list[Pair]:
        return equal_pairs(group_texts([text for _owner, text in items]).tolist())

    def brute_pairs(self, items: list[tuple[int, str]]) -> set[Pair]:
        return set(equal_pairs([owner for owner, _text in items]))


def equal_pairs(of: list[int]) -> list[Pair]:
    """Places of equal numbers."""
    places: dict[int, list[int]] = {}
    for place, one in enumerate(of):
        places.setdefault(one, []).append(place)
    return [pair for group in places.values() for pair in combinations(group, 2)]


class TestDisguisedCandidates(Conformance[GroupedTexts]):
    """Anchors are few of what a suspect shares, so a suspect may be led elsewhere.

    Promised: of the suspects that share enough with another group, 97 in 100 are led to the group
    that holds most of it. Pairs here are (suspect, group). Of the pairs led to, the share that is
    told is the true one, but where shingles meet in one slot.
    """

    least = 0.01
    MIXTURE = "disguised"

    def items(self, number: int, seed: int) -> GroupedTexts:
        bodies = [one.text for one in generate(self.MIXTURE, number, seed)]
        shingles, counts = shingled(bodies)
        groups = group_texts(bodies)
        return GroupedTexts(shingles.hashes, shingles.starts, np.array(counts), groups)

    def index_pairs(self, items: GroupedTexts) -> list[Pair]:
        found = candidates(items, OPTIONS)
        self.told = dict(zip(map(tuple, found.pairs.tolist()), found.shared.tolist(), strict=True))
        return sorted({(a, int(items.groups[b])) for a, b in self.told})

    def brute_pairs(self, items: GroupedTexts) -> set[Pair]:
        groups = np.unique(items.groups, return_inverse=True)[1]
        weights = shared_weights(items, groups)
        chosen = np.zeros(len(groups), np.bool_)
        chosen[representatives(items, OPTIONS)] = True
        whole = np.add.reduceat(np.append(weights, 0), items.starts[:-1])
        known = np.add.reduceat(np.append(weights > 0, False).astype(int), items.starts[:-1])
        novelty = 1 - known / np.maximum(np.diff(items.starts), 1)
        self.shared: dict[Pair, float] = {}
        truth = set()
        for place, common in enumerate(common_weights(items.hashes, items.starts, weights)):
            if not chosen[place] or novelty[place] < OPTIONS.disguised_novelty or not whole[place]:
                continue
            other = chosen & (groups != groups[place])
            sizes = np.minimum(items.letters, items.letters[place])
            other &= 2 * sizes >= np.maximum(items.letters, items.letters[place])
            share = np.where(other, common / whole[place], 0)
            self.shared |= {(place, int(one)): share[one] for one in np.flatnonzero(other)}
            if share.max() >= ENOUGH:
                truth.add((place, int(items.groups[share.argmax()])))
        return truth

    def agree(self, number: int, found: set[Pair], truth: set[Pair]) -> None:
        assert len(truth & found) >= 0.97 * len(truth)
        off = [abs(share - self.shared[pair]) for pair, share in self.told.items()
               if pair in self.shared]  # fmt: skip
        assert len(off) > 0.9 * len(self.told)
        assert np.quantile(off, 0.99) < 0.06


class TestDisguisedCandidatesOfRivals(TestDisguisedCandidates):
    """The same where advertisers share sentences, and so lead to each other."""

    MIXTURE = "hard"


ENOUGH = 0.48


def shared_weights(texts: GroupedTexts, groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weight of every shingle: by how many groups hold it, 0 where no other does."""
    owner = np.repeat(groups, np.diff(texts.starts))
    both = np.unique(np.stack([texts.hashes.astype(np.int64), owner]), axis=1)
    shingle, holders = np.unique(both[0], return_counts=True)
    held = holders[np.searchsorted(shingle, texts.hashes)]
    total = int(groups.max()) + 1
    weights: NDArray[np.float64] = np.where(held > 1, np.sqrt(np.log1p(total / held)), 0)
    return weights
