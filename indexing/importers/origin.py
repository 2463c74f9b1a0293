# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the bytes of a source come from: a file, or one part of an archive.

Readers open an origin as often as they like and never write it anywhere: a part of an archive is
read where it lies, so that importing leaves no second copy on the disk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol


class Origin(Protocol):
    """Bytes that can be opened again and again."""

    @property
    def path(self) -> Path:
        """The file for messages; for a part, the archive's path with the part's name behind."""
        ...

    @property
    def name(self) -> str:
        """Name of the file or part, without folders."""
        ...

    def open(self) -> BinaryIO:
        """A new seekable stream of the bytes; OSError where they cannot be read."""
        ...

    def size(self) -> int:
        """Number of bytes; OSError where that cannot be known."""
        ...


@dataclass(frozen=True, slots=True)
class FileOrigin:
    """A file on disk."""

    path: Path

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.path.name

    def open(self) -> BinaryIO:
        """Open the file."""
        return self.path.open("rb")

    def size(self) -> int:
        """Bytes on disk."""
        return self.path.stat().st_size


@dataclass(frozen=True, slots=True)
class PartOrigin:
    """One part of an archive, opened by the archive's reader; ``path`` is for messages only."""

    path: Path
    opener: Callable[[], BinaryIO]
    bytes: int

    @property
    def name(self) -> str:
        """Name of the part, without its folders."""
        return self.path.name

    def open(self) -> BinaryIO:
        """Open the part."""
        return self.opener()

    def size(self) -> int:
        """Bytes when unpacked."""
        return self.bytes
