# SPDX-License-Identifier: GPL-3.0-or-later
"""Which encoding a text file has: byte-order mark, strict UTF-8, then a detector and a vote.

The vote exists because detectors read short files of Latin letters in the wrong table of them: the
one wins in which the letters are those of a language, as often as it uses them.
"""

from __future__ import annotations

import codecs
import re
from itertools import islice
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers import byte_stream, letter_shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from indexing.importers.origin import Origin

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = {"cp1252": 0, "cp1250": 3, "iso8859-2": 3, "cp1254": 3, "iso8859-15": 3, "cp1257": 5}
_WESTERN |= {"mac-roman": 4, "cp858": 7, "cp852": 8}
"""Tables of Latin letters, and by how much more than the first each has to explain the signs."""
_LEAST_LIKELY = -5.0
"""Of one sign; below this a text is in no table of them, as a rule because it is no text."""
_REPLACEMENT = "\ufffd"
_LATIN = re.compile(
    r"^(?:cp125[02478]|cp437|cp775|cp85\d|iso8859|latin|mac|hp_roman8"
    r"|cp(?:037|273|424|500|875|1026|1140)|utf_(?:16|32))"  # what no file of text without a mark is
)
_NOT_LATIN = re.compile(r"(?:iso8859_[5-8]|iso8859_11|mac_(?:greek|cyrillic)|cp85[5-7])$")
_HIGH = bytes(range(0x80, 0x100))
_ORNAMENT, _RUN = re.compile(rb"([\x80-\xff]{1,2})\1{2,}"), re.compile(rb"[\x80-\xff]{4,}")
_LEAST_IN_RUNS = 0.25
_KANA, _LEAST_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]"), 0.2
_WHOLE_LETTERS = re.compile(rb"(?s).*[\x00-/:-?]")
_DETECTED = 64_000
_SAMPLE, _LONGEST_LINE = 256_000, 4_000
_OTHERS = ("cp1251", "cp1256", "cp1253", "cp1254", "cp1255", "gb18030", "koi8-r")
_SHOWN = 3
_CHUNKS_SHOWN = 8


_NO_TEXT_FILES = (
    *("idna", "punycode", "unicode-escape", "unicode_escape", "raw-unicode-escape"),
    "utf-7",
)
"""Codecs of Python that no file of text is written in: for names, or of half characters too."""


def named(untrusted_encoding: str) -> str:
    """The codec a person asked for; BadInputError ``encoding_unknown`` when there is none."""
    try:
        info = codecs.lookup(untrusted_encoding)
        "".encode(info.name)  # refuses base64, zip and rot13, which are no encodings of text
    except (LookupError, ValueError) as error:
        detail = {"encoding": untrusted_encoding}
        raise BadInputError("encoding_unknown", detail=detail) from error
    if info.name in _NO_TEXT_FILES:
        raise BadInputError("encoding_unknown", detail={"encoding": untrusted_encoding})
    return "utf-8-sig" if info.name == "utf-8" else info.name


def detect(origin: Origin, *, is_json: bool = False, declared: str = "") -> str:
    """The encoding of the file; the whole file is read once to be sure of UTF-8.

    JSON is UTF-8 by definition: a few broken bytes in it are damage, not another encoding.
    ``declared`` is what the file itself says, taken where it is not in Unicode.
    """
    start = byte_stream.head(origin, 4096)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    if wide := _wide(start):
        return wide
    damaged, well_formed, sample = _utf8_census(origin)
    # A few broken bytes in a file full of good sequences is damaged UTF-8, not another encoding.
    if damaged == 0 or well_formed >= 4 * damaged or (is_json and damaged < 8):
        return "utf-8"
    if declared and not declared.startswith("utf"):
        return declared
    return _legacy(sample, byte_stream.head(origin, _DETECTED))


def candidates(origin: Origin, found: str) -> list[tuple[str, str]]:
    """The encoding found and up to two others, each with a piece of the text as it would be read.

    Only encodings under which the piece reads differently are given; none for a text of ASCII.
    """
    lines: list[bytes] = []
    for chunk in islice(byte_stream.chunks(origin), _CHUNKS_SHOWN):
        lines += [line[:4000] for line in chunk.splitlines() if not line.isascii()][:20]
        if lines:
            break
    piece = b"\n".join(lines[:20])
    if not piece or found.startswith(("utf-16", "utf-32")):
        return []
    votes = _votes(piece)
    western = sorted(_WESTERN, key=lambda encoding: -votes[encoding])
    likely = western if _LATIN.match(found) or found.startswith("utf-8") else _OTHERS
    shown: dict[str, str] = {}
    for encoding in (found, "utf-8", *likely, *_OTHERS, *western):
        try:
            text = _excerpt(piece.decode(encoding, "replace" if encoding == found else "strict"))
        except (UnicodeDecodeError, LookupError):
            continue
        if text not in shown.values() and len(shown) < _SHOWN:
            shown[encoding] = text
    return list(shown.items())


