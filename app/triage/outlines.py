# SPDX-License-Identifier: GPL-3.0-or-later
"""Outlines of countries for the map: ``resources/outlines``, read once, laid out flat.

Made from Natural Earth (public domain); see the manifest beside the file. The map is Mercator's,
in degrees of the equator: angles hold, so that arrows between towns point as on other maps.
"""

from __future__ import annotations

import gzip
import math
import tomllib
from array import array
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from app import paths
from indexing.errors import BadInputError

FOLDER = paths.RESOURCES / "outlines"
HIGHEST = 84.0
"""Degrees of latitude up to which the map goes."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One ring of a country's border on the flat map: x, y, x, y …; y grows southwards.

    ``box``: left, top, right, bottom.
    """

    name: str
    box: tuple[float, float, float, float]
    points: array[float]


@dataclass(frozen=True, slots=True)
class Outlines:
    """Rings for a map of the world, and finer ones for a part of it."""

    coarse: tuple[Outline, ...]
    fine: tuple[Outline, ...]


def flat(latitude: float, longitude: float) -> tuple[float, float]:
    """A place on the flat map, in degrees of the equator."""
    held = math.radians(max(-HIGHEST, min(HIGHEST, latitude)))
    return longitude, -math.degrees(math.log(math.tan(math.pi / 4 + held / 2)))


@lru_cache(maxsize=1)
def outlines() -> Outlines:
    """All outlines.

    Raises:
        BadInputError: ``outlines_damaged`` when the file is not the one of its manifest.
    """
    manifest = tomllib.loads((FOLDER / "MANIFEST.toml").read_text("utf-8"))
    path = FOLDER / manifest["file"]
    data = path.read_bytes()
    if sha256(data).hexdigest() != manifest["sha256"]:
        raise BadInputError("outlines_damaged", path=path)
    steps = int(manifest["steps_per_degree"])
    heights = {step: flat(step / steps, 0.0)[1] for step in range(-90 * steps, 90 * steps + 1)}
    found: dict[str, list[Outline]] = {"110m": [], "50m": []}
    for line in gzip.decompress(data).decode().split("\n"):
        level, name, rings = line.split("\t")
        found[level] += [_ring(name, ring, steps, heights) for ring in rings.split("|")]
    return Outlines(tuple(found["110m"]), tuple(found["50m"]))


def _ring(name: str, told: str, steps: int, heights: dict[int, float]) -> Outline:
    moves = list(map(int, told.split(" ")))
    points = array("d")
    x = y = 0
    for east, north in zip(moves[::2], moves[1::2], strict=True):
        x, y = x + east, y + north
        points.append(x / steps)
        points.append(heights[y])
    xs, ys = points[::2], points[1::2]
    return Outline(name, (min(xs), min(ys), max(xs), max(ys)), points)
