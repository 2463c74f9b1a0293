# SPDX-License-Identifier: GPL-3.0-or-later
"""Circuits: contacts that go through the same places, one after another.

A contact is at a place on a day when its ads of that day name this place and no other; whoever
advertises in several places at once goes nowhere. Five places in a row are a circuit.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from indexing.suggest.cluster_rule import Group
from indexing.suggest.statistics import LEAST_STOPS, Post


@dataclass(slots=True)
class _Stop:
    """A place, and the ads of one contact that name it before they name another."""

    place: str
    posts: list[Post] = field(default_factory=list)


def circuits(posts: Iterable[Post]) -> Iterator[Group]:
    """The ads of each set of contacts that share a circuit, or have one that nobody shares.

    What several circuits of the very same contacts have is one group. A group says nothing of
    when they went: a window of days does.
    """
    shared: dict[tuple[str, ...], dict[str, list[Post]]] = {}
    for contact, own in _by_contact(posts).items():
        for way in _ways(_stops(own)):
            names = tuple(stop.place for stop in way)
            here = shared.setdefault(names, {}).setdefault(contact, [])
            here += [post for stop in way for post in stop.posts]
    of_contacts: dict[tuple[str, ...], dict[int, Post]] = {}
    for by_contact in shared.values():
        group = of_contacts.setdefault(tuple(sorted(by_contact)), {})
        group.update((post.ad, post) for some in by_contact.values() for post in some)
    for contacts, found in of_contacts.items():
        digest = hashlib.sha256("\n".join(contacts).encode()).hexdigest()[:16]
        yield Group(f"circuit:{digest}", tuple(found[ad] for ad in sorted(found)))


def _by_contact(posts: Iterable[Post]) -> dict[str, list[Post]]:
    found: dict[str, list[Post]] = {}
    for post in posts:
        if post.day is not None and post.place:
            for contact in post.advertisers:
                found.setdefault(contact, []).append(post)
    return found


def _stops(posts: Sequence[Post]) -> list[_Stop | None]:
    """Places in the order of time; None where the ads of a day name several."""
    days: dict[datetime.date, list[Post]] = {}
    for post in posts:
        if post.day is not None:
            days.setdefault(post.day, []).append(post)
    stops: list[_Stop | None] = []
    for day in sorted(days):
        places = {post.place for post in days[day]}
        last = stops[-1] if stops else None
        if len(places) > 1:
            stops.append(None)
        elif last is not None and last.place in places:
            last.posts += days[day]
        else:
            stops.append(_Stop(places.pop(), days[day]))
    return stops


def _ways(stops: Sequence[_Stop | None]) -> Iterator[list[_Stop]]:
    """Every run of so many different places."""
    for place in range(len(stops) - LEAST_STOPS + 1):
        way = [stop for stop in stops[place : place + LEAST_STOPS] if stop is not None]
        if len({stop.place for stop in way}) == LEAST_STOPS:
            yield way
