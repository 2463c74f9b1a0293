# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages below an ad's text: reasons, contacts, tags and notes, source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _, ngettext, number
from app.messages.kinds import kind_word
from app.triage.items import AdDetail, MentionItem, NoteItem, ReasonItem, TagItem
from app.triage.moments import minute
from app.views import sighting_cards
from app.views.layouts import Sheet, button, clear, column, frame, row
from app.views.left_out import first_of
from app.views.plain_text import label, selectable

MOST_SHOWN = 40
_TURN_MS = 10
_SETTLE_MS = 40
"""Who goes on to the next ad sooner does not wait for cards that come a moment after the text."""
_MOST_LINES = 10
"""Reasons of one card; two long ads may share hundreds of contacts."""
_ROWS_AT_ONCE = 20
"""Of names and values of the source."""


class Page(QScrollArea):
    """A page that scrolls and is filled anew for every ad; one that nobody looks at stays empty."""

    at_once = 2
    """Cards that are made in one go at first, and one at each later turn: they take long.

    0: the first one comes a moment later.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = Sheet()
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(16, 14, 16, 14)
        self.body.setSpacing(10)
        self.setWidget(inner)
        self._waiting: list[Callable[[], QWidget]] = []
        self._left_out = ""
        self._turn = QTimer(self)
        self._turn.timeout.connect(self.make_some)

    def fill(self, parts: Sequence[QWidget], nothing: str) -> None:
        """Show these parts, or calmly that there is nothing."""
        self.fill_lazily([partial(_itself, part) for part in parts], nothing)

    def fill_lazily(self, makers: Sequence[Callable[[], QWidget]], nothing: str) -> None:
        """Make the first parts once they are seen, and some at each turn; count what is left out.

        What the page held is gone at once.
        """
        clear(self.body)
        self._turn.stop()
        self._left_out = ""
        if len(makers) > MOST_SHOWN:
            self._left_out = first_of(MOST_SHOWN, len(makers))
        self._waiting = list(makers[:MOST_SHOWN])
        if not makers:
            self._waiting = [partial(label, nothing, look="muted", wrap=True)]
        self.body.addStretch(1)
        self.verticalScrollBar().setValue(0)
        if not self.isVisible():
            return
        if self.at_once:
            self.make_some(self.at_once)
        else:
            self._turn.start(_SETTLE_MS)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's word
        """Make what waited for somebody to look."""
        super().showEvent(event)
        if not self._turn.isActive():
            self.make_some(self.at_once)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's word
        """Make nothing while nobody looks."""
        super().hideEvent(event)
        self._turn.stop()

    def forget(self) -> None:
        """Hold nothing any more (the case was closed)."""
        self._turn.stop()
        self._waiting, self._left_out = [], ""
        clear(self.body)

    def make_some(self, most: int = 1) -> None:
        """Make the next parts, where any are left; the body ends with the stretch."""
        for _n in range(min(most, len(self._waiting))):
            made = self._waiting.pop(0)()
            self.body.insertWidget(self.body.count() - 1, made)
            made.show()  # Qt would do it a turn later, and what is hidden has no place to go to
        if self._waiting:
            self._turn.start(_TURN_MS)
            return
        self._turn.stop()
        if self._left_out:
            self.body.insertWidget(self.body.count() - 1, label(self._left_out, look="small"))
            self._left_out = ""


def _itself(part: QWidget) -> QWidget:
    return part


class ReasonsPage(Page):
    """Why this ad and others belong together."""

    at_once = 0  # the text beside it comes in the same moment
    ad_wanted = Signal(int)
    judged = Signal(int, int, str)
    compare_wanted = Signal(int, int)

    def show_ad(self, ad: AdDetail) -> None:
        """One card for every other ad, with each reason in it."""
        self._ad = ad.ad
        nothing = _("Nothing links this ad to another one so far.")
        by_other: dict[int, list[ReasonItem]] = {}
        for reason in ad.reasons:
            by_other.setdefault(reason.other, []).append(reason)
        self.fill_lazily([partial(self._card, found) for found in by_other.values()], nothing)

    def _card(self, reasons: list[ReasonItem]) -> QWidget:
        other = f"A{reasons[0].other}"
        go = button(other, partial(self.ad_wanted.emit, reasons[0].other), look="quiet")
        go.setAccessibleName(_("Go to {ad}").format(ad=other))
        words = column(gap=7)
        if reasons[0].judgement != "none":
            words.addLayout(row(label(_judged(reasons[0].judgement), look="warnchip"), None))
        for reason in reasons[:_MOST_LINES]:
            words.addLayout(self._line(reason))
        more = len(reasons) - _MOST_LINES
        if more > 0:
            words.addWidget(label(_("and {n} more").format(n=number(more)), look="small"))
        words.addLayout(self._verdicts(reasons[0]))
        layout = row(margin=10)
        layout.addLayout(words, 1)
        layout.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        return frame("card", layout)

    def _verdicts(self, reason: ReasonItem) -> QHBoxLayout:
        words = {"same": _("Same"), "not-same": _("Not the same"), "unsure": _("Unsure")}
        if reason.judgement in words:
            words = {"none": _("Take my word back")}
        parts = []
        for judgement, text in words.items():
            say = partial(self.judged.emit, self._ad, reason.other, judgement)
            made = button(text, say, look="small")
            made.setAccessibleName(f"{text}: A{self._ad}, A{reason.other}")
            parts.append(made)
        beside = partial(self.compare_wanted.emit, self._ad, reason.other)
        compare = button(_("Compare"), beside, look="small")
        compare.setAccessibleName(
            _("Compare {a} and {b}").format(a=f"A{self._ad}", b=f"A{reason.other}")
        )
        return row(compare, *parts, None, gap=6)

    def _line(self, reason: ReasonItem) -> QVBoxLayout:
        if reason.kind == "judgement":
            return column(label(reason.sentence, wrap=True))
        chips = row(label(kind_word(reason.kind), look="chip"), gap=6)
        if not reason.joins:
            chips.addWidget(label(_("shown only"), look="warnchip"))
        chips.addWidget(label(reason.numbers, look="small"))
        chips.addStretch(1)
        return column(label(reason.sentence, wrap=True), chips, gap=3)


class ContactsPage(Page):
    """What was read in the ad, covered until unmasked."""

    def show_ad(self, ad: AdDetail) -> None:
        """One card a mention."""
        nothing = _("No phone, address, account, link or price was read in this ad.")
        self.fill_lazily([partial(self._card, mention) for mention in ad.mentions], nothing)

    def _card(self, mention: MentionItem) -> QWidget:
        value = label(mention.shown, look="heading", wrap=True)
        head = row(label(kind_word(mention.kind), look="chip"), value, gap=10)
        head.setStretch(1, 1)
        how = [_("in the {field}").format(field=_field(mention.field))]
        if mention.seen:
            how.append(_("seen on {day}").format(day=mention.seen))
        how += [_step(step) for step in mention.steps]
        if mention.validity != "valid":
            how.append(_("not sure that it is one"))
        if mention.elsewhere:
            how.append(
                ngettext("also in {n} other ad", "also in {n} other ads", mention.elsewhere).format(
                    n=mention.elsewhere
                )
            )
        return frame("card", column(head, label(" · ".join(how), look="small"), gap=5, margin=10))


class TagsPage(Page):
    """Tags and notes of the ad."""

    withdraw_wanted = Signal(int)

    def show_ad(self, ad: AdDetail) -> None:
        """One card a tag and a note."""
        parts: list[Callable[[], QWidget]] = [_hidden] if ad.is_hidden else []
        for tag in ad.tags:
            parts.append(partial(tag_card, tag, partial(self.withdraw_wanted.emit, tag.mark)))
        parts += [partial(note_card, note) for note in ad.notes]
        self.fill_lazily(parts, _("No tag and no note yet. Press T to tag, N to write a note."))


def tag_card(tag: TagItem, withdraw: Callable[[], object]) -> QWidget:
    """One tag: what, how sure, by whom, and the way to withdraw it."""
    drop = button(_("Withdraw"), withdraw, look="quiet")
    drop.setAccessibleName(_("Withdraw {tag}").format(tag=tag.indicator))
    head = row(label(tag.indicator, look="chip"), label(tag.label, look="heading"), None, drop)
    known = [_status(tag.status), _confidence(tag.confidence), tag.target, tag.by, minute(tag.at)]
    parts: list[QWidget] = [label(tag.note, wrap=True)] if tag.note else []
    parts.append(label(" · ".join(part for part in known if part), look="small"))
    return frame("card", column(head, *parts, gap=5, margin=10))


def note_card(note: NoteItem) -> QWidget:
    """One note: its text, on what, by whom."""
    known = " · ".join(part for part in (_("Note"), note.target, note.by, minute(note.at)) if part)
    text = selectable(label(note.text, wrap=True))
    return frame("card", column(text, label(known, look="small"), gap=5, margin=10))


def _hidden() -> QWidget:
    words = _(
        "What others set here is hidden until you have coded the ad. Press E when you went "
        "through it: what you did not set, you did not find."
    )
    return frame("warn", column(label(words, wrap=True), margin=10))


class SourcePage(Page):
    """When the ad was seen, where it comes from, and its other fields."""

    def show_ad(self, ad: AdDetail) -> None:
        """The history where there is one; below it names left, values right."""
        rows = (*ad.provenance, *ad.fields)
        tables = [
            partial(_table, rows[first : first + _ROWS_AT_ONCE])
            for first in range(0, len(rows), _ROWS_AT_ONCE)
        ]
        self.fill_lazily([*sighting_cards.cards(ad), *tables], "")


def _table(rows: Sequence[tuple[str, str]]) -> QWidget:
    grid = QGridLayout()
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for place, (name, value) in enumerate(rows):
        grid.addWidget(label(name, look="muted"), place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(selectable(label(value, wrap=True, name=name)), place, 1)
    table = QWidget()
    table.setLayout(grid)
    return table


def _field(name: str) -> str:
    words = {
        "body": _("text"),
        "title": _("title"),
        "contacts": _("contact field"),
        "author": _("author field"),
        "place_text": _("place field"),
    }
    kind, _space, place = name.partition(" ")
    if kind == "picture" and place.isdecimal():
        return _("picture {n}, read from its pixels").format(n=place)
    return words.get(name.split(" ")[-1] if kind == "capture" else name, name)


def _step(step: str) -> str:
    words = {
        "spacing": _("spaced out"),
        "symbols": _("with symbols between"),
        "words": _("written in words"),
        "lookalike": _("with look-alike letters"),
        "script_digits": _("in digits of another script"),
        "relative": _("counted from the day of capture"),
    }
    return words.get(step, step)


def _judged(judgement: str) -> str:
    words = {
        "same": _("you said: same"),
        "not-same": _("you said: not the same"),
        "unsure": _("you said: unsure"),
    }
    return words.get(judgement, judgement)


def _status(status: str) -> str:
    words = {
        "added": _("set by a person"),
        "accepted": _("accepted"),
        "rejected": _("rejected"),
        "unsure": _("unsure"),
    }
    return words.get(status, status)


def _confidence(confidence: str) -> str:
    words = {
        "low": _("low confidence"),
        "medium": _("medium confidence"),
        "high": _("high confidence"),
    }
    return words.get(confidence, confidence)
