# SPDX-License-Identifier: GPL-3.0-or-later
"""Makers of advertiser groups, one for each way in which ads of one advertiser hang together."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from dataclasses import dataclass

from demo_corpus.advertisers import (
    BOARD,
    MARKET,
    RIDE,
    Ad,
    Post,
    Reach,
    Studio,
    days_of_series,
    fresh_slots,
    make_ad,
    pick_reach,
    pick_site,
    repost_slots,
)
from demo_corpus.banks import JOBS, LANGUAGES, Line
from demo_corpus.contacts import HIDDEN_STYLES, PLAIN_STYLES

_TIERS = ((6, 2, 1, 0), (3, 3, 2, 1), (1, 2, 3, 2))
_NUMBERS = ("n", "n2", "hour", "m2", "km", "year", "age")


@dataclass(frozen=True, slots=True)
class Order:
    """A group to make."""

    held_by: str
    size: int
    language: str
    trade: str
    planted: tuple[Line, ...] = ()


def reposts(studio: Studio, order: Order, rng: random.Random) -> list[Ad]:
    """Make near-identical reposts under one contact, at times a second one from midway."""
    first = _phone(studio, order.language, rng)
    second = _phone(studio, order.language, rng)
    switch = order.size // 2 if rng.random() < 0.25 else order.size
    reaches = [first if place < switch else second for place in range(order.size)]
    return _series(studio, order, rng, reaches)


def same_text(studio: Studio, order: Order, rng: random.Random) -> list[Ad]:
    """Make near-identical reposts without a common contact."""
    if rng.random() < 0.3:
        reaches = [_phone(studio, order.language, rng) for _ in range(order.size)]
    else:
        reaches = [Reach("w")] * order.size
    ads = _series(studio, order, rng, reaches)
    if reaches[0].kind != "w":
        for ad in ads:
            ad.indicators.append("TPC-04")
    for ad in ads:
        ad.author, ad.pictures = "", []
    return ads


def same_phone(studio: Studio, order: Order, rng: random.Random) -> list[Ad]:
    """Make different texts with one number, each time written differently."""
    number = studio.contacts.phone(order.language)
    hidden = [s for s in HIDDEN_STYLES if s != "words" or order.language in {"en", "fr", "es"}]
    styles = rng.sample([*PLAIN_STYLES, "zeros", *hidden, *hidden[:1]], min(order.size, 9))
    many_trades = order.trade in JOBS and not order.planted and rng.random() < 0.5
    ads = []
    for style in styles:
        trade = rng.choice(JOBS) if many_trades else order.trade
        reach = studio.phone_reach(number, order.language, style)
        ads.append(_other_text(studio, dataclasses.replace(order, trade=trade), rng, reach))
    if len({ad.trade for ad in ads}) > 2:
        for ad in ads:
            ad.indicators.append("JOB-09")
    return _dated(ads, rng)


def same_address(studio: Studio, order: Order, rng: random.Random) -> list[Ad]:
    """Make different texts with one e-mail address or account name."""
    mail = rng.random() < 0.6
    reach = (
        Reach("e", studio.contacts.email()) if mail else Reach("h", "@" + studio.contacts.name())
    )
    return _dated([_other_text(studio, order, rng, reach) for _ in range(order.size)], rng)


def same_picture(studio: Studio, order: Order, rng: random.Random) -> list[Ad]:
    """Make different texts and contacts with one picture, re-encoded each time."""
    picture = studio.picture(order.trade, rng)
    ads = []
    for place in range(order.size):
        ad = _other_text(studio, order, rng, pick_reach(studio, order.language, rng))
        ad.pictures = [dataclasses.replace(picture, variant=place)]
        ad.indicators.append("IMG-01")
        ads.append(ad)
    return _dated(ads, rng)


def translations(studio: Studio, order: Order, rng: random.Random) -> list[Ad]:
    """Make one text in several languages under one number."""
    others = [language for language in LANGUAGES if language != order.language]
    languages = [order.language, *rng.sample(others, min(order.size, 4) - 1)]
    number = studio.contacts.phone("fr")
    drafts = studio.writer.family(languages, order.trade, rng, order.planted)
    days = days_of_series(order.size, rng)
    shared = fresh_slots(studio, order.language, days[0], rng)
    ads = []
    for place, posted in enumerate(days):
        language = languages[place % len(languages)]
        slots = fresh_slots(studio, language, posted, rng)
        slots |= {name: shared[name] for name in _NUMBERS}
        reach = studio.phone_reach(number, language, rng.choice(PLAIN_STYLES))
        ads.append(
            make_ad(
                studio,
                drafts[language],
                Post(
                    trade=order.trade,
                    slots=slots,
                    reach=reach,
                    posted=posted,
                    site=pick_site(order.trade, rng),
                ),
                rng,
            )
        )
    return ads


GROUP_MAKERS: dict[str, Callable[[Studio, Order, random.Random], list[Ad]]] = {
    "repost": reposts,
    "text": same_text,
    "phone": same_phone,
    "address": same_address,
    "picture": same_picture,
    "translation": translations,
}


def _phone(studio: Studio, language: str, rng: random.Random) -> Reach:
    style = rng.choice(PLAIN_STYLES) if rng.random() < 0.92 else rng.choice(HIDDEN_STYLES)
    return studio.phone_reach(studio.contacts.phone(language), language, style)


def _series(studio: Studio, order: Order, rng: random.Random, reaches: list[Reach]) -> list[Ad]:
    """Make reposts of one draft with slots, noise, and now and then pictures."""
    draft = studio.writer.draft(order.language, order.trade, rng, order.planted)
    weights = rng.choice(_TIERS)
    home = pick_site(order.trade, rng)
    author = studio.contacts.name() if rng.random() < 0.5 else ""
    drawing = studio.picture(order.trade, rng) if rng.random() < 0.5 else None
    ads: list[Ad] = []
    slots: dict[str, str] = {}
    for posted, reach in zip(days_of_series(order.size, rng), reaches, strict=True):
        fresh = fresh_slots(studio, order.language, posted, rng)
        slots = repost_slots(slots, fresh, rng) if slots else fresh
        ad = make_ad(
            studio,
            draft,
            Post(
                trade=order.trade,
                slots=slots,
                reach=reach,
                posted=posted,
                site=home if rng.random() < 0.8 else rng.choice((MARKET, BOARD, RIDE)),
                tier=rng.choices((0, 1, 2, 3), weights)[0] if ads else 0,
            ),
            rng,
        )
        ad.author = author if rng.random() < 0.7 else ""
        ad.copy_of = ads[0] if ads else None
        if drawing and rng.random() < 0.7:
            variant = 0 if rng.random() < 0.7 else rng.randint(1, 6)
            ad.pictures = [dataclasses.replace(drawing, variant=variant)]
        ads.append(ad)
    return ads


def _other_text(studio: Studio, order: Order, rng: random.Random, reach: Reach) -> Ad:
    """Make an ad with a text of its own; its day is set later."""
    day = days_of_series(1, rng)[0]
    return make_ad(
        studio,
        studio.writer.draft(order.language, order.trade, rng, order.planted),
        Post(
            trade=order.trade,
            slots=fresh_slots(studio, order.language, day, rng),
            reach=reach,
            posted=day,
            site=pick_site(order.trade, rng),
            tier=rng.choice((0, 0, 1)),
        ),
        rng,
    )


def _dated(ads: list[Ad], rng: random.Random) -> list[Ad]:
    for ad, day in zip(ads, days_of_series(len(ads), rng), strict=True):
        ad.posted = day
    return ads
