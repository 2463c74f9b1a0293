# SPDX-License-Identifier: GPL-3.0-or-later
"""How a cluster and an ad look as a card."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from app.i18n import _, ngettext
from app.messages.kinds import kind_word
from app.models.lists import dates
from app.triage import statuses
from app.triage.items import AdItem, ClusterItem
from app.views import theme
from app.views.card_list import Card


class ClusterCard(Card):
    """Size, first words, sites and dates, and what the links rest on."""

    height = 78

    def draw(self, painter: QPainter, option: QStyleOptionViewItem, item: object) -> None:
        """Place the words of a cluster."""
        if not isinstance(item, ClusterItem):
            return
        self._size(painter, option, item.size)
        left = self.pad + 54
        self.line(painter, option, item.words, (left, 10, self.pad), "strong")
        where = ", ".join(item.sites[:3])
        when = " · ".join(part for part in (where, dates(item)) if part)
        self.line(painter, option, when, (left, 32, self.pad), "small")
        why = " · ".join(kind_word(kind) for kind in item.reasons)
        status = "" if item.status == statuses.TO_DO else statuses.word(item.status)
        known = [item.label, status, why]
        if item.tags:
            known.append(ngettext("{n} tag", "{n} tags", item.tags).format(n=item.tags))
        self.line(painter, option, " · ".join(p for p in known if p), (left, 52, self.pad), "small")

    def _size(self, painter: QPainter, option: QStyleOptionViewItem, size: int) -> None:
        colours = theme.current()
        rect = option.rect.adjusted(theme.scaled(self.pad), theme.scaled(14), 0, 0)
        rect.setWidth(theme.scaled(42))
        rect.setHeight(theme.scaled(30))
        rect = QStyle.visualRect(option.direction, option.rect, rect)
        painter.setPen(Qt.PenStyle.NoPen)
        alone = size < 2
        painter.setBrush(QColor(colours.line if alone else colours.accent))
        painter.drawRoundedRect(QRectF(rect), 9, 9)
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(colours.text if alone else colours.on_accent))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(size))


class AdCard(Card):
    """Title, first words, and where and when it was posted."""

    height = 78

    def draw(self, painter: QPainter, option: QStyleOptionViewItem, item: object) -> None:
        """Place the words of an ad."""
        if not isinstance(item, AdItem):
            return
        title = item.title or item.words
        self.line(painter, option, title, (self.pad, 10, self.pad), "strong")
        self.line(painter, option, item.words, (self.pad, 31, self.pad))
        known = [item.label, item.site, item.posted_at[:10], item.language.upper()]
        if item.images:
            known.append(ngettext("{n} picture", "{n} pictures", item.images).format(n=item.images))
        if item.tags:
            known.append(ngettext("{n} tag", "{n} tags", item.tags).format(n=item.tags))
        if item.notes:
            known.append(ngettext("{n} note", "{n} notes", item.notes).format(n=item.notes))
        if item.duplicate_of is not None:
            known.append(_("repeat of {ad}").format(ad=f"A{item.duplicate_of}"))
        words = " · ".join(part for part in known if part and part != "?")
        self.line(painter, option, words, (self.pad, 53, self.pad), "small")
