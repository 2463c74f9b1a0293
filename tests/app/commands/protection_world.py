# SPDX-License-Identifier: GPL-3.0-or-later
"""A small case with an ad that is to be sealed, and all that must not be seen of it."""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw

from indexing.store.case import Case, open_case
from indexing.store.keys import Passphrase
from tests.app.commands.driving import PASSPHRASE, imported, indexed, new_case, run
from tests.faults import canaries

SECRET_WORD = "Zaffrequill"
TITLE = f"Room {SECRET_WORD}"
BODY = f"A quiet room with a {SECRET_WORD}ish view of the harbour garden"
PHONE, PHONE_E164 = "06 39 98 00 17", "+33639980017"
NOTE = f"{SECRET_WORD} note of the analyst"
AUTHOR = f"{SECRET_WORD}ist"
FILE = "quillpicture.png"
HIDDEN = "A2"
SHARING = "A3"


def draw(file: Path, seed: int) -> bytes:
    picture = Image.new("RGB", (240, 180), (seed * 40 % 255, 120, 90))
    pen = ImageDraw.Draw(picture)
    for k in range(30):
        x, y = (seed * 31 + k * 47) % 200, (seed * 17 + k * 29) % 140
        pen.rectangle((x, y, x + 35, y + 22), fill=(k * 8, seed * 50 % 255, 255 - k * 8))
    picture.save(file)
    return file.read_bytes()


@dataclass
class World:
    """A case with an ad that is sealed, and everything that must not be seen of it."""

    folder: Path
    case: Path
    source: Path
    picture: bytes
    features: list[bytes] = field(default_factory=list)

    def needles(self) -> dict[bytes, str]:
        """What must not stand in any output or file, in many forms."""
        found: dict[bytes, str] = {}
        plain = [SECRET_WORD, SECRET_WORD.casefold(), PHONE, PHONE_E164, PHONE.replace(" ", "")]
        for text in [*plain, FILE]:
            for form in canaries.forms(text.encode()):
                found[form] = text
            for wide in ("utf-16-le", "utf-16-be"):
                found[text.encode(wide)] = f"{text} ({wide})"
        middle = len(self.picture) // 2
        found[self.picture[middle : middle + 24]] = "the picture"
        for value in self.features:
            found[value] = "a fingerprint of the picture"
        return found

    def told(self, data: bytes) -> list[str]:
        """What of it can be read in some bytes."""
        pattern = re.compile(b"|".join(map(re.escape, self.needles())))
        return [
            self.needles()[hit[0]]
            for piece in canaries.contents(data)
            for hit in [pattern.search(piece)]
            if hit
        ]


def make_world(tmp_path: Path) -> World:
    """Six ads: A2 is to be sealed, A3 shows its picture, A4 has its number, A1 its words."""
    folder = tmp_path / "in"
    folder.mkdir()
    rows = [
        ("Lamp", "A lamp of green glass, hardly used, near the station", "", "lamp.png"),
        (TITLE, BODY, PHONE, FILE),
        ("Bench", "A bench of oak for the hall, to be fetched on Saturday", "", "copy.png"),
        ("Bicycle", "A bicycle with three gears and new tyres for the town", "", "bike.png"),
        ("Piano", "Lessons of piano for grown-ups in the evening at home", "06 39 98 00 18", ""),
        ("Piano", "Lessons of piano for grown-ups in the evening at home!", "06 39 98 00 18", ""),
    ]
    data = draw(folder / FILE, 3)
    (folder / "copy.png").write_bytes(data)
    draw(folder / "lamp.png", 5)
    draw(folder / "bike.png", 7)
    source = folder / "ads.csv"
    with source.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(["id", "title", "description", "phone", "photos", "author", "date"])
        for n, row in enumerate(rows, 1):
            author = AUTHOR if n == 2 else "somebody"
            out.writerow([f"n{n}", *row, author, "2026-03-01"])
    case = tmp_path / "one.faisceau"
    new_case(case)
    imported(case, source, "--images", folder)
    indexed(case)
    assert run("tag", case, HIDDEN, "FEE-01", "--note", NOTE).code == 0
    assert run("decide", case, HIDDEN, "A1", "not-same", "--note", NOTE).code == 0
    made = World(tmp_path, case, source, data)
    with opened(case) as found:
        made.features = [
            bytes(row[0])[4:24]
            for table, column in (("images", "pdq"), ("images", "dhash"), ("images", "variants"))
            for row in found.db.execute(
                f"SELECT {column} FROM {table} WHERE sha256 = ?",  # noqa: S608
                [hashlib.sha256(data).hexdigest()],
            )
            if len(bytes(row[0])) >= 24
        ]
    assert made.features
    return made


def opened(case: Path, mode: str = "write") -> Case:
    return open_case(case, secret=Passphrase(PASSPHRASE), mode=mode)  # type: ignore[arg-type]


def sealed(world: World) -> None:
    ran = run("protocol", "apply", world.case, "possible-minor", HIDDEN, "--json")
    assert ran.code == 0, ran.err
    document = ran.json()
    assert document["sealed"] == [HIDDEN]
    assert document["items"] == ["P1"]
    assert document["locked_to_roles"] is False
