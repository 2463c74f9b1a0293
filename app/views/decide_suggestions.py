# SPDX-License-Identifier: GPL-3.0-or-later
"""What rules suggest in a cluster: one card a rule, shown by one of its ads at a time.

A card says in how many ads its rule found something; an answer is about the ad that is shown.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.i18n import _, ngettext, number
from app.triage.decide_items import DecideSuggestions, SuggestionGroup
from app.views import theme
from app.views.decide_section import Section
from app.views.flow import Flow
from app.views.layouts import button, column
from app.views.left_out import first_of
from app.views.plain_text import label
from app.views.suggestion_card import SuggestionCard

_MOST = 20
_MOST_ADS = 12


class SuggestionsSection(Section):
    """Cards in the order of the codebook, never by weight; one is the one that keys speak of."""

    answered = Signal(object)
    ad_wanted = Signal(int)
    shown_by = Signal(str, int)
    """A rule is to be shown by another ad."""
    reached = Signal(object)
    """The card that keys speak of, with what stands around it; without any, what says so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Suggestions"), parent)
        self.cards: list[SuggestionCard] = []
        self._found: DecideSuggestions | None = None
        self._current: SuggestionCard | None = None
        self._step_waits = False
        theme.application().focusChanged.connect(self._focus_moved)

    def show_suggestions(self, found: DecideSuggestions) -> None:
        """Show what is suggested; the card that keys speak of stays the one."""
        if found == self._found:
            return
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        rule = self._current.item.rule if self._current is not None else None
        self._found, self.cards, self._current = found, [], None
        groups = found.groups[:_MOST]
        parts: list[QWidget] = []
        if groups:
            parts.append(label(_told(), look="small", wrap=True))
        parts += [self._group(one, found.size) for one in groups[:1]]
        self.fill(parts, _nothing(is_hidden=found.is_hidden))
        self.in_turns(partial(self._add_group, one, found.size) for one in groups[1:])
        if len(found.groups) > _MOST:
            words = first_of(_MOST, len(found.groups))
            self.in_turns([lambda: self.add(label(words, look="small"))])
        if rule:
            self.hurry()
        same = next((card for card in self.cards if rule and card.item.rule == rule), None)
        if same is not None:
            self._reach(same)
            if had_focus:
                same.setFocus(Qt.FocusReason.OtherFocusReason)
                self.reached.emit(same.parentWidget())
        if self._step_waits:
            self._step_waits = False
            self.step()

    def _add_group(self, group: SuggestionGroup, size: int) -> None:
        self.add(self._group(group, size))

    def _group(self, group: SuggestionGroup, size: int) -> QWidget:
        card = SuggestionCard(group.item)
        card.answered.connect(self.answered)
        card.ad_wanted.connect(self.ad_wanted)
        if group.ad:
            card.place_wanted.connect(partial(self._place_wanted, group.ad))
        self.cards.append(card)
        parts: list[QWidget] = []
        if group.found:
            parts.append(label(_counted(group, size), look="caps", wrap=True))
        inside = column(*parts, gap=4)
        if len(group.ads) > 1:
            inside.addLayout(self._ads(group))
        inside.addWidget(card)
        made = QWidget()
        made.setLayout(inside)
        return made

    def _place_wanted(self, ad: int, _place: object) -> None:
        self.ad_wanted.emit(ad)

    def _ads(self, group: SuggestionGroup) -> Flow:
        rule = group.item.rule
        across = Flow(label(_("Shown by"), look="small"), gap=4)
        for ad in group.ads[:_MOST_ADS]:
            if ad == group.ad:
                across.addWidget(label(f"A{ad}", look="chip"))
                continue
            made = button(f"A{ad}", partial(self.shown_by.emit, rule, ad), look="place")
            made.setAccessibleName(_("Show it by {ad}").format(ad=f"A{ad}"))
            across.addWidget(made)
        if group.found > _MOST_ADS:
            more = _("and {n} more").format(n=number(group.found - _MOST_ADS))
            across.addWidget(label(more, look="small"))
        return across

    def _focus_moved(self, _left: QWidget | None, entered: QWidget | None) -> None:
        for card in self.cards:
            if entered is not None and (card is entered or card.isAncestorOf(entered)):
                self._reach(card)

    def _reach(self, card: SuggestionCard) -> None:
        if self._current is not None and self._current is not card:
            self._current.mark(here=False)
        self._current = card
        card.mark(here=True)

    @property
    def current(self) -> SuggestionCard | None:
        """The card that keys speak of."""
        return self._current

    def step(self) -> None:
        """Go to the next card, after the last one to the first."""
        self.hurry()
        if not self.cards:
            self._step_waits = self._found is None  # who is quick asks before the answer is there
            self.reached.emit(self)
            return
        here = -1 if self._current is None else self.cards.index(self._current)
        self._go(self.cards[(here + 1) % len(self.cards)])

    def _go(self, card: SuggestionCard) -> None:
        self._reach(card)
        card.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.reached.emit(card.parentWidget())

    def answer(self, answer: str) -> None:
        """Answer the card that keys speak of; one that is out of sight is shown first."""
        if self._current is None:
            self.step()
        elif self._current.visibleRegion().isEmpty():
            self._go(self._current)
        else:
            self._current.answer(answer)

    def forget(self) -> None:
        """Show nothing any more."""
        self._found, self.cards, self._current = None, [], None
        self._step_waits = False
        self.wait()


def _told() -> str:
    return _("A rule points to words; it proves nothing about anybody. Nothing is added up.")


def _counted(group: SuggestionGroup, size: int) -> str:
    told = ngettext("Found in {n} of {size} ad", "Found in {n} of {size} ads", size)
    told = told.format(n=number(group.found), size=number(size))
    if not group.answered:
        return told
    words = ngettext("you answered {n}", "you answered {n}", group.answered)
    return f"{told} · {words.format(n=number(group.answered))}"


def _nothing(*, is_hidden: bool) -> str:
    if is_hidden:
        return _("Suggestions are hidden until you have coded the ads (key E).")
    return _(
        "No rule points to anything here. That shows nothing to the contrary: rules see little."
    )
