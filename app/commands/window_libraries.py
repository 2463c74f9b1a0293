# SPDX-License-Identifier: GPL-3.0-or-later
"""System libraries that the window needs on Linux and that are not there.

Set-up names them too (``packaging/start.py``), but only once, and not in a program that was moved.
"""

from __future__ import annotations

import functools
import importlib.util
import subprocess
import sys
from pathlib import Path

INSTALL = (
    "apt-get install --no-install-recommends libgl1 libegl1 libxkbcommon0 libfontconfig1 "
    "libglib2.0-0 libdbus-1-3 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 "
    "libxkbcommon-x11-0 libwayland-client0 libwayland-cursor0"
)
_SECONDS = 30


@functools.cache
def missing() -> list[str] | None:
    """Names of the libraries, none missing: empty; None where that cannot be told here."""
    if not sys.platform.startswith("linux"):
        return None
    files = _files()
    if not files:
        return None
    try:
        done = subprocess.run(
            ["ldd", *map(str, files)],  # noqa: S607 - a tool of the system, on the program's own
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return told_missing(done.stdout)


def told_missing(listing: str) -> list[str]:
    """The libraries that a listing of ``ldd`` says are not found, save the program's own."""
    names = {line.split()[0] for line in listing.splitlines() if "not found" in line}
    return sorted(name for name in names if not name.startswith("libQt6"))


def _files() -> list[Path]:
    """The files of Qt that draw a window; found without loading any of it."""
    found = importlib.util.find_spec("PySide6")
    places = [] if found is None else list(found.submodule_search_locations or ())
    if not places:
        return []
    folder = Path(places[0])
    drawing = [folder / f"{name}.abi3.so" for name in ("QtWidgets", "QtGui")]
    platforms = sorted(folder.glob("Qt/plugins/platforms/libq*.so"))
    return [*platforms, *(file for file in drawing if file.exists())]
