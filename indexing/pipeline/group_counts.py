# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of ads that cluster rules count over: by contact, account, picture, text, or each ad.

What is common property is left out: things that linking or a person holds back (a site's relay
number, a photo that so many show), and what directories list, who give the contacts of others.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from indexing.cluster.components import Components
from indexing.link.shared_mentions import directories, merge_guessed_phones
from indexing.options import LinkOptions
from indexing.pipeline.ruled import ruled_things
from indexing.records import Judgement, MentionKind, ReasonKind, Ruling
from indexing.store import judgements, pairs, rule_inputs
from indexing.store import mentions as stored_mentions
from indexing.store.case import Case
from indexing.store.rule_inputs import Posted
from indexing.suggest.circuits import circuits
from indexing.suggest.cluster_rule import Group
from indexing.suggest.rules import ClusterRule
from indexing.suggest.statistics import Post

CONTACTS = (MentionKind.PHONE, MentionKind.EMAIL, MentionKind.HANDLE)
PAYMENTS = (MentionKind.WALLET, MentionKind.IBAN)
_STOCK = "stock"
_LOCATED = "geonames:"
_PAY = re.compile(r"(\d+(?:\.\d+)?) ([A-Z]{3})/(hour|day|week|month|year)")
_CLOCK = re.compile(r"\d{4}-\d\d-\d\d[T ](?!00:00(?::00)?(?!\d))\d\d:\d\d")
Carriers = dict[str, list[int]]


@dataclass(slots=True)
class Groups:
    """The ads of a case as rules count over them; each way of grouping is made when asked for."""

    case: Case
    _posts: dict[int, Post] = field(default_factory=dict)
    _pay: dict[int, tuple[float, str]] = field(default_factory=dict)
    _texts: dict[int, int] = field(default_factory=dict)
    _carriers: dict[MentionKind, Carriers] = field(default_factory=dict)

    def __post_init__(self) -> None:
        held = _held(self.case)
        for kind in (*CONTACTS, *PAYMENTS):
            self._carriers[kind] = _carriers(self.case, kind, held)
        self._drop_directories()
        advertisers = self._advertisers()
        places = _places(self.case)
        self._pay = _pay(self.case)
        for row in rule_inputs.posted(self.case):
            place = places.get(row.ad) or row.place_text
            self._posts[row.ad] = _post(row, place, advertisers.get(row.ad, ()))
            if row.text_group is not None:
                self._texts[row.ad] = row.text_group

    def of(self, rule: ClusterRule) -> Iterator[Group]:
        """The groups that a rule counts over."""
        if rule.group_by in ("contact", "payment"):
            kinds = CONTACTS if rule.group_by == "contact" else PAYMENTS
            for kind in kinds:
                if not rule.entity_types or kind.value in rule.entity_types:
                    yield from self._named(kind.value, self._carriers[kind])
        elif rule.group_by == "image":
            yield from self._named("image", _motifs(self.case))
        elif rule.group_by == "text_cluster":
            groups: Carriers = {}
            for ad, group in self._texts.items():
                groups.setdefault(str(group), []).append(ad)
            yield from self._named("text", groups)
        elif rule.group_by == "circuit":
            yield from circuits(post for post in self._posts.values() if _LOCATED in post.place)
        else:
            for ad, (amount, unit) in self._pay.items():
                if ad not in self._posts:
                    continue
                yield Group(f"ad:{ad}", (_paid(self._posts[ad], amount),), unit)

    def _named(self, kind: str, carriers: Carriers) -> Iterator[Group]:
        for value, ads in carriers.items():
            posts = tuple(self._posts[ad] for ad in ads if ad in self._posts)
            if posts:  # else all were purged meanwhile
                yield Group(f"{kind}:{value}", posts)

    def _drop_directories(self) -> None:
        given: dict[int, set[str]] = {}
        for kind in CONTACTS:
            for value, ads in self._carriers[kind].items():
                for ad in ads:
                    given.setdefault(ad, set()).add(value)
        listing = directories(given, LinkOptions())
        for carriers in self._carriers.values():
            for value in [one for one, ads in carriers.items() if not listing.isdisjoint(ads)]:
                carriers[value] = [ad for ad in carriers[value] if ad not in listing]
                if not carriers[value]:
                    del carriers[value]

    def _advertisers(self) -> dict[int, tuple[str, ...]]:
        """The contacts of every ad, each as the first that ads give together with it.

        Two ads that a person judged to be the same make their contacts one.
        """
        given: dict[int, list[int]] = {}
        names: list[str] = []
        for kind in CONTACTS:
            for value, ads in sorted(self._carriers[kind].items()):
                names.append(f"{kind.value}:{value}")
                for ad in ads:
                    given.setdefault(ad, []).append(len(names) - 1)
        joined = Components(range(len(names)))
        for contacts in given.values():
            for other in contacts[1:]:
                joined.join(contacts[0], other)
        for (a, b), said in judgements.current(self.case).items():
            if said is Judgement.SAME and a in given and b in given:
                joined.join(given[a][0], given[b][0])
        return {
            ad: tuple(sorted({names[joined.root(one)] for one in contacts}))
            for ad, contacts in given.items()
        }


