# SPDX-License-Identifier: GPL-3.0-or-later
"""Ads that share a contact or a picture, and the hubs among the things they share.

A thing that many otherwise unrelated groups of ads carry (a site's relay number, a stock photo)
says nothing about who is behind them: it is a hub, is listed as such, and joins nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from indexing.options import LinkOptions
from indexing.records import Hub, MentionKind, Reason, ReasonKind, Ruling

LINKING = {
    MentionKind.PHONE: ReasonKind.PHONE,
    MentionKind.EMAIL: ReasonKind.EMAIL,
    MentionKind.HANDLE: ReasonKind.HANDLE,
    MentionKind.URL: ReasonKind.URL,
    MentionKind.WALLET: ReasonKind.WALLET,
    MentionKind.IBAN: ReasonKind.IBAN,
}
"""Kinds of mention that can link two ads; a price cannot."""
MANY_GROUPS, MANY_CONTACTS, RULED = "many_groups", "many_contacts", "ruled"
"""Why a thing is a hub: carried by many groups; by groups with contacts of their own; ruled."""
DIRECTORY = "directory"
"""Why a thing does not join two ads: one of them lists very many contacts."""
_NATIONAL_DIGITS = 9
Thing = tuple[ReasonKind, str]


def find_hubs(
    carriers: Mapping[Thing, Sequence[int]],
    group_of: Mapping[int, int],
    own_contacts: Mapping[int, set[str]],
    options: LinkOptions,
    *,
    rulings: Mapping[Thing, Ruling] | None = None,
    sites: Mapping[str, set[int]] | None = None,
) -> dict[Thing, Hub]:
    """Things carried by too many groups to say anything, and things that a person holds back.

    The front page of a site that many groups give addresses of (a market, a shortener) counts as
    carried by all of these groups: it names the site and nobody on it. A thing that a person ruled
    to join is no hub, whatever is counted.

    Args:
        carriers: ads that carry each thing.
        group_of: group of each ad by all evidence weighed before (texts, or texts and contacts).
        own_contacts: contacts that each ad carries.
        options: ``hub_groups``, and the lower ``hub_groups_conflicting`` for a thing most of whose
            groups carry contacts of their own beside it.
        rulings: what people ruled; it wins over every count.
        sites: for every host, the groups that give a deeper address on it (``groups_of_sites``).
    """
    hubs = {}
    ruled = rulings or {}
    for thing, ads in carriers.items():
        ruling = ruled.get(thing, Ruling.NONE)
        if ruling is Ruling.JOINS:
            continue
        groups_of_thing = {group_of[ad] for ad in ads}
        front = (sites or {}).get(thing[1], set()) if thing[0] is ReasonKind.URL else set()
        groups = len(groups_of_thing)
        if ruling is Ruling.HELD:
            why = RULED
        elif len(front | groups_of_thing) > options.hub_groups_conflicting < len(front):
            why, groups = MANY_GROUPS, len(front | groups_of_thing)
        else:
            why = _why(thing[1], ads, (group_of, own_contacts), options)
        if why:
            hubs[thing] = Hub(*thing, len(ads), groups, why)
    return hubs


def _why(
    value: str,
    ads: Sequence[int],
    known: tuple[Mapping[int, int], Mapping[int, set[str]]],
    options: LinkOptions,
) -> str:
    """The rule by which a thing is a hub, or nothing."""
    group_of, own_contacts = known
    contacts_of: dict[int, set[str]] = {}
    for ad in ads:
        contacts_of.setdefault(group_of[ad], set()).update(own_contacts.get(ad, set()))
    groups = len(contacts_of)
    if groups > options.hub_groups:
        return MANY_GROUPS
    if groups <= options.hub_groups_conflicting:
        return ""
    return MANY_CONTACTS if 2 * _with_own_contact(contacts_of, value) > groups else ""


def directories(contacts: Mapping[int, set[str]], options: LinkOptions) -> frozenset[int]:
    """Ads that list more contacts than one advertiser has: they join nobody by them."""
    return frozenset(ad for ad, own in contacts.items() if len(own) > options.directory_contacts)


def groups_of_sites(
    mentions: Iterable[tuple[MentionKind, str, Sequence[int]]], group_of: Mapping[int, int]
) -> dict[str, set[int]]:
    """For every host, the groups that give any deeper address on it."""
    found: dict[str, set[int]] = {}
    for kind, value, ads in mentions:
        host, slash, _path = value.partition("/")
        if kind is MentionKind.URL and slash:
            found.setdefault(host, set()).update(group_of[ad] for ad in ads)
    return found


def _with_own_contact(contacts_of: Mapping[int, set[str]], value: str) -> int:
    """How many groups carry a contact that no other of these groups carries."""
    seen: dict[str, int] = {}
    for contacts in contacts_of.values():
        for contact in contacts - {value}:
            seen[contact] = seen.get(contact, 0) + 1
    return sum(
        any(seen[contact] == 1 for contact in contacts - {value})
        for contacts in contacts_of.values()
    )


def shared_pairs(
    carriers: Mapping[Thing, Sequence[int]],
    hubs: Mapping[Thing, Hub],
    listing: Set[int] = frozenset(),
) -> Iterator[tuple[int, int, Thing]]:
    """Pairs (first carrier, other carrier, thing); hubs give none.

    A star and not all pairs: a number in 1,000 ads costs 999 links, and any two of its ads are
    two steps apart. Directories (``listing``) are at its ends, as they join nobody.
    """
    for thing, ads in carriers.items():
        if thing in hubs:
            continue
        first = min(ads, key=lambda ad: (ad in listing, ad))
        for other in ads:
            if other != first:
                yield first, other, thing


def reason_for(
    thing: Thing,
    carriers: Sequence[int],
    hub: Hub | None,
    ads: int,
    ruling: Ruling = Ruling.NONE,
    *,
    listed: bool = False,
) -> Reason:
    """The reason that two ads share a thing: score is its rarity, 1 for one that only two share.

    Rarity falls with the logarithm of the number of carriers down to 0 when all ``ads`` carry it.
    ``detail`` tells the value, its carriers, and ``hub`` with groups and why, or that a person
    ruled that it joins. With ``listed``, one of the two is a directory: the thing does not join
    them unless a person ruled so.
    """
    import math

    kind, value = thing
    count = len(carriers)
    rarity = 1.0 if ads <= 2 else 1 - math.log(max(count, 2) / 2) / math.log(ads / 2)
    detail: dict[str, object] = {"value": value, "ads": count}
    if hub is not None:
        detail |= {"hub": True, "groups": hub.groups, "why": hub.why}
    elif ruling is Ruling.JOINS:
        detail["ruled"] = ruling.value
    elif listed:
        detail["why"] = DIRECTORY
    joins = hub is None and "why" not in detail
    return Reason(kind, round(max(rarity, 0.0), 3), 0.0, detail, joins=joins)


def merge_guessed_phones(
    mentions: Iterable[tuple[MentionKind, str, Sequence[int]]],
) -> Iterator[tuple[MentionKind, str, Sequence[int]]]:
    """Phones that agree in their last nine digits as one, under the value most ads give.

    For a case that names no country: the same national number may then have been read as one of
    France in a French ad and as one of Britain in an English one. Nine digits are the national
    part of most numbers; two numbers of one case agreeing in them by chance is a matter of 1e-9.
    """
    alike: dict[str, list[tuple[str, Sequence[int]]]] = {}
    for kind, value, ads in mentions:
        if kind is MentionKind.PHONE:
            alike.setdefault(value[-_NATIONAL_DIGITS:], []).append((value, ads))
        else:
            yield kind, value, ads
    for found in alike.values():
        value, _ads = max(found, key=lambda one: (len(one[1]), one[0]))
        yield MentionKind.PHONE, value, sorted({ad for _value, ads in found for ad in ads})


def carriers_of(
    mentions: Iterable[tuple[MentionKind, str, Sequence[int]]],
) -> dict[Thing, list[int]]:
    """Carriers of every mention that can link, ads sorted and unique, two at least."""
    result = {}
    for kind, value, ads in mentions:
        unique = sorted(set(ads))
        if kind in LINKING and len(unique) > 1:
            result[(LINKING[kind], value)] = unique
    return result
