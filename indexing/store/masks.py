# SPDX-License-Identifier: GPL-3.0-or-later
"""Masks of cells: equal cells stay equal within a case and cannot be read without its key.

A keyed hash (HMAC-SHA256) under a key of its own that is derived from the case key: whoever has
only a bundle or a table cannot try out telephone numbers, and masks of two cases never agree.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexing.store.opened import Case

_PREFIX = "masked:"
_HEX = 20
"""Characters of the hash that are kept: 80 bits, so that no two cells of a case collide."""
_PHONE = re.compile(r"\+?[\d\s()./\-]{7,}")


def masker(case: Case) -> Callable[[str], str]:
    """What masks a cell for this case: the same text gives the same ``masked:`` word."""
    key = case.keys.masks

    def mask(untrusted_text: str) -> str:
        if untrusted_text.startswith(_PREFIX):
            return untrusted_text
        plain = _plain(untrusted_text).encode("utf-8", "surrogatepass")
        return _PREFIX + hmac.new(key, plain, hashlib.sha256).hexdigest()[:_HEX]

    return mask


def _plain(text: str) -> str:
    """The text without case and spaces that vary; of a number its digits alone."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return re.sub(r"[^\d+]", "", plain) if _PHONE.fullmatch(plain) else plain
