# SPDX-License-Identifier: GPL-3.0-or-later
"""Items under protection as they are told: the record alone, never what is sealed."""

from __future__ import annotations

from collections.abc import Iterator

from app.triage.protocols import Document
from indexing.store import known_hashes, protected, protection_roles
from indexing.store.case import Case
from indexing.store.ids import ad_id
from indexing.store.import_records import source_id
from indexing.store.known_hashes import HashList
from indexing.store.protected import Item, State, item_id, parse_item

READINGS = {"confirm": State.CONFIRMED, "no-concern": State.NO_CONCERN}
ORDERS = {"preserve": State.PRESERVED, "delete": State.DELETED, "release": State.RELEASED}


def find(case: Case, name: str) -> Item:
    """The item that people call ``P3``; raises ``id_unknown``."""
    return protected.get(case, parse_item(name))


def items(case: Case) -> Iterator[Document]:
    """Every record, oldest first."""
    return map(document, protected.items(case))


def document(item: Item) -> Document:
    """One record."""
    return {
        "item": item_id(item.number),
        "ad": ad_id(item.ad),
        "state": str(item.state),
        "sha256": item.sha256,
        "source": source_id(item.source),
        "file": item.source_name,
        "place": item.place,
        "code": item.code,
        "indicator": item.indicator or None,
        "by": item.by,
        "at": item.at,
        "roles": list(item.roles),
        "pictures": [
            {"sha256": one.sha256, "sha1": one.sha1 or None, "md5": one.md5 or None}
            for one in item.pictures
        ],
        "steps": [
            {
                "step": one.step,
                "by": one.by,
                "at": one.at,
                "role": one.role or None,
                "reason": one.reason or None,
            }
            for one in item.steps
        ],
        "sightings": [
            {"kind": one.kind, "source": source_id(one.source), "place": one.place, "at": one.at}
            for one in item.sightings
        ],
    }


def roles(case: Case) -> list[Document]:
    """The roles that are named, without anything that opens."""
    return [
        {"role": one.name, "public_key": one.public_key, "at": one.at, "by": one.by}
        for one in protection_roles.roles(case)
    ]


def lists(case: Case) -> list[Document]:
    """The lists of known hashes, without the hashes."""
    return list(map(list_document, known_hashes.lists(case)))


def list_document(one: HashList) -> Document:
    """One list of known hashes."""
    return {
        "list": one.name,
        "sha256": one.sha256,
        "entries": one.entries,
        "counts": dict(one.counts),
        "distance": one.distance,
        "at": one.at,
        "by": one.by,
    }
