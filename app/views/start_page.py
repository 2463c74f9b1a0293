# SPDX-License-Identifier: GPL-3.0-or-later
"""The first page: recent cases, new, open, demo, and in three sentences how work goes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.triage.items import RecentCase
from app.views import theme
from app.views.layouts import button, clear, column, frame, row
from app.views.plain_text import breakable, label, tip


class StartPage(QWidget):
    """What stands in the window while no case is open."""

    new_wanted = Signal()
    open_wanted = Signal()
    demo_wanted = Signal()
    case_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cases = QVBoxLayout()
        self._cases.setSpacing(10)
        mark = label("")
        mark.setPixmap(theme.icon("faisceau").pixmap(QSize(36, 36)))
        head = row(mark, label("Faisceau", look="display"), None, gap=12)
        promise = label(
            _(
                "Find repeated ads, see why they belong together, decide, and hand over what "
                "others can verify."
            ),
            look="muted",
            wrap=True,
        )
        tiles = row(self._tile_new(), self._tile_open(), self._tile_demo(), gap=14)
        body = column(
            head, promise, 14, tiles, 18, label(_("Recent cases"), look="heading"), self._cases,
            14, self._how(), None, gap=8,
        )  # fmt: skip
        inner = QWidget()
        inner.setLayout(body)
        inner.setMaximumWidth(860)
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        middle = QWidget()
        across = row(None, inner, None, margin=36)
        across.setStretchFactor(inner, 20)
        middle.setLayout(across)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(middle)
        self.setLayout(column(scroll))

    def _tile_new(self) -> QPushButton:
        words = _("An encrypted folder for one purpose, with a date when it is to be deleted.")
        return _tile("new", _("New case"), words, self.new_wanted.emit)

    def _tile_open(self) -> QPushButton:
        words = _("A case folder on this computer or on a stick. It needs its passphrase.")
        return _tile("open", _("Open a case"), words, self.open_wanted.emit)

    def _tile_demo(self) -> QPushButton:
        words = _("About 2,000 invented ads, made into a case by the same road as real ones.")
        return _tile("demo", _("Try the demo"), words, self.demo_wanted.emit)

    def _how(self) -> QWidget:
        steps = (
            _("1. Import the files you lawfully collected: tables, JSON, and their pictures."),
            _("2. Let Faisceau draw together what belongs together. Each link says why."),
            _("3. Look, tag, decide. Then export a bundle that others can verify."),
        )
        words = [label(step, wrap=True) for step in steps]
        limits = label(
            _("Everything stays on this computer. Faisceau never scores or names a person."),
            look="small",
            wrap=True,
        )
        head = label(_("How it goes"), look="heading")
        return frame("well", column(head, *words, 4, limits, gap=6, margin=18))

    def show_cases(self, cases: Sequence[RecentCase]) -> None:
        """List the recent cases, or say calmly that there are none."""
        clear(self._cases)
        for case in cases:
            self._cases.addWidget(self._case(case))
        if not cases:
            none = _("None yet. The demo is the quickest way to see how a case looks.")
            self._cases.addWidget(label(none, look="muted", wrap=True))

    def _case(self, case: RecentCase) -> QWidget:
        name = label(breakable(case.name), look="heading", wrap=True)
        lines: list[QWidget] = [name]
        if case.purpose:
            lines.append(label(breakable(case.purpose), wrap=True))
        until = _("Keep until {date}").format(date=case.retain_until) if case.retain_until else ""
        if not case.present:
            until = _("This folder is not there now.")
        elif not until:
            until = _("Locked. Purpose and retention date show once it was opened.")
        lines.append(label(until, look="small"))
        go = button(_("Open"), partial(self.case_wanted.emit, case.path))
        go.setEnabled(case.present)
        go.setAccessibleName(_("Open {name}").format(name=case.name))
        tip(go, breakable(case.path))
        words = QWidget()
        words.setLayout(column(*lines, gap=2))
        layout = row(words, go, gap=12, margin=14)
        layout.setStretchFactor(words, 1)
        return frame("card", layout)


def _tile(icon: str, title: str, words: str, act: object) -> QPushButton:
    tile = QPushButton()
    tile.setProperty("look", "tile")
    tile.setAccessibleName(title)
    tile.setAccessibleDescription(words)
    picture = label("")
    picture.setPixmap(theme.icon(icon).pixmap(QSize(22, 22)))
    words_of_head = label(title, look="heading", wrap=True)
    head = row(picture, words_of_head, gap=9)
    head.setStretchFactor(words_of_head, 1)
    inside = column(head, label(words, look="muted", wrap=True), None, gap=8, margin=16)
    tile.setLayout(inside)
    for part in tile.findChildren(QWidget):
        part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    tile.setMinimumHeight(theme.scaled(124))
    tile.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    tile.clicked.connect(act)
    return tile
