# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of known hashes: tables with or without a header, and the JSON form of Project VIC.

Only MD5, SHA-1, SHA-256 and PDQ hashes and the category beside them are read; anything else in
such a file (PhotoDNA, names, addresses) is passed over and kept nowhere.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path

import ijson

from indexing.errors import BadInputError
from indexing.importers import byte_stream, encodings
from indexing.importers.delimiter import find_delimiter
from indexing.importers.json_events import BROKEN
from indexing.importers.origin import FileOrigin
from indexing.limits import (
    MAX_HASH_CATEGORIES,
    MAX_HASH_LINE_CHARACTERS,
    MAX_HASH_LIST_CHARACTERS,
    MAX_KNOWN_HASHES,
)

CSV, VICS = "csv", "vics"
KINDS = {"md5": 32, "sha1": 40, "sha256": 64, "pdq": 64}
"""Kinds of hashes with their length in hexadecimal digits."""
_BY_LENGTH = {32: "md5", 40: "sha1", 64: "sha256"}
_SAMPLE_BYTES = 20_000
_HEX = re.compile(r"[0-9a-fA-F]+")
_NAMES = {
    "md5": "md5", "md5hash": "md5", "md5sum": "md5", "hashmd5": "md5",
    "sha1": "sha1", "sha1hash": "sha1", "sha1sum": "sha1", "hashsha1": "sha1",
    "sha256": "sha256", "sha256hash": "sha256", "sha256sum": "sha256", "hashsha256": "sha256",
    "pdq": "pdq", "pdqhash": "pdq", "hashpdq": "pdq",
}  # fmt: skip
_VALUES = ("hash", "hashvalue", "value", "signal", "indicator")
_TYPES = ("type", "hashtype", "hashname", "algorithm", "signaltype")
_CATEGORIES = ("category", "cat", "categoryid")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line or object of a list: its hashes by kind, and its category, '' for none."""

    hashes: Mapping[str, str]
    category: str = ""


@dataclass(slots=True)
class Survey:
    """What a list holds: ``sha256`` of its file, entries by category, what could not be read."""

    path: Path
    sha256: str
    form: str
    encoding: str
    entries: Counter[str] = field(default_factory=Counter)
    passed_over: int = 0
    kind: str = ""
    """What 64 digits are taken for where nothing says so: ``pdq``, or else SHA-256."""


def survey(path: Path, *, kind: str = "") -> Survey:
    """Read a list through.

    Raises:
        BadInputError: ``file_missing``, ``file_unreadable``, ``hash_list_empty`` when it holds no
            hash, ``hash_list_too_long``.
    """
    if not path.is_file():
        raise BadInputError("file_missing", path=path)
    origin = FileOrigin(path)
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise BadInputError("file_unreadable", path=path) from error
    start = byte_stream.head(origin, 4096).lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    form = VICS if start[:1] in (b"{", b"[") else CSV
    encoding = encodings.detect(origin, is_json=form == VICS)
    found = Survey(path, digest, form, encoding, kind=kind)
    hashes = 0
    for entry in _entries(found):
        found.entries[entry.category] += 1
        hashes += len(entry.hashes)
        if hashes > MAX_KNOWN_HASHES:
            detail = {"limit": MAX_KNOWN_HASHES}
            raise BadInputError("hash_list_too_long", path=path, detail=detail)
        if len(found.entries) > MAX_HASH_CATEGORIES:  # a column of something else
            raise BadInputError("hash_list_empty", path=path)
    if not found.entries:
        raise BadInputError("hash_list_empty", path=path)
    return found


def hashes(found: Survey, categories: Sequence[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Kind and bytes of every hash of these categories, or of all when none is named."""
    again = Survey(found.path, found.sha256, found.form, found.encoding, kind=found.kind)
    for entry in _entries(again):
        if not categories or entry.category in categories:
            for kind, digits in entry.hashes.items():
                yield kind, bytes.fromhex(digits)


def _entries(found: Survey) -> Iterator[Entry]:
    stream = byte_stream.ByteStream(FileOrigin(found.path))
    with byte_stream.text(stream, found.encoding, "") as source:
        yield from _of_json(source, found) if found.form == VICS else _of_table(source, found)


def _of_table(source: TextIOWrapper, found: Survey) -> Iterator[Entry]:
    start = byte_stream.head(FileOrigin(found.path), _SAMPLE_BYTES)
    delimiter = find_delimiter(start.decode(found.encoding, "replace"))
    columns: list[str] | None = None
    for cells in _rows(source, delimiter, found):
        if columns is None:
            columns = _columns(cells)
            if any(columns):
                continue
        entry = _entry(cells, columns, found.kind)
        if entry is not None:
            yield entry
        elif any(cell.strip() for cell in cells):
            found.passed_over += 1


