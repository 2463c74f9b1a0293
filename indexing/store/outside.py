# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether another connection changed a case, or only read it and left a line of that in the log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from indexing.store.audit import Act

if TYPE_CHECKING:
    from indexing.store.opened import Case

_READING = frozenset({Act.CONSULTATION, Act.DISCLOSURE})


class OutsideWrites:
    """Counts what other connections changed since it was made; lines on reading do not count.

    A commit of another connection that left no line in the log (one part of a long work) counts.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        last = case.db.execute("SELECT coalesce(max(n), 0) FROM audit").fetchone()[0]
        self._version, self._last, _acts = self._since(int(last))
        self._changes = 0

    def count(self) -> int:
        """How many times a change of another connection was seen; asked on the case's thread."""
        before = self._version
        self._version, self._last, acts = self._since(self._last)
        if self._version != before and not (acts and acts <= _READING):
            self._changes += 1
        return self._changes

    def _since(self, number: int) -> tuple[int, int, set[str]]:
        """Where the case stands, and the classes of act that others logged after a line."""
        case = self._case
        version = case.outside_version()
        while True:
            lines = case.db.execute(
                "SELECT n, line, hash FROM audit WHERE n > ? ORDER BY n", [number]
            ).fetchall()
            now = case.outside_version()
            if now == version:
                break
            version = now  # something was committed in between: both anew
        acts = {str(json.loads(line)["act"]) for _n, line, found in lines if found not in case.own}
        case.own.clear()
        return version, max((n for n, _line, _hash in lines), default=number), acts
