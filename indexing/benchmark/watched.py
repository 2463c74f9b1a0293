# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawn sites that somebody watches: the same ads week after week, with their truth.

Advertisers write from templates, ads change their price, their counters, a sentence, now and then
their telephone; some go, others come, also at the address of one that went. What a site gives to
know an ad by differs: see ``SITES``.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexing.benchmark import texts

SITES = ("address", "number", "slug", "advertiser", "list")
"""An address with the ad's number; a number alone; an address without one; number and address of
the advertiser; number of the row and address of the list."""
OWN = frozenset(("address", "number", "slug"))
"""Those that give something which is the ad's own."""
COLUMNS = ("id", "url", "site", "title", "text", "price", "phone", "author", "scraped_at")
_MIXTURES = ("plain", "hard")
_STAYS = 0.85
_NEW_PRICE = 0.2
_NEW_SENTENCE = 0.05
_NEW_PHONE = 0.02
_OLD_ADDRESS = 0.1
_GIVES_PHONE = 0.6
_SENTENCES = ("Still free.", "Now with a new photo.", "Please write in the evening.", "Urgent!")
_TITLE_WORDS = 5
_VIEWS = "\nViews: "
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Watched:
    """An ad as it stands in one week."""

    truth: int
    """The same in every week."""
    site: str
    """One of ``SITES``."""
    advertiser: int
    slot: int
    """What its address is made of; an ad that came may have that of one that went."""
    text: str
    price: int
    phone: str

    def is_like(self, other: Watched) -> bool:
        """The same ad, or a repost of it that nothing tells apart: only digits differ."""
        if self.truth == other.truth:
            return True
        mine, others = (_DIGITS.sub("0", one.text.partition(_VIEWS)[0]) for one in (self, other))
        return self.site not in OWN and self.advertiser == other.advertiser and mine == others

    @property
    def row(self) -> tuple[str, ...]:
        """Cells under ``COLUMNS`` but for the time; a list's number comes with the row."""
        host = f"{self.site}.example.org"
        title = " ".join(self.text.split()[:_TITLE_WORDS])
        number, url = {
            "address": (f"{7_000_000 + self.slot}", f"https://{host}/ad/{7_000_000 + self.slot}"),
            "number": (f"{8_000_000 + self.slot}", ""),
            "slug": ("", f"https://{host}/room-{_letters(self.slot)}"),
            "advertiser": (
                f"{900_000 + self.advertiser}",
                f"https://{host}/member/{900_000 + self.advertiser}",
            ),
            "list": ("", f"https://{host}/list"),
        }[self.site]
        told = (title, self.text, f"{self.price} EUR", self.phone, f"seller{self.advertiser}")
        return (number, url, host, *told)


def weeks(ads: int, count: int, seed: int) -> Iterator[list[Watched]]:
    """``count`` collections of about ``ads`` ads, on all sites alike."""
    chance = random.Random(f"watched/{ads}/{count}/{seed}")
    coming = _fresh(ads, count, seed, chance)
    there = [next(coming) for _ in range(ads)]
    yield there
    for _ in range(count - 1):
        stay: list[Watched] = []
        gone: list[Watched] = []
        for ad in there:
            (stay if chance.random() < _STAYS else gone).append(ad)
        there = [_later(ad, chance) for ad in stay]
        for old in gone:
            new = next(coming)
            takes_place = chance.random() < _OLD_ADDRESS
            there.append(replace(new, site=old.site, slot=old.slot) if takes_place else new)
        chance.shuffle(there)
        yield there


def _fresh(ads: int, count: int, seed: int, chance: random.Random) -> Iterator[Watched]:
    """More ads than all weeks can show; neighbours are often of one advertiser."""
    each = ads * (count + 1) // len(_MIXTURES) + 1
    drawn = [(m, one) for m in _MIXTURES for one in texts.generate(m, each, seed)]
    chance.shuffle(drawn)
    numbers = {key: at for at, key in enumerate(sorted({(m, one.group) for m, one in drawn}))}
    phones = {at: texts.phone(chance) for at in numbers.values()}
    for truth, (mixture, one) in enumerate(drawn):
        who = numbers[mixture, one.group]
        phone = phones[who] if chance.random() < _GIVES_PHONE else ""
        price = chance.randrange(100, 900)
        yield Watched(truth, chance.choice(SITES), who, truth, one.text, price, phone)


def _later(ad: Watched, chance: random.Random) -> Watched:
    """An ad a week later."""
    text, phone, price = ad.text.partition(_VIEWS)[0], ad.phone, ad.price
    if chance.random() < _NEW_SENTENCE:
        text = f"{text} {chance.choice(_SENTENCES)}"
    if phone and chance.random() < _NEW_PHONE:
        phone = texts.phone(chance)
    if chance.random() < _NEW_PRICE:
        price = chance.randrange(100, 900)
    return replace(ad, text=f"{text}{_VIEWS}{chance.randrange(10_000)}", phone=phone, price=price)


def _letters(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number))
