# SPDX-License-Identifier: GPL-3.0-or-later
"""Advertisers and their ads: who posts what, and what holds an advertiser's ads together."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from demo_corpus.banks import JOBS, LANGUAGES, fill, stream
from demo_corpus.contacts import HIDDEN_STYLES, PLAIN_STYLES, Contacts, Phone, write
from demo_corpus.noise import disturb
from demo_corpus.pictures import KIND_OF_TRADE, Picture
from demo_corpus.slots import reroll, values
from demo_corpus.texts import Draft, Writer

FIRST_DAY = dt.datetime(2026, 1, 3, 7, 0, tzinfo=dt.UTC)
LAST_DAY = dt.datetime(2026, 10, 30, 22, 0, tzinfo=dt.UTC)
MARKET, BOARD, RIDE = "market-one.example", "work-board.example", "ride-share.example"
LANGUAGE_WEIGHTS = (24, 22, 15, 12, 9, 9, 9)
_TRADE_WEIGHTS = dict.fromkeys(JOBS, 9) | {"rides": 12, "rooms": 13, "goods": 14, "services": 9}


@dataclass(slots=True)
class Ad:
    """One synthetic ad, with the truth about it."""

    language: str
    trade: str
    title: str
    body: str
    posted: dt.datetime
    site: str
    group: str | None = None
    city: str = ""
    price: str = ""
    contact: str = ""
    author: str = ""
    pictures: list[Picture] = field(default_factory=list)
    indicators: list[str] = field(default_factory=list)
    hubs: list[str] = field(default_factory=list)
    copy_of: Ad | None = None
    held_by: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """How an advertiser wants to be reached in one ad: bank line kind and its filled value."""

    kind: str  # "c" phone, "e" e-mail, "h" handle, "w" form of the site
    value: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """The circumstances of one ad: where, when, with which values, contact and noise tier."""

    trade: str
    slots: dict[str, str]
    reach: Reach
    posted: dt.datetime
    site: str
    tier: int = 0


class Studio:
    """What every advertiser draws from."""

    def __init__(self) -> None:
        self.writer = Writer()
        self.contacts = Contacts(stream("contacts"))
        self._pictures = 0

    def picture(self, trade: str, rng: random.Random) -> Picture:
        """Give a drawing nobody has yet."""
        self._pictures += 1
        return Picture(self._pictures, rng.choice(KIND_OF_TRADE[trade]))

    def phone_reach(self, phone: Phone, language: str, style: str) -> Reach:
        """Say how a number is written in an ad."""
        hidden = style in HIDDEN_STYLES and not (style == "script" and language == "ar")
        return Reach("c", write(phone, language, style), hidden)


def pick_language(rng: random.Random) -> str:
    """Draw a language, the frequent ones more often."""
    return rng.choices(LANGUAGES, LANGUAGE_WEIGHTS)[0]


def pick_trade(rng: random.Random) -> str:
    """Draw a trade."""
    return rng.choices(list(_TRADE_WEIGHTS), list(_TRADE_WEIGHTS.values()))[0]


def pick_site(trade: str, rng: random.Random) -> str:
    """Draw the site on which such an ad would stand."""
    weights = {"rides": (25, 0, 75), "driving": (25, 45, 30), "planted": (40, 20, 40)}.get(
        trade, (35, 60, 5) if trade in JOBS else (78, 12, 10)
    )
    return rng.choices((MARKET, BOARD, RIDE), weights)[0]


def pick_day(rng: random.Random) -> dt.datetime:
    """Draw a moment of the year."""
    span = int((LAST_DAY - FIRST_DAY).total_seconds())
    return FIRST_DAY + dt.timedelta(seconds=rng.randrange(span))


def days_of_series(count: int, rng: random.Random) -> list[dt.datetime]:
    """Draw the moments of a series of posts, some days apart."""
    room = (LAST_DAY - FIRST_DAY).total_seconds()
    gap = min(rng.uniform(0.5, 9) * 86400, room / (count + 1))
    start = FIRST_DAY + dt.timedelta(seconds=rng.uniform(0, room - gap * count))
    return [
        (start + dt.timedelta(seconds=gap * (k + rng.uniform(0, 0.8)))).replace(microsecond=0)
        for k in range(count)
    ]


def pick_reach(studio: Studio, language: str, rng: random.Random) -> Reach:
    """Draw a contact of its own for an advertiser."""
    lot = rng.random()
    if lot < 0.66:
        phone = studio.contacts.phone(language)
        style = rng.choice(PLAIN_STYLES) if rng.random() < 0.94 else rng.choice(HIDDEN_STYLES)
        return studio.phone_reach(phone, language, style)
    if lot < 0.78:
        return Reach("e", studio.contacts.email())
    if lot < 0.86:
        return Reach("h", "@" + studio.contacts.name())
    return Reach("w")


def make_ad(studio: Studio, draft: Draft, post: Post, rng: random.Random) -> Ad:
    """Fill a draft, add the contact line, disturb it, and give the ad."""
    language = draft.language
    trade, slots, tier = post.trade, post.slots, post.tier
    if trade == "rooms":
        slots = slots | {"month": slots["rent"]}
    lines = [fill(line, slots) for line in draft.body]
    lines = disturb(lines, language=language, tier=tier, rng=rng)
    title = disturb([fill(draft.title, slots)], language=language, tier=tier, rng=rng)[0]
    contact, in_column = contact_line(studio, language, post.reach, rng)
    if contact:
        lines.append(contact)
    body = rng.choice((" ", " ", "\n")).join(line[:1].upper() + line[1:] for line in lines)
    ad = Ad(language, trade, title[:1].upper() + title[1:], body, post.posted, post.site)
    ad.contact = in_column
    if trade != "planted":
        ad.city = slots["city"]
        ad.price = _price(trade, slots) if rng.random() < 0.7 else ""
    ad.indicators = sorted({line.kind for line in draft.source if line.section == "planted"})
    if post.reach.hidden:
        ad.indicators.append("OBF-01")
    return ad


def contact_line(
    studio: Studio, language: str, reach: Reach, rng: random.Random
) -> tuple[str, str]:
    """Give the sentence with the contact, or the value for the source's contact column."""
    if reach.kind == "c" and not reach.hidden and rng.random() < 0.3:
        return "", reach.value
    bank = studio.writer.banks[language]
    name = {"c": "phone", "e": "email", "h": "handle"}.get(reach.kind, "")
    line = rng.choice(bank.lines("common", reach.kind)).text
    settled = rng.choice(_settle(line))
    hour = str(rng.randint(8, 11))
    return fill(settled, {name: reach.value, "hour": hour, "": ""}), ""


def _settle(line: str) -> list[str]:
    """Give the two outer readings of a line with alternatives."""
    start, mark, rest = line.partition("<")
    if not mark:
        return [line]
    inner, _, tail = rest.partition(">")
    choices = inner.split("|")
    return [start + head + end for head in (choices[0], choices[-1]) for end in set(_settle(tail))]


def _price(trade: str, slots: dict[str, str]) -> str:
    if trade in {"building", "kitchen", "driving", "rooms"}:
        return slots["month"]
    if trade == "goods":
        return slots["price"]
    return slots["small"] if trade == "rides" else slots["wage"]


def fresh_slots(
    studio: Studio, language: str, posted: dt.datetime, rng: random.Random
) -> dict[str, str]:
    """Draw slot values for an ad."""
    return values(studio.writer.banks[language], posted.date(), rng)


def repost_slots(old: dict[str, str], fresh: dict[str, str], rng: random.Random) -> dict[str, str]:
    """Draw the slot values of a repost."""
    return reroll(old, fresh, rng)
