# SPDX-License-Identifier: GPL-3.0-or-later
"""Short questions before clusters are split or merged: which, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from app.i18n import _, ngettext, number
from app.views.layouts import button, column, dialog_frame, row
from app.views.plain_text import label

_CLUSTER = re.compile(r"[Cc]([1-9]\d{0,17})")
_MOST_NAMED = 12


class SplitForm(QDialog):
    """Asks whether the selected ads of a cluster are to be set apart."""

    wanted = Signal(str)

    def __init__(self, cluster: int, ads: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = ngettext(
            "Set {n} ad of {cluster} apart?", "Set {n} ads of {cluster} apart?", len(ads)
        ).format(n=number(len(ads)), cluster=f"C{cluster}")
        names = ", ".join(f"A{ad}" for ad in ads[:_MOST_NAMED])
        if len(ads) > _MOST_NAMED:
            names += " " + _("and {n} more").format(n=number(len(ads) - _MOST_NAMED))
        told = _(
            "They become a cluster of their own and stay together, and so do the others. "
            "No later run joins the two again; undo takes it back."
        )
        self.note = _note_field()
        self.go = button(_("Split"), self._try, look="main")
        buttons = row(None, button(_("Cancel"), self.reject), self.go)
        title = label(words, look="title", wrap=True)
        body = column(
            title, label(names, look="muted", wrap=True), label(told, wrap=True), 4, self.note, 8,
            buttons,
        )  # fmt: skip
        dialog_frame(self, _("Split a cluster"), body, 480)
        self.note.setFocus()

    def _try(self) -> None:
        self.accept()
        self.wanted.emit(self.note.text().strip())


class MergeForm(QDialog):
    """Asks which clusters are to become one."""

    wanted = Signal(object, str)

    def __init__(self, cluster: int, others: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cluster = cluster
        self.others = QLineEdit(", ".join(f"C{other}" for other in others))
        self.others.setPlaceholderText(_("Clusters, for example C12, C40"))
        self.others.setAccessibleName(_("Clusters to merge with it"))
        self.others.textChanged.connect(self._typed)
        told = _(
            "Their ads belong together from now on, whatever the links say. Where you said “not "
            "the same” across them, that is taken back. Undo restores all of it."
        )
        self.note = _note_field()
        self.go = button(_("Merge"), self._try, look="main")
        buttons = row(None, button(_("Cancel"), self.reject), self.go)
        title = label(_("Merge {cluster} with…").format(cluster=f"C{cluster}"), look="title")
        body = column(title, self.others, label(told, wrap=True), 4, self.note, 8, buttons)
        dialog_frame(self, _("Merge clusters"), body, 480)
        self.others.setFocus()
        self._typed()

    def chosen(self) -> list[int]:
        """The clusters named, this one first."""
        named = [int(found) for found in _CLUSTER.findall(self.others.text())]
        return list(dict.fromkeys((self._cluster, *named)))

    def _typed(self) -> None:
        self.go.setEnabled(len(self.chosen()) > 1)

    def _try(self) -> None:
        self.accept()
        self.wanted.emit(self.chosen(), self.note.text().strip())


class MoveForm(QDialog):
    """Asks into which cluster ads are to go."""

    wanted = Signal(int, str)

    def __init__(
        self, cluster: int, ads: Sequence[int], to: int | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._cluster = cluster
        words = ngettext(
            "Move {n} ad of {cluster}?", "Move {n} ads of {cluster}?", len(ads)
        ).format(n=number(len(ads)), cluster=f"C{cluster}")
        self.to = QLineEdit("" if to is None else f"C{to}")
        self.to.setPlaceholderText(_("Cluster, for example C12"))
        self.to.setAccessibleName(_("The cluster that they join"))
        self.to.textChanged.connect(self._typed)
        told = _(
            "They belong to that cluster from now on, and no longer to their own, whatever the "
            "links say. It is one step: undo takes it back."
        )
        self.note = _note_field()
        self.go = button(_("Move"), self._try, look="main")
        buttons = row(None, button(_("Cancel"), self.reject), self.go)
        body = column(
            label(words, look="title", wrap=True), self.to, label(told, wrap=True), 4, self.note,
            8, buttons,
        )  # fmt: skip
        dialog_frame(self, _("Move ads"), body, 480)
        (self.to if to is None else self.note).setFocus()
        self._typed()

    def chosen(self) -> int | None:
        """The cluster named, if it is another one."""
        named = [int(found) for found in _CLUSTER.findall(self.to.text())]
        return named[0] if len(named) == 1 and named[0] != self._cluster else None

    def _typed(self) -> None:
        self.go.setEnabled(self.chosen() is not None)

    def _try(self) -> None:
        wanted = self.chosen()
        if wanted is not None:
            self.accept()
            self.wanted.emit(wanted, self.note.text().strip())


def _note_field() -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(_("Why (kept with your judgement)"))
    made.setPlaceholderText(_("Why (kept with your judgement)"))
    return made
