# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags and notes on a cluster and on its ads."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.triage.decide_items import DecideMarks
from app.views.decide_section import Section
from app.views.facts import note_card, tag_card
from app.views.left_out import first_of
from app.views.plain_text import label

_MOST = 20


class MarksSection(Section):
    """One card a tag and a note, those on the cluster first."""

    withdraw_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Tags and notes"), parent)
        self._found: DecideMarks | None = None

    def show_marks(self, found: DecideMarks) -> None:
        """Show what people said."""
        if found == self._found:
            return
        self._found = found
        parts: list[QWidget] = [
            tag_card(tag, partial(self.withdraw_wanted.emit, tag.mark))
            for tag in found.tags[:_MOST]
        ]
        parts += [note_card(note) for note in found.notes[:_MOST]]
        total = len(found.tags) + len(found.notes)
        if total > len(parts):
            parts.append(label(first_of(len(parts), total), look="small"))
        self.fill(parts, _("No tag and no note yet. Press T to tag, N to write a note."))

    def forget(self) -> None:
        """Show nothing any more."""
        self._found = None
        self.wait()
