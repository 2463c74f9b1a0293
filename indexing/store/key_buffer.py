# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of the ads that a pass adds, held back until many can be written in their own order.

Keys are hashes: written ad by ad each would rewrite, and encrypt, a page of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from indexing.store import ad_keys

if TYPE_CHECKING:
    from indexing.store.case import Case

MOST_HELD = 20_000
"""Ads whose keys are held; so many a kill leaves to the next pass."""


class KeyBuffer:
    """The keys of a pass that are not in the case yet."""

    def __init__(self) -> None:
        self._ads: dict[int, list[int]] = {}
        self._last = 0
        self._count = 0
        self._begun = False

    def prepare(self, case: Case) -> None:
        """Write what is due; what a pass before this one left, first of all."""
        if not self._begun:
            self._begun = True
            if not ad_keys.complete(case.db):
                with case.transaction():
                    ad_keys.fill(case.db)
        elif self._count >= MOST_HELD:
            self.flush(case)

    def add(self, found: Iterable[tuple[int, tuple[int, ...]]]) -> None:
        """Take the keys of ads that were added, once they are committed."""
        for ad, keys in found:
            for key in keys:
                self._ads.setdefault(key, []).append(ad)
            self._last = ad
            self._count += 1

    def ads(self, key: int) -> list[int]:
        """The ads of this pass that have a key and are not in the case's table yet."""
        return self._ads.get(key, [])

    def flush(self, case: Case) -> None:
        """Write everything that is held."""
        if not self._count:
            return
        with case.transaction():
            ad_keys.put(case.db, ((key, ad) for key, ads in self._ads.items() for ad in ads))
            ad_keys.note(case.db, self._last)
        self._ads, self._count = {}, 0
