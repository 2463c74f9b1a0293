# SPDX-License-Identifier: GPL-3.0-or-later
"""A small invented source with planted contacts, repeats, pictures and scripts."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from PIL import Image, ImageDraw

PHONE_DIGITS = ("639980001", "639980002", "639980003", "199000004")
NAMES = ("roza_garden", "marek.tools", "lena-rides", "quiet_heron")
"""Local part of an e-mail address or name of an account, as planted."""

_COLUMNS = (
    "id", "url", "title", "description", "phone", "email", "author", "city", "price", "photos",
    "remark",
)  # fmt: skip
_SAME_TEXT = (
    "Weekly market stand with bread, cheese and honey from the valley; we deliver small boxes "
    "to your door every Friday. Write to roza_garden@example.org or telegram @roza_garden"
)
_IDENTICAL = "Piano lessons for beginners in a calm room, first hour free, afternoons only."

ROWS: tuple[dict[str, str], ...] = (
    {
        "id": "p1",
        "title": "Garden help near Lille",
        "description": "Hedges cut and lawns tidied. Call 06 39 98 00 01 any day of the week.",
        "photos": "house.png",
        "author": "@roza_garden",
        "url": "https://market.example.org/ads/p1?contact=0639980001",
        "remark": "seen with 06.39.98.00.01 and telegram @roza_garden",
    },
    {
        "id": "p2",
        "title": "Old tools repaired",
        "description": "Saws, spades and drills made good as new. Tel +33 6 39 98 00 01, evenings.",
        "photos": "tree.png",
        "remark": "marek.tools@example.org",
    },
    {
        "id": "p3",
        "title": "Cours de tricot",
        "description": "Petit groupe le samedi matin. Appelez le zéro six trente-neuf "
        "quatre-vingt-dix-huit zéro zéro zéro un pour venir voir.",
    },
    {
        "id": "p4",
        "title": "Bicycle for a tall rider",
        "description": "Blue frame, new chain, two lamps. Ring O6 39 98 OO O1 before ten.",
    },
    {"id": "t1", "title": "Market boxes", "description": _SAME_TEXT, "city": "Lyon"},
    {"id": "t2", "title": "Market boxes", "description": _SAME_TEXT, "city": "Metz"},
    {
        "id": "t3",
        "title": "Market boxes",
        "description": _SAME_TEXT.replace("small boxes", "little boxes"),
        "city": "Nantes",
    },
    {"id": "d1", "title": "Piano lessons", "description": _IDENTICAL},
    {"id": "d1", "title": "Piano lessons", "description": _IDENTICAL},
    {
        "id": "m1",
        "title": "Room for a band to practise",
        "description": "Thick walls, good light, keys on request.",
        "photos": "boat.png",
        "phone": "06 39 98 00 02",
        "author": "quiet_heron",
    },
    {
        "id": "m2",
        "title": "Chaise longue",
        "description": "Bois clair, toile rayée, à venir chercher cette semaine.",
        "photos": "boat-again.png",
        "email": "marek.tools@example.org",
    },
    {
        "id": "e1",
        "title": "Mesa de madera",
        "description": "Mesa grande de roble con seis sillas, muy buen estado, recogida el sábado. "
        "Escriba a lena-rides@example.org",
    },
    {
        "id": "e2",
        "title": "Van with driver",
        "description": "Moves of flats and pianos in the whole region, lena-rides (at) example.org",
        "price": "45 EUR",
    },
    {
        "id": "s1",
        "title": "Срочно нужен плотник",
        "description": "Ремонт дома в деревне, работа на две недели, жильё есть. "
        "Телефон +33 6 39 98 00 03",
    },
    {
        "id": "s2",
        "title": "Продаю велосипед",
        "description": "Гарний стан, новий ланцюг, два ліхтарі; дивитися у вихідні.",
    },
    {
        "id": "s3",
        "title": "غرفة للإيجار",
        "description": "غرفة هادئة قرب المحطة، الهاتف ٠٦ ٣٩ ٩٨ ٠٠ ٠٢ بعد الظهر",
    },
    {
        "id": "s4",
        "title": "Μαθήματα κιθάρας",
        "description": "Μαθήματα για αρχάριους κάθε απόγευμα, τηλ. 01 99 00 00 04",
    },
    {
        "id": "n1",
        "title": "Desk lamp",
        "description": "Green glass, brass foot, works well.",
    },
)
PLANTED: tuple[frozenset[str], ...] = (
    frozenset({"p1", "p2", "p3", "p4"}),  # one number in four disguises
    frozenset({"t1", "t2", "t3"}),
    frozenset({"m1", "m2", "s3"}),  # one picture, and one number in two scripts
    frozenset({"e1", "e2"}),
)
"""Groups of two or more that the rows were written to make, identical rows left out."""


def write_csv(
    folder: Path, rows: tuple[dict[str, str], ...] = ROWS, name: str = "list.csv"
) -> Path:
    """The rows as a CSV file."""
    file = folder / name
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, _COLUMNS)
        writer.writeheader()
        for row in rows:
            url = f"https://market.example.org/ads/{row['id']}"
            writer.writerow({"url": url, **row})
    return file


def draw(file: Path, seed: int, size: int = 320) -> None:
    """A drawing that only this seed makes."""
    chance = random.Random(seed)
    picture = Image.new("RGB", (size, size), (240, 236, 228))
    pen = ImageDraw.Draw(picture)
    for _ in range(24):
        x, y = chance.randrange(size), chance.randrange(size)
        w, h = chance.randrange(20, 140), chance.randrange(20, 140)
        colour = (chance.randrange(256), chance.randrange(256), chance.randrange(256))
        shape = pen.ellipse if chance.random() < 0.5 else pen.rectangle
        shape((x, y, x + w, y + h), fill=colour)
    picture.save(file)


def write_pictures(folder: Path) -> Path:
    """The pictures that the rows name, ``tree.png`` left out; two of them are the same file."""
    images = folder / "pictures"
    images.mkdir()
    draw(images / "house.png", 1)
    draw(images / "boat.png", 2)
    (images / "boat-again.png").write_bytes((images / "boat.png").read_bytes())
    return images
