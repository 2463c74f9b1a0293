# SPDX-License-Identifier: GPL-3.0-or-later
"""Bank accounts (IBAN): length and layout of the country, the sum, and national check digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain

from indexing.extract.claims import near_digits

_LAYOUTS = {
    "AD": "8n12c", "AE": "19n", "AL": "8n16c", "AT": "16n", "AZ": "4a20c", "BA": "16n",
    "BE": "12n", "BG": "4a6n8c", "BH": "4a14c", "BR": "8c15n2c", "BY": "4c4n16c", "CH": "5n12c",
    "CR": "18n", "CY": "8n16c", "CZ": "20n", "DE": "18n", "DK": "14n", "DO": "4c20n",
    "EE": "16n", "EG": "25n", "ES": "20n", "FI": "14n", "FO": "14n", "FR": "10n11c2n",
    "GB": "4a14n", "GE": "2a16n", "GI": "4a15c", "GL": "14n", "GR": "7n16c", "GT": "4c20c",
    "HR": "17n", "HU": "24n", "IE": "4a14n", "IL": "19n", "IQ": "4a15n", "IS": "22n",
    "IT": "1a10n12c", "JO": "4a4n18c", "KW": "4a22c", "KZ": "3n13c", "LB": "4n20c", "LC": "4a24c",
    "LI": "5n12c", "LT": "16n", "LU": "3n13c", "LV": "4a13c", "LY": "21n", "MC": "10n11c2n",
    "MD": "2c18c", "ME": "18n", "MK": "3n10c2n", "MR": "23n", "MT": "4a5n18c", "MU": "4a19n3a",
    "NL": "4a10n", "NO": "11n", "PK": "4a16c", "PL": "24n", "PS": "4a21c", "PT": "21n",
    "QA": "4a21c", "RO": "4a16c", "RS": "18n", "SA": "2n18c", "SC": "4a20n3a", "SE": "20n",
    "SI": "15n", "SK": "20n", "SM": "1a10n12c", "ST": "21n", "SV": "4a20n", "TL": "19n",
    "BI": "23n", "DJ": "23n", "FK": "2a12n", "HN": "4a20n", "MN": "16n", "NI": "4a20n",
    "OM": "3n16c", "RU": "14n15c", "SD": "14n", "SO": "19n", "YE": "4a4n18c",
    "TN": "20n", "TR": "5n1n16c", "UA": "6n19c", "VA": "18n", "VG": "4a16n", "XK": "16n",
}  # fmt: skip
_CLASSES = {"n": "[0-9]", "a": "[A-Z]", "c": "[A-Z0-9]"}
_CANDIDATE = re.compile(r"(?<![a-z0-9])[a-z]{2}[ ]?\d\d(?=[ .\-]?[a-z0-9])")
_TOLD = re.compile(
    r"(?<=iban)[a-z]{2} ?\d\d(?=[ .\-]?[a-z0-9])|(?<![a-z0-9])[a-z] [a-z] \d \d(?= [a-z0-9] )"
)
"""Glued to the word, or its characters one by one: only where the word is told."""
_ODD_VALUES = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
_ODD_LETTERS = (2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (*_ODD_VALUES, *_ODD_VALUES, *_ODD_LETTERS),
        strict=True,
    )
)
"""Values of the characters at odd places in the Italian check letter."""


def _pattern(layout: str) -> re.Pattern[str]:
    parts = re.findall(r"(\d+)([nac])", layout)
    return re.compile("".join(f"{_CLASSES[kind]}{{{size}}}" for size, kind in parts))


_PATTERNS = {country: _pattern(layout) for country, layout in _LAYOUTS.items()}
_LENGTHS = {
    country: 4 + sum(int(n) for n in re.findall(r"\d+", layout))
    for country, layout in _LAYOUTS.items()
}


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """Folded spans and canonical values of the accounts that hold."""
    candidates = near_digits(_CANDIDATE, text)
    if "iban" in text:
        candidates = chain(candidates, near_digits(_TOLD, text))
    for match in candidates:
        length = _LENGTHS.get(match.group().replace(" ", "")[:2].upper())
        read = _characters(text, match.start(), length) if length else None
        if read is not None and is_valid(read[0]):
            yield match.start(), read[1], read[0]


def _characters(text: str, start: int, length: int) -> tuple[str, int] | None:
    """The letters and digits from ``start`` on, single spaces or hyphens left out."""
    taken: list[str] = []
    place, was_gap = start, False
    while place < len(text) and len(taken) < length:
        character = text[place]
        if character.isascii() and character.isalnum():
            taken.append(character.upper())
            was_gap = False
        elif character in " -\u00a0." and not was_gap:
            was_gap = True
        else:
            return None
        place += 1
    if len(taken) < length or (place < len(text) and text[place].isalnum()):
        return None
    return "".join(taken), place


def is_valid(iban: str) -> bool:
    """Whether a plain upper-case IBAN has its country's form and all its checks hold."""
    country, basic = iban[:2], iban[4:]
    pattern = _PATTERNS.get(country)
    if pattern is None or not pattern.fullmatch(basic) or not "02" <= iban[2:4] <= "98":
        return False
    if _number(basic + iban[:4]) % 97 != 1:
        return False
    check = _NATIONAL.get(country)
    return check is None or check(basic)


