# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawn ads with numbers and addresses disguised on purpose, and ads that hold none.

Numbers come from ranges that no subscriber has: 202-555-01xx (US), 07700 900xxx (GB),
01 99 00 xx xx and 06 39 98 xx xx (FR), 030 23125xxx (DE). Ads are of furniture, rooms, lessons,
rides. The operators were written before the extractors were measured with them.
"""

from __future__ import annotations

import functools
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

_FILE = Path(__file__).resolve().parents[2] / "resources" / "benchmark" / "contacts.json"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "ro", "pt", "de", "it", "uk")
_HOME = {"en": "US", "fr": "FR", "es": "ES", "ar": "MA", "ru": "RU", "ro": "RO", "pt": "PT"} | {
    "de": "DE",
    "it": "IT",
    "uk": "UA",
}
_SCRIPTS = (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0x1D7CE, 0x1D7EC, 0x1D7F6)
_SEPARATORS = ("-", ".", "/", "*", "_", "~", "|", "–", "•", ",", " - ", " . ", " / ", "..", "--")
_BETWEEN = ("*", "~", ".", "-", "_", "★", "♥", "☎", "•", " ", "=", "+", "#", "🌸", "<>", "()")
_LOOKALIKE = {"0": "OoОо", "1": "Il|", "5": "S", "8": "B"}
_URLS = (
    "https://wa.me/{i}",
    "http://api.whatsapp.com/send?phone={i}&text=hi",
    "tel:+{i}",
    "https://example.org/ads/oak-table-{n}.html",
    "https://www.example.com/contact?tel={n}",
    "http://example.net/call/{n}",
    "https://example.org/{n}",
    "viber://chat?number=%2B{i}",
    "sms:+{i}?body=table",
)


class Words(TypedDict):
    """What ads of one language are made of."""

    digits: list[list[str]]
    frames: list[str]
    silent: list[str]


@dataclass(frozen=True, slots=True)
class Item:
    """One drawn ad: where it belongs, its text, and the values that should be read in it."""

    operator: str
    language: str
    text: str
    regions: tuple[str, ...]
    expected: frozenset[str]


@dataclass(frozen=True, slots=True)
class Number:
    """A number nobody has: country, digits as dialled at home and from abroad, usual groups."""

    region: str
    national: str
    abroad: str
    groups: tuple[int, ...]


@functools.cache
def words() -> Mapping[str, Words]:
    """Words of every language, from ``resources/benchmark/contacts.json``."""
    read: Mapping[str, Words] = json.loads(_FILE.read_text("utf-8"))
    return read


def number(region: str, chance: random.Random) -> Number:
    """A number of a reserved range of one country."""
    if region == "US":
        digits = f"20255501{chance.randrange(100):02d}"
        return Number("US", digits, "1" + digits, (3, 3, 4))
    if region == "GB":
        digits = f"7700900{chance.randrange(1000):03d}"
        return Number("GB", "0" + digits, "44" + digits, (5, 3, 3))
    if region == "DE":
        digits = f"3023125{chance.randrange(1000):03d}"
        return Number("DE", "0" + digits, "49" + digits, (3, 5, 3))
    start = chance.choice(("19900", "63998"))
    digits = f"{start}{chance.randrange(10000):04d}"
    return Number("FR", "0" + digits, "33" + digits, (2, 2, 2, 2, 2))


def numbers(language: str, count: int, seed: int) -> Iterator[Item]:
    """Ads of one language that hold one number each, ``count`` for every operator."""
    for operator, write in OPERATORS.items():
        chance = random.Random(f"{seed} {language} {operator}")
        for _one in range(count):
            drawn = number(_region(language, chance), chance)
            written = write(drawn, language, chance)
            text = chance.choice(words()[language]["frames"]).replace("{c}", written)
            regions = _regions(language, drawn)
            yield Item(operator, language, text, regions, frozenset({"+" + drawn.abroad}))


def _region(language: str, chance: random.Random) -> str:
    own = {"en": ("US", "GB"), "fr": ("FR",), "de": ("DE",)}
    return chance.choice(own.get(language, ("US", "GB", "FR")))


def _regions(language: str, drawn: Number) -> tuple[str, ...]:
    """Countries of the case: that of the number, then that of the language."""
    return tuple(dict.fromkeys((drawn.region, _HOME[language])))


def _home_or_abroad(drawn: Number, chance: random.Random) -> tuple[str, list[str]]:
    """What stands before the number, and its digits in the usual groups."""
    groups = list(_cut(drawn.national, drawn.groups))
    if chance.random() < 0.6:
        return "", groups
    if drawn.region != "US":
        groups[0] = groups[0][1:]
    code = drawn.abroad[: len(drawn.abroad) - sum(map(len, groups))]
    return chance.choice(("+", "00" if drawn.region != "US" else "+")) + code, groups


def _cut(digits: str, sizes: Sequence[int]) -> Iterator[str]:
    at = 0
    for size in sizes:
        yield digits[at : at + size]
        at += size


def _odd_groups(digits: str, chance: random.Random) -> list[str]:
    groups = []
    while digits:
        size = chance.choice((1, 2, 2, 3, 4))
        groups.append(digits[:size])
        digits = digits[size:]
    return groups


def _joined(drawn: Number, chance: random.Random, between: str) -> str:
    before, groups = _home_or_abroad(drawn, chance)
    return between.join(part for part in (before, *groups) if part)


def plain(drawn: Number, _language: str, chance: random.Random) -> str:
    """As it is usually written."""
    return _joined(drawn, chance, chance.choice((" ", "", "-", ".")))


def spacing(drawn: Number, _language: str, chance: random.Random) -> str:
    """Blanks in odd places."""
    before, groups = _home_or_abroad(drawn, chance)
    groups = chance.choice((list, functools.partial(_odd_groups, chance=chance)))("".join(groups))
    blanks = (" ", " ", "  ", "\u00a0", "\u2009", "   ")
    text = before
    for group in groups:
        text += (chance.choice(blanks) if text else "") + group
    return text


def separators(drawn: Number, _language: str, chance: random.Random) -> str:
    """One unusual sign between groups."""
    if chance.random() < 0.2 and drawn.region == "US":
        first, second, third = _cut(drawn.national, drawn.groups)
        return f"({first}){second}.{third}"
    return _joined(drawn, chance, chance.choice(_SEPARATORS))


def number_words(drawn: Number, language: str, chance: random.Random) -> str:
    """Every digit as a word."""
    if language == "fr" and chance.random() < 0.4:
        return " ".join(_french_pair(pair) for pair in _cut(drawn.national, drawn.groups))
    spelt = [chance.choice(words()[language]["digits"][int(d)]) for d in drawn.national]
    return _cased(chance.choice((" ", " ", "-", ", ")).join(spelt), chance)


def mixed(drawn: Number, language: str, chance: random.Random) -> str:
    """Some digits as words."""
    share = chance.choice((0.2, 0.4, 0.6))
    parts = [
        chance.choice(words()[language]["digits"][int(d)]) if chance.random() < share else d
        for d in drawn.national
    ]
    return _cased(chance.choice((" ", " ", "-")).join(parts), chance)


def _cased(text: str, chance: random.Random) -> str:
    return chance.choice((str, str, str.upper, str.title))(text)


def _french_pair(pair: str) -> str:
    tens = ["", "dix", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante"]
    tens += ["quatre-vingt", "quatre-vingt"]
    units = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze"
    names = [*units.split(), "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"]
    ten, unit = int(pair[0]), int(pair[1])
    if ten == 0:
        return f"zéro {names[unit]}"
    if ten in (1, 7, 9):
        return f"{tens[ten]}-{names[10 + unit]}" if ten > 1 else names[10 + unit]
    if unit == 0:
        return tens[ten] + ("s" if ten == 8 else "")
    return f"{tens[ten]}{' et ' if unit == 1 and ten < 8 else '-'}{names[unit]}"


def keycap(drawn: Number, _language: str, chance: random.Random) -> str:
    """Digits as keys."""
    between = chance.choice(("", "", " "))
    return between.join(d + chance.choice(("\ufe0f\u20e3", "\u20e3")) for d in drawn.national)


def full_width(drawn: Number, _language: str, chance: random.Random) -> str:
    """Wide digits."""
    table = {ord("0") + d: 0xFF10 + d for d in range(10)} | {ord("+"): 0xFF0B}
    return _joined(drawn, chance, chance.choice(("", " ", "-", "\u3000"))).translate(table)


def script_digits(drawn: Number, _language: str, chance: random.Random) -> str:
    """Digits of another script."""
    zero = chance.choice(_SCRIPTS)
    table = {ord("0") + d: zero + d for d in range(10)}
    return _joined(drawn, chance, chance.choice(("", " ", "-"))).translate(table)


def lookalike(drawn: Number, _language: str, chance: random.Random) -> str:
    """Letters that look like digits."""
    used = chance.sample(("0", "1"), chance.choice((1, 2)))
    used += chance.sample(("5", "8"), 1) if chance.random() < 0.25 else []
    text = chance.choice((" ", "", "-", ".")).join(_cut(drawn.national, drawn.groups))
    for digit in used:
        text = text.replace(digit, chance.choice(_LOOKALIKE[digit]))
    return text


def interleaved(drawn: Number, _language: str, chance: random.Random) -> str:
    """A sign after every digit."""
    between = chance.choice(_BETWEEN)
    if chance.random() < 0.3:
        return (
            "".join(d + chance.choice(_BETWEEN) for d in drawn.national[:-1]) + drawn.national[-1]
        )
    return between.join(drawn.national)


def split_lines(drawn: Number, _language: str, chance: random.Random) -> str:
    """Over several lines."""
    groups = list(_cut(drawn.national, drawn.groups))
    return chance.choice(("\n", "\n\n", " \n", "\r\n")).join(groups)


def in_url(drawn: Number, _language: str, chance: random.Random) -> str:
    """Within an address."""
    return chance.choice(_URLS).format(i=drawn.abroad, n=drawn.national)


OPERATORS: Mapping[str, Callable[[Number, str, random.Random], str]] = {
    "plain": plain,
    "spacing": spacing,
    "separators": separators,
    "number_words": number_words,
    "mixed": mixed,
    "keycap": keycap,
    "full_width": full_width,
    "script_digits": script_digits,
    "lookalike": lookalike,
    "interleaved": interleaved,
    "split_lines": split_lines,
    "in_url": in_url,
}
"""Ways of writing a number, by name."""


def silent(language: str, count: int, seed: int) -> Iterator[Item]:
    """Ads of one language without any number to call, ``count`` for every kind."""
    for operator, write in SILENT.items():
        chance = random.Random(f"{seed} {language} {operator}")
        for _one in range(count):
            text = write(language, chance)
            regions = _regions(language, number(_region(language, chance), chance))
            yield Item(operator, language, text, regions, frozenset())


def _frame(language: str, chance: random.Random, inner: str) -> str:
    frame = chance.choice(words()[language]["silent"])
    return chance.choice((f"{frame} {inner}", f"{inner}\n{frame}", inner))


def _prices(_language: str, chance: random.Random) -> str:
    prices = [f"{chance.randrange(10, 3000)}" for _one in range(chance.randrange(3, 7))]
    sign = chance.choice((" €", "€", " EUR", "$", " lei", " £", " RON", " USD"))
    return chance.choice((" ", ", ", " / ", "\n", " - ")).join(price + sign for price in prices)


def _years(_language: str, chance: random.Random) -> str:
    years = sorted(chance.sample(range(1980, 2027), chance.randrange(3, 6)))
    return chance.choice((" ", "-", ", ", "/")).join(map(str, years))


def _sizes(_language: str, chance: random.Random) -> str:
    sign = chance.choice(("x", " x ", "×", "*"))
    sizes = sign.join(str(chance.randrange(20, 260)) for _one in range(3))
    return f"{sizes} cm, {chance.randrange(100, 900)} kg, {chance.randrange(10000, 250000)} km"


def _plates(_language: str, chance: random.Random) -> str:
    letters = "ABCDEFGHJKLMNPQRSTVWXYZ"
    one, two = ("".join(chance.choices(letters, k=2)) for _pair in range(2))
    digits = f"{chance.randrange(1000):03d}"
    forms = (f"{one}-{digits}-{two}", f"{digits} {one}{two[0]} 75", f"{one}{digits}{two} 92")
    return chance.choice(forms)


def _orders(_language: str, chance: random.Random) -> str:
    digits = "".join(chance.choices("0123456789", k=chance.choice((9, 10, 11, 12, 14, 20))))
    name = chance.choice(("order no. ", "ref. ", "ID ", "No ", "#", "SKU ", "EAN ", "invoice "))
    return name + digits


def _iban_parts(_language: str, chance: random.Random) -> str:
    digits = "".join(chance.choices("0123456789", k=16))
    groups = " ".join(_cut(digits, (4, 4, 4, 4)))
    return chance.choice(("IBAN FR76 ", "IBAN ES91 ", "RO49 AAAA ", "DE89 ")) + groups


def _timestamps(_language: str, chance: random.Random) -> str:
    seconds = 1_600_000_000 + chance.randrange(160_000_000)
    date = (chance.randrange(1, 29), chance.randrange(1, 13), chance.randrange(2015, 2027))
    day = "{:02d}/{:02d}/{}".format(*date)
    clock = f"{chance.randrange(24):02d}:{chance.randrange(60):02d}:{chance.randrange(60):02d}"
    forms = (
        str(seconds),
        f"{seconds}123",
        f"{day} {clock}",
        f"2024-0{chance.randrange(1, 10)}-1{chance.randrange(10)} {clock}",
        f"https://example.org/photo/{seconds}123.jpg",
        f"https://example.org/i?ts={seconds}",
        f"{day} - {day}",
        f"20240{chance.randrange(1, 10)}1{chance.randrange(10)}T{clock.replace(':', '')}Z",
    )
    return chance.choice(forms)


def _coordinates(_language: str, chance: random.Random) -> str:
    north, east = chance.uniform(36, 60), chance.uniform(-9, 30)
    forms = (
        f"{north:.4f}, {east:.4f}",
        f"{north:.6f} {east:.6f}",
        f"GPS {north:.5f},{east:.5f}",
        f"{int(north)}°{chance.randrange(60)}'24.1\"N {abs(int(east))}°{chance.randrange(60)}'8\"E",
        f"https://example.org/map?ll={north:.6f},{east:.6f}",
    )
    return chance.choice(forms)


def _hours(_language: str, chance: random.Random) -> str:
    forms = (
        "9h-12h 14h-18h",
        "9:00-12:30 / 14:00-18:30",
        "09.00-12.00, 14.00-19.00",
        "8 - 20, 7/7",
    )
    return chance.choice(forms)


def _postcodes(_language: str, chance: random.Random) -> str:
    codes = [f"{chance.randrange(1000, 96000):05d}" for _one in range(3)]
    return chance.choice((" ", ", ", " - ", "/")).join(codes)


def _books(_language: str, chance: random.Random) -> str:
    return f"ISBN 978-2-07-0{chance.randrange(10000, 99999)}-{chance.randrange(10)}"


def _within(made: Callable[[str, random.Random], str]) -> Callable[[str, random.Random], str]:
    return lambda language, chance: _frame(language, chance, made(language, chance))


SILENT: Mapping[str, Callable[[str, random.Random], str]] = {
    "prices": _within(_prices),
    "years": _within(_years),
    "sizes": _within(_sizes),
    "plates": _within(_plates),
    "orders": _within(_orders),
    "iban_parts": _within(_iban_parts),
    "timestamps": _within(_timestamps),
    "coordinates": _within(_coordinates),
    "hours": _within(_hours),
    "postcodes": _within(_postcodes),
    "books": _within(_books),
}
"""Things of many digits that are no number to call, by name."""
