# SPDX-License-Identifier: GPL-3.0-or-later
"""Head and foot of the queue: place, filter, order, views, facets; acts on the cluster."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QPushButton, QWidget

from app import settings
from app.i18n import _, ngettext, number
from app.triage import queue_words
from app.views.choice import Choice
from app.views.filter_box import FilterBox, FilterHelp
from app.views.flow import Flow
from app.views.layouts import button, column, frame, restyle, row
from app.views.plain_text import breakable, label, tip
from app.views.queue_pages import PinnedTerms
from app.views.saved_views import ViewsButton


class QueueHead(QFrame):
    """What the queue is asked for, and where in it the person is."""

    order_chosen = Signal()
    facets_wanted = Signal(bool)
    pin_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "head")
        self.place = label("", look="small", name=_("Place in the queue"))
        self.filter = FilterBox()
        self.hint = label("", look="small", wrap=True, name=_("About the filter"))
        self.hint.hide()
        self.pinned = PinnedTerms()
        self.orders = Choice()
        self.orders.setAccessibleName(_("Order of the queue"))
        for key, words in queue_words.orders().items():
            self.orders.addItem(words, key)
        self.orders.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.orders.setMinimumContentsLength(12)
        self.orders.activated.connect(self._order_chosen)
        self.views = ViewsButton()
        self.facets = button(_("Facets"), self._facets, look="small")
        self.facets.setCheckable(True)
        tip(self.facets, _("What the clusters have in common, with counts (key Ctrl+Shift+L)"))
        help_ = self._small("?", _("The filter language"), self._show_help)
        pin = self._small(
            _("Pin"), _("Let these terms stay (key Ctrl+Shift+F)"), self.pin_wanted.emit
        )
        self._found_words = label("", wrap=True)
        back = button(_("Back to the queue"), self.back_wanted.emit, look="small")
        self.found = frame("well", column(self._found_words, row(back, None), margin=10))
        self.found.hide()
        top = row(label(_("Queue"), look="heading"), None, self.views, self.facets, gap=4)
        box = row(self.filter, pin, help_, gap=4)
        inside = column(
            top, box, self.hint, self.pinned, self.orders, self.found, self.place, gap=8, margin=12
        )
        self.setLayout(inside)

    def _small(self, text: str, words: str, act: object) -> QPushButton:
        made = button(text, act, look="small")  # type: ignore[arg-type]
        made.setAccessibleName(words)
        tip(made, words)
        return made

    @property
    def order(self) -> str:
        """The order that is chosen."""
        return str(self.orders.currentData())

    def choose_order(self, order: str) -> None:
        """Choose an order; an unknown one is passed over."""
        place = self.orders.findData(order)
        if place >= 0:
            self.orders.setCurrentIndex(place)

    def tell(self, words: str) -> None:
        """Tell where in the queue the person is."""
        self.place.setText(words)
        self.hint.hide()

    def tell_problem(self, words: str, remedy: str) -> None:
        """Tell beside the box what of it is not understood."""
        restyle(self.hint, "problem")
        self.hint.setText(breakable(" ".join(part for part in (words, remedy) if part)))
        self.hint.show()

    def show_found(self, count: int | None, about: str = "") -> None:
        """Say that a fixed list is shown; None: the queue is."""
        self.found.setVisible(count is not None)
        if count is None:
            return
        words = ngettext("{n} cluster from a search", "{n} clusters from a search", count).format(
            n=number(count)
        )
        self._found_words.setText(" · ".join(part for part in (words, about) if part))

    def forget(self) -> None:
        """Show nothing of a closed case."""
        self.pinned.show_terms(())
        self.orders.setCurrentIndex(0)
        self.show_found(None)
        self.tell("")

    def _order_chosen(self, _place: int) -> None:
        self.order_chosen.emit()

    def _facets(self) -> None:
        self.facets_wanted.emit(self.facets.isChecked())

    def _show_help(self) -> None:
        sheet = FilterHelp(self.window())
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()


class QueueFoot(QFrame):
    """Acts on the cluster looked at, and whether the queue goes on by itself."""

    template_wanted = Signal()
    merge_wanted = Signal()
    bridges_wanted = Signal()
    suggestions_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "foot")
        template = button(_("Template…"), self.template_wanted.emit, look="small")
        tip(template, _("What the ads of this cluster share, and what varies (key Shift+C)"))
        merge = button(_("Merge…"), self.merge_wanted.emit, look="small")
        tip(merge, _("Make this cluster and others one (key M)"))
        weakest = button(_("Bridges…"), self.bridges_wanted.emit, look="small")
        tip(weakest, _("The weakest connections that hold this cluster together (key B)"))
        rules = button(_("Suggestions…"), self.suggestions_wanted.emit, look="small")
        tip(rules, _("What rules suggest on this cluster as a whole (key Shift+G)"))
        self.advance = QCheckBox(_("Go on by itself"))
        tip(self.advance, _("The next cluster comes once one is done or set aside"))
        self.advance.setChecked(bool(settings.get("auto_advance")))
        self.advance.setMinimumHeight(rules.sizeHint().height())
        self.advance.toggled.connect(self._keep)
        self.setLayout(Flow(template, weakest, merge, rules, self.advance, gap=6, margin=12))

    @property
    def advances(self) -> bool:
        """Whether the next cluster comes by itself once one is decided."""
        return self.advance.isChecked()

    def _keep(self, is_on: bool) -> None:
        settings.put("auto_advance", is_on)
