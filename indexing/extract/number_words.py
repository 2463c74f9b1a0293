# SPDX-License-Identifier: GPL-3.0-or-later
"""Number words of English, French and Spanish, read as the digits they stand for.

A phone is told digit by digit or in pairs: "thirty-nine" is 39, "soixante-dix-sept" is 77. What
is joined by more than a space, a hyphen or "et" / "y" / "and" is two numbers.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LISTS = {
    "0": "zero oh nought naught zéro cero",
    "1": "one un une uno una",
    "2": "two deux dos",
    "3": "three trois tres",
    "4": "four quatre cuatro",
    "5": "five cinq cinco",
    "6": "six seis",
    "7": "seven sept siete",
    "8": "eight huit ocho",
    "9": "nine neuf nueve",
    "10": "ten dix diez",
    "11": "eleven onze once",
    "12": "twelve douze doce",
    "13": "thirteen treize trece",
    "14": "fourteen quatorze catorce",
    "15": "fifteen quinze quince",
    "16": "sixteen seize dieciseis",
    "17": "seventeen diecisiete",
    "18": "eighteen dieciocho",
    "19": "nineteen diecinueve",
    "20": "twenty vingt vingts veinte",
    "21": "veintiuno veintiun veintiuna",
    "22": "veintidos",
    "23": "veintitres",
    "24": "veinticuatro",
    "25": "veinticinco",
    "26": "veintiseis",
    "27": "veintisiete",
    "28": "veintiocho",
    "29": "veintinueve",
    "30": "thirty trente treinta",
    "40": "forty fourty quarante cuarenta",
    "50": "fifty cinquante cincuenta",
    "60": "sixty soixante sesenta",
    "70": "seventy septante setenta",
    "80": "eighty huitante octante ochenta",
    "90": "ninety nonante noventa",
}
REPEATS = {"double": 2, "doble": 2, "triple": 3}
"""Words that repeat the digit after them."""
CONNECTORS = frozenset({"et", "y", "and"})
"""Words that may stand between tens and a unit."""


def _plain(word: str) -> str:
    spelled = unicodedata.normalize("NFD", word)
    return "".join(c for c in spelled if not unicodedata.combining(c))


VALUES = {_plain(word): value for value, words in _LISTS.items() for word in words.split()}
"""Digits of each single word, accents dropped."""
_ONE = "|".join(sorted((*VALUES, *CONNECTORS), key=len, reverse=True))
_GLUED = re.compile(rf"(?:{_ONE}){{2,16}}")
_PART = re.compile(_ONE)
_STARTS = frozenset(word[:2] for word in VALUES)
_LONGEST_GLUED = 80


@lru_cache(maxsize=20_000)
def words_in(token: str) -> tuple[str, ...]:
    """Number words that a run of letters is made of: one, several glued together, or none."""
    word = token if token.isascii() else _plain(token)
    if word in VALUES or word in REPEATS:
        return (word,)
    if not 5 < len(word) <= _LONGEST_GLUED or word[:2] not in _STARTS:
        return ()
    return tuple(_PART.findall(word)) if _GLUED.fullmatch(word) else ()


def digits_of(words: tuple[str, ...]) -> tuple[str, int]:
    """Digits of the number that the words begin with, and how many words it takes."""
    first = words[0]
    if first in REPEATS:
        value = VALUES.get(words[1], "") if len(words) > 1 else ""
        return (value * REPEATS[first], 2) if len(value) == 1 else ("", 1)
    if first == "quatre" and len(words) > 1 and words[1] in ("vingt", "vingts"):
        return _with_rest(80, words, 2, has_teens=True)
    value = VALUES.get(first, "")
    if len(value) != 2 or (value[1] != "0" and len(value) == 2):
        return value, 1
    if value == "10":
        return _dix(words)
    return _with_rest(int(value), words, 1, has_teens=first == "soixante")


def _dix(words: tuple[str, ...]) -> tuple[str, int]:
    """``dix-sept`` to ``dix-neuf`` and ``diez y seis``; an English ten takes nothing."""
    if words[0] == "dix" and len(words) > 1 and words[1] in ("sept", "huit", "neuf"):
        return "1" + VALUES[words[1]], 2
    if words[0] == "diez" and len(words) > 2 and words[1] == "y":
        value = VALUES.get(words[2], "")
        if len(value) == 1 and value in "6789":
            return "1" + value, 3
    return "10", 1


def _with_rest(tens: int, words: tuple[str, ...], used: int, *, has_teens: bool) -> tuple[str, int]:
    place = used
    if place < len(words) and words[place] in CONNECTORS:
        place += 1
    if place >= len(words):
        return str(tens), used
    value = VALUES.get(words[place], "")
    if len(value) == 1 and value != "0":
        return str(tens + int(value)), place + 1
    if has_teens and len(value) == 2 and value[0] == "1":
        teens, taken = digits_of(words[place:])
        return str(tens + int(teens)), place + taken
    return str(tens), used
