# SPDX-License-Identifier: GPL-3.0-or-later
"""Why the ads of a cluster are one: each kind of evidence by its two ends, and shared contacts."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QWidget

from app.i18n import _, ngettext, number
from app.messages.kinds import kind_word
from app.triage.decide_items import ContactItem, DecideReasons, Example, HoldItem
from app.views.decide_section import Section
from app.views.layouts import button, column, frame, row
from app.views.plain_text import label


class ReasonsSection(Section):
    """A card a kind; sentences, never a bare number."""

    compare_wanted = Signal(int, int)
    bridges_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Why these belong together"), parent)
        self._found: DecideReasons | None = None

    def show_reasons(self, found: DecideReasons) -> None:
        """Show what holds a cluster together."""
        if found == self._found:
            return
        self._found = found
        parts: list[QWidget | QLayout] = [self._hold(one) for one in found.holds]
        if found.judged:
            words = ngettext(
                "People said of {n} pair in it that the two are the same.",
                "People said of {n} pairs in it that the two are the same.",
                found.judged,
            )
            parts.append(label(words.format(n=number(found.judged)), wrap=True))
        if parts and found.size > 2:
            parts.append(self._weak_places())
        if found.contacts:
            parts.append(label(_("Contacts that several of its ads give"), look="caps"))
            parts += [_contact(one, found.size) for one in found.contacts]
        more = found.total_contacts - len(found.contacts)
        if more > 0:
            parts.append(label(_("and {n} more").format(n=number(more)), look="small"))
        self.fill(parts, _("Nothing links its ads to others so far."))

    def _weak_places(self) -> QLayout:
        act = button(_("Weakest connections…"), self.bridges_wanted.emit, look="small")
        return row(
            act, label(_("What alone ties parts of it together (key B)"), look="small"), None
        )

    @property
    def is_filled(self) -> bool:
        """Did the answer come?"""
        return self._found is not None

    def weakest(self) -> tuple[int, int] | None:
        """The two ads at the weakest end of the kind with most links."""
        if self._found is None or not self._found.holds:
            return None
        first = self._found.holds[0]
        one = first.weakest or first.strongest
        return one.a, one.b

    def _hold(self, hold: HoldItem) -> QWidget:
        links = ngettext("{n} link", "{n} links", hold.links).format(n=number(hold.links))
        chips = row(label(kind_word(hold.kind), look="chip"), label(links, look="small"), gap=8)
        if hold.shown_only:
            words = _("{n} shown only").format(n=number(hold.shown_only))
            chips.addWidget(label(words, look="warnchip"))
        chips.addStretch(1)
        lines: list[QLayout] = [chips]
        if hold.weakest is None:
            lines.append(self._example(_("For example"), hold.strongest))
        else:
            lines.append(self._example(_("Strongest"), hold.strongest))
            lines.append(self._example(_("Weakest"), hold.weakest))
        inside = column(*lines, gap=6, margin=10)
        if hold.other_reading:
            inside.addWidget(label(hold.other_reading, look="muted", wrap=True))
        return frame("card", inside)

    def _example(self, end: str, one: Example) -> QLayout:
        pair = f"A{one.a} – A{one.b}"
        act = button(pair, partial(self.compare_wanted.emit, one.a, one.b), look="place")
        act.setAccessibleName(_("Compare {a} and {b}").format(a=f"A{one.a}", b=f"A{one.b}"))
        told = label(_("{end}: {sentence}").format(end=end, sentence=one.sentence), wrap=True)
        words = column(told, label(one.numbers, look="small", wrap=True), gap=1)
        line = row(act, gap=10)
        line.setAlignment(act, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        return line

    def forget(self) -> None:
        """Show nothing any more."""
        self._found = None
        self.wait()


def _contact(one: ContactItem, size: int) -> QWidget:
    outside = one.in_case - one.ads
    known = (
        ngettext(
            "in {n} of {size} ad here, in {all} of the case",
            "in {n} of {size} ads here, in {all} of the case",
            size,
        )
        if outside
        else ngettext(
            "in {n} of {size} ad here, and nowhere else in the case",
            "in {n} of {size} ads here, and nowhere else in the case",
            size,
        )
    )
    known = known.format(n=number(one.ads), size=number(size), all=number(one.in_case))
    # a number in right-to-left words must not turn round
    line = row(label(kind_word(one.kind), look="chip"), label(f"\u2066{one.shown}\u2069"), gap=10)
    if one.hub:
        line.addWidget(label(_("widely shared"), look="warnchip"))
    told = label(known, look="small", wrap=True)
    line.addWidget(told, 1)
    made = QWidget()
    made.setLayout(line)
    return made
