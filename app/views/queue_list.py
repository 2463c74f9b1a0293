# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of the queue: how a cluster looks in it, and selecting all that matches."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from app.i18n import _, ngettext
from app.messages.kinds import kind_word
from app.models.lists import dates
from app.models.queue_rows import QueueModel
from app.models.rows import Index
from app.triage import statuses
from app.triage.items import ClusterItem
from app.views import theme
from app.views.card_list import CardList
from app.views.cards import ClusterCard

_DIMMED = 0.45


class QueueCard(ClusterCard):
    """A cluster with why it stands where it does; dimmed while a newer list is read."""

    height = 98
    is_dimmed = False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the card, fainter while it is out of date."""
        painter.save()
        if self.is_dimmed:
            painter.fillRect(option.rect, QColor(theme.current().base))
            painter.setOpacity(_DIMMED)
        super().paint(painter, option, index)
        painter.restore()

    def draw(self, painter: QPainter, option: QStyleOptionViewItem, item: object) -> None:
        """Place the words of a cluster."""
        if not isinstance(item, ClusterItem):
            return
        self._size(painter, option, item.size)
        left = self.pad + 54
        self.line(painter, option, item.words, (left, 10, self.pad), "strong")
        self.line(painter, option, item.why, (left, 31, self.pad))
        where = ", ".join(item.sites[:3])
        when = " · ".join(part for part in (where, dates(item)) if part)
        self.line(painter, option, when, (left, 53, self.pad), "small")
        self.line(painter, option, _known(item), (left, 72, self.pad), "small")


class QueueList(CardList):
    """The list; a whole selection means everything that matches, not rows."""

    def __init__(self, rows: QueueModel, parent: QWidget | None = None) -> None:
        self.card = QueueCard()
        super().__init__(self.card, rows, _("Clusters"), parent)

    def dim(self, is_dimmed: bool) -> None:
        """Show that a newer list is being read, or that it is there."""
        if self.card.is_dimmed != is_dimmed:
            self.card.is_dimmed = is_dimmed
            self.viewport().update()

    @property
    def is_whole(self) -> bool:
        """Whether every row is selected; counted in ranges, never row by row."""
        ranges = self.selectionModel().selection()
        rows = sum(ranges.at(place).height() for place in range(ranges.size()))
        return 0 < self.rows.rowCount() <= rows


def _known(item: ClusterItem) -> str:
    status = "" if item.status == statuses.TO_DO else statuses.word(item.status)
    why = " · ".join(kind_word(kind) for kind in item.reasons)
    tags = ngettext("{n} tag", "{n} tags", item.tags).format(n=item.tags) if item.tags else ""
    return " · ".join(part for part in (item.label, status, why, tags) if part)
