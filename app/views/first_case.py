# SPDX-License-Identifier: GPL-3.0-or-later
"""The guided first case: ten steps beside the window, ticked off as their acts are done."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QListWidget, QListWidgetItem, QWidget

from app.i18n import _
from app.views.layouts import button, column, row
from app.views.plain_text import label
from app.views.shortcuts import key_words


@dataclass(frozen=True, slots=True)
class _Step:
    words: str
    acts: tuple[str, ...]
    """Any of these, once it was done, ticks the step off."""


def _steps() -> tuple[_Step, ...]:
    keys = key_words()

    def step(words: str, *acts: str) -> _Step:
        return _Step(words.format(**keys), acts)

    return (
        step(_("Go to the next cluster: {next_cluster}"), "next_cluster"),
        step(_("Read what its ads share: {page_decide}"), "page_decide"),
        step(_("See its ads and why they stand together: {page_ads}"), "page_ads"),
        step(_("Select two ads and compare them: {compare}"), "compared"),
        step(_("Look at its weakest connections: {bridges}"), "bridges"),
        step(
            _(
                "Weigh a suggestion and answer it: {next_suggestion}, then {answer_accepted}, "
                "{answer_innocent}, {answer_rejected} or {answer_unsure}"
            ),
            "answered",
        ),
        step(_("Write down what the cluster may be: {readings}"), "said"),
        step(_("Say that you are done with it: {status_done}"), "closed"),
        step(_("Take the last act back: {undo}"), "undone"),
        step(_("See time, places and links: {page_overview}"), "page_overview"),
    )


class FirstCase(QDockWidget):
    """The list of steps; a step can also be ticked by hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("First case"), parent)
        self.setObjectName("first_case")
        self._steps = _steps()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Steps of the first case"))
        self.list.setWordWrap(True)
        self.list.setProperty("look", "steps")  # Qt forgets padding at the sides when it wraps
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for place, step in enumerate(self._steps, start=1):
            item = QListWidgetItem(f"{place}. {step.words}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.itemChanged.connect(self._tell)
        words = _("Ten steps on the demo, about ten minutes. Every act can be taken back.")
        self._told = label(words, look="muted", wrap=True)
        inside = QWidget()
        close = button(_("Close"), self.hide)
        inside.setLayout(column(self._told, self.list, row(None, close), gap=10, margin=12))
        inside.setMinimumWidth(260)
        self.setWidget(inside)

    def did(self, act: str) -> None:
        """An act was done: tick off what waited for it."""
        if not self.isVisible():
            return
        for place, step in enumerate(self._steps):
            if act in step.acts:
                self.list.item(place).setCheckState(Qt.CheckState.Checked)

    def left(self) -> int:
        """How many steps are left."""
        items = (self.list.item(place) for place in range(self.list.count()))
        return sum(item.checkState() != Qt.CheckState.Checked for item in items)

    def _tell(self, _item: QListWidgetItem) -> None:
        if self.left() == 0:
            self._told.setText(
                _("That was a first case. The handbook tells the rest: {handbook}").format(
                    **key_words()
                )
            )
