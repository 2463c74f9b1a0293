# SPDX-License-Identifier: GPL-3.0-or-later
"""Blobs: one AES-256-GCM file each, named by a keyed hash, bound to case, kind and name.

A bare hash as a name would tell which known picture is inside a case without opening it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from indexing.errors import CaseDamagedError
from indexing.limits import MAX_IMAGE_BYTES
from indexing.store import durable, engine_sqlcipher, keys
from indexing.store.problem import Problem

if TYPE_CHECKING:
    from indexing.store.opened import Case

FOLDER = "blobs"
KINDS = ("image", "thumb", "sealed")
OF_PICTURES = KINDS[:2]
_MAGIC = b"FSB1"
_START = len(_MAGIC) + 1 + keys.NONCE_BYTES
_BESIDE = _START + 16
"""Bytes of a blob that are not of what was stored."""
_MOST_SEALED = 2**31 - 1 - _BESIDE
"""No more is encrypted at once."""
_NAME_CHARACTERS = 64


def name(case: Case, kind: str, sha256: str) -> str:
    """The file name of a blob."""
    if kind not in KINDS:
        raise ValueError(kind)
    return hmac.new(case.keys.blob_names, f"{kind}\0{sha256}".encode(), hashlib.sha256).hexdigest()


def put(case: Case, kind: str, sha256: str, data: bytes) -> str:
    """Store ``data`` durably under the hash it belongs to; returns its name.

    Many inside one transaction wait for the disk once, when it is committed.

    Call it before the row that refers to it is committed: a blob that no row knows is harmless.
    """
    blob_name = name(case, kind, sha256)
    target = _file(case, blob_name)
    with engine_sqlcipher.translated(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        case.write_file(target, _encrypt(case, kind, blob_name, data), beside=case.path / FOLDER)
    return blob_name


def get(case: Case, kind: str, sha256: str) -> bytes:
    """The bytes of a blob.

    Raises:
        CaseDamagedError: it is not there (``blob_missing``) or not what was stored
            (``blob_damaged``).
    """
    blob_name = name(case, kind, sha256)
    file = _file(case, blob_name)
    try:
        untrusted_data = _read(file)
    except FileNotFoundError:
        raise CaseDamagedError("blob_missing", path=file) from None
    plain = _decrypt(case, kind, blob_name, untrusted_data)
    if plain is None:
        raise CaseDamagedError("blob_damaged", path=file)
    return plain


def has(case: Case, kind: str, sha256: str) -> bool:
    """Whether the file of a blob is there."""
    return _file(case, name(case, kind, sha256)).exists()


def delete(case: Case, kind: str, sha256: str) -> bool:
    """Remove a blob; whether it was there."""
    file = _file(case, name(case, kind, sha256))
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    durable.sync_folder(file.parent)
    return True


def names(case: Case) -> Iterator[str]:
    """Names of all blobs, in order."""
    for file in _files(case):
        if _is_blob(file):
            yield file.name


def check_each(case: Case) -> Iterator[tuple[str, str | None]]:
    """Decrypt every blob: each file's place in the case, and what is wrong with it, or None."""
    for file in _files(case):
        where = file.relative_to(case.path).as_posix()
        if file.name.startswith(durable.TEMPORARY):
            yield where, None
        elif not _is_blob(file):
            yield where, "stray_file"
        else:
            yield where, None if _is_whole(case, file) else "blob_damaged"


def check(case: Case) -> Iterator[Problem]:
    """Every blob that is damaged, and every file that does not belong."""
    for where, problem in check_each(case):
        if problem is not None:
            yield Problem(where, problem)


def _file(case: Case, blob_name: str) -> Path:
    return case.path / FOLDER / blob_name[:2] / blob_name


def _files(case: Case) -> Iterator[Path]:
    folder = case.path / FOLDER
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        if entry.is_dir():
            yield from sorted(entry.iterdir())
        else:
            yield entry


def _is_blob(file: Path) -> bool:
    return (
        len(file.name) == _NAME_CHARACTERS
        and file.name[:2] == file.parent.name
        and all(c in "0123456789abcdef" for c in file.name)
    )


def _is_whole(case: Case, file: Path) -> bool:
    try:
        untrusted_data = _read(file)
    except OSError:
        return False
    if len(untrusted_data) <= _START or untrusted_data[len(_MAGIC)] >= len(KINDS):
        return False
    kind = KINDS[untrusted_data[len(_MAGIC)]]
    return _decrypt(case, kind, file.name, untrusted_data) is not None


def _read(file: Path) -> bytes:
    """The bytes of a blob; none of what is no blob by its kind, its start or its length.

    A link may lead to what never ends, and a pipe is waited for.
    """
    told = file.lstat()
    if not stat.S_ISREG(told.st_mode):
        return b""
    with file.open("rb") as stream:
        start = stream.read(len(_MAGIC) + 1)
        if start[:-1] != _MAGIC or start[-1] >= len(KINDS):
            return b""
        most = MAX_IMAGE_BYTES if KINDS[start[-1]] in OF_PICTURES else _MOST_SEALED
        return b"" if told.st_size > most + _BESIDE else start + stream.read()


def _encrypt(case: Case, kind: str, blob_name: str, data: bytes) -> bytes:
    nonce = secrets.token_bytes(keys.NONCE_BYTES)
    about = keys.associated(case.header.case_id, kind, blob_name)
    sealed = AESGCM(case.keys.blobs).encrypt(nonce, data, about)
    return b"".join((_MAGIC, bytes([KINDS.index(kind)]), nonce, sealed))


def _decrypt(case: Case, kind: str, blob_name: str, untrusted_data: bytes) -> bytes | None:
    if untrusted_data[: len(_MAGIC) + 1] != _MAGIC + bytes([KINDS.index(kind)]):
        return None
    nonce = untrusted_data[_START - keys.NONCE_BYTES : _START]
    about = keys.associated(case.header.case_id, kind, blob_name)
    try:
        return AESGCM(case.keys.blobs).decrypt(nonce, untrusted_data[_START:], about)
    except (InvalidTag, ValueError):
        return None
