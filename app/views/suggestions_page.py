# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rules suggest on the ad or cluster looked at; one card is the one that keys speak of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.i18n import _
from app.triage.suggestion_items import SuggestionItem
from app.views import theme
from app.views.facts import Page
from app.views.suggestion_card import SuggestionCard


class SuggestionsPage(Page):
    """Cards in the order of the codebook, never by weight."""

    answered = Signal(object)
    place_wanted = Signal(object)
    ad_wanted = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.cards: list[SuggestionCard] = []
        self._current: SuggestionCard | None = None
        self._kept: tuple[str, str, str] | None = None
        """Of the card that was the current one and is not made again yet."""
        self._about: object = None
        self._is_awaited = True
        self._asked_from: QWidget | None = None
        """Where the focus was when a card was asked for before there was one."""
        theme.application().focusChanged.connect(self._focus_moved)

    def wait(self) -> None:
        """Say that the answer is on the way; who asks for a card already gets it then."""
        self._about, self.cards, self._current, self._kept = None, [], None, None
        self._is_awaited, self._asked_from = True, None
        self.fill_lazily([], _("Reading…"))

    def no_answer(self) -> None:
        """Say that none came; what went wrong is told elsewhere, and cards shown before stay."""
        self._is_awaited, self._asked_from = False, None
        if self._about is None:
            self.fill_lazily([], _("The suggestions could not be read."))

    def show_items(
        self, items: Sequence[SuggestionItem], about: object, *, is_hidden: bool = False
    ) -> None:
        """Show what is suggested about something; the same thing again stays where it was."""
        same = about == self._about
        place = self.verticalScrollBar().value() if same else 0
        if not same:
            self._kept = None
        elif self._current is not None:
            self._kept = self._current.item.key
        focused = QApplication.focusWidget()
        had_focus = focused is not None and (focused is self or self.isAncestorOf(focused))
        self._about, self.cards, self._current = about, [], None
        self.fill_lazily(
            [partial(self._card, item) for item in items], _nothing(is_hidden=is_hidden)
        )
        if all(item.key != self._kept for item in items):
            self._kept = None
        while self._kept is not None and self._waiting and self.isVisible():
            self.make_some()
        again = self.current
        if again is not None:
            self.go_to(again, focus=had_focus)
        elif had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.body.activate()
        self.verticalScrollBar().setValue(place)
        asked, self._is_awaited, self._asked_from = self._asked_from, False, None
        if asked is not None and asked is QApplication.focusWidget() and self.isVisible():
            self.step()  # who went on to another place meanwhile is not brought back

    def _card(self, item: SuggestionItem) -> SuggestionCard:
        made = SuggestionCard(item)
        made.answered.connect(self.answered)
        made.place_wanted.connect(self.place_wanted)
        made.ad_wanted.connect(self.ad_wanted)
        self.cards.append(made)
        if item.key == self._kept:
            self._reached(made)
        return made

    @property
    def current(self) -> SuggestionCard | None:
        """The card that keys speak of."""
        return self._current

    def _focus_moved(self, _left: QWidget | None, entered: QWidget | None) -> None:
        for card in self.cards:
            if entered is not None and (card is entered or card.isAncestorOf(entered)):
                self._reached(card)

    def _reached(self, card: SuggestionCard) -> None:
        if self._current is not None and self._current is not card:
            self._current.mark(here=False)
        self._current, self._kept = card, None
        card.mark(here=True)

    def go_to(self, card: SuggestionCard, *, focus: bool = True) -> None:
        """Make a card the one that keys speak of."""
        self._reached(card)
        if focus:
            card.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.body.activate()
        self.verticalScrollBar().setValue(max(card.y() - self.body.spacing(), 0))

    def step(self) -> None:
        """Go to the next card, after the last one to the first; show where it stands."""
        self._asked_from = QApplication.focusWidget() if self._is_awaited else None
        here = -1 if self._current is None else self.cards.index(self._current)
        if here + 1 == len(self.cards):
            self.make_some()
        if not self.cards:
            return
        card = self.cards[(here + 1) % len(self.cards)]
        self.go_to(card)
        if card.item.evidence:
            self.place_wanted.emit(card.item.evidence[0])

    def answer(self, answer: str) -> None:
        """Answer the card that keys speak of; one that is out of sight is shown first."""
        if self._current is None:
            self.step()
        elif self._current.visibleRegion().isEmpty():
            self.go_to(self._current)
        else:
            self._current.answer(answer)


def _nothing(*, is_hidden: bool) -> str:
    if is_hidden:
        return _("Suggestions are hidden until you have coded the ad (key E).")
    return _(
        "No rule points to anything here. That shows nothing to the contrary: rules see little."
    )
