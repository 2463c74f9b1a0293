# SPDX-License-Identifier: GPL-3.0-or-later
"""Protection in memory: what waits, what is sealed, and a log of what was asked for."""

from __future__ import annotations

from typing import Protocol

from app.triage.items import Changed
from app.triage.protection_items import AskedItem, ProtectionOverview, SealedAct, SealedItem
from indexing.errors import CaseLockedError


class Logging(Protocol):
    """What the case in memory keeps of this."""

    log: list[str]
    canary: str
    purged: set[int]


class FakeProtecting:
    """The questions and acts of protection."""

    def __init__(self, case: Logging) -> None:
        self._seen = case

    def protection(self) -> ProtectionOverview:
        more = self._seen.canary
        asked = (
            ("possible_minor", "Possible minor", 2, "asked, not answered", True),
            ("urgent", "Urgent", 3, "under the protocol", True),
            ("urgent", "Urgent", 4, "refer now", False),
        )
        return ProtectionOverview(
            tuple(AskedItem(*one, "the rules" + more, "2026-11-20", "2026-11-19") for one in asked),
            (
                SealedItem(
                    "P1", "A9", "sealed; a second person is to read it", "MIN-01" + more,
                    "S1, row 10" + more, 2, "Analyst One" + more, "2026-11-21 10:00", 1,
                ),
            ),
            ("Desk" + more,),
        )  # fmt: skip

    def protect(self, protocol: str, ad: int) -> Changed:
        self._seen.log.append(f"protect A{ad}: {protocol}")
        self._seen.purged.add(ad)
        return Changed("Sealed.", everything=True)

    def answer_protocol(self, protocol: str, ad: int, act: str) -> Changed:
        self._seen.log.append(f"{protocol} A{ad}: {act}")
        return Changed("Answered.", (ad,))

    def read_sealed(self, wanted: SealedAct) -> tuple[tuple[str, str], ...]:
        if wanted.passphrase != "grey geese":
            raise CaseLockedError("role_passphrase_wrong", detail={"role": wanted.role})
        self._seen.log.append(f"read {wanted.item} as {wanted.role}")
        return (("Title", "<b>Room</b>"), ("Text", "A quiet room"))

    def carry_out_sealed(self, wanted: SealedAct) -> Changed:
        self._seen.log.append(f"{wanted.act} {wanted.item} {wanted.reference}".strip())
        return Changed("Done.", everything=True)

    def tidy(self) -> Changed:
        return Changed()