def _rows(source: TextIOWrapper, delimiter: str, found: Survey) -> Iterator[list[str]]:
    """Rows of a table; a list of hashes has no line breaks in its cells."""
    left = MAX_HASH_LIST_CHARACTERS
    whole = True
    while line := source.readline(MAX_HASH_LINE_CHARACTERS):
        left -= len(line)
        if left < 0:
            detail = {"limit": MAX_KNOWN_HASHES}
            raise BadInputError("hash_list_too_long", path=found.path, detail=detail)
        ended = line.endswith(("\n", "\r"))
        if whole and (ended or len(line) < MAX_HASH_LINE_CHARACTERS):
            try:
                yield next(csv.reader([line], delimiter=delimiter), [])
            except csv.Error:
                found.passed_over += 1
        elif whole:
            found.passed_over += 1
        whole = ended


def _columns(cells: Sequence[str]) -> list[str]:
    """What the columns hold, '' for what is passed over; all '' where the row is no header."""
    named = ["".join(filter(str.isalnum, cell.casefold())) for cell in cells]
    roles = [
        _NAMES.get(name)
        or ("value" if name in _VALUES else "")
        or ("type" if name in _TYPES else "")
        or ("category" if name in _CATEGORIES else "")
        for name in named
    ]
    return roles if any(role in KINDS or role == "value" for role in roles) else [""] * len(cells)


def _entry(cells: Sequence[str], columns: Sequence[str], kind: str) -> Entry | None:
    known: dict[str, str] = {}
    told = dict(zip(columns, cells, strict=False)) if any(columns) else {}
    kind = _NAMES.get("".join(filter(str.isalnum, told.get("type", "").casefold())), kind)
    if not told:
        for cell in cells:
            _take(known, "", cell, kind)
    for role, cell in told.items():
        if role in KINDS:
            _take(known, role, cell, kind)
        elif role == "value":
            _take(known, kind, cell, kind)
    return Entry(known, told.get("category", "").strip()[:40]) if known else None


def _take(known: dict[str, str], said: str, untrusted_cell: str, kind: str) -> None:
    """Keep a cell if it is a hash of the kind that is said, or of any where nothing is."""
    digits = untrusted_cell.strip()
    if not _HEX.fullmatch(digits):
        return
    name = said or _BY_LENGTH.get(len(digits), "")
    if not said and kind == "pdq" and len(digits) == KINDS["pdq"]:
        name = "pdq"
    if name and len(digits) == KINDS[name]:
        known.setdefault(name, digits)


def _of_json(source: TextIOWrapper, found: Survey) -> Iterator[Entry]:
    """Objects that hold hashes, wherever they stand (``value``, or ``value[].Media``)."""
    try:
        yield from _objects(source)
    except byte_stream.StringTooLongError:
        found.passed_over += 1
    except BROKEN:  # cut or broken: what stood before counts
        found.passed_over += 1


def _objects(source: TextIOWrapper) -> Iterator[Entry]:
    frames: list[dict[str, str]] = []
    key = ""
    for event, value in ijson.basic_parse(byte_stream.Utf8Bytes(source)):
        if event == "start_map":
            frames.append({})
        elif event == "map_key":
            key = "".join(filter(str.isalnum, value.casefold()))
        elif event == "end_map":
            entry = _of_frame(frames.pop(), frames)
            if entry is not None:
                yield entry
        elif event in ("string", "number") and frames and _is_wanted(key):
            frames[-1].setdefault(key, str(value)[:200])


def _is_wanted(key: str) -> bool:
    return key in _NAMES or key in _TYPES or key in _CATEGORIES or key == "hashvalue"


def _of_frame(frame: Mapping[str, str], outer: Sequence[dict[str, str]]) -> Entry | None:
    """The entry that an object is; one that only names a further hash belongs to its object."""
    known: dict[str, str] = {}
    for key, value in frame.items():
        if key in _NAMES:
            _take(known, _NAMES[key], value, "")
    named = next((frame[key] for key in _TYPES if key in frame), "")
    kind = _NAMES.get("".join(filter(str.isalnum, named.casefold())), "")
    if kind and "hashvalue" in frame and outer:
        outer[-1].setdefault(kind, frame["hashvalue"])
        return None
    category = next((frame[key] for key in _CATEGORIES if key in frame), "")
    return Entry(known, category.strip()[:40]) if known else None
