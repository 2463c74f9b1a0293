# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole generated cases: texts, contacts and pictures of advertisers, with traps and the truth.

An advertiser keeps one or several texts, contacts (some change theirs over time) and pictures.
Beside them stand things that tempt a machine to join strangers: a number of the site in ads of
everybody, an agency's number, a stock photo, a stolen photo, text that the site adds, an ad that
names another advertiser's number.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from indexing.benchmark.mixed_contacts import Contact, Directory, written
from indexing.benchmark.texts import GeneratedAd, generate

SITES = ("market-one.example", "work-board.example", "ride-share.example")
RELAY = Contact("phone", "+33199000000")
"""The number of the first site, in ads of everybody."""
EDITS = (
    *("jpeg50", "resize50", "mirror", "crop10", "watermark", "border6w", "emoji10", "bright140"),
    *("grey", "banner", "screenshot", "filter", "rot90", "sqcrop"),
)
"""Names of the transforms by which an advertiser posts a picture again."""
_BOILERPLATE = (
    "This notice stands on Ride Share. Quote its number when you write, never pay before you have"
    " met, and tell our team within two days when something is wrong with it. Members with a"
    " green card have been with us for a year or more."
)
_NO_CONTACT = "(message)"
_MIXTURES = ("plain", "two_languages")
_PHONE_DIGITS = 9
_SEVERAL = 4
"""Ads of an advertiser from which on an ad that names a stranger can be seen to be the odd one."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as one ad shows it: a drawing, the transform and the seed that make its file."""

    drawing: int
    edit: str = ""
    draw: int = 0

    @property
    def name(self) -> str:
        """File name; equal pictures are one file."""
        edit = self.edit.replace("+", "-") or "plain"
        return f"{self.drawing:06}-{edit}-{self.draw}.jpg"


@dataclass(frozen=True, slots=True)
class MixedAd:
    """One ad of a generated case. ``traps`` names what it was planted with."""

    source_id: str
    advertiser: int
    language: str
    body: str
    site: str
    contact_cell: str = ""
    pictures: tuple[Shown, ...] = ()
    traps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MixedCase:
    """All ads in the order of posting, and the planted numbers and pictures of everybody."""

    ads: tuple[MixedAd, ...]
    numbers: tuple[str, ...]
    stock: tuple[int, ...]

    @property
    def truth(self) -> dict[str, int]:
        """Advertiser by source id."""
        return {ad.source_id: ad.advertiser for ad in self.ads}


@dataclass(slots=True)
class _Owner:
    """What an advertiser has; the first contact stands in most ads."""

    number: int
    contacts: list[Contact]
    bond: str  # what holds different texts together: "contact", "picture", or "" for one text
    drawings: list[int] = field(default_factory=list)
    posted: int = 0


def compose(ads: int, seed: int, *, mixtures: Sequence[str] = _MIXTURES) -> MixedCase:
    """A case of ``ads`` ads; the same arguments always give the same case."""
    rng = random.Random(f"mixed/{'/'.join(mixtures)}/{ads}/{seed}")
    directory = Directory(rng)
    texts = _texts(ads, seed, mixtures)
    rng.shuffle(texts)
    owner_of = _owners(texts, directory, rng)
    firsts: set[int] = set()
    made = []
    for place, text in enumerate(texts):
        first = text.group not in firsts
        firsts.add(text.group)
        made.append(_ad(place, text, owner_of[text.group], first, rng))
    numbers, stock = _plant(made, owner_of, directory, rng)
    return MixedCase(tuple(made), numbers, stock)


def _texts(ads: int, seed: int, mixtures: Sequence[str]) -> list[GeneratedAd]:
    """Texts of each mixture in equal parts; no group stands in two."""
    result: list[GeneratedAd] = []
    for at, mixture in enumerate(mixtures):
        number = ads // len(mixtures) + (at < ads % len(mixtures))
        before = 1 + max((text.group for text in result), default=-1)
        texts = generate(mixture, number, seed)
        result += (replace(text, group=before + text.group) for text in texts)
    return result


def _owners(
    texts: Sequence[GeneratedAd], directory: Directory, rng: random.Random
) -> dict[int, _Owner]:
    """The advertiser of each text group; some have several texts, some single ads beside."""
    sizes: dict[int, int] = {}
    for text in texts:
        sizes[text.group] = sizes.get(text.group, 0) + 1
    many = [group for group, size in sizes.items() if size > 1]
    alone = [group for group, size in sizes.items() if size == 1]
    rng.shuffle(many)
    counts, weights = (1, 2, 3), (75, 17, 8)
    result: dict[int, _Owner] = {}
    while many:
        groups = [many.pop() for _ in range(min(len(many), rng.choices(counts, weights)[0]))]
        groups += [alone.pop() for _ in range(rng.choice((0, 0, 0, 1, 2))) if alone]
        bond = ""
        if len(groups) > 1:
            bond = "contact" if rng.random() < 0.75 else "picture"
        owner = _owner(len(result), bond, directory, rng)
        result |= dict.fromkeys(groups, owner)
    for group in alone:
        result[group] = _owner(len(result), "", directory, rng, alone=True)
    return result


def _owner(
    number: int, bond: str, directory: Directory, rng: random.Random, *, alone: bool = False
) -> _Owner:
    first = directory.phone() if rng.random() < 0.7 else directory.email()
    contacts = [first]
    if rng.random() < 0.25:
        contacts.append(rng.choice((directory.handle, directory.email, directory.url))())
    if not alone and rng.random() < 0.25:
        contacts += [directory.phone() for _ in range(rng.choice((1, 2)))]
    owner = _Owner(number, contacts, bond)
    if bond == "picture" or rng.random() < (0.15 if alone else 0.4):
        owner.drawings = [16 * number + at for at in range(1 if alone else rng.choice((1, 1, 2)))]
    return owner


