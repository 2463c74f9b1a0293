# SPDX-License-Identifier: GPL-3.0-or-later
"""What the ads of a cluster say: the text they share with its slots, or the text of one ad."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from app.i18n import _, ngettext, number
from app.triage.decide_items import DecideText, OddAd
from app.triage.short_text import short
from app.triage.shown_text import ShownText
from app.triage.template_items import OneTemplate, PartItem
from app.triage.template_text import isolated
from app.views.decide_section import Section, fit
from app.views.decide_timeline import ad_button
from app.views.flow import Flow
from app.views.layouts import column, frame, row
from app.views.plain_text import label, selectable
from app.views.reading import ReadingText
from app.views.template_text import TemplateText, slot_colour

_MOST_TEMPLATES = 3
_MOST_SLOTS = 12
_SLOTS_A_TURN = 4
_MOST_VALUES = 5
_LONGEST = 48
_LONGEST_TITLE = 400


class TextSection(Section):
    """Templates and their slots, or one text; the odd ones out are named."""

    ad_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Text"), parent)
        self.found: DecideText | None = None
        self.text: ReadingText | None = None

    def show_text(self, found: DecideText, own: ShownText | None, *, again: bool = False) -> None:
        """Show the text of a cluster; ``own`` is that of the ad that stands for it.

        ``again`` paints the same answer anew, in other colours.
        """
        if found == self.found and not again:
            return
        self.found, self.text = found, None
        self.tell("")
        if found.template is None:
            self.fill(self._of_one(found, own))
            self._add_foot(found)
            return
        self.fill([])
        templates = found.template.templates[:_MOST_TEMPLATES]
        steps = [step for one in templates for step in self._steps_of(one, found.ads)]
        for step in steps[:1]:
            step()
        self.in_turns([*steps[1:], partial(self._add_foot, found)])

    def _steps_of(self, one: OneTemplate, ads: int) -> Iterator[Callable[[], None]]:
        """Show one template: first its text, then its slots, some at a time."""
        inside = column(gap=6, margin=12)
        yield partial(self._begin_template, inside, one, ads)
        shown = one.slots[:_MOST_SLOTS]
        for first in range(0, len(shown), _SLOTS_A_TURN):
            yield partial(_add_slots, inside, shown[first : first + _SLOTS_A_TURN])
        if len(one.slots) > len(shown):
            yield partial(_add_rest, inside, len(one.slots) - len(shown))

    def _begin_template(self, inside: QBoxLayout, one: OneTemplate, ads: int) -> None:
        told = ngettext("Shared by {n} of {size} ad", "Shared by {n} of {size} ads", ads)
        told = told.format(n=number(one.ads), size=number(ads))
        text = TemplateText()
        text.show_template(one)
        fit(text)
        self.text = self.text or text
        inside.addWidget(label(told, look="caps"))
        inside.addWidget(text)
        self.add(frame("card", inside))

    def _add_foot(self, found: DecideText) -> None:
        """What stands below the texts: how many more there are, and the odd ones out."""
        if found.template is not None:
            more = len(found.template.templates) - _MOST_TEMPLATES
            if more > 0:
                words = ngettext("and {n} more template", "and {n} more templates", more)
                self.add(label(words.format(n=number(more)), look="small"))
            self.add(label(_("Every ad against its template: key Shift+C"), look="small"))
        if found.odd_ads:
            self.add(self._odd(found))

    def _of_one(self, found: DecideText, own: ShownText | None) -> list[QWidget | QLayout]:
        parts: list[QWidget] = []
        if found.ads > 1:
            words = _("These ads share no text from which a template could be made. The first one:")
            parts.append(label(words, look="muted", wrap=True))
        if found.title:
            parts.append(
                selectable(label(short(found.title, _LONGEST_TITLE), look="heading", wrap=True))
            )
        if own is not None and own.text:
            text = ReadingText()
            text.setAccessibleName(_("Text of {ad}").format(ad=f"A{found.ad}"))
            text.show_text(own)
            fit(text)
            self.text = text
            parts.append(text)
        elif not found.title:
            none = _("This ad came without a text; its fields are under Source.")
            parts.append(label(none, look="muted", wrap=True))
        if found.characters > len(found.body):
            more = _("Showing the first {n} of {total} characters.").format(
                n=number(len(found.body)), total=number(found.characters)
            )
            parts.append(label(more, look="small"))
        go = ad_button(found.ad, "", partial(self.ad_wanted.emit, found.ad))
        inside = column(*parts, row(go, None), gap=8, margin=12)
        return [frame("card", inside)]

    def _odd(self, found: DecideText) -> QLayout:
        words = ngettext(
            "{n} ad follows no template:", "{n} ads follow no template:", found.odd_ads
        )
        across = Flow(label(words.format(n=number(found.odd_ads)), look="muted"))
        for one in found.odd:
            across.addWidget(self._odd_ad(one))
        if found.odd_ads > len(found.odd):
            across.addWidget(label("…", look="small"))
        return across

    def _odd_ad(self, one: OddAd) -> QWidget:
        return ad_button(one.ad, one.title, partial(self.ad_wanted.emit, one.ad))

    def span(self) -> tuple[int, int] | None:
        """What is selected in the text of a cluster of one ad, as raw code points."""
        one = self.found is not None and self.found.ads == 1
        return self.text.span() if one and self.text is not None else None

    def forget(self) -> None:
        """Show nothing any more."""
        self.found, self.text = None, None
        self.wait()


def _add_slots(inside: QBoxLayout, slots: Sequence[PartItem]) -> None:
    for slot in slots:
        inside.addLayout(_slot(slot))


def _add_rest(inside: QBoxLayout, more: int) -> None:
    words = ngettext("and {n} more slot", "and {n} more slots", more)
    inside.addWidget(label(words.format(n=number(more)), look="small"))


def _slot(part: PartItem) -> QLayout:
    """A slot's number in the colour of its chip, and its commonest values with their ads."""
    chip = label(f"[{part.slot}]", name=_("Slot {n}").format(n=part.slot))
    colour = slot_colour(part.slot).name()
    chip.setStyleSheet(f"background: {colour}; border-radius: 6px; padding: 1px 6px;")
    told = [_value(*one) for one in part.values[:_MOST_VALUES]]
    more = part.distinct - len(told)
    if more > 0:
        told.append(_("and {n} more").format(n=number(more)))
    # without a mark a line that begins with foreign script would stand at the other side
    right = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    mark = "\u200f" if right else "\u200e"
    words = selectable(label(mark + "  ·  ".join(told), look="small", wrap=True))
    line = row(chip, gap=8)
    line.setAlignment(chip, Qt.AlignmentFlag.AlignTop)
    line.addWidget(words, 1)
    return line


def _value(value: str, ads: int) -> str:
    return f"{isolated(short(value, _LONGEST))} × {number(ads)}"
