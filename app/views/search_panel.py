# SPDX-License-Identifier: GPL-3.0-or-later
"""The search panel: one question in one of five ways, its hits with why, and where they lead."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QLineEdit,
    QStackedWidget,
    QStyleOptionViewItem,
    QWidget,
)

from app.i18n import _, ngettext, number
from app.models.search_rows import HitRows
from app.tasks.runner import Runner
from app.triage.searching_items import MODES, Mode, SearchAnswer, SearchAsked, SearchHit
from app.views import file_choice
from app.views.card_list import Card, CardList
from app.views.layouts import button, column, frame, restyle, row
from app.views.plain_text import label, tip

PICTURES = "*.jpg *.jpeg *.png *.webp *.gif *.bmp *.tif *.tiff"


class HitCard(Card):
    """First words, why, and where and when."""

    height = 78

    def draw(self, painter: QPainter, option: QStyleOptionViewItem, item: object) -> None:
        """Place the words of a hit."""
        if not isinstance(item, SearchHit):
            return
        self.line(painter, option, item.title or _("no words"), (self.pad, 10, self.pad), "strong")
        self.line(painter, option, item.why, (self.pad, 31, self.pad))
        cluster = "" if item.cluster is None else f"C{item.cluster}"
        known = [f"A{item.ad}", cluster, item.site, item.posted_at[:10], item.language.upper()]
        words = " · ".join(part for part in known if part and part != "?")
        self.line(painter, option, words, (self.pad, 53, self.pad), "small")


class SearchPanel(QDialog):
    """Asks and shows; ``asked`` is answered by whoever made it, with ``show_answer``."""

    asked = Signal(object)
    ad_wanted = Signal(int)
    queue_wanted = Signal(object)
    """Clusters of what was found, best first, each with why."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Search"))
        self.setModal(False)
        self.setAcceptDrops(True)
        self.resize(760, 640)
        self.mode: Mode = "words"
        self._values: dict[Mode, str] = {}
        self._ways = QButtonGroup(self)
        self.entry = QLineEdit()
        self.entry.setClearButtonEnabled(True)
        self.entry.returnPressed.connect(self.search)
        self.choose = button(_("Choose a picture…"), self._choose_picture)
        self.go = button(_("Search"), self.search, look="main")
        self.go.setAutoDefault(False)
        self.only = QLineEdit()
        self.only.setPlaceholderText(_("Only among… site:example lang:fr from:2026-01-01"))
        self.only.setAccessibleName(_("Only among these ads"))
        self.only.returnPressed.connect(self.search)
        self.rows = HitRows(runner, self)
        self.list = CardList(HitCard(), self.rows, _("What was found, best first"))
        self.list.doubleClicked.connect(self._go_to)
        self.calm = label("", look="muted", wrap=True, name=_("About the search"))
        self.calm.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._homes = QStackedWidget()
        self._homes.addWidget(self._quiet())
        self._homes.addWidget(self.list)
        self.notes = label("", look="small", wrap=True, name=_("What was not looked at"))
        self.notes.hide()
        self._lay_out()
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            made = QShortcut(QKeySequence(key), self.list, self._go_to)
            made.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.list.stepped.connect(self._enable)
        self.set_mode("words")
        self._enable()

    def set_mode(self, mode: Mode) -> None:
        """Ask in another way; what was typed for the other ways stays."""
        self._values[self.mode] = self.entry.text()
        self.mode = mode
        self.entry.setText(self._values.get(mode, ""))
        hint, teach = _MODES[mode][1](), _MODES[mode][2]()
        self.entry.setPlaceholderText(hint)
        self.entry.setAccessibleName(hint)
        self.choose.setVisible(mode == "picture")
        for way in self._ways.buttons():
            chosen = self._ways.id(way) == MODES.index(mode)
            way.setChecked(chosen)
            restyle(way, "chosen" if chosen else "small")
        self._say(teach)
        self.rows.show_hits(())
        self.notes.hide()
        self._enable()
        self.entry.setFocus()

    def search(self) -> None:
        """Put the question."""
        value = self.entry.text().strip()
        if not value:
            self.entry.setFocus()
            return
        self._say(_("Searching…"))
        self.rows.show_hits(())
        self.notes.hide()
        self._enable()
        self.asked.emit(SearchAsked(self.mode, value, self.only.text().strip()))

    def search_for(self, mode: Mode, value: str) -> None:
        """Put a question that another view has."""
        self.set_mode(mode)
        self.entry.setText(value)
        self.search()

    def show_answer(self, asked: SearchAsked, answer: SearchAnswer) -> None:
        """Show what was found, unless another way was chosen meanwhile."""
        if asked.mode != self.mode:
            return
        self.rows.show_hits(answer.hits)
        self.notes.setText("\n".join(answer.notes))
        self.notes.setVisible(bool(answer.notes))
        if answer.error:
            self._say("\n\n".join(part for part in (answer.error, answer.remedy) if part))
        elif not answer.hits:
            self._say(_("Nothing was found.") + "\n\n" + _MODES[self.mode][2]())
        else:
            self._homes.setCurrentIndex(1)
            self.list.go(0)
            self.list.setFocus()
        self._enable()

    def more_like_chosen(self) -> None:
        """Search for more like the hit that is chosen."""
        hit = self.hit()
        if hit is not None:
            self.search_for("like", f"A{hit.ad}")

    def hit(self) -> SearchHit | None:
        """The hit that is chosen."""
        place = self.list.currentIndex().row()
        return self.rows.row(place) if 0 <= place < self.rows.rowCount() else None

    def keep(self, there: Container[int]) -> None:
        """Drop the hits that are no longer in the case."""
        hits = [self.rows.row(place) for place in range(self.rows.rowCount())]
        kept = [hit for hit in hits if hit is not None and hit.ad in there]
        if len(kept) == len(hits):
            return
        self.rows.show_hits(kept)
        if not kept:
            self._say(_MODES[self.mode][2]())
        self._enable()

    def forget(self) -> None:
        """Show nothing any more, and keep nothing that was typed."""
        self.rows.show_hits(())
        self._values.clear()
        self.entry.clear()
        self.only.clear()
        self.notes.hide()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's word
        """A file may be dropped."""
        if dropped_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's word
        """A picture was dropped: search for it."""
        path = dropped_file(event)
        if path:
            event.acceptProposedAction()
            self.search_for("picture", path)

    def _lay_out(self) -> None:
        ways = []
        for place, mode in enumerate(MODES):
            choose = partial(self.set_mode, mode)
            way = button(_MODES[mode][0](), choose, look="small")
            way.setCheckable(True)
            QShortcut(QKeySequence(f"Alt+{place + 1}"), self).activated.connect(choose)
            tip(way, f"Alt+{place + 1}")
            self._ways.addButton(way, place)
            ways.append(way)
        asking = row(self.entry, self.choose, self.go)
        asking.setStretch(0, 1)
        head = column(row(*ways, None, gap=6), asking, self.only, gap=10)
        head.setContentsMargins(18, 16, 18, 14)
        self._count = label("", look="small")
        self.more = button(_("More like this"), self.more_like_chosen)
        self.queue = button(_("Show as queue"), self._to_queue)
        self.to_ad = button(_("Go to the ad"), self._go_to)
        foot = row(self._count, None, self.more, self.queue, self.to_ad, margin=12)
        self.notes.setContentsMargins(18, 8, 18, 8)
        parts = column(frame("head", head), self._homes, self.notes, frame("foot", foot), gap=0)
        parts.setStretch(1, 1)
        self.setLayout(parts)

    def _quiet(self) -> QWidget:
        home = QWidget()
        inside = column(None, self.calm, None)
        inside.setContentsMargins(60, 20, 60, 20)
        home.setLayout(inside)
        return home

    def _say(self, words: str) -> None:
        self.calm.setText(words)
        self._homes.setCurrentIndex(0)

    def _enable(self, _row: int = -1) -> None:
        count = self.rows.rowCount()
        said = ngettext("{n} ad", "{n} ads", count).format(n=number(count)) if count else ""
        self._count.setText(said)
        self.queue.setEnabled(count > 0)
        for one in (self.more, self.to_ad):
            one.setEnabled(self.hit() is not None)

    def _go_to(self, *_place: object) -> None:
        hit = self.hit()
        if hit is not None:
            self.ad_wanted.emit(hit.ad)

    def _to_queue(self) -> None:
        hits = [self.rows.row(place) for place in range(self.rows.rowCount())]
        found: dict[int, str] = {}
        for hit in hits:
            if hit is not None and hit.cluster is not None:
                found.setdefault(hit.cluster, hit.why)
        self.queue_wanted.emit(tuple(found.items()))

    def _choose_picture(self) -> None:
        path = file_choice.file_to_read(
            self, _("Choose a picture…"), f"{_('Pictures')} ({PICTURES})"
        )
        if path:
            self.search_for("picture", path)


