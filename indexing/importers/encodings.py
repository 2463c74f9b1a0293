# SPDX-License-Identifier: GPL-3.0-or-later
"""Which encoding a text file has: byte-order mark, strict UTF-8, then a detector and a vote.

The vote exists because detectors read short Western files as Mac or Central European ones: the
candidate whose accented letters stand most often where words have them wins.
"""

from __future__ import annotations

import codecs
import re
from itertools import islice
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers import byte_stream

if TYPE_CHECKING:
    from indexing.importers.origin import Origin

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = ("cp1252", "cp1250", "iso8859-2", "mac-roman")
_LATIN = re.compile(r"^(?:cp125[02478]|cp437|cp775|cp85\d|iso8859|latin|mac|hp_roman8)")
_NOT_LATIN = re.compile(r"(?:iso8859_[5-8]|iso8859_11|mac_(?:greek|cyrillic))$")
_SAMPLE = 256_000
_OTHERS = ("cp1251", "cp1256", "cp1253", "cp1254", "cp1255", "gb18030", "koi8-r")
_SHOWN = 3
_CHUNKS_SHOWN = 8
_COMMON = frozenset("éèêëàâäáãåçîïíìôöóòõùûüúñßœæøÉÈÊÀÂÁÇÎÍÔÖÓÙÛÜÚÑØ")
_CENTRAL = frozenset("ąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžČĎĚŇŘŠŤŮŽőűŐŰăâîșțşţĂȘȚŞŢđĐ")
_MARKS_OF_TEXT = frozenset("€£«»°’‘“”–—…•¿¡·§©®™²³½¼\u00a0")


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


def detect(origin: Origin, *, is_json: bool = False) -> str:
    """The encoding of the file; the whole file is read once to be sure of UTF-8.

    JSON is UTF-8 by definition: a few broken bytes in it are damage, not another encoding.
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
    return _legacy(sample)


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
    votes = {encoding: _vote(piece, encoding) for encoding in _WESTERN}
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
    decoder = codecs.getincrementaldecoder("utf-8")("faisceau-mark")
    damaged = well_formed = 0
    sample = bytearray()
    for chunk in byte_stream.chunks(origin):
        text = decoder.decode(chunk)
        if text.isascii():
            continue
        broken = text.count(byte_stream.UNREADABLE)
        damaged += broken
        well_formed += len(text) - len(text.encode("ascii", "ignore")) - broken
        if len(sample) < _SAMPLE:
            for line in islice((x for x in chunk.splitlines(True) if not x.isascii()), 2000):
                sample += line[:4000]
    damaged += decoder.decode(b"", final=True).count(byte_stream.UNREADABLE)
    return damaged, well_formed, bytes(sample[:_SAMPLE])


def _legacy(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample[:64_000]).best()
    found = "" if best is None else best.encoding
    # Few accents stand alone in Latin words; other alphabets come in runs of letters.
    in_runs = re.search(rb"[\x80-\xff]{4}", sample) is not None
    if found and in_runs and (not _LATIN.match(found) or _NOT_LATIN.search(found)):
        return codecs.lookup(found).name
    votes = {encoding: _vote(sample, encoding) for encoding in _WESTERN}
    best_western = max(votes, key=lambda encoding: votes[encoding])
    return best_western if votes[best_western] > 0 else "utf-8"


def _vote(sample: bytes, encoding: str) -> float:
    """How much of the non-ASCII text is letters and marks that Western files really hold."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        text = sample.decode(encoding, "replace")
    score = 0.0
    for before, char, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if char.isascii():
            continue
        if char in _COMMON:
            # A capital accent between small letters is a sign of the wrong table.
            score += -1.0 if char.isupper() and before.islower() else 1.0
        elif char in _CENTRAL:
            score += -1.0 if char.isupper() and before.islower() else 0.8
        elif char in _MARKS_OF_TEXT:
            score += -0.5 if before.isalpha() and after.isalpha() and char != "’" else 0.6
        else:
            score -= 1.0
    return score
