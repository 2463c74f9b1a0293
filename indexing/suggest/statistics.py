# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts over ads that share something: the closed list of statistics, each a pure function.

A count is None where it is not known: no author column was mapped, no ad is dated, no number
stands in the text. What is not known is never a hit and is no part of a base rate.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from indexing.normalise import fold_text

SYNCHRONOUS_MINUTES = 10
"""Ads of one occasion are posted within so many minutes."""
LEAST_STOPS = 5
"""So many places, one after another, are a circuit. Where contacts travel from town to town at
random, large towns more often, two share five within weeks in 2 of 1,000 ads, but four in 80."""


@dataclass(frozen=True, slots=True)
class Post:
    """An ad as counts see it.

    ``day`` and ``minute`` (since 1970) are when it was posted; None where the source does not say.
    ``author`` is '' unless a column was mapped to it. ``advertisers`` are its contacts, each as
    the first of those that ads give together with it. ``repeats`` says that an earlier ad is the
    same.
    """

    ad: int
    site: str = ""
    day: date | None = None
    minute: int | None = None
    author: str = ""
    place: str = ""
    advertisers: tuple[str, ...] = ()
    pay: float | None = None
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """A statistic of some ads, and the ads that it was counted over."""

    value: float
    posts: tuple[Post, ...]

    @property
    def days(self) -> tuple[str, str]:
        """First and last day of these ads, ISO 8601; '' where none is dated."""
        dated = [post.day for post in self.posts if post.day is not None]
        return (min(dated).isoformat(), max(dated).isoformat()) if dated else ("", "")


def authors(posts: Sequence[Post]) -> float | None:
    """How many different authors the ads name, as written in the author column; repeats left out.

    >>> authors([Post(1, author="Ana"), Post(2, author="ANA "), Post(3, author="Luis"), Post(4)])
    2.0
    >>> authors([Post(1), Post(2)]) is None
    True
    """
    return _different(_name(post.author) for post in posts if not post.repeats)


def separate_contacts(posts: Sequence[Post]) -> float | None:
    """How many contacts the ads give; contacts that any ad gives together are one.

    >>> separate_contacts([Post(1, advertisers=("a",)), Post(2, advertisers=("a", "b")), Post(3)])
    2.0
    """
    return _different(contact for post in posts for contact in post.advertisers)


def sites(posts: Sequence[Post]) -> float | None:
    """On how many sites the ads stand.

    >>> sites([Post(1, site="one.example"), Post(2, site="two.example"), Post(3)])
    2.0
    """
    return _different(post.site.casefold() for post in posts)


def places(posts: Sequence[Post]) -> float | None:
    """For how many places the ads are; an ad that names several by the way counts for none.

    >>> places([Post(1, place="Lyon"), Post(2, place="lyon"), Post(3, place="Lille"), Post(4)])
    2.0
    """
    return _different(_name(post.place) for post in posts)


def ads_per_day(posts: Sequence[Post]) -> float | None:
    """Dated ads, repeats left out, over the days from the first to the last of them.

    >>> day = date(2026, 5, 1)
    >>> ads_per_day([Post(1, day=day), Post(2, day=day), Post(3, day=day + timedelta(1)), Post(4)])
    1.5
    """
    days = [post.day for post in posts if post.day is not None and not post.repeats]
    if not days:
        return None
    return len(days) / ((max(days) - min(days)).days + 1)


