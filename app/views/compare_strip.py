# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of several ads are compared: the reference stays, the others come in turn."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.i18n import _
from app.views.flow import Flow
from app.views.layouts import button, clear
from app.views.plain_text import label, tip

MOST = 8
"""Ads that can be compared at once."""


class CompareStrip(QFrame):
    """A reference and the others; asks for the pair that is to be shown."""

    pair_wanted = Signal(int, int)

    def __init__(self, ads: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "head")
        self.setAccessibleName(_("Compared ads"))
        self.ads = tuple(dict.fromkeys(ads))[:MOST]
        self.reference = self.ads[0]
        self.other = self.ads[1]
        self._across = Flow(gap=6)
        self._across.setContentsMargins(18, 8, 18, 8)
        self.setLayout(self._across)
        self.setVisible(len(self.ads) > 2)
        self._fill()

    def _fill(self) -> None:
        clear(self._across)
        for ad in self.ads:
            self._across.addWidget(self._one(ad))
        self._across.addWidget(label(_hint(), look="small"))
        self._across.activate()

    def _one(self, ad: int) -> QWidget:
        if ad == self.reference:
            return label(_("{ad} · reference").format(ad=f"A{ad}"), look="chip")
        made = button(f"A{ad}", partial(self.show_ad, ad), look="small")
        if ad == self.other:
            made.setProperty("look", "chosen")
        named = _("Compare {a} and {b}").format(a=f"A{self.reference}", b=f"A{ad}")
        made.setAccessibleName(named)
        tip(made, named)
        return made

    @property
    def others(self) -> tuple[int, ...]:
        """All but the reference."""
        return tuple(ad for ad in self.ads if ad != self.reference)

    def show_ad(self, ad: int) -> None:
        """Hold another ad against the reference."""
        self.other = ad
        self._changed()

    def step(self, by: int) -> None:
        """Hold the next one against the reference, after the last one the first."""
        place = self.others.index(self.other)
        self.show_ad(self.others[(place + by) % len(self.others)])

    def make_reference(self) -> None:
        """Let the other ad of the pair be the reference; the old one is held against it."""
        self.reference, self.other = self.other, self.reference
        self._changed()

    def _changed(self) -> None:
        self._fill()
        self.pair_wanted.emit(self.reference, self.other)


def _hint() -> str:
    return _("J and K: the next and the one before. R: make it the reference. X: blink pictures.")
