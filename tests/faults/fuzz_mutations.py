# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes to an input: of its bytes, and of what its bytes mean (members, chunks, values).

A change that a format guards against (the check sum of a ZIP member, of a chunk of a PNG, a packed
stream) is made inside and sealed again, or every input would end at the seal.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

MOST_BYTES = 262_144
"""Longest input that is made."""
_NUMBERS = (
    *("0", "-1", "1", "65535", "65536", "2147483647", "2147483648", "4294967295", "99999999"),
    *("18446744073709551616", "1e308", "1e999", "-0", "0.1", "9" * 400),
)
_DIGITS = re.compile(rb"\d+")
_CODECS = ("utf-16", "utf-16-le", "utf-8-sig", "utf-32", "cp1252", "utf-7", "gb18030", "cp1256")
_MOST_INNER = 2_000_000


@dataclass(frozen=True, slots=True)
class Material:
    """What changes take from: other inputs, words of the format, its form."""

    others: Sequence[bytes]
    words: Sequence[bytes]
    form: str


def mutated(data: bytes, random: Random, material: Material) -> bytes:
    """A changed input: by its structure where it has one (two of three times), or as bytes."""
    change = _STRUCTURED.get(material.form)
    if data[:2] == b"\x1f\x8b":
        change = _in_gzip
    if change and random.random() < 0.67:
        changed = change(data, random, material)
        if changed is not None:
            return changed[:MOST_BYTES]
    return as_bytes(data, random, material)[:MOST_BYTES]


def as_bytes(data: bytes, random: Random, material: Material) -> bytes:
    """One to five changes of bytes."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 1, 2, 3, 5))):
        random.choice(_PLAIN)(changed, random, material)
        if len(changed) > MOST_BYTES:
            del changed[MOST_BYTES:]
    return bytes(changed)


def _span(data: bytearray, random: Random, longest: int = 300) -> slice:
    start = random.randint(0, len(data))
    return slice(start, min(len(data), start + random.randint(0, longest)))


def _bits(data: bytearray, random: Random, _: Material) -> None:
    for _count in range(random.choice((1, 1, 4, 16)) if data else 0):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _cut(data: bytearray, random: Random, _: Material) -> None:
    del data[random.randint(0, len(data)) :]


def _drop(data: bytearray, random: Random, _: Material) -> None:
    del data[_span(data, random)]


def _noise(data: bytearray, random: Random, _: Material) -> None:
    span = _span(data, random, 8)
    data[span] = random.randbytes(span.stop - span.start)


def _splice(data: bytearray, random: Random, material: Material) -> None:
    other = random.choice(material.others)
    start = random.randint(0, len(other))
    piece = other[start : start + random.choice((20, 200, 2_000, 100_000))]
    data[_span(data, random, random.choice((0, 200, 100_000)))] = piece


def _repeat(data: bytearray, random: Random, _: Material) -> None:
    span = _span(data, random, random.choice((3, 30, 3_000)))
    piece = bytes(data[span])
    times = random.choice((2, 2, 10, 10, 100, 100, 1_000, 50_000))
    data[span.stop : span.stop] = piece * min(times, MOST_BYTES // max(1, len(piece)))


def _number(data: bytearray, random: Random, _: Material) -> None:
    found = list(_DIGITS.finditer(data[:100_000]))
    if found:
        match = random.choice(found)
        data[match.start() : match.end()] = random.choice(_NUMBERS).encode()


def _word(data: bytearray, random: Random, material: Material) -> None:
    at = random.randint(0, len(data))
    word = random.choice(material.words) * random.choice((1, 1, 1, 1, 1, 1, 2, 2, 100, 20_000))
    data[at : at + random.choice((0, len(word)))] = word[:100_000]


def _length(data: bytearray, random: Random, _: Material) -> None:
    """A number of two to eight bytes becomes an extreme one."""
    size = random.choice((1, 2, 4, 8))
    number = random.choice((0, 1, (1 << 8 * size) - 1, (1 << 8 * size - 1) - 1, 1 << 8 * size - 1))
    at = random.randint(0, max(0, len(data) - size))
    data[at : at + size] = number.to_bytes(size, random.choice(("little", "big")))


def _recoded(data: bytearray, random: Random, _: Material) -> None:
    data[:] = bytes(data).decode("utf-8", "replace").encode(random.choice(_CODECS), "replace")


_PLAIN: tuple[Callable[[bytearray, Random, Material], None], ...] = (
    *(_bits, _bits, _cut, _drop, _noise, _splice, _splice, _repeat, _number, _number),
    *(_word, _word, _length, _length, _recoded),
)


def _in_gzip(data: bytes, random: Random, material: Material) -> bytes | None:
    """One member of a packed file changed, packed again."""
    members: list[bytes] = []
    while data[:2] == b"\x1f\x8b" and len(members) < 100:
        stream = zlib.decompressobj(31)
        try:
            members.append(stream.decompress(data, _MOST_INNER))
        except zlib.error:
            break
        data = stream.unused_data
    if not members:
        return None
    at = random.randrange(len(members))
    members[at] = mutated(members[at], random, material)
    return b"".join(gzip.compress(x, 1, mtime=0) for x in members) + data


def _in_zip(data: bytes, random: Random, material: Material) -> bytes | None:
    """A member changed, dropped, renamed or doubled, in a ZIP that is whole again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()[:200]
            held = [(x.filename, _part(archive, x), x.compress_type) for x in listed]
    except Exception:
        return None
    if not held:
        return None
    at = random.randrange(len(held))
    name, inside, packing = held[at]
    act = random.randrange(12)
    if act == 0:
        del held[at]
    elif act == 1:
        held.append((name, as_bytes(inside, random, material), packing))
    elif act == 2:
        held[at] = (
            random.choice(("../", "/", "a/" * 50, "\u202e", "C:\\")) + name,
            inside,
            packing,
        )
    elif act == 3:
        held[at] = (random.choice(held)[0], inside, packing)
    else:
        held[at] = (name, _inner(name, inside, random, material), packing)
    whole = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(whole, "w") as archive:
        warnings.simplefilter("ignore")  # of a name that is there twice
        for name, inside, packing in held:
            kept = packing if packing in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) else 8
            archive.writestr(zipfile.ZipInfo(name), inside, kept)
    return whole.getvalue()


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as stream:
        return stream.read(_MOST_INNER)


