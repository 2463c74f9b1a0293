# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated classified ads with their truth: who placed which, and where the slots are.

Benign small ads (lessons, repairs, rooms, rides, furniture, jobs) of about 60 words in several
languages. An advertiser keeps sentences of its own; each repost draws the slots anew (telephone
from ranges kept for fiction, price, invented place, first name, date, hours) and may carry noise.
The same mixture, number and seed always give the same ads.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexing.benchmark.texts_bank import SLOTS, Bank, Frame, bank
from indexing.benchmark.texts_noise import Piece, Sentence, Strength, noisy, swapped_words

MIXTURES = ("plain", "two_languages", "hard", "disguised")
SINGLETONS = 0.4
"""Share of ads whose advertiser placed no other."""
TIERS = (0, 1, 2, 3)
_TIER_WEIGHTS = (0.15, 0.4, 0.25, 0.2)
_LANGUAGES = {
    "plain": ("en", "fr"),
    "two_languages": ("es", "ru"),
    "hard": ("en", "pt", "ar"),
    "disguised": ("fr", "pt", "ro"),
}
_PLAIN = {
    2: Strength(typos=0.01, disorder=0.3, damaged=0.2, emoji=0.2, obfuscated=0.2),
    3: Strength(typos=0.02, disorder=0.6, damaged=0.5, emoji=0.3, obfuscated=0.6),
}
# set by what char-5-gram LSH of threshold .5 reaches: F1 about .96, .96, .92 and .88 (10,000 ads)
_STRENGTHS = {
    "plain": _PLAIN,
    "two_languages": {
        2: replace(_PLAIN[2], obfuscated=0.4),
        3: replace(_PLAIN[3], obfuscated=0.8),
    },
    "hard": {
        2: replace(_PLAIN[2], typos=0.02, obfuscated=0.3, rewritten=0.5),
        3: replace(_PLAIN[3], typos=0.055, obfuscated=0.8, rewritten=0.8),
    },
    "disguised": {tier: replace(one, typos=0.01, obfuscated=0.0) for tier, one in _PLAIN.items()},
}
_DISGUISE = {2: 0.5, 3: 1.0}
_TOLD = 0.35
"""Probability of a whole sentence beside the lists of an ad."""
_COPIED = (3, 4, 4)
"""Of five sentences of its family those that an advertiser of the mixture "hard" copies; it has
three of its own and perhaps an opening."""
_FAMILY = 6
"""Advertisers that copy from one another in the mixture "hard"."""


@dataclass(frozen=True, slots=True)
class GeneratedAd:
    """One ad with its truth."""

    text: str
    group: int
    """The advertiser; a singleton has a number of its own."""
    tier: int
    """0 exact repost, 1 slots changed, 2 light noise, 3 heavy noise."""
    language: str
    slots: tuple[tuple[int, int], ...]
    """Code point spans of the slot values in ``text``, in order."""


@dataclass(frozen=True, slots=True)
class _Advertiser:
    language: str
    sentences: tuple[tuple[Frame, Frame], ...]
    """Each sentence in both wordings; what is left of fields are slots."""


def generate(mixture: str, ads: int, seed: int) -> list[GeneratedAd]:
    """``ads`` ads of one of ``MIXTURES``, in random order.

    Raises:
        ValueError: if there is no such mixture.
    """
    if mixture not in MIXTURES:
        raise ValueError(mixture)
    rng = random.Random(f"{mixture}/{ads}/{seed}")
    result: list[GeneratedAd] = []
    for group, size in enumerate(group_sizes(ads, rng)):
        advertiser = _advertiser(mixture, seed, group)
        result += _postings(mixture, advertiser, group, size, rng)
    rng.shuffle(result)
    return result


