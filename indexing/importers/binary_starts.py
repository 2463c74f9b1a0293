# SPDX-License-Identifier: GPL-3.0-or-later
"""What is no text: formats by their first bytes, and bytes with many control characters."""

from __future__ import annotations

import re

from indexing.importers import compound_file

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"%PDF-", "PDF"),
    (b"PK\x05\x06", "ZIP"),
    (b"PK\x07\x08", "ZIP"),
    (compound_file.MAGIC, "OLE"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\xfd7zXZ\x00", "XZ"),
    (b"BZh", "BZIP2"),
    (b"\x28\xb5\x2f\xfd", "ZSTD"),
    (b"\x1f\x8b", "GZIP"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"PAR1", "Parquet"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"BM", "BMP"),
    (b"ID3", "MP3"),
    (b"OggS", "OGG"),
    (b"\x00\x00\x01\x00", "ICO"),
    (b"{\\rtf", "RTF"),
    (b"WARC/", "warc"),
    (b"filedesc://", "warc"),
)
_CONTROLS = bytes(set(range(32)) - {1, 9, 10, 11, 12, 13, 27, 28, 29, 30, 31})
_TEXT = re.compile(rb"\xff\xfe|\xfe\xff|(?:\xef\xbb\xbf)?\s*<[!?A-Za-z]")
_PICTURES = ("PNG", "JPEG", "GIF", "WEBP")


def magic(start: bytes) -> str:
    """The name of a format by its first bytes, empty where they are not those of any known."""
    for mark, name in _MAGIC:
        # Two letters are too little to call text a picture: the bytes after must be binary.
        if start.startswith(mark) and (
            len(mark) > 3 or not start[:64].isascii() or b"\0" in start[:64]
        ):
            return name
    if start[:4] == b"RIFF" and b"\0" in start[:64]:
        return "WEBP" if start[8:12] == b"WEBP" else "RIFF"
    if start[4:8] == b"ftyp":
        return "MP4"
    return ""


def is_binary(start: bytes) -> bool:
    """Whether bytes are no text: more control characters in them than damaged text has."""
    part = start[:65_536]
    nuls = part.count(0)
    if nuls and max(part[::2].count(0), part[1::2].count(0)) > 0.8 * nuls > 0.1 * len(part):
        return False  # UTF-16 without its mark
    controls = len(part) - len(part.translate(None, _CONTROLS))
    return controls > 3 and controls > (0.05 if len(part) < 4096 else 0.01) * len(part)


def is_picture(start: bytes) -> bool:
    """Whether a file that begins like this is a picture of a kind that is read."""
    return magic(start) in _PICTURES


def no_page(start: bytes) -> str:
    """What bytes are that were given as a page and are none, empty where they are text."""
    if _TEXT.match(start):
        return ""  # damaged, at most
    found = magic(start)
    return found if found and found != "warc" else "binary" * is_binary(start)
