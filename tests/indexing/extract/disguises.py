# SPDX-License-Identifier: GPL-3.0-or-later
"""Benign ads with phones of fiction ranges, written in every disguise; seeded."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

REGIONS = ("FR", "GB", "US")
FRAMES = {
    "en": [
        "Oak table, 120 x 80 cm, two chairs, 45 EUR. Call {p} after 18:00.",
        "Piano lessons for beginners, 25 EUR per hour, 3 places left. {p}",
        "Ride to Lyon on 12/03/2025, 2 seats, {p} text me please",
        "Room of 14 m2 near the station, free from 01/09/2024.\n{p}\nNo agency.",
    ],
    "fr": [
        "Table en chêne, 120 x 80 cm, deux chaises, 45 €. Tél {p} après 18h30.",
        "Cours de piano, 25 €/h, il reste 3 places. {p} merci",
        "Trajet vers Lyon le 12/03/2025, 2 places, {p} à bientôt",
        "Chambre de 14 m2 près de la gare, libre le 01/09/2024.\n{p}\nPas d'agence.",
    ],
    "es": [
        "Mesa de roble, 120 x 80 cm, dos sillas, 45 €. Llamar {p} por la tarde.",
        "Clases de piano, 25 €/hora, quedan 3 plazas. {p} gracias",
        "Viaje a Lyon el 12/03/2025, 2 plazas, {p} hasta pronto",
        "Habitación de 14 m2 cerca de la estación, libre.\n{p}\nSin agencia.",
    ],
    "ar": [
        "طاولة خشبية للبيع، السعر 45 €. اتصل {p} مساء",
        "دروس بيانو للمبتدئين {p} شكرا",
        "غرفة قرب المحطة\n{p}\nبدون وسيط",
    ],
    "ru": [
        "Стол дубовый, 120 x 80 см, два стула, 45 €. Звоните {p} вечером.",
        "Уроки фортепиано, осталось 3 места. {p} спасибо",
        "Комната 14 м2 у вокзала.\n{p}\nБез агентств.",
    ],
    "ro": [
        "Masă de stejar, 120 x 80 cm, două scaune, 45 €. Sunați {p} seara.",
        "Lecții de pian, au rămas 3 locuri. {p} mulțumesc",
        "Cameră de 14 m2 lângă gară.\n{p}\nFără agenție.",
    ],
    "pt": [
        "Mesa de carvalho, 120 x 80 cm, duas cadeiras, 45 €. Ligue {p} à tarde.",
        "Aulas de piano, restam 3 lugares. {p} obrigado",
        "Quarto de 14 m2 perto da estação.\n{p}\nSem agência.",
    ],
}
_SPOKEN = {
    "en": (
        "zero one two three four five six seven eight nine",
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
        "twenty thirty forty fifty sixty seventy eighty ninety",
    ),
    "fr": (
        "zéro un deux trois quatre cinq six sept huit neuf",
        "dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf",
        "vingt trente quarante cinquante soixante soixante-dix quatre-vingt quatre-vingt-dix",
    ),
    "es": (
        "cero uno dos tres cuatro cinco seis siete ocho nueve",
        "diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
        "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    ),
}
UNITS = {language: lists[0].split() for language, lists in _SPOKEN.items()}
TEENS = {language: lists[1].split() for language, lists in _SPOKEN.items()}
TENS = {language: lists[2].split() for language, lists in _SPOKEN.items()}


@dataclass(frozen=True)
class Ad:
    text: str
    value: str
    written: str
    operator: str
    language: str


def number(rng: random.Random) -> tuple[list[str], str]:
    """Groups of a national number of a fiction range, and its E.164 form."""
    kind = rng.randrange(4)
    if kind == 0:
        groups = ["06", "39", "98", f"{rng.randrange(100):02}", f"{rng.randrange(100):02}"]
        return groups, "+33" + "".join(groups)[1:]
    if kind == 1:
        groups = ["01", "99", "00", f"{rng.randrange(100):02}", f"{rng.randrange(100):02}"]
        return groups, "+33" + "".join(groups)[1:]
    if kind == 2:
        groups = ["07700", "900", f"{rng.randrange(1000):03}"]
        return groups, "+44" + "".join(groups)[1:]
    groups = ["202", "555", f"01{rng.randrange(100):02}"]
    return groups, "+1" + "".join(groups)


def pair_in_words(pair: str, language: str) -> str:
    """A pair as it is said: 39 is thirty-nine, 06 is zero six."""
    units, value = UNITS[language], int(pair)
    if len(pair) == 1 or pair[0] == "0":
        return " ".join(units[int(c)] for c in pair)
    if value < 20:
        return TEENS[language][value - 10]
    tens, unit = divmod(value, 10)
    word = TENS[language][tens - 2]
    if language == "fr" and tens in (7, 9):
        rest = TEENS["fr"][unit]
        if value == 71:
            return "soixante et onze"
        return f"{TENS['fr'][tens - 3]}-{rest}"
    if language == "es" and tens == 2 and unit:
        accented = {2: "dós", 3: "trés", 6: "séis"}
        return "veinti" + accented.get(unit, units[unit])
    if unit == 0:
        return word + ("s" if value == 80 and language == "fr" else "")
    joint = {"en": "-", "fr": " et " if unit == 1 and tens != 8 else "-", "es": " y "}[language]
    return word + joint + units[unit]


def _pairs(digits: str) -> list[str]:
    return [digits[i : i + 2] for i in range(0, len(digits), 2)]


def _words(rng: random.Random, groups: list[str], language: str) -> str:
    tongue = language if language in UNITS else "en"
    digits = "".join(groups)
    if rng.random() < 0.5:
        return rng.choice([" ", "-", ", "]).join(UNITS[tongue][int(c)] for c in digits)
    joint = ", " if tongue == "en" else " "
    return joint.join(pair_in_words(p, tongue) for p in _pairs(digits))


def _mixed(rng: random.Random, groups: list[str], language: str) -> str:
    tongue = language if language in UNITS else "en"
    parts = [UNITS[tongue][int(c)] if rng.random() < 0.4 else c for c in "".join(groups)]
    parts[0] = groups[0][0]
    return " ".join(parts)


def _lookalike(rng: random.Random, groups: list[str], language: str) -> str:
    written = list(" ".join(groups))
    places = [i for i, c in enumerate(written) if c in "01"]
    for i in rng.sample(places, max(1, len(places) // 2)):
        written[i] = rng.choice("Oo") if written[i] == "0" else rng.choice("Il|")
    return "".join(written)


def _symbols(rng: random.Random, groups: list[str], language: str) -> str:
    mark = rng.choice(["🌸", "*", " ~ ", "❤️", "•", "__", "🙂🙂", "(•)"])
    parts = groups if rng.random() < 0.5 else list("".join(groups))
    return mark.join(parts)


def _script(rng: random.Random, groups: list[str], language: str) -> str:
    zero = rng.choice([0x660, 0x6F0, 0x966, 0x9E6, 0xE50])
    return " ".join("".join(chr(zero + int(c)) for c in g) for g in groups)


def _separators(rng: random.Random, groups: list[str], language: str) -> str:
    return rng.choice([".", "-", "/", " - ", "_", "·", ") ", " . ", "–"]).join(groups)


OPERATORS: dict[str, Callable[[random.Random, list[str], str], str]] = {
    "plain": lambda rng, groups, language: "".join(groups),
    "grouped": lambda rng, groups, language: " ".join(groups),
    "spaced": lambda rng, groups, language: " ".join("".join(groups)),
    "separators": _separators,
    "words": _words,
    "mixed": _mixed,
    "keycap": lambda rng, groups, language: "".join(c + "\ufe0f\u20e3" for c in "".join(groups)),
    "full_width": lambda rng, groups, language: " ".join(
        "".join(chr(0xFF10 + int(c)) for c in g) for g in groups
    ),
    "script_digits": _script,
    "lookalike": _lookalike,
    "symbols": _symbols,
    "lines": lambda rng, groups, language: " ".join(groups[:-1]) + "\n" + groups[-1],
    "zero_width": lambda rng, groups, language: "\u200b".join("".join(groups)),
}


def ads(seed: int, each: int) -> Iterator[Ad]:
    """``each`` ads for every operator and language."""
    rng = random.Random(seed)
    for operator, write in OPERATORS.items():
        for language, frames in FRAMES.items():
            for _ in range(each):
                groups, value = number(rng)
                written = write(rng, groups, language)
                text = rng.choice(frames).replace("{p}", written)
                yield Ad(text, value, written, operator, language)
        for _ in range(each):
            groups, value = number(rng)
            written = value if operator == "plain" else value[:3] + " " + " ".join(value[3:])
            yield Ad(rng.choice(FRAMES["en"]).replace("{p}", written), value, written, "plus", "en")


NOT_PHONES = [
    "Price 1 250 000 EUR, was 1 300 000 EUR",
    "Prix 250 000 € net vendeur, 12 500 € de frais",
    "From 12/03/2024 to 15/04/2024, 10:30-18:45",
    "Open 2019-2024, 2024-03-12T10:30:00Z",
    "Du 1er mars 2024 au 15 avril 2024, 20h30",
    "Box 120 x 80 x 45 cm, 14 m2, 75011 Paris",
    "Order no 0639980102, ref. 2025550123",
    "Référence annonce 0639980102",
    "#1234567890 and №20255501",
    "IBAN FR76 3000 6000 0112 3456 7890 188",
    "Card 4111 1111 1111 1111",
    "48.856614, 2.352222",
    "48°51'24\" N 2°21'07\" E",
    "https://example.org/ads/0639980102/photo",
    "www.example.com/item-2025550123.html",
    "d41d8cd98f00b204e9800998ecf8427e",
    "550e8400-e29b-41d4-a716-446655440000",
    "ISBN 978-2-07-036822-8, EAN 3017620422003",
    "192.168.100.200:8080",
    "One room, two beds, three chairs, four windows",
    "one two three four five",
    "Sizes 36 38 40 42 44 46 48 available",
    "SIRET 73282932000074",
    "Plate AB-123-CD, VIN VF1AB000123456789",
    "Model X1234567890, serial SN0639980102",
    "Built 1998, renovated 2015, 2 floors, 5 rooms, 120 m2",
    "timestamp 1700000000 id 20240312",
    "Un dos tres, one two three, il y a six ou sept places",
    "Prix : 100 200 300 400 €",
    "24/7, 7j/7, 24h/24",
]
