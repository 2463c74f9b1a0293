# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants strings in everything a person brings or types, and looks for them in every file."""

from __future__ import annotations

import base64
import csv
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, PngImagePlugin

PREFIX = "Kanari7q"
"""Starts every planted word; one search finds them all, whatever follows."""
PHONES = [f"06 39 98 4{n // 10} {n % 10}7" for n in range(40)]
_ZLIB_STARTS = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_MOST_INFLATED = 4_000_000


def word(kind: str, number: int = 0) -> str:
    """A planted word."""
    return f"{PREFIX}{kind}{number:03}"


def write_source(folder: Path, ads: int = 40, *, filler: int = 0) -> Path:
    """A CSV file with planted words, numbers, addresses and pictures in every column."""
    pictures = folder / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    file = folder / f"{word('source')}.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(["id", "title", "description", "phone", "email", "author", "photos", "remark"])
        for n in range(ads):
            name = f"{word('file', n)}.png" if n % 8 == 0 else ""
            if name:
                draw(pictures / name, n)
            body = f"Offers {word('body', n)} and help in the garden, ring {PHONES[n % 40]} today"
            mail = f"{word('mail', n)}@example.org"
            row = [word("id", n), word("title", n), body, PHONES[n % 40], mail, word("by", n)]
            out.writerow([*row, name, word("remark", n)])
        for n in range(filler):
            out.writerow([f"f{n}", f"Bench {n}", f"A bench of wood {word('fill', n)}", *[""] * 5])
    return file


def draw(file: Path, seed: int) -> None:
    """A picture with planted words in its comment and its EXIF block."""
    picture = Image.new("RGB", (200, 160), (seed % 200, 90, 160))
    pen = ImageDraw.Draw(picture)
    for k in range(12):
        at = (seed * 13 + k * 17) % 150
        pen.rectangle((at, k * 10, at + 40, k * 10 + 12), fill=(k * 20, seed * 5 % 255, 60))
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", word("comment", seed))
    exif = picture.getexif()
    exif[0x010E] = word("exif", seed)
    picture.save(file, pnginfo=notes, exif=exif)


def needles(pictures: Path, *secrets: str) -> dict[bytes, str]:
    """Everything that must not be found, in each form that it may take, with its name."""
    plain = [PREFIX, PREFIX.lower(), *secrets]
    plain += [form for phone in PHONES for form in (phone, phone.replace(" ", ""))]
    plain += [f"+33{phone.replace(' ', '')[1:]}" for phone in PHONES]
    found: dict[bytes, str] = {}
    for text in plain:
        for form in forms(text.encode()):
            found[form] = text
        for wide in ("utf-16-le", "utf-16-be"):
            found[text.encode(wide)] = f"{text} ({wide})"
    for file in sorted(pictures.iterdir()):
        data = file.read_bytes()
        middle = len(data) // 2
        found[data[middle : middle + 24]] = f"bytes of {file.name}"
    return found


def forms(data: bytes) -> Iterator[bytes]:
    """Raw, hexadecimal, and base64 at each of its three alignments."""
    yield data
    yield data.hex().encode()
    yield data.hex().upper().encode()
    for shift in range(3):
        # only the characters that depend on nothing but the data
        coded = base64.b64encode(bytes(shift) + data)
        first = -(-shift * 8 // 6)
        last = (shift + len(data)) * 8 // 6
        if last - first >= 8:
            yield coded[first:last]


def leaks(folders: list[Path], wanted: dict[bytes, str]) -> list[str]:
    """Where something planted can be read: in names of files, contents, unpacked contents."""
    pattern = re.compile(b"|".join(map(re.escape, sorted(wanted, key=len, reverse=True))))
    found = []
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if hit := pattern.search(str(file.relative_to(folder)).encode("utf-8", "replace")):
                found.append(f"{file}: name holds {wanted[hit[0]]}")
            if not file.is_file() or file.is_symlink():
                continue
            for data in contents(file.read_bytes()):
                if hit := pattern.search(data):
                    found.append(f"{file}: holds {wanted[hit[0]]}")
                    break
    return found


def contents(data: bytes) -> Iterator[bytes]:
    """The bytes, and what lies zlib-packed in them."""
    yield data
    for start in _ZLIB_STARTS.finditer(data):
        try:
            yield zlib.decompressobj().decompress(data[start.start() :], _MOST_INFLATED)
        except zlib.error:
            continue
