# SPDX-License-Identifier: GPL-3.0-or-later
"""Mentions of further texts of ads: of captures, and of whatever else announces itself.

They are read like a field of the ad, apart from it, so that a new text of an ad that was read
costs the reading of that text alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexing.engine.base import Engine
from indexing.extract import mentions
from indexing.extract.dates import Calendar
from indexing.limits import MAX_FURTHER_MENTIONS_PER_AD
from indexing.pipeline.reading import read_in
from indexing.progress import Progress, Steps
from indexing.records import Mention
from indexing.store import ads, further, further_texts
from indexing.store import mentions as stored_mentions
from indexing.store.ads import AdRow
from indexing.store.case import Case
from indexing.store.further import FurtherText, name_of

Texts = tuple[AdRow, list[str], list[FurtherText]]
"""An ad, the names of its texts that are to be read, and those of these that say something."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Mentions of further texts of an ad by the names of these; ``repeating`` ones say it again."""

    ad: int
    found: Mapping[str, Sequence[Mention]]
    repeating: frozenset[str]


def extract_further(case: Case, engine: Engine) -> Steps[int]:
    """Mentions of every further text that was not read; returns of how many ads."""
    todo = further.count_unread(case)
    done = 0
    for readings in engine.map(read_further, _work(case)):
        with case.transaction():
            for one in readings:
                stored_mentions.replace_further(case, one.ad, _kept(case, one))
        done += len(readings)
        yield Progress("extract", done, todo)
    return done


def read_further(work: tuple[Sequence[str], Sequence[Texts]]) -> list[Reading]:
    """Mentions of some further texts; pure, runs on any engine."""
    regions, rows = work
    result = []
    for row, names, texts in rows:
        found: dict[str, list[Mention]] = {name: [] for name in names}
        for one in texts:
            found[one.name] += _mentions(row, one, read_in(regions, row.site, row.language))
        repeating = frozenset(one.name for one in texts if one.repeats)
        result.append(Reading(row.ad, found, repeating))
    return result


def _work(case: Case) -> Iterator[tuple[Sequence[str], list[Texts]]]:
    for page in further.unread(case):
        names = dict(page)
        rows = []
        for row in ads.get_many(case, list(names)):
            texts = further_texts.of_ad(case, row.ad)
            wanted = names[row.ad]
            rows.append((row, wanted, [one for one in texts if one.name in wanted]))
        yield case.meta.countries, rows


def _mentions(row: AdRow, one: FurtherText, regions: Sequence[str]) -> Iterator[Mention]:
    calendar = Calendar(row.language, regions, captured_at=one.captured_at or row.captured_at)
    found = mentions.extract(
        {one.read_as: one.text}, regions=regions, own_url=row.url, calendar=calendar
    )
    return (replace(mention, field=one.field) for mention in found)


def _kept(case: Case, reading: Reading) -> dict[str, list[Mention]]:
    """What is new in texts that repeat the ad's, all of the others; as many as an ad may have."""
    stored = stored_mentions.of_ad(case, reading.ad)
    others = [one for one in stored if name_of(one.field) not in reading.found]
    told = {_told(one) for one in others}
    left = MAX_FURTHER_MENTIONS_PER_AD - len(others)
    kept: dict[str, list[Mention]] = {}
    for name, said in reading.found.items():
        kept[name] = []
        for one in said:
            if left > 0 and not (name in reading.repeating and _told(one) in told):
                kept[name].append(one)
                told.add(_told(one))
                left -= 1
    return kept


def _told(one: Mention) -> tuple[str, str, str]:
    return one.kind, one.value, one.raw
