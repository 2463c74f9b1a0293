# SPDX-License-Identifier: GPL-3.0-or-later
"""A layout that sets widgets beside each other and goes on below, in the direction of reading."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem


class Flow(QLayout):
    """Lines of widgets, each as wide as it wants to be; the height follows from the width."""

    def __init__(self, *widgets: QWidget, gap: int = 6, margin: int = 0) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self._smallest: QSize | None = None
        self.setContentsMargins(margin, margin, margin, margin)
        self.setSpacing(gap)
        for widget in widgets:
            self.addWidget(widget)

    def addWidget(self, widget: QWidget) -> None:  # noqa: N802 - Qt's word
        """Add a widget at the end."""
        # items that Qt makes die without a word to Python, and what takes their address is mixed up
        # with them: a later item dies with the earlier one's home
        self.addChildWidget(widget)
        self.addItem(QWidgetItem(widget))

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        """Add one more at the end."""
        self._items.append(item)
        self.invalidate()

    def invalidate(self) -> None:
        """Reckon anew: an item changed. Between two changes Qt asks the same many times over."""
        self._heights.clear()
        self._smallest = None
        super().invalidate()

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """The item at a place, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Take one out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """It takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """The height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Height at this width."""
        if width not in self._heights:
            margins = self.contentsMargins()
            around = margins.top() + margins.bottom()
            inner = width - margins.left() - margins.right()
            self._heights[width] = around + self._place(QRect(0, 0, inner, 0), moving=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        """Place everything."""
        super().setGeometry(rect)
        self._place(rect.marginsRemoved(self.contentsMargins()), moving=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As small as it can be."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802
        """Room for the largest of them."""
        if self._smallest is None:
            size = QSize()
            for item in self._items:
                size = size.expandedTo(item.minimumSize())
            margins = self.contentsMargins()
            around = QSize(margins.left() + margins.right(), margins.top() + margins.bottom())
            self._smallest = size + around
        return self._smallest

    def _place(self, rect: QRect, *, moving: bool) -> int:
        home = self.parentWidget()
        backwards = home is not None and home.isRightToLeft()
        x, y, line = 0, 0, 0
        for item in self._items:
            hint = item.sizeHint()
            width = min(hint.width(), rect.width())
            height = hint.height()
            if item.hasHeightForWidth():  # wrapped words need more room than they hint at
                height = max(height, item.heightForWidth(width))
            if x and x + width > rect.width():
                x, y, line = 0, y + line + self.spacing(), 0
            if moving:
                left = rect.width() - x - width if backwards else x
                place = QPoint(rect.x() + left, rect.y() + y)
                item.setGeometry(QRect(place, QSize(width, height)))
            x += width + self.spacing()
            line = max(line, height)
        return y + line
