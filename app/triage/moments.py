# SPDX-License-Identifier: GPL-3.0-or-later
"""Days and moments as every view writes them: as they are kept and as filters take them."""

from __future__ import annotations


def minute(at: str) -> str:
    """``2026-03-03 14:05`` of a stored moment; a day alone stays a day."""
    return at[:16].replace("T", " ")
