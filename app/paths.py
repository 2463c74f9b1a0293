# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the program keeps its own files: never inside a case, never a case inside them."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

ROOT = Path(__file__).resolve().parent.parent
"""Folder that holds ``app`` and ``resources``."""
RESOURCES = ROOT / "resources"
CODEBOOKS = RESOURCES / "codebooks"
DEMO = RESOURCES / "demo"
TRANSLATIONS = RESOURCES / "translations"
PICTURES = ROOT / "docs" / "pictures"
"""Pictures of the handbook; it is read without them where they do not stand."""
MODEL_NAME = "multilingual-e5-small"
SIMILARITY_NAME = "retsim"


def home() -> Path:
    """Folder of settings, logs and the recent-case list; ``FAISCEAU_HOME`` moves it."""
    moved = os.environ.get("FAISCEAU_HOME")
    if moved:
        return Path(moved)
    return Path(platformdirs.user_data_dir("faisceau", appauthor=False))


def settings_file() -> Path:
    """The settings file."""
    return home() / "settings.json"


def logs() -> Path:
    """Folder of the program's log; no ad text is ever written there."""
    return home() / "logs"


def profiles() -> Path:
    """Folder of saved mapping profiles: names of columns, never their content."""
    return home() / "profiles"


def compiled_code() -> Path | None:
    """Folder for numba's compiled code where it cannot stand beside the program, else none.

    Left to itself numba takes a folder of the person's cache, and fails where it has none.
    """
    package = ROOT / "indexing"
    places = [place for place in (package, *package.glob("*/__pycache__")) if place.is_dir()]
    if all(os.access(place, os.W_OK) for place in places):
        return None
    return home() / "compiled"


def demo_case() -> Path:
    """The demo case, when no other folder is named."""
    return home() / "demo.faisceau"


def model_folder() -> Path:
    """The embedding model that set-up builds; ``FAISCEAU_MODELS`` moves its parent."""
    moved = os.environ.get("FAISCEAU_MODELS")
    return (Path(moved) if moved else ROOT / "models") / MODEL_NAME


def similarity_folder() -> Path:
    """The model of how texts are written, beside the embedding model."""
    return model_folder().parent / SIMILARITY_NAME
