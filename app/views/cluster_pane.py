# SPDX-License-Identifier: GPL-3.0-or-later
"""Left: the queue of clusters, with its filter, orders, facets and views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QWidget

from app.i18n import _, ngettext, number
from app.models.queue_rows import QueueModel
from app.tasks.runner import Runner
from app.triage.queue_items import FOUND, Answer, Asked, Scope, ViewItem
from app.triage.session import Questions
from app.views import problems
from app.views.facet_counts import FacetCounts
from app.views.facet_tree import FacetTree
from app.views.layouts import button, column
from app.views.queue_head import QueueFoot, QueueHead
from app.views.queue_list import QueueList
from app.views.queue_pages import DonePage, empty
from app.views.queue_terms import QueueTerms
from indexing.errors import KnownError

TYPING_MS = 120
"""The box waits so long for one more letter."""
_DIM_MS = 200
LOOKED_MS = 1_500
"""A cluster counts as looked at after so long, not when the cursor runs over it."""
_MOST_SELECTED = 20
_CLOSED = ("done", "set_aside")
_LISTED, _NOTHING_YET, _NO_MATCH, _DONE = range(4)


class ClusterPane(QFrame):
    """Filter box over the list; empty states that say what is the case."""

    chosen = Signal(int)
    looked = Signal(int)
    """A person looked at a cluster for a while."""
    scope_changed = Signal(object)
    """Everything that is listed is another ``Scope`` now."""
    import_wanted = Signal()
    template_wanted = Signal()
    merge_wanted = Signal()
    bridges_wanted = Signal()
    suggestions_wanted = Signal()
    save_view_wanted = Signal()

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "pane")
        self._runner = runner
        self.model = QueueModel(runner, self)
        self.list = QueueList(self.model, self)
        self.head = QueueHead()
        self.filter, self.views = self.head.filter, self.head.views
        self.facets = FacetTree()
        self.foot = QueueFoot()
        self.terms = QueueTerms(self.filter, self.head.pinned, self)
        self._counts = FacetCounts(runner, self.facets, self.filter, self.terms)
        self.done = DonePage()
        self._found: tuple[str, Mapping[int, str]] | None = None
        self._ids: Sequence[int] = ()
        self._row, self._current, self._status = -1, None, ""
        self._last: Answer | None = None
        self._typing = self._timer(TYPING_MS, self._search)
        self._dimming = self._timer(_DIM_MS, self._dim)
        self._dwelling = self._timer(LOOKED_MS, self._dwelt)
        self._lay_out()
        self._connect()

    _current: int | None

    def _timer(self, after: int, act: object) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(after)
        made.timeout.connect(act)
        return made

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        listed = QWidget()
        listed.setLayout(column(self.list, self.foot, gap=0))
        words = _("No ads yet. Import a table, JSON or spreadsheet of ads to begin.")
        go = button(_("Import ads…"), self.import_wanted.emit, look="main")
        clearing = button(_("Clear the filter"), self.clear_filter)
        for page in (
            listed, empty(words, go), empty(_("No cluster matches this filter."), clearing),
            self.done,
        ):  # fmt: skip
            self._pages.addWidget(page)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.addWidget(self.facets)
        self._split.addWidget(self._pages)
        self._split.setChildrenCollapsible(False)
        self._split.setSizes([240, 480])
        self._split.setStretchFactor(1, 1)
        self.facets.hide()
        inside = column(self.head, self._split, gap=0)
        inside.setStretch(1, 1)
        self.setLayout(inside)

    def _connect(self) -> None:
        self.list.stepped.connect(self._step)
        self.list.selectionModel().selectionChanged.connect(self._selected)
        self.model.dataChanged.connect(self._learn_status)
        self.filter.textChanged.connect(self._typed)
        self.filter.returnPressed.connect(self.list.setFocus)
        self.head.order_chosen.connect(self._reordered)
        self.head.facets_wanted.connect(self.show_facets)
        self.head.pin_wanted.connect(self.terms.pin)
        self.terms.changed.connect(self._search)
        self.terms.not_understood.connect(self._not_understood)
        self._counts.failed.connect(self._not_understood)
        self.head.back_wanted.connect(self.back_to_queue)
        self.facets.toggled.connect(self.terms.toggle)
        self.views.chosen.connect(self.show_view)
        self.views.save_wanted.connect(self.save_view_wanted)
        self.done.clear_wanted.connect(self.clear_filter)
        self.done.again_wanted.connect(self._again)
        self.foot.template_wanted.connect(self.template_wanted)
        self.foot.merge_wanted.connect(self.merge_wanted)
        self.foot.bridges_wanted.connect(self.bridges_wanted)
        self.foot.suggestions_wanted.connect(self.suggestions_wanted)

    @property
    def expression(self) -> str:
        """The whole filter: terms that stay, and what the box says."""
        return self.terms.expression

    @property
    def order(self) -> str:
        """The order that was chosen."""
        return self.head.order

    def scope(self) -> Scope:
        """Everything that is listed now, also where only some rows were ever read."""
        if self._found is not None:
            return Scope("", FOUND, len(self._ids), tuple(self._ids))
        return Scope(self.expression, self.order, len(self._ids))

    @property
    def is_everything(self) -> bool:
        """Whether all that matches is selected, not some rows."""
        return self.list.is_whole

    def reload(self, *, by_act: bool = True) -> None:
        """Read the list again after something changed in the case.

        Only an act of the person moves on to the next cluster, never what others did meanwhile.
        """
        if self._found is not None and by_act:
            self.model.refresh()
            return
        if self._found is not None:  # what was found may be sealed now, or not for this reader
            self.back_to_queue()
            return
        if not by_act:
            self._status = ""
        self._ask(is_new=False)

    def _search(self) -> None:
        self._ask(is_new=True)

    def _ask(self, *, is_new: bool) -> None:
        # an answer that is overtaken by a question of another kind must not be taken for its answer
        looked_at = self._current, self._ids, self._row
        asked = Asked(self.expression, self.order, *looked_at, stays=not is_new)
        self._dimming.start()

        def question(case: Questions) -> Answer:
            return case.queue(asked)

        def arrived(answer: Answer | None) -> None:
            if answer is not None:
                self._arrived(answer, asked, is_new=is_new)

        self._runner.ask("queue", question, arrived, self._not_understood)

    def _not_understood(self, error: Exception) -> None:
        # said beside the box, not in a box of its own: the person is still typing
        self._settle()
        words = problems.words(error)
        self.head.tell_problem(words[0], words[1] if isinstance(error, KnownError) else "")

    def _dim(self) -> None:
        self.head.tell(_("Reading…"))
        self.list.dim(True)

    def _settle(self) -> None:
        self._dimming.stop()
        self.list.dim(False)

    def _arrived(self, answer: Answer, asked: Asked, *, is_new: bool) -> None:
        self._settle()
        closed = answer.status in _CLOSED and self._status not in ("", *_CLOSED)
        self._status = answer.status or self._status
        self._ids, self._last = answer.ids, answer
        self.model.show_queue(answer.ids, asked.order)
        place, at_end = answer.place, answer.was_last
        if closed and answer.is_kept and self.foot.advances:
            place, at_end = place + 1, place + 1 >= len(answer.ids)
        was_in = asked.current is not None and asked.row >= 0 and len(asked.old) > 0
        some = len(answer.ids) > 0 or asked.filter
        if not is_new and was_in and some and at_end and (closed or not answer.is_kept):
            self._show_done(answer)
        elif not len(answer.ids):
            self._pages.setCurrentIndex(_NO_MATCH if asked.filter else _NOTHING_YET)
            self._tell_place()
        else:
            self._pages.setCurrentIndex(_LISTED)
            self.list.go(min(place, len(answer.ids) - 1))
            self._tell_place()
        self.scope_changed.emit(self.scope())
        self._counts.count()

    def _show_done(self, answer: Answer) -> None:
        left = len(answer.ids) - (1 if answer.is_kept else 0)
        self.done.show_counts(answer.statuses, left, bool(self.expression))
        had_focus = self.list.hasFocus()
        self._pages.setCurrentIndex(_DONE)
        self._tell_place()
        if had_focus:
            (self.done.again if left else self.done.clear).setFocus()

    def _again(self) -> None:
        self._pages.setCurrentIndex(_LISTED)
        self.list.go(0)
        self.list.setFocus()

    def _step(self, place: int) -> None:
        cluster = self.model.id_at(place)
        if cluster != self._current:
            self._status = ""
            self._dwelling.start()
        self._current, self._row = cluster, place
        self.chosen.emit(cluster)
        self._learn_status()
        self._tell_place()

    def _tell_place(self) -> None:
        count = len(self._ids)
        if self.list.is_whole and count > 1:
            self.head.tell(_("all {n} are selected").format(n=number(count)))
            return
        if not count or self._pages.currentIndex() != _LISTED:
            words = ngettext("{n} cluster", "{n} clusters", count).format(n=number(count))
        else:
            words = _("{place} of {n}").format(place=number(self._row + 1), n=number(count))
        done = self._last.statuses.get("done", 0) if self._last and not self._found else 0
        told = [words, _("{n} {status}").format(n=number(done), status=_("done")) if done else ""]
        self.head.tell(" · ".join(part for part in told if part))

    def _learn_status(self, *_places: object) -> None:
        place = self.list.currentIndex().row()
        item = self.model.row(place) if place >= 0 else None
        if item is not None and item.cluster == self._current and not self._status:
            # only at first: a row read meanwhile may know already what the answer is to find new
            self._status = item.status

    def _selected(self, *_ranges: object) -> None:
        self._tell_place()

    def _dwelt(self) -> None:
        if self._current is not None and self.isVisible():
            self.looked.emit(self._current)

    def _typed(self, _text: str) -> None:
        if self._found is not None:
            self.back_to_queue()
        self._typing.start()

    def _reordered(self) -> None:
        if self._found is None:
            self._ask(is_new=True)

    def add_term(self, words: str) -> None:
        """Put words of the filter language into the box besides what it says."""
        self.terms.add(words)

    def clear_filter(self) -> None:
        """Empty the box; the terms that stay go when it is empty already."""
        self.terms.clear()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_view(self, view: ViewItem) -> None:
        """Show a view; the terms that stayed are let go, the view says all."""
        self.terms.let_go()
        self.head.choose_order(view.order)
        self.filter.setText(view.filter)
        self._typing.stop()
        self.back_to_queue()

    def show_facets(self, wanted: bool) -> None:
        """Show or hide what the clusters have in common."""
        self.facets.setVisible(wanted)
        self.head.facets.setChecked(wanted)
        if wanted:
            self.facets.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._counts.count()
        else:
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_found(self, found: Sequence[tuple[int, str]], about: str = "") -> None:
        """Show a fixed list of clusters, each with why; the queue waits behind it."""
        whys = dict(found)
        self._found = (about, whys)
        self._ids = tuple(whys)
        self.model.show_queue(self._ids, FOUND, whys)
        self.head.show_found(len(self._ids), about)
        self._settle()
        self._pages.setCurrentIndex(_LISTED if self._ids else _NO_MATCH)
        self.list.go(0)
        self._tell_place()
        self.scope_changed.emit(self.scope())

    def back_to_queue(self) -> None:
        """Show the queue again, with its filter."""
        self._found = None
        self.head.show_found(None)
        self._search()

    def selected(self) -> list[int]:
        """The clusters selected besides the one looked at."""
        ids = self.list.selected_ids(_MOST_SELECTED)
        return [cluster for cluster in ids if cluster != self._current]

    @property
    def current(self) -> int | None:
        """The cluster looked at."""
        return self._current

    def forget(self) -> None:
        """Show nothing (the case was closed)."""
        self._current, self._row, self._status, self._last = None, -1, "", None
        self._found, self._ids = None, ()
        self.terms.let_go()
        self.filter.clear()
        self.head.forget()
        self.views.views = ()
        self._counts.forget()
        for timer in (self._typing, self._dimming, self._dwelling):
            timer.stop()
        self._settle()
        self.model.show_queue((), self.order)