def _excerpt(text: str) -> str:
    """Some words around the first letter that is not ASCII."""
    place = next((i for i, char in enumerate(text) if not char.isascii()), 0)
    return " ".join(text[max(0, place - 25) : place + 55].split())


def _wide(start: bytes) -> str:
    """UTF-16 without a mark shows as a NUL in every second byte."""
    if len(start) < 8:
        return ""
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _utf8_census(origin: Origin) -> tuple[int, int, bytes]:
    """Broken places and good non-ASCII characters as UTF-8, and lines with non-ASCII bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    damaged = well_formed = 0
    sample, last = bytearray(), b""
    for chunk in byte_stream.chunks(origin):
        text = decoder.decode(chunk)
        written, last = (last + chunk).count(_REPLACEMENT.encode()), chunk[-2:]
        if text.isascii():
            continue
        # counted so because a mark of our own takes a call for each, of which there may be millions
        broken = text.count(_REPLACEMENT) - written
        damaged += broken
        well_formed += len(text) - len(text.encode("ascii", "ignore")) - broken
        if len(sample) < _SAMPLE:
            for line in islice((x for x in chunk.splitlines(True) if not x.isascii()), 2000):
                sample += line if len(line) <= _LONGEST_LINE else _cut(line)
    damaged += decoder.decode(b"", final=True).count(_REPLACEMENT)
    return damaged, well_formed, bytes(sample[:_SAMPLE])


def _cut(line: bytes) -> bytes:
    """The start of a line, up to a sign that is never the second half of a letter."""
    found = _WHOLE_LETTERS.match(line, _LONGEST_LINE // 2, _LONGEST_LINE)
    return line[: found.end()] + b"\n" if found else line


def _legacy(sample: bytes, start: bytes) -> str:
    """The encoding of lines that are neither ASCII nor UTF-8, and of the file that so begins."""
    if _is_shift_jis(sample):
        return "cp932"
    found = _detected(sample) or _detected(start)
    if found and _in_runs(sample) and (not _LATIN.match(found) or _NOT_LATIN.search(found)):
        return codecs.lookup(found).name
    votes = _votes(sample)
    likeliest = max(votes, key=lambda encoding: votes[encoding])
    weight, signs = letter_shares.likelihood(_lines(sample, likeliest))
    return likeliest if weight > _LEAST_LIKELY * signs else "utf-8"


def _is_shift_jis(sample: bytes) -> bool:
    """Whether many letters are kana of Japanese, where another encoding has no common letters.

    The detector takes a few lines of it for Korean.
    """
    try:
        text = sample.decode("cp932")
    except UnicodeDecodeError:
        return False
    letters = sum(not sign.isascii() for sign in text)
    return len(_KANA.findall(text)) > _LEAST_KANA * letters


def _in_runs(sample: bytes) -> bool:
    """Whether letters that are not ASCII come in runs, as those of other alphabets do.

    In Latin words few accents stand together; one sign again and again is an ornament.
    """
    once = _ORNAMENT.sub(rb"\1", sample)
    signs = len(once) - len(once.translate(None, _HIGH))
    return sum(map(len, _RUN.findall(once))) > _LEAST_IN_RUNS * signs


def _detected(sample: bytes) -> str:
    """What the detector takes a text for; empty where it does not know, and for ASCII.

    A few lines alone may be too little of a text for it, so that it knows the whole better.
    """
    from charset_normalizer import from_bytes

    best = from_bytes(_up_to_a_line(sample, _DETECTED)).best()
    return "" if best is None or best.encoding == "ascii" else best.encoding


def _up_to_a_line(sample: bytes, most: int) -> bytes:
    """The start of a sample, no letter of several bytes cut: the detector would not know it."""
    end = sample.rfind(b"\n", 0, most) + 1
    return sample[: end or most]


def _votes(sample: bytes) -> Mapping[str, float]:
    """How likely the sample is in each of the tables of Latin letters."""
    return {
        encoding: letter_shares.likelihood(_lines(sample, encoding))[0] - cost
        for encoding, cost in _WESTERN.items()
    }


def _lines(sample: bytes, encoding: str) -> list[str]:
    return _ORNAMENT.sub(rb"\1", sample).decode(encoding, "replace").split("\n")
