# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of cards of one height over a row model; its size does not matter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.models.rows import ROW_ROLE, Index, RowModel
from app.views import theme

_SEARCHED = 500
"""Rows up to which letters typed in a list go to the row that begins with them."""

MOST_PAINTED = 400
"""Characters of a line that are laid out; a row has room for fewer."""


class Card(QStyledItemDelegate):
    """Paints one card; sub-classes place the words."""

    height = 72
    pad = 14

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802
        """All cards are of one height."""
        return QSize(120, theme.scaled(self.height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Background, rule, words."""
        colours = theme.current()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect
        if chosen or over:
            painter.fillRect(rect, QColor(colours.tint if chosen else colours.hover))
        if chosen:
            edge = rect.adjusted(0, 0, 0, 0)
            edge.setWidth(3)
            edge = QStyle.visualRect(option.direction, rect, edge)
            painter.fillRect(edge, QColor(colours.accent))
        painter.setPen(QColor(colours.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        item = index.data(ROW_ROLE)
        if item is None:
            painter.setPen(QColor(colours.faint))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "…")
        else:
            self.draw(painter, option, item)
        painter.restore()

    def draw(self, painter: QPainter, option: QStyleOptionViewItem, item: object) -> None:
        """Place the words of one row."""
        self.line(painter, option, str(item), (self.pad, 10, self.pad))

    def line(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        text: str,
        place: tuple[int, int, int],
        look: str = "",
    ) -> None:
        """One line of words at (left, top, right) inside the card, shortened to fit."""
        left, top, right = place
        font = QFont(option.font)
        colours = theme.current()
        if look == "strong":
            font.setWeight(QFont.Weight.DemiBold)
        if look in ("small", "end"):
            font.setPointSizeF(max(7.0, font.pointSizeF() * 0.9))
        painter.setFont(font)
        painter.setPen(QColor(colours.muted if look in ("small", "end") else colours.text))
        metrics = painter.fontMetrics()
        rect = option.rect.adjusted(theme.scaled(left), theme.scaled(top), -theme.scaled(right), 0)
        rect.setHeight(metrics.height())
        rect = QStyle.visualRect(option.direction, option.rect, rect)
        side = Qt.AlignmentFlag.AlignRight if look == "end" else Qt.AlignmentFlag.AlignLeft
        # Qt lays out all of it before it looks what fits
        text = text if len(text) <= MOST_PAINTED else f"{text[:MOST_PAINTED]}…"
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, QStyle.visualAlignment(option.direction, side), shown)


class CardList(QTableView):
    """The list; tells which row is current and which few are selected."""

    stepped = Signal(int)
    """Another row became current."""
    read_on = Signal(int)
    """The page beside the list is to go on by a screen, or (-1) back."""
    walked = Signal()
    """The person went to another row: by key, by pointer or by an act, not the list by itself."""
    dragged = Signal()
    """The selected rows are being dragged out; ``rows.draggable`` allows it."""

    def __init__(
        self, card: Card, rows: RowModel[Any], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.rows = rows
        self.setModel(rows)
        card.setParent(self)
        self.setItemDelegate(card)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setDragEnabled(True)
        self.setMouseTracking(True)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._card = card
        self._fit()

    def _fit(self) -> None:
        height = theme.scaled(self._card.height)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalScrollBar().setSingleStep(height // 3)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's word
        """Cards grow with the words."""
        super().changeEvent(event)
        grown = event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if grown and hasattr(self, "_card"):  # Qt changes a list's style before it is made
            self._fit()

    def keyboardSearch(self, letters: str) -> None:  # noqa: N802 - Qt's word
        """Letters find a row of a short list; of a long one Qt would read every row for each."""
        if self.rows.rowCount() <= _SEARCHED:
            super().keyboardSearch(letters)

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        """Tell which row is current."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.stepped.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Home and End go to the first and last row; Space reads on in what stands beside."""
        before = self.currentIndex().row()
        self._pressed(event)
        self._tell_walk(before)

    def _pressed(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = held == Qt.KeyboardModifier.ShiftModifier
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.rows.rowCount() - 1}
        if event.key() in ends and held == Qt.KeyboardModifier.NoModifier:
            self.go(ends[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Space and (shift or not held):
            self.read_on.emit(-1 if shift else 1)
        else:
            super().keyPressEvent(event)

    def startDrag(self, _actions: Qt.DropAction) -> None:  # noqa: N802
        """Tell that rows are dragged; Qt would ask the model for every one of them."""
        self.dragged.emit()

    def selected(self, most: int = 3) -> list[int]:
        """The first selected rows; never all of a long selection."""
        rows: list[int] = []
        selection = self.selectionModel().selection()
        for part in (selection.at(i) for i in range(min(selection.size(), most))):
            rows.extend(range(part.top(), min(part.bottom(), part.top() + most) + 1))
        return sorted(set(rows))[:most]

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go to the row that was pressed."""
        before = self.currentIndex().row()
        super().mousePressEvent(event)
        self._tell_walk(before)

    def _tell_walk(self, before: int) -> None:
        if self.currentIndex().row() != before:
            self.walked.emit()

    def step(self, by: int) -> None:
        """Go some rows down (or up) from the current one."""
        before = self.currentIndex().row()
        if self.rows.rowCount():
            self.go(min(max(before + by, 0), self.rows.rowCount() - 1))
        self._tell_walk(before)

    def go(self, wanted: int) -> None:
        """Make a row current."""
        if 0 <= wanted < self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(wanted, 0))

    def choose(self, wanted: Sequence[int]) -> None:
        """Select these few rows; the current row stays."""
        if len(wanted) < 2 or not all(0 <= one < self.rows.rowCount() for one in wanted):
            return
        how = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for one in wanted:
            self.selectionModel().select(self.rows.index(one, 0), how)

    def selected_ids(self, most: int = 3) -> list[int]:
        """The ids of the first selected rows."""
        return [self.rows.id_at(row) for row in self.selected(most)]
