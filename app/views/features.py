# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window can do with an open case: its controllers, and the acts each of them answers.

A controller opens dialogs and hands their wishes to ``Acts``; it names its acts by the keys of
``shortcuts``. The window knows only this door.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.tasks.runner import Runner
from app.triage.items import Changed
from app.triage.statuses import STATUSES
from app.triage.suggestion_items import ANSWERS
from app.views.acts import Acts
from app.views.case_view import CaseView
from app.views.coding import Coding
from app.views.comparing import Comparing
from app.views.decide_page import DecidePage
from app.views.deciding import Deciding
from app.views.desk import Desk
from app.views.picturing import Picturing
from app.views.protecting import Protecting
from app.views.queueing import Queueing
from app.views.regrouping import Regrouping
from app.views.searching import Searching
from app.views.suggesting import Suggesting
from app.views.template_dialog import Templates

Handlers = dict[str, Callable[[], object]]


class Features(QObject):
    """Made once with the window; each part is joined to the case view here."""

    def __init__(
        self,
        runner: Runner,
        acts: Acts,
        view: CaseView,
        window: QWidget,
        program: tuple[str, ...] = (),
    ) -> None:
        super().__init__(window)
        self.acts = acts
        self.view = view
        self.templates = Templates(runner, window)
        self.comparing = Comparing(runner, acts, window)
        self.regrouping = Regrouping(runner, acts, window)
        self.suggesting = Suggesting(runner, acts, window)
        self.coding = Coding(runner, acts, window)
        self.protecting = Protecting(runner, acts, window)
        self.picturing = Picturing(runner, acts, window)
        self.deciding = Deciding(runner, acts, window)
        self.desk = Desk(runner, acts, view, self.regrouping)
        self.queueing = Queueing(runner, acts, view.clusters, window)
        self.searching = Searching(runner, (view.isVisible, self._current_ad), window, program)
        self._parts = (
            self.searching,
            self.templates,
            self.comparing,
            self.regrouping,
            self.suggesting,
            self.coding,
            self.protecting,
            self.picturing,
            self.queueing,
            self.desk,
        )
        self._join_ads()
        self._join_clusters()
        view.pages.made.connect(self._page_made)

    def handlers(self) -> Handlers:
        """What answers each act on the open case."""
        known = {**self._of_clusters(), **self._of_ads(), **self._of_the_case()}
        return {key: partial(self._do, key, act) for key, act in known.items()}

    def _do(self, key: str, act: Callable[[], object]) -> None:
        # a page that shows something else than one ad gives some keys a meaning of its own
        self.view.pages.handlers().get(key, act)()

    def close_all(self) -> None:
        """Leave nothing of a closed case on screen."""
        for part in self._parts:
            part.close_all()

    def take(self, changed: Changed) -> None:
        """Show what an act changed; the others listen to the acts themselves."""
        self.searching.take(changed)
        if changed.everything or changed.clusters:
            self.templates.reload()

    def restyle(self) -> None:
        """Paint again in other colours."""
        self.templates.reload()

    def _of_clusters(self) -> Handlers:
        view = self.view
        return {
            "filter": view.clusters.filter.setFocus,
            **self.queueing.handlers(),
            **self.desk.handlers(),
            "tag_cluster": self._tag_cluster,
            "template": self._show_template,
            "merge": self._merge,
            "split": view.ads.split,
            "bridges": self._show_bridges,
            "cluster_suggestions": self._show_suggestions,
            **{f"status_{word}": partial(view.ads.set_status, word) for word in STATUSES},
            "next_cluster": lambda: view.clusters.list.step(1),
            "previous_cluster": lambda: view.clusters.list.step(-1),
            **{f"page_{key}": partial(view.show_page_by_key, key) for key in view.page_keys()},
        }

    def _of_ads(self) -> Handlers:
        view, detail = self.view, self.view.detail
        return {
            "tag": detail.tag,
            "note": detail.note,
            "unmask": detail.unmask,
            "pictures": self._next_picture,
            "same": partial(view.ads.judge, "same"),
            "not_same": partial(view.ads.judge, "not-same"),
            "unsure": partial(view.ads.judge, "unsure"),
            "compare": view.ads.compare,
            "chain": view.ads.chain,
            "gone_through": detail.go_through,
            "next_suggestion": detail.next_suggestion,
            **{f"answer_{one}": partial(detail.answer, one) for one in ANSWERS},
            "protect": self._protect,
            "purge": self._purge,
            "next_ad": partial(view.step_ad, 1),
            "previous_ad": partial(view.step_ad, -1),
        }

    def _of_the_case(self) -> Handlers:
        return {
            "undo": self.acts.undo,
            "redo": self.acts.redo,
            **self.searching.handlers(),
            "codebook": self.coding.show_codebook,
            "agreement": self.coding.show_agreement,
            "about_rules": self.suggesting.show_rules,
            "hubs": self.regrouping.show_hubs,
            "picture_grid": self._show_pictures,
            "protection": self.protecting.show_lists,
            "next_pane": self.view.next_pane,
        }

    def _join_ads(self) -> None:
        view, detail, acts = self.view, self.view.detail, self.acts
        view.judged.connect(acts.judge)
        view.status_wanted.connect(acts.set_status)
        view.compare_wanted.connect(self.comparing.compare)
        view.compare_all_wanted.connect(self.comparing.compare_all)
        view.chain_wanted.connect(self.comparing.chain)
        view.split_wanted.connect(self.regrouping.split)
        self.regrouping.compare_wanted.connect(self.comparing.compare)
        acts.pictured.connect(detail.pictures.count)
        self.picturing.ad_wanted.connect(view.go_to_ad)
        detail.suggestions.answered.connect(acts.answer)
        detail.gone_through.connect(acts.go_through)
        detail.tag_wanted.connect(acts.tag)
        detail.note_wanted.connect(acts.note)
        detail.unmask_wanted.connect(acts.unmask)
        detail.pictures.opened.connect(acts.opened_picture)
        detail.tags.withdraw_wanted.connect(acts.withdraw)
        acts.unmasked.connect(detail.was_unmasked)
        acts.purged.connect(self._purged)
        for part in (self.templates, self.comparing, self.suggesting, self.coding):
            part.ad_wanted.connect(view.go_to_ad)
        self.searching.ad_wanted.connect(view.go_to_ad)
        self.searching.queue_wanted.connect(view.clusters.show_found)
        self.coding.target_wanted.connect(view.go_to_target)

    def _join_clusters(self) -> None:
        clusters = self.view.clusters
        clusters.template_wanted.connect(self._show_template)
        clusters.merge_wanted.connect(self._merge)
        clusters.bridges_wanted.connect(self._show_bridges)
        clusters.suggestions_wanted.connect(self._show_suggestions)

    def _page_made(self, _key: str, page: QWidget) -> None:
        if isinstance(page, DecidePage):
            self.deciding.join(page)
            page.compare_wanted.connect(self.comparing.compare)
            page.bridges_wanted.connect(self._show_bridges)

    def _tag_cluster(self) -> None:
        target = self.view.cluster_target()
        if target is not None:
            self.acts.tag(target)

    def _merge(self) -> None:
        clusters = self.view.clusters
        self.regrouping.merge(clusters.current, clusters.selected())

    def _show_bridges(self) -> None:
        self.regrouping.show_bridges(self.view.clusters.current)

    def _show_suggestions(self) -> None:
        self.suggesting.show_cluster(self.view.clusters.current)

    def _show_template(self) -> None:
        self.templates.show_cluster(self.view.clusters.current)

    def _next_picture(self) -> None:
        detail = self.view.detail
        detail.tabs.setCurrentWidget(detail.pictures)
        detail.pictures.open_next()

    def _show_pictures(self) -> None:
        self.picturing.show_scope(self.view.clusters.scope())

    def _protect(self) -> None:
        ad = self.view.detail.ad
        self.protecting.protect(None if ad is None else ad.ad)

    def _current_ad(self) -> int | None:
        return self.view.ads.current

    def _purge(self) -> None:
        ad = self.view.detail.ad
        if ad is not None:
            self.acts.purge(ad.ad)

    def _purged(self, _ad: int) -> None:
        self.view.detail.show_ad(None)
