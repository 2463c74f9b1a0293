# SPDX-License-Identifier: GPL-3.0-or-later
"""The tokens that templates are made of: words, numbers, contacts and symbols of any script.

A number keeps together whatever single marks stand between its digits, and an address is one
token, so that a phone that changes is one value and not five. Scripts without spaces go by the
character. Punctuation is no token: it is shown where it stands and never compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from indexing.normalise import fold, letters

MOST_TOKENS = 2_000
"""Tokens of a text that are compared; what follows them is one last token that equals no other."""
_MOST_KEYS = 1 << 15
_WORD_CHARACTERS = 63
_LEAST_SIMILAR = 4
_SEPARATORS = r"[ \u00a0\u2009.,:/()\-\u2010-\u2013]"
_UNSPACED = (
    "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana and Han: written without spaces between words."""
_BEYOND = {
    "letter": "\U00010000-\U0001efff\U0001f100-\U0001f189",  # with letters in squares and circles
    "joining": "\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff",  # shades of skin, tags
    "symbol": "\U0001f000-\U0001f0ff\U0001f18a-\U0001f3fa\U0001f400-\U0001fbff",
}


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of one text: ``starts`` and ``ends`` in code points, ``keys`` to compare them by.

    The key of the rest of an over-long text is empty.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    keys: tuple[str, ...]


def tokenise(text: str) -> Tokens:
    """Tokens of a text in their order, at most ``MOST_TOKENS`` and the rest."""
    starts: list[int] = []
    ends: list[int] = []
    keys: list[str] = []
    pattern = _pattern("@" in text or "://" in text or "www." in text)
    for match in islice(pattern.finditer(text), MOST_TOKENS):
        starts.append(match.start())
        ends.append(match.end())
        keys.append(_key(match[0]))
    if len(keys) == MOST_TOKENS and (following := pattern.search(text, ends[-1])):
        starts.append(following.start())
        ends.append(len(text))
        keys.append("")
    return Tokens(tuple(starts), tuple(ends), tuple(keys))


def bits(key: str) -> int:
    """What writing a token costs, in bits: about 2 a letter (English prose), 3.3 a digit."""
    if key[:1].isdigit():
        return min(4 + 3 * len(key), 30)
    if len(key) == 1:
        return 4 if key.isascii() else 8
    return min(2 + 2 * len(key), 20)


def shortened(key: str) -> Iterator[str]:
    """A word and what is left of it without one letter: two words that share one are similar."""
    if len(key) < _LEAST_SIMILAR or not key.isalpha():
        return
    yield key
    for place in range(len(key)):
        yield key[:place] + key[place + 1 :]


@lru_cache(maxsize=_MOST_KEYS)
def _key(raw: str) -> str:
    folded = fold(raw).text
    if any(map(str.isdecimal, folded)):
        return "".join(filter(str.isalnum, folded)) or raw
    plain = folded if "@" in folded or "/" in folded else letters(folded).replace(" ", "")
    return plain or folded or raw


@lru_cache(maxsize=2)
def _pattern(addresses: bool) -> re.Pattern[str]:
    classes = _classes()
    joining, symbols = classes["joining"], classes["symbol"]
    word = rf"[{classes['letter']}][{classes['letter']}{joining}_]{{0,{_WORD_CHARACTERS}}}"
    single = rf"[{_UNSPACED}][{joining}]{{0,{_WORD_CHARACTERS}}}"
    # a number first: a word may begin with digits, a number may not go on in letters
    number = rf"\d{{1,40}}(?:{_SEPARATORS}{{1,2}}\d{{1,40}}){{0,12}}(?![{classes['letter']}])"
    link = r"(?:https?://|www\.)\S{1,200}(?<=[\w/])"
    account = r"[\w.+-]{0,64}+@[\w-]{1,64}(?:\.[\w-]{1,64}){0,8}"
    symbol = rf"[{symbols}][{joining}]{{0,16}}(?:(?<=\u200d)[{symbols}][{joining}]{{0,16}}){{0,8}}"
    parts = (link, account) if addresses else ()
    return re.compile("|".join((*parts, number, word, single, symbol)))


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    """Classes of a pattern: letters and digits; what joins the character before; symbols.

    Beyond the first plane by block only: long lists of ranges make a pattern slow.
    """
    unspaced = re.compile(f"[{_UNSPACED}]")
    found: dict[str, list[int]] = {"letter": [], "joining": [], "symbol": []}
    for code in range(0x10000):
        character = chr(code)
        category = unicodedata.category(character)
        if category[0] == "M" or category == "Cf":
            found["joining"].append(code)
        elif category in ("So", "Sc"):
            found["symbol"].append(code)
        elif character.isalnum() and not unspaced.match(character):
            found["letter"].append(code)
    return {name: _ranges(codes) + _BEYOND[name] for name, codes in found.items()}


def _ranges(codes: list[int]) -> str:
    parts: list[str] = []
    first = last = codes[0]
    for code in [*codes[1:], 0x10FFFF]:
        if code != last + 1:
            parts.append(f"\\u{first:04x}-\\u{last:04x}")
            first = code
        last = code
    return "".join(parts)
