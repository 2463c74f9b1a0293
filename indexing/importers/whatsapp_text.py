# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in a WhatsApp message beside its text: attached files, what was left out, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from indexing.importers.whatsapp_words import (
    ATTACHED,
    PICTURE_OMITTED,
    bare,
    is_other_omitted,
    without_edited,
)

_NAME = r"[^\n<>/\\]{1,200}?\.\w{2,5}"
_OWN_NAME = re.compile(
    r"(?:[A-Z]{3}-\d{8}-WA\d{4}|\d{5,8}-[A-Z]+-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d).*"
)
"""How the program itself names what it sends: such a name needs no known word beside it."""
_BRACKETED = re.compile(rf"(?P<name>{_NAME}) \((?P<word>[^()\n]{{2,40}})\)")
_ANGLED = re.compile(rf"[\u200e\u200f]?<(?P<word>[^<>:\n]{{2,40}})\s?:\s(?P<name>{_NAME})>$")
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp")
_STICKER = re.compile(r"STK-|\d+-STICKER-")
_LONGEST_LINE = 600
"""A line that names a file is short; longer ones are text and are not searched."""


@dataclass(slots=True)
class Parts:
    """The text a person wrote, and names of what came with it."""

    text: str = ""
    pictures: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    omitted: str = ""
    note: str = ""


def parts_of(untrusted_text: str) -> Parts:
    """Take names of attached files and the program's own notes out of a message.

    A picture that was left out of the export is named by the program's words for that, so that it
    is counted among those not found.
    """
    text, note = without_edited(untrusted_text)
    parts = Parts(note=note)
    kept: list[str] = []
    for line in text.split("\n"):
        rest = line if len(line) > _LONGEST_LINE else _without_file(line, parts)
        if rest is not None:
            kept.append(rest)
    parts.text = "\n".join(kept)
    if parts.pictures or parts.files or parts.omitted:
        parts.text = parts.text.strip()
    return parts


def _without_file(line: str, parts: Parts) -> str | None:
    """The line without what it says of a file; None when nothing else was in it."""
    plain = bare(line)
    if plain.casefold() in PICTURE_OMITTED:
        parts.omitted = plain
        parts.pictures.append(plain)
        return None
    if is_other_omitted(plain):
        parts.omitted = plain
        return None
    if (whole := _BRACKETED.fullmatch(plain)) and _is_file(whole):
        _take(whole["name"], parts)
        return None
    if (angled := _ANGLED.search(line.rstrip())) and _is_file(angled):
        _take(angled["name"], parts)
        return line[: angled.start()].rstrip() or None
    return line


def _is_file(found: re.Match[str]) -> bool:
    return bare(found["word"]).casefold() in ATTACHED or bool(_OWN_NAME.fullmatch(found["name"]))


def _take(untrusted_name: str, parts: Parts) -> None:
    name = bare(untrusted_name)
    is_picture = name.lower().endswith(_PICTURES) and not _STICKER.match(name)
    (parts.pictures if is_picture else parts.files).append(name)
