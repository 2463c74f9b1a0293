# SPDX-License-Identifier: GPL-3.0-or-later
"""Two texts side by side: what differs is coloured, underlined and marked at the edge."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from app.i18n import _, ngettext
from app.triage.compared import Comparison
from app.triage.compared_text import Mark, Sheet, Sheets
from app.triage.shown_text import ShownText, compose
from app.views import theme
from app.views.layouts import button, column, frame, row
from app.views.plain_text import label, tip
from app.views.reading import ReadingText

_EDGE = 7
Line = QTextCharFormat.UnderlineStyle


class ComparedText(ReadingText):
    """One side; tells how far it was scrolled, and shows where changes are."""

    scrolled = Signal()

    def __init__(self, colour: str, line: Line, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = colour
        self._line = line
        self._spans: list[tuple[int, int]] = []
        self._anchors: list[int] = []
        self._edge = Edge(self)
        self.verticalScrollBar().valueChanged.connect(self._moved)
        self._edge_margin()

    def _edge_margin(self) -> None:
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        gap = _EDGE + 5
        self.setViewportMargins(0 if rtl else gap, 0, gap if rtl else 0, 0)
        area = self.contentsRect()
        left = area.right() - _EDGE if rtl else area.left()
        self._edge.setGeometry(QRect(left, area.top(), _EDGE, area.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's word
        """The edge is as high as the text."""
        super().resizeEvent(event)
        self._edge_margin()

    def _moved(self) -> None:
        self._edge.update()
        self.scrolled.emit()

    def show_sheet(self, sheet: Sheet) -> None:
        """Show a text with its changes."""
        shown = compose(sheet.text, sheet.mentions)
        self.show_text(shown)
        self._anchors = [shown.places[place] for place in sheet.anchors]
        self._spans = [_span(shown, mark) for mark in sheet.marks]
        style = QTextCharFormat()
        style.setBackground(QColor(getattr(theme.current(), self._colour)))
        style.setForeground(QColor(theme.current().text))
        style.setUnderlineStyle(self._line)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for start, end in self._spans:
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(style)
        cursor.endEditBlock()
        self._edge.update()

    def go_to_change(self, number: int) -> None:
        """Bring a change into view and frame it."""
        start, end = self._spans[number]
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        here = QTextEdit.ExtraSelection()
        here.cursor = cursor
        style = QTextCharFormat()
        style.setBackground(QColor(theme.current().accent))
        style.setForeground(QColor(theme.current().on_accent))
        here.format = style
        self.setExtraSelections([here])

    def words_of_change(self, number: int) -> str:
        """The text of a change."""
        start, end = self._spans[number]
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return " ".join(cursor.selectedText().split())

    def top(self) -> tuple[int, int]:
        """The piece at the top of the view, and how many characters into it."""
        place = self.cursorForPosition(QPoint(4, 4)).position()
        piece = max(bisect_right(self._anchors, place) - 1, 0)
        return piece, place - (self._anchors[piece] if self._anchors else 0)

    def go_to_top(self, piece: int, into: int) -> None:
        """Scroll so that a piece stands at the top."""
        if not self._anchors:
            return
        ends = [*self._anchors[1:], self.document().characterCount() - 1]
        piece = min(piece, len(self._anchors) - 1)
        cursor = QTextCursor(self.document())
        cursor.setPosition(max(min(self._anchors[piece] + into, ends[piece]), 0))
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect(cursor).top())

    def changed_lines(self) -> list[tuple[int, int]]:
        """Top and height of the visible changes, in pixels of the view."""
        height = self.viewport().height()
        first = self.cursorForPosition(QPoint(4, 0)).position()
        last = self.cursorForPosition(QPoint(self.viewport().width() - 4, height)).position()
        found = []
        cursor = QTextCursor(self.document())
        for start, end in self._spans:
            if end >= first and start <= last:
                cursor.setPosition(start)
                top = self.cursorRect(cursor)
                cursor.setPosition(end)
                bottom = self.cursorRect(cursor)
                found.append((top.top(), bottom.bottom() - top.top()))
        return found


class Edge(QWidget):
    """The strip beside a text: a bar where something differs."""

    def __init__(self, text: ComparedText) -> None:
        super().__init__(text)
        self._text = text

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's word
        """One bar a change."""
        painter = QPainter(self)
        for top, height in self._text.changed_lines():
            painter.fillRect(0, top, self.width(), height, QColor(theme.current().accent))
        painter.end()


class TextsPage(QFrame):
    """Both sides, scrolled together, and the way from change to change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "pane")
        self.left = ComparedText("only_left", Line.SingleUnderline)
        self.right = ComparedText("only_right", Line.DashUnderline)
        self._names = label("", look="heading"), label("", look="heading")
        self._told = label("", look="small", wrap=True)
        self._place = label("", look="small")
        self.before = button(_("Previous change"), self.step_back, look="small")
        self.after = button(_("Next change"), self.step_on, look="small")
        tip(self.before, "Shift+F7")
        tip(self.after, "F7")
        self._change = -1
        self._changes = 0
        self._leading = False
        self.left.scrolled.connect(self._left_moved)
        self.right.scrolled.connect(self._right_moved)
        sides = row(gap=1)
        for name, text in zip(self._names, (self.left, self.right), strict=True):
            inside = column(name, text, gap=6)
            inside.setContentsMargins(12, 10, 6, 6)
            sides.addWidget(frame("pane", inside), 1)
        foot = row(self._told, self._place, self.before, self.after, gap=8, margin=10)
        foot.setStretch(0, 1)
        parts = column(sides, frame("foot", foot), gap=0)
        parts.setStretch(0, 1)
        self.setLayout(parts)

    def show_comparison(self, found: Comparison, both: Sheets) -> None:
        """Show both texts."""
        for side, name, text, sheet in zip(
            (found.left, found.right),
            self._names,
            (self.left, self.right),
            (both.left, both.right),
            strict=True,
        ):
            name.setText(side.label)
            text.setAccessibleName(_("Text of {ad}").format(ad=side.label))
            text.show_sheet(sheet)
        self._changes, self._change = both.changes, -1
        self._told.setText(_told(found, both.left_out))
        for step in (self.before, self.after):
            step.setEnabled(both.changes > 0)
        self._tell_place()

    def _tell_place(self) -> None:
        n, total = self._change + 1, self._changes
        if n:
            words = _("Change {n} of {total}").format(n=n, total=total)
        else:
            words = ngettext("{n} change", "{n} changes", total).format(n=total)
        self._place.setText(words)
        said = self.words_of_change() if n else ("", "")
        self._place.setAccessibleDescription(" – ".join(said))

    def words_of_change(self) -> tuple[str, str]:
        """What both sides say where they differ, at the change looked at."""
        return self.left.words_of_change(self._change), self.right.words_of_change(self._change)

    def step_on(self) -> None:
        """Go to the next change."""
        self._step(1)

    def step_back(self) -> None:
        """Go to the change before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if not self._changes:
            return
        at = self._change + by if self._change >= 0 else (0 if by > 0 else -1)
        self._change = at % self._changes
        self._leading = True
        self.left.go_to_change(self._change)
        self.right.go_to_change(self._change)
        self._leading = False
        self._tell_place()

    def _left_moved(self) -> None:
        self._follow(self.left, self.right)

    def _right_moved(self) -> None:
        self._follow(self.right, self.left)

    def _follow(self, moved: ComparedText, other: ComparedText) -> None:
        if self._leading:
            return
        self._leading = True
        bar, target = moved.verticalScrollBar(), other.verticalScrollBar()
        if bar.value() in (bar.minimum(), bar.maximum()):
            target.setValue(target.minimum() if bar.value() == bar.minimum() else target.maximum())
        else:
            other.go_to_top(*moved.top())
        self._leading = False


def _span(shown: ShownText, mark: Mark) -> tuple[int, int]:
    return shown.places[mark.start], shown.places[mark.end]


def _told(found: Comparison, left_out: int) -> str:
    left, right, same = found.words
    if not (left or right):
        return _("Neither ad has a text.")
    words = _("Words that are the same: {same}, of {a} and {b}.").format(same=same, a=left, b=right)
    if left_out:
        words += " " + _("The end is not shown: the texts are very long.")
    return words
