# SPDX-License-Identifier: GPL-3.0-or-later
"""Linkers of pictures against comparing all hashes and all details."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexing.link.hamming import HASH_BYTES, pairs_within
from indexing.link.local_matches import compare_all, local_image_pairs, local_match, unpacked
from indexing.link.near_images import near_image_pairs
from indexing.options import LinkOptions
from indexing.records import ImageFingerprint, ImageStatus, PicturePart
from tests.indexing.link.conformance import FEW, Conformance, Grouped, Pair, near_rows, parts

OPTIONS = LinkOptions()
BITS = 8 * HASH_BYTES
STATUSES = (ImageStatus.OK, ImageStatus.TEXT, ImageStatus.FLAT)


def flipped(hash_: bytes, bits: int, rng: random.Random) -> bytes:
    mask = sum(1 << at for at in rng.sample(range(BITS), bits))
    return (int.from_bytes(hash_) ^ mask).to_bytes(HASH_BYTES)


def negative(hash_: bytes) -> bytes:
    return bytes(255 - byte for byte in hash_)


def fingerprint(
    number: int,
    hashes: tuple[bytes, bytes],
    rng: random.Random,
    variants: bytes = b"",
    inner: tuple[PicturePart, ...] = (),
) -> ImageFingerprint:
    status = rng.choices(STATUSES, (0.9, 0.05, 0.05))[0]
    name = f"{number:064}"
    return ImageFingerprint(
        name, 640, 480, status, hashes[0], 100, hashes[1], variants=variants, parts=inner
    )


def drawn(rng: random.Random) -> tuple[bytes, bytes]:
    return rng.randbytes(HASH_BYTES), rng.randbytes(HASH_BYTES)


def near(
    hashes: tuple[bytes, bytes], most: tuple[int, int], rng: random.Random
) -> tuple[bytes, bytes]:
    one, other = (flipped(hash_, rng.randint(0, top), rng) for hash_, top in zip(hashes, most))  # noqa: B905
    return one, other


def words(hashes: Sequence[bytes]) -> NDArray[np.uint64]:
    return np.frombuffer(b"".join(hashes), np.uint64).reshape(len(hashes), -1)


def bits_apart(one: NDArray[np.uint64], many: NDArray[np.uint64]) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.bitwise_count(one ^ many).sum(axis=-1, dtype=np.int64)
    return found


class TestHamming(Conformance[NDArray[np.uint8]]):
    """Every pair of hashes within a distance."""

    RADIUS = 40

    def items(self, number: int, seed: int) -> NDArray[np.uint8]:
        rng = random.Random(seed)
        made = [rng.randbytes(HASH_BYTES) for _ in range(number // 2)]
        while len(made) < number:
            made.append(flipped(rng.choice(made), rng.randint(0, 60), rng))
        return np.frombuffer(b"".join(made), np.uint8).reshape(number, HASH_BYTES)

    def index_pairs(self, items: NDArray[np.uint8]) -> list[Pair]:
        batches = pairs_within(items, self.RADIUS)
        return [pair for a, b in batches for pair in zip(a.tolist(), b.tolist(), strict=True)]

    def brute_pairs(self, items: NDArray[np.uint8]) -> set[Pair]:
        all_ = np.ascontiguousarray(items).view(np.uint64)
        every = np.ones(len(items), np.bool_)
        return set(
            near_rows(len(items), lambda at: bits_apart(all_[at], all_) <= self.RADIUS, every)
        )


class TestWholePictures(Conformance[list[ImageFingerprint]]):
    """Copies at all distances: PDQ <= 40, or PDQ <= 64 and dHash <= 50; text to 10; flat never."""

    def items(self, number: int, seed: int) -> list[ImageFingerprint]:
        rng = random.Random(seed)
        made: list[ImageFingerprint] = []
        while len(made) < number:
            first = drawn(rng)
            for _ in range(rng.choice((1, 1, 2, 3, 5))):
                made.append(fingerprint(len(made), near(first, (40, 45), rng), rng))
        rng.shuffle(made)
        return made[:number]

    def index_pairs(self, items: list[ImageFingerprint]) -> list[Pair]:
        return [(a, b) for a, b, _reason in near_image_pairs(items, OPTIONS)]

    def brute_pairs(self, items: list[ImageFingerprint]) -> set[Pair]:
        return set(slow_pairs(items))


class TestNewPictures(TestWholePictures):
    """What later pictures bring, with the groups known before, ends as a full run does."""

    def index_pairs(self, items: list[ImageFingerprint]) -> list[Pair]:
        rng = random.Random(len(items))
        fresh = np.array([rng.random() < 0.2 for _ in items])
        old = [(a, b) for a, b in slow_pairs(items) if not fresh[a] and not fresh[b]]
        first = {member: group[0] for group in parts(len(items), old) for member in group}
        groups = np.array([first[place] for place in range(len(items))], np.int64)
        found = near_image_pairs(items, OPTIONS, new=fresh, groups=groups)
        later = [(a, b) for a, b, _reason in found]
        assert later
        assert all(fresh[a] or fresh[b] for a, b in later)
        return sorted({*old, *later})

    def agree(self, number: int, found: set[Pair], truth: set[Pair]) -> None:
        assert found <= truth
        assert parts(number, found) == parts(number, truth)


class TestTurnsAndParts(Grouped[list[ImageFingerprint]]):
    """Turned, mirrored and inverted pictures, panels and crops: only what joins is told."""

    def items(self, number: int, seed: int) -> list[ImageFingerprint]:
        rng = random.Random(seed)
        made: list[ImageFingerprint] = []
        while len(made) < number:
            made += family(len(made), rng)
        rng.shuffle(made)
        return made[:number]

    def index_pairs(self, items: list[ImageFingerprint]) -> list[Pair]:
        return [(a, b) for a, b, _reason in near_image_pairs(items, OPTIONS)]

    def brute_pairs(self, items: list[ImageFingerprint]) -> set[Pair]:
        return set(slow_pairs(items))


def family(begin: int, rng: random.Random) -> Iterator[ImageFingerprint]:
    """A picture with two panels and a crop, and pictures made of it in every way, near or far."""
    whole, crop = drawn(rng), drawn(rng)
    panels = [drawn(rng), drawn(rng)]
    variants, panel_variants = (rng.randbytes(7 * HASH_BYTES) for _ in range(2))
    inner = (
        PicturePart("panel", (0, 0, 500, 1000), *panels[0], 100, panel_variants),
        PicturePart("panel", (500, 0, 1000, 1000), *panels[1], rng.choice((49, 50))),
        PicturePart("aspect", (200, 0, 800, 1000), *crop, 100),
    )
    yield fingerprint(begin, whole, rng, variants, inner)
    for number in range(rng.choice((0, 1, 1, 2, 3))):
        chosen, turns = rng.choice(((whole, variants), (panels[0], panel_variants), (crop, b"")))
        source = chosen if chosen is not crop else rng.choice([*panels, crop])
        view = rng.choice((None, None, *range(7))) if turns else None
        if view is not None:
            turned = turns[view * HASH_BYTES : (view + 1) * HASH_BYTES]
            source = (turned, slow_dhash(source[1], view) or rng.randbytes(HASH_BYTES))
        if rng.random() < 0.3:
            source = (negative(source[0]), negative(source[1]))
        own = near(source, rng.choice(((31, 256), (60, 60), (70, 40))), rng)
        yield fingerprint(begin + 1 + number, own, rng)


TURNED_HALF, UPSIDE, MIRROR = 1, 3, 4
"""Numbers of the variants whose dHash is known from the upright one."""


def slow_dhash(hash_: bytes, view: int) -> bytes | None:
    """The dHash of a turned picture: brighter than the left neighbour becomes darker in a mirror.

    None where it compares other neighbours.
    """
    rows = [f"{int.from_bytes(hash_[at : at + 2]):016b}" for at in range(0, HASH_BYTES, 2)]
    if view in (TURNED_HALF, UPSIDE):
        rows = rows[::-1]
    if view in (TURNED_HALF, MIRROR):
        rows = [row[::-1].translate({48: 49, 49: 48}) for row in rows]
    if view not in (TURNED_HALF, UPSIDE, MIRROR):
        return None
    return b"".join(int(row, 2).to_bytes(2) for row in rows)


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """A hash to compare: of a whole picture, or of a part."""

    picture: int
    kind: str
    pdq: bytes
    dhash: bytes
    variants: bytes
    text: bool


def slow_rows(pictures: Sequence[ImageFingerprint]) -> list[_Row]:
    rows = []
    for place, one in enumerate(pictures):
        if one.status not in (ImageStatus.OK, ImageStatus.TEXT):
            continue
        text = one.status is ImageStatus.TEXT
        rows.append(_Row(place, "whole", one.pdq, one.dhash, one.variants, text))
        rows += [
            _Row(place, part.kind, part.pdq, part.dhash, part.variants, text)
            for part in one.parts
            if part.quality >= 50 and not text
        ]
    return rows


def slow_pairs(pictures: Sequence[ImageFingerprint]) -> Iterator[Pair]:
    """Every hash under every view against all hashes, by the rules as they are written down."""
    rows = slow_rows(pictures)
    picture = np.array([row.picture for row in rows])
    whole = np.array([row.kind == "whole" for row in rows])
    text = np.array([row.text for row in rows])
    pdq, dhash = words([row.pdq for row in rows]), words([row.dhash for row in rows])
    for place, row in enumerate(rows):
        found = np.zeros(len(rows), np.bool_)
        if row.kind == "whole":
            found |= whole & (text | row.text) & (bits_apart(pdq[place], pdq) <= 10)
        if not row.text and row.kind != "aspect":
            for view, inverted, seen, witness in slow_views(row):
                strict = whole & (row.kind == "whole") & (view in (None, MIRROR)) & (not inverted)
                away = bits_apart(words([seen])[0], pdq)
                close = away <= np.where(strict, 40, 31)
                if witness is not None:
                    agreeing = bits_apart(words([witness])[0], dhash) <= 50
                    close |= (away <= np.where(strict, 64, 47)) & agreeing
                found |= close & ~text
        for other in np.unique(picture[found]).tolist():
            if other != row.picture:
                yield min(row.picture, other), max(row.picture, other)


def slow_views(row: _Row) -> Iterator[tuple[int | None, bool, bytes, bytes | None]]:
    """How a picture may stand to another: number of the variant, inverted, PDQ, dHash if known."""
    seen: list[tuple[int | None, bytes, bytes | None]] = [(None, row.pdq, row.dhash)]
    for view in range(len(row.variants) // HASH_BYTES):
        pdq = row.variants[view * HASH_BYTES : (view + 1) * HASH_BYTES]
        seen.append((view, pdq, slow_dhash(row.dhash, view)))
    for number, pdq, dhash in seen:
        yield number, False, pdq, dhash
        yield number, True, negative(pdq), None if dhash is None else negative(dhash)


# details


class TestLocalMatches(Conformance[list[bytes]]):
    """Pictures that show a piece of another, turned, mirrored or beside other things.

    Looking at every pair closely is slow: of the pictures some are held against all the others,
    and what is found of these is compared.
    """

    least = 0.005
    ASKED = 100

    def items(self, number: int, seed: int) -> list[bytes]:
        rng = np.random.default_rng(seed)
        made: list[bytes] = []
        while len(made) < number:
            places = rng.random((70, 2)) * SIZE
            hashes = rng.integers(0, 1 << 63, (70, 4), dtype=np.uint64)
            made.append(packed(places, hashes))
            made += [
                packed(*piece(places, hashes, rng)) for _ in range(int(rng.choice((0, 0, 1, 2))))
            ]
        return [made[at] for at in rng.permutation(number)]

    def asked(self, number: int) -> list[int]:
        return list(range(0, number, number // min(self.ASKED, number // 10)))

    def index_pairs(self, items: list[bytes]) -> list[Pair]:
        asked = set(self.asked(len(items)))
        found = local_image_pairs([str(at) for at in range(len(items))], items)
        return [(a, b) for a, b, _reason in found if a in asked or b in asked]

    def brute_pairs(self, items: list[bytes]) -> set[Pair]:
        every = [unpacked(one) for one in items]
        found = set()
        for one in self.asked(len(items)):
            for other in range(len(items)):
                a, b = min(one, other), max(one, other)
                both = (local_match(every[a], every[b], flip=flip) for flip in (False, True))
                if a != b and any(match is not None and match.sure for match in both):
                    found.add((a, b))
        return found


SIZE = np.array([320.0, 240.0])
GRAIN = 128


def piece(
    places: NDArray[np.float64], hashes: NDArray[np.uint64], rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.uint64]]:
    """Some features of a picture, turned, moved, mirrored, with noise and others among them."""
    turn = rng.uniform(0.7, 1.2) * np.exp(1j * rng.uniform(-0.4, 0.4))
    seen = turn * (places[:, 0] + 1j * places[:, 1]) + complex(*rng.uniform(-40, 40, 2))
    moved = np.stack([seen.real, seen.imag], axis=1) + rng.normal(0, 0.6, places.shape)
    kept = ((moved >= 0) & (moved < SIZE)).all(axis=1) & (rng.random(70) < rng.uniform(0.3, 1))
    moved, own = moved[kept], hashes[kept]
    noise = rng.random((len(own), BITS)) < 0.04
    own = own ^ np.packbits(noise, axis=1).view(np.uint64)
    if rng.random() < 0.4:
        moved = np.stack([SIZE[0] - 1 - moved[:, 0], moved[:, 1]], axis=1)
        moved, own = moved[moved[:, 0] >= 0], own[moved[:, 0] >= 0][:, [2, 3, 0, 1]]
    others = 70 - len(own)
    foreign = rng.integers(0, 1 << 63, (others, 4), dtype=np.uint64)
    return np.concatenate([moved, rng.random((others, 2)) * SIZE]), np.concatenate([own, foreign])


def packed(places: NDArray[np.float64], hashes: NDArray[np.uint64]) -> bytes:
    """As local features are stored: count, sides, columns, rows, words."""
    head = np.array([len(places), *SIZE], "<u2")
    grains = np.rint(places.T * GRAIN).astype("<u2")
    return head.tobytes() + grains.tobytes() + np.ascontiguousarray(hashes).tobytes()


def test_the_slow_side_of_details_is_the_one_that_looks_at_all() -> None:
    conformance = TestLocalMatches()
    items = conformance.items(FEW // 5, 9)
    asked = set(conformance.asked(len(items)))
    whole = {(a, b) for a, b, _ in compare_all([str(at) for at in range(len(items))], items)}
    truth = {pair for pair in whole if asked & set(pair)}
    assert truth == conformance.brute_pairs(items)
    assert len(truth) > 2
