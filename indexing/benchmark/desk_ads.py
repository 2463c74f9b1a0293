# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated ads of a large case, with what reading, linking and clustering would find in them.

The texts are those of ``texts``. Each advertiser gets a contact, towns, sites and months of its
own, and what stands where in an ad is known from drawing it: nothing has to be read or linked. A
few networks draw many text groups into one cluster, the largest of some thousand ads.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from indexing.benchmark.mixed_contacts import Contact, Directory
from indexing.benchmark.texts import GeneratedAd, generate
from indexing.extract.gazetteer import towns
from indexing.records import AdRecord, ImageRef, Mention, MentionKind

BLOCK = 20_000
"""Ads that are drawn, and stored, at a time."""
LARGEST = 5_000
"""Ads of the largest cluster, in a case of 1,000,000."""
RELAY = "01 99 00 00 00"
COUNTRIES = ("FR", "GB", "US", "BE", "ES")
RELAY_VALUE = "+33199000000"
_MIXTURES = ("plain", "two_languages")
_SITES = tuple(f"{name}.example" for name in (
    "market-one", "work-board", "ride-share", "room-finder", "lesson-wall", "tool-shed",
    "garden-post", "sofa-swap", "city-notes", "van-hire", "job-corner", "craft-lane",
))  # fmt: skip
_TOWNS = 60
_NETWORKS = 60
_NETWORKED = 0.06
"""Share of the text groups of several ads that belong to a network."""
_SPELLED = 0.08
"""Share of the ads whose number is spelled out in words."""
_WITH_RELAY = 0.01
_SHOWN_AGAIN = 0.6
"""Probability that an ad shows a picture that its advertiser has shown before."""
_FIRST_DAY = datetime(2021, 1, 1, tzinfo=UTC)
_DAYS = 1_000
_LASTS = 240
_PRICE = re.compile(r"(\d+) ?(?:€|euros?\b|EUR\b)")
_WORDS = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "fr": ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
}
_NUMBER_DIGITS = 9


@dataclass(frozen=True, slots=True)
class DeskAd:
    """One ad: its row, its cluster and text group (numbers of their own), what is read in it."""

    record: AdRecord
    cluster: int
    text_group: int
    language: str
    mentions: tuple[Mention, ...]
    contact: str
    """Kind and value of the advertiser's contact, ``phone:+33…``; '' where the ad names none."""
    spelled: tuple[int, int] | None = None
    """Where its number stands in words."""
    picture: int | None = None
    """The drawing that it shows."""


@dataclass(slots=True)
class _Advertiser:
    contact: Contact | None
    begin: int
    towns: tuple[int, ...]
    sites: tuple[str, ...]
    pictures: list[int] = field(default_factory=list)


