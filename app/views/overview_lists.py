# SPDX-License-Identifier: GPL-3.0-or-later
"""What the map and the link graph paint, as lists for screen readers and keys; a legend."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy, QStyle, QWidget

from app.i18n import _, ngettext, number
from app.triage.overview_items import GraphItem, MapItem, TimelineItem, UnplacedItem
from app.views import theme
from app.views.drawn import ENTER, group_colours
from app.views.layouts import button, column, row
from app.views.left_out import first_of
from app.views.overview_map import place_words
from app.views.plain_text import label

_KEY = Qt.ItemDataRole.UserRole
_AD = Qt.ItemDataRole.UserRole + 1
_MOST = 1_000
_SQUARE, _GAP = 10, 6
_NAME_WIDTH = 130
TOLD_APART = 6
"""Values of a split that have a group of their own, by the store's own measure."""


class PlaceList(QWidget):
    """Places, those with most ads first; or what is known of ads that name none."""

    cell_chosen = Signal(str)
    ad_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = label("", look="small", wrap=True)
        self._back = button(_("Back to the places"), self._show_places, look="quiet")
        self.list = QListWidget()
        self.list.setAccessibleName(_("Places"))
        self.list.setUniformItemSizes(True)
        self.list.itemActivated.connect(self._wanted)
        self._item = MapItem((), 0, 0, (), has_countries=True)
        self._cell = ""
        inside = column(row(self._title, self._back, gap=6), self.list, gap=4, margin=6)
        inside.setStretch(1, 1)
        self.setLayout(inside)
        self._back.hide()

    def show_item(self, item: MapItem, cell: str) -> None:
        """Show places and which is chosen."""
        self._item, self._cell = item, cell
        self._show_places()

    def _show_places(self) -> None:
        self._back.hide()
        self.list.clear()
        places = self._item.places
        for place in places[:_MOST]:
            self._add(place_words(place), place.cell)
        for name, ads in self._item.unlisted[:_MOST]:
            count = ngettext("{n} ad", "{n} ads", ads).format(n=number(ads))
            words = _("{place}: {ads}, not in the list of towns").format(place=name, ads=count)
            self._add(words, "")
        words = _(
            "Towns that ads name, each drawn within some 25 km and never at an address. An ad that "
            "names several towns counts in each."
        )
        if len(places) > _MOST:
            words += " " + first_of(_MOST, len(places))
        self._title.setText(words)

    def _add(self, words: str, cell: str) -> None:
        entry = QListWidgetItem(words)
        entry.setData(_KEY, cell)
        self.list.addItem(entry)
        if cell and cell == self._cell:
            self.list.setCurrentItem(entry)

    def show_unplaced(self, item: UnplacedItem) -> None:
        """Show what the place field of ads says that name no place that is known."""
        self.list.clear()
        self._back.show()
        ads = ngettext("{n} ad names no place.", "{n} ads name no place.", item.ads)
        told = [ads.format(n=number(item.ads))]
        if item.read < item.ads:
            words = _("Read from the first {read} of {n} ads.")
            told.append(words.format(read=number(item.read), n=number(item.ads)))
        told.append(
            _("What their place field says:") if item.words else _("Their place field is empty.")
        )
        self._title.setText(" ".join(told))
        for said, n in item.words:
            count = ngettext("{n} ad", "{n} ads", n).format(n=number(n))
            self._add(f"\u2068{said}\u2069: {count}", "")
        for ad in item.examples:
            self._add(_("Go to {ad}").format(ad=f"A{ad}"), "")
            self.list.item(self.list.count() - 1).setData(_AD, ad)

    def _wanted(self, entry: QListWidgetItem) -> None:
        ad = entry.data(_AD)
        if isinstance(ad, int):
            self.ad_wanted.emit(ad)
            return
        cell = str(entry.data(_KEY) or "")
        if cell:
            self.cell_chosen.emit("" if cell == self._cell else cell)


class LinkList(QListWidget):
    """Nodes of the link graph. Space chooses, Enter puts in the middle, plus opens out."""

    spoken_of = Signal(str)
    node_chosen = Signal(str)
    node_opened = Signal(str)
    more_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Links"))
        self._node = ""
        self.currentItemChanged.connect(self._went)

    def show_item(self, item: GraphItem, node: str) -> None:
        """Show nodes and which is chosen; keys speak of the same one as before."""
        at = self.key()
        self._node = node
        was = self.blockSignals(True)
        self.clear()
        for one in item.nodes:
            entry = QListWidgetItem(one.told)
            entry.setData(_KEY, one.key)
            self.addItem(entry)
        self.blockSignals(was)
        self.go_to(at or item.center)

    def key(self) -> str:
        """The node that keys speak of."""
        place = self.currentRow()
        return str(self.item(place).data(_KEY)) if place >= 0 else ""

    def go_to(self, key: str) -> None:
        """Let keys speak of a node; nobody is told."""
        was = self.blockSignals(True)
        for place in range(self.count()):
            if self.item(place).data(_KEY) == key:
                self.setCurrentRow(place)
        self.blockSignals(was)

    def _went(self, *_entries: object) -> None:
        if self.key():
            self.spoken_of.emit(self.key())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's word
        """Space, Enter, plus and Escape; the rest as in any list."""
        key, node = Qt.Key(event.key()), self.key()
        is_group = node.startswith("+")
        if (node and key == Qt.Key.Key_Plus) or (is_group and key in (Qt.Key.Key_Space, *ENTER)):
            self.more_wanted.emit(node)
        elif node and key == Qt.Key.Key_Space:
            self.node_chosen.emit("" if node == self._node else node)
        elif node and key in ENTER:
            self.node_opened.emit(node)
        elif key == Qt.Key.Key_Escape and self._node:
            self.node_chosen.emit("")
        else:
            super().keyPressEvent(event)


def _rest_words(item: TimelineItem) -> str:
    """What is in no group of its own: where every value has one, the ads without a value."""
    if len(item.groups) > TOLD_APART:
        return _("others or unknown")
    return _("site unknown") if item.split == "site" else _("language unknown")


class Legend(QWidget):
    """Colours of the bars with their names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._names: list[str] = []

    def show_item(self, item: TimelineItem) -> None:
        """Name the groups of a timeline."""
        none = _rest_words(item)
        used = [any(one.counts[n] for one in item.bins) for n in range(len(item.groups))]
        self._names = [] if len(item.groups) < 2 else [name or none for name in item.groups]
        self._names = [
            name if is_used else "" for name, is_used in zip(self._names, used, strict=False)
        ]
        self.setAccessibleName(", ".join(filter(None, self._names)))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's word
        """One line."""
        return QSize(320, self.fontMetrics().height() + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """A square and a name for each group that fits."""
        painter = QPainter(self)
        at = 0
        for name, colour in zip(self._names, group_colours(len(self._names) or 1), strict=False):
            if not name:
                continue
            metrics = self.fontMetrics()
            words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, _NAME_WIDTH)
            wide = metrics.horizontalAdvance(words) + 2
            if at + _SQUARE + _GAP + wide > self.width():
                break
            top = (self.height() - _SQUARE) // 2
            painter.fillRect(self._placed(QRect(at, top, _SQUARE, _SQUARE)), QColor(colour))
            painter.setPen(QColor(theme.current().muted))
            spot = self._placed(QRect(at + _SQUARE + _GAP, 0, wide, self.height()))
            painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), words)
            at += _SQUARE + 2 * _GAP + wide + _GAP
        painter.end()

    def _placed(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rect)
