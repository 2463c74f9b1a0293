# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the places lie that ads name: the town of a mention, on a grid that is coarse on purpose.

A place is a town at the nearest, never an address; it is drawn at the middle of a cell of a
quarter of a degree, some 20 to 28 km wide in Europe.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexing.extract import gazetteer

GRID_STEPS = 4
"""Cells to a degree."""
_VALUE = re.compile(r"(?P<name>.*), (?P<country>[A-Z]{2}), geonames:(?P<id>\d{1,12})")


@dataclass(frozen=True, slots=True)
class Place:
    """A place that ads name.

    Attributes:
        value: as mentions have it.
        name: of the town.
        country: ISO 3166-1, two letters.
        cell: the cell that it is drawn in; '' where the town is not in the list any more.
        latitude: middle of the cell, degrees.
        longitude: middle of the cell, degrees.
        is_ambiguous: other towns of the countries of the case have that name too; it was read
            as the largest of them.
    """

    value: str
    name: str
    country: str
    cell: str
    latitude: float
    longitude: float
    is_ambiguous: bool


def located(values: Iterable[str], countries: Sequence[str]) -> list[Place]:
    """The places of mentions, in the order given; what is no place of a mention is left out.

    Args:
        values: ``Lyon, FR, geonames:2996944``.
        countries: of the case, ISO 3166-1.

    Raises:
        BadInputError: ``places_damaged`` when the list of towns is not the one of its manifest.
    """
    read = [match for match in map(_VALUE.fullmatch, values) if match is not None]
    if not read:
        return []
    towns = gazetteer.by_id({int(match["id"]) for match in read})
    names = gazetteer.towns(tuple(sorted(countries)))
    found = []
    for match in read:
        town = towns.get(int(match["id"]))
        named = names.get(gazetteer.key(match["name"]))
        cell, north, east = _cell(town) if town else ("", 0.0, 0.0)
        ambiguous = named is not None and not named.is_only
        found.append(Place(match[0], match["name"], match["country"], cell, north, east, ambiguous))
    return found


def _cell(town: gazetteer.Town) -> tuple[str, float, float]:
    north, east = round(town.latitude * GRID_STEPS), round(town.longitude * GRID_STEPS)
    return f"{north}:{east}", north / GRID_STEPS, east / GRID_STEPS
