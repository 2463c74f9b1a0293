# SPDX-License-Identifier: GPL-3.0-or-later
"""Beside two compared ads: every reason with its numbers, what both give, their other fields."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n import _, ngettext, number
from app.messages.kinds import kind_word
from app.triage.compared import (
    ChainStep,
    ChainTold,
    ComparedReason,
    Comparison,
    FieldPair,
    SharedThing,
)
from app.views.facts import Page
from app.views.layouts import button, clear, column, frame, row
from app.views.plain_text import label

_MOST_CHARACTERS = 400
_MOST_STEPS = 12

Maker = Callable[[], QWidget]
_MOST_CARDS = 12
"""Reasons, and shared contacts, that get a card; the others are counted."""


def _more(total: int) -> list[Maker]:
    left = total - _MOST_CARDS
    words = _("and {n} more").format(n=number(left))
    return [partial(label, words, look="small")] if left > 0 else []


class WhyPage(Page):
    """Reasons first, then shared contacts, then fields."""

    chain_wanted = Signal()

    def show_comparison(self, found: Comparison) -> None:
        """Fill the page."""
        self._path = column(gap=6)
        path = QWidget()
        path.setLayout(self._path)
        parts: list[Maker] = [partial(label, _("Why these two"), look="heading")]
        parts += [partial(_reason, one) for one in found.reasons[:_MOST_CARDS]]
        parts += _more(len(found.reasons))
        if not found.reasons:
            parts.append(self._no_link)
        parts.append(partial(_given, path))
        parts.append(partial(label, _("In both ads"), look="heading"))
        parts += [partial(_shared, one) for one in found.shared[:_MOST_CARDS]]
        parts += _more(len(found.shared))
        if not found.shared:
            none = _("They give no contact and no address in common.")
            parts.append(partial(label, none, look="muted", wrap=True))
        if found.fields:
            parts.append(partial(label, _("Other fields"), look="heading"))
            parts += [partial(_field, one) for one in found.fields]
        self.fill_lazily(parts, "")

    def show_path(self, found: ChainTold) -> None:
        """Tell the steps of evidence that lead from one to the other, where there are some."""
        clear(self._path)
        if found.steps:
            self._path.addWidget(label(_("How they are connected"), look="heading"))
        for place, step in enumerate(found.steps[:_MOST_STEPS], start=1):
            self._path.addWidget(_step(place, step))
        if len(found.steps) > _MOST_STEPS:
            self._path.addWidget(label("…", look="small"))

    def _no_link(self) -> QWidget:
        words = _("No link of their own ties these two; others may connect them.")
        ask = button(_("How connected?"), self.chain_wanted.emit, look="small")
        return frame("card", column(label(words, wrap=True), row(ask, None), gap=8, margin=10))


def _given(part: QWidget) -> QWidget:
    return part


def _reason(reason: ComparedReason) -> QWidget:
    chips = row(label(kind_word(reason.kind), look="chip"), gap=6)
    if not reason.joins:
        chips.addWidget(label(_("shown only"), look="warnchip"))
    chips.addStretch(1)
    lines = [
        label(reason.sentence, wrap=True),
        label(reason.numbers, look="small", wrap=True),
        label(_("Compared: {what}.").format(what=reason.compared), look="small", wrap=True),
    ]
    if reason.other_reading:
        lines.append(label(reason.other_reading, look="muted", wrap=True))
    return frame("card", column(chips, *lines, gap=5, margin=10))


def _step(place: int, step: ChainStep) -> QWidget:
    told = _("{place}. {a} – {b}: {sentence}").format(
        place=place, a=f"A{step.left}", b=f"A{step.right}", sentence=step.sentence
    )
    lines = [label(told, wrap=True)]
    lines += [label(text, look="small", wrap=True) for text in (step.numbers,) if text]
    return frame("card", column(*lines, gap=3, margin=10))


def _shared(one: SharedThing) -> QWidget:
    chips = row(label(kind_word(one.kind), look="chip"), gap=6)
    if one.hub:
        chips.addWidget(label(_("widely shared"), look="warnchip"))
    chips.addStretch(1)
    count = ngettext("in {n} ad of the case", "in {n} ads of the case", one.ads)
    words = count.format(n=number(one.ads))
    value = label(one.shown, wrap=True)
    return frame("card", column(chips, value, label(words, look="small"), gap=4, margin=10))


def _field(one: FieldPair) -> QWidget:
    look = label(_("same") if one.same else _("differs"), look="chip" if one.same else "warnchip")
    head = row(label(one.name, look="small"), None, look, gap=6)
    if one.same:
        return frame("card", column(head, label(_short(one.left), wrap=True), gap=3, margin=10))
    sides = row(*(label(_short(text) or "–", wrap=True) for text in (one.left, one.right)), gap=12)
    sides.setStretch(0, 1)
    sides.setStretch(1, 1)
    return frame("card", column(head, sides, gap=3, margin=10))


def _short(text: str) -> str:
    words = text.strip()
    return words if len(words) <= _MOST_CHARACTERS else words[:_MOST_CHARACTERS] + "…"
