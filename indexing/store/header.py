# SPDX-License-Identifier: GPL-3.0-or-later
"""The header of a case: key slots, sealed description, and the last audit seal, in two copies.

A checksum tells a damaged copy from a wrong passphrase; a MAC under the case key tells a forged
one. Each copy is replaced whole, one after the other, so that one of them is always good.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from indexing import limits
from indexing.errors import BadInputError, CaseDamagedError, CaseLockedError, RefusedError
from indexing.store import keys
from indexing.store.durable import write_whole
from indexing.store.keys import CaseKeys, Secret, VaultKey

T = TypeVar("T")
NAMES = ("header", "header.bak")
VERSION = 1


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says. ``case_key`` is empty once the case was purged."""

    case_id: str
    generation: int
    slots: tuple[Mapping[str, object], ...]
    case_key: Mapping[str, str]
    meta: Mapping[str, str]
    public_key: str
    signing_key: Mapping[str, str]
    pin: Mapping[str, object] = field(default_factory=dict)
    mac: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy on disk: its header, or None with the reason."""

    name: str
    header: Header | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A header that was opened, its keys, and the copies that were not good."""

    header: Header
    vault_key: bytes = field(repr=False)
    keys: CaseKeys = field(repr=False)
    bad_copies: tuple[str, ...]


def encode(header: Header, mac_key: bytes) -> bytes:
    """The bytes of a copy."""
    document = _document(header)
    document["mac"] = _mac(header, mac_key)
    document["checksum"] = hashlib.sha256(canonical(document)).hexdigest()
    return canonical(document) + b"\n"


def decode(untrusted_data: bytes) -> Header:
    """The header in ``untrusted_data``; raises ValueError when it is damaged."""
    if len(untrusted_data) > limits.MAX_CASE_HEADER_BYTES:
        raise ValueError("too long")
    document = json.loads(untrusted_data)
    if not isinstance(document, dict) or document.get("format") != "faisceau-case":
        raise ValueError("not a header")
    version = document.get("version")
    if type(version) is not int or version < VERSION:
        raise ValueError("version")
    if version > VERSION:
        raise BadInputError("case_newer", detail={"found": version, "known": VERSION})
    checksum = document.pop("checksum", "")
    # Nothing but the exact bytes that were written will do: spaces and repeated keys are damage.
    if canonical({**document, "checksum": checksum}) + b"\n" != untrusted_data:
        raise ValueError("not canonical")
    if hashlib.sha256(canonical(document)).hexdigest() != checksum:
        raise ValueError("checksum")
    header = Header(
        case_id=_typed(document, "case_id", str),
        generation=_typed(document, "generation", int),
        slots=tuple(_typed(document, "slots", list)),
        case_key=_typed(document, "case_key", dict),
        meta=_typed(document, "meta", dict),
        public_key=_typed(document, "public_key", str),
        signing_key=_typed(document, "signing_key", dict),
        pin=_typed(document, "pin", dict),
        mac=_typed(document, "mac", str),
    )
    if not all(isinstance(slot, dict) for slot in header.slots):
        raise ValueError("slots")
    # There is one of a kind. Each takes seconds and much memory to be tried, and whoever changed
    # the file would set how many there are.
    if len({str(slot.get("kind")) for slot in header.slots}) != len(header.slots):
        raise ValueError("slots")
    return header


def read_copies(folder: Path) -> tuple[Copy, ...]:
    """Both copies as they are on disk."""
    return tuple(_read_copy(folder, name) for name in NAMES)


def write(folder: Path, header: Header, mac_key: bytes) -> None:
    """Replace both copies, one after the other."""
    data = encode(header, mac_key)
    for name in NAMES:
        write_whole(folder / name, data)


def authentic(header: Header, mac_key: bytes) -> bool:
    """Whether this header was written by someone who had the case key."""
    return hmac.compare_digest(header.mac, _mac(header, mac_key))


def newest(folder: Path, mac_key: bytes) -> Header:
    """The newest authentic copy."""
    found = [
        copy.header
        for copy in read_copies(folder)
        if copy.header is not None and authentic(copy.header, mac_key)
    ]
    if not found:
        raise CaseDamagedError("header_damaged", path=folder / NAMES[0])
    return max(found, key=lambda header: header.generation)


