# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of an ad, a long one in parts with a way to the part before and after."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.i18n import _, number
from app.triage.items import MentionItem
from app.triage.text_parts import TextPart, compose_part, part_at, part_before
from app.views.layouts import button, column, row
from app.views.plain_text import label
from app.views.reading import ReadingText


class AdText(QWidget):
    """A ``ReadingText``, and below it which part of the text it shows where that is not all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ReadingText()
        self.before = button(_("Earlier part"), self.show_before, look="small")
        self.after = button(_("Later part"), self.show_after, look="small")
        self.told = label("", look="small")
        self._foot = QWidget()
        self._foot.setLayout(row(self.told, None, self.before, self.after, gap=6))
        self._foot.hide()
        self.setLayout(column(self.text, self._foot, gap=4))
        self._body = ""
        self._mentions: Sequence[MentionItem] = ()
        self._part = TextPart(0, 0, 0)

    def show_body(self, body: str, mentions: Sequence[MentionItem]) -> None:
        """Show a text from its beginning; the same one stays at its part."""
        at = self._part.start if body == self._body else 0
        self._body, self._mentions = body, mentions
        self._show(part_at(body, at))

    def show_before(self) -> None:
        """Go to the part before."""
        self._show(part_before(self._body, self._part))

    def show_after(self) -> None:
        """Go to the part after."""
        self._show(part_at(self._body, self._part.end))

    def _show(self, part: TextPart) -> None:
        self._part = part
        self.text.show_text(compose_part(self._body, part, self._mentions))
        self._foot.setVisible(part.end - part.start < part.total)
        self.before.setEnabled(part.start > 0)
        self.after.setEnabled(part.end < part.total)
        self.told.setText(
            _("Characters {first} to {last} of {total}").format(
                first=number(part.start + 1), last=number(part.end), total=number(part.total)
            )
        )

    def show_place(self, start: int, end: int) -> None:
        """Go to the part that holds these code points and set them off."""
        if not self._part.start <= start < self._part.end:
            self._show(part_at(self._body, start))
        first = self._part.start
        self.text.show_place(start - first, min(end, self._part.end) - first)

    def span(self) -> tuple[int, int] | None:
        """The selected code points of the whole text, or None."""
        span, first = self.text.span(), self._part.start
        return None if span is None else (span[0] + first, span[1] + first)

    def clear(self) -> None:
        """Show and keep nothing."""
        self._body, self._mentions = "", ()
        self._part = TextPart(0, 0, 0)
        self._foot.hide()
        self.text.clear()