class Drawing:
    """Draws the ads of one case; the same numbers always give the same ads."""

    def __init__(self, ads: int, pictures: int, seed: int) -> None:
        self._ads, self._pictures, self._seed = ads, pictures, seed
        self._rng = random.Random(f"desk/{ads}/{pictures}/{seed}")
        self._directory = Directory(self._rng)
        self._towns = _places()
        self._advertisers: dict[int, _Advertiser] = {}
        self._networks: list[tuple[int, int]] = [(-1, 0)] * _NETWORKS
        self._most = max(2, min(LARGEST, ads // 20))
        self._cluster_of: dict[int, int] = {}
        self._drawn = self._shown = 0

    def blocks(self) -> Iterator[list[DeskAd]]:
        """All ads, ``BLOCK`` at a time."""
        groups = 0
        for number, begin in enumerate(range(0, self._ads, BLOCK)):
            mixture = _MIXTURES[number % len(_MIXTURES)]
            size = min(BLOCK, self._ads - begin)
            made = generate(mixture, size, self._seed * 1_000 + number)
            self._assign(made, groups)
            yield [self._ad(ad, groups + ad.group) for ad in made]
            groups += 1 + max(ad.group for ad in made)

    def _assign(self, made: Sequence[GeneratedAd], before: int) -> None:
        """The cluster of each text group: itself, or the network that it belongs to."""
        sizes: dict[int, int] = {}
        for ad in made:
            sizes[before + ad.group] = sizes.get(before + ad.group, 0) + 1
        weights = [1 / (1 + place) for place in range(_NETWORKS)]
        for group, size in sizes.items():
            self._cluster_of[group] = group
            if size > 1 and self._rng.random() < _NETWORKED:
                place = self._rng.choices(range(_NETWORKS), weights)[0]
                first, held = self._networks[place]
                first = group if first < 0 else first
                if held + size <= self._most:
                    self._networks[place] = (first, held + size)
                    self._cluster_of[group] = first
        for group, size in sizes.items():
            cluster = self._cluster_of[group]
            if cluster not in self._advertisers:
                self._advertisers[cluster] = self._advertiser(alone=size == 1)

    def _advertiser(self, *, alone: bool) -> _Advertiser:
        rng = self._rng
        contact = None
        if not alone or rng.random() < 0.6:
            contact = self._directory.phone() if rng.random() < 0.7 else self._directory.email()
        return _Advertiser(
            contact,
            rng.randrange(_DAYS),
            tuple(rng.randrange(_TOWNS) for _ in range(1 if alone else rng.choice((1, 1, 2, 4)))),
            tuple(rng.choice(_SITES) for _ in range(1 if alone else rng.choice((1, 2, 2)))),
        )

    def _ad(self, text: GeneratedAd, group: int) -> DeskAd:
        rng, cluster = self._rng, self._cluster_of[group]
        owner = self._advertisers[cluster]
        is_spelled = rng.random() < _SPELLED and text.language in _WORDS
        contact = owner.contact if text.tier == 0 or rng.random() < 0.85 else None
        body, mentions = _written(text, contact, is_spelled)
        if rng.random() < _WITH_RELAY:
            body, mention = _with_relay(body)
            mentions.append(mention)
        mentions += _prices(body)
        town, place = self._towns[rng.choice(owner.towns)]
        mentions.append(place)
        number = self._drawn
        self._drawn += 1
        picture = self._picture(owner)
        site = rng.choice(owner.sites)
        posted = _FIRST_DAY + timedelta(days=owner.begin + rng.randrange(_LASTS), hours=number % 24)
        names = () if picture is None else (ImageRef(f"{picture:07}.jpg"),)
        record = AdRecord(
            place=f"row {number + 2}",
            source_id=f"D{number:07}",
            url=f"https://{site}/ad/D{number:07}",
            site=site,
            title=" ".join(text.text.split()[:5]),
            body=body,
            posted_at=posted.isoformat(),
            captured_at=(posted + timedelta(days=1)).isoformat(),
            place_text=town,
            images=names,
        )
        told = [one for one in mentions[:1] if one.kind in (MentionKind.PHONE, MentionKind.EMAIL)]
        return DeskAd(
            record,
            cluster,
            group,
            text.language,
            tuple(mentions),
            f"{told[0].kind}:{told[0].value}" if told else "",
            (told[0].start, told[0].end) if told and told[0].steps == ("words",) else None,
            picture,
        )

    def _picture(self, owner: _Advertiser) -> int | None:
        """A new drawing in its turn, so that all are shown; or one that the advertiser has."""
        if self._drawn * self._pictures // self._ads > self._shown or (
            self._ads - self._drawn < self._pictures - self._shown
        ):
            owner.pictures.append(self._shown)
            self._shown += 1
            return owner.pictures[-1]
        if owner.pictures and self._rng.random() < _SHOWN_AGAIN:
            return self._rng.choice(owner.pictures)
        return None


def _places() -> list[tuple[str, Mention]]:
    """Large towns by name, each with the mention that a field of its own name gives."""
    found = sorted(
        (one for one in towns(tuple(sorted(COUNTRIES))).values() if one.is_own and one.is_only),
        key=lambda one: (-one.town.people, one.town.id),
    )
    return [
        (
            one.town.name,
            Mention(
                MentionKind.PLACE,
                f"{one.town.name}, {one.town.country}, geonames:{one.town.id}",
                one.town.name,
                "place_text",
                0,
                len(one.town.name),
                region=one.town.country,
            ),
        )
        for one in found[:_TOWNS]
    ]


def _written(
    text: GeneratedAd, contact: Contact | None, is_spelled: bool
) -> tuple[str, list[Mention]]:
    """The text with the advertiser's contact in its telephone slot, and the mention of it."""
    body = text.text
    for begin, end in text.slots:
        if sum(letter.isdigit() for letter in body[begin:end]) >= _NUMBER_DIGITS:
            break
    else:
        return body, []
    if contact is None:
        return f"{body[:begin]}(message){body[end:]}", []
    raw, steps = contact.value, tuple[str, ...]()
    if contact.kind == "phone":
        raw = _national(contact.value)
        if is_spelled:
            words = _WORDS[text.language]
            raw = " ".join(words[int(digit)] for digit in raw if digit.isdigit())
            steps = ("words",)
    mention = Mention(
        MentionKind(contact.kind), contact.value, raw, "body", begin, begin + len(raw), steps=steps
    )
    return f"{body[:begin]}{raw}{body[end:]}", [mention]


def _national(value: str) -> str:
    if value.startswith("+33"):
        digits = f"0{value[3:]}"
        return " ".join(digits[at : at + 2] for at in range(0, 10, 2))
    if value.startswith("+44"):
        return f"0{value[3:7]} {value[7:]}"
    return f"{value[2:5]}-{value[5:8]}-{value[8:]}"


def _with_relay(body: str) -> tuple[str, Mention]:
    begin = len(body) + 6
    mention = Mention(
        MentionKind.PHONE, RELAY_VALUE, RELAY, "body", begin, begin + len(RELAY), region="FR"
    )
    return f"{body} Tel. {RELAY}", mention


def _prices(body: str) -> list[Mention]:
    return [
        Mention(MentionKind.PRICE, f"{one[1]} EUR", one[0], "body", one.start(), one.end())
        for one in list(_PRICE.finditer(body))[:3]
    ]