def _held(case: Case) -> set[tuple[ReasonKind, str]]:
    """What joins nothing. A photo of several advertisers stays: that is what rules look for."""
    held = {(hub.kind, hub.value) for hub in pairs.hubs(case) if hub.why != _STOCK}
    ruled = ruled_things(case)
    held |= {thing for thing, ruling in ruled.items() if ruling is Ruling.HELD}
    return held - {thing for thing, ruling in ruled.items() if ruling is Ruling.JOINS}


def _carriers(case: Case, kind: MentionKind, held: set[tuple[ReasonKind, str]]) -> Carriers:
    found: Iterable[tuple[MentionKind, str, Sequence[int]]]
    found = stored_mentions.shared(case, [kind], least=1)
    if not case.meta.countries:
        found = merge_guessed_phones(found)
    reason = ReasonKind(kind.value)
    return {value: sorted(set(ads)) for _kind, value, ads in found if (reason, value) not in held}


def _motifs(case: Case) -> Carriers:
    """The ads that show each picture or one near to it, by the first of these pictures."""
    held = _held(case)
    shown = rule_inputs.photos(case)
    names = sorted(shown)
    number = {sha256: place for place, sha256 in enumerate(names)}
    joined = Components(range(len(names)))
    for pair in pairs.of_kind(case, ReasonKind.NEAR_IMAGE):
        for reason in pair.reasons:
            told = reason.detail.get("images")
            if reason.kind is ReasonKind.NEAR_IMAGE and isinstance(told, list):
                known = [number[sha256] for sha256 in told if sha256 in number]
                if len(known) == 2:
                    joined.join(*known)
    motifs: dict[str, set[int]] = {}
    common: set[str] = set()
    for place, sha256 in enumerate(names):
        first = names[joined.root(place)]
        motifs.setdefault(first, set()).update(shown[sha256])
        if (ReasonKind.SAME_IMAGE, sha256) in held:
            common.add(first)
    return {first: sorted(ads) for first, ads in motifs.items() if first not in common}


def _places(case: Case) -> dict[int, str]:
    """The place of each ad that has one: of its place field, or the only one that it names."""
    of_field: dict[int, set[str]] = {}
    by_the_way: dict[int, set[str]] = {}
    for ad, value, name in rule_inputs.named_places(case):
        table = of_field if name == "place_text" else by_the_way
        table.setdefault(ad, set()).add(value)
    found = {ad: next(iter(values)) for ad, values in by_the_way.items() if len(values) == 1}
    return found | {ad: min(values) for ad, values in of_field.items()}


def _pay(case: Case) -> dict[int, tuple[float, str]]:
    """The highest pay of each ad that names pay in one currency and unit only."""
    told: dict[int, list[tuple[float, str]]] = {}
    for _kind, value, ads in stored_mentions.shared(case, [MentionKind.PRICE], least=1):
        match = _PAY.fullmatch(value)
        if match is not None:
            given = float(match[1]), f"{match[2]}/{match[3]}"
            for ad in ads:
                told.setdefault(ad, []).append(given)
    return {ad: max(named) for ad, named in told.items() if len({unit for _n, unit in named}) == 1}


def _post(row: Posted, place: str, advertisers: tuple[str, ...]) -> Post:
    day, minute = _moment(row.posted_at)
    return Post(
        ad=row.ad,
        site=row.site,
        day=day,
        minute=minute,
        author=row.author,
        place=place,
        advertisers=advertisers,
        repeats=row.duplicate_of is not None,
    )


def _paid(post: Post, amount: float) -> Post:
    return Post(ad=post.ad, site=post.site, day=post.day, pay=amount)


def _moment(posted_at: str) -> tuple[datetime.date | None, int | None]:
    """Day, and minute since 1970, of an ISO time; midnight on the dot is no time of day."""
    try:
        found = datetime.datetime.fromisoformat(posted_at.strip())
    except ValueError:
        return None, None
    if not _CLOCK.match(posted_at.strip()):
        return found.date(), None
    if found.tzinfo is None:
        found = found.replace(tzinfo=datetime.UTC)
    return found.date(), int(found.timestamp() // 60)
