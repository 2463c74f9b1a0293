# SPDX-License-Identifier: GPL-3.0-or-later
"""Number words of twelve languages, read as the digits they stand for.

A phone is told digit by digit or in pairs: "thirty-nine" is 39, "soixante-dix-sept" is 77. What
is joined by more than a space, a hyphen or "et" / "y" / "and" is two numbers.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LISTS = {
    "0": "zero oh nought naught zéro cero ноль нуль нулик null صفر nul",
    "1": "one un une uno una um uma unu один одна раз eins ein واحد واحدة jeden jedna een",
    "2": "two deux dos dois duas doi două два две дві zwei zwo due اثنان اثنين إثنان إثنين"
    " dwa dwie twee",
    "3": "three trois tres três trei три drei tre ثلاثة ثلاث trzy drie",
    "4": "four quatre cuatro quatro patru четыре чотири vier quattro أربعة أربع cztery",
    "5": "five cinq cinco cinci пять п'ять fünf fuenf cinque خمسة خمس pięć vijf",
    "6": "six seis meia șase шесть шість sechs sei ستة ست sześć zes",
    "7": "seven sept siete sete șapte семь сім sieben sette سبعة سبع siedem zeven",
    "8": "eight huit ocho oito opt восемь вісім acht otto ثمانية ثماني osiem",
    "9": "nine neuf nueve nove nouă девять дев'ять neun تسعة تسع dziewięć negen",
    "10": "ten dix diez dez zece десять zehn dieci عشرة",
    "11": "eleven onze once unsprezece одиннадцать одинадцять elf undici",
    "12": "twelve douze doce doze doisprezece douăsprezece двенадцать дванадцять zwölf"
    " zwoelf dodici",
    "13": "thirteen treize trece treze treisprezece тринадцать тринадцять dreizehn tredici",
    "14": "fourteen quatorze catorce catorze paisprezece четырнадцать чотирнадцять vierzehn"
    " quattordici",
    "15": "fifteen quinze quince cincisprezece пятнадцать п'ятнадцять fünfzehn fuenfzehn quindici",
    "16": "sixteen seize dieciseis dezesseis dezasseis șaisprezece шестнадцать шістнадцять"
    " sechzehn sedici",
    "17": "seventeen diecisiete dezessete dezassete șaptesprezece семнадцать сімнадцять siebzehn"
    " diciassette",
    "18": "eighteen dieciocho dezoito optsprezece восемнадцать вісімнадцять achtzehn diciotto",
    "19": "nineteen diecinueve dezenove dezanove nouăsprezece девятнадцать дев'ятнадцять neunzehn"
    " diciannove",
    "20": "twenty vingt vingts veinte vinte douăzeci двадцать двадцять zwanzig venti عشرون عشرين",
    "21": "veintiuno veintiun veintiuna ventuno",
    "22": "veintidos",
    "23": "veintitres",
    "24": "veinticuatro",
    "25": "veinticinco",
    "26": "veintiseis",
    "27": "veintisiete",
    "28": "veintiocho ventotto",
    "29": "veintinueve",
    "30": "thirty trente treinta trinta treizeci тридцать тридцять dreißig dreissig trenta"
    " ثلاثون ثلاثين",
    "31": "trentuno",
    "38": "trentotto",
    "40": "forty fourty quarante cuarenta quarenta patruzeci сорок vierzig quaranta أربعون أربعين",
    "41": "quarantuno",
    "48": "quarantotto",
    "50": "fifty cinquante cincuenta cinquenta cincizeci пятьдесят п'ятдесят fünfzig"
    " fuenfzig cinquanta"
    " خمسون خمسين",
    "51": "cinquantuno",
    "58": "cinquantotto",
    "60": "sixty soixante sesenta sessenta șaizeci шестьдесят шістдесят sechzig sessanta ستون ستين",
    "61": "sessantuno",
    "68": "sessantotto",
    "70": "seventy septante setenta șaptezeci семьдесят сімдесят siebzig settanta سبعون سبعين",
    "71": "settantuno",
    "78": "settantotto",
    "80": "eighty huitante octante ochenta oitenta optzeci восемьдесят вісімдесят achtzig ottanta"
    " ثمانون ثمانين",
    "81": "ottantuno",
    "88": "ottantotto",
    "90": "ninety nonante noventa nouăzeci девяносто дев'яносто neunzig novanta تسعون تسعين",
    "91": "novantuno",
    "98": "novantotto",
}
REPEATS = {"double": 2, "doble": 2, "triple": 3, "duplo": 2, "doppelt": 2, "dublu": 2}
"""Words that repeat the digit after them."""
CONNECTORS = frozenset({"et", "y", "and", "e", "si"})
"""Words that may stand between tens and a unit."""


def _plain(word: str) -> str:
    spelled = unicodedata.normalize("NFD", word)
    return "".join(c for c in spelled if not unicodedata.combining(c) and c not in APOSTROPHES)


def _german() -> dict[str, str]:
    """``einundzwanzig`` to ``neunundneunzig``: the unit is told first."""
    tens = ("zwanzig", "dreissig", "vierzig", "funfzig", "sechzig", "siebzig", "achtzig")
    units = ("ein", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun")
    return {
        f"{unit}und{ten}": f"{high}{low}"
        for high, ten in enumerate((*tens, "neunzig"), 2)
        for low, unit in enumerate(units, 1)
    }


APOSTROPHES = "'’ʼ"
"""Within the Ukrainian five and nine."""
VALUES = {_plain(word): value for value, words in _LISTS.items() for word in words.split()}
VALUES |= _german()
"""Digits of each single word, accents dropped."""
_ONE = "|".join(sorted((*VALUES.keys() - {"um"}, "et", "y", "and"), key=len, reverse=True))
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
