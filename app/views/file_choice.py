# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and folders that a person chooses, in Qt's own dialog.

The system's dialog runs apart from the program: it hears no key of it, so the key that hides
everything would neither reach it nor cover it. Qt's own one writes the folders that were looked at
into a file of its own beside those of other programs; what stood there before is put back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PySide6.QtCore import QSettings  # noqa: TID251 - what Qt itself keeps, to put it back
from PySide6.QtWidgets import QFileDialog, QWidget

_OWN = QFileDialog.Option.DontUseNativeDialog
_TRACES = ("history", "lastVisited", "shortcuts")


@contextmanager
def _no_trace() -> Iterator[None]:
    """Leave the places that Qt's dialog remembers as they were before."""
    kept = _remembered()
    before = {name: kept.value(name) for name in _TRACES}
    try:
        yield
    finally:
        kept = _remembered()
        for name, value in before.items():
            if value is None:
                kept.remove(name)
            else:
                kept.setValue(name, value)
        kept.sync()


def _remembered() -> QSettings:
    kept = QSettings(QSettings.Scope.UserScope, "QtProject")
    kept.beginGroup("FileDialog")
    return kept


def is_there(typed: str) -> bool:
    """Whether something of this name is there; what may not be looked at is taken for being there.

    Whoever reads or writes it then says what is wrong with it.
    """
    try:
        return Path(typed).exists()
    except PermissionError:
        return True
    except OSError:  # a name longer than any can be
        return False


def is_folder(typed: str) -> bool:
    """Whether a folder of this name is there, as far as one may look."""
    with suppress(OSError):
        return Path(typed).is_dir()
    return False


def file_to_read(parent: QWidget, title: str, kinds: str) -> str:
    """A file that is there; '' when none was chosen or the dialog was hidden."""
    with _no_trace():
        path, _kind = QFileDialog.getOpenFileName(parent, title, "", kinds, "", _OWN)
    return path


def files_to_read(parent: QWidget, title: str, kinds: str) -> list[str]:
    """Files that are there; none when none was chosen or the dialog was hidden."""
    with _no_trace():
        paths, _kind = QFileDialog.getOpenFileNames(parent, title, "", kinds, "", _OWN)
    return paths


def file_to_write(parent: QWidget, title: str, proposed: str, kinds: str) -> str:
    """Where a file goes; '' when none was chosen or the dialog was hidden."""
    with _no_trace():
        path, _kind = QFileDialog.getSaveFileName(parent, title, proposed, kinds, "", _OWN)
    return path


def folder(parent: QWidget, title: str, begin: str = "") -> str:
    """A folder; '' when none was chosen or the dialog was hidden."""
    with _no_trace():
        return QFileDialog.getExistingDirectory(
            parent, title, begin, _OWN | QFileDialog.Option.ShowDirsOnly
        )
