# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks words that are translated where they are shown, not where they are written."""

from __future__ import annotations


def later(message: str) -> str:
    """The message itself; the catalogue's maker finds it here."""
    return message


def later_of_many(one: str, many: str) -> tuple[str, str]:
    """The same for a message in its two numbers."""
    return one, many
