# SPDX-License-Identifier: GPL-3.0-or-later
"""How far people are with a cluster: the four words, and how they read."""

from __future__ import annotations

from app.i18n import _

TO_DO = "todo"
STATUSES = (TO_DO, "looking", "done", "set_aside")


def word(status: str) -> str:
    """A status in the person's words."""
    words = {
        "todo": _("to do"),
        "looking": _("being looked at"),
        "done": _("done"),
        "set_aside": _("set aside"),
    }
    return words.get(status, status)


def stands(cluster: int, status: str) -> str:
    """The status of a cluster as a sentence."""
    return _("{cluster}: {status}").format(cluster=f"C{cluster}", status=word(status))
