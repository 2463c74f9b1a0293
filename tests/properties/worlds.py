# SPDX-License-Identifier: GPL-3.0-or-later
"""Small cases by chance, in which texts, contacts and pictures are often shared."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from indexing import images as pictures
from indexing.benchmark import mixed_road as road
from indexing.benchmark.disguises import disguise
from indexing.benchmark.drawn import drawn
from indexing.benchmark.transforms import TRANSFORMS
from indexing.fingerprint import local_features
from indexing.fingerprint.image_hash import fingerprint
from indexing.pipeline.reading import PICTURE
from indexing.records import AdRecord, ImageFingerprint, ImageStatus
from indexing.store import ads, clusters, images, sources
from indexing.store.case import Case

_WORDS = (
    "lamp chair garden table window bread river piano bicycle lesson harvest station basket"
    " orchard carpet engine kitchen blanket copper ladder market saddle walnut kettle velvet"
    " meadow hammer willow pepper canvas"
)
WORDS = _WORDS.split()
CONTACTS = (
    *(f"06 39 98 00 {number:02}" for number in range(5)),
    "anna.rosen@example.org",
    "b.lind@example.net",
    "telegram @quiet_heron_9",
)
TEXTS = 8
EDITS = ("", "jpeg50", "mirror", "crop10")
CROWD = 30
"""Unrelated ads that share one thing, enough to make it a hub."""
CROWDS = ("", "", "contact", "picture", "both", "footer")
"""What a crowd shares; in two of six worlds there is none."""
FOOTER = (
    "Seen on the notice board of the lower harbour towns. The board sells nothing itself and holds"
    " no stock. Look at what you buy before you pay, and ask for a receipt. Whoever finds a notice"
    " out of date may tell the keeper of the board, who goes through all of them on Thursdays and"
    " takes down what is older than six weeks. Notices are free of charge for residents."
)
"""What a site puts under every ad: longer than the texts above it."""


@dataclass(frozen=True, slots=True)
class Ad:
    """What one ad is made of: number of its text, how that is changed, its contacts, pictures.

    With ``footer`` it ends with what its site puts under every ad. Text 0 is empty, text 1 has two
    words. Texts from 2 on share no sentence. Changes from 3 on put another word at one place.
    """

    text: int
    change: int
    contacts: tuple[int, ...]
    pictures: tuple[tuple[int, int], ...]
    footer: bool = False

    def body(self) -> str:
        """The text as written, with its contacts."""
        said = _text(self.text)
        if self.change == 1:
            said = " ".join([*said.split()[3:], "every", "second", "Monday"])
        elif self.change == 2:
            said = disguise(said, 0.4, random.Random(self.text))
        elif self.change > 2:
            words = said.split()
            words[self.change % len(words)] = f"number{self.change}"
            said = " ".join(words)
        footer = [FOOTER] if self.footer else []
        return " ".join([said, *(CONTACTS[one] for one in self.contacts), *footer]).strip()


@cache
def _text(number: int) -> str:
    if number < 2:
        return ("", "Piano lessons")[number]
    return " ".join(random.Random(f"text {number}").choices(WORDS, k=45))


ADS = st.builds(
    Ad,
    text=st.one_of(st.integers(0, TEXTS - 1), st.integers(200, 260)),
    change=st.integers(0, 2),
    contacts=st.lists(st.integers(0, len(CONTACTS) - 1), max_size=2, unique=True).map(tuple),
    pictures=st.lists(st.tuples(st.integers(0, 2), st.integers(0, len(EDITS) - 1)), max_size=1).map(
        tuple
    ),
    footer=st.sampled_from((False, False, False, True)),
)


@st.composite
def worlds(draw: st.DrawFn, most: int = 14, *, crowds: tuple[str, ...] = CROWDS) -> dict[str, Ad]:
    """Ads by name; in some a crowd carries one contact, shows one picture or has one footer."""
    made = draw(st.lists(ADS, min_size=2, max_size=most))
    named = {f"ad{at}": ad for at, ad in enumerate(made)}
    kind = draw(st.sampled_from(crowds))
    if kind:
        contacts = (0,) if kind in ("contact", "both") else ()
        for at in range(draw(st.sampled_from((6, 12, CROWD)))):
            shown = ((1, at % len(EDITS)),) if kind in ("picture", "both") else ()
            named[f"crowd{at}"] = Ad(100 + at, 0, contacts, shown, kind == "footer")
    return named


@cache
def picture(drawing: int, edit: int) -> tuple[bytes, ImageFingerprint]:
    """A drawn picture as a file, and its fingerprint; drawing 2 is of one colour."""
    from PIL.Image import new

    image = new("RGB", (200, 250), (90, 120, 60)) if drawing == 2 else drawn(drawing, 200, 250)
    if EDITS[edit]:
        image = TRANSFORMS[EDITS[edit]](image, random.Random(1), ())
    stream = BytesIO()
    image.save(stream, "PNG")
    data = stream.getvalue()
    name = hashlib.sha256(data).hexdigest()
    decoded = pictures.decode(data).decoded()
    hashed = fingerprint(decoded, name)
    if hashed.status is ImageStatus.OK:
        hashed = replace(hashed, features=local_features.features(decoded.grey))
    return data, hashed


@contextmanager
def empty_case() -> Iterator[Case]:
    """A case on disk that goes away again."""
    with TemporaryDirectory() as folder:
        case = road.new_case(Path(folder) / "law.faisceau")
        try:
            yield case
        finally:
            case.close()


def put(case: Case, world: Sequence[tuple[str, Ad]]) -> None:
    """Import these ads in this order, as one source; their pictures count as decoded."""
    images.require_version(case, PICTURE)
    source = sources.begin(case, "law.csv", "0" * 64, "csv", "utf-8", {})
    rows = [AdRecord(place=f"row {n}", source_id=n, body=ad.body()) for n, ad in world]
    numbers = ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads
    for number, (_name, ad) in zip(numbers, world, strict=True):
        for position, (drawing, edit) in enumerate(ad.pictures):
            data, hashed = picture(drawing, edit)
            images.put(case, number, position, "photo.png", data)
            images.set_fingerprint(case, hashed)


def indexed(case: Case) -> None:
    """Index without a model."""
    road.indexed(case, Path("no-model"))


def groups(case: Case) -> set[frozenset[str]]:
    """Clusters as sets of the names of their ads; each ad stands in one."""
    name = {row.ad: row.source_id for row in ads.iterate(case)}
    found = [frozenset(name[ad] for ad in row.ads) for row in clusters.iterate(case)]
    assert sum(len(one) for one in found) == len(name)
    return set(found)


def number_of(case: Case) -> dict[str, int]:
    """The ad of each name."""
    return {row.source_id: row.ad for row in ads.iterate(case)}
