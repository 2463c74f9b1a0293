# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of the corpus: how many advertisers of which sort, and the two planted hubs."""

from __future__ import annotations

import random
from collections.abc import Iterator

from demo_corpus.advertisers import (
    MARKET,
    Ad,
    Post,
    Reach,
    Studio,
    contact_line,
    fresh_slots,
    make_ad,
    pick_day,
    pick_language,
    pick_reach,
    pick_site,
    pick_trade,
)
from demo_corpus.banks import JOBS, LANGUAGES, Line, stream
from demo_corpus.contacts import RELAY, Phone, write
from demo_corpus.groups import GROUP_MAKERS, Order
from demo_corpus.pictures import Picture

TOTAL = 2000
RELAY_ADS, STOCK_ADS = 60, 40
STOCK_NUMBER = 9001
_LABOUR = (
    ("FEE-01", "DOC-01"),
    ("FEE-02", "FEE-04", "LAB-01"),
    ("LAB-01", "LAB-02"),
    ("DOC-01", "FEE-02"),
)
_TRANSPORT = (("SMG-02", "PAY-01"), ("SMG-05", "PAY-01"))


def build() -> list[Ad]:
    """Make every ad of the corpus, in no particular order."""
    studio = Studio()
    ads: list[Ad] = []
    for number, order in enumerate(orders(studio), start=1):
        made = GROUP_MAKERS[order.held_by](studio, order, stream("group", number))
        for ad in made:
            ad.group, ad.held_by = f"G{number:03d}", order.held_by
        ads += made
    ads += _singles(studio, TOTAL - len(ads))
    _plant_relay(studio, ads)
    _plant_stock_picture(ads)
    return ads


def orders(studio: Studio) -> Iterator[Order]:
    """Give the groups to make: how held together, size, language, trade, planted lines."""
    rng = stream("orders")
    sizes = {
        "repost": [rng.randint(20, 40) for _ in range(10)]
        + [rng.randint(8, 18) for _ in range(18)]
        + [rng.randint(2, 7) for _ in range(16)],
        "text": [rng.randint(3, 16) for _ in range(14)],
        "phone": [rng.randint(2, 9) for _ in range(22)],
        "address": [rng.randint(2, 6) for _ in range(9)],
        "picture": [rng.randint(2, 8) for _ in range(16)],
        "translation": [rng.randint(2, 7) for _ in range(12)],
    }
    for held_by, numbers in sizes.items():
        for size in numbers:
            yield Order(held_by, size, pick_language(rng), pick_trade(rng))
    for place, language in enumerate(LANGUAGES):
        for codes in _recipes(place):
            trade = "planted" if codes in _TRANSPORT else rng.choice(JOBS)
            held_by = "repost" if rng.random() < 0.65 or trade == "planted" else "phone"
            lines = _lines(studio, language, codes, rng)
            yield Order(held_by, rng.randint(3, 11), language, trade, lines)
    for language in ("en", "fr", "es", "ro", "uk", "ar"):
        lines = _lines(studio, language, ("CTX-02",), rng)
        trade = rng.choice(("building", "farm", "cleaning"))
        yield Order("repost", rng.randint(3, 9), language, trade, lines)


def _recipes(place: int) -> list[tuple[str, ...]]:
    chosen: list[tuple[str, ...]] = [
        _LABOUR[place % 4],
        _LABOUR[(place + 1) % 4],
        _TRANSPORT[place % 2],
    ]
    return [*chosen, _TRANSPORT[(place + 1) % 2]] if place < 2 else chosen


def _lines(
    studio: Studio, language: str, codes: tuple[str, ...], rng: random.Random
) -> tuple[Line, ...]:
    bank = studio.writer.banks[language]
    return tuple(rng.choice(bank.lines("planted", code)) for code in codes)


def _singles(studio: Studio, count: int) -> list[Ad]:
    rng = stream("singles")
    ads: list[Ad] = []
    while len(ads) < count:
        language, trade, posted = pick_language(rng), pick_trade(rng), pick_day(rng)
        ad = _single(studio, language, trade, rng)
        ad.posted = posted
        ads.append(ad)
        if len(ads) % 14 == 0 and len(ads) < count:  # same trade, town and week: another advertiser
            trap = _single(studio, language, trade, rng, city=ad.city)
            trap.posted = posted.replace(hour=(posted.hour + 5) % 24)
            ads.append(trap)
    return ads


def _single(studio: Studio, language: str, trade: str, rng: random.Random, city: str = "") -> Ad:
    planted: tuple[Line, ...] = ()
    lot = rng.random()
    if trade in JOBS and lot < 0.07:
        planted = _lines(studio, language, (rng.choice(("CTX-02", "CTX-03")),), rng)
    elif trade in JOBS and lot < 0.085:
        planted = _lines(studio, language, (rng.choice(("LAB-01", "FEE-01", "FEE-04")),), rng)
    posted = pick_day(rng)
    slots = fresh_slots(studio, language, posted, rng)
    if city:
        slots["city"] = city
    ad = make_ad(
        studio,
        studio.writer.draft(language, trade, rng, planted),
        Post(
            trade=trade,
            slots=slots,
            reach=pick_reach(studio, language, rng),
            posted=posted,
            site=pick_site(trade, rng),
            tier=rng.choice((0, 0, 0, 1)),
        ),
        rng,
    )
    if rng.random() < 0.35:
        ad.author = studio.contacts.name()
    if rng.random() < 0.24:
        ad.pictures = [studio.picture(trade, rng)]
    return ad


def _unrelated(ads: list[Ad], *, singles: int, grouped: int, rng: random.Random) -> list[Ad]:
    """Draw ads of as many different advertisers."""
    alone = [ad for ad in ads if ad.group is None]
    together = [ad for ad in ads if ad.group is not None and not ad.indicators]
    rng.shuffle(alone)
    rng.shuffle(together)
    first_of_group = {ad.group: ad for ad in together}
    return alone[:singles] + list(first_of_group.values())[:grouped]


def _plant_relay(studio: Studio, ads: list[Ad]) -> None:
    """Give one site's relay number to many unrelated ads; it ties nobody to anybody."""
    rng = stream("relay")
    open_ads = [ad for ad in ads if ad.site == MARKET and not ad.contact]
    for place, ad in enumerate(_unrelated(open_ads, singles=48, grouped=12, rng=rng)):
        number = write(Phone(*RELAY), ad.language, "spaced" if place % 3 else "international")
        if place % 4:
            ad.contact = number
        else:
            line, ad.contact = contact_line(studio, ad.language, Reach("c", number), rng)
            ad.body = f"{ad.body} {line}".strip()
        ad.hubs.append("relay")


def _plant_stock_picture(ads: list[Ad]) -> None:
    """Give one stock picture to many unrelated ads."""
    rng = stream("stock")
    bare = [ad for ad in ads if not ad.pictures and ad.trade != "planted"]
    for ad in _unrelated(bare, singles=32, grouped=8, rng=rng):
        variant = 0 if rng.random() < 0.6 else rng.randint(1, 5)
        ad.pictures = [Picture(STOCK_NUMBER, "pattern", variant)]
        ad.hubs.append("stock")
