# SPDX-License-Identifier: GPL-3.0-or-later
"""Noise of reposted ads: typos, emoji, moved and missing sentences, light obfuscation, rewriting.

Written without sight of the fold table it is to be undone by. A piece of an ad is its text with
the mark whether it is a slot value, so that the place of slots is known after any noise.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Piece = tuple[str, bool]
Sentence = list[Piece]
EMOJI = "🚲🏠🎹🪑🔧🌿📞🎨🧵🚗🍞🎻🪴🧰🛠📦🕐✅⭐👍☎📍💶🔑🐕⚽🪵🧹🪟🌞"
_LOOK_ALIKE = {"a": "@4", "e": "3€", "i": "1!", "o": "0", "s": "$5", "t": "7+", "b": "8", "g": "9"}
_LOOK_ALIKE |= {"а": "a", "е": "e", "о": "o0", "с": "c", "р": "p", "у": "y", "х": "x", "з": "3"}


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong the noise of one tier is."""

    typos: float
    """Edited letters, as a share of all."""
    disorder: float
    """Probability that sentences change their order."""
    damaged: float
    """Probability that one sentence is left out, cut off, or put in from somebody else; the ad
    then has half the typos, so that posts of one tier are about equally far from the first."""
    emoji: float
    """Probability of emoji, per sentence."""
    obfuscated: float = 0.0
    """Probability per sentence of look-alike letters, spaced letters, dotted words."""
    rewritten: float = 0.0
    """Probability per sentence of its other wording."""


def typos(text: str, rate: float, rng: random.Random) -> str:
    """``text`` with letters swapped, doubled, dropped or replaced; ``rate`` of them on average."""
    edits = int(len(text) * rate + rng.random())
    if edits == 0 or len(text) < 4:
        return text
    letters = list(text)
    for _ in range(edits):
        at = rng.randrange(1, len(text) - 1)
        if not text[at].isalpha():
            continue
        kind = rng.random()
        if kind < 0.3:
            letters[at] = ""
        elif kind < 0.5:
            letters[at] *= 2
        elif kind < 0.75:
            letters[at - 1], letters[at] = letters[at], letters[at - 1]
        else:
            letters[at] = text[rng.randrange(len(text))]
    return "".join(letters)


def _leet(text: str, rng: random.Random) -> str:
    chosen = rng.sample(sorted(_LOOK_ALIKE), 8)
    table = {ord(letter): rng.choice(_LOOK_ALIKE[letter]) for letter in chosen}
    return text.translate(table)


def _spaced(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    for _ in range(1 + len(words) // 8):
        at = rng.randrange(len(words))
        words[at] = rng.choice(" .-_*").join(words[at])
    return " ".join(words)


def _plain_letters(text: str, _rng: random.Random) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _capitals(text: str, _rng: random.Random) -> str:
    return text.upper()


def _glued(text: str, rng: random.Random) -> str:
    return text.replace(" ", rng.choice(["  ", "_", " * ", "."]))


def _stretched(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text)) if text else 0
    return text[:at] + text[at : at + 1] * rng.randrange(2, 6) + text[at:]


_TRICKS: tuple[Callable[[str, random.Random], str], ...] = (
    _leet,
    _spaced,
    _plain_letters,
    _capitals,
    _glued,
    _stretched,
)


def noisy(
    sentences: list[Sentence], strength: Strength, stranger: Sentence, rng: random.Random
) -> list[Sentence]:
    """The sentences of one ad after noise; ``stranger`` is a sentence of somebody else."""
    result = list(sentences)
    if rng.random() < strength.disorder:
        at = rng.randrange(len(result))
        result.insert(rng.randrange(len(result)), result.pop(at))
        if rng.random() < strength.disorder:
            rng.shuffle(result)
    rate = strength.typos
    if len(result) > 3 and rng.random() < strength.damaged:
        result = _damaged(result, stranger, rng)
        rate /= 2
    return [_noisy_sentence(sentence, rate, strength, rng) for sentence in result]


def _damaged(sentences: list[Sentence], stranger: Sentence, rng: random.Random) -> list[Sentence]:
    at = rng.randrange(len(sentences))
    kind = rng.randrange(3)
    if kind == 0:
        return sentences[:at] + sentences[at + 1 :]
    if kind == 1:
        return [*sentences[:-1], sentences[-1][: len(sentences[-1]) // 2]]
    return [*sentences[:at], stranger, *sentences[at:]]


def _noisy_sentence(
    sentence: Sentence, rate: float, strength: Strength, rng: random.Random
) -> Sentence:
    trick = rng.choice(_TRICKS) if rng.random() < strength.obfuscated else None
    result = []
    for text, is_slot in sentence:
        changed = text
        if not is_slot:
            changed = typos(text, rate, rng)
            if trick is not None:
                changed = trick(changed, rng)
        result.append((changed, is_slot))
    if rng.random() < strength.emoji:
        result.insert(rng.choice((0, len(result))), (rng.choice(EMOJI) * rng.randint(1, 3), False))
    return result


def swapped_words(text: str, swaps: Mapping[str, str]) -> str:
    """``text`` with every word that has a stand-in replaced by it."""
    words = text.split(" ")
    return " ".join(swaps.get(word, word) for word in words)
