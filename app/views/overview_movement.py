# SPDX-License-Identifier: GPL-3.0-or-later
"""The places that ads of one contact or cluster name, as a list in order of time."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.i18n import _, is_rtl, ngettext, number
from app.triage.overview_items import MovementItem, Point, StepItem
from app.triage.template_text import isolated
from app.views.layouts import column
from app.views.left_out import first_of
from app.views.plain_text import label

_MOST_STEPS = 500
_NO_CELL = ""


class MovementList(QWidget):
    """Lists steps; a step that can be drawn leads to its place on the map."""

    cell_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item: MovementItem | None = None
        self._title = label("", look="heading", wrap=True)
        self._innocent = label(
            _(
                "This says which places ads name, not where anyone was. A delivery firm, a firm "
                "with several branches, or a site that posts an ad again elsewhere looks the same."
            ),
            look="small",
            wrap=True,
        )
        self._left_out = label("", look="small", wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Places in order of time"))
        self.list.setWordWrap(True)
        self.list.itemActivated.connect(self._wanted)
        inside = column(self._title, self._innocent, self.list, self._left_out, gap=6, margin=10)
        inside.setStretch(2, 1)
        self.setLayout(inside)
        self.show_item(None)

    def show_item(self, item: MovementItem | None) -> None:
        """Show steps; None says how to choose what they are of."""
        self.item = item
        self.list.clear()
        self._innocent.setVisible(item is not None)
        if item is None:
            self._title.setText(
                _("Choose a contact or a cluster among the links to see which places its ads name.")
            )
            self._left_out.setText("")
            return
        words = _("{what}: the places that these ads name")
        if not item.steps:
            words = _("{what}: these ads name no place on a known day")
        self._title.setText(words.format(what=item.label))
        for place, step in enumerate(item.steps[:_MOST_STEPS]):
            entry = QListWidgetItem(step_words(item, place, step))
            self.list.addItem(entry)
        self._left_out.setText(" ".join(_left_out(item)))

    def legs(self) -> list[tuple[Point, Point]]:
        """What can be drawn as an arrow, both ends as latitude and longitude."""
        if self.item is None:
            return []
        steps = self.item.steps
        found = [(steps[a].at, steps[b].at) for a, b in self.item.legs]
        return [(start, end) for start, end in found if start and end]

    def _wanted(self, entry: QListWidgetItem) -> None:
        place = self.list.row(entry)
        if self.item is not None and self.item.steps[place].cell != _NO_CELL:
            self.cell_wanted.emit(self.item.steps[place].cell)


def step_words(item: MovementItem, place: int, step: StepItem) -> str:
    """A step: its days, its place, how many ads."""
    days = isolated(step.first)
    if step.last != step.first:
        last = isolated(step.last)
        days = _("{first} to {last}").format(first=days, last=last)
    ads = ngettext("{n} ad", "{n} ads", step.ads).format(n=number(step.ads))
    where = ", ".join(map(isolated, step.places[:12]))
    if len(step.places) > 1:
        return _("{days}: several places at once, {places} ({ads})").format(
            days=days, places=where, ads=ads
        )
    leads = any(end == place for _start, end in item.legs)
    arrow = ("← " if is_rtl() else "→ ") if leads else ""
    return _("{days}: {place} ({ads})").format(days=days, place=f"{arrow}{where}", ads=ads)


def _left_out(item: MovementItem) -> list[str]:
    told = []
    if item.is_hub:
        told.append(_("So many unrelated ads share it that an order of places means little here."))
    if item.read < item.ads:
        words = _("Read from the first {read} of {n} ads.")
        told.append(words.format(read=number(item.read), n=number(item.ads)))
    if item.unnamed:
        words = ngettext("{n} ad names no place.", "{n} ads name no place.", item.unnamed)
        told.append(words.format(n=number(item.unnamed)))
    if item.undated:
        words = ngettext(
            "{n} ad names a place but has no day.",
            "{n} ads name a place but have no day.",
            item.undated,
        )
        told.append(words.format(n=number(item.undated)))
    if len(item.steps) > _MOST_STEPS:
        told.append(first_of(_MOST_STEPS, len(item.steps)))
    return told
