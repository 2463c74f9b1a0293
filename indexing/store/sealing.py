# SPDX-License-Identifier: GPL-3.0-or-later
"""Sealing of ads: out of every table into a package that only roles open, and back again.

Package, record and deletion are one transaction: killed at any moment, the ad is sealed whole or
as it was. What the disk still holds goes when the deletion is finished, at the next open at the
latest.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexing.errors import CaseDamagedError, CaseLockedError, RefusedError
from indexing.records import TEXT_FIELDS
from indexing.store import (
    erasure,
    images,
    keys,
    protected,
    protected_rows,
    protection_roles,
    purge,
    purge_proof,
    said_again,
    sealed_packages,
)
from indexing.store.protected import LIVE, Item, Picture, State
from indexing.store.protection_roles import Role, RoleKey
from indexing.store.sealed_packages import DOCUMENT

if TYPE_CHECKING:
    from indexing.store.keys import Argon2Cost
    from indexing.store.opened import Case


_MOST_OF_A_KEY = 2
"""Ads of one number or address from which on it says nothing of one of them."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was sealed; ``words`` of it are looked for when the deletion is finished."""

    items: tuple[int, ...] = ()
    ads: tuple[int, ...] = ()
    neighbours: tuple[int, ...] = ()
    """Other ads that showed a picture which was sealed."""
    words: tuple[str, ...] = ()


def seal(case: Case, ads: Sequence[int], *, code: str, indicator: str, by: str) -> Sealed:
    """Take ads out of the case into sealed packages, in one transaction.

    Args:
        case: open for writing.
        ads: internal ids; those that are not there are passed over.
        code: why, a word of ``protected.Why``.
        indicator: the indicator, or the list of known hashes, that it rests on.
        by: who.
    """
    with case.transaction() as db:
        found = [
            ad
            for ad in sorted(set(ads))
            if db.execute("SELECT 1 FROM ads WHERE id = ?", (ad,)).fetchone()
        ]
        if not found:
            return Sealed()
        documents = [protected_rows.dump(db, ad) for ad in found]
        items = tuple(_seal_one(case, one, (code, indicator, by)) for one in documents)
        neighbours = _hold_back_others(case, items, found)
        words = purge.take_out(case, found)
        _forget_matches(case, items)
    return Sealed(items, tuple(found), neighbours, words)


def finish(case: Case, words: Sequence[str] = ()) -> int:
    """Remove every trace on the disk, and look for words of it; returns the pages looked through.

    Raises:
        CaseLockedError: a reader holds old pages (``purge_busy``); the next open finishes it.
        CaseDamagedError: something could still be read (``purge_incomplete``).
    """
    if erasure.is_pending(case):
        erasure.finish(case)
    return purge_proof.prove(case, words) if words else 0


def tidy(case: Case) -> None:
    """The same without a search, and without harm where somebody reads: the next open does it."""
    with contextlib.suppress(CaseLockedError):
        finish(case)


def read(case: Case, item: Item, role: RoleKey) -> Mapping[str, Any]:
    """The row of a sealed ad, for the second reader; recorded. Pictures are never given."""
    with case.transaction():
        document = _document(case, item, role)
        protected.note_opened(case, item, role.name)
    return protected_rows.texts(document)[0]


def say(case: Case, item: Item, state: State, *, role: RoleKey | None) -> None:
    """Record a second person's reading: ``CONFIRMED`` or ``NO_CONCERN``."""
    with case.transaction():
        _require(case, item, role)
        protected.take_step(case, item, state, role=role.name if role else "")


def order(case: Case, item: Item, state: State, *, role: RoleKey | None, reference: str) -> None:
    """Carry out a written order: ``PRESERVED``, ``DELETED`` or ``RELEASED``.

    What was deleted is gone from the disk after ``finish``.

    Args:
        case: open for writing.
        item: what it is about.
        state: what is ordered.
        role: opened by its passphrase; None only where the case names no role.
        reference: of the order, as written.

    Raises:
        RefusedError: ``order_reference`` without one, ``role_needed``, ``protected_step``.
    """
    if not any(map(str.isalnum, reference)):
        raise RefusedError("order_reference", detail={"item": protected.item_id(item.number)})
    with case.transaction():
        _require(case, item, role)
        document = _document(case, item, role) if state is State.RELEASED else None
        protected.take_step(
            case, item, state, role=role.name if role else "", reason=reference.strip()
        )
        if document is not None:
            _put_back(case, item, document, role)
        if state in (State.DELETED, State.RELEASED):
            _drop(case, item)


