# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts of generated advertisers, each given to one only, and the ways to write them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

_FRENCH = ("63998", "19900", "26191", "35301", "46571", "53649")
"""Beginnings of the numbers that the French regulator keeps for fiction (10,000 each)."""
_HOSTS = ("example.org", "example.com", "example.net", "post.invalid")
_NAMES = (
    *("atelier", "birch", "copper", "delta", "ember", "fjord", "garnet", "harbour", "iris"),
    *("juniper", "kestrel", "linden", "meadow", "nimbus", "orchard", "pebble", "quartz", "rowan"),
)
_WORDS = {
    "en": "zero one two three four five six seven eight nine",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf",
}


@dataclass(frozen=True, slots=True)
class Contact:
    """``kind`` is ``phone``, ``email``, ``handle`` or ``url``; a phone's value is E.164."""

    kind: str
    value: str


class Directory:
    """Gives out contacts, each once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        french = [f"+33{begin}{number:04}" for begin in _FRENCH for number in range(10_000)]
        british = [f"+447700900{number:03}" for number in range(1_000)]
        american = [f"+120255501{number:02}" for number in range(100)]
        some = [*french[:10_000], *british, *american]
        rng.shuffle(some)
        rest = french[10_000:]
        rng.shuffle(rest)
        self._phones: Iterator[str] = chain(some, rest)
        self._given = 0

    def phone(self) -> Contact:
        """A number nobody has; an address when all numbers kept for fiction are given."""
        number = next(self._phones, None)
        return self.email() if number is None else Contact("phone", number)

    def email(self) -> Contact:
        """An e-mail address nobody has."""
        return Contact("email", f"{self._name('.')}@{self._rng.choice(_HOSTS)}")

    def handle(self) -> Contact:
        """A name on a messenger that nobody has."""
        return Contact("handle", f"telegram:{self._name('_')}")

    def url(self) -> Contact:
        """A page nobody has."""
        return Contact("url", f"https://{self._name('-')}.example/contact")

    def _name(self, mark: str) -> str:
        self._given += 1
        first, second = self._rng.choice(_NAMES), self._rng.choice(_NAMES)
        return f"{first}{mark}{second}{self._given}"


def written(contact: Contact, language: str, rng: random.Random) -> str:
    """One of the ways in which people write a contact."""
    if contact.kind == "handle":
        name = contact.value.partition(":")[2]
        return rng.choice((f"Telegram @{name}", f"telegram: {name}", f"t.me/{name}"))
    if contact.kind == "email":
        return rng.choice((contact.value, contact.value.upper(), contact.value))
    if contact.kind == "url":
        return rng.choice((contact.value, contact.value.removeprefix("https://")))
    return _phone(contact.value, language, rng)


def _phone(value: str, language: str, rng: random.Random) -> str:
    code, parts = _parts(value)
    style = rng.random()
    if style < 0.15:
        return value
    if style < 0.3:
        return f"+{code} {' '.join(parts)}"
    home = code == "1"
    national = parts if home else (f"0{parts[0]}", *parts[1:])
    digits = "".join(national)
    if style < 0.75 or home:
        return rng.choice((" ", ".", "-", "")).join(national)
    if style < 0.82:
        return f"00{code}{value[len(code) + 1 :]}"
    if style < 0.87:
        return "".join(f"{digit}\ufe0f\u20e3" for digit in digits)
    if style < 0.91:
        return "".join(chr(0xFF10 + int(digit)) for digit in digits)
    if style < 0.95:
        words = _WORDS.get(language, _WORDS["en"]).split()
        return " ".join(words[int(digit)] for digit in digits)
    return " ".join(digits)


def _parts(value: str) -> tuple[str, tuple[str, ...]]:
    """Country code, and the national number in its usual groups without a leading zero."""
    if value.startswith("+33"):
        return "33", (value[3], *(value[at : at + 2] for at in range(4, 12, 2)))
    if value.startswith("+44"):
        return "44", (value[3:7], value[7:])
    return "1", (value[2:5], value[5:8], value[8:])
