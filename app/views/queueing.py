# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does with the queue: views that are kept, facets, terms that stay."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from app.tasks.runner import Runner, Turn, ignore
from app.triage.items import Changed
from app.triage.queue_items import ViewItem
from app.triage.session import Questions, Session
from app.views import problems
from app.views.acts import Acts
from app.views.cluster_pane import ClusterPane
from app.views.saved_views import ViewNameDialog


class Queueing(QObject):
    """Joins the queue to the acts; opens its dialogs."""

    def __init__(self, runner: Runner, acts: Acts, pane: ClusterPane, window: QWidget) -> None:
        super().__init__(window)
        self._runner = runner
        self._acts = acts
        self._pane = pane
        self._window = window
        self._open: list[QDialog] = []
        self._knows_views = False
        pane.looked.connect(self._looked)
        pane.scope_changed.connect(self._first)
        pane.save_view_wanted.connect(self.save_view)
        pane.views.rename_wanted.connect(self._ask_name)
        pane.views.remove_wanted.connect(self._remove)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What answers each act on the queue."""
        return {
            "facets": self._toggle_facets,
            "views": self._pane.views.showMenu,
            "save_view": self.save_view,
            "pin_terms": self._pane.terms.pin,
            "clear_filter": self._pane.clear_filter,
            "back_to_queue": self._pane.back_to_queue,
        }

    def close_all(self) -> None:
        """Leave nothing of a closed case on screen."""
        self._knows_views = False
        for dialog in list(self._open):
            dialog.reject()

    def reload(self) -> None:
        """Read the kept views again."""
        self._runner.ask("views", _views_of, self._show)

    def save_view(self) -> None:
        """Ask for a name, and keep filter and order under it."""
        expression, order = self._pane.expression, self._pane.order
        dialog = ViewNameDialog(expression[:60], expression, self._window)

        def keep(name: str) -> None:
            self._act(lambda session: session.save_view(name, expression, order))

        dialog.named.connect(keep)
        self._ask(dialog)

    def _first(self, _scope: object) -> None:
        if not self._knows_views:
            self._knows_views = True
            self.reload()

    def _toggle_facets(self) -> None:
        self._pane.show_facets(not self._pane.facets.isVisible())

    def _looked(self, cluster: int) -> None:
        # a case that is being written elsewhere is no reason to disturb who is reading
        self._runner.act(lambda session: session.looked(cluster), self._warm_again, ignore)

    def _warm_again(self, _changed: object) -> None:
        """Look up what lists rest on after the change, so that the next filter does not wait."""
        self._runner.ask("warm again", lambda case: case.warm(0), ignore, ignore, turn=Turn.LATE)

    def _show(self, found: list[ViewItem] | None) -> None:
        self._pane.views.views = tuple(found or ())

    def _ask_name(self, view: ViewItem) -> None:
        dialog = ViewNameDialog(view.name, view.filter, self._window)

        def rename(name: str) -> None:
            self._act(lambda session: session.rename_view(view.view, name))

        dialog.named.connect(rename)
        self._ask(dialog)

    def _remove(self, view: ViewItem) -> None:
        self._act(lambda session: session.remove_view(view.view))

    def _act(self, work: Callable[[Session], Changed]) -> None:
        self._runner.act(work, self._done, partial(problems.tell, self._window))

    def _done(self, changed: Changed | None) -> None:
        if changed is not None:
            self._acts.changed.emit(changed)
        self.reload()

    def _ask(self, dialog: QDialog) -> None:
        self._open.append(dialog)
        dialog.finished.connect(partial(self._gone, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _gone(self, dialog: QDialog, _result: int) -> None:
        if dialog in self._open:
            self._open.remove(dialog)


def _views_of(case: Questions) -> list[ViewItem]:
    return case.views()