def name_role(
    case: Case,
    name: str,
    passphrase: str,
    *,
    holder: RoleKey | None = None,
    cost: Argon2Cost | None = None,
) -> tuple[Role, int]:
    """Name a role and let it open what is sealed; returns it, and how many items it can open.

    Raises:
        RefusedError: ``role_holder`` when there are roles and none of them names the new one.
    """
    others = protection_roles.roles(case)
    if others and holder is None:
        raise RefusedError("role_holder", detail={"roles": [one.name for one in others]})
    shared = 0
    with case.transaction() as db:
        made = protection_roles.create(case, name, passphrase, cost=cost)
        for number, uid in db.execute("SELECT id, uid FROM protected").fetchall():
            boxes = _boxes(case, number)
            if not boxes or (holder is not None and holder.name not in boxes):
                continue
            key = protection_roles.unwrap(case, boxes, uid, holder)
            wrapped = protection_roles.wrap(case, key, uid)
            _put_boxes(case, number, {**boxes, made.name: wrapped[made.name]})
            shared += 1
        if shared and holder is None:  # the key must not stay readable where it was deleted
            erasure.schedule(db, ())
    return made, shared


def problems(case: Case) -> Iterable[tuple[str, bool]]:
    """Files of sealed parts that have to be there, and whether they are."""
    for item in protected.items(case):
        parts = [one.sha256 for one in item.pictures if one.is_kept]
        if item.state in LIVE:
            parts.append(DOCUMENT)
        for part in parts:
            name = sealed_packages.file_of(case, item.uid, part)
            yield name, sealed_packages.is_there(case, item.uid, part)


def _seal_one(case: Case, document: Mapping[str, Any], why: tuple[str, str, str]) -> int:
    row = document["tables"]["ads"][0]
    uid, key = uuid.uuid4().hex, keys.new_key()
    shown = [one["sha256"] for one in document["tables"]["ad_images"] if one["sha256"]]
    held = [one["sha256"] for one in document["tables"]["held_back"]]
    pictures = [_seal_picture(case, uid, key, sha256) for sha256 in dict.fromkeys(shown)]
    pictures += [_known_picture(case, sha256) for sha256 in dict.fromkeys(held)]
    sealed_packages.put(case, uid, key, DOCUMENT, protected_rows.encode(dict(document)))
    code, indicator, by = why
    item = Item(
        *(0, uid, row["id"], _content_sha256(row), row["source"], "", row["place"]),
        *(code, indicator, by, "", State.SEALED, tuple(pictures)),
    )
    number = protected.add(case, item)
    _put_boxes(case, number, protection_roles.wrap(case, key, uid))
    protected.put_contents(case, number, _contents(case, document))
    return number


def _seal_picture(case: Case, uid: str, key: bytes, sha256: str) -> Picture:
    if protected.protecting(case, sha256):  # another ad of this very act shows it too
        return _known_picture(case, sha256)
    try:
        data = images.read(case, sha256)
    except CaseDamagedError:  # hiding must not fail for it
        return Picture(sha256, "", "", is_kept=False)
    sealed_packages.put(case, uid, key, sha256, data)
    sha1, md5 = (hashlib.new(name, data, usedforsecurity=False) for name in ("sha1", "md5"))
    return Picture(sha256, sha1.hexdigest(), md5.hexdigest(), is_kept=True)


def _known_picture(case: Case, sha256: str) -> Picture:
    row = case.db.conn.execute(
        "SELECT sha1, md5 FROM protected_pictures WHERE sha256 = ? ORDER BY is_kept DESC LIMIT 1",
        [sha256],
    ).fetchone()
    sha1, md5 = row or ("", "")
    return Picture(sha256, sha1, md5, is_kept=False)


def _hold_back_others(case: Case, items: Sequence[int], sealed: Sequence[int]) -> tuple[int, ...]:
    rows = case.db.conn.execute(
        "SELECT m.ad, m.position, m.sha256 FROM ad_images m WHERE m.sha256 IN "
        "(SELECT sha256 FROM protected_pictures WHERE protected IN "
        "(SELECT value FROM json_each(?))) AND m.ad NOT IN (SELECT value FROM json_each(?))",
        [json.dumps(list(items)), json.dumps(list(sealed))],
    ).fetchall()
    for ad, position, sha256 in rows:
        protected.hold_back(case, ad, position, sha256)
    return tuple(sorted({ad for ad, _, _ in rows}))


def _forget_matches(case: Case, items: Sequence[int]) -> None:
    case.db.conn.execute(
        "DELETE FROM hash_matches WHERE sha256 IN (SELECT sha256 FROM protected_pictures "
        "WHERE protected IN (SELECT value FROM json_each(?)))",
        [json.dumps(list(items))],
    )


def _content_sha256(row: Mapping[str, Any]) -> str:
    told = [row[name] for name in (*TEXT_FIELDS, "contacts", "extra")]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _contents(case: Case, document: Mapping[str, Any]) -> list[bytes]:
    row = document["tables"]["ads"][0]
    captures = document["tables"]["captures"]
    found = [protected.identity_key(case, _bytes(one["identity"])) for one in (row, *captures)]
    for key in protected.numbers_of(row["site"], row["source_id"], row["url"]):
        (others,) = case.db.conn.execute(
            "SELECT count(*) FROM ad_keys WHERE key = ?", [key]
        ).fetchone()
        if others <= _MOST_OF_A_KEY:  # a list's address is that of no ad
            found.append(protected.number_key(case, key))
    changes = [{}, *(json.loads(one["changed"]) for one in captures)]
    for changed in changes:
        told = {**row, "contacts": json.loads(row["contacts"]), **changed}
        found += protected.content_keys(
            case,
            told["site"],
            (told["title"], told["body"], *told["contacts"], told["author"]),
        )
        found += said_again.words_keys(case, told["title"], told["body"])
    return list(dict.fromkeys(found))