def _inner(name: str, inside: bytes, random: Random, material: Material) -> bytes:
    """A changed member, by what its name says it is."""
    form = {"zip": "zip", "json": "json", "jsonl": "lines", "png": "picture", "warc": "warc"}.get(
        name.rpartition(".")[2].lower(), "text"
    )
    return mutated(inside, random, Material(material.others, material.words, form))


def _in_json(data: bytes, random: Random, material: Material) -> bytes | None:
    """A value of a document changed, doubled, nested or taken from elsewhere in it."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return json.dumps(_changed(value, random, material), ensure_ascii=random.random() < 0.5).encode(
        "utf-8", "surrogatepass"
    )


def _in_lines(data: bytes, random: Random, material: Material) -> bytes | None:
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    changed = _in_json(lines[at], random, material)
    if changed is None:
        return None
    lines[at : at + random.choice((0, 1))] = [changed]
    return b"\n".join(lines)


def _in_yaml(data: bytes, random: Random, material: Material) -> bytes | None:
    import yaml

    from indexing import plain_yaml

    try:
        value = plain_yaml.load(data)
    except ValueError:
        return None
    value = _changed(value, random, material)
    try:
        return str(yaml.safe_dump(value, sort_keys=False)).encode("utf-8", "replace")
    except (yaml.YAMLError, RecursionError):
        return None


def _changed(value: Any, random: Random, material: Material) -> Any:
    """The value with one place in it changed."""
    places: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting and len(places) < 3_000:
        inner = waiting.pop()
        if isinstance(inner, dict | list):
            keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
            places += [(inner, key) for key in keys]
            waiting += [inner[key] for key in keys if isinstance(inner[key], dict | list)]
    if not places:
        return _strange(value, random, material)
    for _ in range(random.choice((1, 1, 2, 4))):
        inner, key = random.choice(places)
        taken, other = random.choice(places)
        act = random.randrange(5)
        try:
            if act == 0:
                inner[key] = json.loads(json.dumps(taken[other]))
            elif act == 1 and isinstance(inner, dict):
                inner[random.choice(("", "id", "images", "\0", str(other), "a.b/c"))] = inner.pop(
                    key
                )
            elif act == 2 and isinstance(inner, list):
                inner[key:key] = [inner[key]] * random.choice((1, 10, 1_000))
            elif act == 3:
                del inner[key]
            else:
                inner[key] = _strange(inner[key], random, material)
        except (LookupError, TypeError, ValueError, RecursionError):
            continue  # a change before took the place away
    return value


def _strange(value: Any, random: Random, material: Material) -> Any:
    deep: Any = value if isinstance(value, int | str) else 1
    for _ in range(random.choice((1, 39, 45, 300))):
        deep = [deep] if random.random() < 0.5 else {"a": deep}
    word = random.choice(material.words).decode("utf-8", "replace")
    return random.choice((
        None, True, -1, 2**31, 2**63, 2**64, 10**400, 1e308, float("nan"), float("-inf"), "", "\0",
        "\ud800", word, word * 1000, str(value)[:1000] * 50, [], {}, [value], {"": value}, deep,
        {"$date": value}, [None] * 500, "9" * 5000, 0.1, "\u202e\u200f",
    ))  # fmt: skip


def _in_xls(data: bytes, random: Random, _: Material) -> bytes | None:
    """A record of the first sheet stream: its kind, its length, or its first numbers."""
    start = data.find(b"\x09\x08", 512)
    if start < 0 or len(data) < 1024:
        return None
    at = start
    records: list[tuple[int, int]] = []
    while at + 4 <= len(data) and len(records) < 2_000:
        kind, length = struct.unpack_from("<HH", data, at)
        if not kind:
            break
        records.append((at, length))
        at += 4 + length
    if not records:
        return None
    changed = bytearray(data)
    for _count in range(random.choice((1, 1, 3))):
        at, length = random.choice(records)
        act = random.randrange(4)
        extreme = random.choice((0, 1, 7, 0xFF, 0x7FFF, 0xFFFF, random.randrange(65_536)))
        if act == 0:
            struct.pack_into("<H", changed, at, random.choice((0x3C, 0xFC, 0x85, 0xFD, 0x0A, 0xD)))
        elif act == 1:
            struct.pack_into("<H", changed, at + 2, extreme)
        elif at + 6 + length <= len(changed):
            struct.pack_into("<H", changed, at + 4 + 2 * random.randint(0, length // 2), extreme)
    return bytes(changed)


def _in_picture(data: bytes, random: Random, material: Material) -> bytes | None:
    """A chunk of a PNG changed and sealed again; None for other pictures."""
    if not data.startswith(b"\x89PNG"):
        return None
    chunks, at = [], 8
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    if not chunks:
        return None
    place = random.randrange(len(chunks))
    kind, inside = chunks[place]
    changed = as_bytes(inside, random, material)
    if kind == b"IDAT" and random.random() < 0.7:
        with contextlib.suppress(zlib.error):
            changed = zlib.compress(as_bytes(zlib.decompress(inside), random, material))
    chunks[place] = (kind, changed)
    if random.random() < 0.2:
        chunks.insert(random.randrange(len(chunks)), random.choice(chunks))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(x)) + kind + x + struct.pack(">I", zlib.crc32(kind + x))
        for kind, x in chunks
    )


def _in_warc(data: bytes, random: Random, material: Material) -> bytes | None:
    """A record changed; the length that its head states made right again."""
    starts = [x.start() for x in re.finditer(rb"WARC/1\.", data)]
    if not starts:
        return None
    number = random.randrange(len(starts))
    end = starts[number + 1] if number + 1 < len(starts) else len(data)
    head, gap, body = data[starts[number] : end].partition(b"\r\n\r\n")
    tail = body[-4:]
    body = as_bytes(body[:-4], random, material)
    head = as_bytes(head, random, material) if random.random() < 0.3 else head
    head = re.sub(rb"(?i)content-length: *\d+", b"Content-Length: %d" % len(body), head)
    return data[: starts[number]] + head + gap + body + tail + data[end:]


_STRUCTURED: dict[str, Callable[[bytes, Random, Material], bytes | None]] = {
    "zip": _in_zip,
    "json": _in_json,
    "lines": _in_lines,
    "yaml": _in_yaml,
    "xls": _in_xls,
    "picture": _in_picture,
    "warc": _in_warc,
}
