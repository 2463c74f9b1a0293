# SPDX-License-Identifier: GPL-3.0-or-later
"""Sealed packages: the parts of a protected ad, encrypted under a key that only roles can open.

Each part is a blob of the case whose content is encrypted once more, bound to its package and
name. Sealing and destroying need no role.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from indexing.errors import CaseDamagedError
from indexing.store import blobs, keys

if TYPE_CHECKING:
    from indexing.store.opened import Case

KIND = "sealed"
DOCUMENT = "document"
"""The part with the rows of the ad; every other part is a picture, by its SHA-256."""


def put(case: Case, uid: str, key: bytes, part: str, data: bytes) -> None:
    """Write a part, in the transaction that records the package."""
    nonce = secrets.token_bytes(keys.NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, data, _about(case, uid, part))
    blobs.put(case, KIND, _name(uid, part), nonce + sealed)


def get(case: Case, uid: str, key: bytes, part: str) -> bytes:
    """Read a part.

    Raises:
        CaseDamagedError: ``blob_missing``, ``blob_damaged`` or ``sealed_damaged``.
    """
    data = blobs.get(case, KIND, _name(uid, part))
    nonce, sealed = data[: keys.NONCE_BYTES], data[keys.NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, sealed, _about(case, uid, part))
    except (InvalidTag, ValueError):
        raise CaseDamagedError("sealed_damaged", path=case.path) from None


def file_of(case: Case, uid: str, part: str) -> str:
    """The name of the blob that holds a part."""
    return blobs.name(case, KIND, _name(uid, part))


def is_there(case: Case, uid: str, part: str) -> bool:
    """Whether the file of a part is there."""
    return blobs.has(case, KIND, _name(uid, part))


def _name(uid: str, part: str) -> str:
    return f"{uid}/{part}"


def _about(case: Case, uid: str, part: str) -> bytes:
    return keys.associated(case.header.case_id, KIND, _name(uid, part))
