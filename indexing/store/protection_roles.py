# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles that may open what is sealed: anyone seals for them, only their passphrase opens.

Each role has an X25519 key pair. Sealing needs the public half; the private half lies in the case
under the role's passphrase. A key is wrapped for a role as age does for a recipient: a fresh key
pair, its shared secret, HKDF-SHA256 with both public keys as salt
(https://age-encryption.org/v1, "X25519 recipient stanza"), then AES-256-GCM.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from indexing.errors import BadInputError, CaseLockedError, RefusedError
from indexing.store import audit, keys
from indexing.store.keys import Argon2Cost, Passphrase
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.opened import Case

CASE = ""
"""The name under which the case key stands where no role is named."""
_NAME_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Role:
    """A role as the case knows it; ``public_key`` is base64."""

    name: str
    public_key: str
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class RoleKey:
    """A role whose passphrase was given; never stored."""

    name: str
    private_key: bytes = field(repr=False)


def roles(case: Case) -> list[Role]:
    """The roles of a case by name."""
    rows = case.db.conn.execute(
        "SELECT name, public_key, at, by FROM protection_roles ORDER BY name"
    )
    return [Role(*row) for row in rows]


def create(case: Case, name: str, passphrase: str, *, cost: Argon2Cost | None = None) -> Role:
    """Name a role, in the caller's transaction.

    Raises:
        BadInputError: ``passphrase_empty``, ``role_name`` or ``role_exists``.
    """
    keys.refuse_weak(passphrase)
    name = " ".join(name.split())
    if not name or len(name) > _NAME_CHARACTERS:
        raise BadInputError("role_name", detail={"limit": _NAME_CHARACTERS})
    if any(one.name.casefold() == name.casefold() for one in roles(case)):
        raise BadInputError("role_exists", detail={"role": name})
    private = X25519PrivateKey.generate()
    public_key = keys.to_text(private.public_key().public_bytes_raw())
    slot = _slot(case, name, passphrase, private.private_bytes_raw(), cost)
    made = Role(name, public_key, now(), case.actor)
    case.db.conn.execute(
        "INSERT INTO protection_roles (name, public_key, slot, at, by) VALUES (?, ?, ?, ?, ?)",
        [name, public_key, slot, made.at, made.by],
    )
    detail = {"role": name, "public_key": public_key}
    audit.record(case, audit.Act.ALTERATION, "protection_role_named", detail=detail)
    return made


def unlock(case: Case, name: str, passphrase: str) -> RoleKey:
    """The key of a role; a wrong passphrase is recorded.

    Raises:
        BadInputError: ``role_unknown``.
        CaseLockedError: ``role_passphrase_wrong``.
    """
    row = case.db.conn.execute(
        "SELECT slot, public_key FROM protection_roles WHERE name = ?", [name]
    ).fetchone()
    if row is None:
        raise BadInputError("role_unknown", detail={"role": name[:_NAME_CHARACTERS]})
    private_key = keys.open_slot(json.loads(row[0]), Passphrase(passphrase), _named(case, name))
    if private_key is None or _public(private_key) != row[1]:
        if case.mode == "write":
            refused = {"role": name}
            audit.record(case, audit.Act.CONSULTATION, "protection_role_refused", detail=refused)
        raise CaseLockedError("role_passphrase_wrong", detail={"role": name})
    return RoleKey(name, private_key)


def change_passphrase(
    case: Case, role: RoleKey, passphrase: str, *, cost: Argon2Cost | None = None
) -> None:
    """Give a role another passphrase; what it can open stays the same."""
    keys.refuse_weak(passphrase)
    slot = _slot(case, role.name, passphrase, role.private_key, cost)
    with case.transaction() as db:
        db.execute("UPDATE protection_roles SET slot = ? WHERE name = ?", (slot, role.name))
        detail = {"role": role.name}
        audit.record(case, audit.Act.ALTERATION, "protection_role_rekeyed", detail=detail)


def wrap(case: Case, key: bytes, uid: str) -> dict[str, str]:
    """A package's key for each role, as JSON by role; under the case key where none is named."""
    found = roles(case)
    if not found:
        about = keys.associated(case.header.case_id, "protected key", uid)
        return {CASE: json.dumps(keys.seal_box(case.keys.protection, key, about))}
    return {one.name: _wrap_for(case, one, key, uid) for one in found}


def unwrap(case: Case, boxes: Mapping[str, str], uid: str, role: RoleKey | None) -> bytes:
    """The key of a package.

    Raises:
        RefusedError: ``role_needed`` when it is sealed for roles and none, or another, is given.
    """
    name = CASE if role is None else role.name
    if name not in boxes:
        if CASE not in boxes:
            raise RefusedError("role_needed", detail={"roles": sorted(boxes)})
        role, name = None, CASE
    box = json.loads(boxes[name])
    if role is None:
        about = keys.associated(case.header.case_id, "protected key", uid)
        key = keys.open_box(case.keys.protection, box, about)
    else:
        mine = X25519PrivateKey.from_private_bytes(role.private_key)
        fresh = X25519PublicKey.from_public_bytes(keys.to_bytes(box["fresh"]))
        shared = _shared(mine.exchange(fresh), fresh, mine.public_key())
        key = keys.open_box(shared, box, _about(case, name, uid))
    if key is None:
        raise RefusedError("role_needed", detail={"roles": sorted(boxes)})
    return key


def _wrap_for(case: Case, role: Role, key: bytes, uid: str) -> str:
    theirs = X25519PublicKey.from_public_bytes(keys.to_bytes(role.public_key))
    fresh = X25519PrivateKey.generate()
    shared = _shared(fresh.exchange(theirs), fresh.public_key(), theirs)
    box = keys.seal_box(shared, key, _about(case, role.name, uid))
    return json.dumps({"fresh": keys.to_text(fresh.public_key().public_bytes_raw()), **box})


def _shared(secret: bytes, fresh: X25519PublicKey, theirs: X25519PublicKey) -> bytes:
    salt = fresh.public_bytes_raw() + theirs.public_bytes_raw()
    info = f"{keys.FORMAT}/protection role".encode()
    return HKDF(algorithm=hashes.SHA256(), length=keys.KEY_BYTES, salt=salt, info=info).derive(
        secret
    )


def _about(case: Case, role: str, uid: str) -> bytes:
    return keys.associated(case.header.case_id, "protected key", f"{uid} {role}")


def _slot(
    case: Case, name: str, passphrase: str, private_key: bytes, cost: Argon2Cost | None
) -> str:
    made = keys.make_slot(
        Passphrase(passphrase), private_key, _named(case, name), cost or Argon2Cost()
    )
    return json.dumps(made)


def _named(case: Case, name: str) -> str:
    # binds the slot to its role: one role's slot does not open under another's name
    return f"{case.header.case_id}/role/{name}"


def _public(private_key: bytes) -> str:
    key = X25519PrivateKey.from_private_bytes(private_key).public_key()
    return keys.to_text(key.public_bytes_raw())
