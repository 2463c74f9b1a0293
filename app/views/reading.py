# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of an ad: read-only, plain, mentions highlighted, direction by paragraph."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget

from app.i18n import _
from app.triage.shown_text import ShownText
from app.views import theme


class ReadingText(QTextEdit):
    """Shows a text letter by letter; nothing in it is ever loaded or followed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setProperty("look", "reading")
        self.setAccessibleName(_("Text of the ad"))
        keys = Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(keys | Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setTabChangesFocus(True)
        self._use_font()
        self.document().setDocumentMargin(2)
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)
        self._shown: ShownText | None = None

    def _use_font(self) -> None:
        font = QApplication.font()
        font.setPointSizeF(font.pointSizeF() * 1.1)
        self.document().setDefaultFont(font)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's word
        """The text grows with the words of the window."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._use_font()

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:  # noqa: N802 - Qt's word
        """Nothing is loaded: a picture of one dot stops Qt from looking for a file."""
        return QImage(1, 1, QImage.Format.Format_RGB32)

    def show_text(self, shown: ShownText) -> None:
        """Show a text with its mentions highlighted."""
        self._shown = shown
        self.setExtraSelections([])
        self.setPlainText(shown.text)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()  # laid out once, not once for each mention
        cursor.select(QTextCursor.SelectionType.Document)
        spacing = QTextBlockFormat()
        spacing.setLineHeight(138, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(spacing)
        for spot in shown.spots:
            style = QTextCharFormat()
            style.setBackground(theme.mark_colour(spot.mention.kind))
            style.setForeground(QColor(theme.current().text))
            cursor.setPosition(spot.start)
            cursor.setPosition(spot.end, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(style)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def show_place(self, start: int, end: int) -> None:
        """Scroll to raw code points and set them off; what is selected stays selected."""
        shown = self._shown
        if shown is None or not 0 <= start < end < len(shown.places):
            return
        place = QTextEdit.ExtraSelection()
        place.cursor = QTextCursor(self.document())
        place.cursor.setPosition(shown.places[end])
        self._bring_into_view(place.cursor)
        place.cursor.setPosition(shown.places[start])
        self._bring_into_view(place.cursor)
        keep = QTextCursor.MoveMode.KeepAnchor
        place.cursor.setPosition(shown.places[end], keep)
        place.format = place_format()
        self.setExtraSelections([place])

    def _bring_into_view(self, cursor: QTextCursor) -> None:
        bar, rect = self.verticalScrollBar(), self.cursorRect(cursor)
        room = self.viewport().rect()
        if rect.top() < room.top() or rect.bottom() > room.bottom():
            bar.setValue(bar.value() + rect.center().y() - room.center().y())

    def span(self) -> tuple[int, int] | None:
        """The selected part as raw code points, or None."""
        cursor = self.textCursor()
        if self._shown is None or not cursor.hasSelection():
            return None
        start = self._shown.raw(cursor.selectionStart())
        return start, max(start + 1, self._shown.raw(cursor.selectionEnd()))


def place_format() -> QTextCharFormat:
    """How words that a rule rests on are set off: by a line too, not by colour alone."""
    colours = theme.current()
    style = QTextCharFormat()
    style.setBackground(QColor(colours.accent))
    style.setForeground(QColor(colours.on_accent))
    style.setFontUnderline(True)
    return style
