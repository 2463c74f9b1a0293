# SPDX-License-Identifier: GPL-3.0-or-later
"""Agreement in memory: one indicator that two people coded, and a draw."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.triage.agreement_items import (
    AgreementItem,
    AgreementView,
    DisputeItem,
    DrawnItem,
    FigureItem,
)


@dataclass
class FakeAgreement:
    """Who reads, what was gone through and drawn."""

    is_second: bool = False
    done: set[int] = field(default_factory=set)
    drawn: tuple[int, int] = (0, 0)

    def hides(self, ad: int) -> bool:
        return self.is_second and ad not in self.done

    def view(self, canary: str) -> AgreementView:
        figures = tuple(
            FigureItem(part, 200, ("Ann", "me"), 0.01, 0.99, 0.5, 0.495, 0.496, 0.1, 0.9)
            for part in ("all", "blind")
        )
        item = AgreementItem(
            "FEE-01", "Entry FEE-01" + canary, figures, ("Nearly all say the same." + canary,),
            (DisputeItem("A3", "Ann: present; me: absent" + canary), DisputeItem("C2", "x")),
        )  # fmt: skip
        drawn = tuple(DrawnItem(n, ad, ad in self.done) for n, ad in enumerate((4, 2), 1))
        has_draw = self.drawn != (0, 0)
        return AgreementView(
            "How to read it." + canary, () if self.is_second else (item,), self.is_second,
            int(has_draw), drawn if has_draw else (),
        )  # fmt: skip
