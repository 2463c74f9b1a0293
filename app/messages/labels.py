# SPDX-License-Identifier: GPL-3.0-or-later
"""A name and what is told of it, with the colon as the language in force sets it."""

from __future__ import annotations

from app.i18n import _


def labelled(what: object, told: object) -> str:
    """``what: told``; French has a narrow space before the colon."""
    return _("{what}: {told}").format(what=what, told=told)


def heading(what: object) -> str:
    """``what:``, over lines that tell of it."""
    return _("{what}:").format(what=what)
