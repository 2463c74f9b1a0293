# SPDX-License-Identifier: GPL-3.0-or-later
"""What the clusters of the queue have in common, with counts; a tick asks for a value."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QWidget,
)

from app.i18n import _, number
from app.triage.expressions import Term
from app.triage.queue_items import FacetItem, FacetValue
from app.views import theme
from app.views.plain_text import escaped

_VALUE = Qt.ItemDataRole.UserRole + 1
_ARROW = 14
_OPEN_AT_FIRST = ("status", "site", "place")


class FacetTree(QTreeWidget):
    """Facets and their values; Space or Enter asks for one, the minus key excludes it."""

    toggled = Signal(object)
    """A term to be put into the filter, or taken out of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "facets")
        self.setAccessibleName(_("Facets"))
        self.setAccessibleDescription(
            _("Space asks for a value, the minus key excludes it; counts follow the filter")
        )
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(18)
        self.setRootIsDecorated(False)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemChanged.connect(self._ticked)
        self.open_keys = set(_OPEN_AT_FIRST)
        self.itemExpanded.connect(self._opened)
        self.itemCollapsed.connect(self._closed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's word
        """It may be made low."""
        return QSize(120, 90)

    def show_facets(self, facets: Sequence[FacetItem], terms: Collection[Term]) -> None:
        """Show counts; the row looked at and what was open stay."""
        here = self._here()
        self.blockSignals(True)
        # not clear(): it frees items that Python still holds, and the program may die of it
        self.invisibleRootItem().takeChildren()
        for facet in facets:
            self._add(facet, terms)
        self._go(here)
        self.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's word
        """Enter ticks like Space; the minus key excludes."""
        value = self._value(self.currentItem())
        if value is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggled.emit(Term(value.key, value.value))
        elif value is not None and event.text() == "-":
            self.toggled.emit(Term(value.key, value.value, excluded=True))
        else:
            super().keyPressEvent(event)

    def _add(self, facet: FacetItem, terms: Collection[Term]) -> None:
        if not facet.values:
            return
        head = QTreeWidgetItem([facet.title, number(facet.of)])
        head.setData(0, _VALUE, facet.key)
        head.setTextAlignment(1, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        font = head.font(0)
        font.setBold(True)
        head.setFont(0, font)
        self.addTopLevelItem(head)
        for value in facet.values:
            head.addChild(_line(value, terms))
        if facet.of > len(facet.values):
            words = _("showing {shown} of {n}")
            told = words.format(shown=number(len(facet.values)), n=number(facet.of))
            more = QTreeWidgetItem([told, ""])
            more.setFlags(Qt.ItemFlag.ItemIsEnabled)
            head.addChild(more)
        head.setExpanded(facet.key in self.open_keys)
        head.setIcon(0, _arrow(self, is_open=facet.key in self.open_keys))

    def _ticked(self, item: QTreeWidgetItem, _column: int) -> None:
        value = self._value(item)
        if value is not None:
            is_asked = item.checkState(0) == Qt.CheckState.Checked
            excluded = not is_asked and bool(item.data(0, _VALUE + 1))
            self.toggled.emit(Term(value.key, value.value, excluded=excluded))

    def _opened(self, item: QTreeWidgetItem) -> None:
        self.open_keys.add(str(item.data(0, _VALUE)))
        item.setIcon(0, _arrow(self, is_open=True))

    def _closed(self, item: QTreeWidgetItem) -> None:
        self.open_keys.discard(str(item.data(0, _VALUE)))
        item.setIcon(0, _arrow(self, is_open=False))

    def _here(self) -> object:
        item = self.currentItem()
        return None if item is None else item.data(0, _VALUE)

    def _go(self, wanted: object) -> None:
        found = QTreeWidgetItemIterator(self)
        while wanted is not None and (item := found.value()) is not None:
            if _same(item.data(0, _VALUE), wanted):
                self.setCurrentItem(item)
                return
            found += 1

    def _value(self, item: QTreeWidgetItem | None) -> FacetValue | None:
        value = None if item is None else item.data(0, _VALUE)
        return value if isinstance(value, FacetValue) else None


def _line(value: FacetValue, terms: Collection[Term]) -> QTreeWidgetItem:
    is_asked = Term(value.key, value.value) in terms
    is_excluded = Term(value.key, value.value, excluded=True) in terms
    shown = _("not {value}").format(value=value.shown) if is_excluded else value.shown
    item = QTreeWidgetItem([shown, number(value.count)])
    item.setData(0, _VALUE, value)
    item.setData(0, _VALUE + 1, is_excluded)
    item.setData(0, Qt.ItemDataRole.ToolTipRole, escaped(value.shown))
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    state = Qt.CheckState.PartiallyChecked if is_excluded else Qt.CheckState.Unchecked
    item.setCheckState(0, Qt.CheckState.Checked if is_asked else state)
    return item


def _arrow(tree: QWidget, *, is_open: bool) -> QIcon:
    """Down where a facet is open, else in the direction of reading."""
    picture = QPixmap(2 * _ARROW, 2 * _ARROW)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.current().muted), 1.6))
    painter.translate(_ARROW / 2, _ARROW / 2)
    if not is_open:
        painter.rotate(90 if tree.isRightToLeft() else -90)
    painter.drawPolyline([QPointF(-4, -2), QPointF(0, 2), QPointF(4, -2)])
    painter.end()
    return QIcon(picture)


def _same(one: object, other: object) -> bool:
    if isinstance(one, FacetValue) and isinstance(other, FacetValue):
        return (one.key, one.value) == (other.key, other.value)
    return one == other