def _bytes(value: Any) -> bytes:
    return keys.to_bytes(value["base64"])


def _require(case: Case, item: Item, role: RoleKey | None) -> None:
    """Raise unless the key of an item can be opened; where no role is named, anyone's word does."""
    boxes = _boxes(case, item.number)
    if role is not None or protection_roles.CASE not in boxes:
        protection_roles.unwrap(case, boxes, item.uid, role)


def _document(case: Case, item: Item, role: RoleKey | None) -> Mapping[str, Any]:
    if item.state not in LIVE:
        detail = {"item": protected.item_id(item.number), "state": item.state, "wanted": "opened"}
        raise RefusedError("protected_step", detail=detail)
    key = protection_roles.unwrap(case, _boxes(case, item.number), item.uid, role)
    return protected_rows.decode(case, sealed_packages.get(case, item.uid, key, DOCUMENT))


def _put_back(case: Case, item: Item, document: Mapping[str, Any], role: RoleKey | None) -> None:
    protected_rows.put_back(case, document)
    for row in document["tables"]["ad_images"]:
        if row["sha256"]:
            protected.hold_back(case, item.ad, row["position"], row["sha256"])
    for (sha256,) in case.db.conn.execute(
        "SELECT DISTINCT sha256 FROM held_back WHERE ad = ?", [item.ad]
    ).fetchall():
        if not protected.protecting(case, sha256):
            _show_again(case, sha256, role)


def _show_again(case: Case, sha256: str, role: RoleKey | None) -> None:
    db = case.db.conn
    row = db.execute(
        "SELECT p.id, p.uid FROM protected_pictures i JOIN protected p ON p.id = i.protected "
        "WHERE i.sha256 = ? AND i.is_kept LIMIT 1",
        [sha256],
    ).fetchone()
    if row is not None:
        key = protection_roles.unwrap(case, _boxes(case, row[0]), row[1], role)
        images.keep(case, sha256, sealed_packages.get(case, row[1], key, sha256))
    db.execute(
        "UPDATE ad_images SET sha256 = ?1, status = ?2 WHERE (ad, position) IN "
        "(SELECT ad, position FROM held_back WHERE sha256 = ?3)",
        [sha256 if row else None, "found" if row else "missing", sha256],
    )
    db.execute("DELETE FROM held_back WHERE sha256 = ?", [sha256])


def _drop(case: Case, item: Item) -> None:
    """Let go of the parts that no item needs any more."""
    db = case.db.conn
    gone = [sealed_packages.file_of(case, item.uid, DOCUMENT)]
    live = json.dumps([str(state) for state in LIVE])
    for one in item.pictures:
        needed = db.execute(
            "SELECT 1 FROM protected_pictures i JOIN protected p ON p.id = i.protected "
            "WHERE i.sha256 = ? AND p.state IN (SELECT value FROM json_each(?))",
            [one.sha256, live],
        ).fetchone()
        if needed is not None:
            continue
        keepers = db.execute(
            "SELECT p.uid FROM protected_pictures i JOIN protected p ON p.id = i.protected "
            "WHERE i.sha256 = ? AND i.is_kept",
            [one.sha256],
        ).fetchall()
        gone += [sealed_packages.file_of(case, uid, one.sha256) for (uid,) in keepers]
        db.execute("UPDATE protected_pictures SET is_kept = 0 WHERE sha256 = ?", [one.sha256])
    db.execute(
        "DELETE FROM protected_keys WHERE protected IN (SELECT id FROM protected "
        "WHERE state NOT IN (SELECT value FROM json_each(?)) AND id NOT IN "
        "(SELECT protected FROM protected_pictures WHERE is_kept))",
        [live],
    )
    erasure.schedule(case.db, gone)


def _boxes(case: Case, number: int) -> dict[str, str]:
    return dict(
        case.db.conn.execute(
            "SELECT role, box FROM protected_keys WHERE protected = ?", [number]
        ).fetchall()
    )


def _put_boxes(case: Case, number: int, boxes: Mapping[str, str]) -> None:
    """Keep the boxes of a package; under the case key only where no role is named."""
    db = case.db.conn
    db.execute("DELETE FROM protected_keys WHERE protected = ?", [number])
    named = {role: box for role, box in boxes.items() if role} or boxes
    db.executemany(
        "INSERT INTO protected_keys (protected, role, box) VALUES (?, ?, ?)",
        [(number, role, box) for role, box in named.items()],
    )
