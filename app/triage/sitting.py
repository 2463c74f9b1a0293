# SPDX-License-Identifier: GPL-3.0-or-later
"""What the person at work saw in this sitting and on earlier days, in numbers, for them alone.

It is kept in the settings of the person at this computer, as three numbers a day: never in a case,
never by ad or picture, and nothing reports it to anybody. It measures how much was seen, not what
that did to the person.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from app import settings

KEPT_DAYS = 60
"""Days that are remembered; older ones are dropped."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Pictures shown, ads read, minutes at an open case."""

    pictures: int = 0
    ads: int = 0
    minutes: int = 0

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(
            self.pictures + other.pictures, self.ads + other.ads, self.minutes + other.minutes
        )


def days() -> dict[str, Counts]:
    """What was seen each day (ISO 8601), newest first; a line that cannot be read is left out."""
    kept = settings.get("exposure_days")
    found: dict[str, Counts] = {}
    for line in kept if isinstance(kept, list) else []:
        day, *numbers = line.split(" ")
        if len(numbers) == 3 and all(one.isascii() and one.isdigit() for one in numbers):
            found[day[:10]] = Counts(*(int(one[:9]) for one in numbers))
    return dict(sorted(found.items(), reverse=True))


def add(seen: Counts, day: str = "") -> None:
    """Add to what was seen on a day (today)."""
    if seen == Counts():
        return
    wanted = day or datetime.datetime.now().astimezone().date().isoformat()
    known = days()
    known[wanted] = known.get(wanted, Counts()).plus(seen)
    newest = sorted(known.items(), reverse=True)[:KEPT_DAYS]
    lines = [f"{one} {c.pictures} {c.ads} {c.minutes}" for one, c in newest]
    settings.put("exposure_days", lines)


def forget() -> None:
    """Forget all days."""
    settings.put("exposure_days", [])


class Sitting:
    """One sitting: counts since the case was opened, and minutes since the last pause."""

    def __init__(self) -> None:
        self.seen = Counts()
        self.since_pause = 0
        self._told_from = 0
        self._unsaved = Counts()

    def saw_picture(self) -> None:
        """A picture was shown."""
        self._count(Counts(pictures=1))

    def read_ad(self) -> None:
        """Another ad was shown."""
        self._count(Counts(ads=1))

    def minute(self, pause_after: int) -> bool:
        """A minute at work went by; is it time to propose a pause? 0 never proposes one."""
        self._count(Counts(minutes=1))
        self.since_pause += 1
        if not pause_after or self.since_pause - self._told_from < pause_after:
            return False
        self._told_from = self.since_pause
        return True

    def snooze(self, minutes: int, pause_after: int) -> None:
        """Propose the pause again in some minutes."""
        self._told_from = self.since_pause + minutes - pause_after

    def paused(self) -> None:
        """The person looked away for some minutes."""
        self.since_pause = self._told_from = 0

    def _count(self, more: Counts) -> None:
        self.seen = self.seen.plus(more)
        self._unsaved = self._unsaved.plus(more)

    def save(self) -> None:
        """Add what is new to the day."""
        add(self._unsaved)
        self._unsaved = Counts()
