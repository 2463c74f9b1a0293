# SPDX-License-Identifier: GPL-3.0-or-later
"""The places that ads of one contact or cluster name, put in the order of their days.

It says what ads say and no more: ads of a firm with several branches, of a carrier, or posted
again by a site in other towns look just the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from app.triage.overview_items import MovementItem, StepItem
from indexing.pipeline.overview import Place

Row = tuple[str, int, str]


def movement(
    label: str, ads: int, read: Sequence[int], rows: Sequence[Row], places: Mapping[str, Place]
) -> MovementItem:
    """Steps in order of time.

    Args:
        label: whose ads these are, covered.
        ads: how many there are.
        read: which of them were read.
        rows: day, ad and place, in order of days; '' is no day.
        places: where the places lie, by their value.
    """
    by_day: dict[str, dict[str, set[int]]] = {}
    for day, ad, value in rows:
        if day:
            by_day.setdefault(day, {}).setdefault(value, set()).add(ad)
    steps: list[StepItem] = []
    counted: list[set[int]] = []
    for day in sorted(by_day):
        _take(steps, counted, _step(day, by_day[day], places), set().union(*by_day[day].values()))
    steps = [replace(step, ads=len(held)) for step, held in zip(steps, counted, strict=True)]
    legs = tuple(
        (n, n + 1)
        for n, (one, other) in enumerate(pairwise(steps))
        if one.at and other.at and one.cell != other.cell
    )
    dated = {ad for day, ad, _value in rows if day}
    named = {ad for _day, ad, _value in rows}
    unnamed = len(read) - len(named)
    return MovementItem(label, ads, len(read), unnamed, len(named - dated), tuple(steps), legs)


def _step(day: str, named: Mapping[str, set[int]], places: Mapping[str, Place]) -> StepItem:
    order = sorted(named, key=lambda value: (-len(named[value]), value))
    labels = tuple(dict.fromkeys(_label(value, places) for value in order))
    place = places.get(order[0]) if len(labels) == 1 else None
    if place is None or not place.cell:
        return StepItem(day, day, labels, None, "", 0)
    return StepItem(day, day, labels, (place.latitude, place.longitude), place.cell, 0)


def _take(steps: list[StepItem], counted: list[set[int]], step: StepItem, ads: set[int]) -> None:
    """Days in a row that name the same are one step."""
    if steps and set(steps[-1].places) == set(step.places):
        steps[-1] = replace(steps[-1], last=step.last)
        counted[-1] |= ads
    else:
        steps.append(step)
        counted.append(set(ads))


def _label(value: str, places: Mapping[str, Place]) -> str:
    place = places.get(value)
    return f"{place.name} ({place.country})" if place else value.split(", geonames:", 1)[0]
