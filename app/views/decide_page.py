# SPDX-License-Identifier: GPL-3.0-or-later
"""One screen, one decision: a cluster with its text, pictures, time, reasons and suggestions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _
from app.tasks.runner import Runner
from app.triage.decide_items import (
    DecideHead,
    DecideMarks,
    DecidePictures,
    DecideReasons,
    DecideSuggestions,
    DecideText,
    Timeline,
)
from app.triage.items import Changed, Target
from app.triage.session import Questions
from app.triage.shown_text import ShownText, compose
from app.triage.statuses import STATUSES
from app.triage.suggestion_items import ANSWERS
from app.views.case_pages import Page
from app.views.decide_head import HeadBar
from app.views.decide_marks import MarksSection
from app.views.decide_pictures import PicturesSection
from app.views.decide_reasons import ReasonsSection
from app.views.decide_section import OrderedArea
from app.views.decide_suggestions import SuggestionsSection
from app.views.decide_text import TextSection
from app.views.decide_timeline import TimelineSection
from app.views.layouts import Sheet, column, scroll
from app.views.plain_text import label
from indexing.errors import KnownError

T = TypeVar("T")
_SETTLE_MS = 30
"""Who goes on through the queue sooner does not wait for what the page would have asked."""
_ON_ADS = ("gone_through", "protect", "purge", "same", "not_same", "unsure", "split", "chain")
"""Acts on a selection of ads: here there is none, so their keys lead to the ads and do nothing."""


class DecidePage(Page):
    """Asks for one cluster part by part; asks for acts, does none."""

    tag_wanted = Signal(object)
    note_wanted = Signal(object)
    status_wanted = Signal(int, str)
    unmask_wanted = Signal(int)
    """The contacts of the ads of a cluster are asked for."""
    answered = Signal(object)
    withdraw_wanted = Signal(int)
    picture_opened = Signal(int, str)
    compare_wanted = Signal(int, int)
    bridges_wanted = Signal()
    shown = Signal(object)
    """The head of the cluster that is shown."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._unmasked: set[int] = set()
        self._wanted: dict[str, int] = {}
        self.cluster: int | None = None
        self.found: DecideHead | None = None
        self.head = HeadBar()
        self.text = TextSection()
        self.pictures = PicturesSection(runner)
        self.timeline = TimelineSection(runner)
        self.reasons = ReasonsSection()
        self.suggestions = SuggestionsSection()
        self.marks = MarksSection()
        self.readings_place = QVBoxLayout()
        self._sections = (
            self.text, self.pictures, self.timeline, self.reasons, self.suggestions, self.marks
        )  # fmt: skip
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self.reload)
        self._own: tuple[DecideText, ShownText | None] | None = None
        self._lay_out()
        self._join()

    def _lay_out(self) -> None:
        self._inner = Sheet()
        self._inside = column(self.readings_place, *self._sections, None, gap=26)
        self._inside.setContentsMargins(18, 18, 18, 24)
        self._inner.setLayout(self._inside)
        self.area = OrderedArea(self._in_order)
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName(_("One cluster"))
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._inner)
        page, none = QWidget(), QWidget()
        parts = column(self.head, self.area, gap=0)
        parts.setStretch(1, 1)
        page.setLayout(parts)
        words = label(_("Choose a cluster in the queue. J and K with Shift go on and back."),
                      look="muted", wrap=True)  # fmt: skip
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        none.setLayout(column(None, words, None, margin=40))
        self._stack = QStackedWidget()
        self._stack.addWidget(none)
        self._stack.addWidget(page)
        self.setLayout(column(self._stack))
        self.setFocusProxy(self.area)

    def _join(self) -> None:
        head = self.head
        head.status_wanted.connect(self._set_status)
        head.tag_wanted.connect(self.tag)
        head.note_wanted.connect(self.note)
        head.unmask_wanted.connect(self.unmask)
        head.picture_wanted.connect(self.pictures.open_next)
        head.suggestion_wanted.connect(self.suggestions.step)
        for part in (self.text, self.timeline, self.suggestions):
            part.ad_wanted.connect(self.ad_wanted)
        self.pictures.opened.connect(self.picture_opened)
        self.pictures.reached.connect(self._bring)
        self.reasons.compare_wanted.connect(self.compare_wanted)
        self.reasons.bridges_wanted.connect(self.bridges_wanted)
        self.suggestions.answered.connect(self.answered)
        self.suggestions.shown_by.connect(self._show_by)
        self.suggestions.reached.connect(self._bring)
        self.marks.withdraw_wanted.connect(self.withdraw_wanted)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys that speak of the cluster while this page shows."""
        return {
            "tag": self.tag,
            "note": self.note,
            "unmask": self.unmask,
            "pictures": self.pictures.open_next,
            "next_suggestion": self.suggestions.step,
            "compare": self._compare,
            **{f"answer_{one}": partial(self.suggestions.answer, one) for one in ANSWERS},
            **{f"status_{one}": partial(self._set_status, one) for one in STATUSES},
            **dict.fromkeys(_ON_ADS, self._to_the_ads),
        }

    def show_cluster(self, cluster: int | None) -> None:
        """Show a cluster, or nothing."""
        if cluster is not None and cluster == self.cluster and self.found is not None:
            self.reload()
            return
        self.cluster, self.found = cluster, None
        self._wanted.clear()
        self._settling.stop()
        for part in self._sections:
            part.forget()
        self._stack.setCurrentIndex(0)
        self.area.verticalScrollBar().setValue(0)
        if cluster is not None:
            self._settling.start()

    def reload(self) -> None:
        """Read the cluster again; what did not change stays as it is."""
        cluster = self.cluster
        if cluster is None:
            return

        def head(case: Questions) -> DecideHead:
            return case.decide_head(cluster)

        self._runner.ask("decide head", head, partial(self._head_came, cluster), self._not_there)
        self._ask_text(cluster)
        self._ask_facts(cluster)
        self._ask_suggestions()

    def _ask_text(self, cluster: int) -> None:
        clear = cluster in self._unmasked

        def text(case: Questions) -> tuple[DecideText, ShownText | None]:
            found = case.decide_text(cluster, unmasked=clear)
            own = None if found.template else compose(found.body, found.mentions)
            return found, own

        self._ask("text", text, self._text_came)

    def _ask_facts(self, cluster: int) -> None:
        clear = cluster in self._unmasked

        def timeline(case: Questions) -> Timeline:
            return case.decide_timeline(cluster)

        def pictures(case: Questions) -> DecidePictures:
            return case.decide_pictures(cluster)

        def marks(case: Questions) -> DecideMarks:
            return case.decide_marks(cluster)

        def reasons(case: Questions) -> DecideReasons:
            return case.decide_reasons(cluster, unmasked=clear)

        self._ask("pictures", pictures, self.pictures.show_pictures)
        self._ask("timeline", timeline, partial(self.timeline.show_timeline, cluster))
        self._ask("marks", marks, self.marks.show_marks)
        self._ask("reasons", reasons, self.reasons.show_reasons)

    def _ask_suggestions(self) -> None:
        cluster, wanted = self.cluster, dict(self._wanted)
        if cluster is None:
            return
        clear = cluster in self._unmasked

        def question(case: Questions) -> DecideSuggestions:
            return case.decide_suggestions(cluster, wanted, unmasked=clear)

        self._ask("suggestions", question, self.suggestions.show_suggestions)

    def _ask(
        self, part: str, question: Callable[[Questions], T], show: Callable[[T], None]
    ) -> None:
        then = partial(self._came, self.cluster, show)
        self._runner.ask(f"decide {part}", question, then, self._not_there)

    def _came(self, cluster: int | None, show: Callable[[T], None], found: T | None) -> None:
        if found is not None and cluster == self.cluster:
            show(found)

    def _in_order(self) -> list[QWidget]:
        """What stands below each other in the page."""
        above = map(self.readings_place.itemAt, range(self.readings_place.count()))
        strips = [one.widget() for one in above if one is not None]
        return [one for one in (*strips, *self._sections) if one is not None]

    def _head_came(self, cluster: int, found: DecideHead | None) -> None:
        if found is None or cluster != self.cluster:
            return
        self.found = found
        self.head.show_head(found, unmasked=cluster in self._unmasked)
        self._stack.setCurrentIndex(1)
        self.shown.emit(found)

    def _text_came(self, answer: tuple[DecideText, ShownText | None]) -> None:
        self._own = answer
        self.text.show_text(*answer)

    def _not_there(self, error: Exception) -> None:
        # it lost its ads, or they were sealed, a moment ago: an empty page says it better
        if isinstance(error, KnownError) and error.code in ("id_unknown", "item_protected"):
            self.show_cluster(None)
        else:
            self._runner.failed.emit(error)

    def _show_by(self, rule: str, ad: int) -> None:
        self._wanted[rule] = ad
        self._ask_suggestions()

    def _bring(self, widget: QWidget) -> None:
        """Scroll so that a part is in sight, its top first."""
        # what was just filled in has to have its place before there is a place to go to
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._inside.activate()
        top = widget.mapTo(self._inner, QPoint(0, 0)).y()
        bar = self.area.verticalScrollBar()
        room = self.area.viewport().height()
        if top < bar.value() or top + widget.height() > bar.value() + room:
            bar.setValue(max(top - 12, 0))

    def target(self) -> Target | None:
        """The cluster; of a cluster of one the ad, or the passage selected in its text."""
        if self.found is None:
            return None
        if self.found.size > 1:
            return Target(cluster=self.found.cluster)
        span = self.text.span()
        if span is None:
            return Target(ad=self.found.first_ad)
        return Target(ad=self.found.first_ad, start=span[0], end=span[1])

    def tag(self) -> None:
        """Ask for a tag."""
        target = self.target()
        if target is not None:
            self.tag_wanted.emit(target)

    def note(self) -> None:
        """Ask for a note."""
        if self.found is not None:
            one = self.found.size == 1
            alone = Target(ad=self.found.first_ad)
            self.note_wanted.emit(alone if one else Target(cluster=self.found.cluster))

    def unmask(self) -> None:
        """Ask for the contacts of its ads in clear."""
        if self.cluster is not None and self.cluster not in self._unmasked:
            self.unmask_wanted.emit(self.cluster)

    def was_unmasked(self, cluster: int) -> None:
        """The reason was logged: show this cluster in clear until the case is locked."""
        self._unmasked.add(cluster)
        if cluster == self.cluster:
            self.reload()

    def _set_status(self, status: str) -> None:
        # who is quick does not wait for what the page is still reading
        if self.cluster is not None:
            self.status_wanted.emit(self.cluster, status)

    def _compare(self) -> None:
        weakest = self.reasons.weakest()
        if weakest is not None:
            self.compare_wanted.emit(*weakest)

    def _to_the_ads(self) -> None:
        if self.found is not None:
            self.ad_wanted.emit(self.found.first_ad)

    def take(self, changed: Changed) -> None:
        """Read again what an act changed; an answer lets the next ad of its rule step up."""
        if changed.everything or changed.clusters or changed.ads:
            self._wanted.clear()
            self.reload()

    def read_on(self, by: int) -> None:
        """Go on by a screen, or back."""
        scroll(self.area, by)

    def restyle(self) -> None:
        """Paint again in other colours."""
        if self._own is not None and self.text.found is not None:
            self.text.show_text(*self._own, again=True)

    def forget(self) -> None:
        """Cover and show nothing (the case was closed)."""
        self._unmasked.clear()
        self._own = None
        self.show_cluster(None)
