# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu of the views that a person keeps: a filter and an order under a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QDialog, QLineEdit, QMenu, QPushButton, QWidget

from app.i18n import _
from app.triage.queue_items import ViewItem
from app.views.layouts import button, column, dialog_frame, row
from app.views.plain_text import label, tip

_MOST_LETTERS = 80


class ViewsButton(QPushButton):
    """Opens the menu; what is chosen in it is told by signals."""

    chosen = Signal(object)
    """A view to be shown."""
    save_wanted = Signal()
    rename_wanted = Signal(object)
    remove_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Views"), parent)
        self.setProperty("look", "small")
        self.setAutoDefault(False)
        self.setAccessibleName(_("Saved views"))
        tip(self, _("Filters and orders that you keep, for yourself (key Ctrl+Shift+V)"))
        self.views: Sequence[ViewItem] = ()
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)

    def _fill(self) -> None:
        self._menu.clear()
        for view in self.views:
            self._menu.addAction(_shown(view.name)).triggered.connect(_telling(self.chosen, view))
        if not self.views:
            self._menu.addAction(_("No view is kept yet")).setEnabled(False)
        self._menu.addSeparator()
        self._menu.addAction(_("Keep this filter and order…")).triggered.connect(
            self.save_wanted.emit
        )
        for words, signal in ((_("Rename"), self.rename_wanted), (_("Remove"), self.remove_wanted)):
            more = self._menu.addMenu(words)
            more.setEnabled(bool(self.views))
            for view in self.views:
                more.addAction(_shown(view.name)).triggered.connect(_telling(signal, view))


class ViewNameDialog(QDialog):
    """Asks under which name a view is kept."""

    named = Signal(str)

    def __init__(self, name: str, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = QLineEdit(name)
        self.name.setMaxLength(_MOST_LETTERS)
        self.name.setAccessibleName(_("Name of the view"))
        self._go = button(_("Keep"), self._try, look="main")
        self.name.textChanged.connect(self._typed)
        hint = label(
            _("A view of the same name is replaced. Others do not see your views."),
            look="small",
            wrap=True,
        )
        inside = column(
            label(_("Name of the view"), look="title"),
            label(about, look="muted", wrap=True),
            self.name,
            hint,
            8,
            row(None, button(_("Cancel"), self.reject), self._go),
        )
        dialog_frame(self, _("Keep a view"), inside, 420)
        self._typed()
        self.name.selectAll()
        self.name.setFocus()

    def _typed(self, _text: str = "") -> None:
        self._go.setEnabled(bool(self.name.text().strip()))

    def _try(self) -> None:
        self.named.emit(self.name.text().strip())
        self.accept()


def _telling(signal: SignalInstance, view: ViewItem) -> Callable[[], None]:
    return partial(signal.emit, view)


def _shown(name: str) -> str:
    # a single ampersand would make the next letter a key
    return name.replace("&", "&&")
