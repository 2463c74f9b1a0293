# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of a folder and its folders; links are told and never followed."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from indexing.errors import BadInputError
from indexing.importers.members import Member, Members, checked_name, shown_name
from indexing.limits import MAX_FOLDER_FILES
from indexing.records import Rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def members(folder: Path) -> Members:
    """What a folder holds, however deep.

    Raises:
        BadInputError: ``archive_entries`` where it holds too many files, ``file_unreadable``.
    """
    found: list[Member] = []
    refused: list[Rejected] = []
    for entry, name in _walk(folder, refused):
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:
            refused.append(Rejected(shown_name(name), "member_unreadable"))
            continue
        if not stat.S_ISREG(status.st_mode):
            refused.append(Rejected(shown_name(name), "archive_link"))
        elif checked_name(name) != name:
            refused.append(Rejected(shown_name(name), "archive_name"))
        else:
            found.append(Member(name, status.st_size, _opener(entry.path), Path(entry.path)))
        if len(found) + len(refused) > MAX_FOLDER_FILES:
            detail = {"limit": MAX_FOLDER_FILES}
            raise BadInputError("archive_entries", path=folder, detail=detail)
    return Members(sorted(found, key=lambda member: member.name), refused)


def _walk(folder: Path, refused: list[Rejected]) -> Iterator[tuple[os.DirEntry[str], str]]:
    """Everything that is no folder, with its path below the first one.

    A folder below it that cannot be listed (no right to, a path too long) is refused.
    """
    waiting = [(str(folder), "")]
    while waiting:
        path, prefix = waiting.pop()
        try:
            with os.scandir(path) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if not prefix:
                raise BadInputError("file_unreadable", path=folder) from error
            refused.append(Rejected(shown_name(prefix), "member_unreadable"))
            continue
        for entry in listed:
            name = f"{prefix}{entry.name}"
            if _is_folder(entry):
                waiting.append((entry.path, f"{name}/"))
            else:
                yield entry, name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:  # some systems ask the disk for it
        return False


def _opener(path: str) -> Callable[[], BinaryIO]:
    """Opens the file that was listed; one replaced by a link since is not followed."""

    def opened() -> BinaryIO:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        return os.fdopen(os.open(path, flags), "rb")

    return opened
