# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of pictures as cells give them: lists, Scrapy's dictionaries, addresses, joined text."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from indexing.limits import MAX_JSON_DEPTH

_MAX_LITERAL = 1_000_000
_MAX_NAME = 1_000
_BEFORE_URL = re.compile(r"(?<![,;|\s])[,;|\s]+(?=(?:https?:)?//)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[,;|\r\n]")
_PATH_KEYS = ("path", "uri", "file", "filename", "obj_stored_url", "local_path", "name")
_URL_KEYS = ("url", "src", "href", "obj_original_url", "link")
_NO_NAME = re.compile(r"(?:true|false|none|null|nan|yes|no|oui|non|si|sí|[\d.,\s]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ImageName:
    """A picture as the ad names it: a path, an address, or both."""

    untrusted_path: str = ""
    untrusted_url: str = ""

    @property
    def shown(self) -> str:
        """The name to keep for a person to see."""
        return (self.untrusted_path or self.untrusted_url)[:_MAX_NAME]


def names_in(cell: object, depth: int = 0) -> Iterator[ImageName]:
    """Every picture that a cell names, in order; what is nested too deep names none."""
    if depth > MAX_JSON_DEPTH:
        return
    if isinstance(cell, list):
        for entry in cell:
            yield from names_in(entry, depth + 1)
    elif isinstance(cell, dict):
        yield from _from_mapping(cell, depth)
    elif isinstance(cell, str) and cell.strip():
        yield from _from_text(cell.strip(), depth)


def _from_mapping(entry: dict[object, object], depth: int) -> Iterator[ImageName]:
    path, url = _first(entry, _PATH_KEYS), _first(entry, _URL_KEYS)
    if not path and url and not url.startswith("/") and "://" not in url:
        path, url = url, ""  # from the file on: exporters that keep the pictures write it so
    if path or url:
        is_address = "://" in path
        yield ImageName("" if is_address else path, url or (path if is_address else ""))
        return
    for inner in entry.values():
        if isinstance(inner, list | dict):
            yield from names_in(inner, depth + 1)


def _first(entry: dict[object, object], keys: tuple[str, ...]) -> str:
    values = (entry.get(key) for key in keys)
    return next((value.strip() for value in values if isinstance(value, str) and value), "")


def _from_text(text: str, depth: int) -> Iterator[ImageName]:
    if text[0] in "[{(" and (literal := _literal(text)) is not None:
        yield from names_in(literal, depth + 1)
        return
    if text.startswith("data:"):
        yield ImageName(untrusted_path=text[:80])
        return
    for piece in _BEFORE_URL.split(text):
        if "://" in piece or piece.startswith("//"):
            yield from (ImageName(untrusted_url=part.rstrip(",;|")) for part in piece.split())
            continue
        for part in _SEPARATORS.split(piece):
            name = part.strip().strip("\"'")
            if name and not _NO_NAME.fullmatch(name):
                yield ImageName(untrusted_path=name)


def _literal(text: str) -> list[object] | dict[object, object] | None:
    """JSON, or Python text as Scrapy writes it in CSV; never evaluated as a program."""
    if len(text) > _MAX_LITERAL:
        return None
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = ast.literal_eval(text)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return None
    if isinstance(value, tuple):
        value = list(value)
    return value if isinstance(value, list | dict) else None
