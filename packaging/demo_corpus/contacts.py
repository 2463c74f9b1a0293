# SPDX-License-Identifier: GPL-3.0-or-later
"""Invented contacts, and the many ways people write one telephone number.

Numbers come only from ranges that regulators keep free for fiction.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

RELAY = ("33", "199000000")  # the site's own relay line, planted as a hub
PLAIN_STYLES = ("spaced", "compact", "dots", "dashes", "international")
HIDDEN_STYLES = ("spread", "words", "keycaps", "script", "lookalike", "fullwidth")
_WORDS = {
    "en": "zero one two three four five six seven eight nine",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve",
}
_NAMES = [
    "atelier",
    "norden",
    "linde",
    "ponton",
    "verger",
    "cadran",
    "sillon",
    "quai",
    "moulin",
    "orme",
    "cabane",
    "phare",
    "granit",
    "tilleul",
    "balise",
    "colline",
    "rivage",
    "ecluse",
    "clairiere",
    "bouleau",
    "chantier",
    "fanal",
    "galet",
    "hangar",
    "jachere",
    "lavoir",
]
_MAIL = ("example.org", "example.com", "example.net", "post.invalid")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number: country code, and the national number without its leading zero."""

    country: str
    national: str


class Contacts:
    """Gives out numbers, addresses and names, each once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        french = [f"63998{n:04d}" for n in range(10000)]
        french += [f"19900{n:04d}" for n in range(1000, 10000)]
        british = [f"7700900{n:03d}" for n in range(1000)]
        other = [("1", f"20255501{n:02d}") for n in range(100)]
        other += [("61", f"491570{n}") for n in ("156", "157", "158", "159", "110")]
        self._french = [Phone("33", n) for n in rng.sample(french, len(french))]
        self._british = [Phone("44", n) for n in rng.sample(british, len(british))]
        self._other = [Phone(*n) for n in rng.sample(other, len(other))]
        self._count = 0

    def phone(self, language: str) -> Phone:
        """Give a number nobody has yet."""
        lot = self._rng.random()
        if language == "en":
            return (self._other if lot < 0.1 and self._other else self._british).pop()
        if language != "fr" and lot < 0.25 and len(self._british) > 400:
            return self._british.pop()
        return self._french.pop()

    def name(self) -> str:
        """Give an account name nobody has yet."""
        self._count += 1
        return f"demo_{self._rng.choice(_NAMES)}{self._rng.choice(_NAMES)[:3]}{self._count}"

    def email(self) -> str:
        """Give an e-mail address nobody has yet."""
        return f"{self.name().replace('_', '.')}@{self._rng.choice(_MAIL)}"


def write(phone: Phone, language: str, style: str) -> str:
    """Write a number in a style; abroad it carries its country code."""
    home = (phone.country, language) in {("33", "fr"), ("44", "en"), ("61", "en")}
    if style == "international":
        return f"+{phone.country} {_group(phone, lead='')}"
    if style == "zeros":
        return f"00{phone.country}{phone.national}"
    if style in PLAIN_STYLES:
        return _plain(phone, style=style, home=home)
    digits = f"0{phone.national}" if home else f"00{phone.country}{phone.national}"
    return _hidden(digits, language=language, style=style)


def _group(phone: Phone, *, lead: str, mark: str = " ") -> str:
    number = phone.national
    if phone.country == "33":
        parts = [lead + number[0], *(number[k : k + 2] for k in range(1, 9, 2))]
    elif phone.country == "44":
        parts = [lead + number[:4], number[4:]]
    else:
        parts = [lead + number[:3], number[3:6], number[6:]]
    return mark.join(parts)


def _plain(phone: Phone, *, style: str, home: bool) -> str:
    mark = {"spaced": " ", "compact": "", "dots": ".", "dashes": "-"}[style]
    if home:
        return _group(phone, lead="0", mark=mark)
    return f"+{phone.country}{mark if style != 'compact' else ''}" + _group(
        phone, lead="", mark=mark
    )


def _hidden(digits: str, *, language: str, style: str) -> str:
    if style == "words" and language in _WORDS:
        words = _WORDS[language].split()
        return " ".join(words[int(digit)] for digit in digits)
    if style == "keycaps":
        return "".join(f"{digit}\ufe0f\u20e3" for digit in digits)
    if style == "script":
        return "".join(chr(0x0660 + int(digit)) for digit in digits)
    if style == "fullwidth":
        return "".join(chr(0xFF10 + int(digit)) for digit in digits)
    if style == "lookalike":
        swapped = digits.replace("0", "O").replace("1", "l")
        return " ".join(swapped[k : k + 2] for k in range(0, len(swapped), 2))
    return " ".join(digits)
