# SPDX-License-Identifier: GPL-3.0-or-later
"""Encrypted files of search indexes: made from the database and rebuilt at any time."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from indexing.store import durable, engine_sqlcipher, keys, lock
from indexing.store.problem import Problem

if TYPE_CHECKING:
    from indexing.store.opened import Case

FOLDER = "index"
_MAGIC = b"FSI1"
_START = len(_MAGIC) + keys.NONCE_BYTES


def put(case: Case, name: str, data: bytes) -> None:
    """Store an index under a name."""
    file = _file(case, name)
    nonce = secrets.token_bytes(keys.NONCE_BYTES)
    sealed = AESGCM(case.keys.index).encrypt(nonce, data, _about(case, file))
    with engine_sqlcipher.translated(file):
        file.parent.mkdir(exist_ok=True)
        if file.is_dir():  # a damaged case: what stands there under the name goes
            _remove(file)
        durable.write_whole(file, _MAGIC + nonce + sealed)


def get(case: Case, name: str) -> bytes | None:
    """The index of that name, or None when it has to be rebuilt (missing or damaged)."""
    return _decrypt(case, _file(case, name))


def clear(case: Case) -> int:
    """Remove all indexes, as a purge does; how many there were."""
    removed = 0
    for file in _files(case):
        _remove(file)
        removed += 1
    if (case.path / FOLDER).is_dir():
        durable.sync_folder(case.path / FOLDER)
    return removed


def check(case: Case) -> Iterator[Problem]:
    """Decrypt every index and name each file that is damaged."""
    for file in _files(case):
        if _decrypt(case, file) is None:
            yield Problem(file.relative_to(case.path).as_posix(), "index_damaged")


def _files(case: Case) -> list[Path]:
    lock_file = case.path / lock.LOCK_FILE
    folder = case.path / FOLDER
    if not folder.is_dir():
        return []
    return sorted(
        file
        for file in folder.iterdir()
        if file != lock_file and not file.name.startswith(durable.TEMPORARY)
    )


def _remove(file: Path) -> None:
    if file.is_dir() and not file.is_symlink():
        shutil.rmtree(file)
    else:
        file.unlink()


def _file(case: Case, name: str) -> Path:
    keyed = hmac.new(case.keys.index, name.encode(), hashlib.sha256).hexdigest()
    return case.path / FOLDER / keyed


def _about(case: Case, file: Path) -> bytes:
    return keys.associated(case.header.case_id, "index", file.name)


def _decrypt(case: Case, file: Path) -> bytes | None:
    if file.is_symlink() or not file.is_file():  # a link may lead to what never ends
        return None
    with file.open("rb") as stream:
        start = stream.read(_START)
        if not start.startswith(_MAGIC):
            return None
        nonce, sealed = start[len(_MAGIC) :], stream.read()
    try:
        return AESGCM(case.keys.index).decrypt(nonce, sealed, _about(case, file))
    except (InvalidTag, ValueError):
        return None
