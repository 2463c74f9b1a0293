# SPDX-License-Identifier: GPL-3.0-or-later
"""Second readers: what they may see of the first, and which ads two people are to code.

A second reader who knows what the first one said agrees too easily. So in a blind listing another
person's decisions are left out, and a draw is listed in an order and a form that do not tell why
an ad is in it.
"""

from __future__ import annotations

from collections.abc import Iterable

from indexing.store.marks import NOTE, READ, MarkRow


def tags_for(rows: Iterable[MarkRow], reader: str, *, blind: bool) -> list[MarkRow]:
    """The tags among ``rows`` that a reader is shown; blind, only those they set themselves."""
    return [
        row
        for row in rows
        if row.mark.indicator not in (NOTE, READ) and (not blind or row.mark.by == reader)
    ]
