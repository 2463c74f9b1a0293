# SPDX-License-Identifier: GPL-3.0-or-later
"""Towns of some countries by name: ``resources/places``, made from GeoNames, read once.

Where a town lies stands with the gazetteer alone, to a tenth of a degree; no ad holds a position.
"""

from __future__ import annotations

import gzip
import tomllib
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from indexing.errors import BadInputError

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "places"


@dataclass(frozen=True, slots=True)
class Town:
    """A town of 15,000 people and more: GeoNames' id and name, ISO country, about where it lies."""

    id: int
    name: str
    country: str
    people: int
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Named:
    """What a name means: the largest town, and whether no other town is called so."""

    town: Town
    is_only: bool
    is_own: bool
    """It is the town's own name, not another name of it."""


def key(name: str) -> str:
    """Small letters without accents, words between single spaces."""
    spelled = unicodedata.normalize("NFKD", name.casefold())
    kept = (c if c.isalpha() else " " for c in spelled if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


@lru_cache(maxsize=4)
def towns(countries: tuple[str, ...]) -> dict[str, Named]:
    """Every name of a town of these countries, by its ``key``; a town's own name goes first.

    Raises:
        BadInputError: ``places_damaged`` when the file is not the one of its manifest.
    """
    wanted = set(countries)
    own: dict[str, Named] = {}
    others: dict[str, Named] = {}
    for line in _lines():
        if line[:2] not in wanted:
            continue
        country, number, people, north, east, name, more = line.split("\t")
        town = Town(int(number), name, country, int(people), float(north), float(east))
        _put(own, key(name), town, is_own=True)
        for other in filter(None, more.split("|")):
            _put(others, other, town, is_own=False)
    return others | own


def by_id(wanted: Collection[int]) -> dict[int, Town]:
    """The towns that have these ids of GeoNames; those that are not listed are left out.

    Raises:
        BadInputError: ``places_damaged`` when the file is not the one of its manifest.
    """
    sought, found = set(wanted), dict[int, Town]()
    for line in _lines():
        country, number, rest = line.split("\t", 2)
        if int(number) in sought:
            people, north, east, name, _more = rest.split("\t")
            town = Town(int(number), name, country, int(people), float(north), float(east))
            found[town.id] = town
    return found


def _put(names: dict[str, Named], name: str, town: Town, *, is_own: bool) -> None:
    known = names.get(name)
    if known is None:
        names[name] = Named(town, True, is_own)
    elif known.town.id != town.id:
        largest = max(known.town, town, key=lambda one: one.people)
        names[name] = Named(largest, False, is_own)


@lru_cache(maxsize=1)
def _lines() -> tuple[str, ...]:
    manifest = tomllib.loads((FOLDER / "MANIFEST.toml").read_text("utf-8"))
    path = FOLDER / manifest["file"]
    data = path.read_bytes()
    if sha256(data).hexdigest() != manifest["sha256"]:
        raise BadInputError("places_damaged", path=path)
    return tuple(gzip.decompress(data).decode().split("\n"))
