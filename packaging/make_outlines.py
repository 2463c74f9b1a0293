# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes ``resources/outlines``: coarse outlines of countries, from the data of Natural Earth.

Run with the unpacked package ``world-atlas`` (npm, version 2.0.2) at hand, which carries that data
as TopoJSON: ``python packaging/make_outlines.py FOLDER``. The file is the same for the same data.
Two levels are kept: ``110m`` for a map of the world, ``50m`` for one of a few countries. Rings
that cross the date line are cut there; Antarctica, which has no towns, is left out. Corners are
rounded to a twentieth of a degree: the map is coarse on purpose.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "outlines"
FILE = "countries.tsv.gz"
LEVELS = ("110m", "50m")
_STEPS = 20
"""Steps that a degree is divided into."""
_LEFT_OUT = frozenset({"Antarctica"})
_LEAST_CORNERS = 3
Point = tuple[float, float]
Ring = list[Point]


def arcs_of(topology: dict[str, Any]) -> list[Ring]:
    """The lines that rings are put together from, in degrees."""
    (scale_x, scale_y), (left, low) = (topology["transform"][k] for k in ("scale", "translate"))
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * scale_x + left, y * scale_y + low))
        found.append(line)
    return found


def rings_of(geometry: dict[str, Any], arcs: Sequence[Ring]) -> Iterator[Ring]:
    """The rings of a country; a negative number is an arc walked backwards."""
    kind = geometry["type"]
    polygons = [geometry["arcs"]] if kind == "Polygon" else geometry.get("arcs", [])
    for polygon in polygons:
        for numbers in polygon:
            ring: Ring = []
            for number in numbers:
                arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                ring += arc[1:] if ring else arc
            yield ring


def cut(ring: Ring) -> list[Ring]:
    """A ring without jumps: what lies beyond the date line is cut off and put where it belongs."""
    walked = [ring[0]]
    for x, y in ring[1:]:
        turns = round((walked[-1][0] - x) / 360)
        walked.append((x + turns * 360, y))
    parts = []
    for turn in (-360, 0, 360):
        moved = [(x + turn, y) for x, y in walked]
        kept = _clipped(_clipped(moved, -180, _is_east), 180, _is_west)
        if len(kept) >= _LEAST_CORNERS:
            parts.append(kept)
    return parts


def _is_east(x: float, edge: float) -> bool:
    return x >= edge


def _is_west(x: float, edge: float) -> bool:
    return x <= edge


def _clipped(ring: Ring, edge: float, is_in: Callable[[float, float], bool]) -> Ring:
    """Sutherland and Hodgman's clipping (Communications of the ACM 17, 1974) at one meridian."""
    kept: Ring = []
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        if is_in(x0, edge) != is_in(x1, edge):
            kept.append((edge, y0 + (y1 - y0) * (edge - x0) / (x1 - x0)))
        if is_in(x1, edge):
            kept.append((x1, y1))
    return kept


def written(ring: Ring) -> str:
    """A ring as steps from corner to corner, in twentieths of a degree; '' when too small."""
    corners: list[tuple[int, int]] = []
    for x, y in ring:
        corner = round(x * _STEPS), round(y * _STEPS)
        if not corners or corners[-1] != corner:
            corners.append(corner)
    if corners and corners[0] == corners[-1]:
        corners.pop()
    if len(corners) < _LEAST_CORNERS or len({x for x, _y in corners}) < 2:
        return ""
    steps, last = [], (0, 0)
    for x, y in corners:
        steps += [x - last[0], y - last[1]]
        last = x, y
    return " ".join(map(str, steps))


def rows(level: str, topology: dict[str, Any]) -> Iterator[str]:
    """One line a country: level, name, rings."""
    arcs = arcs_of(topology)
    countries: Iterable[dict[str, Any]] = topology["objects"]["countries"]["geometries"]
    for country in sorted(countries, key=_name):
        if _name(country) in _LEFT_OUT:
            continue
        parts = [written(part) for ring in rings_of(country, arcs) for part in cut(ring)]
        kept = "|".join(filter(None, parts))
        if kept:
            yield f"{level}\t{_name(country)}\t{kept}"


def _name(country: dict[str, Any]) -> str:
    return str(country["properties"]["name"])


def main() -> None:
    """Write the file and its manifest."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    about = json.loads((folder / "package.json").read_text("utf-8"))
    raw = {level: (folder / f"countries-{level}.json").read_bytes() for level in LEVELS}
    lines = [line for level in LEVELS for line in rows(level, json.loads(raw[level]))]
    data = gzip.compress("\n".join(lines).encode(), 9, mtime=0)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / FILE).write_bytes(data)
    manifest = {
        "file": FILE,
        "sha256": hashlib.sha256(data).hexdigest(),
        "steps_per_degree": _STEPS,
        "licence": "public domain (Natural Earth); the package that carries it: ISC",
        "attribution": "Made with Natural Earth (https://www.naturalearthdata.com); shortened",
        "source": f"world-atlas {about['version']}",
        **{f"source_sha256_{level}": hashlib.sha256(raw[level]).hexdigest() for level in LEVELS},
        "made_by": "packaging/make_outlines.py",
    }
    told = [f"{name} = {json.dumps(value)}" for name, value in manifest.items()]
    text = "\n".join(["# SPDX-License-Identifier: CC0-1.0", *told]) + "\n"
    (FOLDER / "MANIFEST.toml").write_text(text, encoding="utf-8")
    sys.stdout.write(f"{FILE}: {len(data)} bytes\n")


if __name__ == "__main__":
    main()