def _number(text: str) -> int:
    return int("".join(str(int(c, 36)) for c in text))


def _belgian(basic: str) -> bool:
    return (int(basic[:10]) % 97 or 97) == int(basic[10:])


def _french(basic: str) -> bool:
    letters = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
    return int(basic.translate(letters)) % 97 == 0


def _spanish(basic: str) -> bool:
    weights = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)

    def digit(numbers: str) -> str:
        rest = 11 - sum(int(n) * w for n, w in zip(numbers, weights, strict=True)) % 11
        return str({10: 1, 11: 0}.get(rest, rest))

    return basic[8] == digit("00" + basic[:8]) and basic[9] == digit(basic[10:])


def _italian(basic: str) -> bool:
    total = sum(
        _ODD[c] if place % 2 == 0 else int(c, 36) - (10 if c.isalpha() else 0)
        for place, c in enumerate(basic[1:])
    )
    return chr(65 + total % 26) == basic[0]


def _whole_97(basic: str) -> bool:
    """The national sum of Portugal and the countries of former Yugoslavia (ISO 7064)."""
    return _number(basic) % 97 == 1


def _estonian(basic: str) -> bool:
    weights = (7, 3, 1)
    total = sum(int(c) * weights[p % 3] for p, c in enumerate(reversed(basic[2:15])))
    return (10 - total % 10) % 10 == int(basic[15])


def _finnish(basic: str) -> bool:
    total = 0
    for place, c in enumerate(reversed(basic)):
        value = int(c) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _norwegian(basic: str) -> bool:
    weights = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = 11 - sum(int(c) * w for c, w in zip(basic, weights, strict=False)) % 11
    return rest % 11 == int(basic[10]) if rest != 10 else False


def _polish(basic: str) -> bool:
    weights = (3, 9, 7, 1, 3, 9, 7, 1)
    return sum(int(c) * w for c, w in zip(basic, weights, strict=False)) % 10 == 0


def _czech(basic: str) -> bool:
    weights = (6, 3, 7, 9, 10, 5, 8, 4, 2, 1)

    def holds(part: str) -> bool:
        return sum(int(c) * w for c, w in zip(part, weights, strict=True)) % 11 == 0

    return holds(basic[4:10].zfill(10)) and holds(basic[10:])


def _whole_0(basic: str) -> bool:
    """The national sum of Tunisia and Mauritania: the whole is divisible by 97."""
    return int(basic) % 97 == 0


def _icelandic(basic: str) -> bool:
    """The owner's registration number, the last ten digits, has a check digit."""
    weights = (3, 2, 7, 6, 5, 4, 3, 2)
    owner = basic[12:]
    rest = 11 - sum(int(c) * w for c, w in zip(owner, weights, strict=False)) % 11
    return rest % 11 == int(owner[8])


def _hungarian(basic: str) -> bool:
    weights = (9, 7, 3, 1)

    def holds(part: str) -> bool:
        return sum(int(c) * weights[p % 4] for p, c in enumerate(part)) % 10 == 0

    return holds(basic[:8]) and holds(basic[8:])


_NATIONAL: dict[str, Callable[[str], bool]] = {
    "BE": _belgian, "FR": _french, "MC": _french, "ES": _spanish, "IT": _italian,
    "SM": _italian, "PT": _whole_97, "BA": _whole_97, "ME": _whole_97, "RS": _whole_97,
    "SI": _whole_97, "EE": _estonian, "FI": _finnish, "NO": _norwegian, "PL": _polish,
    "CZ": _czech, "SK": _czech, "HU": _hungarian, "MK": _whole_97, "TL": _whole_97,
    "TN": _whole_0, "MR": _whole_0, "IS": _icelandic,
}  # fmt: skip
