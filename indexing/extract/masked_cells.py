# SPDX-License-Identifier: GPL-3.0-or-later
"""Cells that were masked at import: they say nothing, and equal ones are of one person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.extract.claims import Found, Page
from indexing.records import MentionKind

_MASK = re.compile(r"masked:[0-9a-f]{20}(?![0-9a-z])")


def find(page: Page) -> Iterator[Found]:
    """Masks as accounts of no known platform; nothing else reads letters or digits in them."""
    if "masked:" not in page.raw:
        return
    for match in _MASK.finditer(page.text):
        value = page.raw_slice(match.start(), match.end())
        if _MASK.fullmatch(value):
            yield Found(MentionKind.HANDLE, value, match.start(), match.end())
