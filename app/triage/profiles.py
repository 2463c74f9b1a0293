# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles that the person saved, for the window to offer."""

from __future__ import annotations

from app import paths
from app.i18n import _
from indexing.pipeline import profiles


def saved() -> list[tuple[str, str]]:
    """Words and file of each saved profile, by name."""
    found = []
    for file, profile in profiles.list_profiles(paths.profiles()):
        words = _("{name} (version {n})").format(name=profile.name, n=profile.version)
        found.append((words, str(file)))
    return sorted(found)
