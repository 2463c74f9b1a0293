# SPDX-License-Identifier: GPL-3.0-or-later
"""Noise as people write it: to slip past a filter, to be noticed, or in haste."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

from indexing.benchmark import disguises_letters as letters

_SPACE = re.compile(r"(\s+)")
_CORE = re.compile(r"[^\W\d_](?:[^\d\s.,;:!?\"()\[\]]*[^\W\d_])?")
_HELD = re.compile(r"[\d@/]|www\.")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_TOUCHED = 0.38
_GAPS = 0.09
_LINE_STARTS = 0.4

Trick = Callable[[str, random.Random], str]
T = TypeVar("T")


def disguise(segment: str, strength: float, rng: random.Random) -> str:
    """Write ``segment`` as somebody might who hides it, decorates it, or is in a hurry.

    At ``strength`` 0 nothing changes; at 1 about two words in five do. Words that hold digits,
    ``@`` or ``/`` stay (contacts are disguised where their truth is known), and so does white
    space at both ends. One and the same state of ``rng`` gives one and the same text.
    """
    if strength <= 0:
        return segment
    strength = min(strength, 1.0)
    parts = _SPACE.split(segment)
    favourite = _pick(_TRICKS, rng)
    draw = rng.random
    for at in range(0, len(parts), 2):
        if draw() < _TOUCHED * strength and parts[at]:
            trick = favourite if draw() < 0.5 else _pick(_TRICKS, rng)
            parts[at] = _touched(parts[at], trick, rng)
    for at in range(1, len(parts) - 1, 2):
        if "\n" in parts[at]:
            if draw() < _LINE_STARTS * strength and parts[at + 1]:
                parts[at] += _pick(letters.EMOJI, rng) + " "
        elif draw() < _GAPS * strength and parts[at - 1] and parts[at + 1]:
            parts[at] = _gap(parts[at - 1], rng)
    return "".join(parts)


def _pick(things: Sequence[T], rng: random.Random) -> T:
    """One of ``things``; quicker than ``rng.choice``."""
    return things[int(rng.random() * len(things))]


def _touched(word: str, trick: Trick, rng: random.Random) -> str:
    """``word`` with its letters disguised; punctuation around them stays."""
    if _HELD.search(word):
        return word
    found = _CORE.search(word)
    if found is None or len(found[0]) < 2:
        return word
    core = found[0]
    changed = trick(core, rng)
    if changed == core:
        changed = _typo(core, rng) if len(core) > 3 else _between(core, rng)
    return word[: found.start()] + changed + word[found.end() :]


def _gap(before: str, rng: random.Random) -> str:
    """What stands between two words in place of a space; at times nothing at all."""
    kind = rng.random()
    if kind < 0.35:
        return ""
    if kind < 0.6:
        return f" {_pick(letters.WALLS, rng)} "
    if kind < 0.8:
        return " " + _pick(letters.EMOJI, rng) * (1 + int(rng.random() * 3)) + " "
    script = "latin"
    if _ARABIC.search(before):
        script = "arabic"
    elif _CYRILLIC.search(before):
        script = "cyrillic"
    return f" {_pick(letters.FILLER[script], rng)} "


def _alike(word: str, rng: random.Random) -> str:
    """Some or all letters from other scripts."""
    share = _pick((0.3, 0.6, 1.0), rng)
    draw = rng.random
    return "".join(
        _pick(letters.ALIKE[letter], rng) if letter in letters.ALIKE and draw() < share else letter
        for letter in word
    )


def _leet(word: str, rng: random.Random) -> str:
    """Figures and signs that look like the letters."""
    share = _pick((0.5, 1.0), rng)
    draw = rng.random
    return "".join(
        _pick(letters.LEET[letter], rng) if letter in letters.LEET and draw() < share else letter
        for letter in word.lower()
    )


def _styled(word: str, rng: random.Random) -> str:
    """A drawn alphabet: bold, script, in circles, upside down."""
    return word.translate(_pick(letters.STYLES, rng))


def _between(word: str, rng: random.Random) -> str:
    """The same sign after every letter."""
    return _join(word, _pick(letters.BETWEEN, rng))


def _spaced(word: str, rng: random.Random) -> str:
    """Letter by letter."""
    return _join(word, _pick(("  ", " ", " ", "\u2009", "\u00a0"), rng))


def _unseen(word: str, rng: random.Random) -> str:
    """Characters without a shape of their own between the letters."""
    return _join(word, _pick(letters.UNSEEN, rng))


def _join(word: str, sign: str) -> str:
    """``sign`` between the letters, never between a letter and its marks."""
    if word.isascii():
        return sign.join(word)
    pieces = [word[0]]
    for letter in word[1:]:
        pieces.append(letter if unicodedata.category(letter)[0] == "M" else sign + letter)
    return "".join(pieces)


def _marked(word: str, rng: random.Random) -> str:
    """Combining marks over, under or through the letters."""
    marks = letters.ARABIC_MARKS if _ARABIC.search(word) else letters.MARKS
    if rng.random() < 0.5:
        return _pick(marks, rng).join(word) + marks[0]
    return "".join(letter + _pick(marks, rng) * int(rng.random() * 3) for letter in word)


def _stretched(word: str, rng: random.Random) -> str:
    """One letter held on to; in Arabic, the line that joins the letters."""
    at = int(rng.random() * len(word))
    times = 2 + int(rng.random() * 5)
    if _ARABIC.search(word):
        return word[: at + 1] + "\u0640" * times + word[at + 1 :]
    return word[:at] + word[at] * times + word[at:]


def _doubled(word: str, rng: random.Random) -> str:
    """Two letters typed twice."""
    for _ in range(2):
        at = int(rng.random() * len(word))
        word = word[:at] + word[at] + word[at:]
    return word


def _vowelless(word: str, rng: random.Random) -> str:
    """All vowels but the first letter left out, or only some."""
    keep = _pick((0.0, 0.4), rng)
    draw = rng.random
    rest = [x for x in word[1:] if x.lower() not in letters.VOWELS or draw() < keep]
    return word[0] + "".join(rest)


def _swapped(word: str, rng: random.Random) -> str:
    """Two neighbours in the wrong order."""
    at = int(rng.random() * (len(word) - 1))
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _dropped(word: str, rng: random.Random) -> str:
    """One letter missing."""
    at = int(rng.random() * len(word))
    return word[:at] + word[at + 1 :]


def _mixed_case(word: str, rng: random.Random) -> str:
    """Capitals anywhere."""
    draw = rng.random
    return "".join(x.upper() if draw() < 0.5 else x.lower() for x in word)


def _bare(word: str, _rng: random.Random) -> str:
    """Accents left out, as on a foreign keyboard."""
    return word.lower().translate(letters.BARE)


def _heard(word: str, rng: random.Random) -> str:
    """Written as it sounds: a word that sounds alike, else two rules of sound."""
    known = letters.HEARD.get(word.lower())
    if known is not None:
        return _pick(known.split("|"), rng)
    lower = word.lower()
    fitting = [rule for rule in letters.SOUNDS if rule[0] in lower]
    for _ in range(min(2, len(fitting))):
        lower = lower.replace(*_pick(fitting, rng))
    return lower if fitting and lower else word


def _drawn(word: str, rng: random.Random) -> str:
    """An emoji for the word, else one on each side of it."""
    emoji = letters.DRAWN.get(word.lower())
    if emoji is not None:
        return emoji
    sign = _pick(letters.EMOJI, rng)
    return f"{sign}{word}{sign}" if rng.random() < 0.5 else f"{word}{sign}"


def _both(word: str, rng: random.Random) -> str:
    """Look-alikes with a sign between the letters."""
    return _join(_alike(word, rng), _pick(letters.BETWEEN, rng))


def _typo(word: str, rng: random.Random) -> str:
    """What every word allows: neighbours swapped, letters doubled or missing."""
    return _pick((_swapped, _doubled, _dropped), rng)(word, rng)


_TRICKS: tuple[Trick, ...] = (
    *((_alike,) * 5),
    *((_leet, _styled, _between, _heard) * 2),
    *(_spaced, _unseen, _marked, _stretched, _doubled, _vowelless, _swapped, _dropped),
    *(_mixed_case, _bare, _drawn, _both),
)
