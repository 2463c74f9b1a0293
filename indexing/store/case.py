# SPDX-License-Identifier: GPL-3.0-or-later
"""An encrypted case: make one, open it, change its passphrase, recover it."""

from __future__ import annotations

import contextlib
import datetime
import secrets
import shutil
import uuid
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from indexing.errors import BadInputError, CaseDamagedError, CaseLockedError, RefusedError
from indexing.store import (
    audit,
    durable,
    engine_sqlcipher,
    erasure,
    header,
    keys,
    lock,
    migrations,
    parts,
)
from indexing.store.header import Header
from indexing.store.keys import Argon2Cost, Passphrase, RecoveryKey, Secret, VaultKey
from indexing.store.opened import (
    BLOB_FOLDER,
    DB_NAME,
    INDEX_FOLDER,
    Case,
    CaseMeta,
    LetGo,
    Mode,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = [
    "BLOB_FOLDER",
    "DB_NAME",
    "INDEX_FOLDER",
    "Case",
    "CaseMeta",
    "Mode",
    "change_passphrase",
    "create",
    "open_case",
    "recover",
    "refuse_incomplete",
]


def create(
    path: Path, *, passphrase: str, meta: CaseMeta, cost: Argon2Cost | None = None
) -> tuple[Case, str]:
    """Make a case folder and open it for writing.

    Args:
        path: the folder; it must not exist, or be empty.
        passphrase: opens the case.
        meta: purpose, legal basis, responsible person and retention date are required.
        cost: of trying one passphrase; only tests make it cheaper.

    Returns:
        The open case, and its recovery key, which is shown once and stored nowhere.
    """
    keys.refuse_weak(passphrase)
    meta = _complete(meta)
    path = Path(path)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise BadInputError("case_exists", path=path)
    recovery_key = keys.new_recovery_key()
    # Built beside its place and then renamed: a killed run leaves no half case under its name.
    building = path.parent / f"{path.name}{durable.TEMPORARY}{secrets.token_hex(4)}"
    try:
        with engine_sqlcipher.translated(path):
            building.mkdir(parents=True)
            vault_key = _build(
                building, (Passphrase(passphrase), RecoveryKey(recovery_key)), meta, cost
            )
            if path.exists():
                path.rmdir()
            building.rename(path)
            durable.sync_folder(path.parent)
    except BaseException as error:
        shutil.rmtree(building, ignore_errors=True)
        if isinstance(error, OSError):
            detail = {"reason": error.strerror}
            raise BadInputError("case_unwritable", path=path, detail=detail) from error
        raise
    return open_case(path, secret=vault_key, mode="write"), recovery_key


def open_case(path: Path, *, secret: Secret, mode: Mode) -> Case:
    """Open a case.

    Args:
        path: the folder.
        secret: passphrase, recovery key, or the vault key of a window that has it open.
        mode: ``write`` takes the lock of the one writer; ``shared`` writes beside the window that
            holds it; ``read`` changes nothing.
    """
    path = Path(path)
    if not path.exists():
        raise BadInputError("case_missing", path=path)
    if not path.is_dir():
        raise BadInputError("case_not_a_case", path=path)
    parts.refuse_strange(path)
    unlocked = header.unlock(path, secret)
    engine_sqlcipher.refuse_plain(path / DB_NAME)
    release = lock.take(path) if mode == "write" else None
    db: Database | None = None
    try:
        db = engine_sqlcipher.connect(path / DB_NAME, unlocked.keys.db, write=mode != "read")
        let_go = LetGo(audit.seal if mode == "write" else None, release)
        opened = Case(path, unlocked=unlocked, db=db, mode=mode, let_go=let_go)
        _settle(opened)
    except BaseException as error:
        if db is not None:
            db.close()
        if release is not None:
            release()
        known = engine_sqlcipher.known_error(error, path / DB_NAME)
        if known is not None:
            raise known from error
        raise
    return opened


def change_passphrase(case: Case, new: str, *, cost: Argon2Cost | None = None) -> None:
    """Replace the passphrase; the old one opens nothing from here on."""
    keys.refuse_weak(new)
    slot = keys.make_slot(
        Passphrase(new), case.vault_key().key, case.header.case_id, cost or Argon2Cost()
    )

    def with_slot(latest: Header) -> Header:
        others = (one for one in latest.slots if one.get("kind") != "passphrase")
        return replace(latest, slots=(slot, *others))

    case.change_header(with_slot)
    with case.transaction():
        audit.record(case, audit.Act.ALTERATION, "passphrase_changed")


def recover(
    path: Path, recovery_key: str, new_passphrase: str, *, cost: Argon2Cost | None = None
) -> None:
    """Set a new passphrase with the recovery key, which stays valid."""
    keys.refuse_weak(new_passphrase)
    with open_case(path, secret=RecoveryKey(recovery_key), mode="write") as case:
        change_passphrase(case, new_passphrase, cost=cost)


def _build(
    folder: Path, secrets_: tuple[Secret, ...], meta: CaseMeta, cost: Argon2Cost | None
) -> VaultKey:
    vault_key, case_key = keys.new_key(), keys.new_key()
    case_keys = keys.derive(case_key, meta.case_id)
    signing = Ed25519PrivateKey.generate()

    def boxed(key: bytes, plain: bytes, kind: str) -> dict[str, str]:
        return keys.seal_box(key, plain, keys.associated(meta.case_id, kind))

    first = Header(
        case_id=meta.case_id,
        generation=1,
        slots=tuple(
            keys.make_slot(one, vault_key, meta.case_id, cost or Argon2Cost()) for one in secrets_
        ),
        case_key=boxed(vault_key, case_key, "case key"),
        meta=boxed(case_keys.meta, header.canonical(asdict(meta)), "meta"),
        public_key=keys.to_text(signing.public_key().public_bytes_raw()),
        signing_key=boxed(case_keys.signing, signing.private_bytes_raw(), "signing key"),
    )
    (folder / BLOB_FOLDER).mkdir()
    (folder / INDEX_FOLDER).mkdir()
    header.write(folder, first, case_keys.header)
    db = engine_sqlcipher.connect(folder / DB_NAME, case_keys.db, create=True)
    engine_sqlcipher.refuse_plain(folder / DB_NAME)
    unlocked = header.Unlocked(first, vault_key, case_keys, ())
    with Case(folder, unlocked=unlocked, db=db, mode="write") as case:
        migrations.migrate(db, folder)
        with case.transaction():
            detail = {"signer": first.public_key}
            audit.record(case, audit.Act.COLLECTION, "case_created", detail=detail)
        audit.seal(case)
    engine_sqlcipher.refuse_plain(folder / DB_NAME)
    return VaultKey(vault_key)


def _settle(case: Case) -> None:
    if case.mode != "write":
        migrations.refuse_other(case.db, case.path)
    else:
        migrations.migrate(case.db, case.path)
    if case.mode == "read":
        return  # may look at what is wrong; ``audit.verify`` tells
    if not audit.reaches_pin(case):
        raise CaseDamagedError("case_db_older", path=case.path / DB_NAME)
    if case.mode == "write":
        durable.sweep(case.path)
        durable.sweep(case.path / BLOB_FOLDER)
        durable.sweep(case.path / INDEX_FOLDER)
        if case.bad_copies:
            case.change_header(lambda latest: latest)
        if erasure.is_pending(case):  # a purge was killed; who reads now only delays it
            with contextlib.suppress(CaseLockedError):
                erasure.finish(case)


def refuse_incomplete(meta: CaseMeta) -> None:
    """Raise unless purpose, legal basis, responsible person and retention date are given."""
    _complete(meta)


def _complete(meta: CaseMeta) -> CaseMeta:
    for name in ("purpose", "legal_basis", "responsible", "retain_until"):
        if not str(getattr(meta, name)).strip():
            raise RefusedError("case_field_missing", detail={"field": name})
    try:
        datetime.date.fromisoformat(meta.retain_until)
    except ValueError:
        detail = {"field": "retain_until", "value": meta.retain_until}
        raise BadInputError("case_date_unreadable", detail=detail) from None
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return replace(meta, case_id=meta.case_id or uuid.uuid4().hex, created=meta.created or now)
