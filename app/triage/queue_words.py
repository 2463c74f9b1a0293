# SPDX-License-Identifier: GPL-3.0-or-later
"""The orders and facets of the queue in the person's words, and why a cluster stands there."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.i18n import _, ngettext, number
from app.triage import statuses

FACETS = (
    "status", "new", "site", "place", "month", "lang", "tag", "indicator", "has", "source",
    "format",
)  # fmt: skip
"""Keys of the filter that are counted, in the order in which they are shown."""
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Facts:
    """What the orders count of one cluster; ``new`` is None where the person never looked."""

    size: int
    first_seen: str = ""
    last_seen: str = ""
    status: str = statuses.TO_DO
    new: int | None = None
    looked_at: str = ""
    names: tuple[str, ...] = ()


def orders() -> dict[str, str]:
    """Every order and its words, in the order in which they are offered."""
    return {
        "size": _("Most ads first"),
        "new": _("New since I looked"),
        "places": _("In most places"),
        "time": _("Over the longest time"),
        "sites": _("On most sites"),
        "indicators": _("Most different indicators"),
        "last": _("Posted last"),
        "status": _("By status"),
    }


def facet_title(key: str) -> str:
    """What a facet is called."""
    titles = {
        "status": _("Status"),
        "new": _("New since I looked"),
        "site": _("Site"),
        "place": _("Place"),
        "month": _("Month"),
        "lang": _("Language"),
        "tag": _("Tag"),
        "indicator": _("Suggested indicator"),
        "has": _("Picture"),
        "source": _("File"),
        "format": _("Format"),
    }
    return titles.get(key, key)


def value_words(key: str, value: str) -> str:
    """How a value of a facet reads."""
    if key == "status":
        return statuses.word(value)
    words = {
        ("new", "yes"): _("something new"),
        ("new", "no"): _("nothing new"),
        ("new", "never"): _("not looked at yet"),
        ("has", "image"): _("with a picture"),
        ("has", "none"): _("without a picture"),
        ("lang", "?"): _("not known"),
    }
    return words.get((key, value), value)


def why(order: str, facts: Facts) -> str:
    """Why a cluster stands where it does in an order."""
    words: dict[str, Callable[[Facts], str]] = {
        "new": _news,
        "places": _places,
        "time": _time,
        "sites": _sites,
        "indicators": _indicators,
        "last": _last,
        "status": _status,
    }
    return words.get(order, _size)(facts)


def days(facts: Facts) -> int | None:
    """Days from the first to the last posting; None where they are not known."""
    try:
        first = datetime.date.fromisoformat(facts.first_seen[:10])
        last = datetime.date.fromisoformat(facts.last_seen[:10])
    except ValueError:
        return None
    return (last - first).days


def _over(facts: Facts) -> str:
    known = days(facts)
    if not known:
        return ""
    return ngettext("over {n} day", "over {n} days", known).format(n=number(known))


def _size(facts: Facts) -> str:
    ads = ngettext("{n} ad", "{n} ads", facts.size).format(n=number(facts.size))
    return " ".join(filter(None, (ads, _over(facts))))


def _news(facts: Facts) -> str:
    if facts.new is None:
        return _("not looked at yet")
    day = facts.looked_at[:10]
    if not facts.new:
        return _("nothing new since {date}").format(date=day)
    words = ngettext("{n} new since {date}", "{n} new since {date}", facts.new)
    return words.format(n=number(facts.new), date=day)


def _places(facts: Facts) -> str:
    count = len(facts.names)
    if not count:
        return _("no place is named")
    words = ngettext("seen in {n} place", "seen in {n} places", count).format(n=number(count))
    return " ".join(filter(None, (words, _over(facts))))


def _time(facts: Facts) -> str:
    known = days(facts)
    if known is None:
        return _("no date is known")
    return _over(facts) or _("all on one day")


def _sites(facts: Facts) -> str:
    count = len(facts.names)
    if not count:
        return _("no site is known")
    words = ngettext("on {n} site: {names}", "on {n} sites: {names}", count)
    return words.format(n=number(count), names=_few(facts.names))


def _indicators(facts: Facts) -> str:
    count = len(facts.names)
    if not count:
        return _("no indicator has evidence here")
    words = ngettext("{n} different indicator: {names}", "{n} different indicators: {names}", count)
    return words.format(n=number(count), names=_few(facts.names))


def _last(facts: Facts) -> str:
    if not facts.last_seen:
        return _("no date is known")
    return _("last posted {date}").format(date=facts.last_seen[:10])


def _status(facts: Facts) -> str:
    return statuses.word(facts.status)


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")
