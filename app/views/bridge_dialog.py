# SPDX-License-Identifier: GPL-3.0-or-later
"""The weakest connections of a cluster: two sides, what ties them, and the judgement on it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _, ngettext, number
from app.messages.kinds import kind_word
from app.tasks.runner import Runner
from app.triage.items import AdItem, Changed
from app.triage.regroup_items import BridgeItem, ClusterBridges, HeldItem
from app.triage.session import Questions
from app.triage.template_text import isolated
from app.views.layouts import button, clear, column, frame, row
from app.views.plain_text import label, tip
from indexing.errors import BadInputError

_PLACE = Qt.ItemDataRole.UserRole
Item = BridgeItem | HeldItem


class BridgeDialog(QDialog):
    """Shows one connection at a time; asks for acts, does none."""

    split_wanted = Signal(int, object)
    merge_wanted = Signal(object)
    judged = Signal(int, int, str)
    ruled = Signal(str, str)
    compare_wanted = Signal(int, int)
    undo_wanted = Signal()

    def __init__(self, runner: Runner, cluster: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.cluster = cluster
        self.items: list[Item] = []
        self.setWindowTitle(_("Weakest connections of {cluster}").format(cluster=f"C{cluster}"))
        self.setModal(True)
        self.resize(1080, 680)
        self._where = label(_("Reading…"), look="small", wrap=True)
        title = label(
            _("Weakest connections of {cluster}").format(cluster=f"C{cluster}"), look="title"
        )
        head = column(title, self._where, gap=4)
        head.setContentsMargins(18, 12, 18, 10)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Connections, weakest first"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._show)
        self._body = QVBoxLayout()
        self._body.setContentsMargins(18, 16, 18, 16)
        self._body.setSpacing(12)
        shown = QFrame()
        shown.setProperty("look", "pane")
        shown.setLayout(self._body)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(shown)
        split.setSizes([330, 750])
        split.setChildrenCollapsible(False)
        self._pages = QStackedWidget()
        self._pages.addWidget(split)
        self._pages.addWidget(_nothing())
        leave = frame("foot", row(None, button(_("Close"), self.accept), margin=12))
        parts = column(frame("head", head), self._pages, leave, gap=0)
        parts.setStretch(1, 1)
        self.setLayout(parts)
        QShortcut(QKeySequence.StandardKey.Undo, self).activated.connect(self.undo_wanted)
        self.reload()

    def reload(self) -> None:
        """Read the cluster again."""
        cluster = self.cluster

        def question(case: Questions) -> ClusterBridges:
            return case.bridges(cluster)

        self._runner.ask(f"bridges:{cluster}", question, self._arrived, self._not_there)

    def take(self, changed: Changed) -> None:
        """Read again after an act."""
        if changed.clusters or changed.everything or changed.ads:
            self.reload()

    def _not_there(self, error: Exception) -> None:
        if isinstance(error, BadInputError) and error.code == "id_unknown":
            self._where.setText(_("This cluster is no longer there."))
            self._arrived_items([])
        else:
            self._runner.failed.emit(error)

    def _arrived(self, found: ClusterBridges | None) -> None:
        if found is None:
            return
        told = _(
            "Each of these alone holds a part of the cluster. Weak ones are the first to doubt; "
            "below them stand links to other clusters that were too weak to join."
        )
        items: list[Item] = [*found.bridges, *found.held]
        self._where.setText(told if items else _ads(found.size))
        self._arrived_items(items)

    def _arrived_items(self, items: list[Item]) -> None:
        self.items = items
        stay = max(self.list.currentRow(), 0)
        self.list.clear()
        for item in items:
            self.list.addItem(_entry(item))
        self._pages.setCurrentIndex(0 if items else 1)
        if items:
            self.list.setFocus()  # what had it may be gone
        self.list.setCurrentRow(min(stay, len(items) - 1))
        self._show(self.list.currentRow())

    def _show(self, place: int) -> None:
        clear(self._body)
        if not 0 <= place < len(self.items):
            return
        item = self.items[place]
        inside = len(item.side) if isinstance(item, BridgeItem) else 0
        sides = row(
            self._side(item.left, _ads(inside) if inside else f"C{self.cluster}"),
            self._side(item.right, _right(item)),
            gap=12,
        )
        self._body.addLayout(sides)
        why = column(label(kind_word(item.kind), look="chip"), gap=6, margin=12)
        for sentence in item.sentences:
            why.addWidget(label(sentence, wrap=True))
        if item.numbers:
            why.addWidget(label(item.numbers, look="small", wrap=True))
        self._body.addWidget(frame("card", why))
        acts = self._bridge_acts(item) if isinstance(item, BridgeItem) else self._held_acts(item)
        self._body.addWidget(acts)
        self._body.addStretch(1)

    def _side(self, ad: AdItem, told: str) -> QWidget:
        words = column(
            label(told, look="heading"),
            label(ad.title or ad.words, look="muted", wrap=True),
            label(ad.words, wrap=True),
            label(" · ".join(p for p in (ad.label, ad.site, ad.posted_at[:10]) if p), look="small"),
            None,
            gap=6,
            margin=12,
        )
        return frame("card", words)

    def _bridge_acts(self, item: BridgeItem) -> QWidget:
        a, b = sorted((item.left.ad, item.right.ad))
        apart = button(
            _("Not the same: split here"), partial(self.split_wanted.emit, self.cluster, item.side)
        )
        tip(apart, _("The smaller side becomes a cluster of its own"))
        same = button(_("Same"), partial(self.judged.emit, a, b, "same"))
        parts: list[QWidget] = [apart, same]
        if item.thing:
            held = button(
                _("Common property: let it join nothing"),
                partial(self.ruled.emit, item.thing, "held"),
            )
            parts.append(held)
        return self._foot(parts, a, b)

    def _held_acts(self, item: HeldItem) -> QWidget:
        a, b = sorted((item.left.ad, item.right.ad))
        both = [self.cluster, item.cluster]
        same = button(_("Same: merge the two clusters"), partial(self.merge_wanted.emit, both))
        apart = button(_("Not the same"), partial(self.judged.emit, a, b, "not-same"))
        return self._foot([same, apart], a, b)

    def _foot(self, parts: list[QWidget], a: int, b: int) -> QWidget:
        parts.append(button(_("Compare"), partial(self.compare_wanted.emit, a, b)))
        across = QWidget()
        across.setLayout(row(*parts, None))
        return across


def _nothing() -> QWidget:
    calm = _(
        "Nothing to show: no single link or number holds parts of this cluster together, and "
        "nothing is held back outside it."
    )
    words = label(calm, look="muted", wrap=True)
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    page = QWidget()
    page.setLayout(column(None, words, None, margin=48))
    return page


def _right(item: Item) -> str:
    if isinstance(item, BridgeItem):
        return _ads(item.rest)
    return f"C{item.cluster} · {_ads(item.size)}"


def _ads(count: int) -> str:
    return ngettext("{n} ad", "{n} ads", count).format(n=number(count))


def _entry(item: Item) -> QListWidgetItem:
    if isinstance(item, BridgeItem):
        words = f"{isolated(_ads(len(item.side)))} – {isolated(_ads(item.rest))}"
    else:
        words = _("Held back: {cluster}, {size}").format(
            cluster=f"C{item.cluster}", size=_ads(item.size)
        )
    return QListWidgetItem(
        f"{words}\n{kind_word(item.kind)} · {item.left.label} – {item.right.label}"
    )
