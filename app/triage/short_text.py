# SPDX-License-Identifier: GPL-3.0-or-later
"""The beginning of a text that is too long for its place."""

from __future__ import annotations


def short(covered: str, most: int) -> str:
    """A text on one line, at most ``most`` characters with the sign that it was cut.

    Cover it first: of a number that is cut through, the rest is no longer known as one.
    """
    words = " ".join(covered.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"
