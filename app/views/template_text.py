# SPDX-License-Identifier: GPL-3.0-or-later
"""One aligned text of a template; pointing at a chip tells its values, clicking chooses it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QMouseEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QWidget

from app.i18n import _, ngettext, number
from app.triage.short_text import short
from app.triage.shown_text import ShownText
from app.triage.template_items import OneTemplate, PartItem
from app.triage.template_text import SlotSpot, compose, isolated
from app.views import theme
from app.views.plain_text import escaped, tip_at
from app.views.reading import ReadingText

_KINDS = ("phone", "email", "url", "price")
"""Colours of the theme that slots take in turn; brackets and number tell them apart as well."""
_VALUES_IN_TIP = 8
_CHARACTERS_IN_TIP = 61


class TemplateText(ReadingText):
    """Constants plain, slots as chips."""

    slot_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Text that the ads share"))
        self._spots: tuple[SlotSpot, ...] = ()
        self._slots: dict[int, PartItem] = {}
        self._chosen = 0

    def show_template(self, template: OneTemplate | None) -> None:
        """Show a template, or nothing."""
        self._slots = {} if template is None else {part.slot: part for part in template.slots}
        self._chosen = 0
        text, self._spots = ("", ()) if template is None else compose(template)
        self.show_text(ShownText(text, (), array("q")))
        self._paint(self._spots)

    def choose(self, slot: int) -> None:
        """Underline the chip of a slot and bring it in sight."""
        before, self._chosen = self._chosen, slot
        self._paint([spot for spot in self._spots if spot.slot in (before, slot)])
        for spot in self._spots:
            if spot.slot == slot:
                cursor = QTextCursor(self.document())
                cursor.setPosition(spot.start)
                self.setTextCursor(cursor)
                self.ensureCursorVisible()

    def _paint(self, spots: Sequence[SlotSpot]) -> None:
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()  # laid out once, not once for each chip
        for spot in spots:
            style = QTextCharFormat()
            style.setBackground(slot_colour(spot.slot))
            style.setForeground(QColor(theme.current().text))
            style.setFontWeight(QFont.Weight.DemiBold)
            style.setFontUnderline(spot.slot == self._chosen)
            cursor.setPosition(spot.start)
            cursor.setPosition(spot.end, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(style)
        cursor.endEditBlock()

    def slot_at(self, place: int) -> int:
        """The slot whose chip stands at a place of the text, or 0."""
        return next((s.slot for s in self._spots if s.start <= place < s.end), 0)

    def told_at(self, place: int) -> str:
        """What the tooltip of a place says: the values of a chip, mark-up in them escaped."""
        slot = self.slot_at(place)
        words = values_told(self._slots[slot]) if slot else ""
        return escaped(words).replace("\n", "<br>")

    def event(self, event: QEvent) -> bool:
        """Tell the values of the chip under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.cursorForPosition(self.viewport().mapFrom(self, event.pos())).position()
            tip_at(event.globalPos(), self.told_at(place), self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's word
        """A click on a chip chooses its slot."""
        super().mouseReleaseEvent(event)
        slot = self.slot_at(self.cursorForPosition(event.position().toPoint()).position())
        if slot and event.button() == Qt.MouseButton.LeftButton:
            self.slot_chosen.emit(slot)


def slot_colour(slot: int) -> QColor:
    """The background of a slot's chip."""
    return theme.mark_colour(_KINDS[(slot - 1) % len(_KINDS)])


def values_told(part: PartItem) -> str:
    """The most frequent values of a slot, one a line, with their ads."""
    lines = [
        f"{ngettext('{n} ad', '{n} ads', ads).format(n=number(ads))} – "
        f"{isolated(short(value, _CHARACTERS_IN_TIP))}"
        for value, ads in part.values[:_VALUES_IN_TIP]
    ]
    more = part.distinct - len(lines)
    if more > 0:
        lines.append(_("and {n} more").format(n=number(more)))
    return "\n".join(lines)