def group_sizes(ads: int, rng: random.Random) -> list[int]:
    """Numbers of ads of all advertisers, in random order, with a heavy tail."""
    alone = round(ads * SINGLETONS)
    sizes = [1] * alone
    left = ads - alone
    while left:
        roll = rng.random()
        if roll < 0.985:
            size = min(30, int(2 * rng.paretovariate(1.2)))
        elif roll < 0.997:
            size = rng.randint(30, 100)
        else:
            size = rng.randint(100, 400)
        size = min(size, left, max(2, ads // 10))
        sizes.append(size)
        left -= size
    rng.shuffle(sizes)
    return sizes


def _advertiser(mixture: str, seed: int, group: int) -> _Advertiser:
    own = random.Random(f"{mixture}/{seed}/advertiser/{group}")
    if mixture != "hard":
        language = own.choice(_LANGUAGES[mixture])
        return _Advertiser(language, tuple(_sentences(bank(language), own, own.choice((2, 3, 3)))))
    shared = random.Random(f"{mixture}/{seed}/family/{group // _FAMILY}")
    language = shared.choice(_LANGUAGES[mixture])
    words = bank(language)
    pool = _sentences(words, shared, 4)
    mine = _sentences(words, own, 1)
    opening = pool[0] if own.random() < 0.5 else mine[0]
    copied = own.sample(pool[1:-1], own.choice(_COPIED))
    return _Advertiser(language, (opening, *copied, *mine[1:]))


def _sentences(words: Bank, rng: random.Random, lists: int) -> list[tuple[Frame, Frame]]:
    """An opening, ``lists`` + 1 sentences or lists of things, a closing: an advertiser's own."""
    coined = {
        name: "".join(rng.choices(words.words["syllable"], k=3)).capitalize()
        for name in ("brand", "street")
    }
    told = [rng.choice(words.bodies)] if rng.random() < _TOLD else []
    listed = rng.sample(words.lists, lists + 1 - len(told))
    frames = [rng.choice(words.openings), *told, *listed]
    frames.append(rng.choice(words.closings))
    return [_worded(pair, words, coined, rng) for pair in frames]


def _worded(
    pair: tuple[Frame, Frame], words: Bank, coined: dict[str, str], rng: random.Random
) -> tuple[Frame, Frame]:
    """Both wordings of a sentence, in any order, with the same words where there is no slot."""
    drawn: dict[str, list[str]] = {}
    for field in pair[0][1::2]:
        if field in SLOTS:
            continue
        used = drawn.setdefault(field, [])
        value = coined.get(field) or rng.choice(words.words[field])
        while value in used and field not in coined:
            value = rng.choice(words.words[field])
        used.append(value)
    both = _filled(pair[0], drawn), _filled(pair[1], drawn)
    return both if rng.random() < 0.5 else both[::-1]


def _filled(frame: Frame, drawn: dict[str, list[str]]) -> Frame:
    left = {field: list(values) for field, values in drawn.items()}
    parts = [frame[0]]
    for at in range(1, len(frame), 2):
        field, after = frame[at], frame[at + 1]
        if field in SLOTS:
            parts += [field, after]
        else:
            parts[-1] += left[field].pop() + after
    parts[0] = parts[0][:1].upper() + parts[0][1:]
    return tuple(parts)


def _postings(
    mixture: str, advertiser: _Advertiser, group: int, size: int, rng: random.Random
) -> list[GeneratedAd]:
    """All ads of one advertiser, the first without noise."""
    words = bank(advertiser.language)
    first = _joined(_drawn(advertiser.sentences, words, rng), group, 0, advertiser.language)
    result = [first]
    for tier in rng.choices(TIERS, _TIER_WEIGHTS, k=size - 1):
        if tier == 0:
            result.append(first)
            continue
        worded: Sequence[tuple[Frame, Frame]] = advertiser.sentences
        strength = _STRENGTHS[mixture].get(tier)
        if strength is not None and strength.rewritten and rng.random() < 0.5:
            worded = [_rewritten(pair, words, strength.rewritten, rng) for pair in worded]
        sentences = _drawn(worded, words, rng)
        if strength is not None:
            stranger = _drawn(_sentences(words, rng, 1)[1:2], words, rng)[0]
            sentences = noisy(sentences, strength, stranger, rng)
            if mixture == "disguised":
                sentences = _disguised(sentences, _DISGUISE[tier], rng)
        result.append(_joined(sentences, group, tier, advertiser.language))
    return result


def _rewritten(
    pair: tuple[Frame, Frame], words: Bank, probability: float, rng: random.Random
) -> tuple[Frame, Frame]:
    """The other wording, or stand-ins for some words, or the sentence as it was."""
    if rng.random() < probability:
        return pair[1], pair[0]
    frame = pair[0]
    swapped = tuple(
        part if at % 2 else swapped_words(part, words.swaps) for at, part in enumerate(frame)
    )
    return swapped, pair[1]


def _disguised(sentences: list[Sentence], strength: float, rng: random.Random) -> list[Sentence]:
    from indexing.benchmark.disguises import disguise

    return [
        [(disguise(text, strength, rng), is_slot) for text, is_slot in sentence]
        for sentence in sentences
    ]


def _drawn(
    sentences: Sequence[tuple[Frame, Frame]], words: Bank, rng: random.Random
) -> list[Sentence]:
    """The sentences as pieces, with slot values drawn now."""
    result = []
    for frame, _other in sentences:
        pieces: list[Piece] = []
        for at, part in enumerate(frame):
            if at % 2:
                pieces.append((_slot(part, words, rng), True))
            elif part:
                pieces.append((part, False))
        result.append(pieces)
    return result


def _slot(kind: str, words: Bank, rng: random.Random) -> str:
    if kind == "name":
        return rng.choice(words.words["name"])
    if kind == "city":
        return "".join(rng.choices(words.words["syllable"], k=rng.choice((2, 3)))).capitalize()
    if kind == "phone":
        return phone(rng)
    if kind == "price":
        return rng.choice(words.words["price"]).replace("{p}", str(5 * rng.randint(2, 180)))
    if kind == "hours":
        begin = rng.randint(7, 12)
        text = rng.choice(words.words["hours"])
        return text.replace("{a}", str(begin)).replace("{b}", str(begin + rng.randint(3, 9)))
    month = rng.randint(1, 12)
    text = rng.choice(words.words["date"]).replace("{d}", str(rng.randint(1, 28)))
    return text.replace("{n}", str(month)).replace("{m}", words.words["month"][month - 1])


def phone(rng: random.Random) -> str:
    """A telephone number of a range kept for fiction, written in one of several ways."""
    roll = rng.random()
    if roll < 0.2:
        return f"202-555-01{rng.randrange(100):02}"
    if roll < 0.4:
        return f"07700 900{rng.randrange(1000):03}"
    area = rng.choice((("01", "99", "00"), ("06", "39", "98")))
    last = rng.randrange(10_000)
    digits = [*area, f"{last // 100:02}", f"{last % 100:02}"]
    return rng.choice((" ", ".", "", "-")).join(digits)


def _joined(sentences: list[Sentence], group: int, tier: int, language: str) -> GeneratedAd:
    parts: list[str] = []
    spans = []
    at = 0
    for number, sentence in enumerate(sentences):
        if number:
            parts.append(" ")
            at += 1
        for text, is_slot in sentence:
            if is_slot:
                spans.append((at, at + len(text)))
            parts.append(text)
            at += len(text)
    return GeneratedAd("".join(parts), group, tier, language, tuple(spans))