def unlock(folder: Path, secret: Secret) -> Unlocked:
    """Open the header with a secret; changes nothing on disk.

    Raises:
        BadInputError: the folder holds no header at all (``case_not_a_case``).
        CaseDamagedError: no copy is good (``header_damaged``).
        CaseLockedError: a copy is good and the secret does not fit (``passphrase_wrong``,
            ``recovery_key_wrong``).
    """
    copies = read_copies(folder)
    found = [copy.header for copy in copies if copy.header is not None]
    if not found:
        if all(copy.problem == "header_missing" for copy in copies):
            raise BadInputError("case_not_a_case", path=folder)
        raise CaseDamagedError("header_damaged", path=folder / NAMES[0])
    found.sort(key=lambda header: -header.generation)
    if not any(header.case_key for header in found):
        raise RefusedError("case_purged", path=folder)
    tried: dict[bytes, bytes | None] = {}
    fitted = False
    for number, header in enumerate(found):
        vault_key = _vault_key(header, secret, tried)
        if vault_key is None:
            continue
        case_keys = _case_keys(header, vault_key)
        if case_keys is None or not authentic(header, case_keys.header):
            fitted = fitted or case_keys is not None or not isinstance(secret, VaultKey)
            continue
        newer = [one for one in found[:number] if authentic(one, case_keys.header)]
        if any(not one.case_key for one in newer):
            raise RefusedError("case_purged", path=folder)
        if newer:
            break  # an older copy that still knows a passphrase which was changed since
        bad = tuple(copy.name for copy in copies if copy.header != header)
        return Unlocked(header, vault_key, case_keys, bad)
    if fitted:
        raise CaseDamagedError("header_damaged", path=folder / NAMES[0])
    kind = "recovery_key_wrong" if isinstance(secret, keys.RecoveryKey) else "passphrase_wrong"
    raise CaseLockedError(kind, path=folder)


def canonical(document: Mapping[str, object]) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def _document(header: Header) -> dict[str, object]:
    return {
        "format": "faisceau-case",
        "version": VERSION,
        "case_id": header.case_id,
        "generation": header.generation,
        "slots": list(header.slots),
        "case_key": dict(header.case_key),
        "meta": dict(header.meta),
        "public_key": header.public_key,
        "signing_key": dict(header.signing_key),
        "pin": dict(header.pin),
    }


def _mac(header: Header, key: bytes) -> str:
    return hmac.new(key, canonical(_document(header)), hashlib.sha256).hexdigest()


def _read_copy(folder: Path, name: str) -> Copy:
    file = folder / name
    try:
        with file.open("rb") as stream:
            untrusted_data = stream.read(limits.MAX_CASE_HEADER_BYTES + 1)
        return Copy(name, decode(untrusted_data))
    except FileNotFoundError:
        return Copy(name, None, "header_missing")
    except OSError as error:
        detail = {"reason": error.strerror}
        raise BadInputError("case_unreadable", path=file, detail=detail) from None
    except BadInputError as error:
        error.path = str(file)
        raise
    except (ValueError, RecursionError):
        return Copy(name, None, "header_damaged")


def _vault_key(header: Header, secret: Secret, tried: dict[bytes, bytes | None]) -> bytes | None:
    if isinstance(secret, VaultKey):
        return secret.key if len(secret.key) == keys.KEY_BYTES else None
    for slot in header.slots:
        mark = canonical({"case": header.case_id, "slot": slot})
        if mark not in tried:
            try:
                tried[mark] = keys.open_slot(slot, secret, header.case_id)
            except (ValueError, KeyError):
                tried[mark] = None
        if tried[mark] is not None:
            return tried[mark]
    return None


def _case_keys(header: Header, vault_key: bytes) -> CaseKeys | None:
    about = keys.associated(header.case_id, "case key")
    case_key = keys.open_box(vault_key, header.case_key, about)
    return None if case_key is None else keys.derive(case_key, header.case_id)


def _typed(document: Mapping[str, object], name: str, kind: type[T]) -> T:
    value = document.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError(name)  # noqa: TRY004 - one kind of error for bad data
    return value