def _ad(place: int, text: GeneratedAd, owner: _Owner, first: bool, rng: random.Random) -> MixedAd:
    """An advertiser's next ad: contact in the text's slot or beside it, and its pictures."""
    owner.posted += 1
    holds = owner.bond == "contact" and (first or rng.random() < 0.7)
    chosen = [owner.contacts[0]] if holds else []
    if len(owner.contacts) > 1 and rng.random() < 0.4:
        chosen.append(owner.contacts[1 + owner.posted % (len(owner.contacts) - 1)])
    elif not chosen and rng.random() < 0.75:
        chosen.append(owner.contacts[0])
    body, left = _with_contacts(text, chosen, rng)
    return MixedAd(
        source_id=f"A{place:07}",
        advertiser=owner.number,
        language=text.language,
        body=body,
        site=rng.choice(SITES),
        contact_cell=", ".join(written(one, text.language, rng) for one in left),
        pictures=_pictures(owner, first, rng),
    )


def _with_contacts(
    text: GeneratedAd, contacts: Sequence[Contact], rng: random.Random
) -> tuple[str, list[Contact]]:
    """The text with its telephone slots filled anew, and the contacts that found no place."""
    body, left = text.text, list(contacts)
    for begin, end in reversed(text.slots):
        if sum(letter.isdigit() for letter in body[begin:end]) >= _PHONE_DIGITS:
            value = _NO_CONTACT
            if contacts:
                value = written(left.pop(0) if left else contacts[0], text.language, rng)
            body = body[:begin] + value + body[end:]
    return body, left


def _pictures(owner: _Owner, first: bool, rng: random.Random) -> tuple[Shown, ...]:
    """Pictures of one ad: as they are, or edited; where they hold texts together, nearly always."""
    shown = []
    for at, drawing in enumerate(owner.drawings):
        held = owner.bond == "picture" and at == 0 and (first or rng.random() < 0.8)
        if held or rng.random() < 0.5:
            edited = rng.random() < 0.5
            shown.append(edit(drawing, rng) if edited else Shown(drawing))
    return tuple(shown)


def edit(drawing: int, rng: random.Random) -> Shown:
    """The drawing changed in one of the ways of ``EDITS``."""
    return Shown(drawing, rng.choice(EDITS), rng.randrange(2))


def _plant(
    made: list[MixedAd],
    owner_of: Mapping[int, _Owner],
    directory: Directory,
    rng: random.Random,
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Put every trap into some ads of ``made``; returns the numbers and drawings of everybody."""
    owners = {owner.number: owner for owner in owner_of.values()}
    for place, ad in enumerate(made):
        if ad.site == SITES[0] and rng.random() < 0.6:
            made[place] = _calling(ad, RELAY, "relay", rng)
        elif ad.site == SITES[2] and rng.random() < 0.8:
            made[place] = replace(
                ad, body=f"{ad.body} {_BOILERPLATE}", traps=(*ad.traps, "boilerplate")
            )
    numbers, stock = [RELAY.value], []
    for number in range(max(1, len(made) // 1_000)):
        agency = directory.phone()
        for place in rng.sample(range(len(made)), min(24, len(made) // 8)):
            made[place] = _calling(made[place], agency, "agency", rng)
        stock.append(9_000_000 + number)
        for place in rng.sample(range(len(made)), min(40, len(made) // 8)):
            made[place] = _showing(made[place], stock[-1], "stock", rng)
        numbers.append(agency.value)
        for _ in range(2):
            _steal(made, owners, rng)
            _bridge(made, owners, rng)
    return tuple(numbers), tuple(stock)


def _calling(ad: MixedAd, contact: Contact, trap: str, rng: random.Random) -> MixedAd:
    return replace(
        ad,
        body=f"{ad.body} Tel. {written(contact, ad.language, rng)}",
        traps=(*ad.traps, trap) if trap else ad.traps,
    )


def _showing(ad: MixedAd, drawing: int, trap: str, rng: random.Random) -> MixedAd:
    return replace(ad, pictures=(*ad.pictures, edit(drawing, rng)), traps=(*ad.traps, trap))


def _steal(made: list[MixedAd], owners: Mapping[int, _Owner], rng: random.Random) -> None:
    """One or two ads show a picture of another advertiser, beside a contact of their own."""
    drawings = [owner for owner in owners.values() if owner.drawings]
    if not drawings:
        return
    robbed = rng.choice(drawings)
    thief = rng.choice(made).advertiser
    places = [place for place, ad in enumerate(made) if ad.advertiser == thief]
    if thief != robbed.number:
        for place in places[:2]:
            ad = _showing(made[place], robbed.drawings[0], "stolen", rng)
            made[place] = _calling(ad, owners[thief].contacts[0], "", rng)


def _bridge(made: list[MixedAd], owners: Mapping[int, _Owner], rng: random.Random) -> None:
    """One ad of some names the contact of another advertiser of some ads beside its own."""
    several = [place for place, ad in enumerate(made) if owners[ad.advertiser].posted >= _SEVERAL]
    if not several:
        return
    place, other = rng.choice(several), made[rng.choice(several)].advertiser
    if other != made[place].advertiser:
        ad = _calling(made[place], owners[made[place].advertiser].contacts[0], "", rng)
        made[place] = _calling(ad, owners[other].contacts[0], "bridge", rng)
