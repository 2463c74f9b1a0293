# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a bundle goes: a folder, or one file that only its recipient can open.

What goes to a recipient never touches the disk in clear: the archive is made while it is encrypted.
"""

from __future__ import annotations

import hashlib
import os
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.bundles.layout import Member, Written
from indexing.errors import BadInputError
from indexing.store import durable

_EXCLUSIVE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_END_OF_TAR = bytes(2 * tarfile.BLOCKSIZE)


def write_file(folder: Path, member: Member) -> Written:
    """Write a file of the bundle durably into its folder."""
    target = folder / member.path
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(target, _EXCLUSIVE, 0o600), "wb") as file:
        for chunk in member.chunks():
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Written(member.path, size, digest.hexdigest())


def sync_folders(folder: Path) -> None:
    """Make the names in a folder last, at every depth."""
    for place, _folders, _files in os.walk(folder):
        durable.sync_folder(Path(place))


def read_recipient(untrusted_text: str) -> object:
    """The age recipient of that text; raises ``recipient_wrong``."""
    import pyrage

    try:
        return pyrage.x25519.Recipient.from_str(untrusted_text.strip())
    except pyrage.RecipientError as error:
        raise BadInputError("recipient_wrong") from error


def write_encrypted(
    file: Path, name: str, members: Iterable[tuple[Member, Written]], recipient: object
) -> None:
    """Write a tar of these files, encrypted to ``recipient``, durably."""
    import pyrage

    with os.fdopen(os.open(file, _EXCLUSIVE, 0o600), "wb") as target:
        pyrage.encrypt_io(_Pulled(_tar(name, members)), target, [recipient])
        target.flush()
        os.fsync(target.fileno())


class _Pulled:
    """A file to be read, whose bytes are made when they are asked for."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes; none at the end."""
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._left = chunk
        taken = self._left if size < 0 else self._left[:size]
        self._left = self._left[len(taken) :]
        return taken


def _tar(name: str, members: Iterable[tuple[Member, Written]]) -> Iterator[bytes]:
    for member, measured in members:
        info = tarfile.TarInfo(f"{name}/{member.path}")
        info.size = measured.size
        info.mode = 0o600
        yield info.tobuf(tarfile.PAX_FORMAT)
        size = 0
        for chunk in member.chunks():
            size += len(chunk)
            yield chunk
        if size != measured.size:
            raise RuntimeError(f"{member.path}: {size} bytes, measured {measured.size}")
        yield bytes(-size % tarfile.BLOCKSIZE)
    yield _END_OF_TAR
