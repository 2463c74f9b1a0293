# SPDX-License-Identifier: GPL-3.0-or-later
"""Every parser of bytes from outside, as one call that a fuzz run makes with any bytes.

A call ends calmly (rows, rejects, a known error), or raises what is then a finding. How a source is
read (under which name, with which choices of a person) follows from the bytes, so that an input
alone tells all.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from indexing.errors import KnownError
from indexing.importers import byte_stream, cell_markup, compound_file, hash_lists, ods_limits
from indexing.importers.base import RawRow, Reader
from indexing.importers.joined_pictures import JoinedReader, joins, read_table
from indexing.importers.mended import MendedReader
from indexing.importers.minimise import Minimise, MinimisedReader
from indexing.importers.origin import FileOrigin
from indexing.importers.registry import READERS, open_reader, open_source
from indexing.records import AdRecord, ImageRef, Rejected

MOST_PICTURES = 30
"""Pictures of one ad that a call reads; a picture is read at most so far as the next says."""
MOST_PICTURE_BYTES = 2_000_000
_ENCODINGS = (*[None] * 9, "utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "cp1250", "gb18030")


@dataclass(frozen=True, slots=True)
class Parser:
    """One parser: its name, how it is called, and the ends that its files may have."""

    name: str
    call: Callable[[Path, int], None]
    """The file, and a number that chooses among what a person may say; both from the bytes."""
    suffixes: tuple[str, ...]
    form: str = "text"
    """What mutations know of it: ``text``, ``json``, ``yaml``, ``zip``, ``gzip``, ``xls``, …"""


def run(parser: Parser, data: bytes, folder: Path) -> bool:
    """Call a parser with bytes, laid into a folder; True when it gave something.

    Raises:
        Exception: the bytes are a finding.
    """
    choice = zlib.crc32(data)
    path = folder / f"input{parser.suffixes[choice % len(parser.suffixes)]}"
    path.write_bytes(data)
    try:
        parser.call(path, choice // len(parser.suffixes))
    except KnownError:
        return False
    finally:
        path.unlink()
    return True


def _source(name: str, path: Path, choice: int) -> None:
    """The whole road: what it is, its rows, its fields, its ads, and their pictures."""
    encoding = _ENCODINGS[choice // 8 % len(_ENCODINGS)]
    asked = name if choice % 4 == 0 and name in READERS else None
    source = open_source(
        path, format=asked, encoding=encoding, around=_AROUND[choice // 128 % len(_AROUND)]
    )
    places = set()
    count = 0
    for item in source.records():
        count += 1
        places.add(item.place)
        if isinstance(item, Rejected):
            _check_texts(item.place, item.code, item.raw)
        else:
            _check_ad(item)
        assert source.position() >= 0
    assert len(places) == count, "two rows of one place"
    assert len(source.sha256) == 64
    assert [item.place for item in source.preview(3)] == [x.place for x in source.preview(3)]
    for note in source.notes:
        assert note is not None
    _ = source.skipped, source.size_hint(), source.field_map.as_dict()


def _check_ad(ad: AdRecord) -> None:
    _check_texts(ad.title, ad.body, ad.url, ad.author, *ad.contacts, *ad.extra.values())
    for picture in ad.images[:MOST_PICTURES]:
        _check_picture(picture)


def _check_texts(*texts: str) -> None:
    for text in texts:
        assert "\0" not in text
        text.encode("utf-8")  # no half of a character


def _check_picture(picture: ImageRef) -> None:
    if picture.read is not None:
        content = picture.read(MOST_PICTURE_BYTES)
        assert content is None or len(content) <= MOST_PICTURE_BYTES


def _minimised(reader: Reader) -> Reader:
    how = Minimise(dropped=reader.columns[1:2], masked=reader.columns[:1])
    return MinimisedReader(reader, how)


_AROUND: tuple[Callable[[Reader], Reader] | None, ...] = (*[None] * 14, _minimised, MendedReader)


def _pictures_table(path: Path, _choice: int) -> None:
    table = read_table(open_reader(path), "")
    joins(table, ("id", "ad_id"))
    for row in JoinedReader(open_reader(path), table).rows():
        assert isinstance(row, RawRow | Rejected)


def _hash_list(path: Path, choice: int) -> None:
    found = hash_lists.survey(path, kind="pdq" if choice % 4 == 0 else "")
    assert sum(found.entries.values()) > 0
    count = sum(1 for _ in hash_lists.hashes(found))
    assert count >= sum(found.entries.values())


def _cells(path: Path, _choice: int) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    _check_texts(cell_markup.plain(text).replace("\0", ""), *cell_markup.links(text))


def _compound(path: Path, _choice: int) -> None:
    origin = FileOrigin(path)
    assert compound_file.kind(origin)
    try:
        file = compound_file.CompoundFile(origin)
        for name in file.names():
            file.stream(name)
    except compound_file.CompoundError:
        return


def _ods_limits(path: Path, _choice: int) -> None:
    byte_stream.check_file(path)
    ods_limits.check(FileOrigin(path))


def _profile(path: Path, _choice: int) -> None:
    from indexing.pipeline import profiles

    profile = profiles.read_profile(path)
    assert profile.as_dict()


@cache
def _shipped() -> Any:
    from app.triage import codebook

    return codebook.shipped()


def _qda(path: Path, _choice: int) -> None:
    import yaml

    from app.triage.codebook_import import missing_fields, take
    from indexing.suggest import codebook_file, refi_qda

    found = refi_qda.read(codebook_file.file_bytes(path), path=path)
    taken = take(found, _shipped(), name="own", language="en")
    missing_fields(taken.added)
    if taken.document is not None:
        text = yaml.safe_dump(taken.document, sort_keys=False, allow_unicode=True, width=100)
        with contextlib.suppress(KnownError):  # a draft, which people have to complete
            codebook_file.read(text.encode("utf-8", "backslashreplace"), path=path)


def _codebook(path: Path, _choice: int) -> None:
    from indexing.suggest import codebook_file

    assert codebook_file.load(path, thorough=True).sha256


def _text_of(path: Path) -> str:
    """A text as an ad may have it: rows with half of a character are rejected at the door."""
    return path.read_bytes().decode("utf-8", "replace").replace("\0", "")


def _extract(path: Path, choice: int) -> None:
    """What is read in the text of an ad, and the text as the desk covers it."""
    from app.triage import masking
    from indexing.extract import language, mentions

    text, field = _text_of(path), ("body", "body", "contacts", "place_text")[choice % 4]
    found = mentions.extract({field: text, "title": text[:100]}, regions=("FR", "GB"))
    for one in found:
        assert one.raw == (text if one.field == field else text[:100])[one.start : one.end] != ""
        _check_texts(one.value)
    spans = language.spans(text[:100_000])
    assert all(0 <= start < end <= len(text) for start, end, _tongue in spans)
    told = [(one.kind.value, one.start, one.end) for one in found if one.field == field]
    assert len(masking.cover_text(text, told)) == len(text)


@cache
def _text_rules() -> Any:
    from indexing.pipeline import suggesting
    from indexing.suggest import reading

    return reading.Reader(suggesting.rules_today(_shipped()).texts)


def _rules(path: Path, choice: int) -> None:
    """What the shipped rules find in the text, and what it is compared by."""
    from indexing.cluster import templates
    from indexing.fingerprint import text_signature
    from indexing.suggest.hits import Document, Text

    text = _text_of(path)[:100_000]
    tongue = ("en", "fr", "es", "?")[choice % 4]
    read = _text_rules().read(Document(1, tongue, (Text("body", text, ()),), ()))
    for span in (span for hit in read.hits for span in hit.spans):
        assert 0 <= span.start < span.end <= len(text)
    text_signature.signature(text[:100], text)
    templates.induce([text, f"{text} more", text[1:]])


def _image(path: Path, _choice: int) -> None:
    from indexing import images

    data = path.read_bytes()
    images.sniff(data)
    for made in (images.decode, images.decode_grey, partial(images.pixels, max_side=300)):
        picture = made(data)
        assert all(len(x.data) == x.width * x.height * x.channels for x in picture.planes)


@cache
def _decoder() -> Any:
    from indexing.sandbox.decoder import Decoder

    return Decoder()


def _image_worker(path: Path, _choice: int) -> None:
    data = path.read_bytes()
    assert _decoder().decode(data).grey.size
    assert _decoder().pixels(data, 300).size


_PICTURES = (".jpg",)
_FORMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "csv": ("text", (".csv", ".txt", ".csv.gz", "")),
    "tsv": ("text", (".tsv", ".txt")),
    "json": ("json", (".json", ".txt")),
    "jsonl": ("lines", (".jsonl", ".jl", ".jsonl.gz", ".json")),
    "cdr": ("lines", (".jl", ".jl.gz", ".json")),
    "xml": ("markup", (".xml", ".xml.gz")),
    "xlsx": ("zip", (".xlsx", ".zip")),
    "ods": ("zip", (".ods", ".xlsx")),
    "xls": ("xls", (".xls", ".xlsx")),
    "sheet-html": ("markup", (".xls", ".html")),
    "sheet-xml": ("markup", (".xml", ".xls")),
    "html": ("markup", (".html", ".htm", "")),
    "mhtml": ("message", (".mhtml", ".mht", "")),
    "meta": ("json", (".json",)),
    "telegram": ("json", (".json",)),
    "telegram-html": ("markup", (".html",)),
    "whatsapp": ("text", (".txt",)),
    "warc": ("warc", (".warc", ".warc.gz")),
    "wacz": ("zip", (".wacz", ".zip")),
    "zip": ("zip", (".zip",)),
}
PARSERS: Mapping[str, Parser] = {
    parser.name: parser
    for parser in (
        *(Parser(x, partial(_source, x), ends, form) for x, (form, ends) in _FORMS.items()),
        Parser("pictures-table", _pictures_table, (".csv",)),
        Parser("hash-csv", _hash_list, (".csv", ".csv.gz")),
        Parser("hash-vics", _hash_list, (".json",), "json"),
        Parser("cells", _cells, (".txt",), "markup"),
        Parser("compound", _compound, (".xls",), "xls"),
        Parser("ods-limits", _ods_limits, (".ods",), "zip"),
        Parser("profile", _profile, (".yaml",), "yaml"),
        Parser("qda", _qda, (".qdc",), "markup"),
        Parser("codebook", _codebook, (".yaml",), "yaml"),
        Parser("extract", _extract, (".txt",), "ad"),
        Parser("rules", _rules, (".txt",), "ad"),
        Parser("image", _image, _PICTURES, "picture"),
        Parser("image-worker", _image_worker, _PICTURES, "picture"),
    )
}
PART_OF: Mapping[str, str] = {
    **dict.fromkeys(("tsv", "pictures-table"), "csv"),
    "cdr": "jsonl",
    "ods-limits": "ods",
    "compound": "xls",
    "hash-vics": "hash-csv",
    "codebook": "profile",
    "image-worker": "image",
}
"""Calls that are held against the code of another one: time is counted for both together."""
assert set(_FORMS) - {"zip"} == set(READERS), "a format without a fuzz run"
