# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of an ad as cards: each time it was seen, and what was new then."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.i18n import _, ngettext, number
from app.triage import sighting_words
from app.triage.items import AdDetail, ChangeItem, SightingItem
from app.views.layouts import column, frame, row
from app.views.plain_text import label, selectable


def cards(ad: AdDetail) -> list[Callable[[], QWidget]]:
    """A heading and a card for each time the ad was seen; nothing where it was seen once."""
    if not ad.sightings:
        return []
    heading = sighting_words.times_seen(ad.times_seen)
    if len(ad.sightings) < ad.times_seen:
        heading += " · " + _("the newest {n} are shown").format(n=number(len(ad.sightings)))
    made: list[Callable[[], QWidget]] = [partial(label, heading, look="heading", wrap=True)]
    return made + [partial(_card, one) for one in ad.sightings]


def _card(item: SightingItem) -> QWidget:
    when = label(item.when or _("without a date"), look="heading")
    head = row(when, gap=10)
    if item.n == 1:
        head.addWidget(label(_("the ad as shown above"), look="chip"))
    head.addStretch(1)
    where = label(sighting_words.sentence(item), look="small", wrap=True)
    parts: list[QWidget] = [where]
    if item.changes:
        parts.append(_changes(item))
    elif not item.is_oldest and not item.pictures:
        parts.append(label(_("Nothing had changed."), look="muted", wrap=True))
    if item.more_changes:
        more = ngettext("and {n} more change", "and {n} more changes", item.more_changes)
        parts.append(label(more.format(n=number(item.more_changes)), look="small"))
    return frame("card", column(head, *parts, gap=6, margin=10))


def _told(change: ChangeItem) -> str:
    if not change.before:
        return _("new: {text}").format(text=change.after)
    if not change.after:
        return _("gone: {text}").format(text=change.before)
    return f"{change.before} → {change.after}"


def _changes(item: SightingItem) -> QWidget:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    for place, change in enumerate(item.changes):
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label(change.field, look="muted"), place, 0, top)
        grid.addWidget(selectable(label(_told(change), wrap=True, name=change.field)), place, 1)
    table = QWidget()
    table.setLayout(grid)
    return table
