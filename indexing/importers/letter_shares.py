# SPDX-License-Identifier: GPL-3.0-or-later
"""How likely a text is read in the right table of Latin letters, by how often languages use each.

The tables give the same byte to different letters: what is õ in one is ő in another. Which of them
is meant shows in the company that a letter keeps, for no language writes all of them. So a line is
weighed by the shares that its letters have among the accented letters of each language, and by the
language in which it is likeliest; the tables compared give one sign for each byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import log

_SHARES = {
    "fr": "é530 à130 è90 ê65 ç30 ô25 î15 û15 â15 ù20 œ40 ë5 ï5 ü1 ÿ5",
    "de": "ü380 ä330 ö170 ß120",
    "es": "ó270 í240 á200 é160 ñ100 ú60 ü5",
    "pt": "ã220 ç160 é150 á130 í120 õ70 ó70 ê70 ú40 â30 à30 ô10 ü5",
    "it": "à400 è300 ù120 ò120 ì100 é60",
    "nl": "ë500 é300 ï100 ü50 ö50 è50 ó30 ê10 á10",
    "ca": "à210 é210 í140 ó140 è100 ç50 ò50 ú50 ï30 ü20",
    "sv": "ä380 å290 ö290 é40",
    "da": "ø380 å320 æ260 é30 ò5 ó5 ê5 ô5",
    "fi": "ä850 ö140 å10",
    "is": "ð210 á170 í150 ó100 þ90 ö80 æ80 ú60 é60 ý20",
    "pl": "ł260 ę160 ą140 ó130 ż110 ś100 ć60 ń30 ź10",
    "cs": "í210 á160 ě120 é90 ř90 ý75 ž75 č75 š60 ů50 ú10 ť5 ó5 ď3 ň3",
    "sk": "á180 í110 č100 ž90 ý90 ú90 é80 š75 ť65 ľ40 ň20 ô20 ď20 ä10 ó10 ŕ2 ĺ2",
    "hu": "á300 é280 ö100 ó90 ő80 í55 ü55 ú30 ű20",
    "ro": "ă320 ţ90 ț90 î180 ş80 ș80 â150",
    "hr": "č300 š280 ž170 ć170 đ80",
    "tr": "ı420 ü160 ş150 ç100 ğ90 ö70 İ20 â5 î3 û1",
    "et": "ä390 õ310 ü230 ö60 š10 ž5",
    "lv": "ā340 ī150 ē145 š110 ņ50 ū45 ļ45 ž45 ķ25 ģ25 č20",
    "lt": "ė210 š170 ų170 ž115 ū80 į80 ą80 č65 ę40",
    "sq": "ë890 ç110",
}
_LANGUAGES = [
    {entry[0]: log(int(entry[1:]) / 1000) for entry in shares.split()}
    for shares in _SHARES.values()
]
_STRANGE, _NO_TEXT = log(0.0005), log(0.00001)
_MARK, _RARE_MARK, _FITTING_MARK = log(0.03), log(0.002), log(0.25)
_OTHER_LANGUAGE = 4.0
"""What it costs a line to be in another language than most: one letter alone proves none."""
_OUT_OF_PLACE = 5.0
"""A capital between small letters, a letter beside a number, a mark in a word."""
_MARKS = frozenset("€£«»°º’‘“”„–—…•¿¡·§©®™²³½¼\u00a0")
_MONEY, _AFTER_NUMBERS, _OPENING = frozenset("€£¥"), frozenset("°ºª²³€£½"), frozenset("¿¡«“„‘")
_IN_WORDS = frozenset("’·")
_WORDS = frozenset("ÀÁÈÉÊÍÓÚ")
"""Letters that are a word alone, and so may begin a line."""
_SPACES = re.compile(r"[ \t\r\n]+")  # and no other: in a wrong table a letter may be a space
_NUMBER = re.compile(r"[0-9]+")
_MOST_SIGNS, _LONGEST_WORD = 3_000, 60


def likelihood(lines: Iterable[str]) -> tuple[float, int]:
    """How likely the signs are that are not ASCII, as a logarithm, and how many were looked at.

    A word counts once, however often it stands there: a sign of money in each line proves nothing.
    """
    seen: set[str] = set()
    shares: list[list[float]] = []
    weight, count = 0.0, 0
    for line in lines:
        letters: list[str] = []
        for word in _words(line):
            if count >= _MOST_SIGNS:
                break
            if word in seen:
                continue
            seen.add(word)
            weight += _weighed(f" {word} ", letters)
            count += sum(not sign.isascii() for sign in word)
        if letters:
            shares.append([sum(one.get(x, _STRANGE) for x in letters) for one in _LANGUAGES])
        if count >= _MOST_SIGNS:
            break
    whole = [sum(column) for column in zip(*shares, strict=True)]
    main = max(range(len(whole)), key=whole.__getitem__) if whole else 0
    best = sum(max(line[main], max(line) - _OTHER_LANGUAGE) for line in shares)
    return best + weight, count


def _words(line: str) -> Iterator[str]:
    """Words with signs that are not ASCII, numbers before and after them, every number as 0."""
    words = _SPACES.split(line)
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        if not word.isascii():
            number = "0 " if before[-1:].isdigit() else ""
            then = " 0" if after[:1].isdigit() else ""
            yield number + _NUMBER.sub("0", word[:_LONGEST_WORD]) + then


def _weighed(word: str, letters: list[str]) -> float:
    """The weight of all signs of a word that are no letters, and of whatever is out of place.

    Its letters that are not ASCII are added to those of the line, in small ones.
    """
    weight = 0.0
    for before, sign, after in zip(word, word[1:], word[2:], strict=False):
        if sign.isascii():
            continue
        if sign.isalpha() and sign not in "ºª":
            letters.append(sign if sign == "İ" else sign.lower()[0])
            weight -= _OUT_OF_PLACE * _is_misplaced(before, sign, after)
        elif not sign.isprintable() and sign != "\u00a0":
            weight += _NO_TEXT
        elif _fits(before, sign, after):
            weight += _FITTING_MARK
        else:
            weight += _MARK if sign in _MARKS else _RARE_MARK
            in_word = before.isalpha() and after.isalpha() and sign not in _IN_WORDS
            weight -= _OUT_OF_PLACE * (in_word or (sign in _OPENING and after == " "))
    return weight


def _fits(before: str, sign: str, after: str) -> bool:
    """Whether a mark stands where people put it."""
    return (
        (sign in _MONEY and (after in " 0" or before in " 0"))
        or (sign in _AFTER_NUMBERS and (before == "0" or (sign in "²³º°" and before in "mnN")))
        or (sign in _OPENING and after.isalpha() and not before.isalpha())
        or (sign == "’" and before.isalpha() and after.isalpha())
        or (sign in "»”…" and not after.isalpha())
        or (sign in "–—•©®™\u00a0" and not (before.isalpha() and after.isalpha()))
    )


def _is_misplaced(before: str, sign: str, after: str) -> bool:
    """Whether a letter stands where only a sign of money or the like does, or a mark."""
    if before == "0" or after == "0":
        return True
    if not sign.isupper():
        return False
    is_alone = not before.isalpha() and not after.isalpha()
    return (before.islower() and after.islower()) or (is_alone and sign not in _WORDS)