def synchronous_posts(posts: Sequence[Post]) -> float | None:
    """On how many occasions separate contacts posted within ten minutes of each other.

    An occasion is a stretch of at most so many minutes; no ad belongs to two.

    >>> one, two = ("a",), ("b",)
    >>> synchronous_posts([
    ...     Post(1, minute=0, advertisers=one), Post(2, minute=9, advertisers=two),
    ...     Post(3, minute=600, advertisers=one), Post(4, minute=601, advertisers=one),
    ...     Post(5, minute=900, advertisers=two), Post(6, minute=911, advertisers=one),
    ... ])
    1.0
    """
    timed = sorted(
        (post.minute, post.advertisers)
        for post in posts
        if post.minute is not None and post.advertisers
    )
    if len(timed) < 2:
        return None
    occasions, place = 0, 0
    while place < len(timed):
        end = place
        while end < len(timed) and timed[end][0] - timed[place][0] <= SYNCHRONOUS_MINUTES:
            end += 1
        apart = len({contacts[0] for _minute, contacts in timed[place:end]}) > 1
        occasions += apart
        place = end if apart else place + 1
    return float(occasions)


def circuits(posts: Sequence[Post]) -> float | None:
    """How many separate contacts go through at least five places; the ads are those of a circuit.

    >>> def seen(day: int, place: str, contact: str) -> Post:
    ...     return Post(day, day=date(2026, 5, day), place=place, advertisers=(contact,))
    >>> way = ("Lille", "Lyon", "Nice", "Pau", "Metz")
    >>> one = [seen(n, place, "a") for n, place in enumerate(way, 1)]
    >>> two = [seen(n, place, "b") for n, place in enumerate(way, 3)]
    >>> circuits([*one, *two]), circuits([*one, *two[1:]]), circuits(one)
    (2.0, 1.0, 1.0)
    """
    named: dict[str, set[str]] = {}
    for post in posts:
        for contact in post.advertisers if post.place else ():
            named.setdefault(contact, set()).add(_name(post.place))
    if not named:
        return None
    return float(sum(len(places) >= LEAST_STOPS for places in named.values()))


def pay(posts: Sequence[Post]) -> float | None:
    """The highest pay that the ads name, all in one currency and unit.

    >>> pay([Post(1, pay=1800.0), Post(2, pay=2400.0), Post(3)])
    2400.0
    """
    return max((post.pay for post in posts if post.pay is not None), default=None)


STATISTICS: Mapping[str, Callable[[Sequence[Post]], float | None]] = {
    "authors": authors,
    "separate_contacts": separate_contacts,
    "sites": sites,
    "places": places,
    "ads_per_day": ads_per_day,
    "synchronous_posts": synchronous_posts,
    "circuits": circuits,
    "pay": pay,
}


def count(statistic: str, posts: Sequence[Post], window_days: int | None = None) -> Count | None:
    """A statistic of a group; with a window the highest of any stretch of so many days.

    Undated ads do not count in a window. Of several stretches the first one is told.

    >>> moved = [Post(n, place=str(n), day=date(2026, 5, n)) for n in (1, 2, 20)]
    >>> count("places", moved).value, count("places", moved, 7).value
    (3.0, 2.0)
    """
    function = STATISTICS[statistic]
    if window_days is None:
        value = function(posts)
        return None if value is None else Count(value, tuple(posts))
    dated = sorted((post.day, post.ad, post) for post in posts if post.day is not None)
    days = [day for day, _ad, _post in dated]
    best: Count | None = None
    for first in sorted(set(days)):
        start, end = bisect_left(days, first), bisect_left(days, first + timedelta(window_days))
        within = tuple(post for _day, _ad, post in dated[start:end])
        value = function(within)
        if value is not None and (best is None or value > best.value):
            best = Count(value, within)
        if end == len(days):
            break
    return best


def quantile(values: Iterable[float], share: float) -> float:
    """The lowest of the values that at least this share of them does not exceed (nearest rank).

    >>> quantile([1, 1, 2, 9], 0.75)
    2
    """
    ordered = sorted(values)
    rank = -(-len(ordered) * share // 1)
    return ordered[max(int(rank), 1) - 1]


def _different(names: Iterable[str]) -> float | None:
    found = set(names) - {""}
    return float(len(found)) if found else None


@lru_cache(maxsize=65_536)  # a window moves over the same names day by day
def _name(text: str) -> str:
    return " ".join(fold_text(text).split())
