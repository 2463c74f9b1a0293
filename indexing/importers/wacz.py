# SPDX-License-Identifier: GPL-3.0-or-later
"""WACZ: a web archive in a ZIP, with a list of its pages and hashes of its files.

Hashes of the files and the hash that was signed are two proofs: each can hold while the other
fails, so both are told. The signature itself is not verified here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

import orjson

from indexing.errors import BadInputError
from indexing.importers import zip_members
from indexing.importers.base import RawRow
from indexing.importers.members import distinct
from indexing.importers.source import Note
from indexing.importers.wacz_pages import ListedPages
from indexing.importers.web_archive import WebFiles
from indexing.limits import MAX_WACZ_DOCUMENT_BYTES
from indexing.records import Rejected

if TYPE_CHECKING:
    from indexing.importers.members import Member
    from indexing.importers.origin import Origin

_SAMPLE_ROWS = 200
_MOST_TOLD = 20
_HASHES = ("sha256", "sha512", "sha1", "md5")
_LISTS = ("pages/pages.jsonl", "pages/extraPages.jsonl")
_WARCS = (".warc", ".warc.gz", ".arc", ".arc.gz")


class WaczReader:
    """A WACZ file; places are ``FILE: record N`` of the web archives in it."""

    def __init__(self, origin: Origin, encoding: str | None) -> None:
        self.origin, self.path = origin, origin.path
        listed = zip_members.members(origin)
        self._members = listed.by_name()
        self._refused = distinct(listed.refused)
        archives = [
            member
            for name, member in self._members.items()
            if name.startswith("archive/") and name.lower().endswith(_WARCS)
        ]
        if not archives:
            raise BadInputError(
                "archive_no_ads", path=self.path, detail={"found": "datapackage.json"}
            )
        self._names = [member.name for member in archives]
        self._files = WebFiles([member.origin(self.path) for member in archives], encoding)
        self.encoding = self._files.encoding
        self.size = sum(member.size for member in archives)
        self._pages = ListedPages(self._members[name] for name in _LISTS if name in self._members)
        sample = (row for row in islice(self.rows(), _SAMPLE_ROWS) if isinstance(row, RawRow))
        self.columns = tuple(dict.fromkeys(name for row in sample for name in row.cells))

    def position(self) -> int:
        """Bytes of its web archives read so far by the newest ``rows``."""
        return self._files.position

    def rows(self) -> Iterator[RawRow | Rejected]:
        """One row for each page that was captured; refused members of the ZIP come last."""
        yield from self._files.rows(
            lambda file, number: f"{self._names[file]}: record {number}", self._pages.cells
        )
        yield from self._refused

    @cached_property
    def notes(self) -> Sequence[Note]:
        """Whether its files have the hashes it states, and its list the hash that was signed."""
        member = self._members.get("datapackage.json")
        data = b"" if member is None else _head(member)
        return (*self._checked(_resources(data)), *self._digest(member))

    def _checked(self, resources: Mapping[str, tuple[str, str]]) -> Iterator[Note]:
        wrong: list[str] = []
        good = 0
        for path, (kind, stated) in resources.items():
            member = self._members.get(path)
            if member is not None and _hash(member, kind) == stated:
                good += 1
            else:
                wrong.append(path)
        if wrong:
            shown = ", ".join(wrong[:_MOST_TOLD])
            yield Note("wacz_hashes_wrong", {"n": len(wrong), "files": shown})
        yield Note("wacz_hashes_right" if good else "wacz_hashes_none", {"n": good})
        unlisted = [
            name
            for name in self._members
            if name not in resources and not name.startswith("datapackage")
        ]
        if unlisted and resources:
            shown = ", ".join(unlisted[:_MOST_TOLD])
            yield Note("wacz_unlisted", {"n": len(unlisted), "files": shown})

    def _digest(self, package: Member | None) -> Iterator[Note]:
        member = self._members.get("datapackage-digest.json")
        if member is None:
            yield Note("wacz_digest_none")
            return
        document = _object(_head(member))
        signed = document.get("signedData")
        stated = [document.get("hash")]
        if isinstance(signed, dict):
            stated.append(signed.get("hash"))
        actual = "missing" if package is None else _hash(package, "sha256")
        good = all(_bare(value) == actual for value in stated)
        if not isinstance(signed, dict):  # whoever changes the list can change a bare hash of it
            if not good:
                yield Note("wacz_hashes_wrong", {"n": 1, "files": "datapackage.json"})
            yield Note("wacz_digest_none")
        else:
            yield Note("wacz_digest_right" if good else "wacz_digest_wrong")
            software = _text(signed.get("software")) or _text(signed.get("domain")) or "?"
            yield Note("wacz_signature_unverified", {"by": software[:100]})


def _resources(package: bytes) -> dict[str, tuple[str, str]]:
    """Files that the package lists, each with the kind of its hash and the hash."""
    found: dict[str, tuple[str, str]] = {}
    listed = _object(package).get("resources")
    for entry in listed if isinstance(listed, list) else ():
        if not isinstance(entry, dict) or not isinstance(entry.get("path"), str):
            continue
        stats = entry.get("stats")
        stated = entry.get("hash") or (stats.get("hash") if isinstance(stats, dict) else None)
        kind, colon, value = _text(stated).partition(":")
        found[entry["path"]] = (kind.lower(), value.lower()) if colon else ("sha256", kind.lower())
    return found


def _bare(value: object) -> str:
    return _text(value).lower().removeprefix("sha256:")


def _text(value: object) -> str:
    """A text of a document; anything else counts as none, as writing it out may not end well."""
    return value if isinstance(value, str) else ""


def _head(member: Member) -> bytes:
    try:
        with member.open() as file:
            data = file.read(MAX_WACZ_DOCUMENT_BYTES + 1)
    except OSError:
        return b""
    return data if len(data) <= MAX_WACZ_DOCUMENT_BYTES else b""


def _object(data: bytes) -> dict[str, object]:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def _hash(member: Member, kind: str) -> str:
    if kind not in _HASHES:
        return "unknown kind"
    whole = hashlib.new(kind, usedforsecurity=False)
    try:
        with member.open() as file:
            while data := file.read(1 << 20):
                whole.update(data)
    except OSError:
        return "unreadable"
    return whole.hexdigest()