def dropped_file(event: QDropEvent) -> str:
    """The path of the one file that is dropped; '' when it is something else.

    A file named with a host is none of this computer: to read it would ask that host for it.
    """
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile() or urls[0].host():
        return ""
    return urls[0].toLocalFile()


_MODES: dict[Mode, tuple[Callable[[], str], Callable[[], str], Callable[[], str]]] = {
    "words": (
        lambda: _("Words"),
        lambda: _("Words, in any script"),
        lambda: _(
            "All words must occur, in the ad, a later sighting or the text of a picture. "
            "“In quotes” as such, -word not at all, wor* as a beginning."
        ),
    ),
    "meaning": (
        lambda: _("Meaning"),
        lambda: _("Say in your words what an ad is about"),
        lambda: _(
            "Ads in any language that speak of what you write in yours. Nearest first; the last "
            "ones may be far off."
        ),
    ),
    "picture": (
        lambda: _("Picture"),
        lambda: _("Drop a picture here, or choose one"),
        lambda: _(
            "Ads that show this picture, also saved anew, cut, turned or mirrored. The file is "
            "read in a closed process and stays where it is."
        ),
    ),
    "like": (
        lambda: _("More like this"),
        lambda: _("Number of an ad, as A12"),
        lambda: _("Ads that share texts, contacts, pictures or meaning with one ad."),
    ),
    "contact": (
        lambda: _("Contact"),
        lambda: _("Telephone, e-mail, account, link, bank account or wallet"),
        lambda: _("Ads that give this contact, however it is written there."),
    ),
}
