# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and folders that a person chooses, in Qt's own dialog.

The system's dialog runs apart from the program: it hears no key of it, so the key that hides
everything would neither reach it nor cover it.
"""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QWidget

_OWN = QFileDialog.Option.DontUseNativeDialog


def file_to_read(parent: QWidget, title: str, kinds: str) -> str:
    """A file that is there; '' when none was chosen or the dialog was hidden."""
    path, _kind = QFileDialog.getOpenFileName(parent, title, "", kinds, "", _OWN)
    return path


def files_to_read(parent: QWidget, title: str, kinds: str) -> list[str]:
    """Files that are there; none when none was chosen or the dialog was hidden."""
    paths, _kind = QFileDialog.getOpenFileNames(parent, title, "", kinds, "", _OWN)
    return paths


def file_to_write(parent: QWidget, title: str, proposed: str, kinds: str) -> str:
    """Where a file goes; '' when none was chosen or the dialog was hidden."""
    path, _kind = QFileDialog.getSaveFileName(parent, title, proposed, kinds, "", _OWN)
    return path


def folder(parent: QWidget, title: str, begin: str = "") -> str:
    """A folder; '' when none was chosen or the dialog was hidden."""
    return QFileDialog.getExistingDirectory(
        parent, title, begin, _OWN | QFileDialog.Option.ShowDirsOnly
    )
