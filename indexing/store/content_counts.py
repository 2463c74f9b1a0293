# SPDX-License-Identifier: GPL-3.0-or-later
"""How often each content was met in one pass over a source, in eight bytes a row.

A million rows would take a hundred megabytes as a dictionary. Here the first eight bytes of each
content's hash lie in one sorted array; only the newest are in a dictionary until they are sorted
in. Two contents with the same eight bytes (one chance in forty million for a million rows) count
as one, in every pass over the source alike: the later then is known by another identity.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping

_MOST_NEW = 65_536


class ContentCounts:
    """Counts by content hash; a content that was never met has 0."""

    def __init__(self) -> None:
        self._sorted = array("Q")
        self._new: Counter[int] = Counter()

    def __getitem__(self, content: bytes) -> int:
        key = _key(content)
        start = bisect_left(self._sorted, key)
        before = 0
        if start < len(self._sorted) and self._sorted[start] == key:
            before = bisect_right(self._sorted, key, lo=start) - start
        return before + self._new[key]

    def update(self, met: Mapping[bytes, int]) -> None:
        """Count what a batch held."""
        for content, count in met.items():
            self._new[_key(content)] += count
        if len(self._new) > _MOST_NEW:
            self._sort_in()

    def _sort_in(self) -> None:
        import numpy as np

        whole = np.concatenate(
            [
                np.frombuffer(self._sorted, np.uint64),
                np.fromiter(self._new.elements(), np.uint64),
            ]
        )
        whole.sort(kind="stable")  # two runs, the first sorted already
        self._sorted = array("Q", whole.tobytes())
        self._new.clear()


def _key(content: bytes) -> int:
    return int.from_bytes(content[:8], "little")
