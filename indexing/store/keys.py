# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of a case: a secret opens a slot, the slot holds the vault key, which wraps the case key."""

from __future__ import annotations

import base64
import json
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from indexing import limits
from indexing.errors import BadInputError, CaseLockedError

FORMAT = "faisceau-case/1"
KEY_BYTES = 32
NONCE_BYTES = 12
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK_ALPHABET = _ALPHABET + "*~$=U"
_RECOVERY_SYMBOLS = 32
_RECOVERY_BYTES = 20
_GROUP = 4


@dataclass(frozen=True, slots=True)
class Passphrase:
    """What a person types."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """The printed key: 32 symbols in groups of four and a check symbol."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class VaultKey:
    """The key itself, as the window hands it to its worker process; never stored."""

    key: bytes = field(repr=False)


Secret = Passphrase | RecoveryKey | VaultKey


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """Cost of trying one passphrase; the default is the second option of RFC 9106."""

    memory_kib: int = 65_536
    iterations: int = 3
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class CaseKeys:
    """One key for each use, all derived from the case key."""

    db: bytes = field(repr=False)
    blobs: bytes = field(repr=False)
    blob_names: bytes = field(repr=False)
    index: bytes = field(repr=False)
    header: bytes = field(repr=False)
    meta: bytes = field(repr=False)
    signing: bytes = field(repr=False)
    masks: bytes = field(repr=False)
    protection: bytes = field(repr=False)
    known_hashes: bytes = field(repr=False)


def new_key() -> bytes:
    """A random 32-byte key."""
    return secrets.token_bytes(KEY_BYTES)


def derive(case_key: bytes, case_id: str) -> CaseKeys:
    """The keys of a case."""
    return CaseKeys(
        **{name: _hkdf(case_key, case_id.encode(), name) for name in CaseKeys.__dataclass_fields__}
    )


def associated(case_id: str, kind: str, name: str = "") -> bytes:
    """Associated data that binds a ciphertext to its meaning."""
    return json.dumps([FORMAT, case_id, kind, name], separators=(",", ":")).encode()


def seal_box(key: bytes, plain: bytes, about: bytes) -> dict[str, str]:
    """Encrypt a small value for the header."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return {"nonce": to_text(nonce), "sealed": to_text(AESGCM(key).encrypt(nonce, plain, about))}


def open_box(key: bytes, box: Mapping[str, object], about: bytes) -> bytes | None:
    """Decrypt a small value of the header, or None when key or value are not the right ones."""
    try:
        return AESGCM(key).decrypt(to_bytes(box["nonce"]), to_bytes(box["sealed"]), about)
    except (InvalidTag, ValueError, KeyError):
        return None


def make_slot(
    secret: Secret, vault_key: bytes, case_id: str, cost: Argon2Cost
) -> dict[str, object]:
    """A key slot in which ``secret`` finds the vault key."""
    kind = _slot_kind(secret)
    salt = secrets.token_bytes(16)
    slot: dict[str, object] = {"kind": kind, "salt": to_text(salt)}
    if isinstance(secret, Passphrase):
        slot["argon2id"] = [cost.memory_kib, cost.iterations, cost.lanes]
    about = associated(case_id, "slot", kind)
    return slot | seal_box(_slot_key(secret, slot), vault_key, about)


def open_slot(slot: Mapping[str, object], secret: Secret, case_id: str) -> bytes | None:
    """The vault key, or None when ``secret`` does not fit this slot."""
    kind = _slot_kind(secret)
    if slot.get("kind") != kind:
        return None
    return open_box(_slot_key(secret, slot), slot, associated(case_id, "slot", kind))


def new_recovery_key() -> str:
    """A random recovery key of 160 bits as people print it."""
    number = secrets.randbits(_RECOVERY_BYTES * 8)
    symbols = "".join(
        _ALPHABET[number >> (5 * place) & 31] for place in reversed(range(_RECOVERY_SYMBOLS))
    )
    groups = [symbols[at : at + _GROUP] for at in range(0, len(symbols), _GROUP)]
    return "-".join([*groups, _CHECK_ALPHABET[number % 37]])


def parse_recovery_key(text: str) -> bytes:
    """The bytes of a recovery key; raises ``recovery_key_mistyped`` when it does not add up."""
    symbols = [c for c in text.upper() if not c.isspace() and c not in "-\u2010\u2011\u2013"]
    body, check = symbols[:-1], symbols[-1:]
    clean = "".join(body).translate(str.maketrans("OIL", "011"))
    check_clean = "".join(check).translate(str.maketrans("OIL", "011"))
    known = len(clean) == _RECOVERY_SYMBOLS and all(c in _ALPHABET for c in clean)
    if known:
        number = 0
        for symbol in clean:
            number = number << 5 | _ALPHABET.index(symbol)
        if _CHECK_ALPHABET[number % 37] == check_clean:
            return number.to_bytes(_RECOVERY_BYTES, "big")
    raise CaseLockedError("recovery_key_mistyped")


def to_text(data: bytes) -> str:
    """Bytes as base64 text."""
    return base64.b64encode(data).decode("ascii")


def to_bytes(text: object) -> bytes:
    """Bytes of base64 text; raises ValueError."""
    if not isinstance(text, str):
        raise ValueError("not base64 text")  # noqa: TRY004 - one kind of error for bad data
    return base64.b64decode(text, validate=True)


def refuse_weak(passphrase: str) -> None:
    """Raise for a passphrase that is empty or only spaces."""
    if not passphrase.strip():
        raise BadInputError("passphrase_empty")


def _slot_kind(secret: Secret) -> str:
    if isinstance(secret, Passphrase):
        return "passphrase"
    return "recovery" if isinstance(secret, RecoveryKey) else "vault"


def _slot_key(secret: Secret, slot: Mapping[str, object]) -> bytes:
    salt = to_bytes(slot["salt"])
    if isinstance(secret, Passphrase):
        cost = checked_cost(slot.get("argon2id"))
        # The same phrase typed on two systems may be composed differently.
        phrase = unicodedata.normalize("NFC", secret.text).encode()
        return Argon2id(
            salt=salt,
            length=KEY_BYTES,
            iterations=cost.iterations,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
        ).derive(phrase)
    if isinstance(secret, RecoveryKey):
        return _hkdf(parse_recovery_key(secret.text), salt, "recovery slot")
    raise TypeError("a vault key has no slot")


def checked_cost(untrusted_cost: object) -> Argon2Cost:
    """Argon2 parameters read from a header; raises ValueError outside sane limits."""
    if not isinstance(untrusted_cost, list) or len(untrusted_cost) != 3:
        raise ValueError("argon2id parameters")
    if not all(type(number) is int for number in untrusted_cost):
        raise ValueError("argon2id parameters")
    cost = Argon2Cost(*untrusted_cost)
    if not (
        8 * cost.lanes <= cost.memory_kib <= limits.MAX_KDF_MEMORY_KIB
        and 1 <= cost.iterations <= limits.MAX_KDF_ITERATIONS
        and 1 <= cost.lanes <= limits.MAX_KDF_LANES
        and cost.memory_kib * cost.iterations <= limits.MAX_KDF_WORK
    ):
        raise ValueError("argon2id parameters")
    return cost


def _hkdf(key: bytes, salt: bytes, use: str) -> bytes:
    info = f"{FORMAT}/{use}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(key)
