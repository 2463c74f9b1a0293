# SPDX-License-Identifier: GPL-3.0-or-later
"""The codebook of a case, the one that is shipped, and words of it in the language in force."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from app import paths
from app.i18n import in_language
from indexing.errors import CaseDamagedError
from indexing.store import codebooks
from indexing.store.codebooks import Pin
from indexing.suggest.codebook import Codebook
from indexing.suggest.codebook_file import file_bytes, load, read, shipped_bytes

if TYPE_CHECKING:
    from indexing.store.case import Case

SHIPPED = paths.CODEBOOKS / "thb-som-core-0.2.0.yaml"
_read_before: dict[str, Codebook] = {}


@cache
def shipped() -> Codebook:
    """The newest codebook that is shipped, read once."""
    return load(SHIPPED)


def of_case(case: Case) -> Codebook:
    """The codebook that a case is pinned to.

    Before the first pin: the one its newest decision was made under, if it is shipped, or else the
    newest shipped one.
    """
    held = codebooks.current(case)
    return _unpinned(case) if held is None else by_hash(case, held.sha256)


def settle(case: Case) -> Codebook:
    """The codebook of a case, which is pinned to it now if it was not; for whoever writes."""
    book = of_case(case)
    if codebooks.current(case) is None:
        pin(case, book, _shipped_with(book.sha256))
    return book


def pin(case: Case, book: Codebook, data: bytes) -> None:
    """Pin a case to a codebook that was read from ``data``; the codebook it extends is kept too."""
    with case.transaction():
        if book.extends:
            name, version = book.extends.split("@")
            base = _find(case, name, version)
            if base is not None:
                kept = Pin(name, version, hashlib.sha256(base).hexdigest())
                codebooks.keep(case, kept, base)
        codebooks.pin(case, Pin(book.id, book.version, book.sha256), data)


def by_hash(case: Case, sha256: str) -> Codebook:
    """A codebook that the case keeps, by the hash of its file.

    Raises:
        CaseDamagedError: ``codebook_damaged``; it is not there, or not what was stored.
    """
    if sha256 not in _read_before:
        data = codebooks.data(case, sha256)
        if data is None:
            raise CaseDamagedError("codebook_damaged", path=case.path, place=sha256[:12])
        _read_before[sha256] = read(data, find=lambda name, version: _find(case, name, version))
    return _read_before[sha256]


def label(indicator: str, book: Codebook | None = None) -> str:
    """The words of an indicator; empty for one of another codebook."""
    found = (book or shipped()).indicators.get(indicator)
    return in_language(found.label) if found else ""


def _find(case: Case, name: str, version: str) -> bytes | None:
    return codebooks.data_of(case, name, version) or shipped_bytes(name, version)


def _unpinned(case: Case) -> Codebook:
    for sha256 in codebooks.used(case):
        for file in sorted(paths.CODEBOOKS.glob("thb-som-core-*.yaml")):
            if hashlib.sha256(file.read_bytes()).hexdigest() == sha256:
                return _shipped_file(file.name)
    return shipped()


@cache
def _shipped_file(name: str) -> Codebook:
    return load(paths.CODEBOOKS / name)


def _shipped_with(sha256: str) -> bytes:
    for file in sorted(paths.CODEBOOKS.glob("thb-som-core-*.yaml")):
        data = file_bytes(file)
        if hashlib.sha256(data).hexdigest() == sha256:
            return data
    raise LookupError(sha256)
